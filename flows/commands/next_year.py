"""`dondoc plan next`: the file of a plan carried over to another year, doubtful deadlines as chosen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from config.settings import SettingsError, read_settings
from flows import wiring
from flows.commands.service import DataOption
from flows.work.next_year.answering import Answers, check_file, decide, new_file
from flows.work.next_year.proposing import KEEP, LEAVE, Proposal, propose
from flows.work.next_year.wish import read_wish
from flows.work.next_year.writing import put_file
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError
from models.store.plan_units import plan_units
from models.tables import Plan

PAIR = "=", "đề nghị ghi dạng MÃ=cụm từ, ví dụ II.1.1.b='trước ngày 28/02/2025'"


def add_to(app: typer.Typer) -> None:
    """Add `next` to the commands about plan files."""
    app.command("next")(next_year)


def next_year(
    plan: Annotated[str, typer.Option("--plan", help="Code of the issued plan.", show_default=False)],
    year: Annotated[int, typer.Option("--year", help="The new plan's year.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="File to write; none is replaced.", show_default=False)],
    number: Annotated[str, typer.Option("--document", help="Number of the new document.")] = "",
    issued_on: Annotated[str, typer.Option("--issued-on", help="Its day, dd/mm/yyyy.")] = "",
    choose: Annotated[
        list[str] | None, typer.Option("--choose", help="CODE=phrase: the deadline of a task.")
    ] = None,
    keep: Annotated[list[str] | None, typer.Option("--keep", help="CODE of a one-off task to keep.")] = None,
    leave_out: Annotated[
        list[str] | None, typer.Option("--leave-out", help="CODE of a task to drop.")
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", help="OLD NAME=NEW NAME of a unit that has ended; empty: drop."),
    ] = None,
    data: DataOption = None,
) -> None:
    """Write the plan file of another year: every date moved, 29/02 and one-off tasks as chosen."""
    try:
        settings = read_settings(data=data)
        with wiring.engine_of(settings=settings) as engine, reading(engine) as session:
            world = wiring.world_of(session, settings=settings)
            wish = read_wish(
                session, plan_id=_plan(session, plan), year=year, number=number, issued_on=issued_on
            )
            proposal = propose(session, wish=wish, world=world)
            answers = _answers(proposal, choose or [], keep or [], leave_out or [], unit or [])
            sentences = _write(session, proposal, answers, out, world)
    except (RefusedError, PolicyFileError, HolidayFileError) as error:
        typer.echo(str(error), err=True)
        if "chưa chọn" in str(error):
            typer.echo("Ghi lựa chọn bằng --choose, --keep, --leave-out, --unit.", err=True)
        raise typer.Exit(1) from None
    except SettingsError as error:
        typer.echo(f"dondoc: {error}", err=True)
        raise typer.Exit(1) from None
    for sentence in sentences:
        typer.echo(sentence)


def _plan(session: Session, code: str) -> int:
    found = session.exec(select(Plan).where(col(Plan.code) == code)).first()
    if found is None or found.id is None:
        codes = ", ".join(session.exec(select(Plan.code).order_by(col(Plan.id)))) or "chưa có kế hoạch nào"
        raise RefusedError(f"Không có kế hoạch «{code}»; các kế hoạch đã triển khai: {codes}.")
    return found.id


def _answers(
    proposal: Proposal,
    choose: Sequence[str],
    keep: Sequence[str],
    leave_out: Sequence[str],
    units: Sequence[str],
) -> Answers:
    """Options of the command line as the form's answers: a chosen phrase needs not be one of the readings."""
    changes = [f"{code}: {phrase}" for code, phrase in map(_pair, choose)]
    changes += [f"{code}: {LEAVE}" for code in leave_out]
    chosen = {f"keep:{code}": KEEP for code in keep}
    for old, new in map(_pair, units):
        question = next((one for one in proposal.questions if (one.about, one.key) == ("unit", old)), None)
        label = next((one.label for one in question.options if one.value == new), "") if question else ""
        if not label:
            raise RefusedError(
                f"Không thay được đơn vị «{old}» bằng «{new}»; xem các lựa chọn trong thông báo."
            )
        chosen[f"unit:{old}"] = label
    return Answers(chosen=chosen, changes="; ".join(changes))


def _pair(text: str) -> tuple[str, str]:
    left, sign, right = text.partition(PAIR[0])
    if not sign or not left.strip():
        raise RefusedError(f"Không đọc được «{text}»; {PAIR[1]}.")
    return left.strip(), right.strip()


def _write(session: Session, proposal: Proposal, answers: Answers, out: Path, world: World) -> Sequence[str]:
    decided = decide(proposal, answers=answers)
    made = new_file(proposal, decided=decided)
    units = plan_units(session, day=decided.new.issued_on)
    ladders = frozenset(world.policy.ladders)
    plan = check_file(made.text, name=out.name, ladders=ladders, units=units, decided=decided)
    put_file(out, made.text, replace=False)
    notes = [f"{code}: bỏ ghi chú «{note}»" for code, note in made.dropped_notes]
    left = [f"{out.name}:{line}: còn năm {proposal.plan.year}: {text}" for line, text in made.old_year_left]
    return [f"Đã ghi Kế hoạch {plan.code} ({len(plan.tasks)} mục) vào {out}.", *notes, *left]

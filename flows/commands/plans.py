"""`dondoc plan`: what a plan file means, before anybody relies on it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.console import Console

from config.settings import Settings, SettingsError, read_settings
from flows import wiring
from flows.commands import next_year
from flows.commands.sending import By, open_folder
from flows.commands.service import DataOption
from flows.wiring import YEARS, policy_of
from flows.work.amending.act import Act
from flows.work.amending.applying import apply as amend
from flows.work.amending.page import page_facts
from flows.work.amending.proposing import plan_of, propose
from flows.work.amending.refusing import File
from flows.work.dates import read_day
from flows.work.pages.plan_check import check_plan, read_checked
from flows.work.plans.plan_units import units_of_file
from flows.work.refusals import RefusedError
from models.database import reading, transaction
from models.plan_file import PlanFileError
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError, read_holiday_file
from models.rules.workdays import WorkCalendar, shipped_days
from templates.dashboards.amendment_text import as_text
from templates.dashboards.plan_check import show_plan
from templates.dashboards.plan_check_facts import PlanSheet

PIPED_WIDTH = 100  # columns, when nobody says how wide the reader's screen is
app = typer.Typer(help="Plan files.", no_args_is_help=True)


def add_to(parent: typer.Typer) -> None:
    """Add this subject's commands."""
    next_year.add_to(app)
    parent.add_typer(app, name="plan")


@app.callback()
def plan() -> None:
    """Plan files."""


@app.command()
def diff(
    file: Annotated[Path, typer.Argument(help="The changed plan file (YAML).", show_default=False)],
    data: DataOption = None,
) -> None:
    """Show what a changed file would do to the plan in force; nothing is written."""
    with _amending(data) as (engine, settings), reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        chosen = _chosen(file)
        proposal = propose(session, plan_id=plan_of(session, file=chosen), file=chosen, world=world)
        page = page_facts(session, proposal=proposal, act="", reason="", world=world)
        typer.echo(as_text(page, nothing=proposal.changes_nothing))


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="The changed plan file (YAML).", show_default=False)],
    number: Annotated[str, typer.Option("--number", help="Number of the amending document.")],
    issued_on: Annotated[str, typer.Option("--date", help="Its day, dd/mm/yyyy.")],
    by: By,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with the amendment.")] = "",
    data: DataOption = None,
) -> None:
    """Amend the plan in force by a changed file; the same file again changes nothing."""
    with _amending(data) as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        act = Act(number=number, issued_on=read_day(issued_on, field="--date"), by=by, reason=reason)
        chosen = _chosen(file)
        plan_id = plan_of(session, file=chosen)
        typer.echo(amend(session, plan_id=plan_id, file=chosen, act=act, world=world))


@contextmanager
def _amending(data: Path | None) -> Iterator[tuple[sa.Engine, Settings]]:
    with open_folder(data) as (engine, settings):
        try:
            yield engine, settings
        except (RefusedError, PolicyFileError, HolidayFileError) as error:
            raise _stop([str(error)]) from None


def _chosen(file: Path) -> File:
    return File(name=str(file), content=_text(file).encode())


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The plan file (YAML).", show_default=False)],
    units: Annotated[
        Path | None,
        typer.Option(
            "--units", help="Units as CSV or xlsx (default: the list in config/units).", show_default=False
        ),
    ] = None,
    data: DataOption = None,
) -> None:
    """Show what a plan file means: tasks, who owes how many, each deadline's last day; or all its errors."""
    try:
        settings = read_settings(data=data)
        sheet = _sheet(file, units or settings.config_file("units/units.csv"), settings)
    except PlanFileError as error:
        raise _stop([*error.sentences, f"Tệp kế hoạch có {len(error.problems)} chỗ cần sửa."]) from None
    except (RefusedError, PolicyFileError, HolidayFileError) as error:
        raise _stop([str(error)]) from None
    except SettingsError as error:
        raise _stop([f"dondoc: {error}"]) from None
    show_plan(sheet, console=_console())


def _sheet(file: Path, units: Path, settings: Settings) -> PlanSheet:
    policy = policy_of(settings=settings)
    units_on = partial(units_of_file, units)
    plan = read_checked(_text(file), name=str(file), policy=policy, units=lambda day: units_on(day=day))
    return check_plan(
        plan=plan, units=units_on(day=plan.issued_on), policy=policy, calendar=_calendar(settings)
    )


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError:
        raise RefusedError(f"{file}: không mở được tệp; kiểm tra đường dẫn và quyền đọc tệp.") from None
    except UnicodeDecodeError:
        raise RefusedError(
            f"{file}: chữ trong tệp không theo bảng mã UTF-8; lưu lại tệp dạng UTF-8."
        ) from None


def _calendar(settings: Settings) -> WorkCalendar:
    path = settings.config_file("holidays/vietnam.csv")
    return shipped_days(years=YEARS, extra=read_holiday_file(path.read_text("utf-8"), name=path.name))


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(width=PIPED_WIDTH, highlight=False)


def _stop(sentences: Sequence[str]) -> typer.Exit:
    for sentence in sentences:
        typer.echo(sentence, err=True)
    return typer.Exit(1)

"""`dondoc simulate`: a whole year of a plan, played beforehand."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from config.settings import SettingsError, read_settings
from flows.commands.preview import DAY_FORMATS
from flows.commands.service import DataOption
from flows.simulating import Order, Outcome, simulate_plan
from flows.work.ahead.behaviour import Behaviour
from flows.work.refusals import RefusedError
from models.plan_file import PlanFileError
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError
from templates.simulation.facts import YearFacts
from templates.simulation.render import number


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(simulate)


def simulate(
    plan: Annotated[Path, typer.Option("--plan", help="The plan file (YAML).", show_default=False)],
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=DAY_FORMATS, help="First day (default: the plan's day of issue)."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=DAY_FORMATS, help="Last day (default: 31 January of the next year)."),
    ] = None,
    units: Annotated[
        int | None, typer.Option("--units", min=1, help="So many sample units (default: the shipped list).")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, other units that are late.")] = 762,
    on_time: Annotated[
        float, typer.Option("--on-time", min=0, max=1, help="Share of documents that come in time.")
    ] = 0.8,
    never: Annotated[
        float, typer.Option("--never", min=0, max=1, help="Share of documents that never come.")
    ] = 0.03,
    late_days: Annotated[
        int, typer.Option("--late-days", min=1, help="Working days by which the late are late at most.")
    ] = 15,
    arrivals: Annotated[
        Path | None,
        typer.Option(
            "--arrivals", help="What came in when, instead: unit;task;issued;arrived.", show_default=False
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for nam.html and luot-nhac.csv.")] = Path(),
    data: DataOption = None,
) -> None:
    """Play every day of a plan on a scratch copy, without SMTP: a year's page, all notices, a summary."""
    order = Order(
        plan=plan,
        first=_day(first),
        last=_day(last),
        units=units,
        behaviour=Behaviour(seed=seed, on_time=on_time, never=never, late_days=late_days),
        arrivals=arrivals,
    )
    try:
        outcome = _with_progress(
            lambda tell: simulate_plan(order=order, settings=read_settings(data=data), tell=tell)
        )
        out.mkdir(parents=True, exist_ok=True)
        for name, content in {"nam.html": outcome.page, "luot-nhac.csv": outcome.notices}.items():
            (out / name).write_bytes(content)
    except PlanFileError as error:
        raise _stop("\n".join(error.sentences)) from None
    except (RefusedError, PolicyFileError, HolidayFileError) as error:
        raise _stop(str(error)) from None
    except SettingsError as error:
        raise _stop(f"dondoc: {error}") from None
    except OSError as error:
        raise _stop(
            f"dondoc: {out} cannot be written ({error.strerror}); choose another with --out."
        ) from None
    _summarise(outcome.facts, out)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _with_progress(work: Callable[[Callable[[date, int, int], None]], Outcome]) -> Outcome:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[sent]} mails"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("preparing", total=None, sent=0)
        mails = 0

        def tell(day: date, days: int, sent: int) -> None:
            nonlocal mails
            mails += sent
            progress.update(task, description=f"{day:%d/%m/%Y}", total=days, advance=1, sent=number(mails))

        return work(tell)


def _summarise(facts: YearFacts, out: Path) -> None:
    kinds = "; ".join(f"{sort.value.lower()} {number(count)}" for sort, count in facts.by_sort.items())
    spread = ", ".join(f"{mails} thư: {number(who)}" for mails, who in facts.per_contact.items())
    lines = (
        f"Kế hoạch {facts.plan_code}, {facts.first:%d/%m/%Y} – {facts.last:%d/%m/%Y}: "
        f"{number(facts.units)} đơn vị, {number(facts.obligations)} nhiệm vụ, "
        f"{number(facts.documents)} văn bản đến.",
        f"Thư: {number(facts.total)} ({kinds}).",
        f"Ngày nhiều nhất: {facts.peak.day:%d/%m/%Y}, {number(facts.peak.total)} thư.",
        f"Chờ duyệt gửi cấp trên: {number(sum(one.units for one in facts.held))} lượt.",
        f"Số thư của một đầu mối trong kỳ: {spread}.",
        f"Nhiều nhất: {facts.worst[0]}, {facts.worst[1]} thư.",
        *(f"Không ghi nhận được: {sentence}" for sentence in facts.refused[:10]),
        f"Trang cả năm: {out / 'nam.html'}; mọi lượt nhắc: {out / 'luot-nhac.csv'}",
    )
    typer.echo("\n".join(lines))


def _stop(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(1)

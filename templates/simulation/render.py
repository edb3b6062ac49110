"""Facts in, the year's page, its list of notices and its summary out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from templates import words_vi as vi
from templates.dashboards.markdown import md
from templates.spreadsheet import render_csv

from .facts import DayFacts, MailSort, NoticeLine, YearFacts
from .words import KINDS, ROLES, STATUSES

LARGEST = 19_000_000  # bytes of the page
HEADINGS = (
    "kế hoạch", "nhiệm vụ", "kỳ", "mã đơn vị", "đơn vị", "vòng", "loại", "mốc", "gửi cho",
    "ngày của mốc", "ngày xử lý", "kết quả", "lý do", "địa chỉ",
)  # fmt: skip
COLOURS = {
    MailSort.ANNOUNCED: "#4c6a92",
    MailSort.REMINDER: "#2f8f6b",
    MailSort.ESCALATION: "#c2541b",
    MailSort.NOTE: "#8a6fb3",
    MailSort.BRIEF: "#b8b8b0",
    MailSort.OTHER: "#777777",
}


def render_page(facts: YearFacts) -> str:
    """The self-contained page; mails that no longer fit are left out, and it says how many."""
    page = _html(facts)
    if (size := len(page.encode())) <= LARGEST:
        return page
    kept = int(len(facts.mails) * 0.9 * LARGEST / size)
    return _html(replace(facts, mails=facts.mails[:kept], left_out=len(facts.mails) - kept))


def _html(facts: YearFacts) -> str:
    return (
        _environment()
        .get_template("nam.html")
        .render(
            page=facts,
            months=list(_months(facts.days)),
            mails=_mails(facts),
            colours=COLOURS,
            statuses=STATUSES,
            escalation=MailSort.ESCALATION,
        )
    )


def _months(days: Iterable[DayFacts]) -> Iterator[tuple[date, list[list[DayFacts | None]]]]:
    """Each month with its weeks, Monday first; None for days of other months."""
    for _, found in groupby(days, key=lambda one: (one.day.year, one.day.month)):
        members = list(found)
        cells: list[DayFacts | None] = [None] * members[0].day.weekday()
        cells += members
        cells += [None] * (-len(cells) % 7)
        yield members[0].day, [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _mails(facts: YearFacts) -> list[dict[str, str]]:
    return [
        {
            "day": one.day.isoformat(),
            "shown": vi.plain_day(one.day),
            "sort": one.sort.value,
            "unit": one.unit,
            "to": one.to,
            "cc": one.cc,
            "subject": one.subject,
            "text": one.text,
        }
        for one in facts.mails
    ]


def render_summary(facts: YearFacts, *, place: str) -> str:
    """The same in short, as markdown for an artifact; `place`: where the page and its list lie."""
    template = _environment().get_template("tom_tat.md")
    days = [day for day in facts.days if set(day.mails) - {MailSort.BRIEF}]
    return template.render(page=facts, days=days, statuses=STATUSES, place=place).strip() + "\n"


def render_notices(lines: Iterable[NoticeLine]) -> bytes:
    """All notices for a spreadsheet."""
    return render_csv(headings=HEADINGS, rows=map(_cells, lines))


def _cells(one: NoticeLine) -> tuple[str, ...]:
    return (
        one.plan,
        one.task,
        one.occurrence,
        one.unit_id,
        one.unit,
        str(one.round),
        KINDS[one.kind],
        one.stage,
        ROLES[one.role],
        vi.plain_day(one.due_on),
        vi.plain_day(one.decided_on),
        STATUSES[one.status],
        one.reason,
        one.recipients,
    )


def number(value: int) -> str:
    """`11.000`."""
    return f"{value:,}".replace(",", ".")


def dominant(day: DayFacts) -> str:
    """The colour of what most mails of a day are about, briefs aside."""
    counted = {sort: count for sort, count in day.mails.items() if sort is not MailSort.BRIEF}
    found = counted or day.mails
    return COLOURS[max(found, key=lambda sort: found[sort])] if found else ""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"number": number, "dominant": dominant, "md": md}
    environment.filters |= {name: getattr(vi, name) for name in ("plain_day", "full_day", "clipped")}
    return environment


def _plain(value: Any) -> Any:
    return number(value) if type(value) is int else value

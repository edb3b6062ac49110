"""Facts in, markdown out; whatever users wrote is escaped where it is put in."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from models.words import MessageStatus
from templates import words_vi as vi

from . import interim, journey, phrases
from .chart import chart
from .facts import (
    ApprovalFacts,
    DashboardFacts,
    Figures,
    MailRow,
    OverviewFacts,
    UnsentFacts,
    UnsentTask,
)
from .guide import ENGLISH, FORMS, HOW_IT_WORKS, PAGES
from .interim_facts import CompiledFacts, DifficultiesFacts, InterimFacts, ReviewPlanFacts
from .journey_facts import JourneyFacts
from .markdown import Markdown, link, markdown_templates, md
from .steps import steps
from .story import when
from .story_facts import StoriesFacts

LARGEST = 900_000  # bytes; Prefect takes an artifact of up to 1 MB
MOST_NAMES = 100  # rows of the lists on the overview


def render(facts: DashboardFacts | JourneyFacts | StoriesFacts | InterimFacts) -> str:
    """The page as markdown for an artifact; a list too long for one is cut, and says so."""
    if isinstance(facts, UnsentFacts):
        return _unsent(facts)
    if isinstance(facts, JourneyFacts):
        return _page("tien_trinh.md", facts)
    if isinstance(facts, ApprovalFacts):
        return _page("cho_duyet.md", facts)
    if isinstance(facts, StoriesFacts):
        return _page("qua_trinh.md", facts)
    if isinstance(facts, ReviewPlanFacts | CompiledFacts | DifficultiesFacts):
        return _page(_INTERIM[type(facts)], facts)
    if isinstance(facts, OverviewFacts):
        lines = [line for plan in facts.plans for line in plan.dated]
        return _page("tong_quan.md", facts, chart=Markdown(chart(lines)), most=MOST_NAMES)
    return _page("bat_dau.md", facts, forms=FORMS, pages=PAGES, english=ENGLISH, works=HOW_IT_WORKS)


_INTERIM: dict[type, str] = {
    ReviewPlanFacts: "so_ket.md",
    CompiledFacts: "tong_hop_so_ket.md",
    DifficultiesFacts: "kho_khan.md",
}


def _unsent(facts: UnsentFacts) -> str:
    total = sum(_lines(task) for task in facts.tasks)
    text = _page("don_vi_chua_gui.md", facts, total=total, hidden=0)
    if (size := len(text.encode())) <= LARGEST:
        return text
    kept = int(total * LARGEST / size * 0.9)
    return _page("don_vi_chua_gui.md", _first_lines(facts, kept), total=total, hidden=total - kept)


def _lines(task: UnsentTask) -> int:
    return sum(len(lines) for _, lines in task.regions)


def _first_lines(facts: UnsentFacts, kept: int) -> UnsentFacts:
    tasks = []
    for task in facts.tasks:
        regions = []
        for region, lines in task.regions:
            regions.append((region, lines[:kept]))
            kept -= len(lines[:kept])
        tasks.append(replace(task, regions=tuple(one for one in regions if one[1])))
    return replace(facts, tasks=tuple(task for task in tasks if task.regions))


def _page(name: str, facts: DashboardFacts | JourneyFacts | StoriesFacts | InterimFacts, **more: Any) -> str:
    return _environment().get_template(name).render(page=facts, **more).strip() + "\n"


@cache
def _environment() -> Environment:
    environment = markdown_templates(Path(__file__).parent)
    environment.filters |= {
        "link": link,
        "figures": _figures,
        "region_figures": _region_figures,
        "lines": _lines,
        "mails": _mails,
        "when": when,
    }
    environment.filters |= {
        name: getattr(vi, name) for name in ("plain_day", "full_day", "weekday", "count", "clipped")
    }
    environment.filters |= {name: _phrase(name) for name in _PHRASES}
    environment.filters |= {name: getattr(journey, name) for name in _JOURNEY}
    environment.filters |= {"year_figure": interim.year_figure, "unit_lists": interim.unit_lists}
    environment.filters["steps"] = lambda lines: Markdown(steps(lines))
    environment.globals |= {"kinds": phrases.KINDS, "states": phrases.STATES}
    return environment


_JOURNEY = ("own_day", "own_state", "phase_days", "phase_name", "phase_state")
_PHRASES = (
    "contact",
    "day_or_dash",
    "next_stages",
    "day_line",
    "last_day",
    "last_days",
    "moment",
    "parts",
    "percent",
    "reminded",
    "standing",
    "workdays_left",
)


def _phrase(name: str) -> Callable[..., str]:
    phrase: Callable[..., str] = getattr(phrases, name)
    return phrase


def _mails(row: MailRow, wanted: Collection[MessageStatus]) -> int:
    return sum(row.states.get(status, 0) for status in wanted)


def _figures(figures: Figures) -> Markdown:
    """The cells of a task; few and narrow, since one of the two UIs breaks no heading."""
    return _cells(figures.expected, figures.received, *_sent_or_not(figures))


def _region_figures(figures: Figures) -> Markdown:
    """The cells of a region: its first column is wider, so what the others add up to is left out."""
    return _cells(figures.expected, *_sent_or_not(figures))


def _sent_or_not(figures: Figures) -> tuple[object, ...]:
    on_time = f"{figures.on_time} ({phrases.percent(figures.on_time_rate)})"
    return on_time, figures.late, figures.outstanding, figures.overdue


def _cells(*cells: object) -> Markdown:
    return Markdown(" | ".join(md(cell) for cell in cells))

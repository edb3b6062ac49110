"""Facts in, markdown out; whatever users wrote is escaped where it is put in."""

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from models.words import MessageStatus
from templates import amendment_words
from templates import words_vi as vi
from templates.training_words import region_name

from . import addresses, interim, journey, matrix, phrases, received, trainings, unsent
from .addresses_facts import AddressesFacts
from .amendment_facts import AmendmentPageFacts
from .chart import chart
from .closing_facts import ClosingFacts
from .cut import LongFacts, first_lines, lines_in, lines_of, total_lines
from .facts import (
    ApprovalFacts,
    DashboardFacts,
    Figures,
    MailRow,
    OverviewFacts,
)
from .guide import ENGLISH, FORMS, HOW_IT_WORKS, PAGES
from .interim_facts import CompiledFacts, DifficultiesFacts, InterimFacts, ReviewPlanFacts
from .journey_facts import JourneyFacts
from .markdown import Markdown, link, markdown_templates, md
from .matrix_facts import MatrixFacts
from .next_year_facts import NextYearFacts
from .received_facts import ReceivedFacts
from .reform_facts import ReformFacts
from .schedule_facts import ScheduleFacts
from .steps import steps
from .story import when
from .story_facts import StoriesFacts
from .trainings_facts import TrainingsFacts
from .unsent_facts import UnsentFacts

PageFacts = (
    DashboardFacts
    | LongFacts
    | JourneyFacts
    | StoriesFacts
    | InterimFacts
    | TrainingsFacts
    | ScheduleFacts
    | ClosingFacts
    | NextYearFacts
    | AmendmentPageFacts
    | ReformFacts
    | AddressesFacts
)

LARGEST = 900_000  # bytes; Prefect takes an artifact of up to 1 MB
START_PAGE = "Bắt đầu từ đây"
MOST_NAMES = 100  # rows of the lists on the overview


def render(facts: PageFacts) -> str:
    """The page as markdown for an artifact; a list too long for one is cut, and says so."""
    if isinstance(facts, UnsentFacts | ReceivedFacts | MatrixFacts):
        return _bounded(facts)
    if isinstance(facts, JourneyFacts):
        return _page("tien_trinh.md", facts, own_name="Tiến trình kế hoạch")
    if isinstance(facts, ApprovalFacts):
        return _page("cho_duyet.md", facts, own_name="Duyệt gửi cấp trên")
    if isinstance(facts, StoriesFacts):
        return _page("qua_trinh.md", facts)
    if isinstance(facts, ReviewPlanFacts | CompiledFacts | DifficultiesFacts):
        return _page(_INTERIM[type(facts)], facts, own_name="Khó khăn, vướng mắc")
    if isinstance(facts, TrainingsFacts):
        return _page("tinh_hinh_tap_huan.md", facts, own_name="Tình hình tập huấn")
    if isinstance(facts, ScheduleFacts):
        return _page("lich_tap_huan.md", facts)
    if isinstance(facts, ClosingFacts):
        return _page("ket_thuc.md", facts)
    if isinstance(facts, NextYearFacts):
        return _page("nam_sau.md", facts)
    if isinstance(facts, AmendmentPageFacts):
        return _page("dieu_chinh.md", facts)
    if isinstance(facts, ReformFacts):
        return _page("sap_xep.md", facts)
    if isinstance(facts, AddressesFacts):
        return _page("dia_chi.md", facts)
    if isinstance(facts, OverviewFacts):
        charts = [Markdown(chart(plan.dated)) for plan in facts.plans]
        more = {"charts": charts, "chart": next(iter(charts), ""), "most": MOST_NAMES}
        return _page("tong_quan.md", facts, own_name="Tổng quan tiến độ", **more)
    return _page("bat_dau.md", facts, forms=FORMS, pages=PAGES, english=ENGLISH, works=HOW_IT_WORKS)


def _bounded(facts: LongFacts) -> str:
    """As many lines as fit into an artifact."""
    total, shown = total_lines(facts), lines_in(facts)
    text = _long(facts, total, total - shown)
    while (size := len(text.encode())) > LARGEST:
        shown = int(shown * LARGEST / size * 0.9)
        facts = first_lines(facts, shown)
        text = _long(facts, total, total - shown)
    return text


_INTERIM: dict[type, str] = {
    ReviewPlanFacts: "so_ket.md",
    CompiledFacts: "tong_hop_so_ket.md",
    DifficultiesFacts: "kho_khan.md",
}


def _long(facts: LongFacts, total: int, hidden: int) -> str:
    counts = {"total": total, "hidden": hidden}
    if isinstance(facts, UnsentFacts):
        return _page("don_vi_chua_gui.md", facts, own_name="Đơn vị chưa gửi", **counts)
    if isinstance(facts, ReceivedFacts):
        return _page("van_ban_da_nhan.md", facts, own_name="Văn bản đã nhận", **counts)
    signs = {"legend": matrix.legend(facts)}
    return _page("tien_do_don_vi.md", facts, own_name="Tiến độ theo đơn vị", **signs, **counts)


def _page(name: str, facts: PageFacts, **more: Any) -> str:
    return _environment().get_template(name).render(page=facts, **more).strip() + "\n"


@cache
def _environment() -> Environment:
    environment = markdown_templates(Path(__file__).parent)
    environment.filters |= {
        "link": link,
        "figures": _figures,
        "region_figures": _region_figures,
        "lines": lines_of,
        "mails": _mails,
        "when": when,
        "number_or_dash": _number_or_dash,
    }
    environment.filters |= {name: getattr(vi, name) for name in _PLAIN_WORDS}
    for module, names in _WORDS.items():
        environment.filters |= {name: getattr(module, name) for name in names}
    environment.filters |= {"year_figure": interim.year_figure, "unit_lists": interim.unit_lists}
    environment.filters |= {"region_name": region_name, "training_state": trainings.state}
    environment.filters |= {"duty_numbers": amendment_words.duty_numbers, "kept_words": amendment_words.kept}
    environment.filters["steps"] = lambda lines: Markdown(steps(lines))
    environment.globals |= {"kinds": phrases.KINDS, "states": phrases.STATES}
    environment.globals["page_names"] = (START_PAGE, *(name for name, _ in PAGES))
    return environment


_PLAIN_WORDS = ("plain_day", "full_day", "weekday", "count", "clipped", "hour", "capitalised")
_WORDS = {
    addresses: ("person",),
    journey: ("own_day", "own_state", "phase_days", "phase_name", "phase_state"),
    matrix: ("sign", "whole_year"),
    phrases: (
        "day_line",
        "day_or_dash",
        "last_day",
        "last_days",
        "moment",
        "next_stages",
        "parts",
        "percent",
        "within",
        "workdays_left",
    ),
    received: ("came", "document", "punctual", "reviewed"),
    trainings: ("absent", "attended", "held_on", "letter", "named", "still_open"),
    unsent: ("contact", "reminded", "standing", "taken_over"),
}


def _number_or_dash(value: float | None) -> str:
    return "–" if value is None else vi.number(value)


def _mails(row: MailRow, wanted: Collection[MessageStatus]) -> int:
    return sum(row.states.get(status, 0) for status in wanted)


def _figures(figures: Figures) -> Markdown:
    """The cells of a task; few and narrow, since one of the two UIs breaks no heading."""
    return _cells(figures.expected, figures.received, *_sent_or_not(figures))


def _region_figures(figures: Figures) -> Markdown:
    """The cells of the official two by two, with what stands beside it."""
    return _cells(
        figures.finished_on_time,
        figures.finished_late,
        figures.unfinished_in_time,
        figures.unfinished_overdue,
        figures.not_received,
        figures.apart,
    )


def _sent_or_not(figures: Figures) -> tuple[object, ...]:
    on_time = f"{figures.on_time} ({phrases.percent(figures.on_time_rate)})"
    return on_time, figures.late, figures.outstanding, figures.overdue


def _cells(*cells: object) -> Markdown:
    return Markdown(" | ".join(md(cell) for cell in cells))

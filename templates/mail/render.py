"""Facts in, subject, text and HTML out; templates are compiled once."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from jinja2.ext import Extension

from templates import words_vi as vi

from . import amendment_views, training_views, units_view, views
from .facts import (
    AlarmFacts,
    AmendedFacts,
    BriefFacts,
    ChaseFacts,
    DraftFacts,
    InvitationFacts,
    LeadersFacts,
    LetterFacts,
    Mail,
    MailFacts,
    PlanIssuedFacts,
    ReceiptFacts,
    ReturnFacts,
    ReviewRequestFacts,
    TrainingNoteFacts,
    UnitsChangedFacts,
)

_HERE = Path(__file__).parent
_WIDTH = 76  # columns of the text version


class _InlineStyles(Extension):
    """Writes the rules of style.css into `style` attributes once, when a template is compiled."""

    def preprocess(
        self,
        source: str,
        name: str | None,
        filename: str | None = None,  # noqa: ARG002 - jinja2 names it
    ) -> str:
        """Mail readers drop style sheets; classes stay for print and dark mode."""
        if not (name or "").endswith(".html"):
            return source
        return re.sub(r'class="([a-z ]+)"', lambda found: f'{found[0]} style="{_style(found[1])}"', source)


def _rules() -> dict[str, str]:
    css = re.sub(r"/\*.*?\*/", "", (_HERE / "style.css").read_text("utf-8"), flags=re.DOTALL)
    return {name: " ".join(body.split()) for name, body in re.findall(r"\.([a-z]+)\s*\{([^}]*)\}", css)}


_RULES = _rules()


def _style(classes: str) -> str:
    return " ".join(_RULES[name] for name in classes.split())


@lru_cache(maxsize=1024)  # most lines of a day's mails are the same in all of them
def _fold(text: str, first: str = "", rest: str | None = None) -> str:
    """Lines of at most 76 columns, broken between words; `first` and `rest` stand before them."""
    rest = first if rest is None else rest
    line = " ".join(str(text).split())
    width = _WIDTH - max(len(first), len(rest))
    if len(line) <= width:
        return first + line
    return first + f"\n{rest}".join(_folding(width).findall(line))


@cache
def _folding(width: int) -> re.Pattern[str]:
    return re.compile(rf"\S.{{0,{width - 1}}}(?!\S)|\S+")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[_InlineStyles],
    )
    environment.filters |= {"fold": _fold, "capitalised": vi.capitalised, "count": vi.count}
    environment.filters |= {"full_day": vi.full_day, "long_day": _long_day, "plain_day": vi.plain_day}
    return environment


def _long_day(day: date) -> str:
    return vi.capitalised(vi.long_day(day))


class _Kind(NamedTuple):
    subject: Template
    text: Template
    html: Template
    view: Callable[[Any], dict[str, Any]]


def _kind(environment: Environment, folder: str, view: Callable[[Any], dict[str, Any]]) -> _Kind:
    subject, text, html = (
        environment.get_template(f"{folder}/{name}") for name in ("subject.txt", "body.txt", "body.html")
    )
    return _Kind(subject, text, html, view)


def _kinds() -> dict[type, _Kind]:
    environment = _environment()
    return {
        ChaseFacts: _kind(environment, "reminder", views.chase),
        PlanIssuedFacts: _kind(environment, "plan_issued", views.plan_issued),
        AmendedFacts: _kind(environment, "plan_amended", amendment_views.amended),
        ReviewRequestFacts: _kind(environment, "review_request", views.review_request),
        UnitsChangedFacts: _kind(environment, "units_changed", units_view.units_changed),
        BriefFacts: _kind(environment, "morning_brief", views.brief),
        LeadersFacts: _kind(environment, "leaders_page", views.leaders),
        DraftFacts: _kind(environment, "draft_paper", views.draft),
        AlarmFacts: _kind(environment, "alarm", views.alarm),
        ReceiptFacts: _kind(environment, "receipt", views.receipt),
        LetterFacts: _kind(environment, "letter", views.letter),
        ReturnFacts: _kind(environment, "return_notice", views.sent_back),
        InvitationFacts: _kind(environment, "invitation", training_views.invitation),
        TrainingNoteFacts: _kind(environment, "training_note", training_views.note),
    }


_KINDS = _kinds()


def render(facts: MailFacts) -> Mail:
    """The mail that these facts make; what users wrote is data in it and never a template."""
    kind = _KINDS[type(facts)]
    view = kind.view(facts)
    return Mail(
        subject=" ".join(kind.subject.render(view).split()),  # one line, whatever the data holds
        text=kind.text.render(view).strip() + "\n",
        html=kind.html.render(view),
    )

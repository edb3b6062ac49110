"""Facts in, the preview as markdown out: an artifact, and what the command prints."""

from functools import cache
from pathlib import Path

from jinja2 import Environment

from templates import words_vi as vi
from templates.dashboards.markdown import Markdown, markdown_templates
from templates.dashboards.phrases import KINDS as MAILS
from templates.simulation.words import KINDS, ROLES, STATUSES

from .facts import PreviewFacts, StageLine

MOST = 500  # mails and stages on one page; an artifact holds up to 1 MB


def render_preview(facts: PreviewFacts) -> str:
    """The page; lists too long for an artifact are cut, and it says so."""
    template = _environment().get_template("xem_truoc.md")
    return template.render(page=facts, most=MOST).strip() + "\n"


def why(stage: StageLine) -> str:
    """`II.1.1.b, Công an tỉnh A: nhắc trước hạn, mốc 21/02/2024, gửi cán bộ đầu mối`."""
    day = vi.plain_day(stage.due_on)
    return f"{stage.task}, {stage.unit}: {KINDS[stage.kind]}, mốc {day}, gửi {ROLES[stage.role]}"


def fenced(text: str) -> Markdown:
    """A text as it stands, whatever it holds."""
    return Markdown("\n".join(f"    {line}" for line in text.splitlines()))


@cache
def _environment() -> Environment:
    environment = markdown_templates(Path(__file__).parent)
    environment.filters |= {"why": why, "fenced": fenced}
    environment.filters |= {name: getattr(vi, name) for name in ("plain_day", "full_day", "count")}
    environment.globals |= {"mail_kinds": MAILS, "statuses": STATUSES}
    return environment

"""The facts of the page “Khó khăn, vướng mắc”."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from flows.work.pages.overview import heading
from flows.work.world import World
from templates.dashboards.interim_facts import DifficultiesFacts, DifficultyLine

from .listing import DifficultyView, State, difficulties, open_labels

WORDS = {
    State.OPEN: "chưa trả lời",
    State.OVERDUE: "chưa trả lời, đã quá hạn",
    State.ANSWERED: "đã trả lời",
    State.EXEMPT: "không phải trả lời",
}


def difficulties_facts(
    session: Session, *, world: World, links: Mapping[str, str], answer_link: Callable[[str], str]
) -> DifficultiesFacts:
    """Open ones, nearest day first, then the answered ones; `answer_link` fills a label into the form."""
    found = difficulties(session, world=world)
    labels = {key: label for label, key in open_labels(session, day=world.today).items()}
    waiting = sorted((one for one in found if _waits(one)), key=lambda one: one.answer_by)

    def line(one: DifficultyView) -> DifficultyLine:
        label = labels.get(one.id)
        return line_of(one, answer_link=answer_link(label) if label else "")

    return DifficultiesFacts(
        heading=heading(world),
        waiting=tuple(line(one) for one in waiting),
        answered=tuple(line(one) for one in found if not _waits(one)),
        links=links,
    )


def line_of(one: DifficultyView, *, answer_link: str = "") -> DifficultyLine:
    """One difficulty in the words of a page."""
    return DifficultyLine(
        code=one.code,
        plan=one.plan_code,
        unit=one.unit,
        text=one.text,
        raised_on=one.raised_on,
        answering=one.answering,
        answer_by=one.answer_by,
        state=WORDS[one.state],
        overdue=one.state is State.OVERDUE,
        answer=one.answer,
        document=one.document,
        answered_on=one.answered_on,
        answer_link=answer_link,
    )


def _waits(one: DifficultyView) -> bool:
    return one.state in (State.OPEN, State.OVERDUE)

"""How a deadline stands that passed without the document, as letters and leaders read it."""

from collections.abc import Sequence

from sqlmodel import Session

from flows.clock import ZONE
from flows.work.papers.framing import framed, house_of
from flows.work.people.officers import focal_unit
from flows.work.world import World
from models.store.held import Held
from models.store.late import reminders_of, task_counts
from models.words import LetterKind, Paper
from templates.letters.facts import LateFacts, LateUnit

from .held import HeldGroup

NEW_DATE_IN = 5  # working days that a letter gives from the day of its draft


def late_facts(session: Session, *, group: HeldGroup, stages: Sequence[Held], world: World) -> LateFacts:
    """How the group's deadline stands now, for what is said of it on paper and to leaders."""
    focal = focal_unit(session, day=world.today)
    expected, received = task_counts(session, task=stages[0].row.task_id)
    reminders = reminders_of(session, obligations=[one.row.id for one in stages])
    last_day = max(one.row.effective_due or world.today for one in stages)
    return LateFacts(
        sender_name=focal.name if focal else "",
        sender_short=(focal.code or focal.name) if focal else "",
        superior=focal.superior if focal else "",
        phone=focal.phone if focal else "",
        plan_title=group.plan.title,
        plan_number=group.plan.document_number,
        plan_issued_on=group.plan.issued_on,
        document=group.document,
        deadline_words=group.task.deadline_phrase,
        last_day=last_day,
        as_of=world.now.astimezone(ZONE),
        received=received,
        expected=expected,
        units=tuple(
            LateUnit(
                name=group.units[one.notice_id],
                reminded=reminders.get(one.row.id, (0, None))[0],
                last_reminder=reminders.get(one.row.id, (0, None))[1],
            )
            for one in stages
        ),
        new_date=world.calendar.add(world.today, NEW_DATE_IN),
        number=group.stage.number,
        example=world.example,
        frame=framed(kind=_kind(group), house=house_of(focal)),
    )


def _kind(group: HeldGroup) -> LetterKind:
    paper = group.stage.paper
    return LetterKind.MINISTRY_PAPER if paper is Paper.MINISTRY_PAPER else LetterKind.CHASING

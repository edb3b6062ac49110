"""At first claim: what a mail carries and is still owed, and what is left out of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlmodel import Session

from flows.work.chase.carry_over import MOVED, PAID, TOO_LATE
from flows.work.chase.deciding import REPORTED
from flows.work.world import World
from models.store.duties import Item, items_of
from models.store.reports import reported_units
from models.tables import Message
from models.words import NoticeKind, NoticeStatus

SETTLED = "lượt nhắc đã được xử lý"


def still_owed(
    session: Session, *, messages: Sequence[Message], world: World
) -> tuple[defaultdict[int, list[Item]], dict[int, dict[int, str]]]:
    """What each message still has to say, and what is left out of it, with the reason."""
    found: defaultdict[int, list[Item]] = defaultdict(list)
    for item in items_of(session, messages=[key_of(message) for message in messages]):
        found[item.message_id].append(item)
    plans = {
        item.duty.plan_id for items in found.values() for item in items if item.notice_kind is NoticeKind.NOTE
    }
    reported = reported_units(session, plans=plans)
    reasons = {
        key: {item.notice_id: why for item in items if (why := _why_not(item, reported, world))}
        for key, items in found.items()
    }
    owed: defaultdict[int, list[Item]] = defaultdict(list)
    for key, items in found.items():
        owed[key] = [item for item in items if item.notice_id not in reasons[key]]
    return owed, reasons


def _why_not(item: Item, reported: Collection[tuple[int, str]], world: World) -> str:
    """Why a stage is not sent after all; empty while it is owed and of use."""
    due = item.duty.effective_due
    if item.notice_status is not NoticeStatus.PLANNED:
        return SETTLED
    if not item.duty.is_owed:
        return PAID
    if item.notice_round != item.duty.round:
        return MOVED
    if item.notice_kind is NoticeKind.NOTE and (item.duty.plan_id, item.duty.carried_by) in reported:
        return REPORTED
    late = item.notice_kind is not NoticeKind.ESCALATION and due is not None and world.today > due
    return TOO_LATE if late else ""


def key_of(message: Message) -> int:
    """The id of a stored message."""
    assert message.id is not None
    return message.id

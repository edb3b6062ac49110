"""Stages that were planned on an earlier day but have not left: collapsed into today's mails."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.world import World
from models.store.owed import chunks
from models.store.reports import reported_units
from models.store.waiting import Waiting, cleared_addresses, never_attempted, without_mail
from models.tables import Message, MessageRecipient, Notice
from models.words import MessageStatus, NoticeKind, NoticeStatus, RecipientKind, Role

from .address_book import AddressBook, read_address_book
from .chasing import Chase, chase_of
from .deciding import REPORTED

PAID = "đã nộp trước khi gửi"
MOVED = "thời hạn đã thay đổi khi thư còn chờ gửi"
TOO_LATE = "thời hạn đã qua khi thư còn chờ gửi"
TOO_OLD = "lượt nhắc đã qua quá lâu khi thư còn chờ gửi"
NEWER = "đã có lượt nhắc sau thay thế khi thư còn chờ gửi"
GONE = "đơn vị không còn địa chỉ thư điện tử dùng được"
AGAIN = "gửi sau khi bổ sung địa chỉ"
FOLDED = "nội dung được gộp vào thư nhắc của ngày sau"

Rung = tuple[int, NoticeKind, Role]  # one ladder of one obligation, as one role sees it
Fate = tuple[NoticeStatus, str] | None  # the stage's new status and reason; None leaves it as it is


@dataclass(frozen=True, kw_only=True, slots=True)
class CarriedOver:
    """What waits again, and the older mails it was taken out of, each with why it is closed."""

    chases: tuple[Chase, ...]
    mails: Mapping[int, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Judge:
    """What decides over a waiting stage."""

    world: World
    book: AddressBook
    mailed: set[str]
    latest: Mapping[Rung, date]  # of everything that waits or was decided today
    cleared: Mapping[str, datetime]
    reported: set[tuple[int, str]]

    def fate(self, one: Waiting) -> Fate:
        """In order: not owed, not of use any more, replaced, nobody to write to, later, now."""
        main = self.book.main(one.row.carried_by, one.role)
        if one.still_owed and not main and one.message_id is None:
            return None  # still nobody to write to: that stays the reason
        if obsolete := self._obsolete(one):
            return obsolete
        if self.latest[rung_of(one)] > one.due_on:
            return NoticeStatus.SUPERSEDED, NEWER
        if not main:
            return NoticeStatus.NO_ADDRESS, GONE
        if main in self.mailed or self._refused_for_good(one, main):
            return None
        return NoticeStatus.PLANNED, "" if one.message_id else AGAIN

    def _obsolete(self, one: Waiting) -> Fate:
        due = one.row.effective_due
        if not one.still_owed:
            return NoticeStatus.WITHDRAWN, PAID
        if one.notice_round != one.row.round:
            return NoticeStatus.WITHDRAWN, MOVED
        if one.notice_kind is NoticeKind.NOTE and (one.row.plan_id, one.row.carried_by) in self.reported:
            return NoticeStatus.WITHDRAWN, REPORTED
        if one.notice_kind is not NoticeKind.ESCALATION and due is not None and self.world.today > due:
            return NoticeStatus.MISSED, TOO_LATE
        late = self.world.calendar.between(after=one.due_on, until=self.world.today)
        return (NoticeStatus.MISSED, TOO_OLD) if late > self.world.policy.catch_up_days else None

    def _refused_for_good(self, one: Waiting, main: str) -> bool:
        """Whether the server refused this very address and nobody has corrected it since."""
        cleared = self.cleared.get(main)
        return main in one.tried and not (cleared and one.settled_at and cleared >= one.settled_at)


def rung_of(one: Waiting) -> Rung:
    """The ladder a waiting stage belongs to."""
    return one.row.id, one.notice_kind, one.role


def carry_over(session: Session, *, fresh: Sequence[Chase], mailed: set[str], world: World) -> CarriedOver:
    """Take unsent stages up again for today, or settle them with the reason why they are not sent."""
    backlog = never_attempted(session, before=world.today)
    just_planned = {chase.notice_id for chase in fresh}  # their mail is about to be written
    waiting = {
        one.notice_id: one for one in [*backlog, *without_mail(session)] if one.notice_id not in just_planned
    }
    if not waiting:
        return CarriedOver(chases=(), mails={})
    units = {one.row.carried_by for one in waiting.values()}
    book = read_address_book(session, day=world.today, units=units)
    judge = _Judge(
        world=world,
        book=book,
        mailed=mailed,
        latest=_latest(waiting.values(), fresh),
        cleared=cleared_addresses(session, among=[to for one in waiting.values() for to in one.tried]),
        reported=reported_units(session, plans=_noted(waiting.values())),
    )
    fates = {key: judge.fate(one) for key, one in waiting.items()}
    _settle_all(session, fates, world)
    again = [waiting[key] for key, fate in fates.items() if fate and fate[0] is NoticeStatus.PLANNED]
    return CarriedOver(chases=tuple(_chase(one, book) for one in again), mails=_emptied(backlog, fates))


def _noted(waiting: Iterable[Waiting]) -> set[int]:
    """The plans of notes about whole-year tasks: an annual report makes these superfluous, nothing else."""
    return {one.row.plan_id for one in waiting if one.notice_kind is NoticeKind.NOTE}


def _latest(waiting: Iterable[Waiting], fresh: Sequence[Chase]) -> Mapping[Rung, date]:
    found: defaultdict[Rung, date] = defaultdict(lambda: date.min)
    for one in waiting:
        found[rung_of(one)] = max(found[rung_of(one)], one.due_on)
    for chase in fresh:
        found[chase.obligation_id, chase.kind, chase.role] = date.max
    return found


def _emptied(backlog: Sequence[Waiting], fates: Mapping[int, Fate]) -> dict[int, str]:
    """The older mails from which everything was taken, with the reason of their first item."""
    reasons: dict[int, str] = {}
    kept = {one.message_id for one in backlog if not fates[one.notice_id]}
    for one in backlog:
        fate = fates[one.notice_id]
        if one.message_id and fate and one.message_id not in kept:
            reasons.setdefault(one.message_id, fate[1])
    return reasons


def _settle_all(session: Session, fates: Mapping[int, Fate], world: World) -> None:
    session.flush()
    session.expire_all()
    for fate in {fate for fate in fates.values() if fate}:
        _settle(session, [key for key, own in fates.items() if own == fate], *fate, world)


def _settle(session: Session, ids: list[int], status: NoticeStatus, reason: str, world: World) -> None:
    settled = None if status in (NoticeStatus.PLANNED, NoticeStatus.NO_ADDRESS) else world.now
    for some in chunks(ids):
        change = sa.update(Notice).where(col(Notice.id).in_(some))
        session.connection().execute(change.values(status=status, reason=reason, settled_at=settled))


def _chase(one: Waiting, book: AddressBook) -> Chase:
    addresses = book.all(one.row.carried_by, one.role)
    return chase_of(
        notice_id=one.notice_id, row=one.row, kind=one.notice_kind, role=one.role, addresses=addresses
    )


def replace_mails(
    session: Session, *, carried: CarriedOver, messages: Mapping[str, int], world: World
) -> None:
    """Close the older mails: replaced by today's mail to the same address, or withdrawn if there is none."""
    for some in chunks(list(carried.mails)):
        statement = sa.select(col(MessageRecipient.message_id), col(MessageRecipient.address)).where(
            col(MessageRecipient.message_id).in_(some), col(MessageRecipient.kind) == RecipientKind.TO
        )
        for message, address in session.execute(statement).all():
            _close(session, message, messages.get(address), carried.mails[message], world)


def _close(session: Session, message: int, newer: int | None, reason: str, world: World) -> None:
    session.connection().execute(
        sa.update(Message)
        .where(col(Message.id) == message)
        .values(
            status=MessageStatus.REPLACED if newer else MessageStatus.WITHDRAWN,
            replaced_by=newer,
            reason=FOLDED if newer else reason,
            settled_at=world.now,
        )
    )

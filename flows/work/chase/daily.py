"""The daily run: what falls due today goes to the ledger and, in the same transaction, to the outbox."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, insert

from flows.work.amending.noticing import tell_all
from flows.work.interim.requesting import request_all
from flows.work.mails.receipts import let_go_of_older
from flows.work.mails.returns import queue_untold
from flows.work.people.following import follow_delegations
from flows.work.plans.rules_in_force import follow_rules
from flows.work.reform.applying import apply_due
from flows.work.reform.telling import tell_units
from flows.work.trainings.erasing import erase_all
from flows.work.trainings.inviting import invite_all
from flows.work.trainings.notes import remind_all
from flows.work.world import World
from models.rules.ladders import Decision, StageKey, may_chase
from models.store.held import withdraw_settled
from models.store.owed import OwedRow
from models.tables import Notice
from models.words import NoticeStatus

from .address_book import AddressBook, read_address_book
from .announcing import announce_all
from .carry_over import carry_over, replace_mails
from .chasing import Chase, addresses_already_mailed, chase_of, write_chases
from .deciding import Decided, decide_day
from .freezing import freeze_overdue
from .rearm import set_next_days
from .reasons import REASONS

NEWER_HELD = "đã có mốc sau thay thế khi còn chờ duyệt"


@dataclass(frozen=True, kw_only=True, slots=True)
class DayReport:
    """What one daily run did."""

    day: date
    working_day: bool
    stages: Mapping[NoticeStatus, int] = field(default_factory=dict)
    messages: tuple[int, ...] = ()  # written by this run
    announced: int = (
        0  # announcements, requests, returns, invitations that could not be written or sent before
    )
    replaced: int = 0  # older mails never attempted, now inside newer ones
    without_address: tuple[str, ...] = ()  # units
    postponed: int = 0  # obligations whose address already had its mail today


def run_day(session: Session, *, world: World) -> DayReport:
    """Decide and write today's notices and messages; run twice on one day it writes nothing more."""
    apply_due(session, world=world)
    follow_delegations(session, world=world)
    if not may_chase(as_of=world.today, calendar=world.calendar):
        return DayReport(day=world.today, working_day=False)
    mailed = addresses_already_mailed(session, world=world)
    follow_rules(session, world=world)
    announced = announce_all(session, world=world) + request_all(session, world=world)
    announced += tell_all(session, world=world) + tell_units(session, world=world)
    announced += queue_untold(session, world=world)
    announced += invite_all(session, world=world) + remind_all(session, world=world)
    erase_all(session, world=world)
    freeze_overdue(session, world=world)
    withdraw_settled(session, at=world.now)
    let_go_of_older(session, world=world)
    decided = decide_day(session, world=world)
    book = read_address_book(session, day=world.today, units={one.row.carried_by for one in decided})
    now = [one for one in decided if not must_wait(one, book=book, mailed=mailed)]
    fresh = _settle(session, now, book, world)
    carried = carry_over(session, fresh=fresh, mailed=mailed, world=world)
    messages = write_chases(session, chases=[*fresh, *carried.chases], mailed=mailed, world=world)
    replace_mails(session, carried=carried, messages=messages, world=world)
    return DayReport(
        day=world.today,
        working_day=True,
        stages=Counter(_status(one.row, decision, book) for one in now for decision in one.decisions),
        messages=tuple(messages.values()),
        announced=announced,
        replaced=len(carried.mails),
        without_address=_without_address(now, book),
        postponed=len(decided) - len(now),
    )


def must_wait(one: Decided, *, book: AddressBook, mailed: set[str]) -> bool:
    """One chasing mail per address and day: what comes later the same day waits for tomorrow's."""
    return any(
        book.main(one.row.carried_by, decision.stage_day.role) in mailed
        for decision in one.decisions
        if _status(one.row, decision, book) is NoticeStatus.PLANNED
    )


def _status(row: OwedRow, decision: Decision, book: AddressBook) -> NoticeStatus:
    """The decision's status; HELD above the department head and on paper, NO_ADDRESS without an address."""
    if decision.status is not NoticeStatus.PLANNED:
        return decision.status
    if decision.stage_day.needs_approval:
        return NoticeStatus.HELD
    return (
        NoticeStatus.PLANNED
        if book.main(row.carried_by, decision.stage_day.role)
        else NoticeStatus.NO_ADDRESS
    )


def _settle(session: Session, decided: Sequence[Decided], book: AddressBook, world: World) -> list[Chase]:
    """Write the ledger rows, move each obligation's next day, and return what is to be sent."""
    pairs = [(one.row, decision) for one in decided for decision in one.decisions]
    if pairs:
        statement = insert(Notice).returning(col(Notice.id), sort_by_parameter_order=True)
        ids = session.execute(statement, [_ledger_row(*pair, book, world) for pair in pairs]).scalars()
        numbered = list(zip(ids, pairs, strict=True))
    else:
        numbered = []
    _supersede_held(session, decided, book, world)
    set_next_days(session, days=[(one.row.id, one.next_on) for one in decided])
    return [
        chase_of(
            notice_id=notice,
            row=row,
            kind=decision.stage_day.kind,
            role=decision.stage_day.role,
            addresses=book.all(row.carried_by, decision.stage_day.role),
        )
        for notice, (row, decision) in numbered
        if _status(row, decision, book) is NoticeStatus.PLANNED
    ]


def _supersede_held(session: Session, decided: Sequence[Decided], book: AddressBook, world: World) -> None:
    """Nobody is asked to approve what a newer stage says better: letter 1 once letter 2 is held."""
    older = [
        {"obligation": one.row.id, "in_round": one.row.round, "of": kind, "named": stage, "to": role}
        for one in decided
        for decision in one.decisions
        if _status(one.row, decision, book) is NoticeStatus.HELD
        for kind, stage, role in _older_of_its_lane(one, decision)
    ]
    if older:
        statement = sa.update(Notice).where(
            col(Notice.obligation_id) == sa.bindparam("obligation"),
            col(Notice.round) == sa.bindparam("in_round"),
            col(Notice.kind) == sa.bindparam("of", type_=sa.inspect(Notice).c.kind.type),
            col(Notice.stage) == sa.bindparam("named"),
            col(Notice.role) == sa.bindparam("to", type_=sa.inspect(Notice).c.role.type),
            col(Notice.status) == NoticeStatus.HELD,
        )
        change = statement.values(status=NoticeStatus.SUPERSEDED, reason=NEWER_HELD, settled_at=world.now)
        session.connection().execute(change, older)


def _older_of_its_lane(one: Decided, decision: Decision) -> Iterator[StageKey]:
    newest = decision.stage_day
    for day in one.stages:
        if day.lane == newest.lane and day.due_on <= newest.due_on and day.key != newest.key:
            yield day.key


def _ledger_row(row: OwedRow, decision: Decision, book: AddressBook, world: World) -> Mapping[str, object]:
    stage = decision.stage_day
    status = _status(row, decision, book)
    return {
        "obligation_id": row.id,
        "round": row.round,
        "kind": stage.kind,
        "stage": stage.stage,
        "role": stage.role,
        "due_on": stage.due_on,
        "status": status,
        "reason": REASONS.get(status) or decision.reason or stage.moved,
        "decided_on": world.today,
        "decided_at": world.now,
    }


def _without_address(decided: Sequence[Decided], book: AddressBook) -> tuple[str, ...]:
    units = {
        one.row.carried_by
        for one in decided
        for decision in one.decisions
        if _status(one.row, decision, book) is NoticeStatus.NO_ADDRESS
    }
    return tuple(sorted(units))

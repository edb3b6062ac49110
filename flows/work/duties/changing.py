"""The one place where an obligation's status changes.

Whoever changes facts (a document, a review, an exemption, an extension) calls `settle` in the same
transaction. It refuses what would change a closed plan, takes the status that the facts allow, checks the
step, starts or ends rounds, withdraws what waits for an approval or an address and makes no sense any more,
and writes the audit row that the event is made from. Stages that lie in a queued mail are left to that mail's
first claim: it asks again, and a record voided in the meantime costs nobody a reminder.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.audit import audit_each
from flows.work.chase.rearm import rearm
from flows.work.chase.reasons import REASONS
from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.lifecycle import is_allowed
from models.rules.workdays import target_day
from models.store.duty_facts import Facts, facts_of, locked
from models.store.held import NO_LONGER_OWED
from models.store.owed import OWED, chunks
from models.store.units import names_on
from models.store.untold import ACTION
from models.tables import Notice, Obligation
from models.words import Change, DueChangeKind, NoticeStatus, ObligationStatus
from templates.duty_words import CHANGES, STATUSES, step

from .amended import overtaken
from .moving import move_due

NO_ADDRESS_NEEDED = "không còn phải đôn đốc khi còn chờ địa chỉ"
UNSENT = (ObligationStatus.OPEN, ObligationStatus.WAITING)
OWED_AGAIN = (  # by these something that had come in, or was spared, may be owed again
    Change.VOID,
    Change.UNDO_REVIEW,
    Change.ACCEPT,
    Change.WORKBOOK,
    Change.UNDO_EXEMPT,
    Change.UNDO_EXTEND,
)
GIVEN_UP = {NoticeStatus.HELD: NO_LONGER_OWED, NoticeStatus.NO_ADDRESS: NO_ADDRESS_NEEDED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """One obligation before and after."""

    obligation_id: int
    task_code: str
    before: ObligationStatus
    after: ObligationStatus


def settle(
    session: Session,
    *,
    obligations: Collection[int],
    change: Change,
    by: str,
    world: World,
    about: Mapping[str, object] | None = None,
) -> list[Changed]:
    """Bring these obligations in line with their facts after `change`; raises RefusedError.

    `about` goes into the audit rows and events, such as {"submission": 7}.
    """
    session.flush()
    rows = locked(session, obligations=obligations)
    facts = facts_of(session, obligations=obligations)
    refuse_closed(session, plans={one.plan_id for one in facts.values()})
    done = [_take(session, rows[key], facts[key], change, world) for key in sorted(rows)]
    session.flush()
    _withdraw(session, [one.obligation_id for one in done if one.after not in OWED], world)
    back = [one.obligation_id for one in done if one.before not in OWED and one.after in OWED]
    _give_back(session, back)
    _stop_looking(session, [one.obligation_id for one in done if one.after not in OWED])
    rearm(session, ids=[one.obligation_id for one in done if one.after in OWED], world=world)
    _note(session, done, change, by, world, about or {})
    if change in OWED_AGAIN:
        _follow_plan(session, [one.obligation_id for one in done if one.after in UNSENT], by, world)
    return done


def _follow_plan(session: Session, ids: Collection[int], by: str, world: World) -> None:
    """What is owed again counts to the day that the plan, amended in the meantime, gives it."""
    found = overtaken(session, obligations=ids, world=world)
    for one in found:
        one.row.due_time, had_day = one.target.due_time, one.row.effective_due is not None
        move_due(session, one.row, one.target.effective, DueChangeKind.AMENDMENT, one.why, by, world)
        if had_day:
            open_round(one.row, world=world)
    late = [one.row.id for one in found if one.row.id]
    if late:
        settle(session, obligations=late, change=Change.AMEND, by=by, world=world)


def _take(session: Session, row: Obligation, facts: Facts, change: Change, world: World) -> Changed:
    assert row.id is not None
    before, after = row.status, facts.status
    if not is_allowed(change=change, before=before, after=after):
        name = names_on(session, world.today).get(facts.unit_id, facts.unit_id)
        raise RefusedError(
            f"{name}, nhiệm vụ {facts.task_code}: {STATUSES[before]}, không thể {CHANGES[change]}."
        )
    row.status = after
    _turn_round(row, facts, change, world)
    if after in OWED or after is ObligationStatus.WAITING:
        last = row.resubmit_by if after is ObligationStatus.RETURNED else row.effective_due
        row.target_day = target_day(last_day=last, calendar=world.calendar) if last else None
    return Changed(obligation_id=row.id, task_code=facts.task_code, before=before, after=after)


def _turn_round(row: Obligation, facts: Facts, change: Change, world: World) -> None:
    """A return counts to a day of its own; once nothing is returned any more, the old day counts again."""
    newest = facts.latest
    if change is Change.RETURN and newest is not None:
        row.resubmit_by = newest.resubmit_by
        open_round(row, world=world)
    elif row.resubmit_by is not None and row.status is ObligationStatus.OPEN:
        row.resubmit_by = None
        open_round(row, world=world)


def open_round(row: Obligation, *, world: World) -> None:
    """A new round from today on; it takes the policy in force."""
    row.round += 1
    row.round_from = world.today
    row.ladder = None


def _withdraw(session: Session, ids: Collection[int], world: World) -> None:
    """What waits for an approval or for an address waits for nothing any more."""
    for status, reason in GIVEN_UP.items():
        for some in chunks(list(ids)):
            change = sa.update(Notice).where(
                col(Notice.obligation_id).in_(some), col(Notice.status) == status
            )
            session.connection().execute(
                change.values(status=NoticeStatus.WITHDRAWN, reason=reason, settled_at=world.now)
            )


def _give_back(session: Session, ids: Collection[int]) -> None:
    """A record that was voided must not have cost the letter that waited for an approval."""
    current = sa.exists().where(
        col(Obligation.id) == col(Notice.obligation_id), col(Obligation.round) == col(Notice.round)
    )
    for status, reason in GIVEN_UP.items():
        for some in chunks(list(ids)):
            change = sa.update(Notice).where(
                col(Notice.obligation_id).in_(some),
                col(Notice.status) == NoticeStatus.WITHDRAWN,
                col(Notice.reason) == reason,
                current,
            )
            session.connection().execute(
                change.values(status=status, reason=REASONS[status], settled_at=None)
            )


def _stop_looking(session: Session, ids: Collection[int]) -> None:
    for some in chunks(list(ids)):
        session.connection().execute(
            sa.update(Obligation).where(col(Obligation.id).in_(some)).values(next_notice_on=None)
        )
    session.expire_all()


def _note(
    session: Session,
    done: Collection[Changed],
    change: Change,
    by: str,
    world: World,
    about: Mapping[str, object],
) -> None:
    audit_each(
        session,
        world=world,
        by=by,
        action=f"{ACTION}{change.value}",
        subject="obligation",
        changes=(
            (
                one.obligation_id,
                step(task=one.task_code, change=change, before=one.before, after=one.after),
                {"from": one.before.value, "to": one.after.value, **about},
            )
            for one in done
        ),
    )

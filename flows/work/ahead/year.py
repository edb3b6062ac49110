"""What a played year was like, as the facts of its page and of its list of notices."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.captured import text_of
from flows.work.escalation.held import what_leaves
from flows.work.world import World
from models.rules.ladders import expanded
from models.store.units import names_on
from models.store.year import (
    GRAVITY,
    LedgerRow,
    SentMail,
    documents_per_unit,
    ledger,
    mails_by_day,
    mails_in_full,
    mails_per_address,
    mails_per_unit,
    recipients_of_notices,
)
from models.tables import Obligation, Plan, PlanTask, Submission
from models.words import DeadlineKind, MessageKind, NoticeKind, NoticeStatus
from templates.simulation.facts import (
    DayFacts,
    HeldLine,
    MailLine,
    MailSort,
    NoticeLine,
    UnitFacts,
    YearFacts,
)

from .behaviour import days_between

SORTS = {
    GRAVITY[NoticeKind.NOTE]: MailSort.NOTE,
    GRAVITY[NoticeKind.REMINDER]: MailSort.REMINDER,
    GRAVITY[NoticeKind.ESCALATION]: MailSort.ESCALATION,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """What was played: which days, who behaved how, and of which units the page shows everything."""

    first: date
    last: date
    behaviour: str
    refused: tuple[str, ...]
    sample: frozenset[str] | None  # unit ids; None: all


def sort_of(*, kind: MessageKind, gravity: int | None) -> MailSort:
    """What a mail is about."""
    if kind is MessageKind.ANNOUNCEMENT:
        return MailSort.ANNOUNCED
    if kind is MessageKind.BRIEF:
        return MailSort.BRIEF
    return SORTS.get(gravity or 0, MailSort.OTHER) if kind is MessageKind.CHASE else MailSort.OTHER


def year_facts(session: Session, *, plan_id: int, span: Span, world: World) -> YearFacts:
    """Everything the year's page says."""
    plan = session.get_one(Plan, plan_id)
    rows = ledger(session)
    names = names_on(session, span.first)
    owing = sorted(set(session.exec(select(Obligation.carried_by).distinct())))
    per_contact = mails_per_address(session)
    shown = [unit for unit in owing if span.sample is None or unit in span.sample]
    return YearFacts(
        plan_code=plan.code,
        plan_title=plan.title,
        plan_number=plan.document_number,
        first=span.first,
        last=span.last,
        units=len(owing),
        obligations=session.execute(sa.select(sa.func.count(col(Obligation.id)))).scalar_one(),
        behaviour=span.behaviour,
        documents=session.execute(sa.select(sa.func.count(col(Submission.id)))).scalar_one(),
        refused=span.refused,
        days=_days(session, span, world),
        statuses=dict(Counter(row.status for row in rows).most_common()),
        held=_held(rows, world),
        per_contact=dict(sorted(Counter(per_contact.values()).items())),
        worst=max(per_contact.items(), key=lambda item: item[1], default=("", 0)),
        per_unit=_per_unit(session, rows, shown, names),
        sampled=span.sample is not None,
        mails=tuple(_mail(one, names) for one in mails_in_full(session)),
        left_out=0,
    )


def _days(session: Session, span: Span, world: World) -> tuple[DayFacts, ...]:
    counts: defaultdict[date, Counter[MailSort]] = defaultdict(Counter)
    for one in mails_by_day(session):
        counts[one.day][sort_of(kind=one.kind, gravity=one.gravity)] += one.count
    return tuple(
        DayFacts(day=day, day_off=world.calendar.explain(day), mails=dict(counts[day]))
        for day in days_between(span.first, span.last)
    )


def _held(rows: Sequence[LedgerRow], world: World) -> tuple[HeldLine, ...]:
    """What would have waited for an approval, whatever became of it afterwards."""
    ladders = world.policy.ladders.values()
    stages = {name: stage for ladder in ladders for stage in ladder for name, _ in expanded(stage)}
    groups = Counter(
        (row.decided_on, row.task_code, what_leaves(stage=stages[row.stage], role=row.role))
        for row in rows
        if row.status is NoticeStatus.HELD or _was_held(row)
    )
    return tuple(
        HeldLine(day=day, task=task, what=what, units=units)
        for (day, task, what), units in sorted(groups.items())
    )


def _was_held(row: LedgerRow) -> bool:
    settled = row.status in (NoticeStatus.SUPERSEDED, NoticeStatus.WITHDRAWN)
    return settled and "chờ duyệt" in row.reason


def _per_unit(
    session: Session, rows: Sequence[LedgerRow], units: Collection[str], names: Mapping[str, str]
) -> tuple[UnitFacts, ...]:
    mails, documents = mails_per_unit(session), documents_per_unit(session)
    dated = _dated_obligations(session)
    sent: Counter[tuple[str, NoticeKind]] = Counter()
    held: Counter[str] = Counter()
    for row in rows:
        sent[row.unit_id, row.kind] += row.status is NoticeStatus.SENT
        held[row.unit_id] += row.status is NoticeStatus.HELD or _was_held(row)
    found = [
        UnitFacts(
            name=names.get(unit, unit),
            mails=mails.get(unit, 0),
            reminders=sent[unit, NoticeKind.REMINDER],
            escalations=sent[unit, NoticeKind.ESCALATION],
            held=held[unit],
            on_time=documents.get(unit, {}).get(True, 0),
            late=documents.get(unit, {}).get(False, 0),
            missing=max(0, dated.get(unit, 0) - sum(documents.get(unit, {}).values())),
        )
        for unit in units
    ]
    return tuple(sorted(found, key=lambda one: (-one.mails, one.name)))


def _dated_obligations(session: Session) -> dict[str, int]:
    statement = (
        sa.select(col(Obligation.carried_by), sa.func.count())
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(PlanTask.deadline_kind).in_((DeadlineKind.DAY, DeadlineKind.RELATIVE)),
            col(PlanTask.ladder) != "",
            col(Obligation.target_day).is_not(None),
        )
        .group_by(col(Obligation.carried_by))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _mail(one: SentMail, names: Mapping[str, str]) -> MailLine:
    return MailLine(
        day=one.day,
        sort=sort_of(kind=one.kind, gravity=one.gravity),
        unit=", ".join(names.get(unit, unit) for unit in one.units),
        to=", ".join(one.to),
        cc=", ".join(one.cc),
        subject=one.subject,
        text=text_of(one.content),
    )


def notice_lines(session: Session, *, day: date) -> list[NoticeLine]:
    """Every row of the ledger for the list of notices; units are called as on `day`."""
    names, people = names_on(session, day), recipients_of_notices(session)
    return [_line(row, names, people) for row in ledger(session)]


def _line(row: LedgerRow, names: Mapping[str, str], people: Mapping[int, str]) -> NoticeLine:
    return NoticeLine(
        plan=row.plan_code,
        task=row.task_code,
        occurrence=row.occurrence,
        unit_id=row.unit_id,
        unit=names.get(row.unit_id, row.unit_id),
        round=row.round,
        kind=row.kind,
        stage=row.stage,
        role=row.role,
        due_on=row.due_on,
        decided_on=row.decided_on,
        status=row.status,
        reason=row.reason,
        recipients=people.get(row.notice_id, ""),
    )

"""Which stages of which obligations fall due, and what becomes of each: nothing is written here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from models.rules.ladders import Decision, StageDay, decide, next_day, stage_days
from models.rules.workdays import mid_year_day
from models.store.owed import OwedRow, falling_due, settled_stages
from models.store.reports import reported_units
from models.words import DeadlineKind, NoticeKind, NoticeStatus, Role

from .world import World

DATED = (DeadlineKind.DAY, DeadlineKind.RELATIVE)
NOTE_STAGE = "giua-nam"
REPORTED = "đơn vị đã gửi báo cáo năm nên không gửi thư nhắc về nhiệm vụ cả năm"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """One obligation, what was decided for its stages today, and when it is to be looked at again."""

    row: OwedRow
    decisions: tuple[Decision, ...]
    next_on: date | None


def stages_of(*, row: OwedRow, world: World) -> tuple[StageDay, ...]:
    """Every stage of the obligation's present round; whole-year tasks have only the mid-year note."""
    if row.ladder and row.effective_due and row.target_day:
        return stage_days(
            ladder=world.policy.stages(row.ladder),
            last_day=row.effective_due,
            target_day=row.target_day,
            calendar=world.calendar,
            quiet=world.policy.quiet_rule,
        )
    return _mid_year_note(row, world) if not row.ladder else ()


def _mid_year_note(row: OwedRow, world: World) -> tuple[StageDay, ...]:
    day = mid_year_day(year=row.year, calendar=world.calendar)
    ended = row.effective_due is not None and row.effective_due <= day
    if not world.policy.mid_year_note or ended or row.kind in DATED:
        return ()
    note = StageDay(
        stage=NOTE_STAGE,
        kind=NoticeKind.NOTE,
        role=Role.CONTACT,
        nominal_on=day,
        due_on=day,
        moved="",
        prepare=False,
    )
    return (note,)


def decide_day(session: Session, *, world: World) -> list[Decided]:
    """What today's run decides for every obligation with a stage that fell due; one query per fact."""
    rows = falling_due(session, as_of=world.today)
    settled = settled_stages(session, rows=rows)
    reported = reported_units(session, plans={row.plan_id for row in rows})
    decided = [_decide_one(row, world, settled.get(row.id, set())) for row in rows]
    return [_spare_reported(one, reported) for one in decided]


def _decide_one(row: OwedRow, world: World, settled: Collection[tuple[NoticeKind, str, Role]]) -> Decided:
    stages = stages_of(row=row, world=world)
    decisions = decide(
        stages=stages,
        settled=settled,
        as_of=world.today,
        calendar=world.calendar,
        first_day=first_day(row),
        issued_on=row.issued_on,
        last_day=row.effective_due or date.max,
        catch_up_days=world.policy.catch_up_days,
        quiet=world.policy.quiet_rule,
    )
    return Decided(row=row, decisions=decisions, next_on=_next_on(stages, settled, decisions, row))


def _next_on(
    stages: Sequence[StageDay],
    settled: Collection[tuple[NoticeKind, str, Role]],
    decisions: Sequence[Decision],
    row: OwedRow,
) -> date | None:
    done = {*settled, *(decision.stage_day.key for decision in decisions)}
    return next_day(stages=stages, settled=done, issued_on=row.issued_on)


def next_notice_on(
    *, row: OwedRow, settled: Collection[tuple[NoticeKind, str, Role]], world: World
) -> date | None:
    """The day of the earliest stage without a ledger row; past days mean: at the next run."""
    return _next_on(stages_of(row=row, world=world), settled, (), row)


def first_day(row: OwedRow) -> date:
    """The first day on which a stage of the present round may fall."""
    return max(day for day in (row.issued_on, row.remind_from, row.round_from) if day)


def _spare_reported(one: Decided, reported: Collection[tuple[int, str]]) -> Decided:
    if (one.row.plan_id, one.row.carried_by) not in reported:
        return one
    return replace(one, decisions=tuple(_spare(decision) for decision in one.decisions))


def _spare(decision: Decision) -> Decision:
    spared = decision.stage_day.kind is NoticeKind.NOTE and decision.status is NoticeStatus.PLANNED
    return replace(decision, status=NoticeStatus.WITHDRAWN, reason=REPORTED) if spared else decision

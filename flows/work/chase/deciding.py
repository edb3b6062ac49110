"""Which stages of which obligations fall due, and what becomes of each: nothing is written here."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from sqlmodel import Session

from flows.work.world import World
from models.policy import StageEntry
from models.rules.ladders import OVERDUE, Decision, Pause, Stage, StageDay, decide, next_day, stage_days
from models.rules.workdays import mid_year_day
from models.store.owed import OwedRow, falling_due, settled_stages
from models.store.pauses import Key, pauses_since
from models.store.plan_units import focal_units
from models.store.reports import reported_units
from models.words import DeadlineKind, JudgedBy, NoticeKind, NoticeStatus, Role

DATED = (DeadlineKind.DAY, DeadlineKind.RELATIVE)
NOTE_STAGE = "giua-nam"
ONESELF = "đơn vị đầu mối soạn công văn đôn đốc nên không gửi công văn cho chính mình"
REPORTED = "đơn vị đã gửi báo cáo năm nên không gửi thư nhắc về nhiệm vụ cả năm"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """One obligation, what was decided for its stages today, and when it is to be looked at again."""

    row: OwedRow
    stages: tuple[StageDay, ...]
    decisions: tuple[Decision, ...]
    next_on: date | None


def stages_of(*, row: OwedRow, world: World) -> tuple[StageDay, ...]:
    """Every stage of the obligation's present round; whole-year tasks have only the mid-year note."""
    if row.ladder and row.effective_due and row.target_day:
        waits = row.judged_by is JudgedBy.ISSUED and not row.returned
        on_its_way = world.policy.arrival_allowance_days if waits else 0
        return stage_days(
            ladder=ladder_of(row=row, world=world),
            last_day=row.effective_due,
            target_day=row.target_day,
            calendar=world.calendar,
            quiet=world.policy.quiet_rule,
            arrival_allowance_days=on_its_way,
        )
    return _mid_year_note(row, world) if not row.ladder else ()


def ladder_of(*, row: OwedRow, world: World) -> tuple[Stage, ...]:
    """The ladder of the present round: as it was when it turned overdue, until then the policy.

    What may be secret is never escalated: it would have to be named to others.
    """
    stages = world.policy.stages(row.ladder) if row.frozen is None else _frozen(row.frozen)
    return tuple(stage for stage in stages if not (row.secret and stage.kind in OVERDUE))


@lru_cache
def _frozen(written: str) -> tuple[Stage, ...]:
    return tuple(StageEntry.model_validate(entry).as_stage() for entry in json.loads(written))


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
    if not rows:
        return []
    settled = settled_stages(session, rows=rows)
    pauses = pauses_since(session, day=world.calendar.add(world.today, -2 * world.policy.catch_up_days))
    decided = [
        _decide_one(row, world, settled.get(row.id, set()), pauses_of(row=row, pauses=pauses)) for row in rows
    ]
    reported = reported_units(session, plans={one.row.plan_id for one in decided if _has_note(one)})
    focal = focal_units(session, plans={one.row.plan_id for one in decided if _has_letter(one)})
    return [_spare_oneself(_spare_reported(one, reported), focal) for one in decided]


def pauses_of(*, row: OwedRow, pauses: Mapping[Key, Sequence[Pause]]) -> Sequence[Pause]:
    """Those of the obligation itself and of the unit that carries it."""
    return (*pauses.get((row.carried_by, row.id), ()), *pauses.get((row.carried_by, None), ()))


def _decide_one(
    row: OwedRow,
    world: World,
    settled: Collection[tuple[NoticeKind, str, Role]],
    pauses: Sequence[Pause],
) -> Decided:
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
        pauses=pauses,
    )
    return Decided(
        row=row, stages=stages, decisions=decisions, next_on=_next_on(stages, settled, decisions, row)
    )


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


def _has_note(one: Decided) -> bool:
    return any(decision.stage_day.kind is NoticeKind.NOTE for decision in one.decisions)


def _has_letter(one: Decided) -> bool:
    return any(_is_letter(decision.stage_day) for decision in one.decisions)


def _is_letter(stage: StageDay) -> bool:
    return stage.kind is NoticeKind.PAPER and stage.role is Role.UNIT_HEAD


def _spare_oneself(one: Decided, focal: Mapping[int, str]) -> Decided:
    """The focal unit drafts the letters: it writes none to itself."""
    if focal.get(one.row.plan_id) != one.row.carried_by:
        return one
    spared = (
        replace(decision, status=NoticeStatus.WITHDRAWN, reason=ONESELF)
        if _is_letter(decision.stage_day) and decision.status is NoticeStatus.PLANNED
        else decision
        for decision in one.decisions
    )
    return replace(one, decisions=tuple(spared))


def _spare_reported(one: Decided, reported: Collection[tuple[int, str]]) -> Decided:
    if (one.row.plan_id, one.row.carried_by) not in reported:
        return one
    return replace(one, decisions=tuple(_spare(decision) for decision in one.decisions))


def _spare(decision: Decision) -> Decision:
    spared = decision.stage_day.kind is NoticeKind.NOTE and decision.status is NoticeStatus.PLANNED
    return replace(decision, status=NoticeStatus.WITHDRAWN, reason=REPORTED) if spared else decision

"""Days off and working Saturdays added by form: what they move is shown, then kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.audit import audit
from flows.work.chase.deciding import stages_of
from flows.work.chase.rearm import rearm
from flows.work.texts import MOST_NAME, refuse_odd_line
from flows.work.world import World
from models.rules.workdays import DayOff, WorkCalendar, roll_forward, target_day
from models.store.obligations import movable
from models.store.owed import OwedRow, owed, task_codes
from models.tables import DayOverride, DueChange, Obligation
from models.words import DueChangeKind

from .judging import aim_at, judge_again

ORIGINAL: Any = sa.select(col(Obligation.id).label("id"), col(Obligation.original_due).label("original_due"))


@dataclass(frozen=True, kw_only=True, slots=True)
class MovedStage:
    """One stage of one task whose day changes."""

    task_code: str
    stage: str
    old_day: date
    new_day: date
    obligations: int


def overrides(session: Session) -> list[DayOff]:
    """The days this installation added; of several rows for one day the latest holds."""
    rows = session.exec(select(DayOverride).order_by(col(DayOverride.id)))
    latest = {row.day: row for row in rows}
    return [
        DayOff(day=row.day, name=row.name, kind=row.kind, estimate=row.estimate, source=row.source)
        for row in latest.values()
    ]


def with_days(calendar: WorkCalendar, days: Sequence[DayOff]) -> WorkCalendar:
    """The calendar with these days in force."""
    return WorkCalendar(days={**calendar.days, **{day.day: day for day in days}})


def moved_stages(session: Session, *, days: Sequence[DayOff], world: World) -> list[MovedStage]:
    """Which future stages of obligations still owed fall on another day with `days`; writes nothing.

    Raises RefusedError for a name or source that cannot be kept.
    """
    for day in days:
        refuse_odd_line(day.name, field=f"Tên ngày {day.day:%d/%m/%Y}", most=MOST_NAME)
        refuse_odd_line(day.source, field="Căn cứ", most=MOST_NAME)
    changed = replace(world, calendar=with_days(world.calendar, days))
    codes, original = task_codes(session), _original_days(session)
    counts: Counter[tuple[date, date, str, str]] = Counter()
    for row in owed(session):
        before = {stage.key: stage for stage in stages_of(row=row, world=world)}
        for stage in stages_of(row=_aimed(row, original[row.id], world, changed), world=changed):
            old = before[stage.key].due_on if stage.key in before else stage.due_on
            if old != stage.due_on and max(old, stage.due_on) >= world.today:
                counts[old, stage.due_on, codes[row.task_id], stage.stage] += 1
    return [
        MovedStage(task_code=code, stage=stage, old_day=old, new_day=new, obligations=count)
        for (old, new, code, stage), count in sorted(counts.items())
    ]


def _original_days(session: Session) -> dict[int, date | None]:
    return {one.id: one.original_due for one in session.execute(ORIGINAL)}


def _aimed(row: OwedRow, original: date | None, world: World, changed: World) -> OwedRow:
    """The obligation with the days that the changed calendar gives it."""
    if row.effective_due is None:
        return row
    last_day = _last_day(row.effective_due, original, world, changed)
    return replace(
        row,
        effective_due=last_day,
        target_day=target_day(last_day=last_day, calendar=changed.calendar),
    )


def _last_day(effective: date, original: date | None, world: World, changed: World) -> date:
    """The last valid day, rolled forward anew where the roll alone had set it: an extension stays."""
    if not world.policy.roll_forward or original is None:
        return effective
    if effective != roll_forward(last_day=original, calendar=world.calendar):
        return effective
    return roll_forward(last_day=original, calendar=changed.calendar)


def keep_days(session: Session, *, days: Sequence[DayOff], by: str, world: World) -> list[MovedStage]:
    """Put the days in force and move target days, rolled days and stages; says which stages moved."""
    moved = moved_stages(session, days=days, world=world)
    for day in days:
        session.add(
            DayOverride(
                day=day.day,
                kind=day.kind,
                name=day.name,
                estimate=day.estimate,
                source=day.source,
                recorded_by=by,
                recorded_at=world.now,
            )
        )
    changed = replace(world, calendar=with_days(world.calendar, days))
    aim_again(session, world=world, changed=changed, by=by)
    audit(
        session,
        world=world,
        by=by,
        action="form:calendar:add",
        subject="day_override",
        subject_id=days[0].day if days else "",
        text=f"Đã cập nhật {len(days)} ngày nghỉ, ngày làm bù; {len(moved)} mốc nhắc thay đổi.",
    )
    return moved


def aim_again(session: Session, *, world: World, changed: World, by: str) -> None:
    """Set target days and stages anew, of what has arrived too: its documents are judged by the day."""
    found = movable(session)
    for one in found:
        if one.effective_due is not None:
            last_day = _last_day(one.effective_due, one.original_due, world, changed)
            _move(session, one, last_day, changed, by)
    ids = [one.id for one in found if one.id]
    judge_again(session, obligations=ids)
    rearm(session, ids=ids, world=changed)


def _move(session: Session, obligation: Obligation, last_day: date, world: World, by: str) -> None:
    assert obligation.id is not None
    aim_at(obligation, last_day=last_day, calendar=world.calendar)
    if last_day == obligation.effective_due:
        return
    session.add(
        DueChange(
            obligation_id=obligation.id,
            kind=DueChangeKind.CORRECTION,
            old_due=obligation.effective_due,
            new_due=last_day,
            by=by,
            why="cập nhật ngày nghỉ, ngày làm bù",
            recorded_at=world.now,
        )
    )
    obligation.effective_due = last_day

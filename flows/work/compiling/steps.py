"""The focal unit's own steps on the way of the report: chased and fulfilled like any other task."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.added_task import add_task, owe
from flows.work.dates import read_optional_day
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.tables import Obligation, Plan, PlanTask
from models.words import DeadlineKind, JudgedBy, Phase, TaskOrigin
from templates.words_vi import plain_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One of them."""

    code: str
    title: str
    submission: str  # what is recorded when it is done


STEPS = (
    Step(code="TH-BC-1", title="Dự thảo báo cáo tổng hợp", submission="Dự thảo báo cáo tổng hợp"),
    Step(
        code="TH-BC-2",
        title="Lãnh đạo Cục duyệt dự thảo báo cáo tổng hợp",
        submission="Dự thảo có ý kiến duyệt của lãnh đạo Cục",
    ),
    Step(
        code="TH-BC-3",
        title="Trình lãnh đạo Bộ báo cáo tổng hợp",
        submission="Tờ trình (số, ngày) kèm báo cáo",
    ),
)
DRAFT, APPROVAL, SUBMITTING = STEPS


def read_steps(typed: Mapping[Step, str], *, world: World) -> tuple[tuple[Step, date], ...]:
    """The steps that have a day, which are ahead and in order; raises RefusedError naming the field."""
    found = [
        (step, day)
        for step in STEPS
        if (day := read_optional_day(typed.get(step, ""), field=step.title)) is not None
    ]
    for step, day in found:
        if day <= world.today:
            raise RefusedError(
                f"{step.title}: hạn {plain_day(day)} phải sau hôm nay ({plain_day(world.today)})."
            )
    for (first, earlier), (second, later) in pairwise(found):
        if later < earlier:
            raise RefusedError(
                f"{second.title} ({plain_day(later)}) không thể trước {first.title.lower()} "
                f"({plain_day(earlier)})."
            )
    return tuple(found)


def add_steps(
    session: Session, *, plan: Plan, steps: Iterable[tuple[Step, date]], by: str, world: World
) -> list[str]:
    """The steps that are new, as words for a sentence; raises RefusedError for one that has another day."""
    known = _known(session, plan)
    said = []
    for step, day in steps:
        if step.code not in known:
            _add(session, plan, step, day, by, world)
            said.append(f"{step.code} {plain_day(day)}")
        elif known[step.code] != day:
            due = known[step.code]
            raise RefusedError(
                f"{step.title} ({step.code}) đã có hạn {plain_day(due) if due else 'khác'}; "
                "muốn đổi ngày, đề nghị dùng biểu mẫu «Gia hạn gửi văn bản»."
            )
    return said


def _known(session: Session, plan: Plan) -> dict[str, date | None]:
    statement = (
        sa.select(col(PlanTask.code), col(Obligation.original_due))
        .join(Obligation, col(Obligation.task_id) == col(PlanTask.id))
        .where(col(PlanTask.plan_id) == plan.id, col(PlanTask.origin) == TaskOrigin.REPORT)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _add(session: Session, plan: Plan, step: Step, day: date, by: str, world: World) -> None:
    assert plan.id is not None
    task = add_task(
        session,
        plan_id=plan.id,
        code=step.code,
        title=step.title,
        origin=TaskOrigin.REPORT,
        phrase=f"chậm nhất ngày {plain_day(day)}",
        judged_by=JudgedBy.RECEIVED,
        ladder=world.policy.default_for(DeadlineKind.DAY),
        submission=step.submission,
        facts={"document": step.title, "phase": Phase.COMPILE.value},
    )
    owed = [(plan.focal_unit, plan.focal_unit, day)]
    owe(session, task=task, owed=owed, told_today=False, by=by, why="tổng hợp báo cáo", world=world)

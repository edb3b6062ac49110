"""The journey of the plans in force: where each stands, and the audit row of each change of phase."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.work.audit import audit
from flows.work.world import World
from models.rules.journey import PhaseTask, PhaseView, current, journey
from models.rules.ladders import stage_days
from models.store.journey import announced_phases, own_tasks, plans_with_untold_phase
from models.store.overview import PlanRow
from models.tables import Plan
from models.words import Phase, PhaseState
from templates.dashboards.facts import Line
from templates.dashboards.journey import PHASES, dateless, phase_changed, phase_tag

from .progress import Progress, nearest_first, read_progress

SYSTEM = "Hệ thống"


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """One plan's phases and the tasks they consist of."""

    plan: PlanRow
    phases: tuple[PhaseView, ...]
    current: Phase | None
    tasks: tuple[Progress, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PhaseChange:
    """A plan has come to another phase; `old` None: the first that is announced."""

    plan_id: int
    plan_code: str
    document: str
    old: Phase | None
    new: Phase
    day: date


def journeys(session: Session, *, world: World) -> tuple[Journey, ...]:
    """Every plan in force, oldest first."""
    found = read_progress(session, world=world)
    plans = sorted(
        {one.plan.id: one.plan for one in found}.values(), key=lambda plan: (plan.issued_on, plan.id)
    )
    by_plan: defaultdict[int, list[Progress]] = defaultdict(list)
    for one in found:
        by_plan[one.plan.id].append(one)
    return tuple(_journey(plan, by_plan[plan.id], world) for plan in plans)


def tasks_in(views: Iterable[Journey]) -> tuple[Progress, ...]:
    """The tasks of these plans: nearest day first."""
    return tuple(sorted((task for one in views for task in one.tasks), key=nearest_first))


def dateless_lines(session: Session, *, views: Sequence[Journey], links: Mapping[str, str]) -> Iterator[Line]:
    """The focal unit's own tasks that can be begun and have no day, so that no ladder chases them."""
    own = {
        one.task_id for one in own_tasks(session, plans={one.plan.id for one in views}) if not one.last_day
    }
    for one in views:
        for task in one.tasks:
            if task.task.id in own and task.total.no_due and phase_of(task) and not is_ahead(task, one):
                after = str(task.task.facts.get("after") or "")
                text = dateless(code=task.code, title=task.task.title, after=after)
                yield Line(text=text, link=links.get("Tiến trình kế hoạch"))


def is_ahead(task: Progress, whole: Journey) -> bool:
    """Whether the task's phase has not begun."""
    phase = phase_of(task)
    return any(view.phase is phase and view.state is PhaseState.AHEAD for view in whole.phases)


def phase_of(one: Progress) -> Phase | None:
    """The phase that a task belongs to, as the plan file says; None: it accompanies the whole plan."""
    written = one.task.facts.get("phase")
    return Phase(written) if written else None


def _journey(plan: PlanRow, found: Sequence[Progress], world: World) -> Journey:
    tasks = [_phase_task(phase, one, world) for one in found if (phase := phase_of(one))]
    views = journey(
        tasks,
        issued_on=plan.issued_on,
        as_of=world.today,
        calendar=world.calendar,
        arrival_allowance_days=world.policy.arrival_allowance_days,
    )
    now = current(views, as_of=world.today)
    return Journey(plan=plan, phases=views, current=now.phase if now else None, tasks=tuple(found))


def _phase_task(phase: Phase, one: Progress, world: World) -> PhaseTask:
    return PhaseTask(
        phase=phase,
        dated=one.task.is_dated,
        opens_on=one.opens_on or _first_reminder(one, world),
        last_day=next(iter(one.last_days), None),
        judged_by=one.task.judged_by,
        tally=one.total,
    )


def _first_reminder(one: Progress, world: World) -> date | None:
    """When units are first asked for it."""
    first = next(iter(one.days), None)
    if first is None or first.target_day is None or not one.task.ladder:
        return None
    stages = stage_days(
        ladder=world.policy.stages(one.task.ladder),
        last_day=first.last_day,
        target_day=first.target_day,
        calendar=world.calendar,
        quiet=world.policy.quiet_rule,
    )
    return next((stage.due_on for stage in stages), None)


def announce_phases(session: Session, *, views: Sequence[Journey], world: World) -> None:
    """Store the phase each plan has come to, with an audit row for each change."""
    for one in views:
        if one.current and session.get_one(Plan, one.plan.id).phase != one.current:
            _announce(session, one.plan, one.current, world)


def _announce(session: Session, plan: PlanRow, new: Phase, world: World) -> None:
    row = session.get_one(Plan, plan.id)
    old = Phase(row.phase) if row.phase else None
    row.phase = new.value
    audit(
        session,
        world=world,
        by=SYSTEM,
        action="daily:plan:phase",
        subject="plan",
        subject_id=plan.id,
        text=phase_changed(document=plan.number or plan.code, old=old, new=new),
        facts={"old": old.value if old else "", "new": new.value},
    )


def untold_phases(session: Session, *, world: World) -> tuple[PhaseChange, ...]:
    """Announced changes whose event nobody has confirmed, those that an interrupted run left included."""
    return tuple(
        PhaseChange(
            plan_id=plan.id or 0,
            plan_code=plan.code,
            document=plan.document_number,
            old=Phase(plan.phase_told) if plan.phase_told else None,
            new=Phase(plan.phase),
            day=world.today,
        )
        for plan in plans_with_untold_phase(session)
    )


def phase_is_told(session: Session, *, change: PhaseChange) -> None:
    """The server has confirmed the event of this change."""
    session.get_one(Plan, change.plan_id).phase_told = change.new.value


def phase_tags(session: Session) -> list[str]:
    """`giai đoạn: Báo cáo`, for each phase that a plan in force was last announced to be in."""
    phases = {phase for _, phase in announced_phases(session) if phase}
    return [phase_tag(phase) for phase in PHASES if phase in phases]

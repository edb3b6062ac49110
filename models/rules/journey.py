"""A plan as a journey: phases with dates, state and counts, derived from its tasks; one is current."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.words import JudgedBy, Phase, PhaseState

from .statistics import Tally
from .workdays import WorkCalendar

ONE_DAY = timedelta(days=1)
FOLLOWS = {  # begins once the other is over; the rest begin when they open or are first reminded of
    Phase.UNIT_PLANS: Phase.ISSUE,
    Phase.TRAINING: Phase.UNIT_PLANS,
    Phase.COMPILE: Phase.REPORT,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PhaseTask:
    """One task of a phase, as it stands today."""

    phase: Phase
    dated: bool  # has a day of its own; what runs all year only accompanies such tasks
    opens_on: date | None  # first day of its year or quarter, or on which units are first reminded
    last_day: date | None  # of the plan; days that single units were given beyond it move no phase
    judged_by: JudgedBy
    tally: Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class PhaseView:
    """One phase; `ends_on` None: nobody has set a day yet."""

    phase: Phase
    state: PhaseState
    starts_on: date | None  # None: absent, or nobody can say yet
    ends_on: date | None
    over_on: date | None  # the last day on which what was in time may still arrive
    tally: Tally


def journey(
    tasks: Sequence[PhaseTask],
    *,
    issued_on: date,
    as_of: date,
    calendar: WorkCalendar,
    arrival_allowance_days: int,
) -> tuple[PhaseView, ...]:
    """Every phase in order; the last one, Kết thúc, begins when nothing of the others is left to do."""
    found: list[PhaseView] = []
    for phase in Phase:
        mine = _shaping([task for task in tasks if task.phase is phase])
        if phase is Phase.CLOSE and not mine:
            found.append(_close(found, as_of))
        elif not mine:
            found.append(_absent(phase))
        else:
            over_on = _over_on(mine, calendar, arrival_allowance_days)
            found.append(_view(phase, mine, _starts_on(mine, found, issued_on), over_on, as_of))
    return tuple(found)


def current(views: Iterable[PhaseView], *, as_of: date) -> PhaseView | None:
    """The latest phase that has begun: later days and more arrivals never lead back to an earlier one."""
    begun = [view for view in views if view.starts_on is not None and view.starts_on <= as_of]
    return begun[-1] if begun else None


def _shaping(tasks: Sequence[PhaseTask]) -> Sequence[PhaseTask]:
    """Those that give a phase its dates and state: with dated tasks there, whole-year ones do not."""
    return [task for task in tasks if task.dated] or tasks


def _starts_on(tasks: Sequence[PhaseTask], before: Sequence[PhaseView], issued_on: date) -> date:
    phase = tasks[0].phase
    if phase is Phase.ISSUE:
        return issued_on
    if phase in FOLLOWS and (previous := _over(FOLLOWS[phase], before)):
        return min([previous + ONE_DAY, *(task.last_day for task in tasks if task.last_day)])
    return max(issued_on, min((task.opens_on for task in tasks if task.opens_on), default=issued_on))


def _over(phase: Phase, before: Sequence[PhaseView]) -> date | None:
    """When this phase is over; if the plan has none, when everything before is."""
    wanted = [view.over_on for view in before if view.phase is phase and view.over_on]
    return max(wanted or [view.over_on for view in before if view.over_on], default=None)


def _over_on(tasks: Sequence[PhaseTask], calendar: WorkCalendar, allowance: int) -> date | None:
    return max((_arrives_by(task, calendar, allowance) for task in tasks if task.last_day), default=None)


def _arrives_by(task: PhaseTask, calendar: WorkCalendar, allowance: int) -> date:
    """Nothing is on its way where everything has come, or where only its arrival counts."""
    assert task.last_day is not None
    on_its_way = task.tally.outstanding and task.judged_by is not JudgedBy.RECEIVED
    return calendar.add(task.last_day, allowance) if on_its_way else task.last_day


def _view(
    phase: Phase, tasks: Sequence[PhaseTask], starts_on: date, over_on: date | None, as_of: date
) -> PhaseView:
    tally = sum((task.tally for task in tasks), Tally())
    return PhaseView(
        phase=phase,
        state=_state(tally, starts_on, as_of),
        starts_on=starts_on,
        ends_on=max((task.last_day for task in tasks if task.last_day), default=None),
        over_on=over_on,
        tally=tally,
    )


def _state(tally: Tally, starts_on: date, as_of: date) -> PhaseState:
    if not tally.unfinished and not tally.waiting:
        return PhaseState.DONE
    if tally.behind:
        return PhaseState.OVERDUE
    return PhaseState.UNDERWAY if starts_on <= as_of else PhaseState.AHEAD


def _absent(phase: Phase) -> PhaseView:
    return PhaseView(
        phase=phase, state=PhaseState.ABSENT, starts_on=None, ends_on=None, over_on=None, tally=Tally()
    )


def _close(before: Sequence[PhaseView], as_of: date) -> PhaseView:
    """Nothing is owed in it: it is there for the coordinator to close the plan."""
    present = [view for view in before if view.state is not PhaseState.ABSENT]
    ready = bool(present) and all(view.state is PhaseState.DONE for view in present)
    return PhaseView(
        phase=Phase.CLOSE,
        state=PhaseState.UNDERWAY if ready else PhaseState.AHEAD,
        starts_on=as_of if ready else None,
        ends_on=None,
        over_on=None,
        tally=Tally(),
    )

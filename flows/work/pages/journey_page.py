"""The facts of the page “Tiến trình kế hoạch”."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from flows.work.escalation.held import held_groups
from flows.work.world import World
from models.rules.journey import PhaseView
from models.store.journey import OwnTask, own_tasks
from models.words import Phase, PhaseState
from templates.dashboards import journey as words
from templates.dashboards.facts import Line
from templates.dashboards.journey_facts import JourneyFacts, JourneyPlan, OwnTaskLine, PhaseLine

from .figures import figures
from .journey import Journey, is_ahead, journeys, phase_of
from .overview import heading
from .prefilled import Owed
from .progress import Progress, next_stages

UNSENT, APPROVE = "Đơn vị chưa gửi", "Duyệt gửi cấp trên"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """What all lines of the page are made with."""

    world: World
    links: Mapping[str, str]
    record_link: Callable[[Owed], str]
    held: Counter[int]  # things that wait for an approval, by task
    own: Mapping[tuple[int, str], OwnTask]

    def own_action(self, one: Progress) -> Line:
        """What the focal unit does next about its own task."""
        mine = self.own[one.task.id, one.occurrence]
        owed = Owed(
            unit_id=mine.carried_by,
            plan_id=one.plan.id,
            task_code=one.task.code,
            occurrence=one.occurrence,
        )
        text = words.own_action(one.code, has_day=bool(mine.last_day))
        return Line(text=text, link=self.record_link(owed))


def journey_facts(
    session: Session, *, world: World, links: Mapping[str, str], record_link: Callable[[Owed], str]
) -> JourneyFacts:
    """Where each plan in force stands; `record_link` gives the prefilled form's address."""
    found = journeys(session, world=world)
    own = own_tasks(session, plans=[one.plan.id for one in found])
    page = _Page(
        world=world,
        links=links,
        record_link=record_link,
        held=Counter(group.task.id or 0 for group in held_groups(session, world=world)),
        own={(one.task_id, one.occurrence): one for one in own},
    )
    return JourneyFacts(heading=heading(world), plans=tuple(_plan(one, page) for one in found), links=links)


def _plan(one: Journey, page: _Page) -> JourneyPlan:
    own = [task for task in one.tasks if (task.task.id, task.occurrence) in page.own and phase_of(task)]
    own.sort(key=lambda task: task.task.position)
    return JourneyPlan(
        title=one.plan.title,
        number=one.plan.number,
        issued_on=one.plan.issued_on,
        phases=tuple(_phase(view, one, page) for view in one.phases if view.state is not PhaseState.ABSENT),
        own=tuple(_own(task, one, page) for task in own),
    )


def _phase(view: PhaseView, one: Journey, page: _Page) -> PhaseLine:
    return PhaseLine(
        phase=view.phase,
        state=view.state,
        current=view.phase is one.current,
        starts_on=view.starts_on,
        ends_on=view.ends_on,
        figures=figures(view.tally),
        action=_action(view, one, page),
    )


def _action(view: PhaseView, one: Journey, page: _Page) -> Line | None:
    """The most urgent thing to do: what is held, then what units owe, then the focal unit's own work."""
    if view.state is PhaseState.DONE:
        return None
    if view.phase is Phase.CLOSE:
        return Line(text=words.close_plan()) if view.state is PhaseState.UNDERWAY else None
    if view.state is PhaseState.AHEAD:
        return Line(text=words.begins(view.starts_on)) if view.starts_on else None
    tasks = [task for task in one.tasks if phase_of(task) is view.phase and task.total.outstanding]
    if held := sum(page.held[task.task.id] for task in tasks):
        return Line(text=words.held_back(held), link=page.links.get(APPROVE))
    if others := sum(task.total.outstanding for task in tasks if not _is_own(task, page)):
        return Line(text=words.awaited_documents(others), link=page.links.get(UNSENT))
    return page.own_action(tasks[0]) if tasks else None


def _is_own(task: Progress, page: _Page) -> bool:
    return (task.task.id, task.occurrence) in page.own


def _own(one: Progress, whole: Journey, page: _Page) -> OwnTaskLine:
    day, ahead = next(iter(one.days), None), is_ahead(one, whole)
    return OwnTaskLine(
        code=one.code,
        title=one.task.title,
        phase=phase_of(one) or Phase.ISSUE,
        deadline_words=one.task.phrase,
        after=str(one.task.facts.get("after") or ""),
        last_day=day.last_day if day else None,
        ahead=ahead,
        figures=figures(one.total),
        next_stages=next_stages(one, day=day, world=page.world) if day and day.outstanding else (),
        action=page.own_action(one) if one.total.outstanding and not (ahead and day) else None,
    )

"""What waits for an approval, as an officer reads it: grouped by task, stage and reader."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from flows.work.chase.deciding import ladder_of, pauses_of
from flows.work.pages.overview import heading
from flows.work.world import World
from models.rules.ladders import Stage, expanded
from models.store.held import Held, held_stages
from models.store.pauses import pauses_since
from models.store.units import names_on
from models.tables import Plan, PlanTask
from models.words import NoticeKind, Paper, Role
from templates.dashboards import phrases
from templates.dashboards.facts import ApprovalFacts, HeldFacts
from templates.words_vi import clipped, plain_day

Key = tuple[int, NoticeKind, str, Role]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldGroup:
    """One thing to be approved: a mail or a draft about one task, for some units."""

    task: PlanTask
    plan: Plan
    kind: NoticeKind
    stage: Stage
    role: Role
    due_on: date
    waiting_since: date
    held: tuple[Held, ...]
    units: Mapping[int, str]  # notice: name of the unit
    paused: frozenset[int]  # notices that a pause keeps back for now

    @property
    def document(self) -> str:
        """What is owed, in few words."""
        return str(self.task.facts.get("document") or self.task.title)

    @property
    def what(self) -> str:
        """What leaves once it is approved."""
        return what_leaves(stage=self.stage, role=self.role)

    @property
    def label(self) -> str:
        """How the form names it; it stays the same while units come off the list."""
        document = clipped(self.document, limit=60)
        when = f"mốc {plain_day(self.due_on)}"
        return f"{self.task.code} · {document} · {self.what} · {when} · KH {self.plan.code}"


def what_leaves(*, stage: Stage, role: Role) -> str:
    """What an approved stage becomes: a mail, a page or a draft."""
    if stage.paper is Paper.CHASING_LETTER:
        return f"dự thảo công văn đôn đốc lần {stage.number}"
    if stage.paper is Paper.MINISTRY_PAPER:
        return "dự thảo Báo cáo lãnh đạo Bộ"
    if role is Role.FOCAL_HEAD:
        return "trang tóm tắt gửi lãnh đạo đơn vị đầu mối"
    return "thư gửi Thủ trưởng đơn vị"


def held_groups(session: Session, *, world: World) -> tuple[HeldGroup, ...]:
    """Everything that waits for an approval and is still owed, oldest first."""
    groups: defaultdict[Key, list[Held]] = defaultdict(list)
    for one in held_stages(session):
        groups[one.row.task_id, one.notice_kind, one.stage, one.role].append(one)
    if not groups:
        return ()
    names = names_on(session, world.today)
    paused = _paused(session, [one for held in groups.values() for one in held], world)
    tasks = {task.id: task for task in session.exec(_tasks(key[0] for key in groups))}
    plans = {plan.id: plan for plan in session.exec(select(Plan))}
    return tuple(
        HeldGroup(
            task=tasks[task_id],
            plan=plans[tasks[task_id].plan_id],
            kind=kind,
            stage=_stage(held[0], name, world),
            role=role,
            due_on=min(one.due_on for one in held),
            waiting_since=min(one.decided_on for one in held),
            held=tuple(held),
            units={one.notice_id: names.get(one.row.carried_by, one.row.carried_by) for one in held},
            paused=frozenset(one.notice_id for one in held if one.notice_id in paused),
        )
        for (task_id, kind, name, role), held in groups.items()
    )


def _tasks(ids: Iterable[int]) -> SelectOfScalar[PlanTask]:
    return select(PlanTask).where(col(PlanTask.id).in_(list(ids)))


def _stage(held: Held, name: str, world: World) -> Stage:
    """The stage as the obligation's ladder has it; a ladder edited meanwhile still names what it was."""
    for stage in ladder_of(row=held.row, world=world):
        if name in {named for named, _ in expanded(stage)}:
            return stage
    return Stage(name=name, kind=held.notice_kind, days=1, roles=(held.role,))


def _paused(session: Session, held: Sequence[Held], world: World) -> frozenset[int]:
    pauses = pauses_since(session, day=world.today)
    return frozenset(
        one.notice_id
        for one in held
        if any(pause.covers(world.today) for pause in pauses_of(row=one.row, pauses=pauses))
    )


def approval_facts(session: Session, *, world: World, links: Mapping[str, str]) -> ApprovalFacts:
    """The page that lists what waits for an approval."""
    groups = held_groups(session, world=world)
    return ApprovalFacts(
        heading=heading(world), groups=tuple(_facts(group, world) for group in groups), links=links
    )


def held_lines(session: Session, *, world: World, plans: Collection[int]) -> list[str]:
    """What waits for an approval under these plans, a sentence each."""
    facts = [_facts(one, world) for one in held_groups(session, world=world) if one.plan.id in plans]
    return [
        phrases.held(
            task=f"{one.task_code} {clipped(one.document, limit=60)}",
            what=one.what,
            units=len(one.units),
            since=one.waiting_since,
            waited=one.waited,
            overlong=one.overlong,
        )
        for one in facts
    ]


def _facts(group: HeldGroup, world: World) -> HeldFacts:
    waited = world.calendar.between(after=group.waiting_since, until=world.today)
    return HeldFacts(
        task_code=group.task.code,
        document=group.document,
        what=group.what,
        due_on=group.due_on,
        waiting_since=group.waiting_since,
        waited=waited,
        overlong=waited > world.policy.held_days,
        units=tuple((group.units[one.notice_id], one.notice_id in group.paused) for one in group.held),
    )

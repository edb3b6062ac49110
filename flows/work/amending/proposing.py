"""An amended file read against the one in force: what it says differently and what follows from it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.work.plans.closed import closed_words
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.plan_diff import PlanDiff, difference
from models.plan_file import PlanFileError, read_plan
from models.plan_members import Resolved, UnitFacts, resolve
from models.plan_values import PlanFile
from models.store.amendments import newest_revision
from models.store.plan_units import plan_units
from models.tables import Plan, PlanRevision, UnitChange
from models.words import PlanStatus

from .days import events_of
from .effects import Effects, Ground, Successors, effects_of
from .refusing import File, refuse_difference
from .reminders import Reminders, reminders_of
from .stored import stored_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """What an amended file would do to a plan as it stands now."""

    plan: Plan
    revision: int  # the one in force
    file: File
    diff: PlanDiff
    effects: Effects
    reminders: Reminders
    ground: Ground

    @property
    def changes_nothing(self) -> bool:
        """Whether the file means what the one in force means."""
        return self.diff.is_empty


def plan_of(session: Session, *, file: File) -> int:
    """The plan that the file's own code names; raises RefusedError if none was issued."""
    code = _read(file, None).code
    plan = session.exec(select(Plan).where(col(Plan.code) == code)).first()
    if plan is None or plan.id is None:
        known = ", ".join(session.exec(select(Plan.code).order_by(col(Plan.id)))) or "chưa có kế hoạch nào"
        raise RefusedError(f"Tệp {file.name}: kế hoạch «{code}» chưa được triển khai; đang có: {known}.")
    return plan.id


def propose(session: Session, *, plan_id: int, file: File, world: World) -> Proposal:
    """Read the file against the plan; nothing is written. Raises RefusedError with what would be right."""
    plan = session.get_one(Plan, plan_id)
    if plan.status is not PlanStatus.ISSUED:
        raise RefusedError(closed_words(number=plan.document_number, closed_at=plan.closed_at))
    revision = newest_revision(session, plan=plan_id)
    old, new = _old(revision), _new(file, plan, world)
    before, after = _resolved(session, old, new, world)
    diff = difference(old=old, new=new, before=before, after=after)
    refuse_difference(session, plan_id=plan_id, diff=diff, new=new, file=file)
    ground = Ground(
        old=old,
        new=new,
        after=after,
        diff=diff,
        rows=stored_of(session, plan=plan_id),
        events=events_of(session, plan=plan_id),
        successors=_successors(session, world.today),
        day=world.today,
        world=world,
    )
    effects = effects_of(ground)
    return Proposal(
        plan=plan,
        revision=revision.number,
        file=file,
        diff=diff,
        effects=effects,
        reminders=reminders_of(session, effects=effects, ground=ground, plan=plan),
        ground=ground,
    )


def _old(revision: PlanRevision) -> PlanFile:
    """Without the policy: a ladder that it no longer has must not keep anybody from amending."""
    return read_plan(revision.content.decode("utf-8-sig"), name=f"bản {revision.number}")


def _read(file: File, ladders: Collection[str] | None) -> PlanFile:
    try:
        return read_plan(file.content.decode("utf-8-sig"), name=file.name, ladders=ladders)
    except UnicodeDecodeError:
        raise RefusedError(f"{file.name} không phải là tệp UTF-8; đề nghị lưu lại với mã UTF-8.") from None
    except PlanFileError as error:
        raise RefusedError(str(error)) from None


def _new(file: File, plan: Plan, world: World) -> PlanFile:
    new = _read(file, world.policy.ladders)
    if new.code != plan.code:
        raise RefusedError(
            f"Tệp {file.name} là của kế hoạch «{new.code}», không phải của kế hoạch «{plan.code}»; "
            "đề nghị chọn lại kế hoạch hoặc tệp."
        )
    return new


def _resolved(session: Session, old: PlanFile, new: PlanFile, world: World) -> tuple[Resolved, Resolved]:
    """Whom both files mean today; if units they name are gone since, whom they meant on the plan's day."""
    try:
        return _on(session, old, new, world.today)
    except PlanFileError as today:
        try:
            return _on(session, old, new, old.issued_on)
        except PlanFileError:
            raise RefusedError(str(today)) from None


def _on(session: Session, old: PlanFile, new: PlanFile, day: date) -> tuple[Resolved, Resolved]:
    units: Sequence[UnitFacts] = plan_units(session, day=day)
    return resolve(old, units, day=day), resolve(new, units, day=day)


def _successors(session: Session, day: date) -> Successors:
    """Whoever stands for a unit on the day; nobody for one that was dissolved."""
    valid = {unit.id for unit in plan_units(session, day=day) if unit.is_valid(day)}
    into: defaultdict[str, list[str]] = defaultdict(list)
    for change in session.exec(
        select(UnitChange).where(col(UnitChange.day) <= day).order_by(col(UnitChange.id))
    ):
        into[change.predecessor].append(change.successor)

    def standing_for(unit: str, seen: tuple[str, ...] = ()) -> tuple[str, ...]:
        if unit in valid:
            return (unit,)
        return tuple(
            one
            for successor in into[unit]
            if successor not in seen
            for one in standing_for(successor, (*seen, unit))
        )

    return standing_for

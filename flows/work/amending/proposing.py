"""An amended file read against the one in force: what it says differently and what follows from it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.work.plans.closed import closed_words
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.plan_diff import Fixed, PlanDiff, difference
from models.plan_file import PlanFileError, read_plan
from models.plan_members import Resolved, UnitFacts, resolve
from models.plan_values import PlanFile
from models.store.amendments import (
    figures_counted,
    judged_otherwise,
    newest_revision,
    other_codes,
    tasks_with_documents,
)
from models.store.plan_units import plan_units
from models.tables import Plan, PlanRevision, UnitChange
from models.words import PlanStatus

from .days import events_of
from .effects import Effects, Ground, Successors, effects_of
from .reminders import Reminders, reminders_of
from .stored import stored_of

FIXED_WORDS = {
    "code": "mã kế hoạch",
    "year": "năm của kế hoạch",
    "issued_on": "ngày ban hành",
    "focal_unit": "đơn vị đầu mối",
    "done_on_issue": "văn bản đã hoàn thành khi ban hành (done_on_issue)",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A plan file as somebody chose it."""

    name: str
    content: bytes


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


def propose(session: Session, *, plan_id: int, file: File, world: World) -> Proposal:
    """Read the file against the plan; nothing is written. Raises RefusedError with what would be right."""
    plan = session.get_one(Plan, plan_id)
    if plan.status is not PlanStatus.ISSUED:
        raise RefusedError(closed_words(number=plan.document_number, closed_at=plan.closed_at))
    revision = newest_revision(session, plan=plan_id)
    old, new = _old(revision), _new(file, plan, world)
    before, after = _resolved(session, old, new, world)
    diff = difference(old=old, new=new, before=before, after=after)
    _refuse_fixed(diff, file)
    _refuse_judged(session, plan_id, new, file)
    _refuse_taken(session, plan_id, new)
    _refuse_reported(session, plan_id, diff)
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


def _new(file: File, plan: Plan, world: World) -> PlanFile:
    try:
        new = read_plan(file.content.decode("utf-8-sig"), name=file.name, ladders=world.policy.ladders)
    except UnicodeDecodeError:
        raise RefusedError(f"{file.name} không phải là tệp UTF-8; đề nghị lưu lại với mã UTF-8.") from None
    except PlanFileError as error:
        raise RefusedError(str(error)) from None
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


def _refuse_fixed(diff: PlanDiff, file: File) -> None:
    if diff.fixed:
        raise RefusedError(" ".join(_fixed_sentence(one, file) for one in diff.fixed))


def _fixed_sentence(one: Fixed, file: File) -> str:
    word, said = FIXED_WORDS[one.field], f"đang là “{one.old}”, tệp {file.name} ghi “{one.new}”"
    if not one.task:
        return (
            f"Không điều chỉnh được {word} ({said}); đề nghị ghi lại như cũ, "
            "hoặc triển khai tệp này như một kế hoạch khác."
        )
    return (
        f"Mục {one.task}: không điều chỉnh được {word} ({said}), vì kết quả của văn bản đã nhận sẽ khác đi; "
        "đề nghị ghi lại như cũ, hoặc bỏ mục này và lập mục có số khác."
    )


def _refuse_judged(session: Session, plan_id: int, new: PlanFile, file: File) -> None:
    """Once documents have come they were judged by the day that the task names."""
    judged = {task.code: task.judged_by for task in new.tasks}
    codes = judged_otherwise(session, plan_id=plan_id, judged=judged)
    for code in sorted(tasks_with_documents(session, plan_id=plan_id, codes=codes)):
        raise RefusedError(
            f"Mục {code}: không điều chỉnh được ngày dùng để tính đúng hạn (judged_by), vì kết quả của "
            f"văn bản đã nhận sẽ khác đi; đề nghị ghi lại như cũ trong tệp {file.name}, hoặc bỏ mục này và "
            "lập mục có số khác."
        )


def _refuse_taken(session: Session, plan_id: int, new: PlanFile) -> None:
    """A review, a training has a code of its own among the plan's tasks."""
    taken = other_codes(session, plan_id=plan_id) & {task.code for task in new.tasks}
    for code in sorted(taken):
        raise RefusedError(
            f"Số mục {code} đã dùng cho một nhiệm vụ được bổ sung ngoài văn bản của kế hoạch; "
            "đề nghị đặt số mục khác trong tệp."
        )


def _refuse_reported(session: Session, plan_id: int, diff: PlanDiff) -> None:
    """Numbers that units have reported keep their meaning."""
    touched = [
        one.old.code
        for one in diff.indicators
        if one.old and (one.new is None or {"unit", "kind"} & {change.field for change in one.fields})
    ]
    if reported := figures_counted(session, plan_id=plan_id, codes=touched):
        raise RefusedError(
            f"Đã có đơn vị báo cáo số liệu của chỉ tiêu {', '.join(reported)}, nên không bỏ chỉ tiêu "
            "hoặc đổi đơn vị tính, loại số liệu được; đề nghị giữ như cũ, cần số liệu khác thì thêm chỉ tiêu."
        )


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

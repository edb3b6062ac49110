"""A unit's difficulty is recorded: who answers it becomes an obligation like any other."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.work.added_task import add_task, owe
from flows.work.audit import audit
from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from flows.work.world import World
from models.store.difficulties import count_of
from models.store.locking import the_locked_row
from models.store.units import names_on
from models.tables import Difficulty, Plan, PlanTask
from models.words import DeadlineKind, JudgedBy, TaskOrigin
from templates.words_vi import count, plain_day

MOST_TEXT = 2_000
FARTHEST = 366  # days until the answer; more is a wrong year


@dataclass(frozen=True, kw_only=True, slots=True)
class Raised:
    """A difficulty as a coordinator states it."""

    plan_id: int
    unit: str
    text: str
    raised_on: date
    answered_by: str
    answer_by: date


def record_difficulty(session: Session, *, raised: Raised, by: str, world: World) -> str:
    """Keep the difficulty and ask for its answer; raises RefusedError. One sentence for the coordinator."""
    plan = the_locked_row(session, Plan, raised.plan_id)  # two at once would get one number
    refuse_closed(session, plans={raised.plan_id})
    _refuse_nonsense(raised, plan, world)
    number = count(count_of(session, plan=raised.plan_id) + 1)
    row = Difficulty(
        plan_id=raised.plan_id,
        unit_id=raised.unit,
        text=raised.text.strip(),
        raised_on=raised.raised_on,
        answered_by=raised.answered_by,
        answer_by=raised.answer_by,
        recorded_by=by,
        recorded_at=world.now,
    )
    task = _task(session, raised, number, world)
    row.task_id = task.id
    session.add(row)
    session.flush()
    owed = [(raised.answered_by, raised.answered_by, raised.answer_by)]
    owe(session, task=task, owed=owed, told_today=False, by=by, why="khó khăn, vướng mắc", world=world)
    sentence = _sentence(session, raised, task.code, world)
    audit(
        session,
        world=world,
        by=by,
        action="form:difficulty:record",
        subject="difficulty",
        subject_id=row.id,
        text=sentence,
        facts={"task": task.code},
    )
    return sentence


def _task(session: Session, raised: Raised, number: str, world: World) -> PlanTask:
    """What the answering unit reads names the asking one only if the coordinator's text does."""
    what = f"khó khăn, vướng mắc số {number}"
    return add_task(
        session,
        plan_id=raised.plan_id,
        code=f"KK-{number}",
        title=f"Trả lời {what}",
        origin=TaskOrigin.DIFFICULTY,
        phrase=f"chậm nhất ngày {plain_day(raised.answer_by)}",
        judged_by=JudgedBy.RECEIVED,
        ladder=world.policy.default_for(DeadlineKind.DAY),
        submission=f"Văn bản trả lời nội dung: “{' '.join(raised.text.split())}”",
        facts={"document": f"Văn bản trả lời {what}"},
    )


def _sentence(session: Session, raised: Raised, code: str, world: World) -> str:
    names = names_on(session, world.today)
    sentence = (
        f"Đã ghi nhận khó khăn, vướng mắc {code} của {names.get(raised.unit, raised.unit)}; "
        f"{names.get(raised.answered_by, raised.answered_by)} trả lời "
        f"chậm nhất ngày {plain_day(raised.answer_by)}."
    )
    if not world.calendar.is_workday(raised.answer_by):
        off = world.calendar.explain(raised.answer_by)
        sentence += f" Ngày này là ngày nghỉ ({off}); thư nhắc tính theo ngày làm việc trước đó."
    return sentence


def _refuse_nonsense(raised: Raised, plan: Plan, world: World) -> None:
    if not raised.text.strip():
        raise RefusedError("Thiếu nội dung khó khăn, vướng mắc.")
    refuse_odd_text(raised.text, field="Nội dung khó khăn, vướng mắc", most=MOST_TEXT)
    if raised.unit == raised.answered_by:
        raise RefusedError("Đơn vị trả lời không thể là chính đơn vị nêu khó khăn, vướng mắc.")
    if raised.raised_on > world.today:
        raise RefusedError(
            f"Ngày nêu {plain_day(raised.raised_on)} là ngày trong tương lai; "
            f"hôm nay là {plain_day(world.today)}."
        )
    if raised.raised_on < plan.issued_on:
        raise RefusedError(
            f"Ngày nêu {plain_day(raised.raised_on)} trước ngày ban hành Kế hoạch "
            f"({plain_day(plan.issued_on)}); đề nghị kiểm tra lại năm."
        )
    if raised.answer_by <= world.today:
        raise RefusedError(
            f"Ngày đề nghị trả lời {plain_day(raised.answer_by)} phải sau hôm nay ({plain_day(world.today)})."
        )
    if (raised.answer_by - world.today).days > FARTHEST:
        raise RefusedError(
            f"Ngày đề nghị trả lời {plain_day(raised.answer_by)} quá xa; đề nghị kiểm tra lại năm."
        )

"""Tạm dừng đôn đốc: days on which a unit, or one of its tasks, is not chased; nothing is shifted."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.audit import audit
from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from flows.work.world import World
from models.store.owed import OWED
from models.tables import Message, MessageItem, Notice, Obligation, Pause, PlanTask
from models.words import MessageKind, MessageStatus, NoticeStatus
from templates.words_vi import count, plain_day

Task = tuple[int, str, str]  # plan, code, occurrence
UNSENT = (MessageStatus.QUEUED, MessageStatus.CLAIMED)


def pause(
    session: Session,
    *,
    unit: str,
    unit_name: str,
    task: Task | None,
    days: int,
    reason: str,
    by: str,
    world: World,
) -> str:
    """Pause from today for `days` working days; raises RefusedError. Says until when in one sentence."""
    most = world.policy.pause_days
    if not 1 <= days <= most:
        raise RefusedError(f"Số ngày làm việc tạm dừng phải từ 1 đến {most}; đề nghị ghi lại, ví dụ 5.")
    if not reason.strip():
        raise RefusedError("Thiếu lý do tạm dừng.")
    refuse_odd_text(reason, field="Lý do")
    obligation = _obligation(session, unit, unit_name, task)
    last = world.calendar.add(world.calendar.on_or_after(world.today), days - 1)
    row = Pause(
        unit_id=unit,
        obligation_id=obligation,
        first_day=world.today,
        last_day=last,
        reason=reason.strip(),
        recorded_by=by,
        recorded_at=world.now,
    )
    session.add(row)
    session.flush()
    kept = _keep_back(session, row, world)
    what = f"nhiệm vụ {task[1]} của {unit_name}" if task else f"mọi nhiệm vụ của {unit_name}"
    sentence = f"Đã tạm dừng đôn đốc {what} đến hết ngày {plain_day(last)}"
    sentence += f"; giữ lại {count(kept)} lượt nhắc chưa gửi." if kept else "."
    _note(session, row, f"{sentence} Lý do: {reason.strip()}", "form:pause:set", by, world)
    return sentence


def lift(session: Session, *, unit: str, unit_name: str, task: Task | None, by: str, world: World) -> str:
    """End today the pauses of the unit or task that still last; raises RefusedError if there is none."""
    obligation = _obligation(session, unit, unit_name, task)
    statement = select(Pause).where(col(Pause.unit_id) == unit, col(Pause.last_day) >= world.today)
    if obligation is not None:
        statement = statement.where(col(Pause.obligation_id) == obligation)
    found = list(session.exec(statement))
    if not found:
        raise RefusedError(f"{unit_name} không có việc tạm dừng nào đang còn hiệu lực.")
    for row in found:
        was = row.last_day
        row.last_day = world.calendar.add(world.today, -1)
        sentence = f"Đã bỏ tạm dừng đôn đốc {unit_name}; mốc tới hạn từ hôm nay được gửi như thường lệ."
        _note(session, row, sentence, "form:pause:lift", by, world, was=was.isoformat())
    return sentence


def _obligation(session: Session, unit: str, unit_name: str, task: Task | None) -> int | None:
    if task is None:
        return None
    plan, code, occurrence = task
    refuse_closed(session, plans={plan})
    statement = (
        select(Obligation.id)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(Obligation.plan_id) == plan,
            col(PlanTask.code) == code,
            col(Obligation.occurrence) == occurrence,
            col(Obligation.carried_by) == unit,
            col(Obligation.status).in_(OWED),
        )
    )
    found = session.exec(statement).first()
    if found is None:
        raise RefusedError(f"{unit_name} không còn phải thực hiện nhiệm vụ {code}; đề nghị chọn lại.")
    return found


def _keep_back(session: Session, row: Pause, world: World) -> int:
    """What is planned and lies in a mail nobody has made yet does not leave either."""
    unsent = (
        sa.select(col(MessageItem.notice_id))
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .join(Obligation, col(Obligation.id) == col(MessageItem.obligation_id))
        .where(
            col(Message.kind) == MessageKind.CHASE,
            col(Message.status).in_(UNSENT),
            col(Message.content).is_(None),
            col(Obligation.carried_by) == row.unit_id,
            col(Obligation.id) == row.obligation_id if row.obligation_id else sa.true(),
        )
    )
    reason = f"Tạm dừng đôn đốc từ {plain_day(row.first_day)} đến hết {plain_day(row.last_day)}: {row.reason}"
    statement = (
        sa.update(Notice)
        .where(col(Notice.id).in_(unsent), col(Notice.status) == NoticeStatus.PLANNED)
        .values(status=NoticeStatus.PAUSED, reason=reason, settled_at=world.now)
    )
    return int(session.connection().execute(statement).rowcount)


def _note(session: Session, row: Pause, text: str, action: str, by: str, world: World, **facts: str) -> None:
    subject, key = ("obligation", row.obligation_id) if row.obligation_id else ("unit", row.unit_id)
    audit(
        session,
        world=world,
        by=by,
        action=action,
        subject=subject,
        subject_id=key,
        text=text,
        facts={"pause": row.id, **facts},
    )

"""Names and phones of participants are erased some months after their plan's year; counts stay."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.audit import SYSTEM, audit
from flows.work.world import World
from models.tables import Message, Participant, Plan, Training
from models.words import MessageKind
from templates.words_vi import count

ERASED = "(đã xóa)"


def erase_all(session: Session, *, world: World) -> int:
    """Erase what is due in tables and stored mails; how many people now."""
    plans = [
        plan.id
        for plan in session.exec(select(Plan))
        if plan.id and erase_from(plan.year, world.policy.participants_months) <= world.today
    ]
    trainings = list(session.exec(select(Training.id).where(col(Training.plan_id).in_(plans))))
    people = session.connection().execute(
        sa.update(Participant)
        .where(col(Participant.training_id).in_(trainings), col(Participant.erased_at).is_(None))
        .values(name=ERASED, position="", phone="", erased_at=world.now)
    )
    if not people.rowcount:
        return 0
    _forget_mails(session, plans)
    session.expire_all()
    who = f"{count(people.rowcount)} cán bộ dự tập huấn"
    text = f"Đã xóa họ tên, chức vụ, điện thoại của {who}; số lượng vẫn giữ."
    for plan in plans:
        audit(
            session,
            world=world,
            by=SYSTEM,
            action="daily:participants:erase",
            subject="plan",
            subject_id=plan,
            text=text,
        )
    return people.rowcount


def erase_from(year: int, months: int) -> date:
    """The first day on which nothing of a plan of that year may be kept: `months` after its 31 December."""
    return date(year + 1 + months // 12, months % 12 + 1, 1)


def _forget_mails(session: Session, plans: Collection[int]) -> None:
    change = sa.update(Message).where(
        col(Message.kind) == MessageKind.TRAINING_NOTE, col(Message.plan_id).in_(plans)
    )
    session.connection().execute(change.values(content=None))

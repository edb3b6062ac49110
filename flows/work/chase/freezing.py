"""The ladder in force is frozen for a round when it turns overdue: nobody changes the rules for the late."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.audit import SYSTEM, audit_each
from flows.work.world import World
from models.rules.ladders import RETURN_LADDER
from models.store.owed import IN_PLAN, IS_RETURNED, OF_TASK, is_past
from models.tables import Obligation, Plan, PlanTask
from models.words import PlanStatus

FACTS: Mapping[str, object] = {}
FREEZE = "day:obligation:freeze"
FROZEN = "Hết hạn mà chưa ghi nhận văn bản: lịch đôn đốc được giữ nguyên dù chính sách thay đổi về sau."


def freeze_overdue(session: Session, *, world: World) -> None:
    """Write the policy's stages into every chased obligation whose last valid day has passed unfrozen."""
    overdue = (
        sa.select(col(Obligation.id), col(PlanTask.ladder), IS_RETURNED)
        .join(PlanTask, OF_TASK)
        .join(Plan, IN_PLAN)
        .where(
            col(Plan.status) == PlanStatus.ISSUED,
            is_past(world.today),
            col(Obligation.ladder).is_(None),
            sa.or_(col(PlanTask.ladder) != "", IS_RETURNED),
        )
    )
    entries = {**world.policy.entries, **world.policy.own_entries}
    rows = [
        {"key": key, "stages": [one.model_dump(mode="json") for one in entries[ladder]]}
        for key, of_task, returned in session.execute(overdue)
        if (ladder := RETURN_LADDER if returned else of_task) in entries
    ]
    if rows:
        statement = sa.update(Obligation).where(col(Obligation.id) == sa.bindparam("key"))
        session.connection().execute(statement.values(ladder=sa.bindparam("stages")), rows)
        session.expire_all()
        changes = [(row["key"], FROZEN, FACTS) for row in rows]
        audit_each(session, world=world, by=SYSTEM, action=FREEZE, subject="obligation", changes=changes)

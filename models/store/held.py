"""Questions about stages that wait for an approval."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.store.owed import OWED, OwedRow, owed_where
from models.tables import Notice, Obligation, Plan
from models.words import NoticeKind, NoticeStatus, PlanStatus, Role

NO_LONGER_OWED = "không còn phải đôn đốc khi còn chờ duyệt"
NOTICE: tuple[Any, ...] = (
    col(Notice.id).label("notice_id"),
    col(Notice.kind).label("notice_kind"),
    col(Notice.stage).label("stage"),
    col(Notice.role).label("role"),
    col(Notice.due_on).label("due_on"),
    col(Notice.decided_on).label("decided_on"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A stage that an officer has to approve, of an obligation that is still owed."""

    notice_id: int
    notice_kind: NoticeKind
    stage: str
    role: Role
    due_on: date
    decided_on: date
    row: OwedRow


def held_stages(session: Session) -> list[Held]:
    """Everything that waits for an approval and is still owed, oldest first."""
    names = [column.name for column in NOTICE]
    found = []
    for mapping in session.execute(_held()).mappings():
        row = dict(mapping)
        own = {name: row.pop(name) for name in names}
        found.append(Held(**own, row=OwedRow(**row)))
    return found


@cache
def _held() -> sa.Select[Any]:
    return (
        owed_where(col(Notice.status) == NoticeStatus.HELD, col(Notice.round) == col(Obligation.round))
        .join(Notice, col(Notice.obligation_id) == col(Obligation.id))
        .add_columns(*NOTICE)
        .order_by(None)
        .order_by(col(Notice.due_on), col(Notice.stage), col(Obligation.id))
    )


def withdraw_settled(session: Session, *, at: datetime) -> int:
    """Withdraw held stages whose obligation is no longer owed in that round; how many."""
    return int(session.connection().execute(_withdraw_settled(), {"at": at}).rowcount)


@cache
def _withdraw_settled() -> sa.Update:
    owed = (
        sa.select(col(Obligation.id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(
            col(Obligation.id) == col(Notice.obligation_id),
            col(Obligation.round) == col(Notice.round),
            col(Obligation.status).in_(OWED),
            col(Plan.status) == PlanStatus.ISSUED,
        )
    )
    return (
        sa.update(Notice)
        .where(col(Notice.status) == NoticeStatus.HELD, ~sa.exists(owed))
        .values(status=NoticeStatus.WITHDRAWN, reason=NO_LONGER_OWED, settled_at=sa.bindparam("at"))
    )

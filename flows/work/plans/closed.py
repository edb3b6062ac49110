"""A plan that is no longer followed stays as it is: whoever would change something of it asks here."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.clock import day_of
from flows.work.refusals import RefusedError
from models.tables import Obligation, Plan, SubmissionLink
from models.words import PlanStatus
from templates.words_vi import plain_day


def refuse_closed(session: Session, *, plans: Collection[int]) -> None:
    """Refuse to change anything of a closed plan; one that is open cannot be closed until the caller is done.

    Called after obligations were locked, never before: whoever closes a plan locks in that order too.
    """
    rows = session.execute(_states(), {"plans": sorted(set(plans))}).mappings()
    for row in list(rows):
        if row["status"] is PlanStatus.CLOSED:
            raise RefusedError(closed_words(number=row["document_number"], closed_at=row["closed_at"]))


@cache
def _states() -> sa.Select[Any]:
    wanted = col(Plan.id).in_(sa.bindparam("plans", expanding=True))
    statement = sa.select(col(Plan.document_number), col(Plan.status), col(Plan.closed_at)).where(wanted)
    return statement.order_by(col(Plan.id)).with_for_update(read=True, key_share=True)


def closed_words(*, number: str, closed_at: datetime | None) -> str:
    """`Kế hoạch 762/QĐ-BCA-V03 đã kết thúc theo dõi ngày 31/12/2024; …`."""
    when = f" ngày {plain_day(day_of(closed_at))}" if closed_at else ""
    return f"Kế hoạch {number} đã kết thúc theo dõi{when}; số liệu được giữ nguyên, không thay đổi được."


def refuse_closed_document(session: Session, *, submission_id: int) -> None:
    """The same of every plan that a document was recorded for."""
    statement = (
        sa.select(col(Obligation.plan_id))
        .join(SubmissionLink, col(SubmissionLink.obligation_id) == col(Obligation.id))
        .where(col(SubmissionLink.submission_id) == submission_id)
        .distinct()
    )
    refuse_closed(session, plans=set(session.scalars(statement)))


def in_force(plan_id: Any) -> sa.ColumnElement[bool]:
    """The condition that the plan of this column is followed."""
    return sa.exists().where(col(Plan.id) == plan_id, col(Plan.status) == PlanStatus.ISSUED)

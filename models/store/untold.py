"""Changes of obligations that Prefect's server has not confirmed yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.tables import Audit, Folder, Obligation, PlanTask, UnitName

ACTION = "duty:obligation:"  # what the audit rows of such changes begin with


@dataclass(frozen=True, kw_only=True, slots=True)
class Untold:
    """One change with what names it."""

    audit_id: int
    at: datetime
    by: str
    change: str  # accept, return, ...
    text: str
    facts: Mapping[str, Any]
    public_id: str
    task_code: str
    unit_name: str


def untold(session: Session, *, limit: int) -> list[Untold]:
    """The oldest of them."""
    if (
        session.connection().dialect.name == "postgresql"
    ):  # whoever is writing commits first: no row is skipped
        session.connection().execute(sa.text("LOCK TABLE audit IN SHARE MODE"))
    folder = session.get(Folder, 1)
    if folder is None:
        return []
    named = aliased(UnitName)
    newest_name = (
        sa.select(sa.func.max(col(named.id)))
        .where(col(named.unit_id) == col(Obligation.carried_by))
        .correlate(Obligation)
        .scalar_subquery()
    )
    of_duty = col(Audit.subject) == "obligation"
    number = sa.case((of_duty, col(Audit.subject_id)), else_="0")  # other subjects may have none
    duty = sa.cast(number, sa.Integer)
    statement = (
        select(Audit, Obligation.public_id, PlanTask.code, UnitName.name)
        .join(Obligation, col(Obligation.id) == duty)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(UnitName, col(UnitName.id) == newest_name)
        .where(
            col(Audit.id) > folder.audit_told,
            of_duty,
            col(Audit.action).startswith(ACTION),
        )
        .order_by(col(Audit.id))
        .limit(limit)
    )
    return [
        Untold(
            audit_id=row.id,
            at=row.at,
            by=row.by,
            change=row.action.removeprefix(ACTION),
            text=row.text,
            facts=row.facts,
            public_id=public_id,
            task_code=code,
            unit_name=name,
        )
        for row, public_id, code, name in session.exec(statement)
        if row.id
    ]


def told_until(session: Session, *, audit: int) -> None:
    """The server has confirmed everything up to this audit row."""
    session.connection().execute(
        sa.update(Folder).where(col(Folder.id) == 1, col(Folder.audit_told) < audit).values(audit_told=audit)
    )

"""The one obligation that a form means."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from models.rules.unit_reform import UNSENT
from models.store.obligations import of_unit
from models.tables import Obligation, PlanTask
from models.words import ObligationStatus

Task = tuple[int, str, str]  # plan, code, occurrence


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """A unit and one of its tasks, as a form names them."""

    unit: str
    unit_name: str
    task: Task

    @property
    def words(self) -> str:
        """`nhiệm vụ III.3.b của Công an tỉnh Hà Giang`."""
        return f"nhiệm vụ {self.task[1]} của {self.unit_name}"


def _first_what_is_open(unit: str) -> tuple[Any, ...]:
    """A unit that took the place of others may carry several: what nothing came for, then its own."""
    status = col(Obligation.status)
    return (
        sa.case((status.in_(UNSENT), 0), (status == ObligationStatus.RETURNED, 1), else_=2),
        col(Obligation.owed_by) != unit,
        col(Obligation.id),
    )


def met_with(session: Session, *, row: Obligation) -> list[Obligation]:
    """What the same document meets for the same unit, locked: it moves with this obligation."""
    task = session.get_one(PlanTask, row.task_id)
    statement = (
        select(Obligation)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(PlanTask.plan_id) == row.plan_id,
            col(PlanTask.met_with) == task.code,
            col(Obligation.carried_by) == row.carried_by,
            col(Obligation.status) == row.status,
        )
        .with_for_update(of=Obligation, key_share=True)
        .execution_options(populate_existing=True)
    )
    found = list(session.exec(statement))
    return [one for one in found if one.owed_by == row.owed_by] or found


def code_of(session: Session, *, row: Obligation) -> str:
    """Code of its task."""
    return session.get_one(PlanTask, row.task_id).code


def meets_with(session: Session, *, row: Obligation) -> str:
    """Code of the task whose document meets this obligation too, if the unit owes that one; else empty."""
    code = session.get_one(PlanTask, row.task_id).met_with
    statement = (
        select(Obligation.id)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(Obligation.plan_id) == row.plan_id,
            col(PlanTask.code) == code,
            col(Obligation.carried_by) == row.carried_by,
            col(Obligation.status).not_in((ObligationStatus.EXEMPT, ObligationStatus.FOLDED)),
        )
    )
    return code if code and session.exec(statement).first() is not None else ""


def locked_duty(session: Session, *, duty: Duty) -> Obligation:
    """Its row, nobody else's until the transaction ends; raises RefusedError if it is not owed."""
    plan, code, occurrence = duty.task
    statement = (
        select(Obligation)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(Obligation.plan_id) == plan,
            col(PlanTask.code) == code,
            col(Obligation.occurrence) == occurrence,
            of_unit(duty.unit),
        )
        .order_by(*_first_what_is_open(duty.unit))
        .with_for_update(of=Obligation, key_share=True)
        .execution_options(populate_existing=True)
    )
    found = session.exec(statement).first()
    if found is None:
        raise RefusedError(
            f"{duty.unit_name} không được giao nhiệm vụ {code}; đề nghị chọn lại đơn vị hoặc nhiệm vụ."
        )
    refuse_closed(session, plans={found.plan_id})
    return found

"""Questions about figures that were read from workbooks; only imports that count, of documents that stand."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.store.owed import chunks
from models.tables import Figure, Indicator, Plan, Submission, WorkbookImport


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """One figure of one document."""

    submission_id: int
    unit_id: str
    plan_id: int
    previous_plan_id: int | None
    code: str
    name: str
    unit: str  # of measurement
    minimum: float | None
    year: int
    value: float
    estimate: bool


def reported_in(session: Session, *, submissions: Collection[int]) -> list[Reported]:
    """The figures of these documents, in the order of their plan."""
    return _read(session, col(WorkbookImport.submission_id), submissions)


def reported_by(session: Session, *, units: Collection[str]) -> list[Reported]:
    """All figures these units ever reported, oldest document first."""
    return _read(session, col(Submission.unit_id), units)


def _read(session: Session, column: Any, wanted: Collection[Any]) -> list[Reported]:
    found = []
    for some in chunks(sorted(wanted)):
        rows = session.execute(_figures().where(column.in_(some))).mappings()
        found += [Reported(**row) for row in rows]
    return found


def _figures() -> sa.Select[Any]:
    before = aliased(Plan)
    return (
        sa.select(
            col(WorkbookImport.submission_id),
            col(Submission.unit_id),
            col(Indicator.plan_id),
            col(before.id).label("previous_plan_id"),
            col(Indicator.code),
            col(Indicator.name),
            col(Indicator.unit),
            col(Indicator.minimum),
            col(Figure.year),
            col(Figure.value),
            col(Figure.estimate),
        )
        .select_from(Figure)
        .join(Indicator, col(Indicator.id) == col(Figure.indicator_id))
        .join(WorkbookImport, col(WorkbookImport.id) == col(Figure.import_id))
        .join(Submission, col(Submission.id) == col(WorkbookImport.submission_id))
        .join(Plan, col(Plan.id) == col(Indicator.plan_id))
        .outerjoin(before, col(before.code) == col(Plan.previous_plan))
        .where(*_counting())
        .order_by(col(WorkbookImport.submission_id), col(Indicator.position), col(Figure.year))
    )


def _counting() -> tuple[Any, Any]:
    return col(WorkbookImport.replaced_at).is_(None), col(Submission.voided_at).is_(None)


def missing_codes(session: Session, *, submissions: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Per document whose workbook was read, the names of figures it left empty throughout."""
    told: defaultdict[int, set[str]] = defaultdict(set)
    plans: dict[int, int] = {}
    for one in reported_in(session, submissions=submissions):
        told[one.submission_id].add(one.code)
        plans[one.submission_id] = one.plan_id
    asked: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    statement = (
        sa.select(col(Indicator.plan_id), col(Indicator.code), col(Indicator.name))
        .where(col(Indicator.plan_id).in_(set(plans.values())))
        .order_by(col(Indicator.position))
    )
    for plan, code, name in session.execute(statement):
        asked[plan].append((code, name))
    missing = {
        key: [name for code, name in asked[plan] if code not in told[key]] for key, plan in plans.items()
    }
    return {key: names for key, names in missing.items() if names}

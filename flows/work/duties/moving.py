"""Another last valid day for one obligation."""

from datetime import date

from sqlmodel import Session

from flows.work.world import World
from models.tables import DueChange, Obligation
from models.words import DueChangeKind


def move_due(
    session: Session, row: Obligation, new: date | None, kind: DueChangeKind, why: str, by: str, world: World
) -> None:
    """Another last valid day from now on (None: none any more); the change is kept with its reason."""
    assert row.id is not None
    session.add(
        DueChange(
            obligation_id=row.id,
            kind=kind,
            old_due=row.effective_due,
            new_due=new,
            by=by,
            why=why,
            recorded_at=world.now,
        )
    )
    row.effective_due = new
    session.flush()

"""Questions about pauses."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from models.rules.ladders import Pause
from models.tables import Pause as PauseRow

Key = tuple[str, int | None]  # unit, obligation; None: everything the unit carries


def pauses_since(session: Session, *, day: date) -> Mapping[Key, tuple[Pause, ...]]:
    """Pauses that were not over before `day`, by unit and obligation."""
    found: defaultdict[Key, list[Pause]] = defaultdict(list)
    statement = select(PauseRow).where(col(PauseRow.last_day) >= day).order_by(col(PauseRow.first_day))
    for row in session.exec(statement):
        pause = Pause(first=row.first_day, last=row.last_day, reason=row.reason)
        found[row.unit_id, row.obligation_id].append(pause)
    return {key: tuple(pauses) for key, pauses in found.items()}

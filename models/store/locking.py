"""One row, locked and as it stands now."""

from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)


def locked_row(session: Session, table: type[Row], key: Any) -> Row | None:
    """The row with this primary key, nobody else's until the transaction ends; None if there is none.

    Read anew after the lock: whoever loaded it earlier has it as it was before another one's change.
    """
    session.flush()
    return session.get(table, key, with_for_update=True, populate_existing=True)


def the_locked_row(session: Session, table: type[Row], key: Any) -> Row:
    """The same of a row that must exist."""
    found = locked_row(session, table, key)
    assert found is not None
    return found

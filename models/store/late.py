"""How many units have met a task, and how often the late ones were reminded."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from models.rules.statistics import RECEIVED
from models.store.owed import chunks
from models.store.unsent import sent_reminders
from models.tables import Obligation
from models.words import ObligationStatus


def task_counts(session: Session, *, task: int) -> tuple[int, int]:
    """(expected, received) of a task; what is exempt or waits for an event is not expected."""
    not_expected = (ObligationStatus.EXEMPT, ObligationStatus.WAITING, ObligationStatus.FOLDED)
    came = sa.func.sum(sa.case((col(Obligation.status).in_(RECEIVED), 1), else_=0))
    statement = sa.select(sa.func.count(), came).where(
        col(Obligation.task_id) == task, col(Obligation.status).not_in(not_expected)
    )
    expected, received = session.execute(statement).one()
    return int(expected), int(received or 0)


def reminders_of(session: Session, *, obligations: Collection[int]) -> dict[int, tuple[int, date | None]]:
    """Per obligation the number of days on which a mail about it was sent, and the last of them."""
    sent = sent_reminders()
    found: dict[int, tuple[int, date | None]] = {}
    for some in chunks(list(obligations)):
        statement = sa.select(sent.c.obligation_id, sent.c.reminders, sent.c.last_reminder)
        for key, number, last in session.execute(statement.where(sent.c.obligation_id.in_(some))):
            found[key] = (int(number), last)
    return found

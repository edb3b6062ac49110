"""One mail of a thousand that cannot be: the others leave, it fails with its reason."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.delivery.compose import Composed, Withdraw
from flows.delivery.envelope import MALFORMED
from flows.delivery.rows import MESSAGE
from models.database import transaction
from models.tables import Message, MessageRecipient
from models.words import MessageStatus, NoticeStatus, RecipientStatus

from ..fakes.smtp_server import smtp_server
from ..reliability.outbox import queue
from .outboxes import compose_all, message, notice, recipients, send, states

MAILS = 1_000
INJECTED = "a@ca-hagiang.example>\r\nRCPT TO:<x@ngoai.example"


def _one_of(engine: sa.Engine) -> int:
    """Somewhere in the middle."""
    with engine.begin() as connection:
        ids = connection.execute(sa.select(MESSAGE.c.id).order_by(MESSAGE.c.id)).scalars().all()
    return int(ids[len(ids) // 2])


def test_a_recipient_with_line_breaks_among_a_thousand_fails_alone(engine: sa.Engine) -> None:
    """It got into the database by force; not one of its letters reaches the wire."""
    queue(engine, MAILS)
    poisoned = _one_of(engine)
    with transaction(engine) as session:
        change = sa.update(MessageRecipient).where(col(MessageRecipient.message_id) == poisoned)
        session.execute(change.values(address=INJECTED))
    with smtp_server() as server:
        result = send(engine, server.port)
    assert (result.sent, result.failed, result.fault) == (MAILS - 1, 1, "")
    assert states(engine) == {MessageStatus.SENT: MAILS - 1, MessageStatus.FAILED: 1}
    assert message(engine, poisoned).reason == MALFORMED
    assert recipients(engine, poisoned) == {INJECTED: (RecipientStatus.REFUSED, MALFORMED)}
    assert notice(engine, poisoned).status is NoticeStatus.REFUSED
    assert not [line for line in server.commands if "ngoai" in line]


def test_a_template_that_fails_for_one_of_a_thousand_fails_alone(engine: sa.Engine) -> None:
    queue(engine, MAILS)
    poisoned = _one_of(engine)

    def compose(session: Session, messages: Sequence[Message]) -> Mapping[int, Composed | Withdraw]:
        if any(one.id == poisoned for one in messages):
            raise KeyError("deadline_phrase")
        return compose_all(session, messages)

    with smtp_server() as server:
        result = send(engine, server.port, compose=compose)
    assert (result.sent, result.failed, result.fault) == (MAILS - 1, 1, "")
    assert states(engine) == {MessageStatus.SENT: MAILS - 1, MessageStatus.FAILED: 1}
    assert message(engine, poisoned).reason == "không soạn được thư: KeyError: 'deadline_phrase'"
    assert notice(engine, poisoned).status is NoticeStatus.REFUSED

"""Text and bytes are made once, at the first claim, and stored; one that cannot be made stops no other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.compose import Compose, Composed, Withdraw
from flows.delivery.replies import one_line
from flows.delivery.rows import MESSAGE, NOTICE, close_messages, close_notices
from models.tables import Message
from models.words import MessageStatus, NoticeStatus

MANY = 10  # so many that cannot be made, and none that can: our fault, not theirs


class NothingComposesError(Exception):
    """None of many messages could be made: a fault of this installation, so all of them stay queued."""


class ForgottenMessageError(Exception):
    """The composer gave no answer for a message that it was asked to make."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """What became of the messages that had no bytes yet."""

    withdrawn: int
    failed: int


def make(session: Session, *, ids: Sequence[int], compose: Compose, at: datetime) -> Made:
    """Compose and store those of `ids` that have no bytes, inside the caller's transaction."""
    fresh = session.exec(
        select(Message)
        .where(col(Message.id).in_(ids), col(Message.content).is_(None))
        .order_by(col(Message.id))
    ).all()
    answers, failures = _compose(session, fresh, compose)
    if len(failures) >= MANY and not answers:
        raise NothingComposesError(next(iter(failures.values())))
    connection = session.connection()
    _store(connection, {id_: answer for id_, answer in answers.items() if isinstance(answer, Composed)})
    _drop(connection, answers.values(), at)
    withdrawn = {id_: answer.reason for id_, answer in answers.items() if isinstance(answer, Withdraw)}
    close_messages(connection, reasons=withdrawn, status=MessageStatus.WITHDRAWN, at=at)
    close_notices(connection, reasons=withdrawn, status=NoticeStatus.WITHDRAWN, at=at)
    close_messages(connection, reasons=failures, status=MessageStatus.FAILED, at=at)
    close_notices(connection, reasons=failures, status=NoticeStatus.REFUSED, at=at)
    return Made(withdrawn=len(withdrawn), failed=len(failures))


def _compose(
    session: Session, messages: Sequence[Message], compose: Compose
) -> tuple[dict[int, Composed | Withdraw], dict[int, str]]:
    """Answers and failures: all at once, and one by one only if that fails."""
    if not messages:
        return {}, {}
    ids = [_id(message) for message in messages]
    try:
        return _ask(session, messages, compose), {}
    except Exception as error:  # noqa: BLE001  (whatever a composer raises must stop no other message)
        if len(ids) == 1:
            return {}, {ids[0]: f"không soạn được thư: {one_line(text=f'{type(error).__name__}: {error}')}"}
    answers: dict[int, Composed | Withdraw] = {}
    failures: dict[int, str] = {}
    for message in messages:
        made, failed = _compose(session, [message], compose)
        answers.update(made)
        failures.update(failed)
    return answers, failures


def _ask(session: Session, messages: Sequence[Message], compose: Compose) -> dict[int, Composed | Withdraw]:
    """The composer's answers; behind a savepoint, so that its failure leaves the transaction usable."""
    with session.begin_nested():
        answers: Mapping[int, Composed | Withdraw] = compose(session, messages)
    forgotten = {_id(message) for message in messages} - answers.keys()
    if forgotten:
        raise ForgottenMessageError(f"no answer for message {min(forgotten)}")
    return {_id(message): answers[_id(message)] for message in messages}


def _id(message: Message) -> int:
    assert message.id is not None
    return message.id


def _store(connection: sa.Connection, composed: Mapping[int, Composed]) -> None:
    change = (
        sa.update(MESSAGE)
        .where(MESSAGE.c.id == sa.bindparam("message"))
        .values(subject=sa.bindparam("title"), content=sa.bindparam("bytes"))
    )
    rows = [{"message": id_, "title": it.subject, "bytes": it.content} for id_, it in composed.items()]
    if rows:
        connection.execute(change, rows)


def _drop(connection: sa.Connection, answers: Iterable[Composed | Withdraw], at: datetime) -> None:
    """Settle the notices that were left out, each with its reason."""
    change = (
        sa.update(NOTICE)
        .where(NOTICE.c.id == sa.bindparam("notice"), NOTICE.c.status == NoticeStatus.PLANNED)
        .values(status=NoticeStatus.WITHDRAWN, reason=sa.bindparam("why"), settled_at=at)
    )
    rows = [{"notice": id_, "why": why} for answer in answers for id_, why in answer.dropped.items()]
    if rows:
        connection.execute(change, rows)

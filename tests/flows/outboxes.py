"""A small world with an outbox in it, and questions about what became of it."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.compose import Compose, Composed, Withdraw
from flows.delivery.sender import DeliveryResult, deliver
from flows.delivery.smtp import SmtpSettings
from models.database import reading, transaction
from models.tables import (
    Address,
    Message,
    MessageItem,
    MessageRecipient,
    Notice,
    Obligation,
    Plan,
    PlanTask,
    StopSwitch,
    Unit,
)
from models.words import (
    AddressStatus,
    DeadlineKind,
    JudgedBy,
    MessageKind,
    MessageStatus,
    NoticeKind,
    NoticeStatus,
    ObligationStatus,
    PlanStatus,
    RecipientKind,
    RecipientStatus,
    Region,
    Role,
    TaskOrigin,
    UnitKind,
)

T = TypeVar("T")
NOON = datetime(2024, 2, 21, 5, 0, tzinfo=UTC)
BOUNCES = "bounces@v03.example"
EVERY_KIND = frozenset(MessageKind)


def fill(
    engine: sa.Engine, count: int, *, recipients: Sequence[str] = (), kind: MessageKind = MessageKind.CHASE
) -> list[int]:
    """Queue messages of one notice each; without `recipients` each goes to an address of its own."""
    keys = [secrets.token_hex(6) for _ in range(count)]
    with transaction(engine) as session:
        task = _task(session)
        duties = _stored(session, [_obligation(task, key) for key in keys])
        notices = _stored(session, [_notice(duty.id) for duty in duties])
        messages = _stored(session, [_message(key, kind) for key in keys])
        for key, notice_, message_ in zip(keys, notices, messages, strict=True):
            assert message_.id is not None
            session.add(MessageItem(message_id=message_.id, notice_id=notice_.id))
            for address in recipients or [f"{key}@ca-hagiang.example"]:
                session.add(_recipient(message_.id, address))
        return [message_.id for message_ in messages if message_.id is not None]


def _stored(session: Session, rows: list[T]) -> list[T]:
    session.add_all(rows)
    session.flush()
    return rows


def _task(session: Session) -> PlanTask:
    unit = Unit(id=secrets.token_hex(4), kind=UnitKind.PROVINCE, region=Region.NORTH)
    session.add(unit)
    session.flush()
    plan = Plan(
        code=secrets.token_hex(4),
        title="Kế hoạch",
        document_number="1/KH",
        issued_on=date(2024, 2, 6),
        year=2024,
        status=PlanStatus.ISSUED,
        focal_unit=unit.id,
        remind_from=date(2024, 2, 6),
    )
    session.add(plan)
    session.flush()
    assert plan.id is not None
    task = PlanTask(
        plan_id=plan.id,
        position=1,
        code="II.1",
        title="Ban hành kế hoạch",
        origin=TaskOrigin.FILE,
        deadline_phrase="trước ngày 29/02/2024",
        deadline_kind=DeadlineKind.DAY,
        judged_by=JudgedBy.ISSUED,
        facts={"unit": unit.id},
    )
    session.add(task)
    session.flush()
    return task


def _message(key: str, kind: MessageKind) -> Message:
    return Message(
        kind=kind,
        day=NOON.date(),
        dedup_key=key,
        message_id=f"{key}@v03.example",
        status=MessageStatus.QUEUED,
        created_at=NOON,
        not_before=NOON,
    )


def _recipient(message_id: int, address: str) -> MessageRecipient:
    return MessageRecipient(
        message_id=message_id,
        kind=RecipientKind.TO,
        address=address,
        role=Role.CONTACT,
        status=RecipientStatus.PENDING,
    )


def _obligation(task: PlanTask, key: str) -> Obligation:
    unit = task.facts["unit"]
    assert task.id is not None
    return Obligation(
        public_id=key,
        plan_id=task.plan_id,
        task_id=task.id,
        owed_by=unit,
        carried_by=unit,
        occurrence=key,
        status=ObligationStatus.OPEN,
    )


def _notice(obligation_id: int | None) -> Notice:
    assert obligation_id is not None
    return Notice(
        obligation_id=obligation_id,
        round=1,
        kind=NoticeKind.REMINDER,
        stage="nhac-1",
        role=Role.CONTACT,
        due_on=NOON.date(),
        status=NoticeStatus.PLANNED,
        decided_on=NOON.date(),
        decided_at=NOON,
    )


def plain_mail(message: Message, *, body: str = "Xin chào") -> Composed:
    """Bytes that are different each time they are made, so that a second making would be noticed."""
    lines = [
        "From: v03@v03.example",
        "To: don-vi@ca-hagiang.example,",
        " phong@ca-hagiang.example",
        f"Message-ID: <{message.message_id}>",
        f"X-Made: {secrets.token_hex(8)}",
        "Content-Type: text/plain; charset=utf-8",
        "",
        body,
        ".một dòng bắt đầu bằng dấu chấm",
        "",
    ]
    return Composed(subject="Nhắc việc", content="\r\n".join(lines).encode())


def compose_all(_session: Session, messages: Sequence[Message]) -> Mapping[int, Composed | Withdraw]:
    """Every message can be made."""
    return {message.id: plain_mail(message) for message in messages if message.id is not None}


def settings(port: int, **changes: object) -> SmtpSettings:
    """A connection to a test server."""
    facts: dict[str, object] = {"host": "127.0.0.1", "port": port, "sender": BOUNCES, "timeout": 5.0}
    return SmtpSettings(**(facts | changes))  # type: ignore[arg-type]  # the tests name the fields


def send(
    engine: sa.Engine,
    port: int,
    *,
    at: datetime = NOON,
    compose: Compose = compose_all,
    kinds: Iterable[MessageKind] = EVERY_KIND,
    limit: int | None = None,
    stopping: Callable[[], bool] = lambda: False,
    **changes: object,
) -> DeliveryResult:
    """Deliver through the server on `port` with the clock standing at `at`."""
    allowed = frozenset(kinds)
    return deliver(
        engine=engine,
        smtp=settings(port, **changes),
        compose=compose,
        now=lambda: at,
        claimable=lambda _now: allowed,
        limit=limit,
        stopping=stopping,
    )


def message_row(key: str) -> Message:
    """A queued message, not stored."""
    return _message(key, MessageKind.CHASE)


def later(minutes: float = 10) -> datetime:
    """Noon and some."""
    return NOON + timedelta(minutes=minutes)


def message(engine: sa.Engine, id_: int) -> Message:
    """One message as it is stored."""
    with reading(engine) as session:
        return session.get_one(Message, id_)


def recipients(engine: sa.Engine, id_: int) -> dict[str, tuple[RecipientStatus, str]]:
    """Status and reply of each recipient, by address."""
    with reading(engine) as session:
        rows = session.exec(select(MessageRecipient).where(col(MessageRecipient.message_id) == id_)).all()
        return {row.address: (row.status, row.reply) for row in rows}


def notice(engine: sa.Engine, id_: int) -> Notice:
    """The notice that a message carries."""
    with reading(engine) as session:
        item = session.exec(select(MessageItem).where(col(MessageItem.message_id) == id_)).one()
        return session.get_one(Notice, item.notice_id)


def states(engine: sa.Engine) -> dict[MessageStatus, int]:
    """How many messages stand where."""
    with reading(engine) as session:
        counted = sa.select(col(Message.status), sa.func.count()).group_by(col(Message.status))
        found = session.connection().execute(counted).all()
        return {MessageStatus(status): count for status, count in found}


def condemned(engine: sa.Engine) -> dict[str, str]:
    """Refused addresses with what the server said."""
    with reading(engine) as session:
        rows = session.exec(select(Address).where(col(Address.status) == AddressStatus.REFUSED)).all()
        return {row.address: row.reason for row in rows}


def switch(engine: sa.Engine, *, stopped: bool) -> None:
    """Throw the stop switch."""
    with transaction(engine) as session:
        session.merge(StopSwitch(id=1, stopped=stopped, changed_at=NOON))


def set_attempts(engine: sa.Engine, id_: int, attempts: int) -> None:
    """As if a message had been tried so often before."""
    with transaction(engine) as session:
        session.get_one(Message, id_).attempts = attempts

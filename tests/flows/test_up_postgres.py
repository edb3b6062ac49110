"""`dondoc up` on PostgreSQL: DONDOC_DATABASE_URL is all it needs."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from flows.delivery.captured import list_mails
from models.database import connect, transaction
from models.tables import Message, MessageItem, Notice, Obligation
from models.words import MessageKind, MessageStatus
from tests.running_service import DAILY, Service, eventually

pytestmark = [pytest.mark.server, pytest.mark.long]  # two starts: minutes on a busy machine

Row = TypeVar("Row", bound=SQLModel)
EXPECTED = {MessageKind.ANNOUNCEMENT: 72, MessageKind.CHASE: 72, MessageKind.BRIEF: 3}


@pytest.fixture
def empty_database(postgres_server: str) -> str:
    """The URL of a database without any table, as an administrator writes it."""
    name = f"up{uuid.uuid4().hex}"
    server = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = sa.make_url(postgres_server).set(database=name, drivername="postgresql")
    return url.render_as_string(hide_password=False)


@pytest.fixture
def example(empty_database: str, prefect_database: Path, tmp_path: Path) -> Iterator[Service]:
    """The working example on PostgreSQL."""
    service = Service(data=tmp_path / "data", arguments=(), prefect=prefect_database)
    service.data.mkdir()
    (service.data / ".env").write_text(f"DONDOC_DATABASE_URL='{empty_database}'\n")
    yield service
    if service.process is not None:
        service.stop()


def test_the_example_runs_on_postgresql_and_a_restart_keeps_it(example: Service, empty_database: str) -> None:
    """Deployments are there, 21/02/2024 reminds 72 units, a restart keeps all of it."""
    example.running()
    assert not list(example.data.glob("*.sqlite3")), "our data are in PostgreSQL alone"
    assert example.run_day("21/02/2024").startswith("Ngày 21/02/2024: 72 thư nhắc việc, 3 bản tin sáng.")
    everything_is_in_the_mailbox(example, empty_database)

    assert example.stop() == 0
    assert "EXAMPLE, standing on 21/02/2024" in example.running().printed
    assert example.deployment(DAILY)["status"] == "READY"
    everything_is_in_the_mailbox(example, empty_database)
    assert len(rows(empty_database, Obligation)) == 1228
    what_the_ledger_lost_is_a_failed_task(example, empty_database)


def what_the_ledger_lost_is_a_failed_task(example: Service, url: str) -> None:
    """A row vanishes, as no code of ours makes it: the run does its day, and its check is a failed task."""
    with changing(url) as session:
        lost = session.exec(select(Notice.id).limit(1)).one()
        items = sa.update(MessageItem).where(col(MessageItem.notice_id) == lost)
        session.execute(items.values(notice_id=None))
        session.execute(sa.delete(Notice).where(col(Notice.id) == lost))
    told = example.run_day("22/02/2024")
    assert "Hệ thống tự kiểm tra: " in told
    named = {
        "task_runs": {"name": {"like_": "Kiểm tra sổ nhắc việc"}, "state": {"type": {"any_": ["FAILED"]}}}
    }
    [failed] = example.ask("POST", "/task_runs/filter", named)
    assert failed["state"]["message"].removesuffix("…")[:40] in told
    [brief] = {one.subject for one in list_mails(example.data / "mailbox") if "22/02/2024" in one.subject}
    assert "Bản tin sáng" in brief


def everything_is_in_the_mailbox(example: Service, url: str) -> None:
    """Each mail of the database once: 72 announcements, 72 reminders, 3 morning mails."""
    eventually(lambda: {one.status for one in rows(url, Message)} == {MessageStatus.SENT}, what="the mails")
    mails = rows(url, Message)
    assert Counter(mail.kind for mail in mails) == EXPECTED
    captured = [mail.message_id for mail in list_mails(example.data / "mailbox")]
    assert sorted(captured) == sorted(mail.message_id for mail in mails)


def rows(url: str, table: type[Row]) -> Sequence[Row]:
    """Everything in a table."""
    with changing(url) as session:
        return session.exec(select(table)).all()


@contextmanager
def changing(url: str) -> Iterator[Session]:
    """A session of our own beside the service."""
    engine = connect(url=url.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        with transaction(engine) as session:
            yield session
    finally:
        engine.dispose()

"""The watchdog: what is worth an alarm, and that nobody is told twice."""

import shutil
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from config.settings import Settings, read_settings
from flows import wiring
from flows.clock import ZONE, machine_now
from flows.delivery.sender import deliver, run_forever
from flows.service.farewell import say_farewell
from flows.service.watchdog import Watchdog
from flows.work.mails.alarms import write_alarms
from flows.work.mails.watching import BadRun, of_runs, of_silence, of_unanswered
from models.database import reading, transaction
from models.rules.silence import is_silent_too_long
from models.tables import Contact, DayRun, Folder, Message, MessageRecipient
from models.words import FolderKind, MessageKind, MessageStatus, Role
from tests.factories import CALENDAR, FOCAL, add_plan, moment, world_on
from tests.fakes.smtp_server import smtp_server

CRASH = BadRun(
    id="7f3a", flow="Nhắc việc hằng ngày", crashed=True, ended_at=moment("2024-02-21T00:31:00"),
    reason="Hệ thống dừng khi lần chạy này chưa xong.",
)  # fmt: skip


def hanoi(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("last", "now", "alarmed"),
    [
        ("2024-03-05T07:31", "2024-03-06T09:30", False),  # Tuesday to Wednesday: 25 h 59
        ("2024-03-05T07:31", "2024-03-06T09:32", True),
        ("2024-03-08T07:31", "2024-03-09T23:00", False),  # Saturday: nobody is called on a day off
        ("2024-03-08T07:31", "2024-03-11T09:30", False),  # Monday: the weekend does not count
        ("2024-03-08T07:31", "2024-03-11T09:32", True),
        ("2024-02-07T07:31", "2024-02-14T12:00", False),  # in Tết (08/02 to 14/02)
        ("2024-02-07T07:31", "2024-02-15T09:30", False),  # first working day after it
        ("2024-02-07T07:31", "2024-02-15T09:32", True),
    ],
)
def test_26_hours_without_a_daily_run_count_on_working_days_only(last: str, now: str, alarmed: bool) -> None:
    """Both moments in Hanoi."""
    silent = is_silent_too_long(since=hanoi(last), now=hanoi(now), calendar=CALENDAR, zone=ZONE)
    assert silent is alarmed


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A live folder with two coordinators."""
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.REAL, created_at=moment()))
        add_plan(session)
        session.add(
            Contact(
                unit_id=FOCAL, role=Role.CONTACT, position=1, name="Cán bộ 2", address="canbo2@v03.example"
            )
        )
        session.flush()
        yield session


def alarms(session: Session) -> list[tuple[str, str]]:
    """(key, address) of every alarm that was written."""
    statement = (
        select(Message.dedup_key, MessageRecipient.address)
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(col(Message.kind) == MessageKind.ALARM)
        .order_by(col(Message.id))
    )
    return list(session.exec(statement).all())


def test_each_coordinator_is_told_once_of_a_run(session: Session) -> None:
    day = date(2024, 2, 21)
    assert len(write_alarms(session, alarms=of_runs([CRASH]), world=world_on(day))) == 2
    assert write_alarms(session, alarms=of_runs([CRASH]), world=world_on(day + timedelta(days=1))) == ()
    assert alarms(session) == [
        ("alarm:run:7f3a:canbo1@v03.example", "canbo1@v03.example"),
        ("alarm:run:7f3a:canbo2@v03.example", "canbo2@v03.example"),
    ]


def test_a_live_folder_without_a_run_is_told_of_once_a_day(session: Session) -> None:
    session.add(DayRun(day=date(2024, 3, 5), finished_at=hanoi("2024-03-05T07:31"), summary=""))
    for day, written in ((6, 0), (7, 2), (7, 0), (8, 2), (9, 0)):  # at 07:30 each; the 9th is a Saturday
        world = world_on(date(2024, 3, day))
        assert len(write_alarms(session, alarms=of_silence(session, world=world), world=world)) == written


def test_a_folder_that_was_never_run_counts_from_its_beginning(session: Session) -> None:
    session.get_one(Folder, 1).created_at = hanoi("2024-03-05T10:00")
    assert of_silence(session, world=world_on(date(2024, 3, 6))) == []
    assert of_silence(session, world=world_on(date(2024, 3, 7))) != []


def test_an_example_folder_never_expects_a_daily_run(session: Session) -> None:
    session.get_one(Folder, 1).kind = FolderKind.EXAMPLE
    assert of_silence(session, world=world_on(date(2024, 6, 3))) == []


def test_a_server_that_is_silent_for_five_minutes_is_one_event() -> None:
    since = moment("2024-03-05T02:00:00")
    assert of_unanswered(since=None, now=since) == []
    assert of_unanswered(since=since, now=since + timedelta(minutes=4)) == []
    [first] = of_unanswered(since=since, now=since + timedelta(minutes=5))
    [later] = of_unanswered(since=since, now=since + timedelta(hours=5))
    assert first.event == later.event
    assert first.sentences[0] == "Máy chủ điều hành (Prefect) không trả lời từ 09 giờ 00 ngày 05/03/2024."


@dataclass
class World:
    """Prefect's API as the watchdog meets it, and the machine's clock."""

    now: datetime = field(default_factory=machine_now)
    answers: bool = True
    bad: list[BadRun] = field(default_factory=list)

    def runs(self, since: datetime) -> Sequence[BadRun]:
        if not self.answers:
            raise ConnectionRefusedError
        return [run for run in self.bad if run.ended_at is None or run.ended_at > since]


@pytest.fixture
def live(migrated_sqlite: Path, tmp_path: Path) -> Iterator[tuple[Watchdog, World, Settings]]:
    """A watchdog on a live folder whose daily run of today is done."""
    shutil.copy(migrated_sqlite, tmp_path / "dondoc.sqlite3")
    (tmp_path / "run").mkdir()
    settings = read_settings(data=tmp_path)
    with wiring.engine_of(settings=settings) as engine:
        with transaction(engine) as session:
            session.add(Folder(kind=FolderKind.REAL, created_at=machine_now()))
            add_plan(session)
        world = World()
        yield (
            Watchdog(engine=engine, settings=settings, runs=world.runs, now=lambda: world.now),
            world,
            settings,
        )


def test_alarms_leave_at_once_although_prefect_is_down(live: tuple[Watchdog, World, Settings]) -> None:
    """Outage: one alarm, sent by the sender without any Prefect; back and down again: a second one."""
    dog, world, settings = live
    world.answers = False
    written = []
    for minutes in (0, 2, 5, 6, 60):
        world.now += timedelta(minutes=minutes)
        written.append(dog.look())
    assert written == [0, 0, 1, 0, 0]
    with smtp_server() as server:
        (settings.data / "run" / "mailbox.port").write_text(str(server.port))
        outlet = wiring.outlet_of(engine=dog.engine, settings=settings)
        result = deliver(
            engine=dog.engine,
            smtp=outlet.smtp(),
            compose=outlet.compose,
            now=machine_now,
            claimable=outlet.claimable,
            folder_now=outlet.folder_now,
        )
        assert (result.sent, [mail.recipients for mail in server.accepted]) == (1, [("canbo1@v03.example",)])
    with reading(dog.engine) as session:
        [subject] = session.exec(select(Message.subject).where(col(Message.status) == MessageStatus.SENT))
    assert subject == "[Báo sự cố] Máy chủ điều hành không trả lời"
    world.answers = True
    assert dog.look() == 0
    world.answers = False
    assert [dog.look(), later(dog, world, minutes=6)] == [0, 1]


def later(dog: Watchdog, world: World, *, minutes: int) -> int:
    world.now += timedelta(minutes=minutes)
    return dog.look()


def test_a_run_that_ended_while_nobody_watched_is_told_once(live: tuple[Watchdog, World, Settings]) -> None:
    """A watchdog that starts anew remembers nothing and tells nothing twice."""
    dog, world, settings = live
    world.bad = [replace(CRASH, ended_at=world.now)]
    assert [dog.look(), dog.look()] == [1, 0]
    again = Watchdog(engine=dog.engine, settings=settings, runs=world.runs)
    assert again.look() == 0


def test_a_service_that_gives_up_tells_the_coordinators_first(live: tuple[Watchdog, World, Settings]) -> None:
    """Prefect's server falls again and again: the sender still works, and the mail leaves before the end."""
    dog, _, settings = live
    stopping = threading.Event()
    with smtp_server() as server:
        (settings.data / "run" / "mailbox.port").write_text(str(server.port))
        outlet = wiring.outlet_of(engine=dog.engine, settings=settings)
        how = {"outlet": outlet, "run_folder": settings.data / "run", "stopping": stopping, "pause": 0.05}
        sender = threading.Thread(target=run_forever, kwargs=how)
        sender.start()
        say_farewell(settings=settings, reason="The server stopped 5 times within a minute; see server.log")
        told = [mail.recipients for mail in server.accepted]
        stopping.set()
        sender.join()
    assert told == [("canbo1@v03.example",)]

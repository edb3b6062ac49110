"""Several machines, by the guide's own commands; each part killed in turn, and the work goes on."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from config.settings import PACKAGED, Settings, read_settings
from flows import wiring
from flows.catalogue import SERVED
from flows.clock import machine_now
from flows.work.mails.alarms import Alarm, write_alarms
from flows.work.mails.watching import of_giving_up
from models.database import reading, transaction
from models.tables import DayRun, Message
from models.words import MessageKind, MessageStatus
from tests.debian_postgres import POSTGRES, postgres_for
from tests.fakes.smtp_server import FakeSmtp, smtp_server
from tests.running_service import DAILY, eventually
from tests.several_machines import Machines, descendants, kill

pytestmark = [
    pytest.mark.server,
    pytest.mark.long,
    pytest.mark.skipif(not POSTGRES.exists(), reason="not tested here, PostgreSQL 15 is not installed"),
]

START = "Bắt đầu từ đây"
ALARMS, COORDINATORS, CONNECTIONS = 30, 3, 4
EVERY_HOUR = "DONDOC_DAILY_AT=00:00\nDONDOC_MAILS_PER_MINUTE=400\n"  # today is due whenever this runs


@pytest.fixture
def relay() -> Iterator[FakeSmtp]:
    """The network's SMTP server."""
    with smtp_server() as server:
        yield server


@pytest.fixture
def machines(relay: FakeSmtp, tmp_path: Path) -> Iterator[Machines]:
    """Sections 2 to 4 of the guide, without the parts that go on."""
    with postgres_for(tmp_path) as postgres:
        made = Machines(data=tmp_path / "data", postgres=postgres, smtp_port=relay.port, more=EVERY_HOUR)
        with made.ended():
            made.run("csdl")
            made.write_env()
            yield made


def test_the_guide_word_for_word_and_the_failure_of_each_part(machines: Machines, relay: FakeSmtp) -> None:
    """One story: each part is killed while there is work, and the next step shows that it went on."""
    everything_is_registered(machines)
    for _ in range(2):
        machines.start("worker")
    issue(machines)
    a_machine_that_dies_with_its_run_is_replaced(machines)
    machines.start("worker")
    a_worker_alone_dies_and_its_run_ends_well(machines)
    the_server_restarts_under_a_run(machines)
    the_database_restarts(machines)
    a_sender_dies_and_the_other_takes_over(machines, relay)


def everything_is_registered(machines: Machines) -> None:
    """Every flow of the catalogue, in the pool, with its schedule; `up` leaves them there."""
    machines.start("server")
    eventually(machines.answers, seconds=120, what="the server")
    assert f"{len(SERVED)} forms are registered for the work pool dondoc." in machines.run("deploy")
    assert "dondoc" in machines.run("xem")
    live = machines.ask("POST", "/deployments/filter", {"limit": 200})
    assert Counter(one["work_queue_name"] for one in live) == {"default": len(SERVED) - 1, "khong-cho": 1}
    assert {one["work_pool_name"] for one in live} == {"dondoc"}
    assert {one["name"] for one in live if one["schedules"]} == {DAILY, "Sao lưu dữ liệu"}
    machines.ask("PATCH", f"/deployments/{named(live, DAILY)['id']}", {"paused": True})
    machines.run("deploy")
    again = machines.ask("POST", "/deployments/filter", {"limit": 200})
    assert named(again, DAILY)["paused"], "deploying again keeps what people paused"
    machines.ask("PATCH", f"/deployments/{named(live, DAILY)['id']}", {"paused": False})


def named(deployments: Any, name: str) -> Any:
    """The deployment of that name."""
    return next(one for one in deployments if one["name"] == name)


def issue(machines: Machines) -> None:
    """The plan, its units and contacts, as in admin.md; the form runs in the pool."""
    units = PACKAGED / "units"
    machines.dondoc("import", "units", str(units / "units.csv"), "--apply")
    machines.dondoc("import", "contacts", str(units / "sample-contacts.csv"), "--apply")
    later = f"{machine_now() + timedelta(days=300):%d/%m/%Y}"
    form = {"by": "Quản trị", "plan_file": "2024.yaml", "remind_from": later, "announce": False}
    machines.ended_well(machines.begin("Triển khai kế hoạch", form))


def a_machine_that_dies_with_its_run_is_replaced(machines: Machines) -> None:
    """`watch` asks for today's run; its machine dies in it; it is marked, told of, and asked for again."""
    machines.start("watch")
    run = eventually(lambda: begun(machines), seconds=120, what="today's run")
    with held(machines):  # while it still loads: nothing of the day is written
        machines.reaches(run, "RUNNING")
        busy = machines.busy_worker()
        for pid in (busy.pid, *descendants(busy.pid)):
            kill(pid)
        busy.wait(10)
    assert not days_done(machines)
    machines.ended_well(machines.begin(START))  # by the other machine, at once
    machines.reaches(run, "CRASHED", seconds=300)
    eventually(lambda: days_done(machines), seconds=300, what="today's run by the other machine")
    machines.start("sender")
    eventually(lambda: told(machines), seconds=120, what="the alarm")


def begun(machines: Machines) -> str:
    """The daily run that a worker has taken."""
    states = {"state": {"type": {"any_": ["PENDING", "RUNNING"]}}}
    found = machines.ask(
        "POST", "/flow_runs/filter", {"flow_runs": states, "flows": {"name": {"any_": [DAILY]}}}
    )
    return str(found[0]["id"]) if found else ""


def a_worker_alone_dies_and_its_run_ends_well(machines: Machines) -> None:
    """kill -9 of `prefect worker` alone, while its run waits."""
    with held(machines):
        run = machines.begin(START)
        machines.reaches(run, "RUNNING")
        busy = machines.busy_worker()
        busy.send_signal(signal.SIGKILL)
        busy.wait(10)
    machines.ended_well(run)
    machines.start("worker")


def the_server_restarts_under_a_run(machines: Machines) -> None:
    """kill -9 of Prefect's server while a run waits; another server on the same database."""
    with held(machines):
        run = machines.begin(START)
        machines.reaches(run, "RUNNING")
        machines.processes[0].send_signal(signal.SIGKILL)
        machines.processes[0].wait(10)
        machines.start("server")
        eventually(machines.answers, seconds=120, what="the server again")
    machines.ended_well(run)


def the_database_restarts(machines: Machines) -> None:
    """Everybody's connections break; without any other restart forms run and mail leaves."""
    machines.postgres.stop()
    machines.postgres.start()
    eventually(lambda: asked(machines), seconds=120, what="the server's new connections")
    machines.ended_well(machines.begin(START))


def asked(machines: Machines) -> bool:
    """Whether the server answers from its database."""
    try:
        return bool(machines.ask("POST", "/deployments/filter", {"limit": 1}))
    except (AssertionError, OSError, ValueError, KeyError):
        return False


def a_sender_dies_and_the_other_takes_over(machines: Machines, relay: FakeSmtp) -> None:
    """Two senders, one sends; it is killed amid 90 mails: none is lost, few come twice, all identical."""
    standby = machines.start("sender")
    before = len(relay.accepted)
    with world(machines) as (session, settings):
        [event] = of_giving_up(now=machine_now(), reason="phép thử")
        alarms: list[Alarm] = [replace(event, event=f"thu:{number}") for number in range(ALARMS)]
        written = write_alarms(session, alarms=alarms, world=wiring.world_of(session, settings=settings))
    assert len(written) == ALARMS * COORDINATORS
    eventually(lambda: len(relay.accepted) > before + 10, seconds=60, what="mails on their way")
    sender = next(one for one in machines.senders() if one is not standby)
    sender.send_signal(signal.SIGKILL)
    sender.wait(10)
    eventually(lambda: all_sent(machines, written), seconds=120, what="the rest by the other sender")
    heard = Counter(mail.message_id for mail in relay.accepted[before:])
    assert len(heard) >= ALARMS * COORDINATORS
    assert sum(heard.values()) - len(heard) <= CONNECTIONS
    assert len({(mail.message_id, mail.content) for mail in relay.accepted[before:]}) == len(heard)


def all_sent(machines: Machines, messages: tuple[int, ...]) -> bool:
    """Whether each of these is recorded as sent."""
    with world(machines) as (session, _settings):
        waiting = select(Message.id).where(
            col(Message.id).in_(messages), Message.status != MessageStatus.SENT
        )
        return not session.exec(waiting).all()


def days_done(machines: Machines) -> bool:
    """Whether today has been run."""
    with world(machines) as (session, _settings):
        return bool(session.exec(select(DayRun)).all())


def told(machines: Machines) -> bool:
    """Whether the coordinators were sent the alarm of the run that died."""
    with world(machines) as (session, _settings):
        alarms = select(Message).where(
            Message.kind == MessageKind.ALARM, Message.status == MessageStatus.SENT
        )
        return len(session.exec(alarms).all()) == COORDINATORS


@contextmanager
def world(machines: Machines) -> Iterator[tuple[Session, Settings]]:
    """Our database."""
    settings = read_settings(data=machines.data)
    with wiring.engine_of(settings=settings) as engine, transaction(engine) as session:
        yield session, settings


@contextmanager
def held(machines: Machines) -> Iterator[None]:
    """Whoever asks what this folder is waits inside the block: every run of ours stands still."""
    settings = read_settings(data=machines.data)
    with wiring.engine_of(settings=settings) as engine, reading(engine) as session:
        session.execute(sa.text("LOCK TABLE folder IN ACCESS EXCLUSIVE MODE"))
        yield

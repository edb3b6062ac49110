"""Kill -9 of sender, flow runner and parent of a real `dondoc up` while mails go out."""

import json
import os
import signal
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from config.settings import read_settings
from flows import wiring
from flows.delivery.captured import CapturedMail, read_all
from flows.service.serving import STOPPED
from models.database import reading
from models.tables import DayRun, Message, MessageRecipient
from models.words import MessageKind, MessageStatus
from tests.running_service import Service, eventually

pytestmark = [pytest.mark.server, pytest.mark.long]

DAILY = "Nhắc việc hằng ngày"
PER_MINUTE = 300  # the day's mails take 15 s: time for three kills
DAY = date(2024, 2, 21)  # five working days before the target day
REMINDERS, COORDINATORS = 72, 3
KILLS, CONNECTIONS = 2, 4  # kills that end the sender; each connection may have one mail in flight


@pytest.fixture
def example(prefect_database: Path, tmp_path: Path) -> Iterator[Service]:
    """The working example, up, its mails leaving at an even pace."""
    service = Service(data=tmp_path / "data", arguments=(), prefect=prefect_database)
    service.data.mkdir()
    (service.data / ".env").write_text(f"DONDOC_MAILS_PER_MINUTE={PER_MINUTE}\n")
    yield service.running()
    if service.process is not None:
        service.stop()


def test_kill_9_of_runner_sender_and_parent_loses_no_mail(example: Service) -> None:
    """Every mail that was due arrives; a repeated one bears the same Message-ID; nothing is half written."""
    everything_arrives(example)
    cut_off = kill_runner_before_it_wrote(example)

    run = run_day(example)
    kill_sender_between_arrival_and_record(example)
    kill_runner_while_it_waits_for_the_mails(example, run=run)
    kill_parent(example)

    example.running()
    assert ended(example, run)["state"]["message"] == STOPPED
    coordinators_are_alarmed(example, runs=[cut_off, run])
    everything_arrives(example)
    written = kinds(example)
    assert written[MessageKind.CHASE] == REMINDERS
    assert written[MessageKind.BRIEF] == COORDINATORS

    again = ended(example, run_day(example))
    assert again["name"].startswith(f"Ngày {DAY:%d/%m/%Y}: 0 thư nhắc việc"), again[
        "state"
    ]  # nothing is left to do
    coordinators_are_alarmed(example, runs=[cut_off, run])
    everything_arrives(example)
    repeated = repeats(example)
    print(f"{len(due(example))} mails due, {repeated} repeated")
    assert 1 <= repeated <= KILLS * CONNECTIONS


def coordinators_are_alarmed(example: Service, *, runs: Sequence[str]) -> None:
    """Each run that was cut off is told of once to each coordinator: the mails lie in the mailbox."""

    def alarmed() -> bool:
        return len(alarms(example)) >= len(runs) * COORDINATORS

    eventually(alarmed, seconds=90, what="the alarms")
    told = Counter(alarms(example))
    assert set(told.values()) == {1}
    assert Counter(key.split(":")[2] for key in told) == dict.fromkeys(runs, COORDINATORS)

    def arrived() -> int:
        return sum("Báo sự cố" in mail.summary.subject for mail in mailbox(example))

    eventually(lambda: arrived() >= len(told), what="the alarms in the mailbox")


def alarms(example: Service) -> list[str]:
    """The key of every alarm that was written."""
    return [message.dedup_key for message in due(example) if message.kind is MessageKind.ALARM]


def kill_runner_before_it_wrote(example: Service) -> str:
    """Its transaction waits for the database when the runner is killed: nothing of the day remains."""
    with database_held(example):
        run = run_day(example)
        eventually(lambda: tasks_of(example, run), seconds=60, what="the run's first step")
        runner = children(example)["runner"]
        working = members(runner)
        assert len(working) > 1, "the run is a process of the runner's group"
        os.kill(runner, signal.SIGKILL)
        eventually(lambda: not alive(working), seconds=10, what="the end of the runner and its run")
    assert not kinds(example)
    assert days_done(example) == []
    recovered(example, "runner", killed=runner)
    assert ended(example, run)["state"]["message"] == STOPPED
    return run


def kill_sender_between_arrival_and_record(example: Service) -> None:
    """The mailbox has a mail of which the sender could not write down that it arrived: it must repeat it."""
    mails_go_out(example, more=5)
    mailbox_process, sender = children(example)["mailbox"], children(example)["sender"]
    os.kill(mailbox_process, signal.SIGSTOP)
    try:
        eventually(lambda: in_flight(example), what="a mail that waits for the mailbox's answer")
        with database_held(example):
            os.kill(mailbox_process, signal.SIGCONT)
            eventually(lambda: len(mailbox(example)) > recorded(example), what="an unrecorded mail")
            os.kill(sender, signal.SIGKILL)
            eventually(lambda: not alive([sender]), seconds=10, what="the end of the sender")
    finally:
        os.kill(mailbox_process, signal.SIGCONT)
    assert some_wait(example)
    recovered(example, "sender", killed=sender)


def kill_runner_while_it_waits_for_the_mails(example: Service, *, run: str) -> None:
    """The day is written and its mails go on without the run."""
    assert state_of(example, run)["state_type"] == "RUNNING"
    runner = children(example)["runner"]
    os.kill(runner, signal.SIGKILL)
    assert days_done(example) == [DAY]
    recovered(example, "runner", killed=runner)


def kill_parent(example: Service) -> None:
    """Nothing of the killed parent works after 10 s, although mails still wait."""
    mails_go_out(example, more=2)
    example.send(signal.SIGKILL).wait()
    eventually(lambda: not example.processes(), seconds=10, what="the end of every child")
    assert some_wait(example)


def mails_go_out(example: Service, *, more: int) -> None:
    """Wait until so many more mails of the day have left."""
    before = len(mailbox(example))
    eventually(lambda: len(mailbox(example)) >= before + more, seconds=60, what="mails on their way")


def some_wait(example: Service) -> bool:
    """Whether mails still wait: a kill after the last one would prove nothing."""
    return recorded(example) < len(due(example))


def everything_arrives(example: Service) -> None:
    """Each due mail is in the mailbox, for its own address and no other, whatever was repeated."""

    def all_sent() -> bool:
        return recorded(example) == len(due(example)) > 0

    eventually(all_sent, seconds=60, what="the last mail")
    assert len(due(example)) == len({message.dedup_key for message in due(example)})
    arrived = {(mail.summary.message_id, address) for mail in mailbox(example) for address in envelope(mail)}
    assert arrived == addressed(example)


def repeats(example: Service) -> int:
    """How many mails came more than once; those bear the same Message-ID and differ in nothing else."""
    seen = defaultdict(list)
    for mail in mailbox(example):
        seen[mail.summary.message_id].append((envelope(mail), mail.content))
    assert all(len(set(copies)) == 1 for copies in seen.values())
    return sum(len(copies) - 1 for copies in seen.values())


def run_day(example: Service) -> str:
    """Fill in the form *Nhắc việc hằng ngày*, as a coordinator would; the run's id."""
    form = {"parameters": {"form": {"day": f"{DAY:%d/%m/%Y}", "dry_run": False}}}
    key = example.deployment(DAILY)["id"]
    return str(example.ask("POST", f"/deployments/{key}/create_flow_run", form)["id"])


def state_of(example: Service, run: str) -> Any:
    """The run as Prefect knows it."""
    return example.ask("GET", f"/flow_runs/{run}")


def ended(example: Service, run: str) -> Any:
    """The run, once it has ended in any way."""
    final = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
    eventually(lambda: state_of(example, run)["state_type"] in final, seconds=90, what="the end of the run")
    return state_of(example, run)


def tasks_of(example: Service, run: str) -> Sequence[Any]:
    """The steps of a run that have begun."""
    wanted = {"flow_runs": {"id": {"any_": [run]}}, "task_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
    return list(example.ask("POST", "/task_runs/filter", wanted))


def children(example: Service) -> dict[str, int]:
    """Name and process of each part of the service."""
    return dict(json.loads((example.data / "run" / "groups.json").read_text()))


def members(group: int) -> list[int]:
    """The processes of a group: a runner and the runs it started."""
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if group_of(pid) == group]


def group_of(pid: int) -> int:
    """The process's group; 0 if it is gone."""
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def alive(processes: Sequence[int]) -> bool:
    """Whether any of them lives; a zombie does not."""
    return any(status(pid) not in ("", "Z") for pid in processes)


def status(pid: int) -> str:
    """The letter of /proc's status; empty if the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def recovered(example: Service, name: str, *, killed: int) -> None:
    """Another process has taken the place of the killed one."""

    def replaced() -> bool:
        present = children(example).get(name, killed)
        return present != killed and alive([present])

    eventually(replaced, seconds=30, what=f"a new {name}")


@contextmanager
def database_held(example: Service) -> Iterator[None]:
    """Nobody else can write to our database inside the block."""
    with closing(sqlite3.connect(example.data / "dondoc.sqlite3", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def mailbox(example: Service) -> list[CapturedMail]:
    """What the built-in mailbox has."""
    return list(read_all(example.data / "mailbox"))


def envelope(mail: CapturedMail) -> tuple[str, ...]:
    """To whom the mail was really delivered."""
    return tuple(sorted(mail.envelope_recipients))


def due(example: Service) -> list[Message]:
    """Every mail that was written."""
    with database(example) as session:
        return list(session.exec(select(Message)).all())


def addressed(example: Service) -> set[tuple[str, str]]:
    """The Message-ID of each due mail with each of its addresses."""
    wanted = select(col(Message.message_id), col(MessageRecipient.address)).where(
        col(MessageRecipient.message_id) == col(Message.id)
    )
    with database(example) as session:
        return set(session.exec(wanted).all())


def kinds(example: Service) -> Counter[MessageKind]:
    """How many mails of each kind the day's run wrote."""
    return Counter(
        message.kind
        for message in due(example)
        if message.day == DAY and message.kind is not MessageKind.ANNOUNCEMENT
    )


def recorded(example: Service) -> int:
    """How many mails the sender has written down as sent."""
    return sum(message.status is MessageStatus.SENT for message in due(example))


def in_flight(example: Service) -> bool:
    """Whether the sender has begun a mail whose end it does not know yet."""
    return any(message.status is MessageStatus.CLAIMED and message.attempts for message in due(example))


def days_done(example: Service) -> list[date]:
    """The days whose daily run has committed."""
    with database(example) as session:
        return list(session.exec(select(col(DayRun.day))).all())


@contextmanager
def database(example: Service) -> Iterator[Session]:
    """Our database, to be looked at."""
    with (
        wiring.engine_of(settings=read_settings(data=example.data)) as engine,
        reading(engine) as session,
    ):
        yield session

"""A sender killed with -9 while mails go out: nothing is lost, what repeats bears the same Message-ID."""

import random
import signal
import threading
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from models.words import MessageStatus

from ..fakes.sender_process import SenderProcess
from ..fakes.smtp_server import FakeSmtp, smtp_server
from .outboxes import fill, message, states

MAILS, KILLS, CONNECTIONS = 200, 5, 4


def test_kill_9_loses_nothing_and_repeats_at_most_what_was_in_flight(
    engine: sa.Engine, database_url: str, tmp_path: Path
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    moments = sorted(random.Random(seed).sample(range(1, MAILS - 20), KILLS))
    ids = fill(engine, MAILS)
    with smtp_server() as server:
        for moment in moments:
            sender = SenderProcess(url=database_url, port=server.port, folder=tmp_path)
            _wait_for(server, max(moment, len(server.heard) + 1))
            sender.end(signal.SIGKILL)
            assert sender.exit_code == -signal.SIGKILL
        last = SenderProcess(url=database_url, port=server.port, folder=tmp_path)
        _wait_until_all_are_sent(engine, last)
        last.end(signal.SIGTERM)
    arrived = Counter(mail.message_id for mail in server.accepted)
    repeated = arrived.total() - MAILS
    print(f"{KILLS} kills, {repeated} repeated")
    assert arrived.keys() == {message(engine, id_).message_id for id_ in ids}, "nothing is lost"
    assert repeated <= CONNECTIONS * KILLS
    assert len({mail.content for mail in server.accepted}) == MAILS, "repeated mails are identical"
    assert states(engine) == {MessageStatus.SENT: MAILS}
    assert last.exit_code == 0


def test_a_second_sender_on_the_same_folder_waits_until_the_first_is_gone(
    engine: sa.Engine, database_url: str, tmp_path: Path
) -> None:
    hold = threading.Event()
    ids = fill(engine, 20)
    with smtp_server(hold=hold) as server:
        first = SenderProcess(url=database_url, port=server.port, folder=tmp_path)
        while server.commands.count("DATA") < CONNECTIONS:
            hold.wait(0.02)
        second = SenderProcess(url=database_url, port=server.port, folder=tmp_path)
        first.end(signal.SIGKILL)
        hold.set()
        _wait_until_all_are_sent(engine, second)
        second.end(signal.SIGTERM)
    arrived = Counter(mail.message_id for mail in server.accepted)
    assert len(arrived) == len(ids)
    assert arrived.total() <= len(ids) + CONNECTIONS


def _wait_for(server: FakeSmtp, count: int) -> None:
    reached = threading.Event()
    server.on_received = lambda heard: reached.set() if heard >= count else None
    if len(server.heard) < count:
        assert reached.wait(30), f"only {len(server.heard)} of {count} mails came"


def _wait_until_all_are_sent(engine: sa.Engine, sender: SenderProcess) -> None:
    pause = threading.Event()
    while states(engine).keys() != {MessageStatus.SENT}:
        assert sender.exit_code is None, "the sender ended"
        pause.wait(0.05)

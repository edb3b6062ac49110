"""A sender killed with -9 while mails go out: nothing is lost, what repeats bears the same Message-ID."""

import random
import signal
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from models.words import MessageStatus

from ..fakes.sender_process import SenderProcess
from ..fakes.smtp_server import smtp_server
from ..reliability.kills import RANDOM, kill_one
from ..reliability.rows import Field
from ..reliability.senders import POINTS, Sender
from ..reliability.wire import wire
from .outboxes import fill, states

CONNECTIONS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """The suite's database, as the campaign knows databases."""

    name: str
    url: str
    engine: sa.Engine


def test_kill_9_at_each_point_loses_nothing_and_repeats_at_most_what_was_in_flight(
    engine: sa.Engine, database_url: str, tmp_path: Path
) -> None:
    """The campaign of tests/reliability with one kill at each place; the SMTP server is a process too."""
    number = random.randrange(10**6)
    print(f"seed {number}")
    chance = random.Random(number)
    with wire(tmp_path) as server:
        own = Given(name=engine.dialect.name, url=database_url, engine=engine)
        field = Field(database=own, wire=server, folder=tmp_path, mails=150)
        for point in (*POINTS, RANDOM):
            kill_one(field, point=point, chance=chance)
        field.drain(Sender(field.order()))
        row = field.row("killed at each point")
    print(row)
    assert row.good
    assert (row.mails, row.blows) == (150, 6)


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


def _wait_until_all_are_sent(engine: sa.Engine, sender: SenderProcess) -> None:
    pause = threading.Event()
    while states(engine).keys() != {MessageStatus.SENT}:
        assert sender.exit_code is None, "the sender ended"
        pause.wait(0.05)

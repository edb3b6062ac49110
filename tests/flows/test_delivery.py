"""Delivery through a real SMTP conversation: every reply and the state it leaves."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from flows.delivery import post
from flows.delivery.compose import Composed, Withdraw
from flows.delivery.envelope import MALFORMED, OUTSIDE, obstacle, redirected
from flows.delivery.making import NothingComposesError
from flows.delivery.sender import Outlet, pause_after, run_forever
from flows.delivery.settling import GIVE_UP_AFTER, LAST_ATTEMPT, LONGEST_DELAY, retry_delay
from flows.delivery.single import SenderState, read_state
from flows.delivery.smtp import SmtpSettings
from models.tables import Message
from models.words import MessageStatus, NoticeStatus, RecipientStatus

from ..fakes.smtp_server import SILENCE, FakeSmtp, smtp_server
from .outboxes import (
    BOUNCES,
    EVERY_KIND,
    NOON,
    compose_all,
    condemned,
    fill,
    later,
    message,
    message_row,
    notice,
    plain_mail,
    recipients,
    send,
    settings,
    states,
    switch,
)

A, B = "a@ca-hagiang.example", "b@ca-hagiang.example"


def test_every_message_leaves_once_over_a_few_connections(engine: sa.Engine) -> None:
    ids = fill(engine, 60)
    with smtp_server() as server:
        result = send(engine, server.port)
    assert result.sent == 60
    assert {mail.message_id for mail in server.accepted} == {message(engine, id_).message_id for id_ in ids}
    assert len(server.accepted) == 60
    assert server.most_open <= 4
    assert {mail.sender for mail in server.accepted} == {BOUNCES}
    assert states(engine) == {MessageStatus.SENT: 60}


def test_a_sent_message_is_written_down_with_its_recipients_and_notice(engine: sa.Engine) -> None:
    id_, *_ = fill(engine, 1, recipients=[A])
    with smtp_server() as server:
        send(engine, server.port)
    assert recipients(engine, id_) == {A: (RecipientStatus.SENT, "250 2.0.0 taken")}
    assert (notice(engine, id_).status, notice(engine, id_).settled_at) == (NoticeStatus.SENT, NOON)
    assert message(engine, id_).settled_at == NOON
    assert server.accepted[0].content == message(engine, id_).content


def test_a_second_pass_sends_nothing_and_does_not_even_connect(engine: sa.Engine) -> None:
    fill(engine, 1)
    with smtp_server() as server:
        send(engine, server.port)
        assert send(engine, server.port, at=later(600)).sent == 0
    assert server.connections == 1


def test_a_limit_leaves_the_rest_in_the_outbox(engine: sa.Engine) -> None:
    fill(engine, 5)
    with smtp_server() as server:
        assert send(engine, server.port, limit=2).sent == 2
    assert states(engine) == {MessageStatus.SENT: 2, MessageStatus.QUEUED: 3}


def test_a_condemned_address_gets_nothing_until_somebody_corrects_it(engine: sa.Engine) -> None:
    fill(engine, 1, recipients=[A])
    with smtp_server(script={"RCPT": ["550 5.1.1 no such user"]}) as server:
        send(engine, server.port)
        id_, *_ = fill(engine, 1, recipients=[A])
        send(engine, server.port, at=later())
    assert not server.heard
    assert message(engine, id_).status is MessageStatus.FAILED
    assert message(engine, id_).reason == "địa chỉ đã bị từ chối trước đó: 550 5.1.1 no such user"
    assert notice(engine, id_).status is NoticeStatus.REFUSED


def test_a_server_out_of_reach_stops_sending_before_any_text_is_made(engine: sa.Engine) -> None:
    id_, *_ = fill(engine, 1)
    with smtp_server() as server:
        closed = server.port
    result = send(engine, closed)
    assert result.fault.startswith(f"Không gửi được thư qua máy chủ 127.0.0.1:{closed} (bước CONNECT)")
    assert not result.permanent
    assert message(engine, id_).content is None


def test_a_server_that_takes_only_one_connection_still_gets_everything(engine: sa.Engine) -> None:
    fill(engine, 30)
    script = {"CONNECT": ["220 welcome", *["421 4.7.0 too many connections"] * 3]}
    with smtp_server(script=script) as server:
        result = send(engine, server.port)
    assert (result.sent, result.fault) == (30, "")


def test_a_server_that_closes_after_some_mails_is_connected_again(engine: sa.Engine) -> None:
    fill(engine, 12)
    friendly = "250 sender ok"
    with smtp_server(script={"MAIL": [friendly, friendly, friendly, "421 4.7.0 enough"] * 3}) as server:
        result = send(engine, server.port, connections=1)
    assert (result.sent, result.retry) == (12, 0)
    assert server.connections > 1


def test_a_poisoned_message_that_breaks_the_transaction_stops_no_other(engine: sa.Engine) -> None:
    ids = fill(engine, 3)

    def compose(session: Session, messages: Sequence[Message]) -> Mapping[int, Composed | Withdraw]:
        if any(one.id == ids[1] for one in messages):
            session.connection().exec_driver_sql("SELECT nothing FROM nowhere")
        return compose_all(session, messages)

    with smtp_server() as server:
        assert send(engine, server.port, compose=compose).sent == 2


def test_when_no_message_can_be_made_all_of_them_stay(engine: sa.Engine) -> None:
    fill(engine, 12)

    def compose(_session: Session, _messages: Sequence[Message]) -> Mapping[int, Composed | Withdraw]:
        raise FileNotFoundError("body.txt")

    with smtp_server() as server, pytest.raises(NothingComposesError):
        send(engine, server.port, compose=compose)
    assert states(engine) == {MessageStatus.QUEUED: 12}


@given(attempts=st.integers(1, LAST_ATTEMPT), chance=st.floats(0, 1, exclude_max=True))
def test_delays_grow_up_to_a_bound_and_are_spread(attempts: int, chance: float) -> None:
    delay = retry_delay(attempts=attempts, chance=chance)
    assert timedelta(seconds=48) <= delay <= LONGEST_DELAY * 1.2
    assert retry_delay(attempts=attempts + 1, chance=chance) >= delay


def test_giving_up_takes_about_five_days() -> None:
    waited = sum((retry_delay(attempts=n, chance=0.5) for n in range(1, LAST_ATTEMPT)), timedelta())
    assert GIVE_UP_AFTER - LONGEST_DELAY <= waited <= GIVE_UP_AFTER


def test_a_server_that_keeps_one_connection_waiting_holds_up_no_other(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results wait a moment for each other, not for a conversation that hangs: the pass ends before that."""
    monkeypatch.setattr(post, "FINISHING", 0.0)
    fill(engine, 12)
    with smtp_server(script={"END": [SILENCE]}) as server:
        result = send(engine, server.port, stopping=lambda: states(engine).get(MessageStatus.SENT) == 11)
    assert (result.sent, result.retry) == (11, 0)


def test_the_stop_switch_ends_a_running_delivery_at_once(engine: sa.Engine) -> None:
    fill(engine, 40)
    with smtp_server() as server:
        server.on_received = lambda count: switch(engine, stopped=True) if count == 5 else None
        result = send(engine, server.port)
        assert result.stopped
        assert 5 <= len(server.accepted) <= 5 + 4
        assert states(engine)[MessageStatus.QUEUED] == 40 - len(server.accepted)
        server.on_received = lambda _count: None
        switch(engine, stopped=False)
        send(engine, server.port)
    assert len({mail.message_id for mail in server.accepted}) == len(server.accepted) == 40


def test_only_allowed_domains_are_written_to(engine: sa.Engine) -> None:
    inside, outside = (fill(engine, 1, recipients=[who])[0] for who in (A, "x@ngoai.example"))
    with smtp_server() as server:
        send(engine, server.port, allowed_domains=("ca-hagiang.example",))
    assert [mail.recipients for mail in server.accepted] == [(A,)]
    assert message(engine, inside).status is MessageStatus.SENT
    assert message(engine, outside).status is MessageStatus.FAILED
    assert message(engine, outside).reason == OUTSIDE
    assert condemned(engine) == {}, "our own rule says nothing about the address"


def test_redirected_mail_reaches_nobody_else_and_says_whom_it_was_for(engine: sa.Engine) -> None:
    fill(engine, 1, recipients=[A, B])
    with smtp_server() as server:
        assert send(engine, server.port, redirect_all_to="thu@v03.example").sent == 1
    [mail] = server.accepted
    assert mail.recipients == ("thu@v03.example",)
    head = (
        f"To: thu@v03.example\r\nX-Dondoc-Original-To: {A},\r\n {B}\r\nFrom: v03@v03.example\r\nMessage-ID:"
    )
    assert mail.content.startswith(head.encode())


def test_a_refusal_of_the_redirection_condemns_nobody(engine: sa.Engine) -> None:
    fill(engine, 1, recipients=[A])
    with smtp_server(always={"RCPT": "550 5.1.1 no such user"}) as server:
        result = send(engine, server.port, redirect_all_to="thu@v03.example")
    assert "550 5.1.1" in result.fault
    assert condemned(engine) == {}
    assert states(engine) == {MessageStatus.QUEUED: 1}


def test_redirection_replaces_folded_headers_and_leaves_the_body_alone() -> None:
    content = b"To: a@x.example,\r\n b@x.example\r\nCC: c@x.example\r\nSubject: To: x\r\n\r\nTo: body\r\n"
    assert redirected(content=content, to="t@x.example", originals=["a@x.example"]) == (
        b"To: t@x.example\r\nX-Dondoc-Original-To: a@x.example\r\nSubject: To: x\r\n\r\nTo: body\r\n"
    )


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@b", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y.example>", "<a@b.example>", "a@b\0"],
)
def test_what_is_no_address_is_never_put_on_the_wire(address: str) -> None:
    assert obstacle(address=address, allowed_domains=()) == MALFORMED


def test_no_more_mails_leave_than_the_pace_permits(engine: sa.Engine) -> None:
    """Over however many connections, mail n arrives no earlier than n paces after the first may leave."""
    fill(engine, 8)
    moments: list[float] = []
    with smtp_server() as server:
        server.on_received = lambda _count: moments.append(monotonic())
        begin = monotonic()
        assert send(engine, server.port, mails_per_minute=1200).sent == 8
    assert [moment for n, moment in enumerate(moments) if moment - begin < n * 60 / 1200] == []
    assert server.most_open <= 4


def _outlet(engine: sa.Engine, server: FakeSmtp) -> Outlet:
    return Outlet(
        engine=engine,
        smtp=lambda: settings(server.port),
        compose=compose_all,
        now=lambda: NOON,
        folder_now=lambda: NOON,
        claimable=lambda _now: EVERY_KIND,
    )


def test_the_loop_delivers_what_is_queued_and_stops_when_told(engine: sa.Engine, tmp_path: Path) -> None:
    fill(engine, 3)
    stopping = threading.Event()
    with smtp_server() as server:
        server.on_received = lambda count: stopping.set() if count == 3 else None
        run_forever(outlet=_outlet(engine, server), run_folder=tmp_path, stopping=stopping, pause=0.01)
    assert states(engine) == {MessageStatus.SENT: 3}
    assert read_state(run_folder=tmp_path) == SenderState()


def test_the_loop_reports_why_nothing_leaves(engine: sa.Engine, tmp_path: Path) -> None:
    fill(engine, 1)
    stopping = threading.Event()
    with smtp_server(always={"MAIL": "553 5.7.1 sender not allowed"}) as server:
        loop = threading.Thread(
            target=lambda: run_forever(outlet=_outlet(engine, server), run_folder=tmp_path, stopping=stopping)
        )
        loop.start()
        while not read_state(run_folder=tmp_path).fault:
            stopping.wait(0.02)
        stopping.set()
        loop.join()
    state = read_state(run_folder=tmp_path)
    assert "553 5.7.1 sender not allowed" in state.fault
    assert state.since == NOON


def test_the_loop_survives_whatever_goes_wrong_and_says_so(engine: sa.Engine, tmp_path: Path) -> None:
    fill(engine, 1)
    stopping = threading.Event()

    def broken() -> SmtpSettings:
        stopping.set()
        raise ValueError("policy.yaml: dòng 3")

    with smtp_server() as server:
        outlet = replace(_outlet(engine, server), smtp=broken)
        run_forever(outlet=outlet, run_folder=tmp_path, stopping=stopping)
    assert "policy.yaml: dòng 3" in read_state(run_folder=tmp_path).fault


def test_the_loop_survives_a_disk_without_room_for_its_report(engine: sa.Engine, tmp_path: Path) -> None:
    """Its report lies on the disk that is full; falling over it would end the whole service."""
    fill(engine, 1)
    stopping, reported = threading.Event(), tmp_path / "sender.json.new"
    reported.mkdir()  # no file can be written there
    with smtp_server() as server:
        server.on_received = lambda _count: stopping.set()
        run_forever(outlet=_outlet(engine, server), run_folder=tmp_path, stopping=stopping, pause=0.01)
    assert states(engine) == {MessageStatus.SENT: 1}
    reported.rmdir()
    stopping.clear()
    fill(engine, 1)
    with smtp_server() as server:
        server.on_received = lambda _count: stopping.set()
        run_forever(outlet=_outlet(engine, server), run_folder=tmp_path, stopping=stopping, pause=0.01)
    assert read_state(run_folder=tmp_path) == SenderState()


def test_a_stop_lets_mails_in_flight_finish(engine: sa.Engine, tmp_path: Path) -> None:
    fill(engine, 30)
    stopping, hold = threading.Event(), threading.Event()
    with smtp_server(hold=hold) as server:
        loop = threading.Thread(
            target=lambda: run_forever(outlet=_outlet(engine, server), run_folder=tmp_path, stopping=stopping)
        )
        loop.start()
        while sum(command == "DATA" for command in server.commands) < 4:
            stopping.wait(0.02)
        stopping.set()
        hold.set()
        loop.join()
    assert states(engine) == {MessageStatus.SENT: 4, MessageStatus.QUEUED: 26}


def test_a_permanent_refusal_is_not_asked_again_every_moment() -> None:
    assert pause_after(faults=0, permanent=False) == 0
    assert [pause_after(faults=n, permanent=True) for n in (1, 2, 9)] == [60, 120, 900]
    assert [pause_after(faults=n, permanent=False) for n in (1, 2, 9)] == [5, 10, 60]


def test_plain_mail_differs_each_time_it_is_made() -> None:
    one = message_row("1")
    assert plain_mail(one).content != plain_mail(one).content

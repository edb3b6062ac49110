"""The outbox: claims exclude each other, leases end, the stop switch holds, text is made once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session

from flows.delivery.compose import Composed, Withdraw
from flows.delivery.outbox import Batch, Claimant, claim, look, release, release_abandoned
from flows.delivery.results import step
from models.database import connect
from models.tables import Message
from models.words import MessageKind, MessageStatus, NoticeStatus

from ..fakes.sender_process import PROCESSES
from .outboxes import (
    EVERY_KIND,
    NOON,
    compose_all,
    fill,
    later,
    message,
    notice,
    plain_mail,
    recipients,
    states,
    switch,
)

LEASE = timedelta(minutes=4)


def _claimant(name: str = "first:1", minutes: float = 0) -> Claimant:
    return Claimant(name=name, now=later(minutes), folder_now=NOON, lease=LEASE)


def _claim(
    engine: sa.Engine,
    claimant: Claimant | None = None,
    *,
    limit: int = 200,
    kinds: frozenset[MessageKind] = EVERY_KIND,
) -> Batch:
    return claim(
        engine=engine,
        claimant=claimant or _claimant(),
        kinds=kinds,
        limit=limit,
        compose=compose_all,
        obstacle=lambda _address: "",
    )


def _claim_in_small_bites(url: str, name: str) -> list[int]:
    engine = connect(url=url)
    taken: list[int] = []
    while (batch := _claim(engine, _claimant(name), limit=7)).taken:
        taken += [claimed.id for claimed in batch.messages]
    engine.dispose()
    return taken


def test_two_processes_never_claim_the_same_message(engine: sa.Engine, database_url: str) -> None:
    ids = fill(engine, 150)
    engine.dispose()
    with PROCESSES.Pool(2) as pool:
        asked = [(database_url, f"worker:{number}") for number in range(2)]
        first, second = pool.starmap(_claim_in_small_bites, asked, chunksize=1)
    assert not set(first) & set(second)
    assert sorted(first + second) == ids


def test_a_claim_takes_the_oldest_up_to_its_limit(engine: sa.Engine) -> None:
    ids = fill(engine, 5)
    assert [claimed.id for claimed in _claim(engine, limit=3).messages] == ids[:3]
    assert [claimed.id for claimed in _claim(engine, limit=3).messages] == ids[3:]
    assert _claim(engine).taken == 0


def test_nothing_is_claimed_before_its_moment(engine: sa.Engine) -> None:
    fill(engine, 1)
    assert _claim(engine, _claimant(minutes=-1)).taken == 0
    assert not look(engine=engine, now=later(-1), kinds=EVERY_KIND).waiting
    assert look(engine=engine, now=NOON, kinds=EVERY_KIND).waiting


def test_outside_the_sending_window_only_what_goes_at_once_is_claimed(engine: sa.Engine) -> None:
    fill(engine, 1, kind=MessageKind.CHASE)
    receipt, *_ = fill(engine, 1, kind=MessageKind.RECEIPT)
    at_once = frozenset({MessageKind.RECEIPT, MessageKind.ALARM, MessageKind.BRIEF})
    assert [claimed.id for claimed in _claim(engine, kinds=at_once).messages] == [receipt]


def test_the_stop_switch_keeps_everything_in_the_outbox(engine: sa.Engine) -> None:
    fill(engine, 3)
    switch(engine, stopped=True)
    assert _claim(engine).stopped
    assert states(engine) == {MessageStatus.QUEUED: 3}
    switch(engine, stopped=False)
    assert _claim(engine).taken == 3


def test_the_stop_switch_holds_back_even_what_is_claimed_already(engine: sa.Engine) -> None:
    fill(engine, 1)
    batch = _claim(engine)
    switch(engine, stopped=True)
    assert not step(engine=engine, claimant=_claimant(), finished=[], next_=batch.messages)


def test_a_claim_is_taken_over_when_its_lease_is_over_and_the_first_worker_may_not_begin(
    engine: sa.Engine,
) -> None:
    fill(engine, 1)
    mine = _claim(engine, _claimant("first:1"))
    assert _claim(engine, _claimant("second:1", minutes=3)).taken == 0
    theirs = _claim(engine, _claimant("second:1", minutes=5))
    assert theirs.messages == mine.messages, "the same stored bytes"
    first, second = _claimant("first:1", minutes=5), _claimant("second:1", minutes=5)
    assert not step(engine=engine, claimant=first, finished=[], next_=mine.messages)
    assert step(engine=engine, claimant=second, finished=[], next_=theirs.messages)


def test_a_worker_whose_lease_is_over_does_not_begin_even_if_nobody_took_over(engine: sa.Engine) -> None:
    fill(engine, 1)
    batch = _claim(engine)
    assert not step(engine=engine, claimant=_claimant(minutes=5), finished=[], next_=batch.messages)


def test_that_a_message_was_begun_is_stored_before_it_is_sent(engine: sa.Engine) -> None:
    id_, *_ = fill(engine, 1)
    batch = _claim(engine)
    assert message(engine, id_).data_begun_at is None
    assert message(engine, id_).attempts == 0
    step(engine=engine, claimant=_claimant(), finished=[], next_=batch.messages)
    assert message(engine, id_).data_begun_at == NOON
    assert message(engine, id_).attempts == 1


def test_what_was_not_begun_goes_back_as_never_attempted(engine: sa.Engine) -> None:
    begun, untouched = fill(engine, 2)
    batch = _claim(engine)
    step(engine=engine, claimant=_claimant(), finished=[], next_=batch.messages[:1])
    assert release(engine=engine, name="second:1") == 0
    assert release(engine=engine, name="first:1") == 2
    assert message(engine, begun).status is MessageStatus.RETRY
    assert message(engine, untouched).status is MessageStatus.QUEUED


def test_a_new_process_gives_back_what_its_predecessor_held_and_nothing_of_others(engine: sa.Engine) -> None:
    fill(engine, 2)
    _claim(engine, _claimant("here_1:100"), limit=1)
    _claim(engine, _claimant("hereX1:100"), limit=1)
    assert release_abandoned(engine=engine, owner="here_1") == 1


def test_bytes_are_made_once_and_kept(engine: sa.Engine) -> None:
    id_, *_ = fill(engine, 1)
    first = _claim(engine).messages[0].content
    release(engine=engine, name="first:1")
    assert _claim(engine).messages[0].content == first == message(engine, id_).content
    assert message(engine, id_).subject == "Nhắc việc"


def test_items_handed_in_meanwhile_are_dropped_and_an_empty_message_is_withdrawn(engine: sa.Engine) -> None:
    partly, wholly = fill(engine, 2)
    dropped = notice(engine, partly).id
    assert dropped is not None

    def compose(_session: Session, messages: Sequence[Message]) -> Mapping[int, Composed | Withdraw]:
        made = plain_mail(messages[0])
        shorter = Composed(
            subject=made.subject, content=made.content, dropped={dropped: "đã nộp trước khi gửi"}
        )
        return {partly: shorter, wholly: Withdraw(reason="đơn vị đã nộp đủ")}

    batch = claim(
        engine=engine,
        claimant=_claimant(),
        kinds=EVERY_KIND,
        limit=200,
        compose=compose,
        obstacle=lambda _address: "",
    )
    assert [claimed.id for claimed in batch.messages] == [partly]
    assert batch.withdrawn == 1
    assert (notice(engine, partly).status, notice(engine, partly).reason) == (
        NoticeStatus.WITHDRAWN,
        "đã nộp trước khi gửi",
    )
    assert (message(engine, wholly).status, message(engine, wholly).reason) == (
        MessageStatus.WITHDRAWN,
        "đơn vị đã nộp đủ",
    )
    assert notice(engine, wholly).status is NoticeStatus.WITHDRAWN


def test_an_address_we_may_not_write_to_is_refused_and_never_reaches_the_wire(engine: sa.Engine) -> None:
    id_, *_ = fill(engine, 1, recipients=["a@ca-hagiang.example", "b@ngoai.example"])
    batch = claim(
        engine=engine,
        claimant=_claimant(),
        kinds=EVERY_KIND,
        limit=200,
        compose=compose_all,
        obstacle=lambda address: "ngoài danh sách" if "ngoai" in address else "",
    )
    assert [recipient.address for recipient in batch.messages[0].recipients] == ["a@ca-hagiang.example"]
    assert recipients(engine, id_)["b@ngoai.example"][1] == "ngoài danh sách"

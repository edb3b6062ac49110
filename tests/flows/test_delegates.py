"""Cử người nhận thư thay: while it lasts every mail goes to the delegate, both names stay known."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from flows.work.chase.daily import run_day
from flows.work.mails.alarms import Alarm, write_alarms
from flows.work.mails.briefing import write_briefs
from flows.work.mails.todays_work import todays_work
from flows.work.people.delegating import Wanted, delegate, end_delegation
from flows.work.people.officers import officer_address
from flows.work.refusals import RefusedError
from flows.work.story.why import why
from models.database import transaction
from models.rules.delegation import stand_in
from models.store.delegates import stand_ins
from models.store.units import contacts_on, usable_addresses
from models.tables import Address, Audit, Contact, Message, MessageRecipient
from models.words import AddressStatus, MessageKind, MessageStatus, RecipientKind, Role
from tests.factories import add_plan, add_task, add_units, world_on

ISSUE, DUE = date(2024, 2, 6), date(2024, 2, 28)
CHASED, BEFORE = date(2024, 2, 21), date(2024, 2, 20)  # five working days before the target day
AGAIN = date(2024, 2, 27)
BY = "Cán bộ 1"
A, B, C = "ca01@units.example", "thay@units.example", "nua@units.example"
OFFICER = "canbo1@v03.example"


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


def away(
    session: Session,
    *,
    first: date = CHASED,
    last: date = CHASED,
    address: str = A,
    to: str = B,
    today: date = BEFORE,
    name: str = "Đ/c Nguyễn Văn B",
) -> str:
    wanted = Wanted(
        address=address,
        from_day=first,
        to_day=last,
        delegate_name=name,
        delegate_address=to,
        reason="đi công tác",
    )
    return delegate(session, wanted=wanted, by=BY, world=world_on(today))


def owing(session: Session, *units: str, contacts: dict[str, list[str]] | None = None) -> list[int]:
    """The units owe their plan by 28/02; the ids of what they owe."""
    add_units(session, *units, contacts=contacts)
    return add_task(session, plan=add_plan(session), units=units, due=DUE, world=world_on(ISSUE))


def mails(session: Session, kind: MessageKind = MessageKind.CHASE) -> list[tuple[date, str, str]]:
    """Day, address and place of everything that was not replaced."""
    columns = (col(Message.day), col(MessageRecipient.address), col(MessageRecipient.kind))
    statement = (
        sa.select(*columns)
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(col(Message.kind) == kind, col(Message.status).not_in((MessageStatus.REPLACED,)))
        .order_by(col(Message.id), col(MessageRecipient.id))
    )
    return [(day, address, place.value) for day, address, place in session.execute(statement)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2024, 2, 20), A), (date(2024, 2, 21), B), (date(2024, 2, 23), B), (date(2024, 2, 24), A)],
)
def test_from_its_first_day_to_its_last_the_delegate_stands_in(
    session: Session, day: date, expected: str
) -> None:
    add_units(session, "CA01")
    away(session, last=date(2024, 2, 23))
    assert usable_addresses(session, day=day)["CA01", Role.CONTACT] == (expected,)
    assert contacts_on(session, day=day)["CA01"][Role.CONTACT][0].mail_to == expected


def test_while_it_lasts_chasing_mail_goes_to_the_delegate_alone_then_to_the_contact_again(
    session: Session,
) -> None:
    owing(session, "CA01", "CA02")
    away(session)
    run_day(session, world=world_on(CHASED))
    assert mails(session) == [(CHASED, B, "to"), (CHASED, "ca02@units.example", "to")]
    for one in session.exec(select(Message)):
        one.status, one.settled_at = MessageStatus.SENT, world_on(CHASED).now
    run_day(session, world=world_on(AGAIN))
    assert [row for row in mails(session) if row[0] == AGAIN] == [
        (AGAIN, A, "to"),
        (AGAIN, "ca02@units.example", "to"),
    ]


def test_a_delegate_who_is_a_contact_himself_has_one_mail_a_day(session: Session) -> None:
    owing(session, "CA01", "CA02", "CA03", contacts={"CA03": ["ca03@units.example", "phu@units.example"]})
    away(session, to="ca02@units.example")
    away(session, address="ca03@units.example", to="phu@units.example")
    run_day(session, world=world_on(CHASED))
    assert mails(session) == [(CHASED, "ca02@units.example", "to"), (CHASED, "phu@units.example", "to")]


def test_waiting_mail_follows_when_it_begins_and_comes_back_when_it_ends_early(session: Session) -> None:
    owing(session, "CA01", "CA02")
    run_day(session, world=world_on(CHASED))
    assert "01 thư đang chờ được chuyển theo" in away(session, today=CHASED)
    assert mails(session)[0] == (CHASED, B, "to")
    key = session.exec(select(Message.dedup_key).order_by(col(Message.id))).first()
    assert key == f"chase:{CHASED.isoformat()}:{B}"
    told = end_delegation(session, address=A, by=BY, world=world_on(CHASED))
    assert told.startswith(f"Đã kết thúc việc nhận thư thay của Đ/c Nguyễn Văn B ({B}); thư lại gửi {A}.")
    assert mails(session)[0] == (CHASED, A, "to")
    with pytest.raises(RefusedError, match="không có người nhận thư thay nào"):
        end_delegation(session, address=A, by=BY, world=world_on(CHASED))


def test_waiting_mail_is_folded_into_the_delegates_own_of_that_day(session: Session) -> None:
    owing(session, "CA01", "CA02")
    run_day(session, world=world_on(CHASED))
    away(session, to="ca02@units.example", today=CHASED)
    assert mails(session) == [(CHASED, "ca02@units.example", "to")]
    replaced = session.exec(select(Message).where(col(Message.status) == MessageStatus.REPLACED)).one()
    assert replaced.reason == "nội dung được gộp vào thư của người nhận thay"


def test_the_daily_run_begins_and_ends_it_once_and_says_so_in_the_audit_trail(session: Session) -> None:
    owing(session, "CA01")
    away(session, last=date(2024, 2, 23))
    for day in (CHASED, CHASED, date(2024, 2, 24), date(2024, 2, 26), date(2024, 2, 26)):
        run_day(session, world=world_on(day))
    rows = session.exec(select(Audit).where(col(Audit.subject) == "contact").order_by(col(Audit.id))).all()
    assert [(row.action, row.subject_id) for row in rows] == [
        ("form:delegation:set", "CA01/contact"),
        ("daily:delegation:begin", "CA01/contact"),
        ("daily:delegation:end", "CA01/contact"),
    ]
    assert all(A in row.text and B in row.text for row in rows)


def test_an_announcement_that_waits_comes_back_on_the_day_after_the_last(session: Session) -> None:
    owing(session, "CA01")
    run_day(session, world=world_on(CHASED))
    away(session, today=CHASED)
    assert mails(session)[0][1] == B
    row = session.exec(select(Message)).one()
    row.kind, row.dedup_key = MessageKind.RETURN, "return:1"  # a kind that no daily run makes anew
    run_day(session, world=world_on(CHASED + timedelta(days=1)))
    assert mails(session, MessageKind.RETURN) == [(CHASED, A, "to")]


def test_a_delegate_who_is_away_passes_it_on_and_a_circle_ends(session: Session) -> None:
    add_units(session, "CA01")
    away(session)
    away(session, address=B, to=C)
    assert {address: one.address for address, one in stand_ins(session, day=CHASED).items()} == {A: C, B: C}
    away(session, address=C, to=A)
    assert {address: one.address for address, one in stand_ins(session, day=CHASED).items()} == {
        A: C,
        B: A,
        C: B,
    }


@given(
    pairs=st.dictionaries(st.sampled_from("abcde"), st.sampled_from("abcde")),
    refused=st.sets(st.sampled_from("abcde")),
)
def test_however_people_stand_in_for_one_another_somebody_gets_the_mail(
    pairs: dict[str, str], refused: set[str]
) -> None:
    for one in "abcde":
        taken = stand_in(one, away=pairs, refused=refused)
        assert taken == one or taken not in refused
        if one not in pairs:
            assert taken == one


def test_a_delegate_whom_the_server_refuses_loses_it_to_the_contact_and_coordinators_are_told(
    session: Session,
) -> None:
    owing(session, "CA01")
    away(session)
    session.add(
        Address(address=B, status=AddressStatus.REFUSED, reason="550", changed_at=world_on(BEFORE).now)
    )
    session.flush()
    run_day(session, world=world_on(CHASED))
    assert mails(session) == [(CHASED, A, "to")]
    text = " ".join(lines(session, CHASED))
    assert f"Địa chỉ người nhận thay Đ/c Nguyễn Văn B ({B}) bị từ chối; thư lại gửi {A}" in text


def lines(session: Session, day: date) -> list[str]:
    sections = todays_work(session, world=world_on(day), links={})
    return [line.text for one in sections if one.title == "Người nhận thư thay" for line in one.lines]


def test_the_morning_brief_names_what_begins_and_ends_that_day(session: Session) -> None:
    owing(session, "CA01")
    away(session, last=date(2024, 2, 23))
    assert lines(session, BEFORE) == []
    assert lines(session, CHASED) == [
        f"Bắt đầu hôm nay, đến hết 23/02/2024: Đ/c Nguyễn Văn B ({B}) nhận thư thay {A}"
    ]
    assert lines(session, date(2024, 2, 22)) == []
    assert lines(session, date(2024, 2, 23)) == [
        f"Hết hôm nay: Đ/c Nguyễn Văn B ({B}) thôi nhận thư thay {A}"
    ]


def test_a_coordinators_briefs_alarms_and_drafts_go_to_the_delegate(session: Session) -> None:
    owing(session, "CA01")
    away(session, address=OFFICER, to="canbo2@v03.example", name="Cán bộ 2")
    there = world_on(CHASED)
    run_day(session, world=there)
    assert write_briefs(session, world=there, links={})
    alarm = Alarm(event="run:1", about="x", sentences=("x",), advice="x")
    assert write_alarms(session, alarms=[alarm], world=there)
    to = "canbo2@v03.example"
    assert mails(session, MessageKind.BRIEF) == [(CHASED, to, "to")]
    assert mails(session, MessageKind.ALARM) == [(CHASED, to, "to")]
    assert officer_address(session, name="Cán bộ 1", day=CHASED) == to
    assert officer_address(session, name="Cán bộ 1", day=AGAIN) == OFFICER


def test_the_story_of_a_unit_says_for_whom_the_delegate_had_the_mail(session: Session) -> None:
    owing(session, "CA01")
    contact = session.exec(select(Contact).where(col(Contact.address) == A)).one()
    contact.name = "Đ/c Trần Văn A"
    away(session)
    run_day(session, world=world_on(CHASED))
    for one in session.exec(select(Message)):
        one.status, one.settled_at = MessageStatus.SENT, world_on(CHASED).now
    [facts] = told(session)
    assert f"{B} (thay cho Đ/c Trần Văn A, {A})" in facts


def told(session: Session) -> list[str]:
    found = why(session, unit="CA01", on=AGAIN, links={}, world=world_on(AGAIN))
    return [line.text for story in found.stories for line in story.lines if B in line.text]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"first": date(2024, 2, 23), "last": date(2024, 2, 21)}, "ở trước từ ngày 23/02/2024"),
        ({"first": date(2024, 2, 1), "last": date(2024, 2, 19)}, "đã qua"),
        ({"last": date(2025, 3, 1)}, "Vắng quá một năm"),
        ({"to": A}, "có cùng địa chỉ"),
        ({"to": "khong phai"}, "không phải địa chỉ thư điện tử"),
        ({"name": " "}, "Thiếu họ tên"),
    ],
)
def test_what_cannot_be_is_refused(session: Session, change: dict[str, object], sentence: str) -> None:
    add_units(session, "CA01")
    with pytest.raises(RefusedError, match=sentence):
        away(session, **change)  # type: ignore[arg-type]  # each row overrides one or two


def test_two_at_a_time_and_a_refused_address_are_refused(session: Session) -> None:
    add_units(session, "CA01")
    away(session)
    with pytest.raises(RefusedError, match="đã cử Đ/c Nguyễn Văn B"):
        away(session, to=C)
    session.add(
        Address(address=C, status=AddressStatus.REFUSED, reason="550", changed_at=world_on(BEFORE).now)
    )
    session.flush()
    with pytest.raises(RefusedError, match="đang bị máy chủ thư từ chối"):
        away(session, first=AGAIN, last=AGAIN, to=C)


def test_a_refused_contact_is_reached_through_the_delegate(session: Session) -> None:
    owing(session, "CA01")
    session.add(
        Address(address=A, status=AddressStatus.REFUSED, reason="550", changed_at=world_on(BEFORE).now)
    )
    session.flush()
    away(session)
    run_day(session, world=world_on(CHASED))
    assert mails(session) == [(CHASED, B, RecipientKind.TO.value)]

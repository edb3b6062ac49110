"""Cập nhật đầu mối: one contact, the old one kept, a failed address cleared, waiting mail re-addressed."""

from collections.abc import Sequence
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.chase.chasing import addresses_already_mailed, chase_key
from flows.work.chase.daily import run_day
from flows.work.people.contacts import update_contact
from flows.work.refusals import RefusedError
from models.database import transaction
from models.store.units import contacts_on
from models.tables import Address, Audit, Contact, Message, MessageItem, MessageRecipient
from models.words import AddressStatus, MessageStatus, RecipientKind, RecipientStatus, Role
from tests.factories import add_plan, add_task, add_units, moment, world_on

ISSUE = date(2024, 2, 6)
DUE = date(2024, 2, 28)
CHASED = date(2024, 2, 21)  # five working days before the target day
OLD, NEW = "ca02@units.example", "moi@ca-hagiang.example"


def change(
    session: Session, *, unit: str = "CA02", address: str = NEW, name: str = "", **more: object
) -> str:
    given: dict[str, object] = {
        "unit": unit,
        "role": Role.CONTACT,
        "address": address,
        "name": name,
        "as_of": CHASED,
        "now": moment("2024-02-21T02:00:00"),
        "by": "Cán bộ 1, V03",
    }
    return update_contact(session, **(given | more))  # type: ignore[arg-type]  # each test overrides a few


def chased(session: Session, *units: str, contacts: dict[str, Sequence[str]] | None = None) -> None:
    """The units owe a plan by 28/02, and the reminders of 21/02 wait in the outbox."""
    add_units(session, *units, contacts=contacts)
    add_task(session, plan=add_plan(session), units=units, due=DUE, world=world_on(ISSUE))
    run_day(session, world=world_on(CHASED))


def waiting(session: Session) -> dict[str, tuple[str, ...]]:
    """Key of each waiting mail -> its addresses."""
    found: dict[str, tuple[str, ...]] = {}
    statement = (
        select(Message.dedup_key, MessageRecipient.address)
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(col(Message.status) == MessageStatus.QUEUED)
        .order_by(col(Message.id), col(MessageRecipient.id))
    )
    for key, address in session.exec(statement):
        found[key] = (*found.get(key, ()), address)
    return found


def in_force(session: Session, unit: str, day: date) -> list[tuple[str, str]]:
    return [
        (one.name, one.address) for one in contacts_on(session, day=day).get(unit, {}).get(Role.CONTACT, [])
    ]


def test_the_new_contact_counts_from_today_and_the_old_one_is_kept_with_its_dates(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_units(session, "CA02")
        sentence = change(session, name="Cán bộ mới", address="Moi@CA-HaGiang.Example", phone="0219 000 000")
        assert sentence == (
            "Công an tỉnh CA02, cán bộ đầu mối: Cán bộ mới · Moi@ca-hagiang.example · 0219 000 000 "
            "(trước đây: ca02@units.example)."
        )
        assert in_force(session, "CA02", date(2024, 2, 20)) == [("", OLD)]
        assert in_force(session, "CA02", CHASED) == [("Cán bộ mới", "Moi@ca-hagiang.example")]


def test_an_empty_name_or_phone_keeps_what_is_known(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_units(session, "CA02")
        change(session, name="Cán bộ mới", phone="0219 000 000")
        change(session, address="khac@ca-hagiang.example")
        one = contacts_on(session, day=CHASED)["CA02"][Role.CONTACT][0]
        assert (one.name, one.phone) == ("Cán bộ mới", "0219 000 000")


def test_only_the_contact_of_that_place_and_role_changes(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_units(session, "CA02", contacts={"CA02": ["a@x.example", "b@x.example"]})
        change(session, position=1)
        assert [address for _name, address in in_force(session, "CA02", CHASED)] == ["a@x.example", NEW]
        change(session, position=2, address="c@x.example")
        assert [address for _name, address in in_force(session, "CA02", CHASED)] == [
            "a@x.example",
            NEW,
            "c@x.example",
        ]
        change(session, role=Role.UNIT_HEAD, address="giamdoc@x.example")
        assert len(in_force(session, "CA02", CHASED)) == 3


def test_a_change_leaves_an_audit_row(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_units(session, "CA02")
        sentence = change(session)
        row = session.exec(select(Audit)).one()
        assert (row.action, row.by, row.text) == ("form:contact:update", "Cán bộ 1, V03", sentence)
        assert row.facts == {"old": OLD, "new": NEW}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"address": "khong phai dia chi"},
            "«khong phai dia chi» không phải địa chỉ thư điện tử; ghi dạng ten@donvi.example, một địa chỉ.",
        ),
        ({"address": ""}, "«» không phải địa chỉ thư điện tử; ghi dạng ten@donvi.example, một địa chỉ."),
        (
            {"address": "a@x.example, b@x.example"},
            "«a@x.example, b@x.example» không phải địa chỉ thư điện tử; "
            "ghi dạng ten@donvi.example, một địa chỉ.",
        ),
        ({"unit": "CA99"}, "Không có đơn vị «CA99»; chọn đơn vị trong danh sách."),
        ({"phone": "gọi sau"}, "«gọi sau» không phải số điện thoại; ghi chữ số, ví dụ 069 000 0000."),
        ({"position": -1}, "Thứ tự của đầu mối phải từ 0 trở lên."),
        (
            {"name": "A" * 201},
            "Họ tên hoặc chức danh dài quá 200 ký tự hoặc có ký tự lạ; ghi lại ngắn gọn.",
        ),
        (
            {"address": "hai@x.example"},
            "Địa chỉ hai@x.example đã là một đầu mối khác cùng vai trò của đơn vị; kiểm tra lại.",
        ),
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_changes_nothing(
    engine: sa.Engine, given: dict[str, object], sentence: str
) -> None:
    with transaction(engine) as session:
        add_units(session, "CA02", contacts={"CA02": ["mot@x.example", "hai@x.example"]})
        with pytest.raises(RefusedError) as refused:
            change(session, **given)  # type: ignore[arg-type]  # a table of single overrides
        assert str(refused.value) == sentence
        assert len(session.exec(select(Contact)).all()) == 2


def refuse(session: Session, address: str) -> None:
    row = Address(address=address, status=AddressStatus.REFUSED, reason="550", changed_at=moment())
    session.add(row)
    session.flush()


def test_entering_a_failed_address_again_clears_it(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_units(session, "CA02")
        refuse(session, OLD)
        assert not contacts_on(session, day=CHASED)["CA02"][Role.CONTACT][0].usable
        assert change(session, address=OLD) == (
            "Công an tỉnh CA02, cán bộ đầu mối: đã đúng như vậy, không có gì thay đổi. "
            "Địa chỉ này trước đó bị từ chối, nay được gửi lại."
        )
        assert contacts_on(session, day=CHASED)["CA02"][Role.CONTACT][0].usable
        assert len(session.exec(select(Contact)).all()) == 1


def test_what_found_no_address_is_sent_once_there_is_one(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_units(session, "CA02", contacts={"CA02": []})
        add_task(session, plan=add_plan(session), units=["CA02"], due=DUE, world=world_on(ISSUE))
    with transaction(engine) as session:
        run_day(session, world=world_on(CHASED))
        assert waiting(session) == {}
        change(session)
    with transaction(engine) as session:
        run_day(session, world=world_on(date(2024, 2, 22)))
        assert waiting(session) == {f"chase:2024-02-22:{NEW}": (NEW,)}


def test_waiting_mail_goes_to_the_new_address_under_its_own_key(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        chased(session, "CA02", "CA04")
        assert change(session).endswith("1 thư đang chờ được chuyển sang địa chỉ mới.")
        assert waiting(session) == {
            chase_key(day=CHASED, address=NEW): (NEW,),
            chase_key(day=CHASED, address="ca04@units.example"): ("ca04@units.example",),
        }
        run_day(session, world=world_on(CHASED))
        assert addresses_already_mailed(session, world=world_on(CHASED)) == {NEW, "ca04@units.example"}
        assert len(session.exec(select(Message)).all()) == 2


def test_a_copy_follows_too(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        chased(session, "CA02", contacts={"CA02": [OLD, "hai@x.example"]})
        change(session, position=1)
        assert waiting(session) == {chase_key(day=CHASED, address=OLD): (OLD, NEW)}


def test_mail_whose_bytes_were_made_but_not_sent_is_made_again(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        chased(session, "CA02")
        message = session.exec(select(Message)).one()
        message.status, message.attempts, message.content = MessageStatus.RETRY, 2, b"To: ca02@units.example"
        message.subject, message.reason = "Nhắc việc", "connection refused"
        session.flush()
        change(session)
        made_again = session.exec(select(Message).where(col(Message.content).is_(None))).one()
        assert (made_again.status, made_again.attempts) == (MessageStatus.QUEUED, 0)
        assert (made_again.subject, made_again.reason) == ("", "")
        recipient = session.exec(select(MessageRecipient)).one()
        assert (recipient.address, recipient.status) == (NEW, RecipientStatus.PENDING)


@pytest.mark.parametrize(
    ("status", "begun"),
    [
        (MessageStatus.RETRY, True),  # it may have arrived: only the very same bytes may be sent again
        (MessageStatus.CLAIMED, False),
        (MessageStatus.SENT, True),
        (MessageStatus.FAILED, False),
        (MessageStatus.WITHDRAWN, False),
    ],
)
def test_mail_that_is_or_was_on_its_way_keeps_its_address(
    engine: sa.Engine, status: MessageStatus, begun: bool
) -> None:
    with transaction(engine) as session:
        chased(session, "CA02")
        message = session.exec(select(Message)).one()
        message.status, message.data_begun_at = status, moment() if begun else None
        session.flush()
        assert "thư đang chờ" not in change(session)
        assert session.exec(select(MessageRecipient.address)).all() == [OLD]


def test_mail_about_several_units_is_left_to_the_next_daily_run(engine: sa.Engine) -> None:
    """One address serves two units; one of them gets another: their common mail may not go there."""
    with transaction(engine) as session:
        chased(session, "CA02", "CA04", contacts={"CA02": [OLD], "CA04": [OLD]})
        assert change(session).endswith(
            "1 thư đang chờ vẫn giữ địa chỉ cũ vì không chỉ của riêng đầu mối này."
        )
        assert waiting(session) == {chase_key(day=CHASED, address=OLD): (OLD,)}
    with transaction(engine) as session:
        run_day(session, world=world_on(date(2024, 2, 22)))
        assert waiting(session) == {f"chase:2024-02-22:{one}": (one,) for one in (NEW, OLD)}


def test_an_address_that_has_its_mail_of_the_day_gets_no_second_one(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        chased(session, "CA02", "CA04")
        assert "vẫn giữ địa chỉ cũ" in change(session, address="ca04@units.example")
        assert waiting(session) == {
            chase_key(day=CHASED, address=one): (one,) for one in (OLD, "ca04@units.example")
        }
    with transaction(engine) as session:
        run_day(session, world=world_on(date(2024, 2, 22)))
        assert waiting(session) == {"chase:2024-02-22:ca04@units.example": ("ca04@units.example",)}
        items = select(MessageItem.unit_id).join(Message, col(Message.id) == col(MessageItem.message_id))
        units = session.exec(items.where(col(Message.status) == MessageStatus.QUEUED)).all()
        assert sorted(filter(None, units)) == ["CA02", "CA04"]


def test_an_address_that_still_serves_the_unit_keeps_its_mail(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        chased(session, "CA02")
        change(session, role=Role.POST_ROOM, address=OLD)
        change(session)
        assert waiting(session) == {chase_key(day=CHASED, address=OLD): (OLD,)}


def test_the_same_day_can_be_corrected_again(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        chased(session, "CA02")
        change(session, address="sai@x.example")
        change(session)
        assert waiting(session) == {chase_key(day=CHASED, address=NEW): (NEW,)}
        assert in_force(session, "CA02", CHASED) == [("", NEW)]
        kinds = session.exec(select(MessageRecipient.kind)).all()
        assert kinds == [RecipientKind.TO]

"""Kiểm tra địa chỉ thư điện tử: units are asked in mails that go out anyway; who did not answer is listed."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from flows.cli import main
from flows.delivery.captured import text_of
from flows.work.chase.announcing import announce_plan
from flows.work.chase.daily import run_day
from flows.work.mails.todays_work import todays_work
from flows.work.people.address_check import Filled, address_facts
from flows.work.people.contacts import update_contact
from flows.work.people.imports import import_contacts
from flows.work.people.spreadsheets import table_of
from flows.work.refusals import RefusedError
from models.database import connect, migrate, transaction
from models.rules.confirmation import is_confirmed
from models.tables import Address, Audit, Contact, Folder, Message, ReturnedMail
from models.words import AddressStatus, FolderKind, MessageKind, Role
from templates.dashboards.addresses_facts import AddressesFacts
from templates.dashboards.render import render
from tests.factories import add_plan, add_task, add_units, moment, world_on
from tests.fakes.imap_server import PASSWORD, USER, imap_server
from tests.flows.mailing import left, send_everything

ISSUE, DUE = date(2024, 2, 6), date(2024, 10, 21)
FIRST, SECOND = date(2024, 10, 14), date(2024, 10, 18)  # two reminders of October


def owing(session: Session, *units: str) -> None:
    """The units owe a plan by 21/10, each with a contact of whom everything is known."""
    add_units(session, *units)
    for contact in session.exec(select(Contact)):
        contact.name, contact.phone = f"Cán bộ {contact.unit_id}", "0219 000 000"
    plan = add_plan(session)
    add_task(session, plan=plan, units=units, due=DUE, world=world_on(ISSUE))
    assert plan.id is not None
    announce_plan(session, plan_id=plan.id, world=world_on(ISSUE))


def confirm(session: Session, unit: str, on: date, *, address: str = "") -> str:
    return update_contact(
        session,
        unit=unit,
        role=Role.CONTACT,
        address=address or f"{unit.lower()}@units.example",
        as_of=FIRST,
        now=moment("2024-10-14T02:00:00"),
        by="Cán bộ 1, V03",
        confirmed_on=on,
    )


def texts(session: Session, kind: MessageKind, day: date) -> dict[str, str]:
    """Text of each mail of the kind that left on a day, by the unit it greets."""
    found = [one for one in left(session, kind) if one.day == day and one.content]
    return {one.dedup_key: " ".join(text_of(one.content or b"").split()) for one in found}


def page(session: Session, day: date) -> AddressesFacts:
    def link(filled: Filled) -> str:
        return f"/{filled.unit}/{filled.address}/{filled.confirmed}"

    return address_facts(session, mailbox="Hộp thư.", form=link, links={}, world=world_on(day))


def test_the_announcement_says_which_name_address_and_phone_are_recorded_and_asks(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        owing(session, "CA02")
        send_everything(session, world=world_on(ISSUE))
        [text] = texts(session, MessageKind.ANNOUNCEMENT, ISSUE).values()
    told = (
        "Thư này gửi tới địa chỉ ca02@units.example; đầu mối đang ghi nhận: Cán bộ CA02, "
        "điện thoại: 0219 000 000. Đề nghị đồng chí trả lời thư để xác nhận"
    )
    assert told in text


def test_in_october_the_first_mail_asks_once_and_only_who_has_not_confirmed(engine: sa.Engine) -> None:
    """No extra mail: a line in a reminder that goes out anyway."""
    with transaction(engine) as session:
        owing(session, "CA02", "CA04")
        confirm(session, "CA04", date(2024, 10, 7))
        asked = {}
        for day in (FIRST, SECOND):
            run_day(session, world=world_on(day))
            send_everything(session, world=world_on(day))
            asked[day] = {
                key.rpartition(":")[2]: "XÁC NHẬN ĐẦU MỐI" in text
                for key, text in texts(session, MessageKind.CHASE, day).items()
            }
        [first] = [text for text in texts(session, MessageKind.CHASE, FIRST).values() if "XÁC NHẬN" in text]
        kinds = {one.kind for one in session.exec(select(Message))}
    assert asked[FIRST] == {"ca02@units.example": True, "ca04@units.example": False}
    assert asked[SECOND] == {"ca02@units.example": False, "ca04@units.example": False}
    assert (
        "Công an tỉnh CA02: đầu mối đang ghi nhận: Cán bộ CA02, điện thoại: 0219 000 000, "
        "địa chỉ thư: ca02@units.example." in first
    )
    assert kinds == {MessageKind.ANNOUNCEMENT, MessageKind.CHASE}


@pytest.mark.parametrize(
    ("confirmed", "as_of", "counts"),
    [
        (None, date(2024, 2, 6), False),
        (date(2024, 2, 20), date(2024, 9, 30), True),
        (date(2024, 2, 20), date(2024, 10, 1), False),
        (date(2024, 10, 1), date(2025, 9, 30), True),
    ],
)
def test_a_units_word_counts_until_the_next_october(confirmed: date, as_of: date, counts: bool) -> None:
    assert is_confirmed(confirmed, as_of=as_of) is counts


def test_a_confirmation_is_noted_without_a_new_contact_and_never_for_a_day_to_come(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        owing(session, "CA02")
        session.add(Contact(unit_id="CA02", role=Role.CONTACT, position=1, address="hai@units.example"))
        session.flush()
        said = confirm(session, "CA02", date(2024, 10, 7))
        assert said.endswith("0219 000 000. Đơn vị đã xác nhận ngày 07/10/2024.")
        confirm(session, "CA02", date(2024, 10, 8), address="hai@units.example")
        of_unit = select(Contact).where(col(Contact.unit_id) == "CA02").order_by(col(Contact.position))
        days = [one.confirmed_on for one in session.exec(of_unit)]
        assert days == [date(2024, 10, 7), date(2024, 10, 8)]
        assert session.exec(select(Audit.text).where(col(Audit.subject) == "contact")).first() == said
        with pytest.raises(RefusedError, match="ngày trong tương lai"):
            confirm(session, "CA02", date(2024, 10, 15))


def test_the_import_takes_confirmations(engine: sa.Engine) -> None:
    rows = "đơn vị,vai trò,địa chỉ thư,ngày xác nhận\nCA02,cán bộ đầu mối,ca02@units.example,{}\n"
    with transaction(engine) as session:
        owing(session, "CA02")

        def take(day: str) -> None:
            table = table_of(file="t.csv", content=rows.format(day).encode())
            import_contacts(session, table=table, as_of=FIRST, now=moment(), by="Q", apply=True)

        take("07/10/2024")
        take("")  # an empty cell keeps what is known
        [contact] = session.exec(select(Contact).where(col(Contact.unit_id) == "CA02")).all()
        assert (contact.confirmed_on, contact.name) == (date(2024, 10, 7), "Cán bộ CA02")
        with pytest.raises(RefusedError, match="ngày xác nhận là ngày trong tương lai"):
            take("15/10/2024")


def test_the_page_lists_refused_missing_late_and_unconfirmed_by_unit_with_links(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        owing(session, "CA02", "CA04", "CA06", "CA08")
        for contact in session.exec(select(Contact).where(col(Contact.unit_id) == "CA04")):
            contact.address = ""
        confirm(session, "CA06", date(2024, 10, 7))
        session.add(
            Address(
                address="ca02@units.example",
                status=AddressStatus.REFUSED,
                reason="thư bị trả lại: 550 5.1.1 | <b>x</b>",
                changed_at=moment(),
            )
        )
        mail = session.exec(select(Message.id)).first()
        assert mail is not None
        late = ReturnedMail(
            digest="d",
            message_id=mail,
            address="ca08@units.example",
            condemned=False,
            reason="4.4.1 timed out",
            recorded_at=moment("2024-10-10T00:00:00"),
        )
        session.add(late)
        session.flush()
        facts = page(session, FIRST)
        brief = todays_work(session, world=world_on(FIRST), links={})
        assert todays_work(session, world=world_on(date(2024, 9, 30)), links={}) is not None
    names = [
        [line.unit_name[-4:] for line in lines]
        for lines in (facts.refused, facts.missing, facts.noted, facts.unconfirmed)
    ]
    assert names == [["CA02"], ["CA04"], ["CA08"], ["CA08"]]
    [unconfirmed] = facts.unconfirmed
    assert unconfirmed.confirm_link == "/CA08/ca08@units.example/2024-10-14"
    text = render(facts)
    assert "[Cập nhật](/CA04//None)" in text
    assert "550 5.1.1 \\| \\<b>x\\</b>" in text, "the words of a server stay in their cell"
    [line] = [line.text for one in brief if one.title == "Địa chỉ chưa xác nhận" for line in one.lines]
    assert line == "01 đơn vị chưa xác nhận họ tên, địa chỉ, điện thoại của đầu mối (đợt tháng 10)"


def test_the_command_reads_the_mailbox_and_says_when_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = connect(url=f"sqlite:///{tmp_path / 'dondoc.sqlite3'}")
    migrate(live)
    with transaction(live) as session:
        session.add(Folder(kind=FolderKind.REAL, created_at=moment()))
        add_units(session, "CA02", contacts={"CA02": []})
    live.dispose()
    command = ["addresses", "--data", str(tmp_path)]
    assert "Chưa đặt hộp thư báo trả lại" in CliRunner().invoke(main, command).output
    with imap_server(mails=[b"x"]) as server:
        given = {"HOST": "127.0.0.1", "PORT": str(server.port), "USERNAME": USER, "PASSWORD": PASSWORD}
        for name, value in (given | {"SECURITY": "none"}).items():
            monkeypatch.setenv(f"DONDOC_BOUNCE_IMAP_{name}", value)
        found = CliRunner().invoke(main, command)
    assert found.exit_code == 0
    assert "Hộp thư báo trả lại: 1 thư mới" in found.output
    assert "Công an tỉnh CA02: cán bộ đầu mối" in found.output
    out_of_reach = CliRunner().invoke(main, command)
    assert out_of_reach.exit_code == 1
    assert "Không đọc được hộp thư báo trả lại" in out_of_reach.output
    assert PASSWORD not in out_of_reach.output

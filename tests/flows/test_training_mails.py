"""What units receive of trainings: the invitation with its calendar entry, changes, cancellation, notes."""

from datetime import date, timedelta
from email import message_from_bytes
from pathlib import Path

import vobject
from docx import Document
from sqlmodel import Session, col, select

from flows.delivery.captured import text_of
from flows.work.files.checking import Checked
from flows.work.files.store import Files
from flows.work.trainings.announcing import Letter, announce
from flows.work.trainings.attending import attend, expected
from flows.work.trainings.changing import Wanted, cancel, change
from flows.work.trainings.inviting import invite_all
from flows.work.trainings.notes import remind_all
from flows.work.trainings.signing_in import hand_out_sheet
from models.tables import Contact, Message, Training
from models.words import MessageKind, MessageStatus, Role
from tests.factories import world_on
from tests.flows.mailing import left, send_everything
from tests.flows.test_trainings import BY, FIRST, TODAY, answers, invited, planned
from tests.flows.test_trainings import session as session


def words(message: Message) -> str:
    assert message.content is not None
    return " ".join(text_of(message.content).split())


def entry(message: Message) -> tuple[str, str, int, str]:
    """Method of the MIME part, method, sequence and UID of the calendar entry of a mail."""
    assert message.content is not None
    parts = [
        one for one in message_from_bytes(message.content).walk() if one.get_content_type() == "text/calendar"
    ]
    [part] = parts
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    read = vobject.readOne(payload.decode())
    method = part.get_param("method")
    return str(method), read.method.value, int(read.vevent.sequence.value), read.vevent.uid.value


def test_the_invitation_quotes_the_letter_and_carries_an_entry_for_calendars(session: Session) -> None:
    invited(session)
    send_everything(session, world=world_on(TODAY))
    mail = left(session, MessageKind.INVITATION)[0]
    for part in ("15/GM-V03", "15/04/2024", "Hội trường Công an tỉnh CA01", "03/06/2024", "02 đồng chí"):
        assert part in words(mail)
    assert entry(mail) == ("REQUEST", "REQUEST", 0, "training-t0@v03.example")


def test_a_change_says_what_is_different_and_keeps_the_entry_a_cancellation_takes_it_away(
    session: Session,
) -> None:
    key = invited(session)
    send_everything(session, world=world_on(TODAY))
    next_day = world_on(TODAY + timedelta(days=1))
    change(session, training_id=key, wanted=Wanted(place="Nhà khách Bộ"), by=BY, world=next_day)
    send_everything(session, world=next_day)
    update = left(session, MessageKind.INVITATION)[3]
    assert "Địa điểm: Nhà khách Bộ (trước đây: Hội trường Công an tỉnh CA01)." in words(update)
    assert entry(update) == ("REQUEST", "REQUEST", 1, "training-t0@v03.example")
    day_after = world_on(TODAY + timedelta(days=2))
    cancel(session, training_id=key, reason="trùng đợt cao điểm", by=BY, world=day_after)
    send_everything(session, world=day_after)
    called_off = left(session, MessageKind.INVITATION)[6]
    assert "trùng đợt cao điểm" in words(called_off)
    assert entry(called_off) == ("CANCEL", "CANCEL", 2, "training-t0@v03.example")


def test_a_unit_that_has_not_heard_of_it_yet_is_invited_to_what_it_is_now(session: Session) -> None:
    key = invited(session)
    change(session, training_id=key, wanted=Wanted(place="Nhà khách Bộ"), by=BY, world=world_on(TODAY))
    send_everything(session, world=world_on(TODAY))
    mails = left(session, MessageKind.INVITATION)
    assert len(mails) == 3, "one a unit"
    assert "Nhà khách Bộ" in words(mails[0])
    assert "trước đây" not in words(mails[0])


def test_nobody_hears_of_a_training_that_was_called_off_before_its_invitation_left(session: Session) -> None:
    key = invited(session)
    cancel(session, training_id=key, reason="nhầm", by=BY, world=world_on(TODAY))
    send_everything(session, world=world_on(TODAY))
    assert left(session, MessageKind.INVITATION) == []


def test_a_unit_without_an_address_is_invited_once_it_has_one(session: Session) -> None:
    statement = select(Contact).where(col(Contact.unit_id) == "CA02", col(Contact.role) == Role.CONTACT)
    contact = session.exec(statement).one()
    contact.valid_to = TODAY - timedelta(days=1)
    invited(session)
    session.add(Contact(unit_id="CA02", role=Role.CONTACT, address="moi@ca02.example"))
    assert invite_all(session, world=world_on(TODAY + timedelta(days=1))) == 1
    assert invite_all(session, world=world_on(TODAY + timedelta(days=2))) == 0


def test_the_signed_letter_goes_along(session: Session, tmp_path: Path) -> None:
    key = planned(session)
    file = Checked(name="giay-moi.pdf", suffix=".pdf", content=b"%PDF-1.4 signed")
    letter = Letter(number="15/GM-V03", day=TODAY, file=file)
    announce(
        session, training_id=key, letter=letter, files=Files(data=tmp_path), by=BY, world=world_on(TODAY)
    )
    assert Files(data=tmp_path).read(session.get_one(Training, key).letter_file) == b"%PDF-1.4 signed"


def test_before_and_after_the_day_only_units_with_people_get_a_note(session: Session) -> None:
    key = invited(session)
    answers(session, key, "CA01", "Nguyễn Văn A", "Trần Thị B")
    friday = world_on(date(2024, 6, 7))
    assert remind_all(session, world=friday) == 1
    send_everything(session, world=friday)
    [before] = left(session, MessageKind.TRAINING_NOTE)
    for part in ("Nguyễn Văn A", "Trần Thị B", "08 giờ 00", "Hội trường"):
        assert part in words(before)
    assert "0912" not in words(before), "telephone numbers stay out of mails"
    listed = expected(session, training_id=key, names={}, world=world_on(FIRST))
    attend(session, training_id=key, came=[listed[0].participant_id], extra=(), by=BY, world=world_on(FIRST))
    send_everything(session, world=world_on(FIRST))
    after = left(session, MessageKind.TRAINING_NOTE)[1]
    assert words(after).index("Nguyễn Văn A") < words(after).index("Trần Thị B")
    assert after.status is MessageStatus.SENT


def test_the_sign_in_sheet_is_laid_down_and_mailed_to_the_officer(session: Session, tmp_path: Path) -> None:
    key = invited(session, capacity=1)
    answers(session, key, "CA01", "Nguyễn Văn A", "Trần Thị B")
    files = Files(data=tmp_path)
    told = hand_out_sheet(session, training_id=key, by=BY, files=files, world=world_on(FIRST))
    [sheet] = (tmp_path / "outgoing").iterdir()
    assert sheet.name in told
    cells = [cell.text for table in Document(str(sheet)).tables for row in table.rows for cell in row.cells]
    assert "Nguyễn Văn A" in cells
    assert "Trần Thị B" not in cells, "she waits for a place"
    [mail] = session.exec(select(Message).where(col(Message.kind) == MessageKind.DRAFT))
    assert mail.facts["draft"] is False

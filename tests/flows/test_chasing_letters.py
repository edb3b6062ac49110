"""Chasing letters: true at their moment, numbered by the post room, carried to whoever is still late."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.captured import text_of
from flows.work.audit import said_by_run
from flows.work.documents.record import Entry, record
from flows.work.files.checking import Checked
from flows.work.files.store import Files
from flows.work.papers.chasing_letters import Order, draft_letters
from flows.work.papers.labels import letter_labels
from flows.work.papers.numbering import ACTION, Numbered, draft_anew, number_letter, sent_since
from flows.work.refusals import RefusedError
from models.database import transaction
from models.tables import LetterUnit, Message, OutgoingLetter, Pause, Plan
from models.words import Authority, MessageKind
from tests.factories import add_plan, add_task, add_units, world_on
from tests.flows.mailing import left, send_everything

DUE, TODAY = date(2024, 12, 14), date(2024, 12, 20)  # a Friday
UNITS = ("CA02", "CA04", "CA06")
BY = "Cán bộ 1"
SIGNED = Checked(name="cong-van-05.pdf", suffix=".pdf", content=b"%PDF-1.4 signed")


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        add_units(session, *UNITS)
        plan, world = add_plan(session), world_on(date(2024, 2, 6))
        plan.superior_unit = "Bộ Công an"
        add_task(
            session, plan=plan, units=list(UNITS), due=DUE, world=world, code="III.3.b", ladder="bao-cao"
        )
        yield session


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(data=tmp_path)


def order(session: Session, **changes: Any) -> Order:
    plan = session.exec(select(Plan.id)).one() or 0
    wanted = Order(task=(plan, "III.3.b", ""), new_date=date(2024, 12, 27), place="Hà Nội")
    return replace(wanted, **changes)


def drafted(session: Session, files: Files, *, run: str = "run-1", on: date = TODAY, **changes: Any) -> int:
    """The newest letter's id."""
    draft_letters(session, order=order(session, **changes), run=run, by=BY, files=files, world=world_on(on))
    return max(one for one in session.exec(select(OutgoingLetter.id)) if one)


def came(session: Session, unit: str, *, on: date = TODAY) -> None:
    entry = Entry(
        unit=unit, tasks=(order(session).task,), number=f"7/{unit}", issued_on=on, sent_on=on, arrived_on=on
    )
    record(session, entry=entry, by=BY, world=world_on(on))


def numbered(
    session: Session,
    files: Files,
    letter: int,
    *,
    number: str = "05/V03-P1",
    on: date = TODAY,
    **changes: Any,
) -> str:
    given = Numbered(number=number, day=on, **changes)
    return number_letter(
        session, letter_id=letter, numbered=given, run="run-1", files=files, by=BY, world=world_on(on)
    )


def test_a_run_that_starts_from_the_top_after_numbering_says_what_it_did(
    session: Session, files: Files
) -> None:
    """Cut off between the number that was kept and the run's end it must not be told that there is one."""
    sentence = numbered(session, files, drafted(session, files))
    assert said_by_run(session, action=ACTION, run="run-1") == sentence
    assert said_by_run(session, action=ACTION, run="run-2") == ""


def text(files: Files, session: Session, letter: int) -> str:
    """Everything that stands in the draft."""
    document = docx.Document(BytesIO(files.read(session.get_one(OutgoingLetter, letter).draft_file)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(one.text for one in document.paragraphs), *cells]).split())


def test_the_letter_names_who_is_late_and_its_numbers_are_true_at_its_moment(
    session: Session, files: Files
) -> None:
    came(session, "CA02")
    said = text(files, session, drafted(session, files))
    assert "đã nhận được 1/3" in said
    assert "07 giờ 30 ngày 20/12/2024" in said
    assert "Công an tỉnh CA04" in said
    assert "Công an tỉnh CA02" not in said
    assert "chậm nhất ngày 27/12/2024" in said


def test_one_letter_for_each_unit_names_no_other(session: Session, files: Files) -> None:
    drafted(session, files, separate=True)
    letters = sorted(one for one in session.exec(select(OutgoingLetter.id)) if one)
    assert len(letters) == 3
    first = text(files, session, letters[0])
    assert "Công an tỉnh CA02" in first
    assert "CA04" not in first
    [mail] = session.exec(select(Message).where(col(Message.kind) == MessageKind.DRAFT))
    assert str(mail.facts["file"]).count(".docx") == 3, "one mail to the officer"


def test_a_unit_that_is_left_alone_for_a_while_is_not_named(session: Session, files: Files) -> None:
    session.add(
        Pause(
            unit_id="CA04",
            first_day=TODAY,
            last_day=date(2024, 12, 31),
            reason="bão",
            recorded_by=BY,
            recorded_at=world_on(TODAY).now,
        )
    )
    session.flush()
    letter = drafted(session, files)
    units = session.exec(select(LetterUnit.unit_id).where(col(LetterUnit.letter_id) == letter)).all()
    assert sorted(units) == ["CA02", "CA06"]


def test_nobody_is_chased_on_paper_before_the_deadline(session: Session, files: Files) -> None:
    with pytest.raises(RefusedError) as refusal:
        drafted(session, files, on=date(2024, 12, 13))
    assert "không có đơn vị nào quá hạn" in str(refusal.value)


def test_a_run_answered_twice_drafts_once(session: Session, files: Files) -> None:
    assert drafted(session, files) == drafted(session, files)
    assert len(session.exec(select(OutgoingLetter)).all()) == 1


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("5/V03-P1", "05/V03-P1"),
        ("05/BCA-V03", "ký thừa lệnh Bộ trưởng"),
        ("05 / V03-P1", "không có dấu cách"),
        ("", "ghi chưa đúng"),
    ],
)
def test_a_number_that_the_post_room_cannot_have_given_is_refused(
    session: Session, files: Files, number: str, why: str
) -> None:
    letter = drafted(session, files)
    with pytest.raises(RefusedError) as refusal:
        numbered(session, files, letter, number=number)
    assert why in str(refusal.value)
    assert session.get_one(OutgoingLetter, letter).letter_number == ""


def test_by_order_of_the_minister_the_symbol_is_the_ministrys(session: Session, files: Files) -> None:
    letter = drafted(session, files, authority=Authority.BY_ORDER)
    assert "TL. BỘ TRƯỞNG" in text(files, session, letter)
    assert "Đã ghi công văn số 12/BCA-V03" in numbered(session, files, letter, number="12/BCA-V03")


def test_who_has_sent_since_is_named_before_the_number_and_a_fresh_draft_leaves_them_out(
    session: Session, files: Files
) -> None:
    old = drafted(session, files)
    came(session, "CA04")
    world = world_on(TODAY)
    assert sent_since(session, letter_id=old, world=world) == ("Công an tỉnh CA04",)
    told = draft_anew(session, letter_id=old, run="run-2", by=BY, files=files, world=world)
    assert "không dùng nữa" in told
    [label] = letter_labels(session)
    new = letter_labels(session)[label]
    assert sent_since(session, letter_id=new, world=world) == ()
    assert "CA04" not in text(files, session, new)
    with pytest.raises(RefusedError) as refusal:
        numbered(session, files, old)
    assert "đã được soạn lại" in str(refusal.value)


def test_the_signed_letter_goes_to_each_unit_that_is_still_late_and_the_mail_names_no_other(
    session: Session, files: Files
) -> None:
    letter = drafted(session, files)
    came(session, "CA02")
    told = numbered(session, files, letter, file=SIGNED)
    assert "gửi tới 02 đơn vị còn chưa gửi" in told
    came(session, "CA04")
    send_everything(session, world=world_on(TODAY), files=files)
    [mail] = left(session, MessageKind.LETTER)
    assert mail.content is not None
    said = " ".join(text_of(mail.content).split())
    assert "công văn số 05/V03-P1 ngày 20/12/2024" in said
    assert "Công an tỉnh CA06" in said
    assert "CA02" not in said
    assert b"cong-van-05.pdf" in mail.content


def test_the_second_letter_is_the_second_and_its_number_is_its_own(session: Session, files: Files) -> None:
    numbered(session, files, drafted(session, files))
    later = date(2024, 12, 26)
    second = drafted(session, files, run="run-2", on=later, new_date=date(2025, 1, 3))
    assert session.get_one(OutgoingLetter, second).time == 2
    assert "(lần 2)" in text(files, session, second)
    with pytest.raises(RefusedError) as refusal:
        numbered(session, files, second, on=later)
    assert "đã ghi cho một văn bản khác trong năm 2024" in str(refusal.value)

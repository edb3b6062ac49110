"""Receipts and returns, as units read them."""

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, select

from flows.work.chase.daily import run_day
from flows.work.documents.correct import correct, entry_of
from flows.work.documents.record import Entry, record
from flows.work.duties.reviewing import accept, send_back, take_back
from models.tables import (
    Contact,
    Plan,
    Submission,
)
from models.words import (
    MessageKind,
    Role,
    Secrecy,
)
from tests.factories import FOCAL, add_task, world_on
from tests.flows.mailing import left, send_everything
from tests.flows.reviewing import (
    BY,
    CAME,
    DUE,
    ISSUED,
    back,
    came,
    later,
    receipts,
    words,
)
from tests.flows.reviewing import session as session


def test_a_receipt_waits_half_an_hour_and_says_what_came_when(session: Session) -> None:
    came(session)
    [receipt] = receipts(session)
    assert receipt.not_before == world_on(CAME).machine_now + timedelta(minutes=30)
    assert send_everything(session, world=later(world_on(CAME), 29)) == 0
    assert send_everything(session, world=later(world_on(CAME), 30)) == 1
    assert words(receipts(session)[0]).count("17/BC") == 1
    assert (
        "- Văn bản số 17/BC ngày 10/12/2024: văn bản III.3.b; bản chính có ký, đóng dấu; "
        "đến ngày 10/12/2024, ghi nhận lúc 07 giờ 30 ngày 10/12/2024." in words(receipts(session)[0])
    )


def test_a_correction_within_the_half_hour_leaves_one_receipt_with_the_right_number(session: Session) -> None:
    key = came(session)
    fresh = replace(entry_of(session, submission_id=key), number="71/BC")
    correct(session, submission_id=key, entry=fresh, reason="nhầm", by=BY, world=later(world_on(CAME), 10))
    assert send_everything(session, world=later(world_on(CAME), 39)) == 0, "the whole wait again"
    assert send_everything(session, world=later(world_on(CAME), 40)) == 1
    [receipt] = receipts(session)
    assert "71/BC" in words(receipt)
    assert "17/BC" not in words(receipt)


def test_a_correction_after_the_receipt_says_courteously_that_it_no_longer_holds(session: Session) -> None:
    key = came(session)
    send_everything(session, world=later(world_on(CAME), 30))
    fresh = replace(entry_of(session, submission_id=key), number="71/BC")
    correct(session, submission_id=key, entry=fresh, reason="nhầm", by=BY, world=later(world_on(CAME), 60))
    next_day = world_on(CAME + timedelta(days=1))
    run_day(session, world=next_day)
    send_everything(session, world=later(next_day, 90))
    first, second = receipts(session)
    assert (first.day, second.day) == (CAME, CAME + timedelta(days=1)), "one a day"
    assert "không còn phù hợp do bản ghi nhận đã được điều chỉnh; đề nghị đồng chí bỏ qua" in words(second)
    assert words(second).index("71/BC") < words(second).index("17/BC")


def test_documents_of_a_day_travel_in_one_receipt_and_a_new_version_says_that_it_replaces(
    session: Session,
) -> None:
    came(session)
    came(session, number="18/BC")
    send_everything(session, world=later(world_on(CAME), 30))
    [receipt] = receipts(session)
    assert receipt.subject == "[Dữ liệu mẫu] [Xác nhận] Đã nhận 02 văn bản"
    assert "lần gửi thứ 2, thay cho bản đã gửi trước" in words(receipt)


def test_a_document_received_and_accepted_within_the_half_hour_is_one_line(session: Session) -> None:
    accept(session, submission_id=came(session), by=BY, world=world_on(CAME))
    send_everything(session, world=later(world_on(CAME), 30))
    text = words(receipts(session)[0])
    assert text.count("17/BC") == 1
    assert text.index("ĐẠT YÊU CẦU") < text.index("17/BC")


def test_the_focal_unit_gets_no_receipt_from_itself(session: Session) -> None:
    plan = session.exec(select(Plan)).one()
    add_task(session, plan=plan, units=[FOCAL], due=DUE, world=world_on(ISSUED), code="III.3.c")
    entry = Entry(
        unit=FOCAL, tasks=((plan.id or 0, "III.3.c", ""),), number="1/BC", issued_on=CAME, arrived_on=CAME
    )
    record(session, entry=entry, by=BY, world=world_on(CAME))
    assert receipts(session, FOCAL) == []


def test_a_returned_document_is_written_about_at_once_with_reason_text_and_day(session: Session) -> None:
    key = came(session)
    send_back(session, submission_id=key, returning=back(date(2024, 12, 22)), by=BY, world=world_on(CAME))
    send_everything(session, world=world_on(CAME))
    [mail] = left(session, MessageKind.RETURN)
    assert mail.subject == "[Dữ liệu mẫu] [Đề nghị bổ sung] Văn bản số 17/BC"
    for part in (
        "Lý do: Thiếu số liệu, biểu mẫu",
        "Nội dung cần bổ sung: bổ sung số liệu mục II",
        "chậm nhất ngày 22/12/2024 (đề nghị gửi trong ngày làm việc 20/12)",
    ):
        assert part in words(mail)


def test_a_unit_without_an_address_hears_of_its_return_once_it_has_one(session: Session) -> None:
    [contact] = session.exec(select(Contact).where(Contact.unit_id == "CA02", Contact.role == Role.CONTACT))
    contact.valid_to = CAME - timedelta(days=1)
    key = came(session)
    send_back(session, submission_id=key, returning=back(date(2024, 12, 22)), by=BY, world=world_on(CAME))
    assert send_everything(session, world=later(world_on(CAME), 60)) == 0
    session.add(Contact(unit_id="CA02", role=Role.CONTACT, address="moi@ca02.example"))
    for day in (CAME + timedelta(days=1), CAME + timedelta(days=2)):
        run_day(session, world=world_on(day))
        send_everything(session, world=world_on(day))
    assert [mail.subject for mail in left(session, MessageKind.RETURN)] == [
        "[Dữ liệu mẫu] [Đề nghị bổ sung] Văn bản số 17/BC"
    ]


def test_a_result_taken_back_before_the_mail_left_is_not_mailed(session: Session) -> None:
    key = came(session)
    send_back(session, submission_id=key, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    take_back(session, submission_id=key, reason="bấm nhầm", by=BY, world=world_on(CAME))
    send_everything(session, world=world_on(CAME))
    assert left(session, MessageKind.RETURN) == []


def test_the_chasing_mail_of_a_return_asks_for_the_completed_version(session: Session) -> None:
    key = came(session)
    send_back(session, submission_id=key, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    run_day(session, world=world_on(date(2024, 12, 19)))
    send_everything(session, world=world_on(date(2024, 12, 19)))
    subjects = [mail.subject for mail in left(session, MessageKind.CHASE)]
    assert (
        "[Dữ liệu mẫu] [Nhắc việc] Còn 01 ngày làm việc: gửi bản bổ sung, hoàn thiện văn bản III.3.b "
        "(hạn chậm nhất ngày 20/12/2024)" in subjects
    )


def test_of_a_secret_document_nothing_but_number_and_day_leaves_by_mail(session: Session) -> None:
    key = came(session)
    session.get_one(Submission, key).secrecy = Secrecy.MAT
    send_back(session, submission_id=key, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    send_everything(session, world=later(world_on(CAME), 30))
    mails = [
        words(mail) for kind in (MessageKind.RETURN, MessageKind.RECEIPT) for mail in left(session, kind)
    ]
    assert len(mails) == 2
    for text in mails:
        assert "17/BC" in text
        assert "bổ sung số liệu mục II" not in text
        assert "văn bản III.3.b" not in text

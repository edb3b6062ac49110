"""The life of a document: received, accepted or returned, completed; more time, or none of it owed at all."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.captured import text_of
from flows.work.chase.daily import run_day
from flows.work.documents.correct import correct, entry_of, void
from flows.work.documents.record import Entry, record
from flows.work.duties.accepting import accept_at_once
from flows.work.duties.exempting import exempt, undo_exemption
from flows.work.duties.extending import Request, extend, undo_extension
from flows.work.duties.finding import Duty
from flows.work.duties.review_layout import Layout, Wanted
from flows.work.duties.review_round import (
    Answer,
    Returned,
    answer_review,
    open_review,
    reopen,
)
from flows.work.duties.reviewing import Returning, accept, send_back, take_back
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import transaction
from models.store.duty_facts import facts_of
from models.store.untold import told_until, untold
from models.tables import (
    Contact,
    DueChange,
    Figure,
    Folder,
    Indicator,
    Message,
    MessageItem,
    Notice,
    Obligation,
    Plan,
    PlanTask,
    ReportedTask,
    Submission,
    SubmissionFile,
    SubmissionLink,
    WorkbookImport,
)
from models.words import (
    Change,
    DeadlineKind,
    FileKind,
    FolderKind,
    IndicatorKind,
    JudgedBy,
    MessageKind,
    NoticeStatus,
    ObligationStatus,
    ReturnReason,
    Role,
    Secrecy,
    TaskResult,
)
from tests.factories import FOCAL, add_plan, add_task, add_units, world_on
from tests.flows.mailing import left, send_everything

ISSUED, DUE = date(2024, 2, 6), date(2024, 12, 14)
CAME = date(2024, 12, 10)  # a Tuesday
REPORT, YEARLY = "III.3.b", "II.4.1"
OPEN, ARRIVED, RETURNED = ObligationStatus.OPEN, ObligationStatus.ARRIVED, ObligationStatus.RETURNED
DONE, NIL, EXEMPT = ObligationStatus.DONE, ObligationStatus.NIL, ObligationStatus.EXEMPT
BY = "Cán bộ 1"


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        add_units(session, "CA02", "CA04", "CA06")
        plan, world = add_plan(session), world_on(ISSUED)
        for unit in ("CA02", "CA04"):
            for role in (Role.DEPARTMENT_HEAD, Role.UNIT_HEAD):
                session.add(Contact(unit_id=unit, role=role, address=f"{role}@{unit.lower()}.example"))
        units = ["CA02", "CA04", "CA06"]
        add_task(
            session,
            plan=plan,
            units=units,
            due=DUE,
            world=world,
            code=REPORT,
            ladder="bao-cao",
            judged_by=JudgedBy.SENT,
            annual_report=True,
        )
        add_task(
            session,
            plan=plan,
            units=units,
            due=date(2024, 12, 31),
            world=world,
            code=YEARLY,
            ladder="",
            kind=DeadlineKind.PERIOD,
        )
        yield session


def came(
    session: Session, unit: str = "CA02", *, on: date = CAME, number: str = "17/BC", nil: bool = False
) -> int:
    """The unit's report comes in and is recorded on that day."""
    plan = session.exec(select(Plan.id)).one() or 0
    entry = Entry(
        unit=unit,
        tasks=((plan, REPORT, ""),),
        number=number,
        issued_on=on,
        sent_on=on,
        arrived_on=on,
        nil=nil,
    )
    return record(session, entry=entry, by=BY, world=world_on(on)).submission_id


def back(day: date, *, comment: str = "bổ sung số liệu mục II") -> Returning:
    return Returning(reason=ReturnReason.FIGURES, comment=comment, resubmit_by=day)


def duty(session: Session, unit: str = "CA02", code: str = REPORT) -> Obligation:
    session.expire_all()
    statement = (
        select(Obligation)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(col(Obligation.owed_by) == unit, col(PlanTask.code) == code)
    )
    return session.exec(statement).one()


def meant(session: Session, unit: str = "CA02") -> Duty:
    plan = session.exec(select(Plan.id)).one() or 0
    return Duty(unit=unit, unit_name=f"Công an tỉnh {unit}", task=(plan, REPORT, ""))


def on_time(session: Session, unit: str = "CA02") -> list[bool | None]:
    """Of each version, first to last."""
    statement = (
        select(SubmissionLink.on_time)
        .where(col(SubmissionLink.obligation_id) == duty(session, unit).id)
        .order_by(col(SubmissionLink.version))
    )
    return list(session.exec(statement))


def run_until(session: Session, first: date, last: date) -> None:
    day = first
    while day <= last:
        run_day(session, world=world_on(day))
        send_everything(session, world=world_on(day))
        day += timedelta(days=1)


def stages(session: Session, unit: str = "CA02") -> list[tuple[str, str, Role]]:
    """Day, stage and reader of every stage of the present round that has come up to be sent."""
    row = duty(session, unit)
    statement = (
        select(Notice)
        .where(
            col(Notice.obligation_id) == row.id,
            col(Notice.round) == row.round,
            col(Notice.status).in_((NoticeStatus.PLANNED, NoticeStatus.SENT, NoticeStatus.HELD)),
        )
        .order_by(col(Notice.due_on), col(Notice.id))
    )
    return [(f"{one.due_on:%d/%m}", one.stage, one.role) for one in session.exec(statement)]


def test_an_accepted_document_is_done(session: Session) -> None:
    key = came(session)
    assert duty(session).status is ARRIVED
    sentence = accept(session, submission_id=key, by=BY, world=world_on(CAME))
    assert sentence == "Văn bản số 17/BC của Công an tỉnh CA02: Đạt yêu cầu."
    assert duty(session).status is DONE


def test_a_return_opens_a_short_ladder_towards_its_own_day_and_goes_to_the_contact_alone(
    session: Session,
) -> None:
    """To be completed by Friday 27/12: one reminder on 26/12, one after it on 02/01 (01/01 is off)."""
    key = came(session)
    until = date(2024, 12, 27)
    sentence = send_back(session, submission_id=key, returning=back(until), by=BY, world=world_on(CAME))
    assert sentence.endswith("gửi lại chậm nhất ngày 27/12/2024 (thiếu số liệu, biểu mẫu).")
    row = duty(session)
    assert (row.status, row.effective_due, row.resubmit_by, row.round) == (RETURNED, DUE, until, 2)
    run_until(session, date(2024, 12, 11), date(2025, 1, 10))
    assert stages(session) == [
        ("26/12", "truoc-1-ngay", Role.CONTACT),
        ("02/01", "sau-3-ngay", Role.CONTACT),
    ]


def test_a_return_changes_nothing_about_the_first_version_and_the_second_has_its_own_day(
    session: Session,
) -> None:
    first = came(session)
    send_back(session, submission_id=first, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    came(session, on=date(2024, 12, 20), number="21/BC")
    assert on_time(session) == [True, True]
    assert duty(session).status is ARRIVED
    assert session.get_one(Submission, first).voided_at is None, "the old version stays"


def test_a_version_after_the_day_of_the_return_is_late_itself_and_the_first_one_was_not(
    session: Session,
) -> None:
    first = came(session)
    send_back(session, submission_id=first, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    came(session, on=date(2024, 12, 23), number="21/BC")
    assert on_time(session) == [True, False]


def test_when_the_returned_version_was_recorded_by_mistake_the_old_deadline_counts_again(
    session: Session,
) -> None:
    first = came(session)
    send_back(session, submission_id=first, returning=back(date(2025, 1, 3)), by=BY, world=world_on(CAME))
    void(session, submission_id=first, reason="nhầm đơn vị", by=BY, world=world_on(CAME))
    row = duty(session)
    assert (row.status, row.resubmit_by, row.round) == (OPEN, None, 3)
    run_until(session, date(2024, 12, 11), date(2024, 12, 16))
    assert stages(session) == [
        ("12/12", "truoc-1-ngay", Role.CONTACT),
        ("16/12", "sau-1-ngay", Role.CONTACT),
    ]


def test_a_result_that_is_taken_back_leaves_the_document_waiting_for_a_review(session: Session) -> None:
    key = came(session)
    accept(session, submission_id=key, by=BY, world=world_on(CAME))
    take_back(session, submission_id=key, reason="bấm nhầm", by=BY, world=world_on(CAME))
    assert duty(session).status is ARRIVED
    accept(session, submission_id=key, by=BY, world=world_on(CAME))
    assert duty(session).status is DONE


REFUSED = [
    (back(date(2024, 12, 20), comment=" "), "đề nghị ghi rõ nội dung cần bổ sung, hoàn thiện."),
    (back(CAME), "ngày gửi lại 10/12/2024 không sau hôm nay (10/12/2024); đề nghị chọn ngày khác."),
]


@pytest.mark.parametrize(("returning", "why"), REFUSED)
def test_a_return_says_what_is_missing_and_until_when(
    session: Session, returning: Returning, why: str
) -> None:
    key = came(session)
    with pytest.raises(RefusedError) as refusal:
        send_back(session, submission_id=key, returning=returning, by=BY, world=world_on(CAME))
    assert str(refusal.value) == f"Văn bản số 17/BC của Công an tỉnh CA02: {why}"
    assert duty(session).status is ARRIVED


def test_of_two_versions_only_the_newer_one_is_reviewed(session: Session) -> None:
    older = came(session)
    came(session, number="18/BC")
    with pytest.raises(RefusedError, match="đơn vị đã gửi bản mới hơn; đề nghị rà soát bản mới"):
        accept(session, submission_id=older, by=BY, world=world_on(CAME))


def test_a_corrected_record_keeps_its_review_its_place_and_its_files(session: Session) -> None:
    key = came(session)
    session.add(
        SubmissionFile(
            submission_id=key,
            kind=FileKind.DOCUMENT,
            sha256="0" * 64,
            name="bao-cao.pdf",
            media_type="application/pdf",
            size=1,
            attached_by=BY,
            attached_at=world_on(CAME).now,
        )
    )
    send_back(session, submission_id=key, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    fresh = replace(entry_of(session, submission_id=key), number="71/BC")
    result = correct(
        session, submission_id=key, entry=fresh, reason="ghi nhầm số", by=BY, world=world_on(CAME)
    )
    row = duty(session)
    assert (row.status, row.round, row.resubmit_by) == (RETURNED, 2, date(2024, 12, 20))
    assert [one.submission_id for one in session.exec(select(SubmissionFile))] == [result.submission_id]


def workbook(session: Session, submission: int, result: TaskResult) -> None:
    """The report's workbook says how the whole-year task stands."""
    world = world_on(CAME)
    file = SubmissionFile(
        submission_id=submission,
        kind=FileKind.WORKBOOK,
        sha256="1" * 64,
        name="bieu.xlsx",
        media_type="",
        size=1,
        attached_by=BY,
        attached_at=world.now,
    )
    session.add(file)
    session.flush()
    read = WorkbookImport(
        submission_id=submission, file_id=file.id or 0, imported_by=BY, imported_at=world.now
    )
    session.add(read)
    session.flush()
    session.add(
        ReportedTask(import_id=read.id or 0, task_id=duty(session, code=YEARLY).task_id, result=result)
    )
    session.flush()


def test_acceptance_of_a_report_fulfils_the_whole_year_tasks_that_its_workbook_states_as_done(
    session: Session,
) -> None:
    key = came(session)
    workbook(session, key, TaskResult.DONE)
    assert duty(session, code=YEARLY).status is OPEN, "only once it is accepted"
    sentence = accept(session, submission_id=key, by=BY, world=world_on(CAME))
    assert "1 nhiệm vụ cả năm theo biểu số liệu" in sentence
    assert duty(session, code=YEARLY).status is DONE
    assert duty(session, "CA04", YEARLY).status is OPEN
    take_back(session, submission_id=key, reason="bấm nhầm", by=BY, world=world_on(CAME))
    assert duty(session, code=YEARLY).status is OPEN


def test_what_a_newer_accepted_version_states_as_not_done_is_owed_again(session: Session) -> None:
    first = came(session)
    workbook(session, first, TaskResult.DONE)
    accept(session, submission_id=first, by=BY, world=world_on(CAME))
    second = came(session, number="18/BC")
    assert duty(session, code=YEARLY).status is DONE, "until the new version is accepted"
    workbook(session, second, TaskResult.UNDERWAY)
    accept(session, submission_id=second, by=BY, world=world_on(CAME))
    assert duty(session, code=YEARLY).status is OPEN


def asked(new_due: date, **changes: object) -> Request:
    facts: dict[str, object] = {
        "number": "88/CAT-PV01",
        "requested_on": date(2024, 12, 9),
        "agreed_by": "Phó Cục trưởng",
        "reason": "khắc phục hậu quả bão",
        "new_due": new_due,
    }
    return Request(**{**facts, **changes})  # type: ignore[arg-type]  # a table of changes


def test_an_extension_moves_the_day_keeps_the_old_one_and_starts_a_fresh_ladder(session: Session) -> None:
    """To Tuesday 31/12: reminders on 24/12 (5 working days before) and 30/12; nothing on 12/12."""
    sentence = extend(
        session, duty=meant(session), request=asked(date(2024, 12, 31)), by=BY, world=world_on(CAME)
    )
    assert sentence == (
        "Đã gia hạn nhiệm vụ III.3.b của Công an tỉnh CA02 đến hết ngày 31/12/2024 (trước đây: 14/12/2024), "
        "gia hạn theo văn bản số 88/CAT-PV01 ngày 09/12/2024; Phó Cục trưởng đồng ý."
    )
    row = duty(session)
    assert (row.original_due, row.effective_due, row.round) == (DUE, date(2024, 12, 31), 2)
    run_until(session, date(2024, 12, 11), date(2024, 12, 31))
    assert [day for day, _, _ in stages(session)] == ["24/12", "30/12"]


def test_an_extension_is_undone_and_the_old_day_holds_again(session: Session) -> None:
    request = asked(date(2024, 12, 31))
    extend(session, duty=meant(session), request=request, by=BY, world=world_on(CAME))
    undo_extension(session, duty=meant(session), reason="rút đề nghị", by=BY, world=world_on(CAME))
    assert (duty(session).effective_due, duty(session).round) == (DUE, 3)
    changes = session.exec(select(DueChange).order_by(col(DueChange.id))).all()
    assert [one.new_due for one in changes] == [date(2024, 12, 31), DUE]
    with pytest.raises(RefusedError, match=r"Chưa gia hạn nhiệm vụ III\.3\.b của Công an tỉnh CA02"):
        undo_extension(session, duty=meant(session), reason="x", by=BY, world=world_on(CAME))


NOT_EXTENDED = [
    (
        {"new_due": date(2025, 1, 14)},
        "nhiều nhất 20 ngày làm việc so với ngày cuối cùng ban đầu (14/12/2024), tức là đến 13/01/2025",
    ),
    ({"new_due": DUE}, "phải sau 14/12/2024 (ngày cuối cùng hiện nay)"),
    ({"agreed_by": ""}, "Lãnh đạo đồng ý: chưa ghi"),
    ({"number": ""}, "Số văn bản đề nghị gia hạn: chưa ghi"),
    ({"requested_on": date(2024, 12, 11)}, "Ngày văn bản đề nghị 11/12/2024 là ngày trong tương lai"),
]


@pytest.mark.parametrize(("changes", "why"), NOT_EXTENDED)
def test_an_extension_that_cannot_be_is_refused_in_words(
    session: Session, changes: dict[str, object], why: str
) -> None:
    request = asked(**{"new_due": date(2024, 12, 31), **changes})  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as refusal:
        extend(session, duty=meant(session), request=request, by=BY, world=world_on(CAME))
    assert why in str(refusal.value)
    assert duty(session).effective_due == DUE


def test_the_last_day_of_the_cap_is_allowed(session: Session) -> None:
    extend(session, duty=meant(session), request=asked(date(2025, 1, 13)), by=BY, world=world_on(CAME))
    assert duty(session).effective_due == date(2025, 1, 13)


def test_what_has_arrived_needs_no_more_time(session: Session) -> None:
    came(session)
    with pytest.raises(RefusedError) as refusal:
        extend(session, duty=meant(session), request=asked(date(2024, 12, 31)), by=BY, world=world_on(CAME))
    assert str(refusal.value) == (
        "Công an tỉnh CA02, nhiệm vụ III.3.b: đã nhận văn bản, chờ rà soát, không thể gia hạn."
    )


def test_whoever_is_spared_a_report_is_told_what_was_to_travel_in_the_same_document(session: Session) -> None:
    plan = session.exec(select(Plan)).one()
    add_task(session, plan=plan, units=["CA02"], due=DUE, world=world_on(ISSUED), code="SK-2024", ladder="")
    session.exec(select(PlanTask).where(PlanTask.code == "SK-2024")).one().met_with = REPORT
    told = exempt(session, duty=meant(session), basis="mục II.8", by=BY, world=world_on(CAME))
    assert "Nhiệm vụ SK-2024 gửi chung văn bản vẫn phải thực hiện và không có lượt nhắc riêng" in told


def test_who_is_not_meant_is_chased_no_more_until_that_is_undone(session: Session) -> None:
    exempt(session, duty=meant(session), basis="mục II.8 chỉ giao Công an tỉnh", by=BY, world=world_on(CAME))
    assert duty(session).status is EXEMPT
    run_until(session, date(2024, 12, 11), date(2024, 12, 12))
    assert stages(session) == []
    undo_exemption(session, duty=meant(session), reason="ghi nhầm", by=BY, world=world_on(date(2024, 12, 13)))
    assert duty(session).status is OPEN
    run_until(session, date(2024, 12, 13), date(2024, 12, 16))
    assert stages(session)[-1] == ("16/12", "sau-1-ngay", Role.CONTACT)


def test_a_nil_report_is_a_document_that_came_and_may_be_returned_too(session: Session) -> None:
    key = came(session, nil=True)
    assert duty(session).status is NIL
    assert on_time(session) == [True]
    send_back(session, submission_id=key, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    assert duty(session).status is RETURNED


def test_a_letter_that_waits_for_approval_is_withdrawn_by_a_document_and_comes_back_with_its_voiding(
    session: Session,
) -> None:
    run_until(session, date(2024, 12, 16), date(2024, 12, 20))

    def held() -> int:
        statement = select(Notice).where(
            col(Notice.obligation_id) == duty(session).id, col(Notice.status) == NoticeStatus.HELD
        )
        return len(session.exec(statement).all())

    waiting = held()
    assert waiting == 2, "the page to the leaders and the first letter"
    key = came(session, on=date(2024, 12, 20))
    assert held() == 0
    void(session, submission_id=key, reason="nhầm", by=BY, world=world_on(date(2024, 12, 20)))
    assert held() == waiting


def receipts(session: Session, unit: str = "CA02") -> list[Message]:
    session.expire_all()
    of_unit = select(MessageItem.message_id).where(col(MessageItem.unit_id) == unit)
    statement = select(Message).where(col(Message.kind) == MessageKind.RECEIPT, col(Message.id).in_(of_unit))
    return list(session.exec(statement.order_by(col(Message.id))))


def words(message: Message) -> str:
    assert message.content is not None
    return " ".join(text_of(message.content).split())


def later(world: World, minutes: int) -> World:
    moved = world.machine_now + timedelta(minutes=minutes)
    return replace(world, machine_now=moved, now=world.now + timedelta(minutes=minutes))


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


# -- the round of a review ------------------------------------------------------------------------------


def laid_out(session: Session, run: str = "run-1") -> Layout:
    plan = session.exec(select(Plan.id)).one() or 0
    layout, _ = open_review(
        session,
        run=run,
        number=1,
        wanted=Wanted(task=(plan, REPORT, "")),
        title="Báo cáo",
        world=world_on(CAME),
    )
    return layout


def answered(session: Session, answer: Answer, *, run: str = "run-1", number: int = 1) -> object:
    return answer_review(session, run=run, number=number, answer=answer, by=BY, world=world_on(CAME))


def sent_back(layout: Layout, place: int = 0, changes: Mapping[str, str] | None = None) -> Returned:
    facts = {
        "document": layout.documents[place].label,
        "reason": "Thiếu số liệu, biểu mẫu",
        "comment": "bổ sung",
        "resubmit_by": "20/12/2024",
    }
    return Returned(**{**facts, **(changes or {})})


def test_the_rest_is_accepted_only_if_the_switch_is_on(session: Session) -> None:
    for unit in ("CA02", "CA04", "CA06"):
        came(session, unit)
    layout = laid_out(session)
    effect = answer_review(
        session,
        run="run-1",
        number=1,
        answer=Answer(accepted=(layout.documents[0].label,), returned=(sent_back(layout, 1),)),
        by=BY,
        world=world_on(CAME),
    )
    assert effect.sentence == (
        "Đã rà soát: 01 văn bản đạt yêu cầu, 01 văn bản đề nghị bổ sung, hoàn thiện, 01 văn bản để lại."
    )
    assert [duty(session, unit).status for unit in ("CA02", "CA04", "CA06")] == [DONE, RETURNED, ARRIVED]
    layout = laid_out(session, "run-2")
    assert [one.unit_name for one in layout.documents] == ["Công an tỉnh CA06"]
    answered(session, Answer(rest=True), run="run-2")
    assert duty(session, "CA06").status is DONE


WRONG = [
    (Answer(), "Chưa chọn văn bản nào"),
    ({"comment": ""}, "đề nghị ghi rõ nội dung cần bổ sung"),
    ({"resubmit_by": "mai"}, "ngày gửi lại: không đọc được «mai»"),
    ({"resubmit_by": "09/12/2024"}, "không sau hôm nay"),
    ({"comment": "thiếu\0dấu \ud800"}, "có ký tự không hiển thị được"),
    ({"resubmit_by": "mai\0\ud800"}, "ngày gửi lại: không đọc được «mai"),
    ({"reason": "khác"}, "đề nghị chọn lý do trong danh sách"),
    ({"document": "Công an tỉnh X"}, "không có trong danh sách rà soát"),
]


@pytest.mark.parametrize(("answer", "why"), WRONG)
def test_a_wrong_answer_changes_nothing_and_comes_back_as_a_form_with_the_reason(
    session: Session, answer: Answer | dict[str, str], why: str
) -> None:
    came(session)
    layout = laid_out(session)
    given = answer if isinstance(answer, Answer) else Answer(returned=(sent_back(layout, changes=answer),))
    effect = answer_review(session, run="run-1", number=1, answer=given, by=BY, world=world_on(CAME))
    assert why in effect.again
    assert duty(session).status is ARRIVED
    reopen(session, run="run-1", number=2, problem=effect.again)
    again, none = open_review(
        session, run="run-1", number=2, wanted=Wanted(task=(0, "", "")), title="", world=world_on(CAME)
    )
    assert (again.problem, again.documents, none) == (effect.again, layout.documents, None)
    answered(session, Answer(rest=True), number=2)
    assert duty(session).status is DONE


def test_a_document_in_both_lists_is_refused(session: Session) -> None:
    came(session)
    layout = laid_out(session)
    both = Answer(accepted=(layout.documents[0].label,), returned=(sent_back(layout),))
    effect = answer_review(session, run="run-1", number=1, answer=both, by=BY, world=world_on(CAME))
    assert "được chọn hai lần" in effect.again


def test_an_answer_is_applied_once_however_often_the_run_starts_from_the_top(session: Session) -> None:
    came(session)
    laid_out(session)
    first = answered(session, Answer(rest=True))
    assert answered(session, Answer(rest=True)) == first
    assert laid_out(session).documents[0].number == "17/BC", "as it was first shown"


def test_what_changed_meanwhile_is_told_and_stops_nothing_else(session: Session) -> None:
    """A new version came in, another document was voided, a third lies in a newer review."""
    for unit in ("CA02", "CA04", "CA06"):
        came(session, unit)
    layout = laid_out(session)
    came(session, "CA02", number="99/BC")
    void(
        session,
        submission_id=layout.documents[1].submission_id,
        reason="nhầm",
        by=BY,
        world=world_on(CAME),
    )
    effect = answer_review(
        session, run="run-1", number=1, answer=Answer(rest=True), by=BY, world=world_on(CAME)
    )
    assert [why.partition(": ")[2] or why for why in effect.stale] == [
        "đơn vị đã gửi bản mới hơn; đề nghị rà soát bản mới.",
        "Văn bản số 17/BC của Công an tỉnh CA04 không còn hiệu lực (đã hủy hoặc đã sửa ghi nhận).",
    ]
    assert duty(session, "CA06").status is DONE


def test_a_document_lies_in_one_review_at_a_time_the_newest(session: Session) -> None:
    came(session)
    laid_out(session, "run-1")
    laid_out(session, "run-2")
    stale = answer_review(
        session, run="run-1", number=1, answer=Answer(rest=True), by=BY, world=world_on(CAME)
    )
    assert stale.stale == ("Công an tỉnh CA02 · số 17/BC · #1: đã chuyển sang một lần rà soát khác.",)
    answered(session, Answer(rest=True), run="run-2")
    assert duty(session).status is DONE


def test_nothing_to_review_is_said(session: Session) -> None:
    with pytest.raises(RefusedError, match=r"Không có văn bản nào chờ rà soát: Báo cáo\."):
        laid_out(session)


def test_every_stored_status_is_the_one_that_its_facts_allow(session: Session) -> None:
    key = came(session)
    accept(session, submission_id=key, by=BY, world=world_on(CAME))
    rows = session.exec(select(Obligation)).all()
    facts = facts_of(session, obligations=[one.id for one in rows if one.id])
    assert {one.id: one.status for one in rows} == {key: fact.status for key, fact in facts.items()}


def test_every_change_has_its_words() -> None:
    from templates.duty_words import CHANGES, RETURN_REASONS, STATUSES

    assert CHANGES.keys() == set(Change)
    assert STATUSES.keys() == set(ObligationStatus)
    assert RETURN_REASONS.keys() == set(ReturnReason)


def test_every_change_waits_to_be_told_to_the_server_until_it_confirms(session: Session) -> None:
    """Each with what names it: the unit that is chased now, the task."""
    session.add(Folder(kind=FolderKind.EXAMPLE, example_day=CAME, created_at=world_on(ISSUED).now))
    accept(session, submission_id=came(session), by=BY, world=world_on(CAME))
    changes = untold(session, limit=10)
    assert [(one.change, one.task_code, one.unit_name) for one in changes] == [
        ("record", REPORT, "Công an tỉnh CA02"),
        ("accept", REPORT, "Công an tỉnh CA02"),
    ]
    told_until(session, audit=changes[0].audit_id)
    session.expire_all()
    assert untold(session, limit=10) == changes[1:]


def test_one_document_is_accepted_at_once_but_never_a_version_that_was_replaced(session: Session) -> None:
    first = came(session)
    second = came(session, number="21/BC")
    with pytest.raises(RefusedError, match="đơn vị đã gửi bản mới hơn"):
        accept_at_once(session, submission_id=first, by=BY, world=world_on(CAME))
    said = accept_at_once(session, submission_id=second, by=BY, world=world_on(CAME))
    assert said == "Đã rà soát: Văn bản số 21/BC của Công an tỉnh CA02: Đạt yêu cầu."
    assert duty(session).status is DONE


def test_odd_figures_have_to_be_seen_before_a_document_is_accepted(session: Session) -> None:
    key = came(session)
    workbook(session, key, TaskResult.DONE)
    model = Indicator(
        plan_id=session.exec(select(Plan.id)).one() or 0,
        position=1,
        code="mo-hinh",
        name="Mô hình",
        unit="mô hình",
        kind=IndicatorKind.COUNT,
        minimum=1,
    )
    session.add(model)
    session.flush()
    read = session.exec(select(WorkbookImport.id)).one() or 0
    session.add(Figure(import_id=read, indicator_id=model.id or 0, year=2024, value=0))
    session.flush()
    with pytest.raises(RefusedError, match=r"Số liệu cần xem lại .*; đề nghị để trống ô này"):
        accept_at_once(session, submission_id=key, by=BY, world=world_on(CAME))
    assert duty(session).status is ARRIVED


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


def test_every_change_of_an_obligation_is_told_once_and_in_order(session: Session) -> None:
    """What waits to be told to Prefect's server is in the audit trail, and told_until takes it off."""
    session.add(Folder(kind=FolderKind.EXAMPLE, example_day=CAME, created_at=world_on(ISSUED).now))
    key = came(session)
    send_back(session, submission_id=key, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    session.flush()
    waiting = untold(session, limit=10)
    assert [(one.change, one.unit_name, one.facts["to"]) for one in waiting] == [
        ("record", "Công an tỉnh CA02", "arrived"),
        ("return", "Công an tỉnh CA02", "returned"),
    ]
    told_until(session, audit=waiting[0].audit_id)
    session.expire_all()
    assert [one.change for one in untold(session, limit=10)] == ["return"]

"""Recording documents: what is understood, what is refused with one sentence, what is on time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from flows.correct_record import CorrectForm
from flows.work.documents.correct import correct, entry_of, void
from flows.work.documents.record import Entry, Recorded, record
from flows.work.refusals import RefusedError
from flows.work.stop import set_stop
from models.database import transaction
from models.store.counted import counted_rows
from models.tables import Obligation, PlanTask, Submission
from models.words import JudgedBy, ObligationStatus, Secrecy
from tests.factories import add_plan, add_task, add_units, world_on
from tests.flows.at_once import at_once

TODAY = date(2024, 3, 5)
DUE = date(2024, 2, 28)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        add_units(session, "CA02", "CA04")
        plan, world = add_plan(session), world_on(date(2024, 2, 6))
        add_task(session, plan=plan, units=["CA02", "CA04"], due=DUE, world=world)
        add_task(
            session,
            plan=plan,
            units=["CA02"],
            due=DUE,
            world=world,
            code="III.3.b",
            judged_by=JudgedBy.RECEIVED,
        )
        yield session


def entry(session: Session, **changes: object) -> Entry:
    plan = session.exec(select(Obligation.plan_id)).first()
    facts: dict[str, object] = {
        "unit": "CA02",
        "tasks": ((plan, "II.1.1.b", ""),),
        "number": "05/KH-CAT",
        "issued_on": date(2024, 2, 28),
        "arrived_on": date(2024, 3, 5),
    }
    return Entry(**{**facts, **changes})  # type: ignore[arg-type]  # a table of changes, one test each


def put(session: Session, **changes: object) -> Recorded:
    return record(session, entry=entry(session, **changes), by="Cán bộ 1", world=world_on(TODAY))


def test_issued_on_the_last_day_and_received_a_week_later_is_on_time_where_issuing_counts(
    session: Session,
) -> None:
    assert put(session).sentence == (
        "Đã ghi nhận văn bản số 05/KH-CAT của Công an tỉnh CA02 (II.1.1.b: đúng hạn)."
    )


def test_the_same_document_is_late_where_arrival_counts(session: Session) -> None:
    plan = entry(session).tasks[0][0]
    assert "III.3.b: quá hạn" in put(session, tasks=((plan, "III.3.b", ""),)).sentence


def test_one_document_meets_several_obligations(session: Session) -> None:
    plan = entry(session).tasks[0][0]
    result = put(session, tasks=((plan, "II.1.1.b", ""), (plan, "III.3.b", "")))
    assert [met.task_code for met in result.met] == ["II.1.1.b", "III.3.b"]
    states = {one.status for one in session.exec(select(Obligation).where(Obligation.owed_by == "CA02"))}
    assert states == {ObligationStatus.ARRIVED}


def test_a_second_document_is_a_second_version(session: Session) -> None:
    put(session)
    assert "lần gửi thứ 2" in put(session, number="09/KH-CAT").sentence


REFUSALS = [
    ({"number": " "}, "Thiếu số/ký hiệu văn bản: đề nghị ghi như trên văn bản, ví dụ 05/KH-CAT-PV01."),
    (
        {"arrived_on": date(2024, 3, 6)},
        "Ngày đến 06/03/2024 là ngày trong tương lai; hôm nay là 05/03/2024.",
    ),
    (
        {"issued_on": date(2024, 3, 4), "arrived_on": date(2024, 3, 1)},
        "Ngày ban hành 04/03/2024 sau ngày đến 01/03/2024; đề nghị kiểm tra lại hai ngày này.",
    ),
    (
        {"sent_on": date(2024, 2, 27)},
        "Ngày ban hành 28/02/2024 sau ngày gửi 27/02/2024; đề nghị kiểm tra lại hai ngày này.",
    ),
    (
        {"issued_on": date(2023, 2, 1), "arrived_on": date(2023, 2, 27)},
        "Ngày đến 27/02/2023 trước ngày ban hành Kế hoạch (06/02/2024); đề nghị kiểm tra lại năm.",
    ),
    (
        {"issued_on": date(2014, 2, 28)},
        "Ngày ban hành 28/02/2014 quá xa trước ngày ban hành Kế hoạch (06/02/2024); "
        "đề nghị kiểm tra lại năm.",
    ),
    (
        {"issued_on": date(2023, 2, 28)},
        "Ngày ban hành 28/02/2023 quá xa trước ngày ban hành Kế hoạch (06/02/2024); "
        "đề nghị kiểm tra lại năm.",
    ),
    (
        {"issued_on": None, "sent_on": date(2014, 2, 28)},
        "Ngày gửi 28/02/2014 quá xa trước ngày ban hành Kế hoạch (06/02/2024); đề nghị kiểm tra lại năm.",
    ),
    (
        {"secrecy": Secrecy.MAT, "remark": "kịch bản số 3"},
        "Văn bản có độ mật chỉ được lưu số và ngày; đề nghị để trống ô ghi chú rồi ghi nhận lại.",
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), REFUSALS)
def test_nonsense_is_refused_with_one_sentence_and_nothing_is_kept(
    session: Session, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        put(session, **changes)
    assert str(refusal.value) == sentence
    assert session.exec(select(Submission)).all() == []


def test_a_document_issued_shortly_before_the_plan_is_taken(session: Session) -> None:
    assert put(session, issued_on=date(2023, 12, 20)).met[0].on_time is True


def test_a_task_that_the_unit_does_not_owe_is_refused(session: Session) -> None:
    plan = entry(session).tasks[0][0]
    with pytest.raises(RefusedError, match=r"Công an tỉnh CA04 không được giao nhiệm vụ III\.3\.b"):
        put(session, unit="CA04", tasks=((plan, "III.3.b", ""),))


def test_the_same_document_twice_is_refused(session: Session) -> None:
    put(session)
    with pytest.raises(RefusedError, match=r"đã được ghi nhận cho nhiệm vụ II\.1\.1\.b"):
        put(session)


def test_a_deadline_with_an_hour_asks_for_the_hour_of_arrival(session: Session) -> None:
    for one in session.exec(select(Obligation)):
        one.due_time = time(20, 0)
    session.flush()
    with pytest.raises(RefusedError, match="đề nghị ghi giờ đến"):
        put(session, issued_on=DUE, arrived_on=DUE)


@pytest.mark.parametrize(
    ("phrase", "words"),
    [("trước 20h00 ngày 28/02/2024", "quá hạn"), ("chậm nhất 20h00 ngày 28/02/2024", "đúng hạn")],
)
def test_the_hour_itself_is_late_only_where_the_deadline_says_before_it(
    session: Session, phrase: str, words: str
) -> None:
    for task in session.exec(select(PlanTask)):
        task.deadline_phrase = phrase
    for one in session.exec(select(Obligation)):
        one.due_time = time(20, 0)
    session.flush()
    plan = entry(session).tasks[0][0]
    told = put(session, tasks=((plan, "III.3.b", ""),), arrived_on=DUE, arrived_time=time(20, 0))
    assert f"III.3.b: {words}" in told.sentence


def test_a_voided_record_is_kept_with_its_reason_and_the_duty_is_owed_again(session: Session) -> None:
    submission = put(session).submission_id
    told = void(session, submission_id=submission, reason="nhầm đơn vị", by="Cán bộ 2", world=world_on(TODAY))
    assert told.sentence == ("Đã hủy ghi nhận văn bản số 05/KH-CAT; 1 nhiệm vụ trở lại trạng thái chưa gửi.")
    kept = session.get_one(Submission, submission)
    assert (kept.void_reason, kept.voided_by) == ("nhầm đơn vị", "Cán bộ 2")
    assert {one.status for one in session.exec(select(Obligation))} == {ObligationStatus.OPEN}


def test_a_correction_voids_the_old_facts_and_enters_the_new_ones(session: Session) -> None:
    plan = entry(session).tasks[0][0]
    old = put(session, tasks=((plan, "III.3.b", ""),))
    fresh = entry_of(session, submission_id=old.submission_id)
    fixed = replace(fresh, issued_on=DUE, arrived_on=DUE)
    told = correct(
        session,
        submission_id=old.submission_id,
        entry=fixed,
        reason="ghi sai ngày",
        by="Cán bộ 1",
        world=world_on(TODAY),
    )
    assert told.met[0].on_time is True
    assert [row.voided_at is None for row in session.exec(select(Submission))] == [False, True]


def fix(session: Session, submission: int, **changes: object) -> Recorded:
    """The correction of one record."""
    return correct(
        session,
        submission_id=submission,
        entry=replace(entry_of(session, submission_id=submission), **changes),  # type: ignore[arg-type]  # as in `entry`
        reason="ghi sai",
        by="Cán bộ 1",
        world=world_on(TODAY),
    )


def judged_first(session: Session) -> list[bool | None]:
    """What statistics count for CA02's unit plan: one answer, that of its first document."""
    rows = counted_rows(session, plans=[entry(session).tasks[0][0]])
    return [row.counted.on_time for row in rows if row.counted.status is ObligationStatus.ARRIVED]


def test_a_correction_is_no_second_document(session: Session) -> None:
    old = put(session).submission_id
    assert fix(session, old, number="06/KH-CAT").sentence == (
        "Đã ghi nhận văn bản số 06/KH-CAT của Công an tỉnh CA02 (II.1.1.b: đúng hạn)."
    )
    assert judged_first(session) == [True]


def test_a_corrected_first_document_stays_the_first(session: Session) -> None:
    """The second one, issued after the last valid day, does not become the one that counts."""
    first = put(session).submission_id
    put(session, number="09/KH-CAT", issued_on=date(2024, 3, 4))
    fix(session, first, number="06/KH-CAT")
    assert judged_first(session) == [True]


def test_after_the_first_is_voided_the_second_counts_and_a_new_one_is_the_second(session: Session) -> None:
    first = put(session).submission_id
    put(session, number="09/KH-CAT", issued_on=date(2024, 3, 4))
    void(session, submission_id=first, reason="nhầm", by="Cán bộ 2", world=world_on(TODAY))
    assert "lần gửi thứ 2" in put(session, number="10/KH-CAT").sentence
    assert judged_first(session) == [False]


def test_the_correction_form_takes_the_hour_of_arrival_and_a_remark(session: Session) -> None:
    old = entry_of(session, submission_id=put(session).submission_id)
    form = CorrectForm(
        by="Cán bộ 1",
        record="05/KH-CAT",
        action="Sửa thông tin",
        reason="thiếu giờ đến",
        arrived_time="19h45",
        remark="nhận qua văn thư",
    )
    assert form.corrected(old) == replace(old, arrived_time=time(19, 45), remark="nhận qua văn thư")


def test_two_who_record_the_same_document_at_once_record_it_once(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_units(session, "CA02")
        add_task(session, plan=add_plan(session), units=["CA02"], due=DUE, world=world_on(date(2024, 2, 6)))
    assert "đã được ghi nhận cho nhiệm vụ II.1.1.b" in at_once(engine, lambda s: put(s).sentence)


def test_two_who_void_the_same_record_at_once_void_it_once(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_units(session, "CA02")
        add_task(session, plan=add_plan(session), units=["CA02"], due=DUE, world=world_on(date(2024, 2, 6)))
        kept = put(session).submission_id

    def work(session: Session) -> str:
        world = world_on(TODAY)
        return void(session, submission_id=kept, reason="nhầm", by="Cán bộ 1", world=world).sentence

    assert at_once(engine, work).startswith("Ghi nhận này không còn hiệu lực")


def test_two_who_stop_sending_at_once_stop_it_once(engine: sa.Engine) -> None:
    def work(session: Session) -> str:
        return set_stop(session, stopped=True, by="Cán bộ 1", reason="bảo trì", world=world_on(TODAY))

    assert at_once(engine, work) == "Việc gửi thư đang dừng sẵn."

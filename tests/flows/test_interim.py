"""Tổ chức sơ kết: what is created, when it is chased, what one answer too many does, what is compiled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.chase.daily import run_day
from flows.work.documents.correct import correct, entry_of, void
from flows.work.documents.record import Entry, record
from flows.work.duties.extending import Request, extend
from flows.work.duties.finding import Duty
from flows.work.duties.reviewing import Returning, send_back
from flows.work.interim.compiling import close_review, compiled_facts
from flows.work.interim.creating import DatesRefusedError, create_review
from flows.work.interim.labels import review_labels
from flows.work.interim.page import above_form, plan_page_facts
from flows.work.interim.planning import plan_review
from flows.work.interim.rounds import Shown, first_round, next_round, open_round
from flows.work.interim.wish import Dates, Wish, read_wish
from flows.work.pages.journey import journeys
from flows.work.people.contacts import update_contact
from flows.work.refusals import RefusedError
from models.database import transaction
from models.tables import (
    Figure,
    Indicator,
    InterimReview,
    Message,
    MessageItem,
    Notice,
    Obligation,
    Plan,
    PlanTask,
    RecordingRound,
    Review,
    Submission,
    SubmissionFile,
    WorkbookImport,
)
from models.words import (
    FileKind,
    IndicatorKind,
    JudgedBy,
    MessageKind,
    NoticeStatus,
    ObligationStatus,
    Phase,
    PhaseState,
    ReturnReason,
    ReviewResult,
    Role,
    TaskOrigin,
)
from templates.dashboards.interim_facts import CompiledFacts
from templates.dashboards.render import render
from tests.factories import add_plan, add_task, add_units, moment, world_on
from tests.flows.histories import FILES

TODAY = date(2024, 11, 20)
WORLD = world_on(TODAY)
DUE = date(2025, 1, 10)
OFFICER = "Cán bộ 1"
NAME = "Báo cáo sơ kết 03 năm (2022–2024) thực hiện Đề án"


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """Three units owe the annual report by 14/12/2024; CA04 has no address."""
    with transaction(engine) as session:
        add_units(session, "CA02", "CA04", "CA06", contacts={"CA04": []})
        add_task(
            session,
            plan=add_plan(session),
            units=["CA02", "CA04", "CA06"],
            due=date(2024, 12, 14),
            world=world_on(date(2024, 2, 6)),
            code="III.3.b",
            ladder="bao-cao",
            judged_by=JudgedBy.SENT,
            annual_report=True,
        )
        annual = session.exec(select(PlanTask)).one()
        annual.facts = {"document": "Báo cáo kết quả thực hiện Đề án năm 2024", "phase": "report"}
        session.flush()
        yield session


def wish(session: Session, *, due: date | None = DUE, **more: object) -> Wish:
    plan = session.exec(select(Plan.id)).one()
    assert plan
    return Wish(plan_id=plan, first_year=2022, last_year=2024, due=due, **more)  # type: ignore[arg-type]


def create(session: Session, *, due: date | None = DUE, run: str = "run-1", **more: object) -> str:
    found = wish(session, due=due, **more)
    return create_review(session, wish=found, run=run, by=OFFICER, files=FILES, world=WORLD)


def review_task(session: Session) -> PlanTask:
    return session.exec(select(PlanTask).where(col(PlanTask.origin) == TaskOrigin.REVIEW)).one()


def duties(session: Session) -> list[Obligation]:
    session.expire_all()
    statement = select(Obligation).where(col(Obligation.task_id) == review_task(session).id)
    return list(session.exec(statement.order_by(col(Obligation.owed_by))))


def requests(session: Session) -> list[str]:
    statement = (
        select(MessageItem.unit_id)
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .where(col(Message.kind) == MessageKind.REVIEW_REQUEST)
    )
    return sorted(unit for unit in session.exec(statement) if unit)


def run(session: Session, *days: date) -> None:
    """These days, each day's mails leaving."""
    for day in days:
        run_day(session, world=world_on(day))
        session.execute(sa.update(Notice).where(col(Notice.status) == "planned").values(status="sent"))
        session.execute(sa.update(Message).where(col(Message.status) == "queued").values(status="sent"))
        session.expire_all()


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def stages(session: Session, unit: str) -> list[tuple[str, str, NoticeStatus]]:
    """(stage, day, state) of the unit's review duty."""
    duty = next(one for one in duties(session) if one.owed_by == unit)
    statement = select(Notice).where(col(Notice.obligation_id) == duty.id)
    found = session.exec(statement.order_by(col(Notice.due_on), col(Notice.stage)))
    return [(one.stage, f"{one.due_on:%d/%m}", one.status) for one in found if one.role is Role.CONTACT]


def test_a_review_makes_its_task_a_duty_of_each_unit_and_a_request_to_each_address(session: Session) -> None:
    sentence = create(session, conference_on=date(2025, 1, 17), place="Hà Nội")
    said, _, draft = sentence.partition(" Dự thảo công văn đề nghị báo cáo: ")
    assert draft.startswith("de-nghi-bao-cao-so-ket-2022-2024")
    assert said == (
        f"Đã tổ chức sơ kết: {NAME}, 03 đơn vị, chậm nhất ngày 10/01/2025; "
        "02 thư đề nghị báo cáo được đưa vào hàng chờ gửi. "
        "01 đơn vị chưa có địa chỉ, thư được soạn khi có địa chỉ."
    )
    task = review_task(session)
    assert (task.code, task.title, task.ladder, task.met_with) == ("SK-2024", NAME, "bao-cao", "")
    assert (task.deadline_phrase, task.judged_by) == ("chậm nhất ngày 10/01/2025", JudgedBy.SENT)
    assert [line.partition(".")[0] for line in task.facts["prepare"]] == ["I", "II", "III", "IV", "V"]
    assert task.facts["prepare"][3] == "IV. Phương hướng, nhiệm vụ đến năm 2027"
    assert [(one.owed_by, one.effective_due, one.next_notice_on) for one in duties(session)] == [
        (unit, DUE, date(2024, 12, 12)) for unit in ("CA02", "CA04", "CA06")
    ]
    assert requests(session) == ["CA02", "CA06"]


def test_a_task_of_the_plan_about_the_review_gives_it_its_code_and_item(session: Session) -> None:
    plan = session.exec(select(Plan)).one()
    add_task(session, plan=plan, units=["CA02"], world=WORLD, code="II.1.2.b", ladder="")
    own = session.exec(select(PlanTask).where(col(PlanTask.code) == "II.1.2.b")).one()
    own.facts = {"phase": "review", "item": "II.1.2"}
    session.flush()
    create(session)
    task = review_task(session)
    assert (task.code, task.facts["item"]) == ("II.1.2.b-SK", "II.1.2")


def test_it_is_chased_like_any_other_deadline(session: Session) -> None:
    """Due on Friday 10/01/2025. Working days before: 09/01 (1), 03/01 (5; 01/01 is off), 12/12 (20).

    After: 13/01 (1), 15/01 (3); 22/01 (8) and 05/02 (13) by count, but 20/01 to 04/02 are quiet around Tết,
    so that both leave on Wednesday 05/02, the later in place of the earlier.
    """
    create(session)
    run(session, *every_day(date(2024, 12, 10), date(2024, 12, 13)))
    run(session, *every_day(date(2025, 1, 2), date(2025, 2, 6)))
    sent, superseded = NoticeStatus.SENT, NoticeStatus.SUPERSEDED
    assert stages(session, "CA02") == [
        ("truoc-20-ngay", "12/12", sent),
        ("truoc-5-ngay", "03/01", sent),
        ("truoc-1-ngay", "09/01", sent),
        ("sau-1-ngay", "13/01", sent),
        ("sau-3-ngay", "15/01", sent),
        ("sau-8-ngay", "05/02", superseded),
        ("sau-8-ngay#2", "05/02", sent),
    ]


def test_the_page_names_these_days_before_anything_is_done(session: Session) -> None:
    shown = Shown(wish=wish(session, conference_on=date(2025, 1, 17), place="Hà Nội"), typed=Dates())
    planned = plan_review(session, wish=shown.wish, world=WORLD)
    facts = plan_page_facts(planned, shown=shown, world=WORLD)
    page = render(facts)
    days = [line.day for line in facts.stages]
    assert [f"{day:%d/%m}" for day in days] == [
        "12/12", "03/01", "09/01", "13/01", "15/01", "17/01", "05/02",
    ]  # fmt: skip
    assert f"| Văn bản đề nghị gửi | **{NAME}** (mã SK-2024) |" in page
    assert "- thứ Năm, 12/12/2024: nhắc cán bộ đầu mối\n" in page
    assert "dự thảo công văn đôn đốc (chờ duyệt)" in page
    assert "- Công an tỉnh CA04 (**chưa có địa chỉ**" in page
    assert "| Hội nghị | thứ Sáu, 17/01/2025, Hà Nội |" in page
    assert "Hạn gửi 10/01/2025 sang năm sau của Kế hoạch." in above_form(facts, link="../x")
    assert session.exec(select(InterimReview)).all() == []


def test_a_stage_that_the_request_makes_needless_is_not_made_up_for(session: Session) -> None:
    """Set up on 27/12/2024, when 12/12 has passed: the request itself said it."""
    world = world_on(date(2024, 12, 27))
    create_review(session, wish=wish(session), run="run-1", by=OFFICER, files=FILES, world=world)
    run(session, *every_day(date(2024, 12, 30), date(2025, 1, 3)))
    assert stages(session, "CA02") == [
        ("truoc-20-ngay", "12/12", NoticeStatus.BEFORE_START),
        ("truoc-5-ngay", "03/01", NoticeStatus.SENT),
    ]


def test_combined_with_the_annual_report_there_is_one_ladder(session: Session) -> None:
    create(session, due=None)
    task = review_task(session)
    assert (task.met_with, task.ladder, task.deadline_phrase) == ("III.3.b", "", "trước ngày 14/12/2024")
    assert {one.effective_due for one in duties(session)} == {date(2024, 12, 14)}
    run(session, *every_day(date(2024, 12, 5), date(2024, 12, 18)))
    assert all(stages(session, unit) == [] for unit in ("CA02", "CA04", "CA06"))
    chased = {one.obligation_id for one in session.exec(select(Notice))}
    assert len(chased) == 3, "the annual report's alone"


def test_a_combined_report_is_extended_returned_and_corrected_as_one(session: Session) -> None:
    create(session, due=None)
    review = review_task(session)
    request = Request(
        number="8/CV",
        requested_on=TODAY,
        agreed_by="Phó Cục trưởng",
        reason="bão",
        new_due=date(2024, 12, 20),
    )

    def both() -> set[tuple[ObligationStatus, date | None]]:
        session.expire_all()
        found = session.exec(select(Obligation).where(col(Obligation.owed_by) == "CA02")).all()
        return {(one.status, one.effective_due) for one in found}

    companion = Duty(unit="CA02", unit_name="Công an tỉnh CA02", task=(review.plan_id, review.code, ""))
    with pytest.raises(
        RefusedError, match=r"đề nghị chọn nhiệm vụ III[.]3[.]b, thời hạn của cả hai cùng thay đổi"
    ):
        extend(session, duty=companion, request=request, by=OFFICER, world=WORLD)
    extend(
        session,
        duty=replace(companion, task=(review.plan_id, "III.3.b", "")),
        request=request,
        by=OFFICER,
        world=WORLD,
    )
    assert both() == {(ObligationStatus.OPEN, date(2024, 12, 20))}
    key = hand_in(session, "CA02", "III.3.b")
    back = Returning(reason=ReturnReason.FORM, comment="thiếu dấu", resubmit_by=date(2024, 12, 27))
    world = world_on(date(2024, 12, 20))
    send_back(session, submission_id=key, returning=back, by=OFFICER, world=world)
    assert both() == {(ObligationStatus.RETURNED, date(2024, 12, 20))}
    entry = replace(entry_of(session, submission_id=key), number="10/BC")
    fresh = correct(session, submission_id=key, entry=entry, reason="nhầm", by=OFFICER, world=world)
    assert both() == {(ObligationStatus.RETURNED, date(2024, 12, 20))}
    void(session, submission_id=fresh.submission_id, reason="nhầm", by=OFFICER, world=world)
    assert both() == {(ObligationStatus.OPEN, date(2024, 12, 20))}


def test_who_has_sent_the_annual_report_cannot_combine_any_more(session: Session) -> None:
    hand_in(session, "CA02", "III.3.b")
    with pytest.raises(RefusedError, match="Có 01 đơn vị đã gửi báo cáo năm nên không kết hợp được nữa"):
        create(session, due=None)


def test_an_answer_given_twice_makes_one_review(session: Session) -> None:
    create(session)
    assert create(session) == f"Đã tổ chức sơ kết từ ngày 20/11/2024: {NAME}."
    assert len(session.exec(select(InterimReview)).all()) == 1
    assert len(duties(session)) == 3
    with pytest.raises(RefusedError, match="đã được tổ chức từ ngày 20/11/2024 và chưa kết thúc"):
        create(session, run="run-2")


def test_an_answer_that_comes_too_late_makes_nothing(session: Session) -> None:
    world = world_on(DUE)
    with pytest.raises(DatesRefusedError, match="phải sau hôm nay"):
        create_review(session, wish=wish(session), run="run-1", by=OFFICER, files=FILES, world=world)
    assert session.exec(select(InterimReview)).all() == []


def test_a_unit_without_address_gets_its_request_when_it_has_one(session: Session) -> None:
    create(session)
    update_contact(
        session,
        unit="CA04",
        role=Role.CONTACT,
        address="daumoi@ca04.example",
        as_of=TODAY,
        now=WORLD.now,
        by=OFFICER,
    )
    report = run_day(session, world=world_on(date(2024, 11, 21)))
    assert (report.announced, requests(session)) == (1, ["CA02", "CA04", "CA06"])
    assert run_day(session, world=world_on(date(2024, 11, 22))).announced == 0


def test_wrong_dates_end_the_first_round_and_come_back_in_the_next(session: Session) -> None:
    wrong, right = Dates(due="10/01/2026"), Dates(due="15/01/2025", place="Hà Nội")
    with pytest.raises(RefusedError, match="quá xa; đề nghị kiểm tra lại năm; có thể là 10/01/2025"):
        first_round(session, wish=wish(session, due=date(2026, 1, 10)), typed=wrong, world=WORLD)
    typed = Dates(due="10/01/2025")
    shown = first_round(session, wish=wish(session), typed=typed, world=WORLD)
    again = next_round(session, before=shown, typed=wrong, world=WORLD)
    assert "có thể là 10/01/2025" in again.problem
    assert again.typed == wrong, "the form comes back as it was typed"
    unread = next_round(session, before=again, typed=Dates(due="10.1"), world=WORLD)
    assert unread.problem.startswith("Hạn gửi báo cáo: không đọc được «10.1»")
    mended = next_round(session, before=unread, typed=right, world=WORLD)
    assert (mended.problem, mended.wish.due, mended.wish.place) == ("", date(2025, 1, 15), "Hà Nội")


def test_a_round_is_shown_as_it_was_however_often_the_run_starts_anew(session: Session) -> None:
    first = Shown(wish=wish(session, units=("CA02",)), typed=Dates(due="10/01/2025"), problem="vì …")
    other = Shown(wish=wish(session), typed=Dates())
    assert open_round(session, run="r", number=1, read=lambda: first) == first
    assert open_round(session, run="r", number=1, read=lambda: other) == first
    assert len(session.exec(select(RecordingRound)).all()) == 1


def test_the_form_is_read_with_three_years_to_the_plans_own(session: Session) -> None:
    found = read_wish(
        session,
        plan="KH 2024 · Quyết định số 762/QĐ-BCA-V03 · năm 2024",
        first_year=0,
        last_year=0,
        dates=Dates(due="10/01/2025", conference_on="", place=" Hà Nội "),
        units=["Công an tỉnh CA02 · ca02"],
        combined=False,
        world=WORLD,
    )
    assert found == wish(session, place="Hà Nội", units=("CA02",))


def test_the_journey_shows_the_phase_and_counts_it(session: Session) -> None:
    create(session)
    [found] = journeys(session, world=WORLD)
    phase = next(view for view in found.phases if view.phase is Phase.REVIEW)
    assert (phase.state, phase.ends_on, phase.tally.expected) == (PhaseState.AHEAD, DUE, 3)


# The figures


def hand_in(session: Session, unit: str, code: str, number: str = "09/BC") -> int:
    plan = session.exec(select(Plan.id)).one()
    assert plan
    day = TODAY
    entry = Entry(unit=unit, tasks=((plan, code, ""),), number=number, issued_on=day, arrived_on=day)
    return record(session, entry=entry, by=OFFICER, world=WORLD).submission_id


def workbook(session: Session, submission: int, figures: dict[tuple[int, int], float]) -> None:
    """A workbook that was read back: (indicator, year) -> number."""
    file = SubmissionFile(
        submission_id=submission,
        kind=FileKind.WORKBOOK,
        sha256="0" * 64,
        name="bieu.xlsx",
        media_type="x",
        size=1,
        attached_by=OFFICER,
        attached_at=moment(),
    )
    session.add(file)
    session.flush()
    assert file.id
    read = WorkbookImport(
        submission_id=submission, file_id=file.id, imported_by=OFFICER, imported_at=moment()
    )
    session.add(read)
    session.flush()
    assert read.id
    for (indicator, year), value in figures.items():
        session.add(Figure(import_id=read.id, indicator_id=indicator, year=year, value=value))
    session.flush()


@pytest.fixture
def reported(session: Session) -> tuple[Session, int]:
    """CA02 and CA06 have reported, CA04 has not; CA06's first version was returned."""
    create(session)
    plan = session.exec(select(Plan.id)).one()
    assert plan
    one = Indicator(
        plan_id=plan, position=1, code="cuoc", name="Số cuộc", unit="cuộc", kind=IndicatorKind.COUNT
    )
    session.add(one)
    session.flush()
    assert one.id
    workbook(session, hand_in(session, "CA02", "SK-2024"), {(one.id, 2022): 100, (one.id, 2023): 150})
    wrong = hand_in(session, "CA06", "SK-2024")
    workbook(session, wrong, {(one.id, 2022): 9_999, (one.id, 2023): 9_999})
    session.add(
        Review(submission_id=wrong, result=ReviewResult.RETURNED, reviewed_by=OFFICER, reviewed_at=moment())
    )
    session.flush()
    right = hand_in(session, "CA06", "SK-2024", number="10/BC")
    workbook(session, right, {(one.id, 2023): 50, (one.id, 2024): 1_234})
    review = session.exec(select(InterimReview.id)).one()
    assert review
    return session, review


def compile_(session: Session, review: int) -> CompiledFacts:
    return compiled_facts(session, review_id=review, closed=False, links={}, world=WORLD)


def test_the_figures_are_those_of_the_newest_version_and_who_is_missing_is_named(
    reported: tuple[Session, int],
) -> None:
    """2022: 100 of CA02. 2023: 150 + 50, of CA02 alone +50 %. 2024: 1,234 of CA06; of CA06 50 → 1,234."""
    facts = compile_(*reported)
    assert (facts.expected, facts.received, facts.with_figures) == (3, 2, 2)
    assert facts.missing == ("Công an tỉnh CA04",)
    [line] = facts.lines
    assert [(year.total, year.units) for year in line.years] == [(100, 1), (200, 2), (1_234, 1)]
    page = render(facts)
    assert "| Chỉ tiêu | Đơn vị tính | 2022 | 2023 | 2024 |" in page
    assert "| Số cuộc | cuộc | 100 | 200 (+50,0%\\*) | 1\\.234 (+2368,0%\\*) |" in page
    assert "## Chưa gửi báo cáo: 01\n\n- Công an tỉnh CA04\n" in page


def test_a_returned_report_counts_as_received_and_its_figures_do_not(reported: tuple[Session, int]) -> None:
    session, review = reported
    mark = sa.update(Obligation).where(col(Obligation.owed_by) == "CA02")
    session.execute(mark.values(status=ObligationStatus.RETURNED))
    session.expire_all()
    facts = compile_(session, review)
    assert (facts.received, facts.returned, facts.with_figures) == (2, ("Công an tỉnh CA02",), 1)
    assert [year.total for year in facts.lines[0].years] == [0, 50, 1_234]


def test_a_voided_document_takes_its_figures_with_it(reported: tuple[Session, int]) -> None:
    session, review = reported
    session.execute(sa.update(Submission).where(col(Submission.unit_id) == "CA02").values(voided_at=moment()))
    assert [year.total for year in compile_(session, review).lines[0].years] == [0, 50, 1_234]


def test_a_review_is_closed_once_and_looking_closes_nothing(reported: tuple[Session, int]) -> None:
    session, review = reported
    compile_(session, review)
    assert list(review_labels(session)) == [f"Sơ kết 03 năm (2022–2024) · KH 2024 · #{review}"]
    assert close_review(session, review_id=review, by=OFFICER, world=WORLD) == (
        f"Đã kết thúc sơ kết: {NAME}, 2/3 đơn vị đã gửi báo cáo, 2 đơn vị có biểu số liệu."
    )
    assert review_labels(session) == {}
    with pytest.raises(RefusedError, match="đã kết thúc ngày 20/11/2024"):
        close_review(session, review_id=review, by=OFFICER, world=WORLD)
    assert next(one for one in duties(session) if one.owed_by == "CA04").next_notice_on is not None


def test_the_day_on_which_a_review_was_closed_is_the_one_in_vietnam(reported: tuple[Session, int]) -> None:
    session, review = reported
    early = replace(world_on(date(2025, 1, 10)), now=moment("2025-01-09T23:30:00"))  # 06:30 in Vietnam
    close_review(session, review_id=review, by=OFFICER, world=early)
    with pytest.raises(RefusedError, match="đã kết thúc ngày 10/01/2025"):
        close_review(session, review_id=review, by=OFFICER, world=early)

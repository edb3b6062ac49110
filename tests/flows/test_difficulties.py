"""Khó khăn, vướng mắc: recorded, chased at who is to answer, answered, listed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.chase.daily import run_day
from flows.work.choices import task_labels
from flows.work.difficulties.answering import Answer, record_answer
from flows.work.difficulties.listing import State, difficulties, open_labels
from flows.work.difficulties.page import difficulties_facts
from flows.work.difficulties.recording import Raised, record_difficulty
from flows.work.documents.correct import void
from flows.work.documents.record import Entry, record
from flows.work.interim.compiling import compiled_facts
from flows.work.pages.grouped import Grouping, grouped_figures
from flows.work.pages.journey import journeys
from flows.work.pages.overview import overview_facts
from flows.work.refusals import RefusedError
from models.database import transaction
from models.tables import (
    Audit,
    Difficulty,
    InterimReview,
    Message,
    Notice,
    Obligation,
    Plan,
    PlanTask,
    Submission,
)
from models.words import JudgedBy, NoticeStatus, TaskOrigin
from templates.dashboards.render import render
from tests.factories import add_plan, add_task, add_units, world_on

TODAY = date(2024, 4, 1)  # a Monday
WORLD = world_on(TODAY)
BY_DAY = date(2024, 4, 26)  # a Friday
OFFICER = "Cán bộ 1"
TEXT = "Chưa có định mức chi cho báo cáo viên pháp luật ở cấp xã."


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """CA02 has a difficulty, TC is to answer; both owe the plan of the unit."""
    with transaction(engine) as session:
        add_units(session, "CA02", "TC")
        add_task(
            session,
            plan=add_plan(session),
            units=["CA02", "TC"],
            due=date(2024, 2, 28),
            world=world_on(date(2024, 2, 6)),
        )
        yield session


def raised(session: Session) -> Raised:
    plan = session.exec(select(Plan.id)).one()
    assert plan
    return Raised(
        plan_id=plan, unit="CA02", text=TEXT, raised_on=date(2024, 3, 28), answered_by="TC", answer_by=BY_DAY
    )


def put(session: Session, **changes: object) -> str:
    found = replace(raised(session), **changes)  # type: ignore[arg-type]
    return record_difficulty(session, raised=found, by=OFFICER, world=WORLD)


def duty(session: Session) -> Obligation:
    session.expire_all()
    return session.exec(
        select(Obligation)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(col(PlanTask.origin) == TaskOrigin.DIFFICULTY)
    ).one()


def answer(session: Session, number: str = "12/CV-TC", day: date = date(2024, 4, 24)) -> str:
    [key] = open_labels(session, day=day).values()
    found = Answer(
        difficulty=key, text="Chi theo Thông tư số 56.", number=number, issued_on=day, arrived_on=day
    )
    return record_answer(session, answer=found, by=OFFICER, world=world_on(day))


def test_a_difficulty_becomes_one_dated_duty_of_who_is_to_answer(session: Session) -> None:
    """Due Friday 26/04/2024: five working days before is 19/04 (18/04, Giỗ Tổ, is off)."""
    assert put(session) == (
        "Đã ghi nhận khó khăn, vướng mắc KK-01 của Công an tỉnh CA02; "
        "Công an tỉnh TC trả lời chậm nhất ngày 26/04/2024."
    )
    task = session.exec(select(PlanTask).where(col(PlanTask.origin) == TaskOrigin.DIFFICULTY)).one()
    assert (task.code, task.title) == ("KK-01", "Trả lời khó khăn, vướng mắc số 01")
    assert (task.judged_by, task.ladder) == (JudgedBy.RECEIVED, "mac-dinh")
    found = duty(session)
    assert (found.owed_by, found.effective_due, found.next_notice_on) == ("TC", BY_DAY, date(2024, 4, 19))


def test_the_next_one_has_the_next_number(session: Session) -> None:
    put(session)
    assert "KK-02" in put(session, text="Việc khác.")
    assert [one.code for one in difficulties(session, world=WORLD)] == ["KK-01", "KK-02"]


def test_what_the_answering_unit_reads_does_not_name_the_asking_one(session: Session) -> None:
    put(session)
    task = session.exec(select(PlanTask).where(col(PlanTask.origin) == TaskOrigin.DIFFICULTY)).one()
    read = f"{task.title} {task.submission} {task.deadline_phrase} {task.facts}"
    assert TEXT in read
    assert "CA02" not in read


def test_it_is_chased_by_the_ordinary_ladder_until_it_is_answered(session: Session) -> None:
    """19/04 (−5), 25/04 (−1); the answer comes on 26/04, so that nothing is sent after the deadline."""
    put(session)
    key = duty(session).id
    days = [date(2024, 4, 17) + timedelta(days=number) for number in range(16)]
    for day in days:
        if day == BY_DAY:
            answer(session, day=day)
        run_day(session, world=world_on(day))
        session.execute(sa.update(Notice).where(col(Notice.status) == "planned").values(status="sent"))
        session.execute(sa.update(Message).where(col(Message.status) == "queued").values(status="sent"))
        session.expire_all()
    notices = session.exec(select(Notice).where(col(Notice.obligation_id) == key).order_by(col(Notice.id)))
    assert [(one.stage, f"{one.due_on:%d/%m}", one.status) for one in notices] == [
        ("truoc-5-ngay", "19/04", NoticeStatus.SENT),
        ("truoc-1-ngay", "25/04", NoticeStatus.SENT),
    ]


def test_an_answer_is_a_document_like_any_other_and_its_text_is_kept(session: Session) -> None:
    put(session)
    assert answer(session) == "Đã ghi nhận trả lời KK-01: văn bản số 12/CV-TC, ngày 24/04/2024."
    assert duty(session).next_notice_on is None
    [found] = difficulties(session, world=WORLD)
    assert (found.state, found.answer, found.document, found.answered_on) == (
        State.ANSWERED,
        "Chi theo Thông tư số 56.",
        "12/CV-TC",
        date(2024, 4, 24),
    )
    assert open_labels(session, day=TODAY) == {}
    assert {one.action for one in session.exec(select(Audit))} >= {
        "form:difficulty:record",
        "form:difficulty:answer",
    }


def test_an_answer_that_came_through_the_ordinary_form_still_gets_its_text(session: Session) -> None:
    put(session)
    plan = raised(session).plan_id
    day = date(2024, 4, 24)
    entry = Entry(unit="TC", tasks=((plan, "KK-01", ""),), number="12/CV-TC", issued_on=day, arrived_on=day)
    record(session, entry=entry, by=OFFICER, world=world_on(day))
    [found] = difficulties(session, world=WORLD)
    assert (found.state, found.answer) == (State.ANSWERED, "")
    answer(session)
    assert len(session.exec(select(Submission)).all()) == 1
    assert difficulties(session, world=WORLD)[0].answer == "Chi theo Thông tư số 56."


def test_an_answer_recorded_by_mistake_is_voided_and_the_difficulty_is_open_again(session: Session) -> None:
    put(session)
    answer(session)
    key = session.exec(select(Submission.id)).one()
    assert key
    void(session, submission_id=key, reason="ghi nhầm", by=OFFICER, world=world_on(date(2024, 4, 25)))
    [found] = difficulties(session, world=WORLD)
    assert (found.state, found.answer, found.document) == (State.OPEN, "", "")
    assert len(open_labels(session, day=TODAY)) == 1


NONSENSE: list[tuple[dict[str, object], str]] = [
    ({"text": "  "}, "Thiếu nội dung khó khăn, vướng mắc."),
    ({"text": "chữ\a"}, "Nội dung khó khăn, vướng mắc có ký tự không hiển thị được"),
    ({"answered_by": "CA02"}, "Đơn vị trả lời không thể là chính đơn vị nêu"),
    ({"raised_on": date(2024, 4, 2)}, "Ngày nêu 02/04/2024 là ngày trong tương lai"),
    ({"raised_on": date(2023, 3, 28)}, "trước ngày ban hành Kế hoạch"),
    ({"answer_by": TODAY}, "Ngày đề nghị trả lời 01/04/2024 phải sau hôm nay"),
    ({"answer_by": date(2025, 4, 26)}, "Ngày đề nghị trả lời 26/04/2025 quá xa; đề nghị kiểm tra lại năm."),
]


def test_nonsense_is_refused_and_nothing_is_kept(session: Session) -> None:
    for changes, sentence in NONSENSE:
        with pytest.raises(RefusedError, match=sentence):
            put(session, **changes)
    assert session.exec(select(Difficulty)).all() == []


def test_a_day_off_is_said(session: Session) -> None:
    assert put(session, answer_by=date(2024, 4, 27)).endswith(
        "Ngày này là ngày nghỉ (thứ Bảy); thư nhắc tính theo ngày làm việc trước đó."
    )


def test_the_page_lists_open_ones_with_their_form_and_answered_ones_with_the_answer(session: Session) -> None:
    put(session)
    put(session, text="Thiếu | dấu gạch", answer_by=date(2024, 4, 10))
    late = world_on(date(2024, 4, 15))
    links = {"Bắt đầu từ đây": "../../start"}
    facts = difficulties_facts(
        session, world=late, links=links, answer_link=lambda label: f"../x?{label[:5]}"
    )
    page = render(facts)
    assert "## Chưa trả lời: 02" in page
    first, second = (page.index("| KK-02 |"), page.index("| KK-01 |"))
    assert first < second, "nearest day first"
    assert "Công an tỉnh TC, 10/04/2024 (**quá hạn**) | [Ghi trả lời](../x?KK-02) |" in page
    assert "Thiếu \\| dấu gạch" in page
    labels = open_labels(session, day=TODAY)
    key = next(key for label, key in labels.items() if label.startswith("KK-01"))
    day = date(2024, 4, 24)
    found = Answer(difficulty=key, text="Đã có.", number="12/CV-TC", issued_on=day, arrived_on=day)
    record_answer(session, answer=found, by=OFFICER, world=world_on(day))
    page = render(difficulties_facts(session, world=world_on(day), links=links, answer_link=lambda _: ""))
    assert "Văn bản số 12/CV-TC ngày 24/04/2024. Đã có." in page


def test_without_any_difficulty_the_page_says_so(session: Session) -> None:
    page = render(difficulties_facts(session, world=WORLD, links={}, answer_link=lambda _: ""))
    assert "Chưa ghi nhận khó khăn, vướng mắc nào." in page


def test_it_stands_on_the_overview_and_in_the_forms_and_moves_no_phase(session: Session) -> None:
    [before] = journeys(session, world=WORLD)
    put(session)
    [after] = journeys(session, world=WORLD)
    assert after.phases == before.phases
    [plan] = overview_facts(session, world=WORLD, links={}).plans
    assert [(line.code, line.figures.expected) for line in plan.dated if line.code == "KK-01"] == [
        ("KK-01", 1)
    ]
    assert "KK-01 · Văn bản trả lời khó khăn, vướng mắc số 01 · chậm nhất ngày 26/04/2024 · KH 2024" in (
        task_labels(session)
    )


@pytest.mark.parametrize("by", [Grouping.REGION, Grouping.UNIT, Grouping.PERIOD, Grouping.TASK])
def test_answers_are_counted_apart_from_the_plans_own_work(session: Session, by: Grouping) -> None:
    [before] = grouped_figures(session, by=by, world=WORLD)
    put(session)
    [plan] = grouped_figures(session, by=by, world=WORLD)
    assert (plan.dated, plan.whole_year) == (before.dated, before.whole_year)
    assert sum(figures.expected for _, figures in plan.answers) == 1


def test_the_compiled_review_lists_difficulties_with_their_answers(session: Session) -> None:
    put(session)
    put(session, text="Thiếu | tài liệu", answer_by=date(2024, 4, 29))
    plan = session.exec(select(Plan)).one()
    review = InterimReview(
        plan_id=plan.id or 0,
        task_id=session.exec(select(PlanTask).where(col(PlanTask.code) == "II.1.1.b")).one().id or 0,
        first_year=2022,
        last_year=2024,
        recorded_by=OFFICER,
        recorded_at=WORLD.now,
    )
    session.add(review)
    session.flush()
    facts = compiled_facts(session, review_id=review.id or 0, closed=False, links={}, world=WORLD)
    page = render(facts)
    assert "## Khó khăn, vướng mắc: 02" in page
    assert (
        f"| KK-01 | Công an tỉnh CA02, 28/03/2024 | {TEXT} | Công an tỉnh TC, 26/04/2024 | chưa trả lời |"
        in page
    )
    assert "Thiếu \\| tài liệu" in page

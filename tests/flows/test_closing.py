"""*Kết thúc theo dõi kế hoạch*: what is open is shown; closed, nothing of the plan changes any more."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from flows.work.audit import said_by_run
from flows.work.chase.daily import run_day
from flows.work.chase.day import on_day
from flows.work.choices import all_choices, record_labels, task_labels
from flows.work.difficulties.recording import Raised, record_difficulty
from flows.work.documents.correct import correct, entry_of, void
from flows.work.documents.events import record_event
from flows.work.documents.record import Entry, record
from flows.work.duties.exempting import exempt
from flows.work.duties.extending import Request, extend
from flows.work.duties.finding import Duty
from flows.work.duties.reviewing import Returning, accept, send_back
from flows.work.escalation.pausing import pause
from flows.work.exports.asking import asked
from flows.work.exports.register import register
from flows.work.files.attaching import attach, remove
from flows.work.files.checking import Checked
from flows.work.files.store import Files
from flows.work.mails.briefing import write_briefs
from flows.work.mails.returns import queue_untold
from flows.work.pages.journey import journeys
from flows.work.pages.progress import read_progress
from flows.work.people.officers import focal_unit, officers
from flows.work.plans.closing import ACTION, Closing, close_plan, closing_facts
from flows.work.refusals import RefusedError
from flows.work.trainings.changing import cancel
from flows.work.world import World
from models.database import reading, transaction
from models.tables import (
    Audit,
    Message,
    MessageItem,
    Notice,
    Obligation,
    OutgoingLetter,
    Participant,
    Plan,
    PlanTask,
    Submission,
    SubmissionFile,
    Training,
    TrainingInvitation,
)
from models.words import (
    Authority,
    LetterKind,
    MessageKind,
    MessageStatus,
    NoticeStatus,
    ObligationStatus,
    ParticipantStatus,
    PlanStatus,
    Region,
    ReturnReason,
    TrainingStatus,
)
from templates.dashboards.render import render
from tests.factories import add_plan, add_task, add_units, moment, world_on
from tests.flows.mailing import send_everything
from tests.flows.put_in import BY, document, returned

DUE = date(2024, 2, 28)
DAY = date(2024, 3, 25)  # long after the last valid day: letters are held, mails of the day are queued
CLOSED = "Kế hoạch 762/QĐ-BCA-V03 đã kết thúc theo dõi ngày 25/03/2024"


@dataclass(frozen=True)
class Year:
    """A plan with open ends, and another one beside it that runs on."""

    engine: sa.Engine
    plan_id: int
    other_id: int
    owed: dict[str, int]
    document: int
    training: int

    def closing(self) -> Closing:
        return Closing(plan_id=self.plan_id, reason="báo cáo tổng kết đã trình")


@pytest.fixture
def year(engine: sa.Engine) -> Year:
    """A sent its plan, B's came and was returned, C and D never sent; both plans are chased every day."""
    with transaction(engine) as session:
        return set_up(engine, session)


def set_up(engine: sa.Engine, session: Session) -> Year:
    add_units(session, "A", "B", "C", "D")
    plan, other = add_plan(session), add_plan(session, code="2025")
    other.document_number = "5/QĐ-BCA-V03"
    assert plan.id is not None
    assert other.id is not None
    first = world_on(date(2024, 2, 6))
    units = ["A", "B", "C", "D"]
    owed = dict(zip(units, add_task(session, plan=plan, units=units, due=DUE, world=first), strict=True))
    add_task(session, plan=other, units=["C", "D"], due=date(2024, 4, 1), world=first)
    came = document(session, owed["A"], unit="A", on=date(2024, 2, 22), number="05/A")
    again = document(session, owed["B"], unit="B", on=date(2024, 2, 23), number="06/B")
    returned(session, submission=again, on=date(2024, 2, 26), resubmit_by=date(2024, 3, 8))
    days = (first.calendar.add(date(2024, 2, 20), n) for n in range(1, 40))
    for day in (one for one in days if one < DAY):
        world = world_on(day)
        run_day(session, world=world)
        send_everything(session, world=world)
    run_day(session, world=world_on(DAY))  # what it wrote waits in the outbox
    training = _training(session, plan.id)
    _letter(session, plan.id)
    return Year(
        engine=engine, plan_id=plan.id, other_id=other.id, owed=owed, document=came, training=training
    )


def _training(session: Session, plan_id: int) -> int:
    training = Training(
        public_id="t1",
        plan_id=plan_id,
        serves="II.8.2.a",
        region=Region.NORTH,
        title="Tập huấn khu vực phía Bắc",
        first_day=date(2024, 4, 12),
        last_day=date(2024, 4, 13),
        starts_at=moment().time(),
        ends_at=moment().time(),
        place="Hà Nội",
        host_unit="A",
        capacity=50,
        quota=2,
        nominate_by=date(2024, 4, 1),
        status=TrainingStatus.ANNOUNCED,
        recorded_by=BY,
        recorded_at=moment(),
    )
    session.add(training)
    session.flush()
    assert training.id is not None
    return training.id


def _invited(session: Session, training: int) -> None:
    """A was invited and names somebody; neither the invitation nor the reminder has been written."""
    obligation = session.exec(select(Obligation.id)).first() or 0
    session.add(TrainingInvitation(training_id=training, unit_id="A", obligation_id=obligation))
    session.add(
        Participant(
            training_id=training,
            unit_id="A",
            name="Nguyễn Văn A",
            status=ParticipantStatus.NOMINATED,
            recorded_by=BY,
            recorded_at=moment(),
        )
    )
    session.flush()


def _letter(session: Session, plan_id: int) -> None:
    session.add(
        OutgoingLetter(
            plan_id=plan_id,
            kind=LetterKind.CHASING,
            authority=Authority.FOCAL,
            as_of=moment(),
            draft_file="0" * 64,
            draft_name="cong-van-lan-1.docx",
            drafted_by=BY,
            drafted_at=moment(),
        )
    )
    session.flush()


def close(year: Year, session: Session, *, run: str = "run-1") -> str:
    return close_plan(session, closing=year.closing(), run=run, by=BY, world=world_on(DAY))


def test_before_it_is_decided_everything_open_is_shown(year: Year) -> None:
    with transaction(year.engine) as session:
        facts = closing_facts(session, closing=year.closing(), world=world_on(DAY))
        held = len(session.exec(select(Notice).where(Notice.status == NoticeStatus.HELD)).all())
    assert [one.name for one in facts.units] == ["Công an tỉnh B", "Công an tỉnh C", "Công an tỉnh D"]
    assert facts.remarks[:4] == [
        "03 văn bản chưa gửi hoặc chưa gửi bản bổ sung",
        "01 văn bản chờ rà soát",
        "01 văn bản đi chưa lấy số",
        "01 lớp tập huấn chưa ghi nhận tham dự",
    ]
    assert facts.held == held > 0
    page = render(facts)
    assert "cong-van-lan-1.docx" in page
    assert "không mở lại được" in page
    assert "báo cáo tổng kết đã trình" in page


def test_closing_takes_back_what_waits_and_keeps_who_when_why(year: Year) -> None:
    with transaction(year.engine) as session:
        sentence = close(year, session)
        session.expire_all()
        plan = session.get_one(Plan, year.plan_id)
        assert (plan.status, plan.closed_by, plan.closed_at) == (PlanStatus.CLOSED, BY, world_on(DAY).now)
        of_plan = select(Notice).join(Obligation).where(col(Obligation.plan_id) == year.plan_id)
        left = {one.status for one in session.exec(of_plan)}
        assert not left & {NoticeStatus.HELD, NoticeStatus.PLANNED, NoticeStatus.NO_ADDRESS}
        owed = session.exec(select(Obligation).where(col(Obligation.plan_id) == year.plan_id)).all()
        assert {one.next_notice_on for one in owed} == {None}
        [row] = session.exec(select(Audit).where(col(Audit.action) == "form:plan:close")).all()
        assert row.by == BY
        assert row.text == f"{sentence} Căn cứ: báo cáo tổng kết đã trình"
        others = session.exec(select(Obligation).where(col(Obligation.plan_id) == year.other_id)).all()
        assert any(one.next_notice_on for one in others)


def test_a_queued_mail_about_this_plan_alone_is_withdrawn_one_about_two_leaves_without_it(year: Year) -> None:
    with transaction(year.engine) as session:
        first = on_day(world=world_on(DAY), day=DAY)
        queued = select(Message).where(
            col(Message.kind) == MessageKind.CHASE, col(Message.status) == MessageStatus.QUEUED
        )
        before = [one.id for one in session.exec(queued)]
        close(year, session)
        session.expire_all()
        after = [one.id for one in session.exec(queued)]
        assert set(after) <= set(before)
        send_everything(session, world=first)
        session.expire_all()
        for key in after:
            assert b"II.1.1.b" not in (session.get_one(Message, key).content or b"")


@pytest.mark.parametrize("days", [1, 2, 5, 20, 200, 500])
def test_no_later_day_changes_anything_of_a_closed_plan(year: Year, days: int) -> None:
    with transaction(year.engine) as session:
        returned(session, submission=year.document, on=DAY, resubmit_by=date(2024, 4, 2))  # not told yet
        _invited(session, year.training)
        close(year, session)
        before = state(session, year.plan_id)
        mails = {one.id for one in session.exec(select(Message))}
        for number in sorted({1, days // 2, days} - {0}):
            world = world_on(DAY + timedelta(days=number))
            run_day(session, world=world)
            views = journeys(session, world=world)
            write_briefs(session, world=world, links={}, findings=[], views=views)
            queue_untold(session, world=world)
            send_everything(session, world=world)
        session.expire_all()
        assert state(session, year.plan_id) == before
        fresh = session.exec(select(Message).where(col(Message.id).not_in(mails))).all()
        assert {one.kind for one in fresh} <= {MessageKind.CHASE, MessageKind.BRIEF}
        about = select(MessageItem.plan_id).where(col(MessageItem.message_id).in_([one.id for one in fresh]))
        assert set(session.exec(about)) <= {year.other_id, None}


def state(session: Session, plan: int) -> list[Any]:
    """Every column of the plan, its obligations, stages and mails, but the bytes of mails."""
    session.flush()
    session.expire_all()
    found: list[Any] = []
    own = select(Obligation.id).where(col(Obligation.plan_id) == plan)
    for table, condition in (
        (Plan, col(Plan.id) == plan),
        (PlanTask, col(PlanTask.plan_id) == plan),
        (Obligation, col(Obligation.plan_id) == plan),
        (Notice, col(Notice.obligation_id).in_(own)),
        (Message, col(Message.plan_id) == plan),
        (Training, col(Training.plan_id) == plan),
    ):
        rows = session.exec(select(table).where(condition).order_by(col(table.id)))
        found += [(table.__tablename__, row.model_dump(exclude={"content"})) for row in rows]
    return found


def duty(year: Year) -> Duty:
    return Duty(unit="C", unit_name="Công an tỉnh C", task=(year.plan_id, "II.1.1.b", ""))


def entry(year: Year, **more: Any) -> Entry:
    wanted: dict[str, Any] = {
        "unit": "C",
        "tasks": ((year.plan_id, "II.1.1.b", ""),),
        "number": "09/C",
        "issued_on": date(2024, 2, 27),
        "arrived_on": date(2024, 3, 26),
    }
    return Entry(**wanted | more)


PDF = Checked(name="a.pdf", suffix=".pdf", content=b"%PDF-1.4")
Change = Callable[[Session, Year, World, Path], object]
CHANGES: dict[str, Change] = {
    "record": lambda s, y, w, _: record(s, entry=entry(y), by=BY, world=w),
    "record for both": lambda s, y, w, _: record(
        s,
        entry=entry(y, tasks=((y.other_id, "II.1.1.b", ""), (y.plan_id, "II.1.1.b", ""))),
        by=BY,
        world=w,
    ),
    "void": lambda s, y, w, _: void(s, submission_id=y.document, reason="nhầm", by=BY, world=w),
    "correct": lambda s, y, w, _: correct(
        s,
        submission_id=y.document,
        entry=replace(entry_of(s, submission_id=y.document), number="1/A"),
        reason="nhầm",
        by=BY,
        world=w,
    ),
    "accept": lambda s, y, w, _: accept(s, submission_id=y.document, by=BY, world=w),
    "return": lambda s, y, w, _: send_back(
        s,
        submission_id=y.document,
        returning=Returning(
            reason=ReturnReason.CONTENT, comment="thiếu mục II", resubmit_by=date(2024, 4, 5)
        ),
        by=BY,
        world=w,
    ),
    "extend": lambda s, y, w, _: extend(
        s,
        duty=duty(y),
        request=Request(
            number="1/CV",
            requested_on=date(2024, 3, 20),
            agreed_by="Lãnh đạo Cục",
            reason="bão",
            new_due=date(2024, 3, 29),
        ),
        by=BY,
        world=w,
    ),
    "exempt": lambda s, y, w, _: exempt(s, duty=duty(y), basis="Mục II", by=BY, world=w),
    "pause": lambda s, y, w, _: pause(
        s,
        unit="C",
        unit_name="C",
        task=(y.plan_id, "II.1.1.b", ""),
        days=3,
        reason="bão",
        by=BY,
        world=w,
    ),
    "event": lambda s, y, w, _: record_event(
        s, plan_id=y.plan_id, event="hội nghị", day=date(2024, 3, 20), by=BY, world=w
    ),
    "training": lambda s, y, w, _: cancel(s, training_id=y.training, reason="bão", by=BY, world=w),
    "difficulty": lambda s, y, w, _: record_difficulty(
        s,
        raised=Raised(
            plan_id=y.plan_id,
            unit="C",
            text="thiếu kinh phí",
            raised_on=date(2024, 3, 20),
            answered_by="D",
            answer_by=date(2024, 4, 10),
        ),
        by=BY,
        world=w,
    ),
    "attach": lambda s, y, w, p: attach(
        s, submission_id=y.document, checked=[PDF], by=BY, files=Files(data=p), world=w
    ),
    "close again": lambda s, y, w, _: close_plan(s, closing=y.closing(), run="run-2", by=BY, world=w),
}


@pytest.mark.parametrize("what", list(CHANGES))
def test_whoever_would_change_it_is_refused_in_one_sentence(year: Year, what: str, tmp_path: Path) -> None:
    later = world_on(DAY + timedelta(days=3))
    with transaction(year.engine) as session:
        close(year, session)
        before = counts(session)
    with pytest.raises(RefusedError) as refused, transaction(year.engine) as session:
        CHANGES[what](session, year, later, tmp_path)
    assert str(refused.value) == f"{CLOSED}; số liệu được giữ nguyên, không thay đổi được."
    with reading(year.engine) as session:
        assert counts(session) == before


def counts(session: Session) -> dict[str, int]:
    session.flush()
    tables = SQLModel.metadata.tables
    return {
        name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for name, table in tables.items()
    }


def test_a_file_of_a_closed_plan_stays_attached(year: Year, tmp_path: Path) -> None:
    world = world_on(DAY)
    with transaction(year.engine) as session:
        attach(
            session,
            submission_id=year.document,
            checked=[PDF],
            by=BY,
            files=Files(data=tmp_path),
            world=world,
        )
        close(year, session)
        key = session.exec(select(SubmissionFile.id)).one() or 0
        with pytest.raises(RefusedError, match="đã kết thúc theo dõi"):
            remove(session, file_id=key, reason="nhầm", by=BY, world=world)


def test_forms_and_pages_leave_a_closed_plan_out_and_exports_still_read_it(year: Year) -> None:
    world = world_on(DAY)
    with transaction(year.engine) as session:
        close(year, session)
        choices = all_choices(session, world=world, plan_files=())
        assert all(
            "KH 2024" not in label for name in choices if name != "plans_all" for label in choices[name]
        )
        assert any("KH 2024 " in label and "đã kết thúc" in label for label in choices["plans_all"])
        assert {key[0] for key in task_labels(session).values()} == {year.other_id}
        assert year.document not in record_labels(session, day=DAY).values()
        assert choices["trainings_invited"] == choices["held"] == []
        assert {one.plan.id for one in read_progress(session, world=world)} == {year.other_id}
        found = register(session, asked=asked(session, plan_id=year.plan_id, known_on=None, world=world))
        assert len(found.tables[0].rows) == len(session.exec(select(Submission)).all())


def test_when_every_plan_is_closed_the_officers_are_still_known(year: Year) -> None:
    with transaction(year.engine) as session:
        before = officers(session, day=DAY)
        close(year, session)
        other = Closing(plan_id=year.other_id, reason="thay bằng kế hoạch mới")
        close_plan(session, closing=other, run="run-2", by=BY, world=world_on(DAY))
        assert officers(session, day=DAY) == before == ["Cán bộ 1"]
        assert focal_unit(session, day=DAY) is not None
        assert not run_day(session, world=world_on(DAY + timedelta(days=1))).messages


def test_a_run_that_starts_from_the_top_after_closing_says_what_it_did(year: Year) -> None:
    with transaction(year.engine) as session:
        sentence = close(year, session, run="run-1")
        assert said_by_run(session, action=ACTION, run="run-1") == sentence
        assert said_by_run(session, action=ACTION, run="run-2") == ""


def test_without_a_basis_it_is_refused(year: Year) -> None:
    with transaction(year.engine) as session, pytest.raises(RefusedError, match="Thiếu căn cứ"):
        closing_facts(session, closing=Closing(plan_id=year.plan_id, reason=" "), world=world_on(DAY))


def test_who_records_while_it_is_being_closed_is_refused_after_it(year: Year) -> None:
    """The other has come to a lock when the closing commits; on both databases nothing slips through."""

    def second() -> str:
        try:
            with transaction(year.engine) as session:
                return record(
                    session, entry=entry(year), by=BY, world=world_on(DAY + timedelta(days=1))
                ).sentence
        except RefusedError as refusal:
            return str(refusal)

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction(year.engine) as session:
            close(year, session)
            later = pool.submit(second)
            wait([later], timeout=0.5)
        assert later.result().startswith(CLOSED)


def test_who_closes_while_another_records_waits_for_the_record(year: Year) -> None:
    def second() -> str:
        with transaction(year.engine) as session:
            return close(year, session)

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction(year.engine) as session:
            record(session, entry=entry(year, arrived_on=DAY), by=BY, world=world_on(DAY))
            later = pool.submit(second)
            wait([later], timeout=0.5)
        assert later.result().startswith("Đã kết thúc theo dõi Kế hoạch 762/QĐ-BCA-V03")
    with reading(year.engine) as session:
        assert session.get_one(Obligation, year.owed["C"]).status is ObligationStatus.ARRIVED

"""What came in, was reviewed, extended or spared: on the pages and in the figures of the past.

Ten units: North A, B, C; Centre D, E; South F, G; Ministry H, I, K. All owe a plan by Wed 28/02/2024 (issuing
day counts), a report by Sat 14/12/2024 (arrival counts) and a whole-year task. Of the plan: A on time and
accepted; B on time, returned on 01/03 to be sent again by 07/03; C late, waiting for review; D nil; E
extended on 27/02 to 15/03; F extended and sent; G exempt; H, I sent nothing; K done by the plan itself.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from flows.cli import main
from flows.clock import end_of
from flows.work.mails.todays_work import todays_work
from flows.work.pages.grouped import Grouping, grouped_figures
from flows.work.pages.matrix import matrix_facts
from flows.work.pages.overview import figures_known, overview_facts
from flows.work.pages.prefilled import Owed, OwedLinks
from flows.work.pages.received import received_facts
from flows.work.pages.unsent import unsent_facts
from models.database import connect, reading, transaction
from models.tables import (
    Exemption,
    Extension,
    Folder,
    Obligation,
    PlanTask,
    Review,
    Submission,
    SubmissionFile,
    SubmissionLink,
    Unit,
    UnitName,
)
from models.words import (
    DeadlineKind,
    FileKind,
    FolderKind,
    Form,
    JudgedBy,
    ObligationStatus,
    Region,
    ReturnReason,
    ReviewResult,
    UnitKind,
)
from templates.dashboards.facts import Figures
from templates.dashboards.matrix_facts import Mark, MatrixFacts
from templates.dashboards.received_facts import ReceivedFacts, ReceivedLine, ReviewState
from templates.dashboards.render import render
from templates.dashboards.unsent_facts import Standing
from tests.factories import add_plan, add_task, world_on
from tests.flows import put_in

REGIONS = dict.fromkeys("ABC", Region.NORTH) | dict.fromkeys("DE", Region.CENTRE)
REGIONS |= dict.fromkeys("FG", Region.SOUTH) | dict.fromkeys("HIK", Region.MINISTRY)
ISSUED, DUE = date(2024, 2, 6), date(2024, 2, 28)
BACK_BY, LONGER = date(2024, 3, 7), date(2024, 3, 15)


def day(number: int, month: int = 3) -> date:
    return date(2024, month, number)


@dataclass(frozen=True)
class Case:
    """The ids of the unit plans by unit, and of the documents that came."""

    engine: sa.Engine
    plan_id: int
    owed: Mapping[str, int]
    whole_year: Mapping[str, int]
    documents: Mapping[str, int]


@pytest.fixture
def case(engine: sa.Engine) -> Case:
    """Everything that the module's first lines tell."""
    with transaction(engine) as session:
        return set_up(engine, session)


def set_up(engine: sa.Engine, session: Session) -> Case:
    world, units = world_on(ISSUED), list(REGIONS)
    for position, (unit, region) in enumerate(REGIONS.items()):
        session.add(Unit(id=unit, kind=UnitKind.PROVINCE, region=region, position=position))
    session.flush()
    session.add_all(UnitName(unit_id=unit, name=f"Công an tỉnh {unit}") for unit in units)
    plan = add_plan(session)
    owed = dict(zip(units, add_task(session, plan=plan, units=units, due=DUE, world=world), strict=True))
    add_task(
        session,
        plan=plan,
        units=units,
        due=date(2024, 12, 14),
        world=world,
        code="III.3.b",
        ladder="bao-cao",
        judged_by=JudgedBy.RECEIVED,
    )
    year = add_task(
        session,
        plan=plan,
        units=units,
        due=date(2024, 12, 31),
        world=world,
        code="II.5",
        ladder="",
        kind=DeadlineKind.PERIOD,
    )
    documents = {
        "A": put_in.document(session, owed["A"], unit="A", on=day(20, 2), number="01/A"),
        "B": put_in.document(session, owed["B"], unit="B", on=day(22, 2), number="02/B"),
        "C": put_in.document(session, owed["C"], unit="C", on=day(4), number="03/C", on_time=False),
        "D": put_in.reports_nothing(session, obligation=owed["D"], unit="D", on=day(26, 2)),
    }
    put_in.accepted(session, submission=documents["A"], on=day(5))
    put_in.returned(session, submission=documents["B"], on=day(1), resubmit_by=BACK_BY, comment="Thiếu biểu")
    for unit in "EF":
        put_in.extended(session, obligation=owed[unit], on=day(27, 2), new_due=LONGER)
    documents["F"] = put_in.document(session, owed["F"], unit="F", on=day(5), number="06/F")
    put_in.is_exempt(session, obligation=owed["G"], on=day(27, 2))
    session.get_one(Obligation, owed["K"]).status = ObligationStatus.DONE
    assert plan.id is not None
    whole_year = dict(zip(units, year, strict=True))
    return Case(engine=engine, plan_id=plan.id, owed=owed, whole_year=whole_year, documents=documents)


def link(kind: str, one: object) -> str:
    return f"../{kind}?{one.unit_id}:{one.task_code}" if isinstance(one, Owed) else f"../{kind}?{one}"


LINKS = OwedLinks(
    record=lambda one: link("record", one),
    story=lambda one: link("story", one),
    story_of_unit=lambda one: link("story", one),
    correct=lambda one: link("correct", one),
    review=lambda one: link("review", one),
    extend=lambda one: link("extend", one),
    nil=lambda one: link("nil", one),
    attach=lambda one: link("attach", one),
    accept=lambda one, document: f"{link('accept', one)}:{document}",
)


def overview(case: Case, on: date) -> Figures:
    with reading(case.engine) as session:
        [plan] = overview_facts(session, world=world_on(on), links={}).plans
    return plan.dated[0].figures


def known(case: Case, on: date, *, known_on: date | None = None) -> Figures:
    with reading(case.engine) as session:
        [plan] = figures_known(session, world=world_on(on), known_until=end_of(known_on or on))
    return plan.dated[0].figures


def received(case: Case, on: date, *, owed_links: OwedLinks = LINKS) -> ReceivedFacts:
    with reading(case.engine) as session:
        return received_facts(session, world=world_on(on), links={}, owed_links=owed_links)


def lines(facts: ReceivedFacts) -> dict[str, ReceivedLine]:
    return {one.number: one for task in facts.tasks for one in task.lines}


# The official count


def test_on_8_march_the_figures_and_the_page_are_those_counted_by_hand(case: Case) -> None:
    """Nine owe it, two of them on another day; A, B, D, K came on time, C late; H and I are past 06/03."""
    found = overview(case, day(8))
    assert (found.expected, found.received, found.outstanding, found.exempt) == (9, 6, 3, 1)
    assert (found.on_time, found.late, found.overdue) == (4, 1, 2)
    assert (found.extended_received, found.extended_outstanding) == (1, 1)
    assert (found.returned, found.resubmission_overdue, found.nil) == (1, 1, 1)
    assert (found.accepted, found.awaiting_review) == (1, 3)  # A; C, D, F
    assert (found.completeness, found.on_time_rate) == (6 / 9, 4 / 7)
    assert (found.finished_on_time, found.finished_late) == (3, 1)
    assert (found.unfinished_in_time, found.unfinished_overdue, found.apart) == (0, 3, 2)
    found = overview(case, BACK_BY)  # until its own day has passed a returned document is in time
    assert (found.unfinished_in_time, found.unfinished_overdue) == (1, 2)
    with reading(case.engine) as session:
        page = render(overview_facts(session, world=world_on(day(8)), links={}, review_link=LINKS.review))
    assert "| **II.1.1.b** | 3 | 1 | 0 | 3 | 0 | 2 |" in page
    assert "| Bắc | 1 | 1 | 0 | 1 | 0 | 0 |" in page
    assert (
        "- **II.1.1.b**: được gia hạn 02 (đã nhận 01); không thuộc diện thực hiện 01; "
        "báo cáo không phát sinh 01; đề nghị bổ sung 01 (quá ngày gửi lại 01); chờ rà soát 03; "
        "đạt yêu cầu 01 → [Rà soát báo cáo](../review?:II.1.1.b)"
    ) in page


# As it was known


def test_each_day_knows_only_what_had_happened_by_then(case: Case) -> None:
    """26/02: nobody extended or exempt. 29/02: nobody returned. 04/03: B returned, A not yet accepted."""
    before = known(case, day(26, 2))
    assert (before.expected, before.exempt, before.extended_outstanding) == (10, 0, 0)
    assert (before.on_time, before.nil, before.in_time) == (4, 1, 6)
    after = known(case, day(29, 2))
    assert (after.expected, after.exempt, after.extended_outstanding) == (9, 1, 2)
    assert (after.returned, after.accepted, after.awaiting_review) == (0, 0, 3)
    found = known(case, day(4))
    assert (found.returned, found.accepted, found.late, found.resubmission_overdue) == (1, 0, 1, 0)
    for on in (day(8), day(18)):  # known today
        assert known(case, on) == overview(case, on)


def test_what_is_undone_later_still_stood_then(case: Case) -> None:
    days = (day(29, 2), day(4), day(8))
    before = [known(case, on) for on in days]
    with transaction(case.engine) as session:
        later = world_on(day(11)).now
        for one in session.exec(select(Exemption)):
            one.undone_at = later
        for row in session.exec(select(Extension)):
            row.undone_at = later
        for review in session.exec(select(Review)):
            review.voided_at = later
        session.get_one(Submission, case.documents["C"]).voided_at = later
        put_in.document(session, case.owed["B"], unit="B", on=day(11), number="12/B")
    assert [known(case, on) for on in days] == before
    now = known(case, day(11))
    assert (now.exempt, now.returned, now.extended_outstanding, now.accepted, now.late) == (0, 0, 0, 0, 0)


def test_a_day_known_later_has_the_documents_but_not_yet_the_reviews_of_after_it(case: Case) -> None:
    found = known(case, day(29, 2), known_on=day(8))
    assert (found.returned, found.accepted, found.awaiting_review) == (0, 0, 3)
    assert (found.extended_outstanding, found.exempt) == (2, 1)


def test_what_an_acceptance_fulfilled_counts_from_then_until_it_is_undone(case: Case) -> None:
    with transaction(case.engine) as session:
        put_in.document(
            session, case.whole_year["A"], unit="A", on=day(4), linked=day(6), on_time=None, number="09/A"
        )

    def met(on: date, known_on: date) -> int:
        with reading(case.engine) as session:
            [plan] = figures_known(session, world=world_on(on), known_until=end_of(known_on))
        return plan.whole_year[0].figures.received

    assert (met(day(5), day(8)), met(day(6), day(8))) == (0, 1)
    with transaction(case.engine) as session:
        session.execute(
            sa.update(SubmissionLink)
            .where(col(SubmissionLink.obligation_id) == case.whole_year["A"])
            .values(unlinked_at=world_on(day(11)).now)
        )
    assert (met(day(8), day(8)), met(day(11), day(11))) == (1, 0)


def test_work_that_its_task_says_was_done_on_issue_is_done_whatever_came_later(case: Case) -> None:
    with transaction(case.engine) as session:
        task = session.get_one(PlanTask, session.get_one(Obligation, case.owed["K"]).task_id)
        task.facts = {**task.facts, "done_on_issue": False}
    assert known(case, day(8)).on_time == 3  # K's does not count: no document stands for it


# By region, unit and period


def grouped(case: Case, by: Grouping) -> dict[str, tuple[int, int, int]]:
    with reading(case.engine) as session:
        [plan] = grouped_figures(session, by=by, world=world_on(day(8)), known_until=end_of(day(8)))
    return {name: (one.expected, one.received, one.on_time) for name, one in plan.dated}


def test_figures_by_region_unit_and_period_count_the_dated_tasks(case: Case) -> None:
    assert grouped(case, Grouping.REGION) == {
        "Bắc": (6, 3, 2),
        "Trung": (4, 1, 1),
        "Nam": (3, 1, 0),
        "Cơ quan Bộ": (6, 1, 1),
    }
    assert grouped(case, Grouping.PERIOD) == {"Quý I/2024": (9, 6, 4), "Quý IV/2024": (10, 0, 0)}
    units = grouped(case, Grouping.UNIT)
    assert list(units) == [f"Công an tỉnh {unit}" for unit in REGIONS]
    assert (units["Công an tỉnh A"], units["Công an tỉnh G"]) == ((2, 1, 1), (1, 0, 0))
    assert sum(one[0] for one in units.values()) == sum(
        one[0] for one in grouped(case, Grouping.TASK).values()
    )


def test_the_command_groups_too(migrated_sqlite: Path, tmp_path: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "dondoc.sqlite3")
    engine = connect(url=f"sqlite:///{tmp_path / 'dondoc.sqlite3'}")
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.EXAMPLE, example_day=day(8), created_at=world_on(ISSUED).now))
        set_up(engine, session)
    engine.dispose()

    def ask(*words: str) -> str:
        return CliRunner().invoke(main, ["overview", *words, "--data", str(tmp_path)]).output

    assert "Quý IV/2024" in ask("--by", "period")
    assert "Công an tỉnh K" in ask("--by", "unit", "--on", "01/03/2024", "--known-on", "05/03/2024")
    assert "Cơ quan Bộ" in ask("--by", "region")


# Đơn vị chưa gửi


def test_returned_and_extended_documents_stand_among_the_unsent_with_their_own_day(case: Case) -> None:
    with reading(case.engine) as session:
        facts = unsent_facts(session, world=world_on(day(6)), links={}, owed_links=LINKS)
    found = {one.unit_name[-1]: one for _, members in facts.tasks[0].regions for one in members}
    assert list(found) == ["B", "E", "H", "I"]
    assert (found["B"].returned, found["B"].last_day, found["B"].workdays_left) == (True, BACK_BY, 1)
    assert (found["E"].extended, found["E"].last_day) == (True, LONGER)
    page = render(facts)
    assert "Đề nghị bổ sung trước 08/03/2024; còn 01 ngày làm việc" in page
    assert "Được gia hạn; còn 07 ngày làm việc" in page
    others = "[Gia hạn](../extend?:II.1.1.b) · [Không phát sinh](../nil?:II.1.1.b)"  # one is not served
    assert f"Biểu mẫu khác: {others}." in page
    with reading(case.engine) as session:
        facts = unsent_facts(session, world=world_on(day(8)), links={}, owed_links=LINKS)
    assert facts.tasks[0].regions[0][1][0].standing is Standing.OVERDUE
    assert "Đề nghị bổ sung trước 08/03/2024; quá hạn 01 ngày làm việc" in render(facts)


def test_a_nil_report_is_recorded_from_the_line_of_its_unit(case: Case) -> None:
    """Of reports alone: a plan of a unit always says something."""
    with transaction(case.engine) as session:
        report = session.exec(select(PlanTask).where(col(PlanTask.code) == "III.3.b")).one()
        report.facts = {"document": "Báo cáo năm"}
    with reading(case.engine) as session:
        page = render(unsent_facts(session, world=world_on(day(6)), links={}, owed_links=LINKS))
    assert "| [Ghi nhận](../record?K:III.3.b) · [Không phát sinh](../nil?K:III.3.b) |" in page
    assert "../nil?B:II.1.1.b" not in page


# Văn bản đã nhận


def test_received_documents_newest_first_with_punctuality_review_and_forms(case: Case) -> None:
    facts = received(case, day(8))
    [task] = facts.tasks
    assert [one.number for one in task.lines] == ["06/F", "03/C", "06/BC", "02/B", "01/A"]
    assert (task.expected, task.received, task.awaiting_review, facts.total) == (9, 6, 3, 5)
    found = lines(facts)
    assert found["01/A"].review is ReviewState.ACCEPTED
    assert (found["02/B"].review, found["02/B"].resubmit_by) == (ReviewState.RETURNED, BACK_BY)
    assert found["03/C"].review is ReviewState.WAITING
    assert (found["06/BC"].nil, found["06/F"].extended) == (True, True)
    page = render(facts)
    assert (
        "| Đúng hạn | Đề nghị bổ sung trước 08/03/2024: thiếu nội dung theo đề cương (Thiếu biểu) |" in page
    )
    assert "| 03/C, 04/03/2024 | 04/03/2024; bản giấy, bản chính | Quá hạn | Chờ rà soát |" in page
    found = lines(received(case, day(8)))
    assert found["01/A"].correct_link == f"../correct?{case.documents['A']}"
    assert (found["01/A"].review_link, found["03/C"].review_link) == ("", "../review?C:II.1.1.b")
    assert [name for name, _ in found["03/C"].actions] == ["Đạt", "Rà soát", "Tệp", "Sửa"]
    assert found["03/C"].accept_link == f"../accept?C:II.1.1.b:{case.documents['C']}"
    assert [name for name, _ in found["01/A"].actions] == ["Tệp", "Sửa"], "nothing waits to be reviewed"
    unserved = OwedLinks(record=LINKS.record, story=LINKS.story)
    assert "[Rà soát](../review?C:II.1.1.b)" in page
    assert "../review" not in render(received(case, day(8), owed_links=unserved))


def test_what_lies_in_a_review_says_so(case: Case) -> None:
    with transaction(case.engine) as session:
        session.get_one(Submission, case.documents["C"]).review_run = "a run that was not answered yet"
    facts = received(case, day(8))
    assert lines(facts)["03/C"].review is ReviewState.IN_REVIEW
    assert lines(facts)["03/C"].accept_link, "it can be accepted all the same"
    assert "| Quá hạn | Đang rà soát |" in render(facts)


def test_signed_originals_files_and_a_wrong_form_are_counted_apart(case: Case) -> None:
    with transaction(case.engine) as session:
        session.get_one(Submission, case.documents["A"]).form = Form.FILE
        session.get_one(Submission, case.documents["C"]).form = Form.BOTH
        review = session.exec(select(Review).where(col(Review.result) == ReviewResult.RETURNED)).one()
        review.reason = ReturnReason.FORM
    [task] = received(case, day(8)).tasks
    assert (task.originals, task.with_file, task.wrong_form) == (4, 2, 1)
    assert "| **II.1.1.b** | 6 | 9 | 4 | 2 | 1 | 3 |" in render(received(case, day(8)))


def test_a_newer_version_replaces_what_nobody_reviewed_and_files_are_counted(case: Case) -> None:
    with transaction(case.engine) as session:
        again = put_in.document(session, case.owed["C"], unit="C", on=day(7), number="13/C")
        for name, removed in (("a.pdf", None), ("b.pdf", None), ("c.pdf", world_on(day(7)).now)):
            session.add(
                SubmissionFile(
                    submission_id=again,
                    kind=FileKind.DOCUMENT,
                    sha256=name,
                    name=name,
                    media_type="application/pdf",
                    size=1,
                    attached_by="Cán bộ 1",
                    attached_at=world_on(day(7)).now,
                    removed_at=removed,
                )
            )
    found = lines(received(case, day(8)))
    assert (found["03/C"].review, found["13/C"].review) == (ReviewState.REPLACED, ReviewState.WAITING)
    assert (found["13/C"].version, found["13/C"].files) == (2, 2)
    assert "02 tệp đính kèm | Theo bản đầu | Chờ rà soát |" in render(received(case, day(8)))


def test_what_an_acceptance_fulfilled_is_no_document_of_its_own(case: Case) -> None:
    with transaction(case.engine) as session:
        put_in.document(session, case.whole_year["A"], unit="A", on=day(4), linked=day(6), number="09/A")
    assert "09/A" not in lines(received(case, day(8)))


# Tiến độ theo đơn vị


def matrix(case: Case, on: date) -> MatrixFacts:
    with reading(case.engine) as session:
        return matrix_facts(session, world=world_on(on), links={}, owed_links=LINKS)


def test_every_unit_with_every_dated_task_and_its_whole_year_tasks(case: Case) -> None:
    [plan] = matrix(case, day(8)).plans
    assert [task.code for task in plan.tasks] == ["II.1.1.b", "III.3.b"]
    assert [table.region for table in plan.tables] == list(Region)
    found = {one.unit_name[-1]: one for table in plan.tables for one in table.lines}
    assert {unit: one.marks[0] for unit, one in found.items()} == {
        "A": Mark.ON_TIME,
        "B": Mark.RETURNED_OVERDUE,
        "C": Mark.LATE,
        "D": Mark.NIL,
        "E": Mark.EXTENDED,
        "F": Mark.EXTENDED_RECEIVED,
        "G": Mark.EXEMPT,
        "H": Mark.OVERDUE,
        "I": Mark.OVERDUE,
        "K": Mark.ON_TIME,
    }
    assert {one.marks[1] for one in found.values()} == {Mark.IN_TIME}
    assert {(one.year_received, one.year_expected) for one in found.values()} == {(0, 1)}
    page = render(matrix(case, day(8)))
    assert "| [Công an tỉnh C](../story?C) | ✓ qh | ○ | 0/1 |" in page
    assert "**✓ qh** đã nhận, quá hạn" in page
    assert "**tx**" not in page  # only what occurs


# Bản tin sáng


def sections(case: Case, on: date) -> dict[str, list[str]]:
    with reading(case.engine) as session:
        found = todays_work(session, world=world_on(on), links={})
    return {one.title: [line.text for line in one.lines] for one in found}


def test_what_waits_too_long_for_a_review_is_in_the_days_work(case: Case) -> None:
    """D's came on Mon 26/02: the fifth working day after it is Mon 04/03, so on Tue 05/03 it waits longer."""
    assert "Văn bản chờ rà soát" not in sections(case, day(4))
    assert sections(case, day(5))["Văn bản chờ rà soát"] == [
        "II.1.1.b – văn bản II.1.1.b: 01 văn bản chờ rà soát quá 05 ngày làm việc"
    ]
    assert "03 văn bản" in sections(case, day(13))["Văn bản chờ rà soát"][0]  # 04/03 and 05/03 too
    assert "Chờ bản bổ sung" not in sections(case, BACK_BY)
    assert sections(case, day(8))["Chờ bản bổ sung"] == [
        "II.1.1.b – văn bản II.1.1.b: 01 đơn vị quá ngày hẹn gửi bản bổ sung, hoàn thiện"
    ]


# No query per unit


def test_twice_the_units_ask_no_more_questions(case: Case) -> None:
    asked: list[str] = []
    sa.event.listen(case.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def count() -> int:
        asked.clear()
        received(case, day(8))
        matrix(case, day(8))
        sections(case, day(8))
        grouped(case, Grouping.UNIT)
        return len(asked)

    before = count()
    with transaction(case.engine) as session:
        rest = [one for unit, one in case.owed.items() if unit in "HI"]
        for number, one in enumerate(rest):
            put_in.document(session, one, unit="H", on=day(7), number=f"{number}/H")
    assert count() == before

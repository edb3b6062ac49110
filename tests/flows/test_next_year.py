"""*Chuẩn bị kế hoạch năm sau*: 2024 carried over to 2025, doubts decided, the file written and issued."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.next_year_form import GO, answer_form, answers_of
from flows.work.next_year.answering import Answers, decide, new_file
from flows.work.next_year.page import page_facts
from flows.work.next_year.proposing import KEEP, LEAVE
from flows.work.next_year.rounds import Shown, first_round, needs_confirming, next_round, open_round
from flows.work.next_year.wish import read_wish
from flows.work.next_year.writing import write_next, written_by
from flows.work.refusals import RefusedError
from models.database import connect, transaction
from models.plan_file import read_plan
from models.plan_members import expand
from models.rules.workdays import shipped_days
from models.store.plan_units import plan_units
from models.tables import Audit, Obligation, Plan, PlanTask, Unit, UnitChange, UnitName
from models.words import UnitChangeKind
from templates.dashboards.render import render
from tests.factories import add_plan
from tests.flows.next_years import (
    BY,
    DUE,
    ISSUED_2025,
    issue_file,
    picks,
    proposal_of,
    wish_for_2025,
    with_2024,
    with_file_of_2024,
    world,
)

DECEMBER = date(2024, 12, 2)
LEAP = "trước ngày 01/03/2025 (ngày cuối cùng 28/02/2025)"
ONE_OFF = {"II.1.2.a", "II.1.2.b"}
# 16 tasks of the 72 units (9 departments, 63 provinces), II.6.1 by 3 departments and 63 provinces, and of
# the ten that one unit owes alone those eight that are not the three-year review.
OWED_2025 = 16 * 72 + 66 + 8


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


@pytest.fixture
def alone(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Session]:
    """On SQLite alone: what only the file and its sentences depend on."""
    shutil.copy(migrated_sqlite, tmp_path / "alone.sqlite3")
    engine = connect(url=f"sqlite:///{tmp_path / 'alone.sqlite3'}")
    with transaction(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where plan files lie."""
    (tmp_path / "plans").mkdir()
    return tmp_path / "plans"


def written(session: Session, folder: Path, *, run: str = "r1", day: date = DECEMBER, **more: object) -> str:
    """The file of 2025 with the usual picks; the sentence."""
    plan = session.exec(select(Plan.id).where(col(Plan.code) == "pbgdpl-2024")).one()
    assert plan
    wish = wish_for_2025(session, plan=plan, **more)  # type: ignore[arg-type]  # each test overrides a few
    answers = picks(proposal_of(session, wish=wish, day=day))
    return write_next(
        session, wish=wish, answers=answers, folder=folder, replace=False, run=run, by=BY, world=world(day)
    )


def owed_by(session: Session, path: Path) -> int:
    """How many obligations the file would make on its day."""
    plan = read_plan(path.read_text("utf-8"), name=path.name)
    return len(expand(plan, plan_units(session, day=plan.issued_on), day=plan.issued_on))


def test_the_file_of_2025_reads_back_keeps_comments_and_order_and_makes_what_is_expected(
    session: Session, folder: Path
) -> None:
    old = with_2024(session)
    sentence = written(session, folder)
    assert "tệp config/plans/2025.yaml" in sentence
    text = (folder / "2025.yaml").read_text("utf-8")
    plan = read_plan(text, name="2025.yaml")
    assert (plan.code, plan.year, plan.document, plan.issued_on, plan.previous_plan) == (
        "pbgdpl-2025",
        2025,
        "815/QĐ-BCA-V03",
        ISSUED_2025,
        "pbgdpl-2024",
    )
    assert plan.title.endswith("giai đoạn 2021 - 2027” năm 2025")
    assert plan.reporting
    assert (plan.reporting.starts_on, plan.reporting.ends_on, plan.reporting.cut_off) == (
        date(2024, 12, 15),
        date(2025, 12, 14),
        date(2025, 12, 14),
    )
    before = read_plan((Path("config/plans/2024.yaml")).read_text("utf-8"), name="2024.yaml")
    assert [one.code for one in plan.tasks] == [one.code for one in before.tasks if one.code not in ONE_OFF]
    assert plan.task("II.1.1.b").deadline.phrase == "trước ngày 01/03/2025"
    assert plan.task("III.3.b").deadline.phrase == "trước ngày 15/12/2025"
    assert plan.task("II.4.3").deadline.open_ended
    assert [one.code for one in plan.indicators] == [one.code for one in before.indicators]
    assert "# ---- II.9. Trang thiết bị, cơ sở vật chất" in text
    assert "# văn bản ghi thừa dấu phẩy trước “xã hội”" in text

    issued = issue_file(session, path=folder / "2025.yaml", day=ISSUED_2025)
    assert issued.obligations == OWED_2025
    owed = Counter(
        session.exec(
            select(PlanTask.code)
            .join(Obligation, col(Obligation.task_id) == col(PlanTask.id))
            .where(col(Obligation.plan_id) == issued.plan_id)
        )
    )
    assert (owed["II.1.1.b"], owed["II.6.1"], owed["III.3.b"], owed["III.3.c"]) == (72, 66, 72, 1)
    assert not set(owed) & ONE_OFF
    assert session.get_one(Plan, old).status.value == "issued"  # 2024 is still followed


def test_a_second_answer_makes_nothing_twice_and_another_file_is_not_overwritten(
    session: Session, folder: Path
) -> None:
    with_file_of_2024(session)
    sentence = written(session, folder)
    first = (folder / "2025.yaml").read_bytes()
    assert written_by(session, run="r1") == sentence
    assert written_by(session, run="r2") == ""
    assert written(session, folder, run="r2") == sentence
    assert (folder / "2025.yaml").read_bytes() == first
    assert [one.name for one in folder.iterdir()] == ["2025.yaml"]

    (folder / "2025.yaml").write_text(first.decode() + "# sửa tay\n", "utf-8")
    with pytest.raises(RefusedError, match="không ghi đè"):
        written(session, folder, run="r3")
    assert (folder / "2025.yaml").read_text("utf-8").endswith("# sửa tay\n")
    plan = session.exec(select(Plan.id)).one()
    wish = wish_for_2025(session, plan=plan or 0)
    answers = picks(proposal_of(session, wish=wish, day=DECEMBER))
    there = world(DECEMBER)
    write_next(session, wish=wish, answers=answers, folder=folder, replace=True, run="r4", by=BY, world=there)
    assert (folder / "2025.yaml").read_bytes() == first
    assert (folder / "2025.yaml.cu").read_text("utf-8").endswith("# sửa tay\n")
    assert len(session.exec(select(Audit).where(col(Audit.action) == "form:plan:next")).all()) == 3


def test_a_file_of_another_plan_of_that_year_stands_beside_it(alone: Session, folder: Path) -> None:
    with_file_of_2024(alone)
    other = Path("tests/models/plans/so-hoa-2025.yaml").read_text("utf-8")
    (folder / "2025.yaml").write_text(other, "utf-8")
    assert "config/plans/pbgdpl-2025.yaml" in written(alone, folder)
    assert (folder / "2025.yaml").read_text("utf-8") == other


def test_without_number_and_day_the_file_says_so_and_cannot_be_issued(alone: Session, folder: Path) -> None:
    with_file_of_2024(alone)
    assert "điền số, ngày văn bản" in written(alone, folder, number="", issued_on="")
    text = (folder / "2025.yaml").read_text("utf-8")
    assert "# ĐIỀN KHI BAN HÀNH" in text
    with pytest.raises(RefusedError, match="chưa ghi số, ký hiệu văn bản"):
        issue_file(alone, path=folder / "2025.yaml", day=ISSUED_2025)
    filled = text.replace("CHƯA CÓ SỐ", "815/QĐ-BCA-V03").replace("06/02/2025", "10/02/2025")
    (folder / "2025.yaml").write_text(filled, "utf-8")
    assert owed_by(alone, folder / "2025.yaml") == OWED_2025


def test_wrong_answers_come_back_with_a_sentence_each_and_free_text_is_shown_before_it_counts(
    alone: Session,
) -> None:
    plan = with_file_of_2024(alone)
    there = world(DECEMBER)
    shown = first_round(alone, wish=wish_for_2025(alone, plan=plan), world=there)
    assert [(one.about, one.key) for one in shown.questions] == [
        ("due", "II.1.1.b"),
        ("keep", "II.1.2.a"),
        ("keep", "II.1.2.b"),
    ]
    nothing = next_round(alone, before=shown, answers=Answers(), problem="", world=there)
    assert nothing.problem.count("chưa chọn") == 3

    proposal = proposal_of(alone, wish=shown.wish, day=DECEMBER)
    wrong = picks(proposal, changes="II.5: trước ngày 31/02/2025; X.9: cả năm; lung tung")
    told = next_round(alone, before=shown, answers=wrong, problem="", world=there).problem
    assert "Mục II.5: Không đọc được thời hạn “trước ngày 31/02/2025”: tháng 02/2025 không có ngày 31" in told
    assert "kế hoạch không có mục «X.9»" in told

    right = picks(proposal, changes="II.5: quý III/2025; II.10: không chuyển; II.7: trước ngày 01/07/2025")
    assert needs_confirming(shown, answers=right)
    again = next_round(alone, before=shown, answers=right, problem="", world=there)
    assert "“II.7”" in again.problem or "judged_by" in again.problem  # a day needs to say which day counts
    right = picks(proposal, changes="II.5: quý III/2025; III.4: không chuyển")
    echoed = next_round(alone, before=again, answers=right, problem="", world=there)
    assert (echoed.problem, echoed.echo) == ("", ("II.5: quý III/2025", "III.4: Không chuyển"))
    assert not needs_confirming(echoed, answers=right)
    made = read_plan(new_file(proposal, decided=decide(proposal, answers=right)).text, name="x.yaml")
    assert made.task("II.5").deadline.phrase == "quý III/2025"
    assert "III.4" not in [one.code for one in made.tasks]


def test_the_answers_form_has_a_choice_for_each_question_and_keeps_what_was_chosen(alone: Session) -> None:
    plan = with_file_of_2024(alone)
    shown = first_round(alone, wish=wish_for_2025(alone, plan=plan), world=world(DECEMBER))
    form = answer_form(shown)
    fields = form.model_json_schema()["properties"]
    assert fields["q0"]["title"] == "II.1.1.b «trước ngày 29/02/2024» chuyển thành"
    assert LEAP in fields["q0"]["enum"]
    assert {"q0", "q1", "q2", "answer"} <= set(form.model_json_schema()["required"])
    given = form.model_validate({"q0": LEAP, "q1": LEAVE, "q2": KEEP, "answer": GO, "changes": " x "})
    answers = answers_of(given, shown=shown)
    chosen = {"due:II.1.1.b": LEAP, "keep:II.1.2.a": LEAVE, "keep:II.1.2.b": KEEP}
    assert answers == Answers(chosen=chosen, changes="x")
    again = answer_form(replace(shown, answers=answers)).model_json_schema()
    assert (again["properties"]["q0"]["default"], again["properties"]["changes"]["default"]) == (LEAP, "x")
    assert form.with_initial_data(description="x").model_json_schema()["properties"]["q0"]["enum"]


def test_a_round_is_kept_as_it_was_first_shown(session: Session) -> None:
    plan = with_file_of_2024(session)
    wish = wish_for_2025(session, plan=plan)

    def read() -> Shown:
        return first_round(session, wish=wish, world=world(DECEMBER))

    first = open_round(session, run="r1", number=1, read=read)
    assert open_round(session, run="r1", number=1, read=lambda: pytest.fail("read twice")) == first


def test_the_page_shows_readings_days_off_one_off_tasks_what_is_late_figures_and_addresses(
    session: Session, folder: Path
) -> None:
    plan = with_2024(session)
    there = world(DECEMBER)
    shown = first_round(session, wish=wish_for_2025(session, plan=plan), world=there)
    facts = page_facts(session, shown=shown, folder=folder, world=there)
    due = next(one for one in facts.deadlines if one.code == "II.1.1.b")
    assert list(due.new) == ["trước ngày 28/02/2025", "trước ngày 01/03/2025"]
    assert list(due.meaning) == ["27/02/2025", "28/02/2025"]
    report = next(one for one in facts.deadlines if one.code == "III.3.b")
    assert list(report.remarks) == [
        "14/12/2025 là Chủ nhật; ngày làm việc cuối cùng còn trong hạn: 12/12/2025"
    ]
    issue = next(one for one in facts.deadlines if one.code == "II.1.1.a")
    assert list(issue.remarks) == ["06/02/2025 ở trước ngày ban hành 10/02/2025"]
    assert any("II.4.3" in one for one in facts.open_ended)
    assert facts.unfinished[0] == "II.1.1.b Kế hoạch thực hiện Đề án năm 2024: 72 đơn vị chưa hoàn thành"
    assert facts.unfinished[-1].startswith("24 nhiệm vụ theo năm hoặc không nêu thời hạn: II.1.1.c, ")
    assert [one for one in facts.notes if one.startswith("III.3.b: 15/12/2024 là Chủ nhật")]
    assert len(facts.figures) == 21
    assert {one.minimum for one in facts.figures if one.code == "mo-hinh-moi"} == {1}
    assert len(facts.addresses) >= 72
    text = render(facts)
    for part in ("(chọn một)", "Số liệu năm 2024 để so sánh", "Địa chỉ cần xác nhận", LEAP):
        assert part in text


def test_in_tet_and_on_estimated_days_off_it_says_so(alone: Session, folder: Path) -> None:
    plan = with_file_of_2024(alone)
    there = replace(world(DECEMBER), calendar=shipped_days(years=(2026, 2027), extra=()))
    wish = read_wish(alone, plan_id=plan, year=2027, number="", issued_on="")
    facts = page_facts(alone, shown=first_round(alone, wish=wish, world=there), folder=folder, world=there)
    issue = next(one for one in facts.deadlines if one.code == "II.1.1.a")
    [remark] = issue.remarks
    assert remark.startswith("06/02/2027 là ")
    assert "(dự kiến), trong dịp nghỉ Tết" in remark


def test_units_that_ended_by_the_issue_day_are_pointed_out_and_named_ones_replaced_only_by_choice(
    alone: Session, folder: Path
) -> None:
    """V04 passes into the ministry's office on 01/01/2025; the provinces of the groups follow the list."""
    plan = with_file_of_2024(alone)
    names = dict(alone.exec(select(UnitName.name, UnitName.unit_id)).all())
    gone = names["Cục Khoa học, chiến lược và lịch sử Công an"]
    heir = names["Văn phòng Bộ"]
    alone.get_one(Unit, gone).valid_to = date(2024, 12, 31)
    merged = UnitChangeKind.MERGER
    alone.add(UnitChange(predecessor=gone, successor=heir, day=date(2025, 1, 1), kind=merged))
    alone.flush()
    proposal = proposal_of(alone, wish=wish_for_2025(alone, plan=plan), day=DECEMBER)
    [asked] = [one for one in proposal.questions if one.about == "unit"]
    assert asked.key == "Cục Khoa học, chiến lược và lịch sử Công an"
    assert [one.label for one in asked.options] == ["Thay bằng Văn phòng Bộ", "Bỏ tên này"]
    there = world(DECEMBER)
    write_next(
        alone,
        wish=proposal.wish,
        answers=picks(proposal),
        folder=folder,
        replace=False,
        run="r",
        by=BY,
        world=there,
    )
    assert owed_by(alone, folder / "2025.yaml") == 16 * 71 + 65 + 8


def test_on_the_day_of_34_provinces_the_groups_follow_the_list(alone: Session, folder: Path) -> None:
    plan = with_file_of_2024(alone)
    wish = wish_for_2025(alone, plan=plan, issued_on="02/07/2025")
    proposal = proposal_of(alone, wish=wish, day=DECEMBER)
    group = next(one for one in proposal.groups if one.group == "Công an các đơn vị, địa phương")
    assert (group.before, group.after) == (72, 9 + 34)
    write_next(
        alone,
        wish=wish,
        answers=picks(proposal),
        folder=folder,
        replace=False,
        run="r",
        by=BY,
        world=world(DECEMBER),
    )
    assert owed_by(alone, folder / "2025.yaml") == 16 * 43 + 37 + 8


def test_one_off_tasks_may_be_kept(alone: Session) -> None:
    plan = with_file_of_2024(alone)
    proposal = proposal_of(alone, wish=wish_for_2025(alone, plan=plan), day=DECEMBER)
    decided = decide(proposal, answers=picks(proposal, keep=True))
    made = read_plan(new_file(proposal, decided=decided).text, name="x.yaml")
    assert made.task("II.1.2.a").deadline.phrase == "Quý IV/2025"
    assert KEEP in {one.label for q in proposal.questions for one in q.options}
    assert DUE in picks(proposal).chosen


@pytest.mark.parametrize(
    ("year", "number", "issued_on", "sentence"),
    [
        (2024, "", "", "kế hoạch đã chọn là của năm 2024; đề nghị ghi từ 2025 đến 2027"),
        (2030, "", "", "đề nghị ghi từ 2025 đến 2027"),
        (2025, "762/QĐ-BCA-V03", "", "là của kế hoạch năm 2024"),
        (2025, "", "29/02/2025", "không có trong lịch"),
        (2025, "", "10/02/2019", "cách xa năm 2025"),
    ],
)
def test_what_cannot_be_is_refused(
    alone: Session, year: int, number: str, issued_on: str, sentence: str
) -> None:
    plan = add_plan(alone)
    assert plan.id
    with pytest.raises(RefusedError, match=sentence):
        read_wish(alone, plan_id=plan.id, year=year, number=number, issued_on=issued_on)

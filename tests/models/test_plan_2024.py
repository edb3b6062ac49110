"""The shipped plan of 2024 against the task-by-task breakdown of the Decision."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from rapidfuzz import fuzz

import config
from models.plan_file import PlanFile, Product, Task, read_plan
from models.plan_members import Owed, Resolved, expand, resolve
from models.rules.names import normalise
from models.words import DeadlineKind, IndicatorKind, JudgedBy, ObligationStatus
from tests.models.plan_units import UNITS

FILE = Path(config.__file__).parent / "plans" / "2024.yaml"
ITEMS_FILE = Path(__file__).parent / "plans" / "2024-items.tsv"
ITEMS = list(csv.DictReader(ITEMS_FILE.read_text("utf-8").splitlines(), delimiter="\t"))
KINDS = {
    "before_date": DeadlineKind.DAY,
    "whole_year": DeadlineKind.PERIOD,
    "whole_year_ongoing": DeadlineKind.PERIOD,
    "quarter": DeadlineKind.PERIOD,
    "unspecified": DeadlineKind.NONE,
    "same_as": DeadlineKind.NONE,
    "implied_after": DeadlineKind.NONE,
    "event": DeadlineKind.ON_OCCURRENCE,
}
SILENT = ("unspecified", "same_as", "implied_after")  # the Decision has no words for these
FIXED = {"van-phong-bo", "khoa-hoc-chien-luoc-lich-su", "truyen-thong"}
Item = dict[str, str]
SHORT = {
    "PBGDPL": "phổ biến, giáo dục pháp luật",
    "TTĐT": "thông tin điện tử",
    "ANTT": "an ninh, trật tự",
    "UBTWMTTQVN": "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam",
    "UBND": "Ủy ban nhân dân",
}
# The Decision's own lists of who is asked to cooperate (“Cơ quan phối hợp: đề nghị …”, II.3.1 and II.3.2) end
# with these general words; the breakdown leaves them out, the plan keeps to the Decision.
ALSO_ASKED = {
    "II.3.1": "các cơ quan, tổ chức, cá nhân có liên quan",
    "II.3.2": "các cơ quan, đơn vị, tổ chức liên quan",
}
# The Decision prescribes no evidence. The breakdown writes these several documents as one; in the plan each
# is a piece of its own, since each comes on another day. III.3.a repeats II.1.1.b and has none of its own.
MORE_EVIDENCE = {"II.9": 2, "III.2": 1, "III.3.b": 2, "III.3.a": -1}


@pytest.fixture(scope="module")
def plan() -> PlanFile:
    return read_plan(FILE.read_text("utf-8"), name=FILE.name)


@pytest.fixture(scope="module")
def resolved(plan: PlanFile) -> Resolved:
    return resolve(plan, UNITS, day=plan.issued_on)


@pytest.fixture(scope="module")
def owed(plan: PlanFile) -> tuple[Owed, ...]:
    return expand(plan, UNITS, day=plan.issued_on)


def _ids(item: Item) -> str:
    return item["code"]


def _units(words: str, resolved: Resolved) -> set[str]:
    """The units that the breakdown's leads or coordinators stand for."""
    found: set[str] = set()
    for word in words.split():
        found |= set(resolved.groups[word[1:]]) if word.startswith("@") else {word} - {"-"}
    return found


def test_every_item_of_the_decision_is_there_in_its_order(plan: PlanFile) -> None:
    assert [task.code for task in plan.tasks] == [item["code"] for item in ITEMS]


@pytest.mark.parametrize("item", ITEMS, ids=_ids)
def test_the_deadline_is_in_the_decisions_words_and_means_the_same_day(item: Item, plan: PlanFile) -> None:
    deadline = plan.task(item["code"]).deadline
    last = deadline.occurrences[-1].last_day.isoformat() if deadline.occurrences else ""
    assert deadline.kind is KINDS[item["kind"]]
    assert deadline.phrase == ("" if item["kind"] in SILENT else item["deadline"])
    assert last == item["last_day"]
    assert deadline.open_ended == (item["open_ended"] == "yes")
    if deadline.kind is DeadlineKind.PERIOD:
        assert str(deadline.occurrences[0].opens_on) == item["start"]


@pytest.mark.parametrize("item", ITEMS, ids=_ids)
def test_who_leads_who_cooperates_and_who_is_merely_asked(
    item: Item, plan: PlanFile, resolved: Resolved
) -> None:
    task, assigned = plan.task(item["code"]), resolved.tasks[item["code"]]
    leads = _units(item["lead"], resolved)
    assert set(assigned.owing) == (leads if task.makes_obligations else set())
    assert set(assigned.informed) == _units(item["coordinate"], resolved) - set(assigned.owing)


def _alike(one: str, other: str) -> float:
    """How far the words of one text are those of the other, of 100, abbreviations written out."""
    for short, full in SHORT.items():
        one, other = one.replace(short, full), other.replace(short, full)
    return fuzz.token_set_ratio(normalise(one), normalise(other))


@pytest.mark.parametrize("item", ITEMS, ids=_ids)
def test_the_title_says_what_the_breakdown_says_and_no_other_says_it_better(
    item: Item, plan: PlanFile
) -> None:
    own = _alike(item["title"], plan.task(item["code"]).title)
    assert own > 80
    assert own >= max(_alike(item["title"], other.title) for other in plan.tasks)


@pytest.mark.parametrize("item", ITEMS, ids=_ids)
def test_every_body_that_is_asked_is_named_in_the_decisions_order(item: Item, plan: PlanFile) -> None:
    asked = [name for name in item["asked"].split(" | ") if name]
    also = ALSO_ASKED.get(item["code"])
    expected = [*asked, also] if also else asked
    named = plan.task(item["code"]).asked
    assert len(named) == len(expected)
    assert [_alike(ours, theirs) for ours, theirs in zip(named, expected, strict=True)] == [100] * len(named)


@pytest.mark.parametrize("item", ITEMS, ids=_ids)
def test_parent_quantity_evidence_and_relations(item: Item, plan: PlanFile) -> None:
    task = plan.task(item["code"])
    quantity = task.quantity and (
        str(task.quantity.minimum),
        task.quantity.unit,
        task.quantity.per or "toàn kế hoạch",
    )
    assert quantity == ((item["min"], item["unit"], item["per"]) if item["min"] else None)
    assert task.parent == (item["parent"] or task.code.split(".")[0])
    assert (task.same_as, task.after) == (item["same_as"], item["after"])
    assert len(task.evidence) == int(item["evidence"]) + MORE_EVIDENCE.get(item["code"], 0)


@pytest.mark.parametrize("item", ITEMS, ids=_ids)
def test_each_units_own_task_is_owed_by_all_72(item: Item, owed: tuple[Owed, ...], plan: PlanFile) -> None:
    count = sum(one.task == item["code"] for one in owed)
    if not plan.task(item["code"]).makes_obligations:
        assert count == 0
    elif item["each_unit"]:
        assert count == 72
    else:
        assert count == (66 if item["code"] == "II.6.1" else 1)


def test_1228_obligations(owed: tuple[Owed, ...]) -> None:
    """16 tasks x 72 units + 66 of II.6.1 + 10 single ones; III.3.a, III.5 and III.6 make none."""
    by_task = Counter(one.task for one in owed)
    assert len(owed) == 1228
    assert len({(one.task, one.unit_id, one.occurrence) for one in owed}) == 1228
    assert Counter(by_task.values()) == {72: 16, 66: 1, 1: 10}
    assert {item["code"] for item in ITEMS} - set(by_task) == {"III.3.a", "III.5", "III.6"}


def test_units_of_the_decision(resolved: Resolved) -> None:
    members = resolved.groups["congan-dvdp"]
    assert len(members) == 72
    assert sum(unit.startswith("CA") for unit in members) == 63
    assert resolved.focal_unit == "phap-che"
    assert resolved.focal_unit in members


def test_the_press_units_owe_through_their_provincial_police(resolved: Resolved) -> None:
    owing = set(resolved.tasks["II.6.1"].owing)
    assert owing > FIXED
    assert owing - FIXED == {unit.id for unit in UNITS if unit.id.startswith("CA") and "-" not in unit.id}


def test_units_named_beside_the_group_that_holds_them_owe_one(owed: tuple[Owed, ...]) -> None:
    assert sum(one.task == "II.9" and one.unit_id == "hau-can" for one in owed) == 1


def test_the_training_waits_for_the_units_that_the_focal_unit_will_name(resolved: Resolved) -> None:
    training = resolved.tasks["II.8.2.a"]
    assert training.owing == ("phap-che",)
    assert training.pending == ("Công an các đơn vị, địa phương liên quan",)


def test_the_ministrys_own_plan_was_done_by_the_decision(plan: PlanFile, owed: tuple[Owed, ...]) -> None:
    done = [one for one in owed if one.status is ObligationStatus.DONE]
    assert [(one.task, one.unit_id, one.last_day) for one in done] == [
        ("II.1.1.a", "phap-che", date(2024, 2, 6))
    ]
    assert plan.task("II.1.1.a").done_on_issue is not None


def _chased(task: Task) -> tuple[JudgedBy, str | None, Product | None, str]:
    return task.judged_by, task.ladder, task.product, task.where


def test_unit_plans_are_judged_by_their_issue_and_reports_by_their_sending(plan: PlanFile) -> None:
    where = "Bộ Công an (qua Cục Pháp chế và cải cách hành chính, tư pháp)"
    assert _chased(plan.task("II.1.1.b")) == (JudgedBy.ISSUED, "ke-hoach-don-vi", Product.UNIT_PLAN, where)
    assert _chased(plan.task("III.3.b")) == (JudgedBy.SENT, "bao-cao", Product.ANNUAL_REPORT, where)
    assert plan.task("II.1.1.b").submission
    assert plan.task("III.3.b").prepare


def test_scenarios_may_be_secret_and_nothing_else(plan: PlanFile) -> None:
    assert [task.code for task in plan.tasks if task.secret] == ["II.7"]


def test_without_its_own_plan_the_focal_unit_owes_one_less() -> None:
    text = FILE.read_text("utf-8").replace("focal_unit_owes_plan: true", "focal_unit_owes_plan: false")
    plan = read_plan(text, name=FILE.name)
    assert len(expand(plan, UNITS, day=plan.issued_on)) == 1227


def test_the_reporting_period_ends_the_day_before_the_report_is_due(plan: PlanFile) -> None:
    assert plan.reporting is not None
    assert (plan.reporting.starts_on, plan.reporting.cut_off) == (date(2023, 12, 15), date(2024, 12, 14))
    assert not plan.reporting.estimated


def test_no_unverified_code_of_a_unit_is_printed(plan: PlanFile) -> None:
    text = FILE.read_text("utf-8")
    assert not [code for code in ("V01", "V04", "X04", "C06", "H01", "H03") if code in text]


def test_the_figures_are_those_of_the_domain_with_one_model_required(plan: PlanFile) -> None:
    codes = [one.code for one in plan.indicators if not one.trainings]
    assert len(codes) == len(set(codes)) == 21
    assert {one.code: one.trainings for one in plan.indicators if one.trainings} == {
        "lop-tap-huan-mien": "classes",
        "nguoi-tap-huan-mien": "people",
    }, "counted from trainings, not asked for"
    assert {one.code: (one.minimum, one.task) for one in plan.indicators if one.minimum} == {
        "mo-hinh-moi": (1, "II.4.1")
    }
    amounts = {one.code: one.unit for one in plan.indicators if one.kind is IndicatorKind.TOTAL}
    assert amounts == {"kinh-phi-ngan-sach": "triệu đồng", "kinh-phi-huy-dong": "triệu đồng"}

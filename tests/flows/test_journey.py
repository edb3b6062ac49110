"""The plan of 2024 as a journey: phases, counts, whom its own tasks are chased at, what is announced when."""

import base64
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from config.settings import read_settings
from flows import wiring
from flows.work.chase.day import DayWork, work_on
from flows.work.documents.record import Entry, record
from flows.work.mails.todays_work import todays_work
from flows.work.pages.journey import (
    Journey,
    PhaseChange,
    journeys,
    phase_is_told,
    phase_tags,
    untold_phases,
)
from flows.work.pages.journey_page import journey_facts
from flows.work.pages.prefilled import Owed
from models.database import connect, reading, transaction
from models.rules.journey import PhaseTask, current, journey
from models.rules.statistics import Tally
from models.tables import Audit, Notice, Obligation, Plan, PlanTask
from models.words import JudgedBy, NoticeKind, Phase, PhaseState
from templates.dashboards.journey_facts import JourneyFacts
from templates.dashboards.render import render
from tests.factories import CALENDAR, world_on


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """The shipped example, just issued, to be copied."""
    path = tmp_path_factory.mktemp("journey") / "dondoc.sqlite3"
    shutil.copy(migrated_sqlite, path)
    folder = read_settings(data=path.parent)
    with wiring.engine_of(settings=folder) as engine:
        wiring.load_example(engine=engine, settings=folder)
    return path


@pytest.fixture
def example(issued: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    shutil.copy(issued, tmp_path / "dondoc.sqlite3")
    engine = connect(url=f"sqlite:///{tmp_path / 'dondoc.sqlite3'}")
    yield engine
    engine.dispose()


def on(engine: sa.Engine, day: date) -> Journey:
    with reading(engine) as session:
        [one] = journeys(session, world=world_on(day))
        return one


def page(engine: sa.Engine, day: date) -> JourneyFacts:
    links = {"Đơn vị chưa gửi": "../unsent", "Duyệt gửi cấp trên": "../held"}
    with reading(engine) as session:
        return journey_facts(session, world=world_on(day), links=links, record_link=_form)


def _form(owed: Owed) -> str:
    return f"../run?{owed.unit_id}:{owed.task_code}"


def run(engine: sa.Engine, day: date, *, dry_run: bool = False) -> DayWork:
    with transaction(engine) as session:
        return work_on(session, day=day, dry_run=dry_run, links={}, world=world_on(day))


def hand_in(engine: sa.Engine, code: str, units: int | None, day: date) -> None:
    """So many units (or all) hand in the document of a task."""
    with transaction(engine) as session:
        statement = (
            select(Obligation)
            .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
            .where(col(PlanTask.code) == code)
            .order_by(col(Obligation.id))
            .limit(units)
        )
        for number, one in enumerate(session.exec(statement).all()):
            entry = Entry(
                unit=one.owed_by,
                tasks=((one.plan_id, code, ""),),
                number=f"{number:02}/KH",
                issued_on=day,
                sent_on=day,
                arrived_on=day,
            )
            record(session, entry=entry, by="Cán bộ đầu mối 1, V03", world=world_on(day))


def told(one: Journey) -> str:
    """`vissue 1/1`: v done, * underway, ! overdue, - ahead; the current phase in brackets."""
    marks = {
        PhaseState.DONE: "v",
        PhaseState.UNDERWAY: "*",
        PhaseState.OVERDUE: "!",
        PhaseState.AHEAD: "-",
        PhaseState.ABSENT: "0",
    }
    steps = (
        (f"{marks[view.state]}{view.phase} {view.tally.received}/{view.tally.expected}", view)
        for view in one.phases
    )
    return "; ".join(f"[{text}]" if view.phase is one.current else text for text, view in steps)


# Received/expected: 20 unit plans come by 20/02, all but two reports by 13/12, V03's own work never.
REST = "-training 0/1; -review 0/2; -report 0/72; -compile 0/1; -close 0/0"
DAYS = [
    (date(2024, 2, 6), f"[vissue 1/1]; -unit_plans 0/72; {REST}"),
    (date(2024, 2, 7), f"vissue 1/1; [*unit_plans 0/72]; {REST}"),
    (date(2024, 2, 20), f"vissue 1/1; [*unit_plans 20/72]; {REST}"),
    (date(2024, 3, 1), f"vissue 1/1; [*unit_plans 20/72]; {REST}"),  # may be on its way until 06/03
    (
        date(2024, 3, 7),
        "vissue 1/1; !unit_plans 20/72; [*training 0/1]; -review 0/2; -report 0/72; -compile 0/1; -close 0/0",
    ),
    (
        date(2024, 11, 20),
        "vissue 1/1; !unit_plans 20/72; *training 0/1; *review 0/2; [*report 0/72]; -compile 0/1; -close 0/0",
    ),
    (
        date(2024, 12, 16),
        "vissue 1/1; !unit_plans 20/72; *training 0/1; *review 0/2; [*report 70/72]; "
        "-compile 0/1; -close 0/0",
    ),
    (
        date(2025, 1, 31),
        "vissue 1/1; !unit_plans 20/72; !training 0/1; !review 0/2; !report 70/72; "
        "[*compile 0/1]; -close 0/0",
    ),
]


def test_phases_of_2024_with_their_state_and_counts_day_by_day(example: sa.Engine) -> None:
    seen = []
    for day, _ in DAYS:
        if day == date(2024, 2, 20):
            hand_in(example, "II.1.1.b", 20, day)
        if day == date(2024, 12, 16):
            hand_in(example, "III.3.b", 70, date(2024, 12, 13))
        seen.append((day, told(on(example, day))))
    assert seen == DAYS


def test_the_dates_of_the_phases_of_2024(example: sa.Engine) -> None:
    found = {view.phase: (view.starts_on, view.ends_on) for view in on(example, date(2024, 2, 6)).phases}
    assert found == {
        Phase.ISSUE: (date(2024, 2, 6), date(2024, 2, 6)),
        Phase.UNIT_PLANS: (date(2024, 2, 7), date(2024, 2, 28)),
        Phase.TRAINING: (date(2024, 3, 7), date(2024, 12, 31)),  # once no unit plan can be on its way
        Phase.REVIEW: (date(2024, 10, 1), date(2024, 12, 31)),  # Quý IV
        Phase.REPORT: (date(2024, 11, 15), date(2024, 12, 14)),  # from its first reminder
        Phase.COMPILE: (date(2024, 12, 21), None),  # V03 has set no day
        Phase.CLOSE: (None, None),
    }


def test_when_all_unit_plans_are_in_the_next_phase_does_not_wait_for_the_post(example: sa.Engine) -> None:
    hand_in(example, "II.1.1.b", None, date(2024, 2, 27))
    one = on(example, date(2024, 2, 29))
    assert one.current is Phase.TRAINING
    assert told(one).startswith("vissue 1/1; vunit_plans 72/72; [*training 0/1]")


def test_when_everything_is_done_the_plan_is_ready_to_be_closed(example: sa.Engine) -> None:
    for code in ("II.1.1.b", "II.8.2.a", "II.1.2.a", "II.1.2.b", "III.3.b", "III.3.c"):
        hand_in(example, code, None, date(2024, 12, 13))
    facts = page(example, date(2024, 12, 23))
    assert on(example, date(2024, 12, 23)).current is Phase.CLOSE
    assert facts.plans[0].phases[-1].action is not None
    assert "kết thúc theo dõi kế hoạch" in render(facts)


def test_a_phase_without_tasks_is_not_shown_and_leaves_no_hole(example: sa.Engine) -> None:
    with transaction(example) as session:
        for task in session.exec(select(PlanTask)):
            if task.facts.get("phase") == Phase.TRAINING:
                task.facts = {**task.facts, "phase": ""}
    one = on(example, date(2024, 3, 20))
    assert [view.state for view in one.phases if view.phase is Phase.TRAINING] == [PhaseState.ABSENT]
    shown = [line.phase for line in page(example, date(2024, 3, 20)).plans[0].phases]
    assert Phase.TRAINING not in shown
    assert one.current is Phase.UNIT_PLANS, "nothing else has begun"
    assert "Tập huấn |" not in render(page(example, date(2024, 3, 20)))


ALL_DAYS = st.dates(date(2024, 2, 6), date(2025, 2, 28))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    dues=st.dictionaries(
        st.sampled_from(list(Phase)[:-1]),
        st.tuples(ALL_DAYS, st.none() | ALL_DAYS, st.sampled_from(JudgedBy), st.booleans()),
        min_size=1,
    ),
    arrivals=st.dictionaries(st.sampled_from(list(Phase)[:-1]), ALL_DAYS),
    days=st.lists(ALL_DAYS, min_size=2, max_size=30),
)
def test_while_nothing_is_voided_no_day_leads_back_to_an_earlier_phase(
    dues: dict[Phase, tuple[date, date | None, JudgedBy, bool]], arrivals: dict[Phase, date], days: list[date]
) -> None:
    """Whatever the days of a plan, and whenever its documents come in."""
    seen = []
    for day in sorted(days):
        tasks = [_task(phase, *due, came=arrivals.get(phase, date.max) <= day) for phase, due in dues.items()]
        views = journey(
            tasks, issued_on=date(2024, 2, 6), as_of=day, calendar=CALENDAR, arrival_allowance_days=5
        )
        now = current(views, as_of=day)
        seen.append(list(Phase).index(now.phase) if now else -1)
    assert seen == sorted(seen)


def _task(
    phase: Phase, last: date, opens: date | None, judged_by: JudgedBy, dated: bool, *, came: bool
) -> PhaseTask:
    tally = Tally(expected=1, on_time=1) if came else Tally(expected=1, in_time=1)
    opens = min(opens, last) if opens else None
    return PhaseTask(
        phase=phase, dated=dated, opens_on=opens, last_day=last, judged_by=judged_by, tally=tally
    )


# The daily run stores and announces it


def test_each_change_is_stored_once_with_an_audit_row(example: sa.Engine) -> None:
    changes = []
    for day in (date(2024, 2, 6), date(2024, 2, 16), date(2024, 2, 16), date(2024, 3, 9), date(2024, 11, 18)):
        run(example, day)
        changes += [(one.old, one.new, one.day) for one in confirmed(example, day)]
    assert changes == [
        (None, Phase.ISSUE, date(2024, 2, 6)),
        (Phase.ISSUE, Phase.UNIT_PLANS, date(2024, 2, 16)),
        (Phase.UNIT_PLANS, Phase.TRAINING, date(2024, 3, 9)),  # a Saturday
        (Phase.TRAINING, Phase.REPORT, date(2024, 11, 18)),
    ]
    with reading(example) as session:
        texts = session.exec(select(Audit.text).where(col(Audit.action) == "daily:plan:phase")).all()
        assert session.exec(select(Plan.phase)).one() == Phase.REPORT.value
        assert phase_tags(session) == ["giai đoạn: Báo cáo"]
    assert len(texts) == len(changes)
    assert texts[1] == "Kế hoạch 762/QĐ-BCA-V03 chuyển sang giai đoạn Kế hoạch đơn vị (trước đó: Triển khai)."


def confirmed(engine: sa.Engine, day: date) -> tuple[PhaseChange, ...]:
    """The changes that the server is told, and confirms."""
    with transaction(engine) as session:
        changes = untold_phases(session, world=world_on(day))
        for change in changes:
            phase_is_told(session, change=change)
        return changes


def test_a_change_is_told_until_the_server_has_confirmed_it(example: sa.Engine) -> None:
    """An interrupted run leaves it for the next one, which tells the way from what was told last."""
    for day in (date(2024, 2, 6), date(2024, 2, 16)):
        run(example, day)
        with reading(example) as session:
            [change] = untold_phases(session, world=world_on(day))
    assert (change.old, change.new) == (None, Phase.UNIT_PLANS)
    assert confirmed(example, date(2024, 2, 16)) == (change,)
    assert confirmed(example, date(2024, 2, 16)) == ()


def test_a_dry_run_announces_nothing(example: sa.Engine) -> None:
    run(example, date(2024, 2, 6))
    run(example, date(2024, 3, 11), dry_run=True)
    with reading(example) as session:
        assert session.exec(select(Plan.phase)).one() == Phase.ISSUE.value


# V03's own work


def test_the_focal_units_own_tasks_are_chased_at_its_contact_by_the_ordinary_ladder(
    example: sa.Engine,
) -> None:
    for day in (date(2024, 12, 24), date(2024, 12, 30), date(2025, 1, 2), date(2025, 1, 6)):
        run(example, day)
    codes = ["II.1.1.c", "II.1.2.a", "II.1.2.b", "II.2", "II.8.2.a", "III.3.c"]
    with reading(example) as session:
        statement = (
            select(PlanTask.code, Notice)
            .select_from(Notice)
            .join(Obligation, col(Obligation.id) == col(Notice.obligation_id))
            .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
            .where(col(Obligation.carried_by) == "phap-che", col(PlanTask.code).in_(codes))
            .order_by(col(Notice.due_on), col(Notice.role))
        )
        found: dict[str, list[str]] = {code: [] for code in codes}
        for code, notice in session.exec(statement):
            if notice.kind is not NoticeKind.NOTE:
                found[code].append(f"{notice.due_on:%d/%m} {notice.role}")
    ladder = ["24/12 contact", "30/12 contact", "02/01 contact", "06/01 contact", "06/01 department_head"]
    assert found == {**dict.fromkeys(codes, ladder), "III.3.c": []}


def test_a_task_without_day_asks_for_one_on_its_page_and_in_the_morning_brief(example: sa.Engine) -> None:
    own = {line.code: line for line in page(example, date(2024, 12, 23)).plans[0].own}
    assert list(own) == ["II.1.1.a", "II.1.1.c", "II.1.2.a", "II.1.2.b", "II.2", "II.8.2.a", "III.3.c"]
    assert own["III.3.c"].action is not None
    assert "ấn định ngày hoàn thành" in own["III.3.c"].action.text
    assert own["III.3.c"].action.link == "../run?phap-che:III.3.c"
    assert "chưa có ngày (làm sau mục III.3.b)" in render(page(example, date(2024, 12, 23)))
    assert _brief(example, date(2024, 12, 20)) == []  # the reports are not over yet
    [line] = _brief(example, date(2024, 12, 23))
    assert line.startswith("III.3.c Tổng hợp, báo cáo Thủ tướng")


def _brief(engine: sa.Engine, day: date) -> list[str]:
    with reading(engine) as session:
        sections = todays_work(session, world=world_on(day), links={})
    return [
        line.text
        for one in sections
        if one.title == "Việc của đơn vị đầu mối chưa có ngày"
        for line in one.lines
    ]


# The page


def test_the_page_tells_phases_dates_counts_and_what_comes_next(example: sa.Engine) -> None:
    hand_in(example, "II.1.1.b", 20, date(2024, 2, 20))
    text = render(page(example, date(2024, 3, 1)))
    assert (
        "| **Kế hoạch đơn vị** (đang ở giai đoạn này) | ● đang thực hiện "
        "| [Còn 52 đơn vị chưa gửi: xem danh sách, ghi nhận văn bản đến](../unsent) "
        "| 07/02/2024 – 28/02/2024 | 72 | 20 | 52 |"
    ) in text
    assert "| Triển khai | ✔ hoàn thành | – | 06/02/2024 | 1 | 1 | 0 |" in text
    assert "| Sơ kết | ○ chưa đến | Chưa phải làm gì; bắt đầu từ 01/10/2024 | 01/10/2024 – 31/12" in text
    assert "### Việc của đơn vị đầu mối" in text
    picture = base64.b64decode(text.split("base64,")[1].split(")")[0]).decode()
    words = [element.text for element in ET.fromstring(picture).iter() if element.text]
    assert words.count("đang ở đây") == 1
    assert "đến 28/02 · 20/72" in words


def test_what_is_held_comes_before_what_units_owe(example: sa.Engine) -> None:
    run(example, date(2024, 3, 14))
    facts = page(example, date(2024, 3, 14))
    unit_plans = next(line for line in facts.plans[0].phases if line.phase is Phase.UNIT_PLANS)
    assert unit_plans.action is not None
    assert (unit_plans.action.text, unit_plans.action.link) == (
        "Có 01 nội dung chờ duyệt gửi cấp trên",
        "../held",
    )

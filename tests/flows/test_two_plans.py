"""January 2025: the plan of 2024 is late, that of 2025 is issued; each contact has one chasing mail a day."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.chase.daily import run_day
from flows.work.choices import all_plan_labels, plan_labels, task_labels
from flows.work.mails.briefing import write_briefs
from flows.work.mails.todays_work import todays_work
from flows.work.pages.journey import journeys
from flows.work.pages.overview import overview_facts
from flows.work.plans.closing import Closing, close_plan
from flows.work.world import World
from models.database import transaction
from models.rules.workdays import shipped_days
from models.tables import Message, MessageItem, MessageRecipient
from models.words import MessageKind, MessageStatus
from templates.dashboards.facts import OverviewFacts
from templates.dashboards.render import render
from tests.factories import add_plan, add_task, add_units, world_on
from tests.flows.put_in import document

UNITS = ("CA01", "CA02", "CA03", "CA04")
ISSUED_2024, ISSUED_2025 = date(2024, 2, 6), date(2025, 1, 2)
REPORT_DUE, PLAN_DUE = date(2024, 12, 14), date(2025, 1, 9)
JANUARY = date(2025, 1, 6)
YEARS = shipped_days(years=range(2024, 2026), extra=())


def there(day: date) -> World:
    return world_on(day, calendar=YEARS)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """Four units owe 2024's report and 2025's plan; CA01 reported in time, CA02 late, the others not at all.

    CA03 and CA04 have one contact between them.
    """
    with transaction(engine) as session:
        add_units(
            session, *UNITS, contacts={"CA03": ["chung@units.example"], "CA04": ["chung@units.example"]}
        )
        old = add_plan(session, issued_on=ISSUED_2024, code="pbgdpl-2024")
        reports = add_task(
            session,
            plan=old,
            units=UNITS,
            due=REPORT_DUE,
            world=there(ISSUED_2024),
            code="III.3.b",
            ladder="bao-cao",
        )
        document(session, reports[0], unit="CA01", on=date(2024, 12, 10))
        document(session, reports[1], unit="CA02", on=date(2024, 12, 20), on_time=False)
        new = add_plan(session, issued_on=ISSUED_2025, code="pbgdpl-2025")
        new.document_number, new.title = "815/QĐ-BCA-V03", "Kế hoạch năm 2025"
        add_task(session, plan=new, units=UNITS, due=PLAN_DUE, world=there(ISSUED_2025))
        yield session


def january(session: Session) -> None:
    """Every day of the month, what was written leaves the same day."""
    for n in range(31):
        day = date(2025, 1, 1) + timedelta(days=n)
        run_day(session, world=there(day))
        for one in session.exec(select(Message).where(col(Message.status) == MessageStatus.QUEUED)):
            one.status, one.settled_at = MessageStatus.SENT, there(day).now


def chased(session: Session) -> Counter[tuple[date, str]]:
    """How many chasing mails each address was written on each day, To and Cc."""
    statement = (
        sa.select(col(Message.day), col(MessageRecipient.address))
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(col(Message.kind) == MessageKind.CHASE)
    )
    return Counter((day, address) for day, address in session.execute(statement))


def test_each_contact_has_one_chasing_mail_a_day_over_both_plans(session: Session) -> None:
    """On 02/01 2024's last stage and 2025's first fall due: one mail to the contact of CA03 and CA04."""
    january(session)
    found = chased(session)
    assert set(found.values()) == {1}
    of_2025 = {date(2025, 1, 2), date(2025, 1, 8), date(2025, 1, 17)}
    assert {day for day, to in found if to == "ca01@units.example"} == of_2025
    assert {day for day, to in found if to == "chung@units.example"} == of_2025
    plans = sa.func.count(sa.distinct(col(MessageItem.plan_id)))
    statement = (
        sa.select(col(Message.day), col(MessageRecipient.address), plans)
        .join(MessageItem, col(MessageItem.message_id) == col(Message.id))
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(col(Message.kind) == MessageKind.CHASE)
        .group_by(col(Message.day), col(MessageRecipient.address))
        .having(plans > 1)
    )
    both = [tuple(row) for row in session.execute(statement)]
    assert both == [(date(2025, 1, 2), "chung@units.example", 2)]


def overview(session: Session, day: date) -> OverviewFacts:
    return overview_facts(session, world=there(day), links={})


def test_the_overview_counts_each_plan_and_all_together(session: Session) -> None:
    facts = overview(session, JANUARY)
    assert [
        (one.code, one.figures.expected, one.figures.received, one.figures.overdue) for one in facts.sums
    ] == [
        ("pbgdpl-2024", 4, 2, 2),
        ("pbgdpl-2025", 4, 0, 0),
    ]
    total = facts.sum_of_all
    assert total
    assert (total.expected, total.received, total.on_time, total.late) == (8, 2, 1, 1)
    assert (total.outstanding, total.overdue) == (6, 2)
    assert [line.plan for line in facts.deadlines] == ["pbgdpl-2025"]
    text = render(facts)
    assert "## Tất cả các kế hoạch đang theo dõi" in text
    assert "| **Cộng** | 8 | 2 | 1 (12,5%) | 1 | 6 | 2 |" in text
    assert text.count("![Biểu đồ số văn bản") == 2


def test_with_one_plan_there_is_no_table_of_all(session: Session) -> None:
    plan = plan_labels(session)["KH pbgdpl-2024 · Quyết định số 762/QĐ-BCA-V03 · năm 2024"]
    day = there(JANUARY)
    close_plan(
        session, closing=Closing(plan_id=plan, reason="đã tổng kết"), run="r", by="Cán bộ 1", world=day
    )
    text = render(overview(session, JANUARY))
    assert "Tất cả các kế hoạch" not in text
    assert "762/QĐ-BCA-V03" not in text  # a closed plan leaves the page
    assert list(all_plan_labels(session))[-1].endswith("năm 2024 · đã kết thúc")  # and stands at the end


def test_forms_name_the_plan_and_journey_and_brief_tell_them_apart(session: Session) -> None:
    assert [label.rpartition(" · ")[2] for label in task_labels(session)] == [
        "KH pbgdpl-2024",
        "KH pbgdpl-2025",
    ]
    day = there(JANUARY)
    assert [one.plan.code for one in journeys(session, world=day)] == ["pbgdpl-2024", "pbgdpl-2025"]
    lines = [line.text for one in todays_work(session, world=day, links={}) for line in one.lines]
    assert any("III.3.b – văn bản III.3.b (KH pbgdpl-2024)" in line for line in lines)
    assert any("(KH pbgdpl-2025)" in line for line in lines)
    assert len(write_briefs(session, world=day, links={})) == 1

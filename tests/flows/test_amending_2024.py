"""The plan of 2024 amended twice in mid-year: a date moved, a task added, a group changed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

import config
from flows.work.amending.act import Act
from flows.work.amending.applying import apply
from flows.work.amending.page import page_facts
from flows.work.amending.proposing import propose
from flows.work.amending.refusing import File
from flows.work.chase.daily import run_day
from flows.work.plans.example import load_example
from flows.work.world import World
from models.database import transaction
from models.plan_file import read_plan
from models.rules.statistics import Counted
from models.store.units import units_on
from models.tables import Audit, Message, Obligation, Plan, PlanAmendment, PlanRevision
from models.words import MessageKind, ObligationStatus
from templates.amendment_words import NOTHING
from templates.dashboards.amendment_text import as_text
from templates.dashboards.render import render
from tests.factories import POLICY, world_on
from tests.flows.amended_plans import BY, came, known
from tests.flows.mailing import left, send_everything
from tests.flows.reviewing import words

pytestmark = pytest.mark.long
PACKAGED = Path(config.__file__).parent
FILE = (PACKAGED / "plans" / "2024.yaml").read_text("utf-8")
ADDED = """  - code: III.7
    title: Báo cáo chuyên đề về chuyển đổi số trong phổ biến, giáo dục pháp luật
    lead: Công an các đơn vị, địa phương
    deadline: trước ngày 01/10/2024
    judged_by: sent
    document: Báo cáo chuyên đề chuyển đổi số

"""
FIRST = FILE.replace("deadline: trước ngày 29/02/2024", "deadline: trước ngày 16/3/2024").replace(
    "  - code: III.3.c\n", f"{ADDED}  - code: III.3.c\n"
)
SECOND = FIRST.replace("      - Cục Kế hoạch và tài chính\n", "", 1).replace(
    "deadline: trước ngày 15/12/2024", "deadline: trước ngày 21/12/2024"
)


@dataclass(frozen=True, kw_only=True)
class Year:
    """The example, and what was known of it on days that were asked about."""

    session: Session
    plan: int

    def amend(self, text: str, world: World, number: str) -> str:
        """The file as the document of that number, on the world's day."""
        file = File(name="2024.yaml", content=text.encode())
        act = Act(number=number, issued_on=world.today, by=BY, reason="rà soát giữa năm")
        return apply(self.session, plan_id=self.plan, file=file, act=act, world=world)

    def diff(self, text: str, world: World) -> str:
        """The difference as the command and the page say it."""
        file = File(name="2024.yaml", content=text.encode())
        proposal = propose(self.session, plan_id=self.plan, file=file, world=world)
        page = page_facts(self.session, proposal=proposal, act="Quyết định", reason="", world=world)
        assert proposal.changes_nothing or "## Thư sẽ gửi" in render(page)
        return as_text(page, nothing=proposal.changes_nothing)

    def known(self, *days: date) -> dict[date, Counter[Counted]]:
        """Every obligation as it was known on each day."""
        return {day: known(self.session, self.plan, day) for day in days}


@pytest.fixture
def year(engine: sa.Engine) -> Iterator[Year]:
    """Issued on 06/02/2024; four units have sent their plans when the first amendment comes."""
    with transaction(engine) as session:
        world = world_on(date(2024, 2, 6))
        load_example(
            session,
            plan=read_plan(FILE, name="2024.yaml", ladders=POLICY.ladders),
            content=FILE.encode(),
            units=PACKAGED / "units" / "units.csv",
            contacts=PACKAGED / "units" / "sample-contacts.csv",
            world=world,
        )
        plan = session.exec(select(Plan.id)).one() or 0
        run_day(session, world=world_on(date(2024, 2, 21)))
        for unit in ("CA01", "CA02", "CA04", "CA06"):
            came(session, plan, unit, "II.1.1.b", on=date(2024, 2, 22))
        yield Year(session=session, plan=plan)


def test_the_plan_of_2024_is_amended_twice(year: Year) -> None:
    first, second = world_on(date(2024, 2, 23)), world_on(date(2024, 6, 3))
    past = year.known(date(2024, 2, 6), date(2024, 2, 22))
    told = year.diff(FIRST, first)
    for line in (
        "68 nghĩa vụ dời hạn, 72 nghĩa vụ mới",
        "04 nghĩa vụ đã có văn bản: giữ kết quả đúng hạn, quá hạn theo thời hạn lúc nhận.",
        "III.7 – Báo cáo chuyên đề về chuyển đổi số",
        "thời hạn: trước ngày 29/02/2024 → trước ngày 16/3/2024",
        "Thư thông báo: 72 đơn vị.",
    ):
        assert line in told, line
    assert "68 nghĩa vụ dời hạn" in year.amend(FIRST, first, "100/QĐ-BCA-V03")
    assert year.amend(FIRST, first, "101/QĐ-BCA-V03") == year.diff(FIRST, first) == NOTHING
    assert run_day(year.session, world=world_on(date(2024, 3, 8))).messages  # it counts to the amended day
    past |= year.known(date(2024, 5, 31))

    told = year.diff(SECOND, second)
    assert "Công an các đơn vị, địa phương: bớt 01 đơn vị (Cục Kế hoạch và tài chính)" in told
    sentence = year.amend(SECOND, second, "345/QĐ-BCA-V03")
    assert "71 nghĩa vụ dời hạn" in sentence
    assert year.amend(SECOND, second, "346/QĐ-BCA-V03") == NOTHING

    assert year.known(*past) == past
    assert year.known(second.today)[second.today] != past[date(2024, 5, 31)]
    _history_stays(year.session)
    _each_unit_was_told_once(year.session, second)


def test_those_who_are_told_stand_in_the_order_of_the_units(year: Year) -> None:
    world = world_on(date(2024, 2, 23))
    file = File(name="2024.yaml", content=FIRST.encode())
    proposal = propose(year.session, plan_id=year.plan, file=file, world=world)
    page = page_facts(year.session, proposal=proposal, act="Quyết định", reason="", world=world)
    assert list(page.told) == [unit.name for unit in units_on(year.session, world.today)]


def _history_stays(session: Session) -> None:
    amendments = session.exec(select(PlanAmendment).order_by(col(PlanAmendment.id))).all()
    assert [(one.revision, one.document_number) for one in amendments] == [
        (2, "100/QĐ-BCA-V03"),
        (3, "345/QĐ-BCA-V03"),
    ]
    revisions = session.exec(select(PlanRevision).order_by(col(PlanRevision.number))).all()
    assert [one.content.decode() for one in revisions] == [FILE, FIRST, SECOND]
    trail = session.exec(select(Audit.text).where(col(Audit.action) == "form:plan:amend")).all()
    assert all("rà soát giữa năm" in text for text in trail)
    assert len(trail) == 2
    gone = select(Obligation).where(
        col(Obligation.owed_by) == "ke-hoach-tai-chinh", col(Obligation.status) != ObligationStatus.EXEMPT
    )
    left_with = {one.task_id for one in session.exec(gone)}
    assert len(left_with) <= 2  # what it leads by its own name


def _each_unit_was_told_once(session: Session, world: World) -> None:
    notices = session.exec(select(Message).where(col(Message.kind) == MessageKind.AMENDMENT)).all()
    assert len(notices) == 72 + 72
    send_everything(session, world=replace(world, chase_from=world.machine_now))
    mails = [words(message) for message in left(session, MessageKind.AMENDMENT)]
    assert any("KHÔNG CÒN PHẢI THỰC HIỆN" in text for text in mails)
    assert all("Cục Kế hoạch và tài chính" not in text or "Kính gửi: Cục Kế" in text for text in mails)

"""The plan of 2024 issued in a database, and what a coordinator answers about 2025."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

import config
from flows.work.chase.day import on_day
from flows.work.next_year.answering import Answers
from flows.work.next_year.proposing import KEEP, LEAVE, Proposal, propose
from flows.work.next_year.wish import Wish, read_wish
from flows.work.people.imports import import_units
from flows.work.people.spreadsheets import read_table
from flows.work.plans.example import load_example
from flows.work.plans.issue import Issued, issue_plan
from flows.work.world import World
from models.plan_file import read_plan
from models.store.plan_units import plan_units
from models.tables import Plan, PlanRevision
from models.words import PlanStatus
from tests.factories import world_on

PACKAGED = Path(config.__file__).parent
BY = "Cán bộ đầu mối 1, V03"
ISSUED_2025 = date(2025, 2, 10)
NUMBER = "815/QĐ-BCA-V03"
DUE = "due:II.1.1.b"


def world(day: date) -> World:
    """The world of a day, as the shipped example sees it."""
    return replace(on_day(world=world_on(day), day=day), example=True)


def with_2024(session: Session) -> int:
    """The shipped example; its plan's id."""
    path = PACKAGED / "plans" / "2024.yaml"
    content = path.read_bytes()
    load_example(
        session,
        plan=read_plan(content.decode(), name=path.name),
        content=content,
        units=PACKAGED / "units" / "units.csv",
        contacts=PACKAGED / "units" / "sample-contacts.csv",
        world=world(date(2024, 2, 6)),
    )
    found = session.exec(select(Plan.id).where(col(Plan.code) == "pbgdpl-2024")).one()
    assert found
    return found


def with_file_of_2024(session: Session) -> int:
    """Units, and the plan with its file alone: what a proposal starts from; its id."""
    content = (PACKAGED / "plans" / "2024.yaml").read_bytes()
    there = world(date(2024, 2, 6))
    units = read_table(PACKAGED / "units" / "units.csv")
    import_units(session, table=units, now=there.now, by=BY, apply=True)
    focal = {unit.names[0]: unit.id for unit in plan_units(session, day=there.today)}
    plan = Plan(
        code="pbgdpl-2024",
        title="Kế hoạch năm 2024",
        document_number="762/QĐ-BCA-V03",
        issued_on=there.today,
        year=2024,
        status=PlanStatus.ISSUED,
        focal_unit=focal["Cục Pháp chế và cải cách hành chính, tư pháp"],
        remind_from=there.today,
    )
    session.add(plan)
    session.flush()
    assert plan.id
    session.add(PlanRevision(plan_id=plan.id, number=1, sha256="", content=content, recorded_at=there.now))
    session.flush()
    return plan.id


def wish_for_2025(
    session: Session, *, plan: int, issued_on: str = "10/02/2025", number: str = NUMBER
) -> Wish:
    """What the form was given."""
    return read_wish(session, plan_id=plan, year=2025, number=number, issued_on=issued_on)


def picks(proposal: Proposal, *, leap: int = 1, keep: bool = False, changes: str = "") -> Answers:
    """The second reading of 29/02 unless told otherwise; one-off tasks are left out."""
    chosen = {}
    for one in proposal.questions:
        if one.about == "due":
            chosen[f"due:{one.key}"] = one.options[leap].label
        elif one.about == "keep":
            chosen[f"keep:{one.key}"] = KEEP if keep else LEAVE
        else:
            chosen[f"unit:{one.key}"] = one.options[0].label
    return Answers(chosen=chosen, changes=changes)


def proposal_of(session: Session, *, wish: Wish, day: date) -> Proposal:
    """The proposal on a day."""
    return propose(session, wish=wish, world=world(day))


def issue_file(session: Session, *, path: Path, day: date, announce: bool = True) -> Issued:
    """Triển khai kế hoạch, from a file, on a day."""
    there = world(day)
    content = path.read_bytes()
    plan = read_plan(content.decode(), name=path.name, ladders=there.policy.ladders)
    return issue_plan(
        session,
        plan=plan,
        content=content,
        units=plan_units(session, day=plan.issued_on),
        remind_from=plan.issued_on,
        announce=announce,
        by=BY,
        world=there,
    )


def days(first: date, last: date) -> list[date]:
    """Every day from first to last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]

"""A small plan file that tests amend: who owes what by when, as YAML somebody might have written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from flows.clock import end_of
from flows.work.amending.act import Act
from flows.work.amending.applying import apply
from flows.work.amending.refusing import File
from flows.work.documents.record import Entry, record
from flows.work.plans.issue import issue_plan
from flows.work.world import World
from models.plan_file import read_plan
from models.rules.statistics import Counted
from models.store.counted import counted_rows
from models.store.plan_units import plan_units
from models.store.standing import Knowledge
from models.tables import Contact, Unit, UnitName
from models.words import Region, Role, UnitKind
from tests.factories import FOCAL, POLICY, add_units, world_on

ISSUED = date(2024, 2, 6)
UNITS = ("A", "B", "C", "D")
BY = "Cán bộ 1"
TASKS = {
    "I.1": "trước ngày 15/3/2024",
    "I.2": "trước ngày 15/12/2024",
    "II": "cả năm 2024",
}


@dataclass(frozen=True, kw_only=True)
class PlanText:
    """What the file says; everything is owed by the group unless `leads` names others."""

    tasks: Mapping[str, str] = field(default_factory=lambda: dict(TASKS))  # code -> deadline
    members: Sequence[str] = ("A", "B", "C")
    leads: Mapping[str, Sequence[str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)  # code -> further lines
    head: str = "  title: Kế hoạch thử\n"
    year: int = 2024

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        tasks = "".join(self._task(code, phrase) for code, phrase in self.tasks.items())
        units = "".join(f"      - Công an tỉnh {unit}\n" for unit in self.members)
        return (
            f"plan:\n  code: thu-2024\n{self.head}  document: 10/KH-BCA\n  issued_on: 06/02/2024\n"
            f"  year: {self.year}\n  focal_unit: phap-che\n"
            f"groups:\n  - key: nhom\n    name: Các đơn vị trong nhóm\n    units:\n{units}"
            f"tasks:\n{tasks}"
        ).encode()

    def _task(self, code: str, phrase: str) -> str:
        names = self.leads.get(code)
        lead = "\n".join(f"      - Công an tỉnh {unit}" for unit in names) if names else "      - nhom"
        title = self.titles.get(code, f"Nhiệm vụ {code}")
        more = self.extra.get(code, "")
        return (
            f"  - code: {code}\n    title: {title}\n    document: Báo cáo {code}\n    lead:\n{lead}\n"
            f'    deadline: "{phrase}"\n    judged_by: received\n{more}'
        )


def issued(session: Session, text: PlanText, *, units: Sequence[str] = UNITS, announce: bool = False) -> int:
    """Units, an officer, and the plan in force; its id."""
    add_units(session, *units)
    session.add(Unit(id=FOCAL, code="V03", kind=UnitKind.DEPARTMENT, region=Region.MINISTRY, position=99))
    session.flush()
    session.add(UnitName(unit_id=FOCAL, name="Cục Pháp chế và cải cách hành chính, tư pháp"))
    session.add(Contact(unit_id=FOCAL, role=Role.CONTACT, name=BY, address="canbo1@v03.example"))
    session.flush()
    world = world_on(ISSUED)
    return issue_plan(
        session,
        plan=read_plan(text.content.decode(), name="thu.yaml", ladders=POLICY.ladders),
        content=text.content,
        units=plan_units(session, day=ISSUED),
        remind_from=ISSUED,
        announce=announce,
        by=BY,
        world=world,
    ).plan_id


def amend(
    session: Session,
    plan: int,
    text: PlanText,
    *,
    world: World,
    number: str = "20/QĐ-BCA",
    run: str = "",
    reason: str = "",
) -> str:
    """Apply the file as a document of that very day; the sentence."""
    act = Act(number=number, issued_on=world.today, by=BY, run=run, reason=reason)
    return apply(
        session, plan_id=plan, file=File(name="thu.yaml", content=text.content), act=act, world=world
    )


def came(session: Session, plan: int, unit: str, code: str, *, on: date) -> int:
    """The unit's document comes in and is recorded on that day."""
    entry = Entry(
        unit=unit, tasks=((plan, code, ""),), number=f"{unit}/BC", issued_on=on, sent_on=on, arrived_on=on
    )
    return record(session, entry=entry, by=BY, world=world_on(on)).submission_id


def known(session: Session, plan: int, day: date) -> Counter[Counted]:
    """Every obligation as it was known, and counted, at the end of that day."""
    session.flush()
    knowledge = Knowledge(until=end_of(day), on=day, ended=end_of(day))
    rows = counted_rows(session, plans=[plan], known=knowledge, by_unit=True)
    return Counter(row.counted for row in rows)

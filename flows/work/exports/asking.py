"""Of which plan, as known on which day: what every table starts from."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from flows.clock import end_of
from flows.work.chase.day import on_day
from flows.work.pages.prefilled import OwedLinks, no_form
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.units import name_on
from models.tables import Plan, Unit
from models.words import PlanStatus
from templates.words_vi import document, plain_day
from templates.workbooks.table_facts import Table, Tables

NO_LINKS = OwedLinks(record=no_form, story=no_form)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One plan on the world's day; with `known_until` from what had been recorded by then."""

    plan: Plan
    plan_id: int
    focal_unit: str  # its name
    focal_code: str  # or its name
    world: World
    known_until: datetime | None

    @property
    def day(self) -> date:
        """The day the figures are true on."""
        return self.world.today


def asked(session: Session, *, plan_id: int, known_on: date | None, world: World) -> Asked:
    """The plan, in force or closed; raises RefusedError for a day to come."""
    plan = session.get_one(Plan, plan_id)
    if known_on is not None and known_on > world.today:
        raise RefusedError(
            f"Ngày {plain_day(known_on)} là ngày trong tương lai; hôm nay là {plain_day(world.today)}."
        )
    if known_on is not None and known_on < plan.issued_on:
        raise RefusedError(
            f"Ngày {plain_day(known_on)} trước ngày ban hành Kế hoạch ({plain_day(plan.issued_on)})."
        )
    focal = session.get_one(Unit, plan.focal_unit)
    name = name_on(session, unit=focal.id, day=world.today)
    return Asked(
        plan=plan,
        plan_id=plan_id,
        focal_unit=name,
        focal_code=focal.code or name,
        world=on_day(world=world, day=known_on) if known_on else world,
        known_until=end_of(known_on) if known_on else None,
    )


def plan_named(session: Session, *, code: str) -> int:
    """The plan of that code; none given: the newest in force, else the newest closed. Raises RefusedError."""
    newest_first = (col(Plan.status) == PlanStatus.CLOSED, col(Plan.issued_on).desc(), col(Plan.id).desc())
    plans = session.exec(
        select(Plan).where(col(Plan.status) != PlanStatus.DRAFT).order_by(*newest_first)
    ).all()
    found = next((plan.id for plan in plans if code in ("", plan.code)), None)
    if found is None:
        known = ", ".join(plan.code for plan in plans) or "chưa có kế hoạch nào"
        raise RefusedError(f"Không có kế hoạch «{code}»; đang có: {known}.")
    return found


def tables_of(asked: Asked, *, stem: str, title: str, tables: tuple[Table, ...]) -> Tables:
    """The file: whose plan, as of which day, from which knowledge."""
    plan = asked.plan
    known = ", theo những gì đã ghi nhận đến hết ngày này" if asked.known_until else ""
    return Tables(
        stem=f"{stem}-{_ascii(plan.code)}-{asked.day.isoformat()}",
        title=title,
        above=(
            f"{plan.title} ({document(plan.document_number)}, ban hành ngày {plain_day(plan.issued_on)})",
            f"Tính đến ngày {plain_day(asked.day)}{known}",
        ),
        sender=asked.focal_unit,
        tables=tables,
        example=asked.world.example,
    )


def _ascii(code: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in code)

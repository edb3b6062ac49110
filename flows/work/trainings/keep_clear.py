"""Days that trainings keep clear of, each with its reason: around Tết, before deadlines, named by hand."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.world import World
from models.rules.ladders import is_quiet
from models.rules.workdays import target_day
from models.store.owed import OWED
from models.tables import Obligation, Plan, PlanTask
from models.words import DeadlineKind, PlanStatus, TaskOrigin
from templates.words_vi import clipped, count, plain_day

MOST_DAYS = 366 + 31  # behind the window: what would do if it were longer is looked up too
NAME = 60  # characters of a document's name
QUIET = "giáp Tết Nguyên đán"


def keep_clear(
    session: Session,
    *,
    first: date,
    last: date,
    before_deadlines: int,
    named: Mapping[date, str],
    world: World,
) -> dict[date, str]:
    """Day -> why, over the window and the year behind it; the coordinator's own words come first."""
    clear = dict(_quiet(first, last, world))
    if before_deadlines:
        for due, documents in sorted(_deadlines(session, first).items()):
            why = _before(due, documents, before_deadlines)
            for day in _days_before(due, before_deadlines, world):
                clear.setdefault(day, why)
    return clear | {day: words or "ngày do người lập lịch nêu" for day, words in named.items()}


def _quiet(first: date, last: date, world: World) -> Iterator[tuple[date, str]]:
    for number in range((last - first).days + MOST_DAYS):
        day = first + timedelta(days=number)
        if is_quiet(day, calendar=world.calendar, quiet=world.policy.quiet_rule):
            yield day, QUIET


def _deadlines(session: Session, first: date) -> Mapping[date, list[str]]:
    """Days from `first` on by which something is still owed under plans in force, as most units owe it."""
    statement = (
        sa.select(PlanTask, col(Obligation.effective_due))
        .join(Obligation, col(Obligation.task_id) == col(PlanTask.id))
        .join(Plan, col(Plan.id) == col(PlanTask.plan_id))
        .where(
            col(Plan.status) == PlanStatus.ISSUED,
            col(Obligation.status).in_(OWED),
            col(PlanTask.deadline_kind) != DeadlineKind.PERIOD,
            col(PlanTask.origin) != TaskOrigin.TRAINING,  # naming people for one is no work for another
            col(Obligation.effective_due) >= first,
        )
        .order_by(col(PlanTask.plan_id), col(PlanTask.position))
    )
    days: dict[tuple[int, str], Counter[date]] = {}
    for task, due in session.execute(statement):
        name = clipped(str(task.facts.get("document") or task.title), limit=NAME)
        days.setdefault((task.plan_id, f"{task.code} {name}"), Counter())[due] += 1
    found: defaultdict[date, list[str]] = defaultdict(list)
    for (_, name), dues in days.items():
        found[dues.most_common(1)[0][0]].append(name)  # single extensions hold up nobody else
    return found


def _before(due: date, documents: list[str], days: int) -> str:
    others = f" và {count(len(documents) - 1)} nhiệm vụ khác" if len(documents) > 1 else ""
    return f"{count(days)} ngày làm việc trước hạn {plain_day(due)}: {documents[0]}{others}"


def _days_before(due: date, days: int, world: World) -> Iterator[date]:
    """The working days before the day that units aim at, that day, and what lies between."""
    target = target_day(last_day=due, calendar=world.calendar)
    day = world.calendar.add(target, -days)
    while day <= due:
        yield day
        day += timedelta(days=1)

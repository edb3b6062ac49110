"""What organising a review would do; nothing is written here."""

import re
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.clock import day_of
from flows.work.figures.workbook import has_figures
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.interim import Checked, ReviewDates, Setting, check_dates
from models.rules.ladders import StageDay, stage_days
from models.rules.workdays import target_day
from models.store.interim import annual_report, codes_of, open_reviews, tasks_of_file
from models.tables import Plan, PlanTask
from models.words import DeadlineKind, JudgedBy, Phase
from templates.words_vi import period, plain_day

from .units import Asked, asked_units
from .wish import Wish

LADDER = "bao-cao"
SUBMISSION = "Báo cáo đã ký, đóng dấu kèm biểu số liệu và tệp văn bản"
ABOUT = re.compile(r"\b(thực hiện .+?)(?: năm \d{4})?$")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewPlan:
    """A review as it would be set up now."""

    wish: Wish
    plan: Plan
    annual: PlanTask | None
    code: str
    item: str  # of the plan's document; empty: it has none about a review
    document: str
    ladder: str  # empty: it goes with the annual report
    judged_by: JudgedBy
    units: tuple[Asked, ...]
    stages: tuple[StageDay, ...]  # of the common due day, from tomorrow on
    checked: Checked
    figures: bool  # the plan names figures: a workbook goes with the request

    @property
    def due(self) -> date:
        """The last valid day; single units may have been given another one with the annual report."""
        return max(one.last_day for one in self.units)

    @property
    def deadline_words(self) -> str:
        """As mails and pages say it."""
        if self.wish.combined and self.annual:
            return self.annual.deadline_phrase
        return f"chậm nhất ngày {plain_day(self.due)}"


def plan_review(session: Session, *, wish: Wish, world: World) -> ReviewPlan:
    """The review with what is wrong or doubtful about its dates; raises RefusedError if no date mends it."""
    plan = session.get_one(Plan, wish.plan_id)
    _refuse_second(session, wish)
    annual = annual_report(session, plan=wish.plan_id)
    units = asked_units(session, wish=wish, annual=annual, world=world)
    own = next((one for one in reversed(tasks_of_file(session, plan=wish.plan_id)) if _is_review(one)), None)
    due = max(one.last_day for one in units)
    ladder = "" if wish.combined else ladder_for(world)
    return ReviewPlan(
        wish=wish,
        plan=plan,
        annual=annual,
        code=_free_code(f"{own.code}-SK" if own else f"SK-{plan.year}", codes_of(session, plan=wish.plan_id)),
        item=str(own.facts.get("item") or own.code) if own else "",
        document=review_name(wish, annual=annual, plan=plan),
        ladder=ladder,
        judged_by=annual.judged_by if annual else JudgedBy.SENT,
        units=units,
        stages=stages_ahead(ladder=ladder, due=due, world=world),
        checked=_checked(wish, plan, due, world),
        figures=has_figures(session, plan_id=wish.plan_id),
    )


def review_name(wish: Wish, *, annual: PlanTask | None, plan: Plan) -> str:
    """`Báo cáo sơ kết 03 năm (2022–2024) thực hiện Đề án`: about what, the annual report's name says."""
    named = str(annual.facts.get("document") or annual.title) if annual else ""
    about = ABOUT.search(named) or ABOUT.search(plan.title)
    return f"Báo cáo sơ kết {period(wish.first_year, wish.last_year)} {about[1] if about else plan.title}"


def ladder_for(world: World) -> str:
    """The ladder of reports; an installation without it chases as any other day."""
    return LADDER if LADDER in world.policy.ladders else world.policy.default_for(DeadlineKind.DAY)


def stages_ahead(*, ladder: str, due: date, world: World) -> tuple[StageDay, ...]:
    """The stages from tomorrow on: today the request itself leaves."""
    found = stage_days(
        ladder=world.policy.stages(ladder),
        last_day=due,
        target_day=target_day(last_day=due, calendar=world.calendar),
        calendar=world.calendar,
        quiet=world.policy.quiet_rule,
    )
    return tuple(stage for stage in found if stage.due_on > world.today)


def _is_review(task: PlanTask) -> bool:
    return bool(task.facts.get("phase") == Phase.REVIEW)


def _free_code(wanted: str, taken: set[str]) -> str:
    code, number = wanted, 1
    while code in taken:
        number += 1
        code = f"{wanted}-{number}"
    return code


def _checked(wish: Wish, plan: Plan, due: date, world: World) -> Checked:
    dates = ReviewDates(
        first_year=wish.first_year,
        last_year=wish.last_year,
        due=due,
        conference_on=wish.conference_on,
        combined=wish.combined,
    )
    setting = Setting(
        plan_year=plan.year,
        issued_on=plan.issued_on,
        today=world.today,
        calendar=world.calendar,
        quiet=world.policy.quiet_rule,
    )
    return check_dates(dates, setting=setting)


def _refuse_second(session: Session, wish: Wish) -> None:
    for one in open_reviews(session, plan=wish.plan_id):
        if (one.first_year, one.last_year) == (wish.first_year, wish.last_year):
            raise RefusedError(
                f"Sơ kết {period(one.first_year, one.last_year)} của kế hoạch này đã được tổ chức từ ngày "
                f"{plain_day(day_of(one.recorded_at))} và chưa kết thúc."
            )

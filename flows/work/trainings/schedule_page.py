"""A proposed schedule as a page, and the few words above the form of the suspended run."""

from sqlmodel import Session

from flows.work.pages.overview import heading
from flows.work.world import World
from models.rules.trainings import between, region_name
from models.store.units import names_on
from models.tables import Plan
from templates.dashboards.schedule_facts import ScheduleFacts, ScheduleLine
from templates.words_vi import capitalised, count

from .rounds import Shown


def schedule_facts(session: Session, *, shown: Shown, world: World) -> ScheduleFacts:
    """The page that the form of the suspended run links to."""
    wish, numbers = shown.wish, shown.wish.numbers
    plan = session.get_one(Plan, wish.plan_id)
    names = names_on(session, world.today)
    lines = tuple(
        ScheduleLine(
            region=region_name(line.wish.region),
            first=line.first,
            last=line.last,
            host=names.get(line.wish.host, line.wish.host),
            place=line.wish.place,
            units=line.units,
            with_ministry=line.wish.with_ministry,
            quota=numbers.quota,
            capacity=line.wish.capacity,
            nominate_by=line.nominate_by,
            by_hand=line.by_hand,
            warnings=line.warnings,
            why=line.why,
        )
        for line in shown.lines
    )
    return ScheduleFacts(
        heading=heading(world),
        plan_title=plan.title,
        plan_number=plan.document_number,
        first=wish.first,
        last=wish.last,
        starts_at=wish.begins,
        ends_at=wish.ends,
        days=numbers.days,
        lead=numbers.lead,
        gap=numbers.gap,
        lines=lines,
        problem=shown.problem,
    )


def above_form(facts: ScheduleFacts, *, link: str) -> str:
    """The few words above the form: the dialog is narrow, the page has the rest."""
    lines = [f"**Chưa thực hiện được.** {facts.problem}"] if facts.problem else []
    lines.append(f"{waits_for(facts)}. [Xem lịch đề xuất và lý do]({link})")
    warnings = [
        f"- {capitalised(line.region)}: {warning}" for line in facts.lines for warning in line.warnings
    ]
    lines += ["Đề nghị lưu ý (vẫn chọn được):", *warnings] if warnings else []
    return "\n\n".join(lines)


def waits_for(facts: ScheduleFacts) -> str:
    """`03 lớp tập huấn: miền Bắc 01/04/2024 – 02/04/2024; …`."""
    days = "; ".join(f"{line.region} {between(line.first, line.last)}" for line in facts.lines)
    return f"{count(len(facts.lines))} lớp tập huấn: {days}"

"""What a request to report for a review says and carries, at its first claim."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.compose import Withdraw
from flows.delivery.mime import Attachment
from flows.work.chase.carry_over import PAID
from flows.work.figures.workbook import has_figures, workbook_for
from flows.work.mails.addressees import units_of
from flows.work.mails.mail_facts import duty_line
from flows.work.world import World
from models.store.duties import Duty, duties_of_units
from models.store.interim import tasks_of_file
from models.store.units import names_on
from models.tables import InterimReview, Message, Obligation, Plan, PlanTask
from templates.letters.outline import OutlineFacts, outline
from templates.letters.render import MEDIA_TYPE
from templates.mail.facts import MailFacts, ReviewRequestFacts, Sender, UnitDuties
from templates.words_vi import period
from templates.workbooks.render import MEDIA_TYPE as SHEET_TYPE

OUTLINE_FILE, WORKBOOK_FILE = "de-cuong-bao-cao-so-ket.docx", "bieu-so-lieu.xlsx"
OUTLINE_NAME, WORKBOOK_NAME = "Đề cương báo cáo sơ kết", "Biểu số liệu"


def request_facts(
    session: Session, *, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, MailFacts | Withdraw]:
    """An answer for each request by its id, review by review."""
    answers: dict[int, MailFacts | Withdraw] = {}
    for review, found in _by_review(session, messages):
        units = units_of(session, messages=found)
        duties = _duties(session, review, set(units.values()))
        names = names_on(session, world.today)
        also = combined_with(session, review)
        figures = has_figures(session, plan_id=review.plan_id)
        for key, unit in units.items():
            duty = duties.get(unit)
            answers[key] = (
                _facts(review, duty, names[unit], also, figures, sender, world)
                if duty
                else Withdraw(reason=PAID)
            )
    return answers


def attachments_of(
    session: Session, *, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, list[Attachment]]:
    """The outline, the same for all of a review, and each unit's figures workbook."""
    found: dict[int, list[Attachment]] = {}
    for review, some in _by_review(session, messages):
        page = outline(_outline_facts(session, review, sender, world))
        draft = Attachment(name=OUTLINE_FILE, media_type=MEDIA_TYPE, content=page)
        for key, unit in units_of(session, messages=some).items():
            found[key] = [draft, *_figures(session, review, unit, world)]
    return found


def _figures(session: Session, review: InterimReview, unit: str, world: World) -> list[Attachment]:
    """The unit's workbook over the years of the review; none where the plan names no figures."""
    if not has_figures(session, plan_id=review.plan_id):
        return []
    years = tuple(range(review.first_year, review.last_year + 1))
    content = workbook_for(session, plan_id=review.plan_id, unit=unit, years=years, world=world)
    return [Attachment(name=WORKBOOK_FILE, media_type=SHEET_TYPE, content=content)]


def _by_review(
    session: Session, messages: Sequence[Message]
) -> list[tuple[InterimReview, Sequence[Message]]]:
    groups: defaultdict[int, list[Message]] = defaultdict(list)
    for message in messages:
        groups[message.facts["review"]].append(message)
    return [(session.get_one(InterimReview, key), found) for key, found in groups.items()]


def _duties(session: Session, review: InterimReview, units: Collection[str]) -> Mapping[str, Duty]:
    found = duties_of_units(session, plans=[review.plan_id], units=units)
    return {duty.carried_by: duty for duty in found if duty.task_id == review.task_id and duty.is_owed}


def combined_with(session: Session, review: InterimReview) -> str:
    """The annual report that is the same document; empty: the review has one of its own."""
    task = session.get_one(PlanTask, review.task_id)
    if not task.met_with:
        return ""
    statement = select(PlanTask).where(
        col(PlanTask.plan_id) == task.plan_id, col(PlanTask.code) == task.met_with
    )
    other = session.exec(statement).one()
    return str(other.facts.get("document") or other.title)


def _facts(
    review: InterimReview,
    duty: Duty,
    name: str,
    also: str,
    figures: bool,
    sender: Sender,
    world: World,
) -> ReviewRequestFacts:
    return ReviewRequestFacts(
        day=world.today,
        sender=sender,
        duties=UnitDuties(
            unit_name=name,
            plan_title=duty.plan_title,
            plan_number=duty.plan_number,
            plan_issued_on=duty.plan_issued_on,
            duties=(duty_line(duty=duty, sender=sender, world=world, prepare=True),),
        ),
        first_year=review.first_year,
        last_year=review.last_year,
        conference_on=review.conference_on,
        place=review.place,
        combined_with=also,
        attachments=_names(review, figures=figures),
        example=world.example,
    )


def _names(review: InterimReview, *, figures: bool) -> tuple[str, ...]:
    years = period(review.first_year, review.last_year)
    workbook = (f"{WORKBOOK_NAME} {years} ({WORKBOOK_FILE})",) if figures else ()
    return (f"{OUTLINE_NAME} ({OUTLINE_FILE})", *workbook)


def _outline_facts(session: Session, review: InterimReview, sender: Sender, world: World) -> OutlineFacts:
    plan, task = session.get_one(Plan, review.plan_id), session.get_one(PlanTask, review.task_id)
    return OutlineFacts(
        sender_name=sender.unit_name,
        superior=sender.superior,
        document=str(task.facts["document"]),
        plan_title=plan.title,
        plan_number=plan.document_number,
        plan_issued_on=plan.issued_on,
        first_year=review.first_year,
        last_year=review.last_year,
        deadline_words=task.deadline_phrase,
        tasks=_results(session, review),
        combined_with=combined_with(session, review),
        workbook=has_figures(session, plan_id=review.plan_id),
        example=world.example,
    )


def _results(session: Session, review: InterimReview) -> tuple[str, ...]:
    """What the plan gives to several units and does not itself ask for as a document on a day."""
    statement = (
        select(Obligation.task_id)
        .where(col(Obligation.plan_id) == review.plan_id, col(Obligation.effective_due).is_not(None))
        .group_by(col(Obligation.task_id))
        .having(sa.func.count(sa.distinct(col(Obligation.owed_by))) > 1)
    )
    shared = set(session.exec(statement))
    tasks = tasks_of_file(session, plan=review.plan_id)
    return tuple(task.title for task in tasks if task.id in shared and not task.ladder)

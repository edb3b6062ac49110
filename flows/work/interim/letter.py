"""The draft of the letter that asks for reports of a review: the mail only reminds, the letter binds."""

from sqlmodel import Session, col, select

from flows.work.figures.workbook import has_figures
from flows.work.files.handing_out import hand_out
from flows.work.files.store import Files
from flows.work.papers.framing import framed, house_of, letter
from flows.work.people.officers import FocalUnit, focal_unit
from flows.work.world import World
from models.store.units import names_on
from models.tables import InterimReview, Obligation, Plan, PlanTask
from models.words import LetterKind
from templates.letters.facts import ReviewLetterFacts

from .request_facts import combined_with

KIND = LetterKind.REVIEW_REQUEST
MOST_NAMED = 10  # addressees one by one; more are addressed together
EVERYBODY = "Công an các đơn vị, địa phương"


def draft_request(session: Session, *, review: InterimReview, by: str, files: Files, world: World) -> str:
    """Lay the draft down for the officer; its name in outgoing/."""
    facts = _facts(session, review, world)
    return hand_out(
        session,
        content=letter(KIND, facts, files=files),
        name=f"de-nghi-bao-cao-so-ket-{review.first_year}-{review.last_year}.docx",
        what="dự thảo công văn đề nghị báo cáo sơ kết",
        document=facts.document,
        plan_id=review.plan_id,
        by=by,
        files=files,
        world=world,
    )


def _facts(session: Session, review: InterimReview, world: World) -> ReviewLetterFacts:
    plan, task = session.get_one(Plan, review.plan_id), session.get_one(PlanTask, review.task_id)
    focal = focal_unit(session, day=world.today) or FocalUnit(id="", name="", code="", superior="", phone="")
    names = names_on(session, world.today)
    units = session.exec(
        select(Obligation.carried_by).where(col(Obligation.task_id) == review.task_id).distinct()
    )
    named = sorted(names.get(unit, unit) for unit in units)
    return ReviewLetterFacts(
        recipients=tuple(named) if len(named) <= MOST_NAMED else (EVERYBODY,),
        document=str(task.facts["document"]),
        plan_title=plan.title,
        plan_number=plan.document_number,
        plan_issued_on=plan.issued_on,
        first_year=review.first_year,
        last_year=review.last_year,
        deadline_words=task.deadline_phrase,
        sender_name=focal.name,
        sender_short=focal.code or focal.name,
        superior=focal.superior,
        phone=focal.phone,
        conference_on=review.conference_on,
        place=review.place,
        combined_with=combined_with(session, review),
        workbook=has_figures(session, plan_id=review.plan_id),
        example=world.example,
        frame=framed(kind=KIND, house=house_of(focal)),
    )

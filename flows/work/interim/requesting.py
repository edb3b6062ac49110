"""The request to report for a review: one mail per unit, once; a unit without address gets its own later."""

from sqlmodel import Session, col, select

from flows.work.chase.announcing import write_once
from flows.work.world import World
from models.store.interim import open_reviews
from models.store.owed import OWED
from models.tables import InterimReview, Obligation
from models.words import MessageKind


def request_reports(session: Session, *, review: InterimReview, world: World) -> int:
    """Write the requests that do not exist yet, to units that still owe the report; how many."""
    statement = select(Obligation.carried_by).where(
        col(Obligation.task_id) == review.task_id, col(Obligation.status).in_(OWED)
    )
    return write_once(
        session,
        kind=MessageKind.REVIEW_REQUEST,
        stem=f"review_request:{review.id}",
        units=sorted(set(session.exec(statement))),
        plan_id=review.plan_id,
        facts={"review": review.id},
        world=world,
    )


def request_all(session: Session, *, world: World) -> int:
    """The requests of open reviews that could not be written or sent before; how many now."""
    return sum(request_reports(session, review=review, world=world) for review in open_reviews(session))

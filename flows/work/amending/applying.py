"""An amendment done in one transaction: rows follow the file, history stays, whoever is affected is told."""

import hashlib

from sqlmodel import Session, col, select

from flows.work.audit import audit
from flows.work.duties.changing import settle
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.amendments import amendment_of_run
from models.store.duty_facts import locked
from models.tables import Obligation, Plan, PlanAmendment, PlanRevision
from models.words import Change
from templates.amendment_words import NOTHING

from .act import Act, refuse_act
from .noticing import write_notices
from .obliging import begin, climb_anew, move, spare_dropped
from .proposing import Proposal, propose
from .refusing import File
from .rewriting import rewrite
from .saying import sentence_of
from .telling import facts_of_amendment

ACTION = "form:plan:amend"


class StaleError(RefusedError):
    """The plan was amended since the difference was shown; it has to be looked at again."""


def apply(
    session: Session,
    *,
    plan_id: int,
    file: File,
    act: Act,
    world: World,
    shown_with: int | None = None,
) -> str:
    """Bring the plan in line with the file and say what was done; the same file again changes nothing.

    `shown_with`: the revision with which the difference was shown. Raises RefusedError, or StaleError. The
    plan's row is locked first, so that of two at once the second finds it done.
    """
    _lock(session, plan_id)
    if act.run and (made := amendment_of_run(session, run=act.run)):
        return str(made.facts["sentence"])
    refuse_act(session, plan_id=plan_id, act=act, world=world)
    of_plan = select(Obligation.id).where(col(Obligation.plan_id) == plan_id)
    locked(session, obligations=[key for key in session.exec(of_plan) if key])
    proposal = propose(session, plan_id=plan_id, file=file, world=world)
    if proposal.changes_nothing:
        return NOTHING
    if shown_with not in (None, proposal.revision):
        raise StaleError("Kế hoạch đã được điều chỉnh sau lần xem trước; đề nghị xem lại các thay đổi.")
    return _apply(session, proposal, act, world)


def _lock(session: Session, plan_id: int) -> None:
    """Rows that only refer to the plan may still be written; whoever closes it, or amends it too, waits."""
    statement = select(Plan).where(col(Plan.id) == plan_id).with_for_update(key_share=True)
    session.exec(statement.execution_options(populate_existing=True)).one()


def _apply(session: Session, proposal: Proposal, act: Act, world: World) -> str:
    amendment = _record(session, proposal, act, world)
    rewritten = rewrite(session, proposal=proposal, act=act.words, world=world)
    effects = proposal.effects
    why = f"điều chỉnh theo {act.words}"
    spare_dropped(session, proposal, amendment, act, world)
    begun = begin(session, proposal, rewritten.ids, act, why, world)
    move(session, effects.moved, act, why, world)
    touched = {*(one.row.id for one in effects.moved), *(row.id for row in effects.dropped)}
    touched |= {one.row.id for one in effects.begun if one.row is not None}
    about = {"amendment": amendment.id}
    settle(session, obligations=touched, change=Change.AMEND, by=act.by, world=world, about=about)
    climb_anew(session, proposal, touched, world)
    amendment.facts = facts_of_amendment(proposal, rewritten=rewritten, begun=begun) | {"sentence": ""}
    told = write_notices(session, amendment=amendment, world=world)
    sentence = sentence_of(proposal, act=act.words, told=told)
    amendment.facts = amendment.facts | {"sentence": sentence}
    _note(session, amendment, act, sentence, world)
    return sentence


def _record(session: Session, proposal: Proposal, act: Act, world: World) -> PlanAmendment:
    assert proposal.plan.id is not None
    number, content = proposal.revision + 1, proposal.file.content
    session.add(
        PlanRevision(
            plan_id=proposal.plan.id,
            number=number,
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            recorded_at=world.now,
            recorded_by=act.by,
        )
    )
    amendment = PlanAmendment(
        plan_id=proposal.plan.id,
        revision=number,
        document_number=act.number.strip(),
        issued_on=act.issued_on,
        reason=act.reason.strip(),
        flow_run_id=act.run,
        recorded_by=act.by,
        recorded_at=world.now,
    )
    session.add(amendment)
    session.flush()
    return amendment


def _note(session: Session, amendment: PlanAmendment, act: Act, sentence: str, world: World) -> None:
    reason = f" Lý do: {act.reason.strip()}" if act.reason.strip() else ""
    audit(
        session,
        world=world,
        by=act.by,
        action=ACTION,
        subject="plan",
        subject_id=amendment.plan_id,
        text=f"{sentence}{reason}",
        facts={"amendment": amendment.id, "revision": amendment.revision},
    )

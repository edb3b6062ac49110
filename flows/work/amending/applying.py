"""An amendment done in one transaction: rows follow the file, history stays, whoever is affected is told."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, insert, select

from flows.work.audit import audit
from flows.work.chase.rearm import rearm
from flows.work.duties.changing import open_round, settle
from flows.work.duties.extending import forget_extensions
from flows.work.duties.moving import move_due
from flows.work.plans.rows import due_change_values, obligation_values
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NUMBER, refuse_odd_line, refuse_odd_text
from flows.work.world import World
from models.rules.lifecycle import status_of
from models.store.amendments import amendment_of_run
from models.store.duty_facts import locked
from models.store.owed import OWED, chunks
from models.tables import DueChange, Exemption, Obligation, Plan, PlanAmendment, PlanRevision
from models.words import Change, DeadlineKind, DueChangeKind, ObligationStatus
from templates.amendment_words import NOTHING
from templates.amendment_words import act as act_document
from templates.words_vi import plain_day

from .effects import Begin, Move
from .noticing import write_notices
from .proposing import File, Proposal, propose
from .rewriting import rewrite
from .saying import sentence_of
from .telling import facts_of_amendment

ACTION = "form:plan:amend"


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """The document that orders the amendment, and who says so."""

    number: str
    issued_on: date
    by: str
    reason: str = ""
    run: str = ""

    @property
    def words(self) -> str:
        """`Quyết định số 1234/QĐ-BCA-V03 ngày 05/06/2024`."""
        return act_document(number=self.number.strip(), issued_on=self.issued_on)


def refuse_act(session: Session, *, plan_id: int, act: Act, world: World) -> None:
    """Refuse a document that cannot be; raises RefusedError with what would be right."""
    plan = session.get_one(Plan, plan_id)
    if not act.number.strip():
        raise RefusedError("Số văn bản điều chỉnh: chưa ghi; đề nghị điền ô này.")
    refuse_odd_line(act.number, field="Số văn bản điều chỉnh", most=MOST_NUMBER)
    refuse_odd_text(act.reason, field="Lý do")
    if act.issued_on > world.today:
        raise RefusedError(
            f"Ngày văn bản điều chỉnh {plain_day(act.issued_on)} sau hôm nay ({plain_day(world.today)}); "
            "đề nghị điều chỉnh từ ngày ban hành văn bản."
        )
    if act.issued_on < plan.issued_on:
        raise RefusedError(
            f"Ngày văn bản điều chỉnh {plain_day(act.issued_on)} trước ngày ban hành kế hoạch "
            f"({plain_day(plan.issued_on)}); đề nghị kiểm tra lại ngày."
        )


def apply(session: Session, *, plan_id: int, file: File, act: Act, world: World) -> str:
    """Bring the plan in line with the file and say what was done; the same file again changes nothing.

    Raises RefusedError. The plan's row is locked first, so that of two at once the second finds it done.
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
    return _apply(session, proposal, act, world)


def _lock(session: Session, plan_id: int) -> None:
    """Rows that only refer to the plan may still be written; whoever closes it, or amends it too, waits."""
    statement = select(Plan).where(col(Plan.id) == plan_id).with_for_update(key_share=True)
    session.exec(statement.execution_options(populate_existing=True)).one()


def _apply(session: Session, proposal: Proposal, act: Act, world: World) -> str:
    amendment = _record(session, proposal, act, world)
    rewritten = rewrite(session, proposal=proposal, world=world)
    effects = proposal.effects
    why = f"điều chỉnh theo {act.words}"
    _spare(session, proposal, amendment, act, world)
    begun = _begin(session, proposal, rewritten.ids, act, why, world)
    _move(session, effects.moved, act, why, world)
    touched = {*(one.row.id for one in effects.moved), *(row.id for row in effects.dropped)}
    touched |= {one.row.id for one in effects.begun if one.row is not None}
    about = {"amendment": amendment.id}
    settle(session, obligations=touched, change=Change.AMEND, by=act.by, world=world, about=about)
    _climb_anew(session, proposal, touched, world)
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


def _spare(session: Session, proposal: Proposal, amendment: PlanAmendment, act: Act, world: World) -> None:
    """Of what has come in too: should its record be voided, it is not owed again."""
    basis = f"bãi bỏ theo {act.words}"
    rows = [
        {
            "obligation_id": row.id,
            "basis": basis,
            "recorded_by": act.by,
            "recorded_at": world.now,
            "amendment_id": amendment.id,
        }
        for row in (*proposal.effects.dropped, *proposal.effects.stays)
    ]
    if rows:
        session.execute(insert(Exemption), rows)


def _begin(
    session: Session, proposal: Proposal, tasks: Mapping[str, int], act: Act, why: str, world: World
) -> dict[tuple[str, str, str], int]:
    """New obligations, and old ones that are owed again; the ids by task, unit and occurrence."""
    again = [one for one in proposal.effects.begun if one.row is not None]
    _owe_again(session, again, act, why, world)
    fresh = [one for one in proposal.effects.begun if one.row is None]
    rows = [_row(one, tasks[one.task.code], proposal, world) for one in fresh]
    found = {_key(one): one.row.id for one in again if one.row is not None}
    if rows:
        statement = insert(Obligation).returning(col(Obligation.id), sort_by_parameter_order=True)
        ids = list(session.execute(statement, rows).scalars())
        pairs = zip(ids, rows, strict=True)
        changes = [due_change_values(key, row, by=act.by, why=why, world=world) for key, row in pairs]
        if dated := [change for change in changes if change["new_due"]]:
            session.execute(insert(DueChange), dated)
        rearm(session, ids=ids, world=world)
        found |= {_key(one): key for one, key in zip(fresh, ids, strict=True)}
    return found


def _key(one: Begin) -> tuple[str, str, str]:
    return one.task.code, one.unit, one.occurrence


def _row(one: Begin, task_id: int, proposal: Proposal, world: World) -> dict[str, Any]:
    """A mail tells of it today, so no stage of today or before is made up for."""
    target, task = one.target, one.task
    status = status_of(
        latest=None,
        exempt=False,
        awaits_event=task.deadline.kind is DeadlineKind.RELATIVE and target.effective is None,
        done_on_issue=task.done_on_issue is not None,
    )
    values = obligation_values(
        plan_id=proposal.plan.id,
        task_id=task_id,
        unit=one.unit,
        occurrence=one.occurrence,
        status=status,
        opens_on=target.opens_on,
        last_day=target.last_day,
        effective=target.effective,
        due_time=target.due_time,
        world=world,
    )
    return values | {"round_from": world.today + timedelta(days=1), "added_at": world.now}


def _owe_again(session: Session, again: Sequence[Begin], act: Act, why: str, world: World) -> None:
    ids = [one.row.id for one in again if one.row is not None]
    for some in chunks(ids):
        standing = select(Exemption).where(
            col(Exemption.obligation_id).in_(some),
            col(Exemption.undone_at).is_(None),
            col(Exemption.amendment_id).is_not(None),
        )
        for one in session.exec(standing):
            one.undone_at, one.undone_by, one.undo_reason = world.now, act.by, why
    moves = [
        Move(row=one.row, target=one.target)
        for one in again
        if one.row is not None
        and one.row.status is ObligationStatus.EXEMPT
        and (one.row.effective_due, one.row.due_time) != (one.target.effective, one.target.due_time)
    ]
    _move(session, moves, act, why, world)


def _move(session: Session, moves: Sequence[Move], act: Act, why: str, world: World) -> None:
    """A fresh round towards the new day; an extension that it overtakes counts no longer."""
    rows = locked(session, obligations=[move.row.id for move in moves])
    for move in moves:
        row, target = rows[move.row.id], move.target
        row.due_time, row.opens_on = target.due_time, target.opens_on
        if row.original_due is None:
            row.original_due = target.last_day
        if row.effective_due == target.effective:
            continue
        had_day = row.effective_due is not None
        forget_extensions(session, obligation=move.row.id, by=act.by, world=world, why=why)
        move_due(session, row, target.effective, DueChangeKind.AMENDMENT, why, act.by, world)
        if had_day:
            open_round(row, world=world)
        else:
            row.round_from = world.today
    session.flush()


def _climb_anew(session: Session, proposal: Proposal, touched: Collection[int], world: World) -> None:
    """Tasks whose ladder is another one: the next day of everything that is still owed."""
    codes = {one.new.code for one in proposal.diff.changed}
    rows = [row for row in proposal.ground.rows if row.code in codes and row.id not in touched]
    rearm(session, ids=[row.id for row in rows if row.status in OWED], world=world)


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

"""Kết thúc theo dõi kế hoạch: from here on the plan is read-only and nothing of it is chased."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.audit import audit
from flows.work.pages.overview import heading
from flows.work.pages.progress import read_progress
from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from flows.work.world import World
from models.store import left_open
from models.store.locking import the_locked_row
from models.store.matrix import in_official_order
from models.store.owed import chunks
from models.store.units import names_on
from models.store.unsent import unsent_rows
from models.tables import Message, Notice, Obligation, Plan
from models.words import LetterKind, MessageStatus, NoticeStatus, PlanStatus
from templates.dashboards.closing_facts import ClosingFacts, Draft, OpenTask, OwingUnit
from templates.words_vi import count

from .closed import closed_words

ACTION = "form:plan:close"
CLOSED = "đã kết thúc theo dõi kế hoạch"
LETTERS = {
    LetterKind.CHASING: "Công văn đôn đốc",
    LetterKind.INVITATION: "Giấy mời",
    LetterKind.MINISTRY_PAPER: "Báo cáo lãnh đạo Bộ",
    LetterKind.REVIEW_REQUEST: "Công văn đề nghị báo cáo sơ kết",
    LetterKind.REPORT: "Báo cáo tổng hợp",
    LetterKind.SUBMISSION: "Tờ trình",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Closing:
    """Which plan, and on what basis."""

    plan_id: int
    reason: str


def closing_facts(session: Session, *, closing: Closing, world: World) -> ClosingFacts:
    """What is still open, to be looked at before it is decided; raises RefusedError."""
    plan = session.get_one(Plan, closing.plan_id)
    _refuse(plan, closing)
    found = read_progress(session, world=world, plans=(closing.plan_id,))
    tasks = (
        OpenTask(
            name=one.name,
            deadline_words=one.task.phrase,
            expected=one.total.expected,
            owing=one.total.unfinished,
            awaiting_review=one.total.awaiting_review,
        )
        for one in found
    )
    return ClosingFacts(
        heading=heading(world),
        title=plan.title,
        number=plan.document_number,
        issued_on=plan.issued_on,
        reason=closing.reason.strip(),
        tasks=tuple(one for one in tasks if one.owing or one.awaiting_review),
        units=_owing(session, closing.plan_id, {one.task.id: one.task.code for one in found}, world),
        drafts=tuple(
            Draft(what=_letter(one), file=one.draft_name, by=one.drafted_by)
            for one in left_open.letters_without_number(session, plan=closing.plan_id)
        ),
        trainings=tuple(left_open.trainings_ahead(session, plan=closing.plan_id)),
        reviews=left_open.open_reviews_of(session, plan=closing.plan_id),
        mails=len(left_open.queued_messages(session, plan=closing.plan_id)),
        held=left_open.held_count(session, plan=closing.plan_id),
    )


def _letter(one: left_open.OpenLetter) -> str:
    again = f" (lần {one.time})" if one.kind is LetterKind.CHASING else ""
    return f"{LETTERS[one.kind]}{again}"


def _owing(session: Session, plan: int, codes: dict[int, str], world: World) -> tuple[OwingUnit, ...]:
    names, found = names_on(session, world.today), dict[str, list[str]]()
    for row in unsent_rows(session, plans=(plan,)):
        found.setdefault(row.carried_by, []).append(codes[row.task_id])
    order = in_official_order(session)
    return tuple(
        OwingUnit(name=names.get(unit, unit), codes=found[unit])
        for unit in sorted(found, key=lambda unit: order[unit][1])
    )


def close_plan(session: Session, *, closing: Closing, run: str, by: str, world: World) -> str:
    """Close it, and take back what still waited to leave; one sentence. Raises RefusedError.

    The plan is locked first, so whoever is changing something of it finishes or is refused. Rows that
    somebody holds in this moment are passed over: no question about plans in force finds them any more.
    """
    plan = the_locked_row(session, Plan, closing.plan_id)
    _refuse(plan, closing)
    plan.status, plan.closed_at, plan.closed_by = PlanStatus.CLOSED, world.now, by
    session.flush()
    mails, stages = _take_back(session, closing.plan_id, world)
    _stop_looking(session, closing.plan_id)
    sentence = f"Đã kết thúc theo dõi Kế hoạch {plan.document_number}{_told(mails, stages)}."
    audit(
        session,
        world=world,
        by=by,
        action=ACTION,
        subject="plan",
        subject_id=closing.plan_id,
        text=f"{sentence} Căn cứ: {closing.reason.strip()}",
        facts={"run": run, "sentence": sentence},
    )
    return sentence


def _refuse(plan: Plan, closing: Closing) -> None:
    if plan.status is PlanStatus.CLOSED:
        raise RefusedError(closed_words(number=plan.document_number, closed_at=plan.closed_at))
    if not closing.reason.strip():
        raise RefusedError("Thiếu căn cứ kết thúc theo dõi: đề nghị ghi, ví dụ báo cáo tổng kết đã trình.")
    refuse_odd_text(closing.reason, field="Căn cứ")


def _take_back(session: Session, plan: int, world: World) -> tuple[int, int]:
    """Mails first: a stage in one that nobody made yet goes with it."""
    mails = left_open.queued_messages(session, plan=plan)
    gone: dict[str, Any] = {"reason": CLOSED, "settled_at": world.now}
    _set(session, Message, mails, status=MessageStatus.WITHDRAWN, **gone)
    stages = left_open.unsent_notices(session, plan=plan)
    _set(session, Notice, stages, status=NoticeStatus.WITHDRAWN, **gone)
    session.expire_all()
    return len(mails), len(stages)


def _set(session: Session, table: type[Any], ids: Sequence[int], **values: Any) -> None:
    for some in chunks(ids):
        session.connection().execute(sa.update(table).where(col(table.id).in_(some)).values(**values))


def _stop_looking(session: Session, plan: int) -> None:
    wanted = select(Obligation.id).where(
        col(Obligation.plan_id) == plan, col(Obligation.next_notice_on).is_not(None)
    )
    free = [key for key in session.exec(wanted.with_for_update(skip_locked=True)) if key]
    _set(session, Obligation, free, next_notice_on=None)
    session.expire_all()


def _told(mails: int, stages: int) -> str:
    parts = [f"{count(mails)} thư chờ gửi"] if mails else []
    parts += [f"{count(stages)} lượt nhắc chưa gửi"] if stages else []
    return f"; đã rút lại {' và '.join(parts)}" if parts else ""

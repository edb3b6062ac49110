"""Gia hạn gửi văn bản: a leader agreed to a unit's request; the original last valid day stays known."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.work.audit import audit
from flows.work.documents.judging import judge_again
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, MOST_NUMBER, refuse_odd_line, refuse_odd_text
from flows.work.world import World
from models.rules.workdays import roll_forward
from models.store.duty_facts import standing_extension
from models.tables import DueChange, Extension, Obligation
from models.words import Change, DueChangeKind, ObligationStatus
from templates.words_vi import count, plain_day

from .changing import open_round, settle
from .finding import Duty, locked_duty, meets_with, met_with
from .moving import move_due


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a unit asked for, and who agreed."""

    number: str  # of the unit's letter
    requested_on: date
    agreed_by: str  # the leader
    reason: str
    new_due: date


def extend(session: Session, *, duty: Duty, request: Request, by: str, world: World) -> str:
    """Move the last valid day and start a fresh ladder towards it; one sentence. Raises RefusedError.

    The cap (policy `extension_days`) counts working days from the original last valid day.
    """
    row = locked_duty(session, duty=duty)
    _refuse_companion(session, row, duty)
    _refuse(row, duty, request, world, planned=_planned(session, row))
    assert row.id is not None
    assert row.effective_due is not None
    old, new = row.effective_due, _rolled(request.new_due, world)
    why = f"gia hạn theo văn bản số {request.number.strip()} ngày {plain_day(request.requested_on)}"
    moved = [row, *met_with(session, row=row)]
    for one in moved:
        _extend_one(session, one, request, new, why, by, world)
    ids = [one.id for one in moved if one.id]
    settle(session, obligations=ids, change=Change.EXTEND, by=by, world=world)
    sentence = (
        f"Đã gia hạn {duty.words} đến hết ngày {plain_day(new)} (trước đây: {plain_day(old)}), {why}; "
        f"{request.agreed_by.strip()} đồng ý."
    )
    _note(session, row.id, f"{sentence} Lý do: {request.reason.strip()}", "set", by, world)
    return sentence


def _extend_one(
    session: Session, row: Obligation, request: Request, new: date, why: str, by: str, world: World
) -> None:
    assert row.id is not None
    assert row.effective_due is not None
    session.add(
        Extension(
            obligation_id=row.id,
            request_number=request.number.strip(),
            requested_on=request.requested_on,
            agreed_by=request.agreed_by.strip(),
            reason=request.reason.strip(),
            old_due=row.effective_due,
            new_due=new,
            recorded_by=by,
            recorded_at=world.now,
        )
    )
    move_due(session, row, new, DueChangeKind.EXTENSION, why, by, world)
    open_round(row, world=world)


def undo_extension(session: Session, *, duty: Duty, reason: str, by: str, world: World) -> str:
    """Take the newest extension back: the day before it holds again; raises RefusedError."""
    row = locked_duty(session, duty=duty)
    _refuse_companion(session, row, duty)
    assert row.id is not None
    found = standing_extension(session, obligation=row.id)
    if found is None:
        raise RefusedError(f"Chưa gia hạn {duty.words}; không có gì để bỏ.")
    _refuse_empty(reason, "Lý do")
    refuse_odd_text(reason, field="Lý do")
    moved = [row, *met_with(session, row=row)]
    for one in moved:
        _take_back_one(session, one, reason, by, world)
    ids = [one.id for one in moved if one.id]
    judge_again(session, obligations=ids)
    settle(session, obligations=ids, change=Change.UNDO_EXTEND, by=by, world=world)
    sentence = f"Đã bỏ gia hạn {duty.words}; thời hạn trở lại hết ngày {plain_day(found.old_due)}."
    _note(session, row.id, f"{sentence} Lý do: {reason.strip()}", "undo", by, world)
    return sentence


def _take_back_one(session: Session, row: Obligation, reason: str, by: str, world: World) -> None:
    found = standing_extension(session, obligation=row.id) if row.id else None
    if found is None:
        return
    found.undone_at, found.undone_by, found.undo_reason = world.now, by, reason.strip()
    move_due(session, row, found.old_due, DueChangeKind.UNDO, f"bỏ gia hạn: {reason.strip()}", by, world)
    if row.status is ObligationStatus.OPEN:
        open_round(row, world=world)


def forget_extensions(session: Session, *, obligation: int, by: str, world: World, why: str) -> None:
    """The day that an extension moved has been set anew: it no longer counts as extended."""
    statement = select(Extension).where(
        col(Extension.obligation_id) == obligation, col(Extension.undone_at).is_(None)
    )
    for one in session.exec(statement):
        one.undone_at, one.undone_by, one.undo_reason = world.now, by, why


def _refuse_companion(session: Session, row: Obligation, duty: Duty) -> None:
    """One document and one ladder have one day."""
    if other := meets_with(session, row=row):
        raise RefusedError(
            f"{duty.words[:1].upper()}{duty.words[1:]} được gửi chung một văn bản với nhiệm vụ {other}; "
            f"đề nghị chọn nhiệm vụ {other}, thời hạn của cả hai cùng thay đổi."
        )


def _rolled(day: date, world: World) -> date:
    return roll_forward(last_day=day, calendar=world.calendar) if world.policy.roll_forward else day


def _planned(session: Session, row: Obligation) -> date | None:
    """The day that the plan itself gives it: the original one, or that of its newest amendment."""
    statement = select(DueChange).where(
        col(DueChange.obligation_id) == row.id, col(DueChange.kind) == DueChangeKind.AMENDMENT
    )
    amended = session.exec(statement.order_by(col(DueChange.id).desc())).first()
    return amended.new_due if amended else row.original_due


def _refuse(row: Obligation, duty: Duty, request: Request, world: World, *, planned: date | None) -> None:
    if row.effective_due is None or planned is None:
        raise RefusedError(f"Chưa xác định ngày cuối cùng của {duty.words}, không có gì để gia hạn.")
    for text, field in (
        (request.number, "Số văn bản đề nghị gia hạn"),
        (request.agreed_by, "Lãnh đạo đồng ý"),
        (request.reason, "Lý do"),
    ):
        _refuse_empty(text, field)
    refuse_odd_line(request.number, field="Số văn bản đề nghị gia hạn", most=MOST_NUMBER)
    refuse_odd_line(request.agreed_by, field="Lãnh đạo đồng ý", most=MOST_NAME)
    refuse_odd_text(request.reason, field="Lý do")
    if request.requested_on > world.today:
        raise RefusedError(
            f"Ngày văn bản đề nghị {plain_day(request.requested_on)} là ngày trong tương lai; "
            f"hôm nay là {plain_day(world.today)}."
        )
    after = max(row.effective_due, world.today)
    if request.new_due <= after:
        raise RefusedError(
            f"Ngày gia hạn {plain_day(request.new_due)} phải sau {plain_day(after)} "
            f"({'hôm nay' if after == world.today else 'ngày cuối cùng hiện nay'})."
        )
    most = world.policy.extension_days
    if world.calendar.between(after=planned, until=request.new_due) > most:
        latest = world.calendar.add(planned, most)
        which = "ban đầu" if planned == row.original_due else "theo văn bản điều chỉnh"
        raise RefusedError(
            f"Chỉ gia hạn được nhiều nhất {count(most)} ngày làm việc so với ngày cuối cùng {which} "
            f"({plain_day(planned)}), tức là đến {plain_day(latest)}; đề nghị chọn ngày sớm hơn."
        )


def _refuse_empty(text: str, field: str) -> None:
    if not text.strip():
        raise RefusedError(f"{field}: chưa ghi; đề nghị điền ô này.")


def _note(session: Session, key: int, text: str, verb: str, by: str, world: World) -> None:
    audit(
        session,
        world=world,
        by=by,
        action=f"form:extension:{verb}",
        subject="obligation",
        subject_id=key,
        text=text,
    )

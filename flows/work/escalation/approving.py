"""Duyệt gửi cấp trên: what an officer approved leaves, asked once more whether it is still owed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.audit import audit, audit_each
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from flows.work.world import World
from models.store.held import Held, withdraw_settled
from models.store.owed import chunks
from models.tables import Notice
from models.words import NoticeStatus
from templates.words_vi import count, plain_day

from .held import HeldGroup, held_groups
from .leaving import leave, send_to_heads

APPROVE, REFUSE = "form:approval:approve", "form:approval:refuse"


@dataclass(frozen=True, kw_only=True, slots=True)
class Approved:
    """What an approval or refusal did."""

    sentence: str
    files: tuple[str, ...] = ()  # names in outgoing/


def approve(
    session: Session,
    *,
    labels: Sequence[str],
    except_units: Collection[str],
    by: str,
    files: Files,
    world: World,
) -> Approved:
    """Let the chosen groups leave, for all their units but `except_units`; raises RefusedError."""
    withdrawn = withdraw_settled(session, at=world.now)
    groups = _chosen(session, labels, world)
    told, written = [], []
    for group in groups:
        stages = _of(group, except_units)
        if not stages:
            raise RefusedError(f"«{group.label}»: không còn đơn vị nào để duyệt; đề nghị xem lại danh sách.")
        _plan(session, stages, f"{by} duyệt ngày {plain_day(world.today)}", world)
        _note_each(session, group, stages, "Duyệt gửi", APPROVE, by, world)
        name = leave(session, group, stages, by, files, world)
        written += [name] if name else []
        told.append(f"{group.what} ({count(len(stages))} đơn vị)")
    send_to_heads(session, world)
    sentence = f"Đã duyệt: {'; '.join(told)}."
    sentence += f" Tệp trong thư mục outgoing: {', '.join(written)}." if written else ""
    sentence += f" Đã rút {count(withdrawn)} lượt không còn phải đôn đốc." if withdrawn else ""
    _note(session, sentence, APPROVE, by, world)
    return Approved(sentence=sentence, files=tuple(written))


def refuse(
    session: Session,
    *,
    labels: Sequence[str],
    except_units: Collection[str],
    reason: str,
    by: str,
    world: World,
) -> Approved:
    """Settle the chosen groups unsent; the reason is kept with each stage. Raises RefusedError."""
    if not reason.strip():
        raise RefusedError("Không duyệt thì đề nghị ghi lý do; lý do được lưu cùng từng lượt.")
    refuse_odd_text(reason, field="Lý do")
    withdraw_settled(session, at=world.now)
    told = []
    for group in _chosen(session, labels, world):
        stages = _of(group, except_units)
        _settle(session, stages, NoticeStatus.WITHDRAWN, f"{by} không duyệt gửi: {reason.strip()}", world)
        _note_each(session, group, stages, f"Không duyệt gửi ({reason.strip()})", REFUSE, by, world)
        told.append(f"{group.what} ({count(len(stages))} đơn vị)")
    sentence = f"Không duyệt: {'; '.join(told)}. Lý do: {reason.strip()}"
    _note(session, sentence, REFUSE, by, world)
    return Approved(sentence=sentence)


def _chosen(session: Session, labels: Sequence[str], world: World) -> list[HeldGroup]:
    if not labels:
        raise RefusedError("Chưa chọn nội dung nào để duyệt; đề nghị chọn ít nhất một dòng.")
    groups = {group.label: group for group in held_groups(session, world=world)}
    for label in labels:
        if label not in groups:
            raise RefusedError(f"«{label}» không còn chờ duyệt; đề nghị mở lại biểu mẫu và chọn lại.")
    return [groups[label] for label in dict.fromkeys(labels)]


def _of(group: HeldGroup, except_units: Collection[str]) -> list[Held]:
    return [
        one
        for one in group.held
        if one.row.carried_by not in except_units and one.notice_id not in group.paused
    ]


def _plan(session: Session, stages: Sequence[Held], reason: str, world: World) -> None:
    _settle(session, stages, NoticeStatus.PLANNED, reason, world)


def _settle(
    session: Session, stages: Sequence[Held], status: NoticeStatus, reason: str, world: World
) -> None:
    settled = None if status is NoticeStatus.PLANNED else world.now
    for some in chunks([one.notice_id for one in stages]):
        change = sa.update(Notice).where(col(Notice.id).in_(some), col(Notice.status) == NoticeStatus.HELD)
        session.connection().execute(change.values(status=status, reason=reason, settled_at=settled))
    session.expire_all()


def _note(session: Session, text: str, action: str, by: str, world: World) -> None:
    audit(session, world=world, by=by, action=action, subject="notice", subject_id="", text=text)


def _note_each(
    session: Session,
    group: HeldGroup,
    stages: Sequence[Held],
    what: str,
    action: str,
    by: str,
    world: World,
) -> None:
    """A row for each obligation, so that its history says who decided over it; the summary names none."""
    audit_each(
        session,
        world=world,
        by=by,
        action=action,
        subject="obligation",
        changes=(
            (
                one.row.id,
                f"{what}: {group.what}, nhiệm vụ {group.task.code}, {group.units[one.notice_id]}.",
                {"notice": one.notice_id},
            )
            for one in stages
        ),
    )

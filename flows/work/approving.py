"""Duyệt gửi cấp trên: what an officer approved leaves, asked once more whether it is still owed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, insert

from flows.clock import ZONE
from models.rules.ladders import may_chase
from models.store.held import Held, withdraw_settled
from models.store.late import reminders_of, task_counts
from models.store.owed import chunks
from models.store.units import contacts_on
from models.tables import Message, MessageAttachment, MessageItem, MessageRecipient, Notice
from models.words import MessageKind, NoticeKind, NoticeStatus, RecipientKind, Role
from templates.letters.facts import LateFacts, LateUnit
from templates.letters.render import MEDIA_TYPE, draft, file_name
from templates.words_vi import count, plain_day

from .audit import audit, audit_each
from .carry_over import carry_over, replace_mails
from .chasing import addresses_already_mailed, new_message, recipient, write_chases
from .files import Files
from .held import HeldGroup, held_groups
from .officers import focal_unit, officer_address
from .refusals import RefusedError
from .texts import refuse_odd_text
from .world import World

APPROVE, REFUSE = "form:approval:approve", "form:approval:refuse"
NEW_DATE_IN = 5  # working days that a letter gives from the day of its draft


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
        name = _leave(session, group, stages, by, files, world)
        written += [name] if name else []
        told.append(f"{group.what} ({count(len(stages))} đơn vị)")
    _send_to_heads(session, world)
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


def _leave(
    session: Session, group: HeldGroup, stages: Sequence[Held], by: str, files: Files, world: World
) -> str:
    """Write the mail that carries these stages; the name of the drafted file, if one came into being."""
    if group.kind is NoticeKind.PAPER:
        return _draft(session, group, stages, by, files, world)
    if group.role is Role.FOCAL_HEAD:
        _page_to_leaders(session, group, stages, world)
    return ""  # mails to heads of units go out together, one for each address


def _draft(
    session: Session, group: HeldGroup, stages: Sequence[Held], by: str, files: Files, world: World
) -> str:
    paper, number = group.stage.paper, group.stage.number
    facts = late_facts(session, group=group, stages=stages, world=world)
    content = draft(paper, facts)
    name = file_name(paper, task_code=group.task.code, number=number, day=world.today.isoformat())
    path = files.put_out(content, name=name)
    address = officer_address(session, name=by, day=world.today)
    if not address:
        made = f"đã soạn tệp {path.name}"
        for some in chunks([one.notice_id for one in stages]):
            change = sa.update(Notice).where(col(Notice.id).in_(some))
            values = {"status": NoticeStatus.SENT, "reason": made, "settled_at": world.now}
            session.connection().execute(change.values(**values))
        return path.name
    message = _message(
        session,
        kind=MessageKind.DRAFT,
        key=f"draft:{world.now.isoformat()}:{path.name}:{address}",
        to=[address],
        role=None,
        stages=stages,
        facts={"what": group.what, "document": group.document, "file": path.name, "units": len(stages)},
        world=world,
    )
    kept = files.keep(content)
    session.add(MessageAttachment(message_id=message, sha256=kept, name=path.name, media_type=MEDIA_TYPE))
    return path.name


def _page_to_leaders(session: Session, group: HeldGroup, stages: Sequence[Held], world: World) -> None:
    contacts = contacts_on(session, day=world.today, roles=(Role.UNIT_HEAD,))
    leaders = contacts.get(group.plan.focal_unit, {}).get(Role.UNIT_HEAD, [])
    to = [one.address for one in leaders if one.usable]
    if not to:
        raise RefusedError(
            "Đơn vị đầu mối chưa có địa chỉ của lãnh đạo (vai trò «Thủ trưởng đơn vị / Giám đốc»); "
            "đề nghị ghi ở biểu mẫu «Cập nhật đầu mối» rồi duyệt lại."
        )
    key = f"leaders:{world.today.isoformat()}:{group.task.id}:{group.stage.name}:{stages[0].notice_id}"
    _message(
        session,
        kind=MessageKind.LEADERS,
        key=key,
        to=to,
        role=Role.FOCAL_HEAD,
        stages=stages,
        facts={},
        world=world,
    )


def _message(
    session: Session,
    *,
    kind: MessageKind,
    key: str,
    to: Sequence[str],
    role: Role | None,
    stages: Sequence[Held],
    facts: dict[str, object],
    world: World,
) -> int:
    row = new_message(kind=kind, key=key, world=world, plan_id=stages[0].row.plan_id) | {"facts": facts}
    statement = insert(Message).returning(col(Message.id), sort_by_parameter_order=True)
    message = session.execute(statement, [row]).scalars().one()
    assert message is not None
    people = [
        recipient(
            message_id=message,
            address=address,
            kind=RecipientKind.CC if place else RecipientKind.TO,
            role=role,
        )
        for place, address in enumerate(dict.fromkeys(to))
    ]
    session.execute(insert(MessageRecipient), people)
    items = [
        {
            "message_id": message,
            "notice_id": one.notice_id,
            "obligation_id": one.row.id,
            "plan_id": one.row.plan_id,
            "unit_id": one.row.carried_by,
        }
        for one in stages
    ]
    session.execute(insert(MessageItem), items)
    return int(message)


def _send_to_heads(session: Session, world: World) -> None:
    """Approved mails to heads of units: now, or tomorrow if their address had its mail or today is off."""
    if not may_chase(as_of=world.today, calendar=world.calendar):
        return
    mailed = addresses_already_mailed(session, world=world)
    carried = carry_over(session, fresh=(), mailed=mailed, world=world)
    messages = write_chases(session, chases=carried.chases, mailed=mailed, world=world)
    replace_mails(session, carried=carried, messages=messages, world=world)


def late_facts(session: Session, *, group: HeldGroup, stages: Sequence[Held], world: World) -> LateFacts:
    """How the group's deadline stands now, for what is said of it on paper and to leaders."""
    focal = focal_unit(session, day=world.today)
    expected, received = task_counts(session, task=stages[0].row.task_id)
    reminders = reminders_of(session, obligations=[one.row.id for one in stages])
    last_day = max(one.row.effective_due or world.today for one in stages)
    return LateFacts(
        sender_name=focal.name if focal else "",
        sender_short=(focal.code or focal.name) if focal else "",
        superior=focal.superior if focal else "",
        phone=focal.phone if focal else "",
        plan_title=group.plan.title,
        plan_number=group.plan.document_number,
        plan_issued_on=group.plan.issued_on,
        document=group.document,
        deadline_words=group.task.deadline_phrase,
        last_day=last_day,
        as_of=world.now.astimezone(ZONE),
        received=received,
        expected=expected,
        units=tuple(
            LateUnit(
                name=group.units[one.notice_id],
                reminded=reminders.get(one.row.id, (0, None))[0],
                last_reminder=reminders.get(one.row.id, (0, None))[1],
            )
            for one in stages
        ),
        new_date=world.calendar.add(world.today, NEW_DATE_IN),
        number=group.stage.number,
        example=world.example,
    )


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

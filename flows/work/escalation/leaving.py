"""What an approval lets go: drafts of papers, the page to leaders, mails to heads of units."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, insert

from flows.work.chase.carry_over import carry_over, replace_mails
from flows.work.chase.chasing import addresses_already_mailed, new_message, recipient, write_chases
from flows.work.files.store import Files
from flows.work.papers.framing import letter
from flows.work.people.officers import officer_address
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.ladders import may_chase
from models.store.held import Held
from models.store.owed import chunks
from models.store.units import contacts_on
from models.tables import Message, MessageAttachment, MessageItem, MessageRecipient, Notice
from models.words import MessageKind, NoticeKind, NoticeStatus, RecipientKind, Role
from templates.letters.render import MEDIA_TYPE, OF_PAPER, file_name

from .held import HeldGroup
from .late_facts import late_facts


def leave(
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
    content = letter(OF_PAPER[paper], facts, files=files)
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
    to = [one.mail_to for one in leaders if one.usable]
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


def send_to_heads(session: Session, world: World) -> None:
    """Approved mails to heads of units: now, or tomorrow if their address had its mail or today is off."""
    if not may_chase(as_of=world.today, calendar=world.calendar):
        return
    mailed = addresses_already_mailed(session, world=world)
    carried = carry_over(session, fresh=(), mailed=mailed, world=world)
    messages = write_chases(session, chases=carried.chases, mailed=mailed, world=world)
    replace_mails(session, carried=carried, messages=messages, world=world)

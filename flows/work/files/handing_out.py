"""A paper made for an officer: it lies in outgoing/ and is mailed to whoever has an address."""

from sqlmodel import Session, col, insert

from flows.work.chase.chasing import new_message, recipient
from flows.work.people.officers import officer_address
from flows.work.world import World
from models.tables import Message, MessageAttachment, MessageRecipient
from models.words import MessageKind, RecipientKind
from templates.letters.render import MEDIA_TYPE

from .store import Files


def hand_out(
    session: Session,
    *,
    content: bytes,
    name: str,
    what: str,
    document: str,
    plan_id: int,
    by: str,
    files: Files,
    world: World,
    draft: bool = True,
    media_type: str = MEDIA_TYPE,
) -> str:
    """The file for the officer `by`; its name in outgoing/. `draft`: to be signed and numbered."""
    path = files.put_out(content, name=name)
    address = officer_address(session, name=by, day=world.today)
    if not address:
        return path.name
    key = f"paper:{world.now.isoformat()}:{path.name}:{address}"
    told = {"what": what, "document": document, "file": path.name, "units": 0, "draft": draft}
    row = new_message(kind=MessageKind.DRAFT, key=key, world=world, plan_id=plan_id) | {"facts": told}
    statement = insert(Message).returning(col(Message.id), sort_by_parameter_order=True)
    message = int(session.execute(statement, [row]).scalars().one() or 0)
    to = recipient(message_id=message, address=address, kind=RecipientKind.TO, role=None)
    session.execute(insert(MessageRecipient), [to])
    kept = files.keep(content)
    session.add(MessageAttachment(message_id=message, sha256=kept, name=path.name, media_type=media_type))
    return path.name

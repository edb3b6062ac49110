"""A paper made for an officer: it lies in outgoing/ and is mailed to whoever has an address."""

from collections.abc import Sequence

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
    [made] = hand_out_all(
        session,
        papers=[(name, content)],
        what=what,
        document=document,
        plan_id=plan_id,
        by=by,
        files=files,
        world=world,
        draft=draft,
        media_type=media_type,
    )
    return made


def hand_out_all(
    session: Session,
    *,
    papers: Sequence[tuple[str, bytes]],
    what: str,
    document: str,
    plan_id: int,
    by: str,
    files: Files,
    world: World,
    draft: bool = True,
    media_type: str = MEDIA_TYPE,
) -> list[str]:
    """Several files, by name and content, in one mail; their names in outgoing/."""
    names = [files.put_out(content, name=name).name for name, content in papers]
    address = officer_address(session, name=by, day=world.today)
    if not address:
        return names
    key = f"paper:{world.now.isoformat()}:{names[0]}:{address}"
    told = {"what": what, "document": document, "file": ", ".join(names), "units": 0, "draft": draft}
    row = new_message(kind=MessageKind.DRAFT, key=key, world=world, plan_id=plan_id) | {"facts": told}
    statement = insert(Message).returning(col(Message.id), sort_by_parameter_order=True)
    message = int(session.execute(statement, [row]).scalars().one() or 0)
    to = recipient(message_id=message, address=address, kind=RecipientKind.TO, role=None)
    session.execute(insert(MessageRecipient), [to])
    for name, (_, content) in zip(names, papers, strict=True):
        kept = files.keep(content)
        session.add(MessageAttachment(message_id=message, sha256=kept, name=name, media_type=media_type))
    return names

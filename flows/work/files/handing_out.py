"""Papers made for an officer: they lie in outgoing/ and are mailed to whoever has an address."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, insert

from flows.work.chase.chasing import new_message, recipient
from flows.work.people.officers import officer_address
from flows.work.world import World
from models.tables import Message, MessageAttachment, MessageRecipient
from models.words import MessageKind, RecipientKind
from templates.letters.render import MEDIA_TYPE

from .store import Files

MOST_MAILED = 10_000_000  # bytes of one mail; larger papers only lie in outgoing/


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """One file with the name it is given."""

    content: bytes
    name: str
    media_type: str = MEDIA_TYPE


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
    told = {"what": what, "document": document, "units": 0, "draft": draft}
    papers = [Paper(content=content, name=name, media_type=media_type)]
    return hand_out_all(session, papers=papers, told=told, plan_id=plan_id, by=by, files=files, world=world)[
        0
    ]


def hand_out_all(
    session: Session,
    *,
    papers: Sequence[Paper],
    told: dict[str, object],
    plan_id: int,
    by: str,
    files: Files,
    world: World,
) -> list[str]:
    """Several files in one mail; their names in outgoing/. `told`: what the mail says of them."""
    names = [files.put_out(one.content, name=one.name).name for one in papers]
    address = officer_address(session, name=by, day=world.today)
    if not address or sum(len(one.content) for one in papers) > MOST_MAILED:
        return names
    key = f"paper:{world.now.isoformat()}:{names[0]}:{address}"
    facts = {**told, "file": ", ".join(names)}
    row = new_message(kind=MessageKind.DRAFT, key=key, world=world, plan_id=plan_id) | {"facts": facts}
    statement = insert(Message).returning(col(Message.id), sort_by_parameter_order=True)
    message = int(session.execute(statement, [row]).scalars().one() or 0)
    to = recipient(message_id=message, address=address, kind=RecipientKind.TO, role=None)
    session.execute(insert(MessageRecipient), [to])
    for one, name in zip(papers, names, strict=True):
        kept, kind = files.keep(one.content), one.media_type
        session.add(MessageAttachment(message_id=message, sha256=kept, name=name, media_type=kind))
    return names

"""The outbox emptied without a server: composing at first claim, as the sender does it."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.making import make
from flows.work.files.store import Files
from flows.work.mails.compose import Composer
from flows.work.mails.mail_kinds import Identity
from flows.work.world import World
from models.tables import Message
from models.words import MessageKind, MessageStatus
from templates.mail.facts import Sender
from tests.flows.histories import FILES

IDENTITY = Identity(
    from_name="V03",
    from_address="v03@v03.example",
    sender=Sender(
        unit_name="Cục Pháp chế và cải cách hành chính, tư pháp", short_name="V03", reply_to="v03@v03.example"
    ),
    ui_link="",
)


def send_everything(session: Session, *, world: World, files: Files = FILES) -> int:
    """Make and send what may leave at the machine's moment; how many mails left."""
    session.flush()
    ready = select(Message.id).where(
        col(Message.status) == MessageStatus.QUEUED, col(Message.not_before) <= world.machine_now
    )
    ids = [one for one in session.exec(ready) if one]
    composer = Composer(identity=lambda _s: IDENTITY, world=lambda _s: world, files=files)
    make(session, ids=ids, compose=composer, at=world.now)
    session.expire_all()
    left = (
        sa.update(Message)
        .where(
            col(Message.id).in_(ids),
            col(Message.status) == MessageStatus.QUEUED,
            col(Message.content).is_not(None),
        )
        .values(status=MessageStatus.SENT, settled_at=world.now)
    )
    return int(session.connection().execute(left).rowcount)


def left(session: Session, kind: MessageKind) -> list[Message]:
    """Mails of this kind that have left."""
    session.expire_all()
    statement = select(Message).where(col(Message.kind) == kind, col(Message.status) == MessageStatus.SENT)
    return list(session.exec(statement.order_by(col(Message.id))))

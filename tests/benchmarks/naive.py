"""The design one writes first: an ORM object per mail, EmailMessage, a commit per mail, one connection.

It says the same things to the same addresses and keeps the same rows. What it may use is fast: one query a
mail for what the text needs, the compiled templates, a connection that is kept.
"""

import secrets
from email.message import EmailMessage
from email.utils import format_datetime
from smtplib import SMTP

from sqlmodel import Session, col, select

from config.settings import Settings
from flows import wiring
from flows.work.mails.mail_facts import unit_duties
from flows.work.mails.mail_kinds import Identity
from flows.work.world import World
from models.store.duties import items_of
from models.tables import Contact, Message, MessageItem, MessageRecipient, Notice, Obligation, UnitName
from models.words import (
    MessageKind,
    MessageStatus,
    NoticeKind,
    NoticeStatus,
    RecipientKind,
    RecipientStatus,
    Role,
)
from templates.mail.facts import ChaseFacts
from templates.mail.render import render


def send_naively(*, settings: Settings, port: int) -> None:
    """Everything that is due, one after another."""
    with (
        wiring.engine_of(settings=settings) as engine,
        Session(engine) as session,
        SMTP("127.0.0.1", port, local_hostname="localhost") as smtp,
    ):
        world = wiring.world_of(session, settings=settings)
        identity = wiring.identity_of(session, settings=settings)
        due = select(Obligation.id).where(col(Obligation.next_notice_on) <= world.today)
        for duty in session.exec(due).all():
            _send_one(session, session.get_one(Obligation, duty), smtp, identity, world)
            session.commit()


def _send_one(session: Session, duty: Obligation, smtp: SMTP, identity: Identity, world: World) -> None:
    whom = select(Contact).where(Contact.unit_id == duty.carried_by, Contact.role == Role.CONTACT)
    address = session.exec(whom).one().address
    notice, message, recipient = _written(session, duty, address, world)
    mail = _mail(session, message, duty.carried_by, address, identity, world)
    smtp.send_message(mail, "bounces@v03.example", [address])
    notice.status, notice.settled_at = NoticeStatus.SENT, world.now
    message.status, message.settled_at = MessageStatus.SENT, world.now
    message.subject, message.content = str(mail["Subject"]), mail.as_bytes()
    recipient.status = RecipientStatus.SENT
    duty.next_notice_on = None


def _written(
    session: Session, duty: Obligation, address: str, world: World
) -> tuple[Notice, Message, MessageRecipient]:
    assert duty.id is not None
    notice = Notice(
        obligation_id=duty.id,
        round=duty.round,
        kind=NoticeKind.REMINDER,
        stage="truoc-5-ngay",
        role=Role.CONTACT,
        due_on=world.today,
        status=NoticeStatus.PLANNED,
        decided_on=world.today,
        decided_at=world.now,
    )
    message = Message(
        kind=MessageKind.CHASE,
        day=world.today,
        dedup_key=f"chase:{world.today}:{address}",
        message_id=f"{secrets.token_hex(16)}@{world.message_id_domain}",
        status=MessageStatus.QUEUED,
        created_at=world.now,
        not_before=world.now,
    )
    session.add_all([notice, message])
    session.flush()
    assert message.id is not None
    recipient = MessageRecipient(
        message_id=message.id,
        kind=RecipientKind.TO,
        address=address,
        role=Role.CONTACT,
        status=RecipientStatus.PENDING,
    )
    session.add(recipient)
    session.add(MessageItem(message_id=message.id, notice_id=notice.id, unit_id=duty.carried_by))
    session.flush()
    return notice, message, recipient


def _mail(
    session: Session, message: Message, unit: str, address: str, identity: Identity, world: World
) -> EmailMessage:
    name = session.exec(select(UnitName.name).where(UnitName.unit_id == unit)).one()
    items = items_of(session, messages=[message.id or 0])
    groups = unit_duties(items=items, names={unit: name}, sender=identity.sender, world=world)
    text = render(ChaseFacts(day=world.today, sender=identity.sender, groups=groups, example=world.example))
    mail = EmailMessage()
    mail["Date"] = format_datetime(world.now)
    mail["Message-ID"] = f"<{message.message_id}>"
    mail["From"] = f"{identity.from_name} <{identity.from_address}>"
    mail["Reply-To"] = identity.sender.reply_to
    mail["To"] = address
    mail["Subject"] = text.subject
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text.text)
    mail.add_alternative(text.html, subtype="html")
    return mail

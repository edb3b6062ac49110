"""The mails of invitations: one per unit and state of its training; what is obsolete never leaves."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.compose import Withdraw
from flows.work.chase.announcing import write_once
from flows.work.mails.addressees import units_of
from flows.work.mails.still_owed import key_of
from flows.work.plans.closed import in_force
from flows.work.world import World
from models.store.units import names_on
from models.tables import Message, MessageItem, Training, TrainingInvitation
from models.words import InvitationAbout, MessageKind, MessageStatus, TrainingStatus
from templates.mail.facts import InvitationFacts, MailFacts, Sender
from templates.training_changes import changed

from .facts import training_facts

OVERTAKEN = "lớp tập huấn đã thay đổi khi thư còn chờ gửi; có thư khác nêu thông tin mới"
CALLED_OFF = "lớp tập huấn đã hủy khi giấy mời còn chờ gửi"
NEVER_INVITED = "đơn vị chưa nhận giấy mời nên không cần báo hủy"
OVER = "lớp tập huấn đã tổ chức khi thư còn chờ gửi"


def invite(session: Session, *, training: Training, world: World) -> int:
    """Write what the invited units have to know of the training as it stands; how many mails.

    A unit without an address gets its mail once it has one: the daily run asks again.
    """
    units = session.exec(
        select(TrainingInvitation.unit_id).where(col(TrainingInvitation.training_id) == training.id)
    )
    return write_once(
        session,
        kind=MessageKind.INVITATION,
        stem=f"training:{training.id}:{training.sequence}",
        units=sorted(units),
        plan_id=training.plan_id,
        facts={
            "training": training.id,
            "sequence": training.sequence,
            "state": training_state(training),
        },
        world=world,
    )


def invite_all(session: Session, *, world: World) -> int:
    """Invitations to trainings ahead that could not be written or sent before; how many now."""
    statement = select(Training).where(
        col(Training.status) == TrainingStatus.ANNOUNCED,
        col(Training.first_day) > world.today,
        in_force(col(Training.plan_id)),
    )
    return sum(invite(session, training=one, world=world) for one in session.exec(statement).all())


def training_state(training: Training) -> dict[str, str]:
    """What a unit was told, so that a later mail can say what changed."""
    return {
        "first_day": training.first_day.isoformat(),
        "last_day": training.last_day.isoformat(),
        "starts_at": training.starts_at.isoformat(),
        "ends_at": training.ends_at.isoformat(),
        "place": training.place,
        "host": training.host_unit,
        "nominate_by": training.nominate_by.isoformat(),
        "quota": str(training.quota),
        "practical": training.practical,
    }


def invitation_facts(
    session: Session, *, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, MailFacts | Withdraw]:
    """An answer for each invitation by its id, as the training stands when it leaves."""
    if not messages:
        return {}
    units = units_of(session, messages=messages)
    told = _told(session, set(units.values()))
    names = names_on(session, world.today)
    answers: dict[int, MailFacts | Withdraw] = {}
    for message in messages:
        unit, training = units[key_of(message)], session.get_one(Training, message.facts["training"])
        before = told.get((training.id or 0, unit))
        about = _about(training, message, before)
        answers[key_of(message)] = (
            about
            if isinstance(about, Withdraw)
            else InvitationFacts(
                day=world.today,
                sender=sender,
                unit_name=names.get(unit, unit),
                training=training_facts(session, training=training, world=world),
                about=about,
                changed=changed(before=before, now=training_state(training), names=names) if before else (),
                reason=training.cancel_reason,
                example=world.example,
            )
        )
    return answers


def _about(
    training: Training, message: Message, before: Mapping[str, str] | None
) -> InvitationAbout | Withdraw:
    """What is to be said now; a unit that has not heard of the training is simply invited."""
    if training.status is TrainingStatus.HELD:
        return Withdraw(reason=OVER)
    if message.facts["sequence"] < training.sequence:
        return Withdraw(reason=CALLED_OFF if training.status is TrainingStatus.CANCELLED else OVERTAKEN)
    if training.status is TrainingStatus.CANCELLED:
        return InvitationAbout.CANCEL if before else Withdraw(reason=NEVER_INVITED)
    return InvitationAbout.UPDATE if before else InvitationAbout.INVITE


def _told(session: Session, units: set[str]) -> dict[tuple[int, str], dict[str, str]]:
    """By training and unit what the last mail that left, or is leaving, told of it."""
    left = sa.or_(col(Message.status) == MessageStatus.SENT, col(Message.content).is_not(None))
    statement = (
        sa.select(col(Message.facts), col(MessageItem.unit_id))
        .join(MessageItem, col(MessageItem.message_id) == col(Message.id))
        .where(col(Message.kind) == MessageKind.INVITATION, left, col(MessageItem.unit_id).in_(units))
        .order_by(col(Message.id))
    )
    found: list[tuple[dict[str, Any], str]] = [tuple(row) for row in session.execute(statement)]
    return {(facts["training"], unit): facts["state"] for facts, unit in found}

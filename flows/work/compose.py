"""At first claim: is it still owed, and if so, the mail's text and bytes for that day."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.compose import Composed, Withdraw
from flows.delivery.mime import Attachment, build
from models.store.duties import Item, items_of
from models.store.late import reminders_of, task_counts
from models.store.reports import reported_units
from models.store.units import names_on
from models.tables import Message, MessageAttachment, MessageItem, MessageRecipient
from models.words import MessageKind, NoticeKind, NoticeStatus, RecipientKind
from templates.mail.facts import (
    AlarmFacts,
    BriefFacts,
    BriefLine,
    BriefSection,
    ChaseFacts,
    DraftFacts,
    LateUnit,
    LeadersFacts,
    Mail,
    MailFacts,
    PlanIssuedFacts,
    Sender,
)
from templates.mail.render import render

from .carry_over import MOVED, PAID, TOO_LATE
from .deciding import REPORTED
from .files import Files
from .mail_facts import announced_duties, coordinated_tasks, unit_duties
from .world import World

SETTLED = "lượt nhắc đã được xử lý"
UNSEEN = Composed(subject="", content=b"")  # a mail of a large simulation that nobody will look at
People = Mapping[int, Mapping[RecipientKind, list[str]]]
NOTHING_OWED = "đơn vị không còn nhiệm vụ nào phải thực hiện"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """In whose name mail is sent, and where answers go."""

    from_name: str
    from_address: str
    sender: Sender
    ui_link: str  # Bắt đầu từ đây
    ui_root: str = ""  # above every page of the UI


@dataclass(frozen=True, kw_only=True, slots=True)
class Composer:
    """Answers the outbox; writes nothing."""

    identity: Callable[[Session], Identity]
    world: Callable[[Session], World]
    files: Files
    wanted: Set[str] | None = None  # addresses whose mails are made; None: all (else: a large simulation)

    def __call__(self, session: Session, messages: Sequence[Message]) -> Mapping[int, Composed | Withdraw]:
        """An answer for each message by its id: all of a kind with the same few queries."""
        batch = _Batch(
            session=session,
            identity=self.identity(session),
            world=self.world(session),
            files=self.files,
            wanted=self.wanted,
        )
        return batch.answers(messages)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Batch:
    """The messages of one claim."""

    session: Session
    identity: Identity
    world: World
    files: Files
    wanted: Set[str] | None

    def answers(self, messages: Sequence[Message]) -> Mapping[int, Composed | Withdraw]:
        by_kind: defaultdict[MessageKind, list[Message]] = defaultdict(list)
        for message in messages:
            by_kind[message.kind].append(message)
        carried, dropped = self._still_owed([*by_kind[MessageKind.CHASE], *by_kind[MessageKind.LEADERS]])
        people = _recipients(self.session, messages)
        facts: dict[int, MailFacts | Withdraw | Composed] = {}
        facts |= self._chases(by_kind[MessageKind.CHASE], carried, people)
        facts |= {_id(one): self._leaders(carried[_id(one)]) for one in by_kind[MessageKind.LEADERS]}
        facts |= {_id(one): self._draft(one) for one in by_kind[MessageKind.DRAFT]}
        facts |= self._announcements(by_kind[MessageKind.ANNOUNCEMENT])
        facts |= {_id(message): self._brief(message) for message in by_kind[MessageKind.BRIEF]}
        facts |= {_id(message): self._alarm(message) for message in by_kind[MessageKind.ALARM]}
        attached = self._attached(messages)
        return {
            _id(message): self._finish(message, facts[_id(message)], people, attached, dropped)
            for message in messages
        }

    def _still_owed(
        self, messages: Sequence[Message]
    ) -> tuple[defaultdict[int, list[Item]], dict[int, dict[int, str]]]:
        """What each message still has to say, and what is left out of it, with the reason."""
        found: defaultdict[int, list[Item]] = defaultdict(list)
        for item in items_of(self.session, messages=[_id(message) for message in messages]):
            found[item.message_id].append(item)
        plans = {
            item.duty.plan_id
            for items in found.values()
            for item in items
            if item.notice_kind is NoticeKind.NOTE
        }
        reported = reported_units(self.session, plans=plans)
        reasons = {
            key: {item.notice_id: why for item in items if (why := _why_not(item, reported, self.world))}
            for key, items in found.items()
        }
        owed: defaultdict[int, list[Item]] = defaultdict(list)
        for key, items in found.items():
            owed[key] = [item for item in items if item.notice_id not in reasons[key]]
        return owed, reasons

    def _chases(
        self, messages: Sequence[Message], carried: Mapping[int, Sequence[Item]], people: People
    ) -> dict[int, MailFacts | Withdraw | Composed]:
        names = names_on(self.session, self.world.today) if messages else {}
        return {
            _id(message): UNSEEN
            if carried[_id(message)] and not self._is_wanted(people[_id(message)])
            else self._chase(carried[_id(message)], names)
            for message in messages
        }

    def _is_wanted(self, people: Mapping[RecipientKind, list[str]]) -> bool:
        return self.wanted is None or not self.wanted.isdisjoint(people[RecipientKind.TO])

    def _leaders(self, items: Sequence[Item]) -> MailFacts | Withdraw:
        """One page about one deadline: a message of this kind carries the stages of one task."""
        if not items:
            return Withdraw(reason=PAID)
        first = items[0].duty
        names = names_on(self.session, self.world.today)
        expected, received = task_counts(self.session, task=first.task_id)
        reminders = reminders_of(self.session, obligations=[item.duty.obligation_id for item in items])
        return LeadersFacts(
            day=self.world.today,
            sender=self.identity.sender,
            document=first.task_facts.get("document") or first.task_title,
            deadline_words=first.deadline_phrase,
            last_day=first.effective_due or self.world.today,
            plan_title=first.plan_title,
            plan_number=first.plan_number,
            plan_issued_on=first.plan_issued_on,
            received=received,
            expected=expected,
            units=tuple(
                LateUnit(name=names[item.duty.carried_by], reminded=times, last_reminder=last)
                for item in items
                for times, last in (reminders.get(item.duty.obligation_id, (0, None)),)
            ),
            example=self.world.example,
        )

    def _draft(self, message: Message) -> DraftFacts:
        return DraftFacts(
            day=message.day,
            sender=self.identity.sender,
            example=self.world.example,
            **message.facts,
        )

    def _alarm(self, message: Message) -> AlarmFacts:
        told = message.facts
        return AlarmFacts(
            day=message.day,
            sender=self.identity.sender,
            about=told["about"],
            sentences=tuple(told["sentences"]),
            advice=told["advice"],
            link=f"{self.identity.ui_root}{told['path']}" if told["path"] else self.identity.ui_link,
            example=self.world.example,
        )

    def _attached(self, messages: Sequence[Message]) -> Mapping[int, list[Attachment]]:
        found: defaultdict[int, list[Attachment]] = defaultdict(list)
        wanted = col(MessageAttachment.message_id).in_([_id(message) for message in messages])
        for row in self.session.exec(select(MessageAttachment).where(wanted)):
            content = self.files.read(row.sha256)
            attachment = Attachment(name=row.name, media_type=row.media_type, content=content)
            found[row.message_id].append(attachment)
        return found

    def _chase(self, items: Sequence[Item], names: Mapping[str, str]) -> MailFacts | Withdraw:
        if not items:
            return Withdraw(reason=PAID)
        groups = unit_duties(items=items, names=names, sender=self.identity.sender, world=self.world)
        return ChaseFacts(
            day=self.world.today, sender=self.identity.sender, groups=groups, example=self.world.example
        )

    def _announcements(self, messages: Sequence[Message]) -> dict[int, MailFacts | Withdraw]:
        plans: defaultdict[int, list[Message]] = defaultdict(list)
        for message in messages:
            assert message.plan_id is not None
            plans[message.plan_id].append(message)
        answers: dict[int, MailFacts | Withdraw] = {}
        for plan_id, found in plans.items():
            answers |= self._announce(plan_id, found)
        return answers

    def _announce(self, plan_id: int, messages: Sequence[Message]) -> dict[int, MailFacts | Withdraw]:
        units = dict(_units_of(self.session, messages))
        names = names_on(self.session, self.world.today)
        duties = announced_duties(
            self.session,
            plan_id=plan_id,
            units=sorted(set(units.values())),
            names=names,
            sender=self.identity.sender,
            world=self.world,
        )
        people = _recipients(self.session, messages)
        informed = coordinated_tasks(self.session, plan_id=plan_id)
        return {
            key: PlanIssuedFacts(
                day=self.world.today,
                sender=self.identity.sender,
                address=people[key][RecipientKind.TO][0],
                duties=duties[unit],
                coordinates=tuple(informed.get(unit, ())),
                example=self.world.example,
            )
            if unit in duties and duties[unit].has_any
            else Withdraw(reason=NOTHING_OWED)
            for key, unit in units.items()
        }

    def _brief(self, message: Message) -> BriefFacts:
        sections = tuple(
            BriefSection(
                title=section["title"],
                lines=tuple(BriefLine(text=line["text"], link=line["link"]) for line in section["lines"]),
            )
            for section in message.facts["sections"]
        )
        return BriefFacts(
            day=message.day,
            sender=self.identity.sender,
            sections=sections,
            ui_link=self.identity.ui_link,
            example=self.world.example,
        )

    def _finish(
        self,
        message: Message,
        answer: MailFacts | Withdraw | Composed,
        people: People,
        attached: Mapping[int, Sequence[Attachment]],
        dropped: Mapping[int, Mapping[int, str]],
    ) -> Composed | Withdraw:
        left_out = dropped.get(_id(message), {})
        if isinstance(answer, Withdraw):
            return Withdraw(reason=next(iter(left_out.values()), answer.reason), dropped=left_out)
        if isinstance(answer, Composed) or not self._is_wanted(people[_id(message)]):
            return replace(UNSEEN, dropped=left_out)
        mail = render(answer)
        return Composed(
            subject=mail.subject,
            content=self._bytes(message, mail, people[_id(message)], attached.get(_id(message), ())),
            dropped=left_out,
        )

    def _bytes(
        self,
        message: Message,
        mail: Mail,
        people: Mapping[RecipientKind, list[str]],
        attachments: Sequence[Attachment],
    ) -> bytes:
        return build(
            message_id=message.message_id,
            date=message.created_at,
            from_name=self.identity.from_name,
            from_address=self.identity.from_address,
            to=[("", address) for address in people[RecipientKind.TO]],
            cc=[("", address) for address in people[RecipientKind.CC]],
            reply_to=self.identity.sender.reply_to,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            attachments=attachments,
        )


def _why_not(item: Item, reported: Collection[tuple[int, str]], world: World) -> str:
    """Why a stage is not sent after all; empty while it is owed and of use."""
    due = item.duty.effective_due
    if item.notice_status is not NoticeStatus.PLANNED:
        return SETTLED
    if not item.duty.is_owed:
        return PAID
    if item.notice_round != item.duty.round:
        return MOVED
    if item.notice_kind is NoticeKind.NOTE and (item.duty.plan_id, item.duty.carried_by) in reported:
        return REPORTED
    late = item.notice_kind is not NoticeKind.ESCALATION and due is not None and world.today > due
    return TOO_LATE if late else ""


def _units_of(session: Session, messages: Sequence[Message]) -> list[tuple[int, str]]:
    statement = select(MessageItem.message_id, MessageItem.unit_id).where(
        col(MessageItem.message_id).in_([_id(message) for message in messages])
    )
    return [(message, unit) for message, unit in session.exec(statement) if unit]


def _recipients(
    session: Session, messages: Sequence[Message]
) -> dict[int, defaultdict[RecipientKind, list[str]]]:
    found: defaultdict[int, defaultdict[RecipientKind, list[str]]] = defaultdict(lambda: defaultdict(list))
    statement = (
        sa.select(col(MessageRecipient.message_id), col(MessageRecipient.kind), col(MessageRecipient.address))
        .where(col(MessageRecipient.message_id).in_([_id(message) for message in messages]))
        .order_by(col(MessageRecipient.id))
    )
    for message, kind, address in session.execute(statement):
        found[message][kind].append(address)
    return found


def _id(message: Message) -> int:
    assert message.id is not None
    return message.id

"""At first claim: is it still owed, and if so, the mail's text and bytes for that day."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from flows.delivery.compose import Composed, Withdraw
from flows.delivery.mime import Attachment, build
from flows.work.amending.notice_facts import amended_facts
from flows.work.calendars.enclosed import announced_calendars
from flows.work.chase.carry_over import PAID
from flows.work.files.store import Files
from flows.work.interim.request_facts import attachments_of, request_facts
from flows.work.papers.mailing import letter_mail_facts, signed_copies
from flows.work.reform.telling import units_facts
from flows.work.trainings.enclosed import Calendars, invitation_calendars, letters
from flows.work.trainings.inviting import invitation_facts
from flows.work.trainings.notes import note_facts
from flows.work.world import World
from models.store.duties import Item
from models.store.units import names_on
from models.tables import Message, MessageAttachment
from models.words import MessageKind, RecipientKind
from templates.mail.facts import ChaseFacts, Mail, MailFacts, Recorded
from templates.mail.render import render

from .answers import receipt_facts, return_facts
from .confirming import asked_in_october
from .mail_facts import unit_duties
from .mail_kinds import (
    Identity,
    alarm_facts,
    announcement_facts,
    brief_facts,
    draft_facts,
    leaders_facts,
    recipients_of,
)
from .still_owed import key_of, still_owed
from .workbooks import report_workbooks

# How a batch of one kind is answered: a few questions, however many mails.
FACTS: Mapping[MessageKind, Callable[..., Mapping[int, MailFacts | Withdraw]]] = {
    MessageKind.ANNOUNCEMENT: announcement_facts,
    MessageKind.AMENDMENT: amended_facts,
    MessageKind.RECEIPT: receipt_facts,
    MessageKind.REVIEW_REQUEST: request_facts,
    MessageKind.INVITATION: invitation_facts,
    MessageKind.TRAINING_NOTE: note_facts,
    MessageKind.LETTER: letter_mail_facts,
    MessageKind.UNITS: units_facts,
}
UNSEEN = Composed(subject="", content=b"")  # a mail of a large simulation that nobody will look at
People = Mapping[int, Mapping[RecipientKind, list[str]]]
Books = Mapping[int, Mapping[int, Attachment]]  # by message and obligation


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
        asked = [*by_kind[MessageKind.CHASE], *by_kind[MessageKind.LEADERS]]
        carried, dropped = still_owed(self.session, messages=asked, world=self.world)
        people = recipients_of(self.session, messages=messages)
        books = self._workbooks(by_kind[MessageKind.CHASE], carried, people)
        confirm = asked_in_october(
            self.session,
            messages=self._seen(by_kind[MessageKind.CHASE], people),
            people=people,
            world=self.world,
        )
        facts = self._chases(by_kind[MessageKind.CHASE], carried, people, books, confirm)
        facts |= self._others(by_kind, carried)
        attached = self._attached(messages)
        attached |= self._requested(by_kind[MessageKind.REVIEW_REQUEST])
        attached |= {message: list(found.values()) for message, found in books.items()}
        attached |= self._calendars(by_kind[MessageKind.ANNOUNCEMENT], facts, people)
        invited = by_kind[MessageKind.INVITATION]
        attached |= letters(self.session, messages=invited, files=self.files)
        attached |= signed_copies(self.session, messages=by_kind[MessageKind.LETTER], files=self.files)
        calendars = invitation_calendars(
            messages=invited, facts=facts, people=people, identity=self.identity, world=self.world
        )
        return {
            key_of(message): self._finish(
                message, facts[key_of(message)], people, attached, dropped, calendars
            )
            for message in messages
        }

    def _others(
        self, by_kind: Mapping[MessageKind, Sequence[Message]], carried: Mapping[int, Sequence[Item]]
    ) -> dict[int, MailFacts | Withdraw]:
        """What is no chase."""
        session, world, sender = self.session, self.world, self.identity.sender
        facts: dict[int, MailFacts | Withdraw] = {}
        for kind, found_by in FACTS.items():
            facts |= found_by(session, messages=by_kind[kind], sender=sender, world=world)
        for one in by_kind[MessageKind.RETURN]:
            facts[key_of(one)] = return_facts(session, message=one, sender=sender, world=world)
        for one in by_kind[MessageKind.LEADERS]:
            facts[key_of(one)] = leaders_facts(
                session, items=carried[key_of(one)], sender=sender, world=world
            )
        for one in by_kind[MessageKind.DRAFT]:
            facts[key_of(one)] = draft_facts(message=one, sender=sender, world=world)
        for one in by_kind[MessageKind.BRIEF]:
            facts[key_of(one)] = brief_facts(message=one, identity=self.identity, world=world)
        for one in by_kind[MessageKind.ALARM]:
            facts[key_of(one)] = alarm_facts(message=one, identity=self.identity, world=world)
        return facts

    def _chases(
        self,
        messages: Sequence[Message],
        carried: Mapping[int, Sequence[Item]],
        people: People,
        books: Books,
        confirm: Mapping[int, tuple[Recorded, ...]],
    ) -> dict[int, MailFacts | Withdraw | Composed]:
        units = {item.duty.carried_by for message in messages for item in carried[key_of(message)]}
        names = names_on(self.session, self.world.today, of=units) if units else {}
        return {
            key_of(message): UNSEEN
            if carried[key_of(message)] and not self._is_wanted(people[key_of(message)])
            else self._chase(
                carried[key_of(message)],
                names,
                books.get(key_of(message), {}),
                confirm.get(key_of(message), ()),
            )
            for message in messages
        }

    def _is_wanted(self, people: Mapping[RecipientKind, list[str]]) -> bool:
        return self.wanted is None or not self.wanted.isdisjoint(people[RecipientKind.TO])

    def _requested(self, messages: Sequence[Message]) -> Mapping[int, Sequence[Attachment]]:
        """What requests to report carry; made here, since it is different for each unit."""
        sender = self.identity.sender
        return attachments_of(self.session, messages=messages, sender=sender, world=self.world)

    def _attached(self, messages: Sequence[Message]) -> dict[int, Sequence[Attachment]]:
        found: defaultdict[int, list[Attachment]] = defaultdict(list)
        wanted = col(MessageAttachment.message_id).in_([key_of(message) for message in messages])
        for row in self.session.exec(select(MessageAttachment).where(wanted)):
            content = self.files.read(row.sha256)
            attachment = Attachment(name=row.name, media_type=row.media_type, content=content)
            found[row.message_id].append(attachment)
        return dict(found)

    def _workbooks(
        self, messages: Sequence[Message], carried: Mapping[int, Sequence[Item]], people: People
    ) -> Books:
        """For mails that somebody looks at: a large simulation makes none."""
        shown = {key_of(message): carried[key_of(message)] for message in self._seen(messages, people)}
        return report_workbooks(self.session, carried=shown, world=self.world)

    def _calendars(
        self, messages: Sequence[Message], facts: Mapping[int, object], people: People
    ) -> Mapping[int, Sequence[Attachment]]:
        """For announcements, again only those that somebody looks at."""
        seen = self._seen(messages, people)
        return announced_calendars(self.session, messages=seen, facts=facts, world=self.world)

    def _seen(self, messages: Sequence[Message], people: People) -> Sequence[Message]:
        return [message for message in messages if self._is_wanted(people[key_of(message)])]

    def _chase(
        self,
        items: Sequence[Item],
        names: Mapping[str, str],
        books: Mapping[int, Attachment],
        confirm: tuple[Recorded, ...],
    ) -> MailFacts | Withdraw:
        if not items:
            return Withdraw(reason=PAID)
        sender, enclosed = self.identity.sender, {duty: book.name for duty, book in books.items()}
        groups = unit_duties(items=items, names=names, sender=sender, world=self.world, enclosed=enclosed)
        return ChaseFacts(
            day=self.world.today,
            sender=self.identity.sender,
            groups=groups,
            confirm=confirm,
            example=self.world.example,
        )

    def _finish(
        self,
        message: Message,
        answer: MailFacts | Withdraw | Composed,
        people: People,
        attached: Mapping[int, Sequence[Attachment]],
        dropped: Mapping[int, Mapping[int, str]],
        calendars: Calendars,
    ) -> Composed | Withdraw:
        left_out = dropped.get(key_of(message), {})
        if isinstance(answer, Withdraw):
            return Withdraw(reason=next(iter(left_out.values()), answer.reason), dropped=left_out)
        if isinstance(answer, Composed) or not self._is_wanted(people[key_of(message)]):
            return replace(UNSEEN, dropped=left_out)
        mail = render(answer)
        return Composed(
            subject=mail.subject,
            content=self._bytes(
                message,
                mail,
                people[key_of(message)],
                attached.get(key_of(message), ()),
                calendars.get(key_of(message)),
            ),
            dropped=left_out,
        )

    def _bytes(
        self,
        message: Message,
        mail: Mail,
        people: Mapping[RecipientKind, list[str]],
        attachments: Sequence[Attachment],
        calendar: tuple[str, bytes] | None,
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
            calendar=calendar,
        )

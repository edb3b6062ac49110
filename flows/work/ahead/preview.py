"""Who would get what on a day, and why: the run of that day on a scratch copy, before anything leaves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.captured import text_of
from flows.delivery.compose import Compose
from flows.work.pages.overview import refused, stop_state
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading
from models.store.units import ContactFacts, contacts_on, names_on
from models.store.year import LedgerRow, ledger
from models.tables import Contact, Message, MessageItem, MessageRecipient
from models.words import MessageStatus, RecipientKind
from templates.preview.facts import AddressLine, MailPreview, PreviewFacts, StageLine
from templates.simulation.words import ROLES
from templates.words_vi import plain_day

from .behaviour import days_between
from .playing import let_mail_leave, play_day, work_of_day
from .scratch import scratch_copy

GONE = (MessageStatus.REPLACED, MessageStatus.WITHDRAWN, MessageStatus.FAILED)
LONGEST = 400  # days that are played before the day itself


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Which day; of which unit alone; which mail in full, by one of its addresses."""

    day: date
    unit: str = ""
    mail: str = ""


def preview(
    session: Session,
    *,
    question: Question,
    world: World,
    compose: Callable[[World], Compose],
    mails_per_minute: int = 0,
) -> PreviewFacts:
    """What the run of that day writes over what `session` sees; nothing of it changes.

    Raises RefusedError for a day that has passed or is too far ahead.
    """
    _refuse(question.day, world)
    stop = stop_state(session)
    with scratch_copy(session, day=world.today, machine_now=world.machine_now) as engine:
        before = days_between(world.today, question.day - timedelta(days=1))
        for day in before:
            play_day(engine=engine, day=day, world=world, compose=compose)
        work_of_day(engine=engine, day=question.day, world=world)
        with reading(engine) as scratch:
            mails, not_sent = _written(scratch, question)
        let_mail_leave(engine=engine, day=question.day, world=world, compose=compose)
        with reading(engine) as scratch:
            full = _in_full(scratch, mails, question.mail)
            unit = names_on(scratch, question.day).get(question.unit, "")
    return PreviewFacts(
        day=question.day,
        today=world.today,
        day_off=world.calendar.explain(question.day),
        played=len(before),
        stopped=f"{stop.by}, {stop.reason}" if stop else "",
        mails_per_minute=mails_per_minute,
        refused=tuple(f"{one.address} ({one.reply})" for one in refused(session, world=world)),
        mails=tuple(mails.values()),
        not_sent=not_sent,
        unit=unit,
        full=full,
    )


def _refuse(day: date, world: World) -> None:
    if day < world.today:
        raise RefusedError(
            f"Ngày {plain_day(day)} đã qua (hôm nay là {plain_day(world.today)}); "
            "chỉ xem trước được từ hôm nay."
        )
    if day > world.today + timedelta(days=LONGEST):
        raise RefusedError(
            f"Ngày {plain_day(day)} quá xa; xem trước được nhiều nhất {LONGEST} ngày kể từ hôm nay."
        )


def _written(session: Session, question: Question) -> tuple[dict[int, MailPreview], tuple[StageLine, ...]]:
    """The mails for the day by id, and the stages decided on it that go into none."""
    names = names_on(session, question.day)
    rows = {row.notice_id: row for row in ledger(session)}
    carried = _carried(session, question.day)
    mails = _mails(session, question, rows, carried, names)
    inside = {notice for items in carried.values() for notice, _ in items if notice is not None}
    others = tuple(
        _stage(row, names)
        for row in rows.values()
        if row.decided_on == question.day
        and row.notice_id not in inside
        and question.unit in ("", row.unit_id)
    )
    return mails, others


def _carried(session: Session, day: date) -> dict[int, list[tuple[int | None, str | None]]]:
    """Per mail of the day the ledger rows and units it is about."""
    statement = (
        sa.select(col(Message.id), col(MessageItem.notice_id), col(MessageItem.unit_id))
        .outerjoin(MessageItem, col(MessageItem.message_id) == col(Message.id))
        .where(col(Message.day) == day, col(Message.status).not_in(GONE))
        .order_by(col(Message.id), col(MessageItem.id))
    )
    found: dict[int, list[tuple[int | None, str | None]]] = {}
    for message, notice, unit in session.execute(statement):
        found.setdefault(message, []).append((notice, unit))
    return found


def _mails(
    session: Session,
    question: Question,
    rows: Mapping[int, LedgerRow],
    carried: Mapping[int, Sequence[tuple[int | None, str | None]]],
    names: Mapping[str, str],
) -> dict[int, MailPreview]:
    sources = _Sources(session, question.day)
    people: dict[int, list[MessageRecipient]] = {}
    for one in session.exec(select(MessageRecipient).order_by(col(MessageRecipient.id))):
        people.setdefault(one.message_id, []).append(one)
    kinds = dict(session.execute(sa.select(col(Message.id), col(Message.kind))).tuples().all())
    found = {}
    for message, items in carried.items():
        units = {unit: None for _, unit in items if unit}
        if question.unit and question.unit not in units:
            continue
        found[message] = MailPreview(
            kind=kinds[message],
            addresses=tuple(sources.line(one, units) for one in people.get(message, ())),
            stages=tuple(
                _stage(rows[notice], names) for notice, _ in items if notice is not None and notice in rows
            ),
            units=tuple(names.get(unit, unit) for unit in units),
            subject="",
            text="",
        )
    return found


class _Sources:
    """Where addresses come from: the contacts in force on a day."""

    def __init__(self, session: Session, day: date) -> None:
        self.since = dict(session.execute(sa.select(col(Contact.id), col(Contact.valid_from))).tuples().all())
        self.names = names_on(session, day)
        self.rows: dict[str, list[ContactFacts]] = {}
        for roles in contacts_on(session, day=day).values():
            for contact in (one for many in roles.values() for one in many):
                self.rows.setdefault(contact.mail_to, []).append(contact)

    def line(self, one: MessageRecipient, units: Mapping[str, None]) -> AddressLine:
        """The contact's row that put this address on the mail."""
        rows = self.rows.get(one.address, [])
        own = [row for row in rows if row.unit_id in units and row.role is one.role] or rows
        return AddressLine(
            address=one.address,
            copied=one.kind is RecipientKind.CC,
            role=one.role,
            source=self._words(own[0]) if own else "không còn trong danh sách đầu mối",
        )

    def _words(self, row: ContactFacts) -> str:
        since = self.since.get(row.id)
        when = f", từ ngày {plain_day(since)}" if since else ""
        name = row.name or "chưa ghi tên"
        if row.stand_in:
            name = f"{row.stand_in.name} thay cho {name}"
        return f"{name}, {ROLES[row.role]} của {self.names.get(row.unit_id, row.unit_id)}{when}"


def _stage(row: LedgerRow, names: Mapping[str, str]) -> StageLine:
    return StageLine(
        public_id=row.public_id,
        task=row.task_code,
        unit=names.get(row.unit_id, row.unit_id),
        kind=row.kind,
        stage=row.stage,
        role=row.role,
        due_on=row.due_on,
        status=row.status,
        reason=row.reason,
    )


def _in_full(session: Session, mails: Mapping[int, MailPreview], address: str) -> MailPreview | None:
    """The mail to that address with its text; RefusedError if there is none."""
    if not address:
        return None
    wanted = address.strip().casefold()
    for key, mail in mails.items():
        if wanted in (one.address.casefold() for one in mail.addresses):
            message = session.get_one(Message, key)
            return replace(mail, subject=message.subject, text=text_of(message.content or b""))
    raise RefusedError(f"Không có thư nào gửi {address} trong ngày đã chọn.")


def unit_named(session: Session, *, text: str, day: date) -> str:
    """The id of the unit that is called so on `day` or has that id, empty for no text; RefusedError."""
    wanted = text.strip().casefold()
    if not wanted:
        return ""
    for unit, name in names_on(session, day).items():
        if wanted in (unit.casefold(), name.casefold()):
            return unit
    raise RefusedError(
        f"Không có đơn vị nào tên là “{text.strip()}”; đề nghị ghi mã hoặc tên trong danh sách."
    )

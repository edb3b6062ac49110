"""Kiểm tra địa chỉ thư điện tử: which addresses are refused, missing, unconfirmed, or had mail come back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from flows.work.pages.overview import heading
from flows.work.world import World
from models.rules.confirmation import is_confirmed, round_began
from models.store.overview import owing_units, plans_in_force
from models.store.units import ContactFacts, UnitFacts, contacts_on, units_on
from models.tables import ReturnedMail
from models.words import Role
from templates.dashboards.addresses_facts import AddressesFacts, AddressLine

from .contact_rows import ROLE_NAMES
from .returned_mail import Tally

NOTED_FOR = timedelta(days=30)
NO_MAILBOX = (
    "Chưa đặt hộp thư báo trả lại (DONDOC_BOUNCE_IMAP_HOST): chỉ biết những gì máy chủ thư trả lời ngay."
)
OF_EXAMPLE = "Dữ liệu mẫu không đọc hộp thư báo trả lại."


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """What a link to *Cập nhật đầu mối* fills in."""

    unit: str
    role: Role
    address: str = ""
    name: str = ""
    phone: str = ""
    confirmed: date | None = None


Form = Callable[[Filled], str]


def no_link(_filled: Filled) -> str:
    """For a terminal."""
    return ""


def address_facts(
    session: Session, *, mailbox: str, form: Form, links: Mapping[str, str], world: World
) -> AddressesFacts:
    """The page, for the units that still owe something; before any plan is in force, for all."""
    units = _units(session, world)
    contacts = contacts_on(session, day=world.today)
    lines = _Lines(units=units, contacts=contacts, form=form, world=world)
    return AddressesFacts(
        heading=heading(world),
        mailbox=mailbox,
        round_began=round_began(world.today),
        refused=tuple(lines.refused()),
        noted=tuple(lines.noted(_noted(session, world))),
        missing=tuple(lines.missing()),
        unconfirmed=tuple(lines.unconfirmed()),
        links=links,
    )


def unconfirmed_units(session: Session, *, world: World) -> int:
    """How many of those units have a contact that has not confirmed what is recorded."""
    contacts = contacts_on(session, day=world.today, roles=(Role.CONTACT,))
    lines = _Lines(units=_units(session, world), contacts=contacts, form=no_link, world=world)
    return len({line.unit_name for line in lines.unconfirmed()})


def _units(session: Session, world: World) -> list[UnitFacts]:
    units = units_on(session, world.today)
    plans = [plan.id for plan in plans_in_force(session)]
    if not plans:
        return units
    owing = owing_units(session, plans=plans, among=[unit.id for unit in units])
    return [unit for unit in units if unit.id in owing]


def _noted(session: Session, world: World) -> Mapping[str, str]:
    """The last thing a server said of an address that is still in use."""
    statement = select(ReturnedMail).where(
        col(ReturnedMail.condemned).is_(False), col(ReturnedMail.recorded_at) >= world.now - NOTED_FOR
    )
    return {row.address: row.reason for row in session.exec(statement.order_by(col(ReturnedMail.id)))}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lines:
    units: list[UnitFacts]
    contacts: Mapping[str, Mapping[Role, list[ContactFacts]]]
    form: Form
    world: World

    def refused(self) -> Iterator[AddressLine]:
        for unit, contact in self._all():
            if contact.refused:
                yield self._line(unit, contact, reason=contact.reason)

    def noted(self, reasons: Mapping[str, str]) -> Iterator[AddressLine]:
        for unit, contact in self._all():
            if contact.usable and contact.address in reasons:
                yield self._line(unit, contact, reason=reasons[contact.address])

    def unconfirmed(self) -> Iterator[AddressLine]:
        for unit, contact in self._all():
            confirmed = is_confirmed(contact.confirmed_on, as_of=self.world.today)
            if contact.role is Role.CONTACT and contact.usable and not confirmed:
                yield self._line(unit, contact)

    def missing(self) -> Iterator[AddressLine]:
        for unit in self.units:
            present = self.contacts.get(unit.id, {}).get(Role.CONTACT, [])
            if not any(contact.address for contact in present):
                first = next(iter(present), None)
                yield AddressLine(
                    unit_name=unit.name,
                    role=ROLE_NAMES[Role.CONTACT],
                    name=first.name if first else "",
                    address="",
                    phone=first.phone if first else "",
                    change_link=self.form(Filled(unit=unit.id, role=Role.CONTACT)),
                )

    def _all(self) -> Iterator[tuple[UnitFacts, ContactFacts]]:
        for unit in self.units:
            for found in self.contacts.get(unit.id, {}).values():
                for contact in found:
                    yield unit, contact

    def _line(self, unit: UnitFacts, contact: ContactFacts, *, reason: str = "") -> AddressLine:
        told = {"name": contact.name, "address": contact.address, "phone": contact.phone}
        confirmed = Filled(unit=unit.id, role=contact.role, confirmed=self.world.today, **told)
        return AddressLine(
            unit_name=unit.name,
            role=ROLE_NAMES[contact.role],
            reason=reason,
            last_confirmed=contact.confirmed_on,
            change_link=self.form(Filled(unit=unit.id, role=contact.role)),
            confirm_link=self.form(confirmed),
            **told,
        )


def mailbox_sentence(tally: Tally) -> str:
    """What the mailbox of returned mail brought."""
    if tally.fault:
        return f"Không đọc được hộp thư báo trả lại: {tally.fault}. Đề nghị báo người quản trị hệ thống."
    return (
        f"Hộp thư báo trả lại: {tally.mails} thư mới; {tally.condemned} địa chỉ bị trả lại, "
        f"{tally.noted} thư chậm hoặc không nhận được vì lý do khác, "
        f"{tally.ignored} thư không phải thông báo về thư của hệ thống (bỏ qua)."
    )

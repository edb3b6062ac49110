"""Changing one contact of a unit: the old one is kept with its dates, waiting mail follows."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from flows.work.mails.readdress import Move, Readdressed, readdress
from flows.work.refusals import RefusedError
from models.store.units import name_on
from models.tables import Address, Audit, Contact, Unit
from models.words import AddressStatus, Role
from templates.words_vi import plain_day

from .addresses import read_address, read_phone
from .contact_rows import MAX_NAME, ROLE_NAMES


def update_contact(
    session: Session,
    *,
    unit: str,
    role: Role,
    address: str,
    as_of: date,
    now: datetime,
    by: str,
    name: str = "",
    phone: str = "",
    position: int = 0,
    confirmed_on: date | None = None,
) -> str:
    """Replace the contact at `position` (0: the first) of a unit's role from `as_of` on; says what was done.

    An empty name or phone keeps what is stored; entering an address clears its refusal. `confirmed_on`: the
    day the unit said that this is right. Raises RefusedError.
    """
    address = read_address(address)
    present = _present(session, unit, role, as_of)
    if confirmed_on:  # what a unit confirms is whoever bears that address, not the first
        position = next((n for n, one in enumerate(present) if one.address == address), position)
    old = present[position] if position < len(present) else None
    _check(session, unit, position, address, old, present)
    refuse_later(confirmed_on, as_of=as_of)
    new = _new(unit, role, address, _name(name), read_phone(phone), old, present, as_of)
    new.confirmed_on = confirmed_on or new.confirmed_on
    cleared = _clear(session, address, now)
    changed = old is None or (old.name, old.address, old.phone) != (new.name, new.address, new.phone)
    mail = _replace(session, old, new, as_of) if changed else Readdressed()
    told = not changed and old is not None and confirmed_on not in (None, old.confirmed_on)
    if old is not None and told:
        old.confirmed_on = confirmed_on
    sentence = _sentence(name_on(session, unit=unit, day=as_of), old, new, changed or told, cleared, mail)
    if confirmed_on:
        sentence += f" Đơn vị đã xác nhận ngày {plain_day(confirmed_on)}."
    if changed or cleared or told:
        _audit(session, old, new, sentence, now, by)
    return sentence


def _present(session: Session, unit: str, role: Role, as_of: date) -> Sequence[Contact]:
    statement = select(Contact).where(
        col(Contact.unit_id) == unit,
        col(Contact.role) == role,
        or_(col(Contact.valid_from).is_(None), col(Contact.valid_from) <= as_of),
        or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= as_of),
    )
    return session.exec(statement.order_by(col(Contact.position), col(Contact.id))).all()


def _check(
    session: Session, unit: str, position: int, address: str, old: Contact | None, present: Sequence[Contact]
) -> None:
    if session.get(Unit, unit) is None:
        raise RefusedError(f"Không có đơn vị «{unit}»; chọn đơn vị trong danh sách.")
    if position < 0:
        raise RefusedError("Thứ tự của đầu mối phải từ 0 trở lên.")
    if any(one.address == address for one in present if one is not old):
        raise RefusedError(f"Địa chỉ {address} đã là một đầu mối khác cùng vai trò của đơn vị; kiểm tra lại.")


def _name(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > MAX_NAME or not text.isprintable():
        raise RefusedError(
            f"Họ tên hoặc chức danh dài quá {MAX_NAME} ký tự hoặc có ký tự lạ; ghi lại ngắn gọn."
        )
    return text


def _new(
    unit: str,
    role: Role,
    address: str,
    name: str,
    phone: str,
    old: Contact | None,
    present: Sequence[Contact],
    as_of: date,
) -> Contact:
    last = max((one.position for one in present), default=-1)
    return Contact(
        unit_id=unit,
        role=role,
        position=old.position if old else last + 1,
        name=name or (old.name if old else ""),
        address=address,
        phone=phone or (old.phone if old else ""),
        valid_from=as_of,
        confirmed_on=old.confirmed_on if old and old.address == address else None,
    )


def refuse_later(confirmed_on: date | None, *, as_of: date) -> None:
    """Nobody has confirmed anything on a day to come."""
    if confirmed_on and confirmed_on > as_of:
        raise RefusedError(
            f"Ngày đơn vị xác nhận {plain_day(confirmed_on)} là ngày trong tương lai; "
            f"hôm nay là {plain_day(as_of)}."
        )


def _clear(session: Session, address: str, now: datetime) -> bool:
    """Take mail to the address up again if it had been refused; whether it had."""
    known = session.get(Address, address)
    if known is None or known.status is AddressStatus.OK:
        return False
    known.status, known.reason, known.changed_at = AddressStatus.OK, "", now
    return True


def _replace(session: Session, old: Contact | None, new: Contact, as_of: date) -> Readdressed:
    if old is not None:
        old.valid_to = as_of - timedelta(days=1)  # one entered today was never in force
    session.add(new)
    session.flush()
    if old is None or not old.address or old.address == new.address:
        return Readdressed()
    move = Move(unit_id=new.unit_id, old=old.address, new=new.address)
    return readdress(session, moves=[move], as_of=as_of)


def _sentence(
    unit: str, old: Contact | None, new: Contact, changed: bool, cleared: bool, mail: Readdressed
) -> str:
    who = f"{unit}, {ROLE_NAMES[new.role]}"
    now = " · ".join(part for part in (new.name, new.address, new.phone) if part)
    was = f" (trước đây: {old.address or 'thiếu địa chỉ'})" if old and old.address != new.address else ""
    told = [f"{who}: {now}{was}." if changed else f"{who}: đã đúng như vậy, không có gì thay đổi."]
    if cleared:
        told.append("Địa chỉ này trước đó bị từ chối, nay được gửi lại.")
    if mail.moved:
        told.append(f"{mail.moved} thư đang chờ được chuyển sang địa chỉ mới.")
    if mail.left:
        told.append(f"{mail.left} thư đang chờ vẫn giữ địa chỉ cũ vì không chỉ của riêng đầu mối này.")
    return " ".join(told)


def _audit(
    session: Session, old: Contact | None, new: Contact, sentence: str, now: datetime, by: str
) -> None:
    session.add(
        Audit(
            at=now,
            by=by,
            action="form:contact:update",
            subject="contact",
            subject_id=f"{new.unit_id}/{new.role.value}",
            text=sentence,
            facts={"old": old.address if old else "", "new": new.address},
        )
    )

"""Cử người nhận thư thay: while somebody is away another takes the mail; both names stay known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.work.mails.readdress import Readdressed
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, refuse_odd_line, refuse_odd_text
from flows.work.world import World
from models.rules.names import search_key
from models.store.units import contacts_on, names_on
from models.tables import Address, Delegation
from models.words import AddressStatus
from templates.words_vi import count, plain_day

from .addresses import read_address
from .contact_rows import ROLE_NAMES
from .following import follow_now, note, who_is_away

LONGEST = 366  # days; who is away longer is replaced in *Cập nhật đầu mối*


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Who is away, from when to when, and who takes the mail."""

    address: str
    from_day: date
    to_day: date
    delegate_name: str
    delegate_address: str
    reason: str


def address_labels(session: Session, *, day: date) -> dict[str, str]:
    """Label -> address of everybody who may be away, in the order of units and roles."""
    names, found = names_on(session, day), {}
    for unit, roles in contacts_on(session, day=day).items():
        for role, people in roles.items():
            for one in people:
                if one.address:
                    who = one.name or ROLE_NAMES[role]
                    label = f"{who} · {one.address} · {names.get(unit, unit)}, {ROLE_NAMES[role]}"
                    found[f"{label} · {search_key(names.get(unit, unit))}"] = one.address
    return found


def delegate(session: Session, *, wanted: Wanted, by: str, world: World) -> str:
    """Record who takes the mail of whom; waiting mail follows if it has begun. Raises RefusedError."""
    address = read_address(wanted.delegate_address)
    name = " ".join(wanted.delegate_name.split())
    _check(session, wanted, name, address, world)
    row = Delegation(
        address=wanted.address,
        delegate_name=name,
        delegate_address=address,
        from_day=wanted.from_day,
        to_day=wanted.to_day,
        reason=wanted.reason.strip(),
        recorded_by=by,
        recorded_at=world.now,
    )
    session.add(row)
    session.flush()
    mail = follow_now(session, world=world)
    who = who_is_away(session, row=row, world=world)
    sentence = (
        f"Từ {plain_day(row.from_day)} đến hết {plain_day(row.to_day)}, thư gửi {who} "
        f"chuyển đến {name} ({address}). Lý do: {row.reason}."
    )
    note(session, row=row, text=sentence, by=by, action="form:delegation:set", world=world)
    return sentence + _mail_words(mail)


def end_delegation(session: Session, *, address: str, by: str, world: World) -> str:
    """End today what lasts or is still to begin; waiting mail goes back. Raises RefusedError."""
    rows = session.exec(
        select(Delegation).where(
            col(Delegation.address) == address,
            col(Delegation.ended_at).is_(None),
            col(Delegation.to_day) >= world.today,
        )
    ).all()
    if not rows:
        raise RefusedError(f"{address} không có người nhận thư thay nào đang hoặc sắp có hiệu lực.")
    for row in rows:
        row.ended_at, row.ended_by = world.now, by
    session.flush()
    mail = follow_now(session, world=world)
    told = ", ".join(f"{row.delegate_name} ({row.delegate_address})" for row in rows)
    who = who_is_away(session, row=rows[0], world=world)
    sentence = f"Đã kết thúc việc nhận thư thay của {told}; thư lại gửi {who}."
    note(session, row=rows[0], text=sentence, by=by, action="form:delegation:end", world=world)
    return sentence + _mail_words(mail)


def _check(session: Session, wanted: Wanted, name: str, address: str, world: World) -> None:
    refuse_odd_line(name, field="Họ tên người nhận thay", most=MOST_NAME)
    refuse_odd_text(wanted.reason, field="Lý do")
    if not name:
        raise RefusedError("Thiếu họ tên người nhận thay.")
    if not wanted.reason.strip():
        raise RefusedError("Thiếu lý do: đề nghị ghi, ví dụ đi công tác, nghỉ phép.")
    if address.casefold() == wanted.address.casefold():
        raise RefusedError(f"Người nhận thay có cùng địa chỉ {address}; đề nghị ghi địa chỉ khác.")
    _check_days(wanted, world)
    known = session.get(Address, address)
    if known is not None and known.status is AddressStatus.REFUSED:
        raise RefusedError(f"Địa chỉ {address} đang bị máy chủ thư từ chối; đề nghị cử người khác.")
    for other in _overlapping(session, wanted):
        raise RefusedError(
            f"Từ {plain_day(other.from_day)} đến {plain_day(other.to_day)} đã cử {other.delegate_name} "
            f"({other.delegate_address}) nhận thư thay; đề nghị kết thúc việc ấy trước."
        )


def _check_days(wanted: Wanted, world: World) -> None:
    if wanted.to_day < wanted.from_day:
        raise RefusedError(
            f"Đến ngày {plain_day(wanted.to_day)} ở trước từ ngày {plain_day(wanted.from_day)}; kiểm tra lại."
        )
    if wanted.to_day < world.today:
        raise RefusedError(f"Đến ngày {plain_day(wanted.to_day)} đã qua; đề nghị ghi từ hôm nay trở đi.")
    if (wanted.to_day - wanted.from_day).days >= LONGEST:
        raise RefusedError("Vắng quá một năm thì đề nghị đổi người ở biểu mẫu «Cập nhật đầu mối».")


def _overlapping(session: Session, wanted: Wanted) -> Sequence[Delegation]:
    return session.exec(
        select(Delegation).where(
            col(Delegation.address) == wanted.address,
            col(Delegation.ended_at).is_(None),
            col(Delegation.from_day) <= wanted.to_day,
            col(Delegation.to_day) >= wanted.from_day,
        )
    ).all()


def _mail_words(mail: Readdressed) -> str:
    told = f" {count(mail.moved)} thư đang chờ được chuyển theo." if mail.moved else ""
    later = f" {count(mail.left)} thư đang chờ được gộp vào lần nhắc sau." if mail.left else ""
    return told + later

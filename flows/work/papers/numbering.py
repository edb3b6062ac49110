"""Ghi số, ngày văn bản đi: the annex is held against today first; then the signed letter goes out by mail."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.clock import day_of
from flows.work.audit import audit
from flows.work.chase.announcing import write_once
from flows.work.files.checking import Checked
from flows.work.files.store import Files
from flows.work.people.officers import focal_unit
from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.authority import check_number
from models.store.locking import the_locked_row
from models.store.units import names_on
from models.tables import LetterUnit, Obligation, OutgoingLetter, PlanTask
from models.words import MessageKind
from templates.words_vi import count, plain_day

from .chasing_letters import Order, draft_letters
from .framing import house_of
from .late_units import LATE

ACTION = "form:letter:number"


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbered:
    """What the post room gave, and the signed copy."""

    number: str
    day: date
    file: Checked | None = None


def sent_since(session: Session, *, letter_id: int, world: World) -> tuple[str, ...]:
    """Names of units in the annex that owe nothing any more: they sent after the letter's moment."""
    names = names_on(session, world.today)
    statement = (
        select(LetterUnit.unit_id)
        .join(Obligation, col(Obligation.id) == col(LetterUnit.obligation_id))
        .where(col(LetterUnit.letter_id) == letter_id, col(Obligation.status).not_in(LATE))
        .order_by(col(LetterUnit.id))
    )
    return tuple(names.get(unit, unit) for unit in session.exec(statement))


def number_letter(
    session: Session, *, letter_id: int, numbered: Numbered, run: str, files: Files, by: str, world: World
) -> str:
    """Keep number and day; the signed copy goes to each unit that is still late. Raises RefusedError."""
    row = the_locked_row(session, OutgoingLetter, letter_id)
    refuse_closed(session, plans=[row.plan_id])
    refuse_number(session, row=row, numbered=numbered, world=world)
    row.letter_number, row.letter_date = numbered.number.strip(), numbered.day
    row.numbered_by, row.numbered_at = by, world.now
    if numbered.file is not None:
        row.signed_file = files.keep(numbered.file.content)
        row.signed_name, row.signed_media_type = numbered.file.name, numbered.file.media_type
    session.flush()
    mailed = send_letter(session, letter=row, world=world) if row.signed_file else 0
    sentence = _sentence(row, numbered, mailed)
    audit(
        session,
        world=world,
        by=by,
        action=ACTION,
        subject="outgoing_letter",
        subject_id=row.id,
        text=sentence,
        facts={"run": run, "sentence": sentence},
    )
    return sentence


def _sentence(row: OutgoingLetter, numbered: Numbered, mailed: int) -> str:
    said = f"Đã ghi công văn số {row.letter_number} ngày {plain_day(numbered.day)} (lần {row.time})."
    if not row.signed_file:
        return f"{said} Không gửi thư vì chưa chọn tệp đã ký."
    units = f"{count(mailed)} đơn vị còn chưa gửi văn bản"
    return f"{said} Công văn đã ký được gửi tới {units}, mỗi đơn vị một thư."


def send_letter(session: Session, *, letter: OutgoingLetter, world: World) -> int:
    """One mail to each unit of the letter that is still late, once; how many are new."""
    statement = (
        select(LetterUnit.unit_id)
        .join(Obligation, col(Obligation.id) == col(LetterUnit.obligation_id))
        .where(col(LetterUnit.letter_id) == letter.id, col(Obligation.status).in_(LATE))
    )
    return write_once(
        session,
        kind=MessageKind.LETTER,
        stem=f"letter:{letter.id}",
        units=sorted(set(session.exec(statement))),
        plan_id=letter.plan_id,
        facts={"letter": letter.id},
        world=world,
    )


def draft_anew(session: Session, *, letter_id: int, run: str, by: str, files: Files, world: World) -> str:
    """The same letter with the numbers of today; the old draft is out. Raises RefusedError."""
    old = the_locked_row(session, OutgoingLetter, letter_id)
    if old.replaced_by is not None:
        return f"Dự thảo {old.draft_name} đã được soạn lại từ trước."
    sentence = draft_letters(session, order=_order_of(session, old), run=run, by=by, files=files, world=world)
    made = session.exec(select(OutgoingLetter.id).where(col(OutgoingLetter.flow_run_id) == run)).first()
    old.replaced_by = made
    session.flush()
    return f"{sentence} Dự thảo cũ ({old.draft_name}) không dùng nữa."


def _order_of(session: Session, old: OutgoingLetter) -> Order:
    task, typed = session.get_one(PlanTask, old.task_id), old.facts
    assert old.new_date is not None
    return Order(
        task=(old.plan_id, task.code, str(typed["occurrence"])),
        new_date=old.new_date,
        authority=old.authority,
        deputy=bool(typed["deputy"]),
        rank=str(typed["rank"]),
        name=str(typed["name"]),
        place=str(typed["place"]),
        distribution=tuple(typed["distribution"]),
        separate=bool(typed["separate"]),
    )


def refuse_number(session: Session, *, row: OutgoingLetter, numbered: Numbered, world: World) -> None:
    """Refuse what the post room cannot have given to this letter; raises RefusedError."""
    if row.letter_number:
        raise RefusedError(f"Công văn này đã ghi số {row.letter_number}.")
    if row.replaced_by is not None:
        raise RefusedError(f"Dự thảo {row.draft_name} đã được soạn lại; đề nghị chọn dự thảo mới.")
    house = house_of(focal_unit(session, day=world.today))
    number = numbered.number.strip()
    if problem := check_number(kind=row.kind, authority=row.authority, number=number, house=house):
        raise RefusedError(problem)
    if numbered.day > world.today:
        raise RefusedError(
            f"Ngày văn bản {plain_day(numbered.day)} là ngày trong tương lai; "
            f"hôm nay là {plain_day(world.today)}."
        )
    if numbered.day < day_of(row.as_of):
        raise RefusedError(
            f"Ngày văn bản {plain_day(numbered.day)} trước thời điểm chốt số liệu "
            f"{plain_day(day_of(row.as_of))}; đề nghị kiểm tra lại."
        )
    _refuse_taken(session, row, number, numbered.day)


def _refuse_taken(session: Session, row: OutgoingLetter, number: str, day: date) -> None:
    """Numbers begin anew each year."""
    statement = select(OutgoingLetter).where(
        col(OutgoingLetter.letter_number) == number,
        col(OutgoingLetter.letter_date) >= date(day.year, 1, 1),
        col(OutgoingLetter.letter_date) <= date(day.year, 12, 31),
        col(OutgoingLetter.id) != row.id,
    )
    if session.exec(statement).first() is not None:
        raise RefusedError(f"Số {number} đã ghi cho một văn bản khác trong năm {day.year}.")

"""What is wanted of the new year's plan, and the newest file of the old one."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlmodel import Session, col, select

from flows.work.dates import read_optional_day
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NUMBER, refuse_odd_line
from models.plan_file import PlanFile, PlanFileError, read_plan
from models.rules.moved_texts import next_code, same_day
from models.tables import Plan, PlanRevision
from models.words import PlanStatus

YEAR, NUMBER, ISSUED = "Năm của kế hoạch mới", "Số, ký hiệu văn bản", "Ngày ban hành"
FARTHEST = 3  # years that a plan is carried over


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """The plan to carry over, and what is known of the new document."""

    plan_id: int
    year: int
    number: str = ""  # of the document; empty: not known yet
    issued_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The newest file of the old plan."""

    plan: PlanFile
    text: str


def read_wish(session: Session, *, plan_id: int, year: int, number: str, issued_on: str) -> Wish:
    """The wish as typed into a form or a command; raises RefusedError."""
    plan = session.get_one(Plan, plan_id)
    if not plan.year < year <= plan.year + FARTHEST:
        raise RefusedError(
            f"{YEAR}: kế hoạch đã chọn là của năm {plan.year}; "
            f"đề nghị ghi từ {plan.year + 1} đến {plan.year + FARTHEST}."
        )
    number = " ".join(number.split())
    refuse_odd_line(number, field=NUMBER, most=MOST_NUMBER)
    if number == plan.document_number:
        raise RefusedError(f"{NUMBER}: {number} là của kế hoạch năm {plan.year}; để trống nếu chưa có số.")
    day = read_optional_day(issued_on, field=ISSUED)
    if day and not year - 1 <= day.year <= year + 1:
        raise RefusedError(f"{ISSUED}: {day:%d/%m/%Y} cách xa năm {year}; đề nghị kiểm tra lại cả hai.")
    _refuse_issued(session, plan, year)
    return Wish(plan_id=plan_id, year=year, number=number, issued_on=day)


def _refuse_issued(session: Session, plan: Plan, year: int) -> None:
    code = next_code(plan.code, old_year=plan.year, new_year=year)
    known = session.exec(select(Plan).where(col(Plan.code) == code)).first()
    if known is not None and known.status is not PlanStatus.DRAFT:
        raise RefusedError(
            f"Kế hoạch {code} đã được triển khai; muốn thay đổi thì dùng văn bản điều chỉnh kế hoạch."
        )


def source_of(session: Session, *, plan_id: int, ladders: frozenset[str]) -> Source:
    """The file as last issued or amended; raises RefusedError if today's program cannot read it."""
    statement = (
        select(PlanRevision)
        .where(col(PlanRevision.plan_id) == plan_id)
        .order_by(col(PlanRevision.number).desc())
    )
    revision = session.exec(statement).first()
    if revision is None:
        raise RefusedError("Kế hoạch này không có tệp được lưu; đề nghị chuẩn bị tệp kế hoạch mới bằng tay.")
    text = revision.content.decode("utf-8")
    name = f"{session.get_one(Plan, plan_id).code}.yaml"
    try:
        return Source(plan=read_kept(text, name, ladders), text=text)
    except PlanFileError as error:
        raise RefusedError(str(error)) from None


@lru_cache(maxsize=8)
def read_kept(text: str, name: str, ladders: frozenset[str] | None) -> PlanFile:
    """A plan file read once: a proposal is made anew for each page and answer."""
    return read_plan(text, name=name, ladders=ladders)


def code_of(wish: Wish, plan: PlanFile) -> str:
    """The new plan's code."""
    return next_code(plan.code, old_year=plan.year, new_year=wish.year)


def issue_day(wish: Wish, plan: PlanFile) -> date:
    """The day that is known, else last year's moved."""
    return wish.issued_on or same_day(plan.issued_on, year=plan.issued_on.year + wish.year - plan.year)

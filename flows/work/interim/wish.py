"""What a coordinator wants of a review, read from the form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from flows.work.choices import chosen, plan_labels, unit_labels
from flows.work.dates import read_day, read_optional_day
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, refuse_odd_line
from flows.work.world import World
from models.tables import Plan

YEARS = 3  # of a review, if the form does not say
DUE, CONFERENCE, PLACE = "Hạn gửi báo cáo", "Ngày hội nghị", "Địa điểm"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dates:
    """The dates as typed, so that they can be shown again."""

    due: str = ""
    conference_on: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """One review, with dates that could be read."""

    plan_id: int
    first_year: int
    last_year: int
    due: date | None  # None: combined with the annual report, its day counts
    conference_on: date | None = None
    place: str = ""
    units: tuple[str, ...] = ()  # empty: all that owe the annual report

    @property
    def combined(self) -> bool:
        """One document, one ladder, two obligations met."""
        return self.due is None


def read_wish(
    session: Session,
    *,
    plan: str,
    first_year: int,
    last_year: int,
    dates: Dates,
    units: Sequence[str],
    combined: bool,
    world: World,
) -> Wish:
    """Labels and texts of the form as a wish; raises RefusedError naming the field."""
    key = chosen(plan, plan_labels(session), field="Kế hoạch")
    labels = unit_labels(session, day=world.today)
    last = last_year or session.get_one(Plan, key).year
    wish = Wish(
        plan_id=key,
        first_year=first_year or last - YEARS + 1,
        last_year=last,
        due=None if combined else date.max,
        units=tuple(dict.fromkeys(chosen(unit, labels, field="Các đơn vị") for unit in units)),
    )
    return with_dates(wish, dates=dates)


def with_dates(wish: Wish, *, dates: Dates) -> Wish:
    """The wish with the dates that were typed; raises RefusedError naming the field."""
    refuse_odd_line(dates.place, field=PLACE, most=MOST_NAME)
    if not wish.combined and not dates.due.strip():
        raise RefusedError(f"{DUE}: chưa ghi; đề nghị ghi ngày/tháng/năm, ví dụ 10/01/2025.")
    return replace(
        wish,
        due=None if wish.combined else read_day(dates.due, field=DUE),
        conference_on=read_optional_day(dates.conference_on, field=CONFERENCE),
        place=dates.place.strip(),
    )

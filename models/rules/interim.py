"""Whether the dates of an interim review can be, and what is doubtful about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .ladders import QuietRule, is_quiet
from .workdays import WorkCalendar, target_day

MOST_YEARS = 10  # a review over more is a slip of the pen
LEAD_DAYS = 20  # working days that units need for a report over several years
COMPILE_DAYS = 5  # working days between the reports and the conference
LATEST_MONTH = 6  # of the year after the plan's: later is a wrong year, not a delay
MOST_BEHIND = 183  # days from the reports to the conference


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewDates:
    """What was typed; `combined`: the due day is that of the annual report."""

    first_year: int
    last_year: int
    due: date
    conference_on: date | None = None
    combined: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """The plan and the day the dates are seen from."""

    plan_year: int
    issued_on: date
    today: date
    calendar: WorkCalendar
    quiet: QuietRule


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What is impossible and what is only doubtful, a sentence each."""

    refusals: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def check_dates(dates: ReviewDates, *, setting: Setting) -> Checked:
    """Look at the dates of a review; with refusals there are no remarks."""
    refusals = (*_wrong_period(dates, setting), *_wrong_due(dates, setting), *_wrong_conference(dates))
    if refusals:
        return Checked(refusals=refusals)
    remarks = (*_odd_period(dates, setting), *_odd_due(dates, setting), *_odd_conference(dates, setting))
    return Checked(remarks=remarks)


def _wrong_period(dates: ReviewDates, setting: Setting) -> Iterator[str]:
    first, last = dates.first_year, dates.last_year
    if first > last:
        yield f"Năm đầu {first} sau năm cuối {last} của thời kỳ sơ kết; đề nghị kiểm tra lại hai năm này."
    elif last - first >= MOST_YEARS:
        yield f"Thời kỳ sơ kết {first}–{last} dài hơn {MOST_YEARS} năm; đề nghị kiểm tra lại hai năm này."
    if last > setting.plan_year:
        yield f"Năm cuối {last} của thời kỳ sơ kết sau năm của Kế hoạch ({setting.plan_year})."


def _wrong_due(dates: ReviewDates, setting: Setting) -> Iterator[str]:
    due = dates.due
    what = f"Hạn gửi báo cáo {'năm' if dates.combined else 'sơ kết'} {_vn(due)}"
    if due <= setting.issued_on:
        hint = _other_year(due, 1, setting)
        yield f"{what} không sau ngày ban hành Kế hoạch ({_vn(setting.issued_on)}){hint}."
    elif due <= setting.today:
        if dates.combined:
            yield (
                f"{what} đã qua hoặc là hôm nay nên không kết hợp được; "
                "đề nghị ghi hạn riêng cho báo cáo sơ kết."
            )
        else:
            yield f"{what} phải sau hôm nay ({_vn(setting.today)}){_other_year(due, 1, setting)}."
    elif (due.year, due.month) > (setting.plan_year + 1, LATEST_MONTH):
        yield (
            f"{what} cách năm của Kế hoạch ({setting.plan_year}) quá xa; "
            f"đề nghị kiểm tra lại năm{_other_year(due, -1, setting)}."
        )


def _other_year(due: date, by: int, setting: Setting) -> str:
    """What was probably meant: the same day of the year before or after, if that one can be."""
    try:
        other = due.replace(year=due.year + by)
    except ValueError:
        return ""
    possible = setting.today < other and (other.year, other.month) <= (setting.plan_year + 1, 1)
    return f"; có thể là {_vn(other)}" if possible else ""


def _wrong_conference(dates: ReviewDates) -> Iterator[str]:
    day = dates.conference_on
    if day is None:
        return
    if day <= dates.due:
        yield f"Hội nghị ngày {_vn(day)} phải sau hạn gửi báo cáo ({_vn(dates.due)})."
    elif (day - dates.due).days > MOST_BEHIND:
        yield (
            f"Hội nghị ngày {_vn(day)} sau hạn gửi báo cáo ({_vn(dates.due)}) quá sáu tháng; "
            "đề nghị kiểm tra lại năm."
        )


def _odd_period(dates: ReviewDates, setting: Setting) -> Iterator[str]:
    if dates.last_year < setting.plan_year:
        yield f"Thời kỳ sơ kết kết thúc năm {dates.last_year}, trước năm của Kế hoạch ({setting.plan_year})."
    if dates.due < date(dates.last_year, 12, 31):
        yield f"Đến hạn gửi chưa hết năm {dates.last_year}: số liệu năm này đề nghị đơn vị ghi số ước."


def _odd_due(dates: ReviewDates, setting: Setting) -> Iterator[str]:
    due, calendar = dates.due, setting.calendar
    if not calendar.is_workday(due):
        target = target_day(last_day=due, calendar=calendar)
        yield (
            f"Hạn gửi {_vn(due)} là ngày nghỉ ({calendar.explain(due)}); "
            f"thư đề nghị đơn vị gửi trong ngày làm việc {_vn(target)}."
        )
    left = calendar.between(after=setting.today, until=due)
    if left < LEAD_DAYS and not dates.combined:
        yield f"Đến hạn gửi còn {left:02} ngày làm việc; báo cáo nhiều năm thường cần {LEAD_DAYS} ngày."
    if is_quiet(due, calendar=calendar, quiet=setting.quiet):
        yield f"Hạn gửi {_vn(due)} ở vào những ngày giáp Tết; việc đôn đốc sau hạn lùi đến sau Tết."
    if due.year > setting.plan_year:
        late = "" if due.month == 1 else ", muộn hơn tháng 01"
        yield f"Hạn gửi {_vn(due)} sang năm sau của Kế hoạch{late}."


def _odd_conference(dates: ReviewDates, setting: Setting) -> Iterator[str]:
    day, calendar = dates.conference_on, setting.calendar
    if day is None:
        return
    if not calendar.is_workday(day):
        yield f"Hội nghị ngày {_vn(day)} là ngày nghỉ ({calendar.explain(day)})."
    elif is_quiet(day, calendar=calendar, quiet=setting.quiet):
        yield f"Hội nghị ngày {_vn(day)} ở vào những ngày giáp Tết."
    left = calendar.between(after=dates.due, until=day)
    if left < COMPILE_DAYS:
        yield f"Từ hạn gửi đến hội nghị còn {left:02} ngày làm việc để tổng hợp."


def _vn(day: date) -> str:
    return f"{day:%d/%m/%Y}"

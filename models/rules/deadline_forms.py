"""Forms of deadlines that name days: one limit or period, several, a window, a recurrence."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from models.rules.deadline_phrases import (
    QUARTERS,
    ImpossibleDayError,
    Stretch,
    month,
    quarter,
    read_stretch,
    stated_year,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One end that a phrase sets; `is_limit` if it names a limit, not merely a period."""

    named: date  # the day written, or the last day of the period written
    last: date
    is_limit: bool
    is_day: bool
    opens_on: date | None = None
    due_time: time | None = None
    before_hour: bool = False
    key: str = ""


_BOUND = re.compile(
    r"(?P<before>(?:(?:(?:chậm|muộn|trễ) nhất|đến) )?(?:là )?trước(?: thời điểm| lúc)? )"
    r"|(?P<until>(?:(?:từ nay )?(?:cho )?(?:đến|tới)(?: hết)?|hết|không (?:quá|muộn hơn)"
    r"|(?:chậm|muộn|trễ) nhất(?: là)?(?: vào| đến)?(?: hết)?) )"
    r"|(?P<within>(?:trong|vào) )"
)
_TIME = re.compile(r"(?P<h>[0-9]{1,2}) ?(?:h|g|giờ|:) ?(?P<min>[0-9]{1,2})?(?: ?phút)?,? ")
_QUARTER_LIST = re.compile(
    r"(?:(?:trong|vào) )?(?:các )?quý "
    r"(?P<list>(?:[ivx]+|[0-9])(?:(?: và |, ?(?:và )?)(?:quý )?(?:[ivx]+|[0-9]))+)"
    r"(?:(?: ?[/.\-] ?|,? năm | )(?P<y>[12][0-9]{3}))?"
)
_BETWEEN_DAYS = re.compile(r"(?<=[0-9])(?:,? và|,|;) ")
_WINDOW = re.compile(
    r"(?:giai đoạn |thời gian )?(?P<from>bắt đầu (?:từ )?|(?:kể )?từ )?(?P<start>.+?)"
    r"(?:(?:,| và)? (?:hoàn thành|kết thúc)(?: vào)?|,? (?:cho )?(?:đến|tới)(?: hết)?| -) (?P<end>.+)"
)
_ROMAN = ("I", "II", "III", "IV")
_OUT_OF_ORDER = "các quý phải ghi theo thứ tự, mỗi quý một lần"
_EVERY = (
    r"(?P<each>(?:(?:theo )?định kỳ(?: hằng| mỗi)?|hằng|mỗi|từng) )?"
    r"(?P<unit>tháng|quý|năm|0?6 tháng|sáu tháng|nửa năm)(?P<once> (?:một|1) lần)?"
    r"(?: (?:trong |của )?năm (?P<year>[12][0-9]{3}))?"
)
_EVERY_FIRST = re.compile(rf"{_EVERY}(?:[,:]? (?:\((?P<inside>[^()]+)\)|(?P<rest>.+)))?")
_EVERY_LAST = re.compile(rf"(?P<inside>)(?P<rest>.+?),? {_EVERY}")
_NEXT = r"(?P<next> (?:sau|tiếp theo|kế tiếp|liền kề))?"
_DAY_OF_MONTH = re.compile(rf"(?P<head>.*?)ngày (?P<d>[0-9]{{1,2}})(?P<of> của tháng{_NEXT}(?: báo cáo)?)?")
_DAY_OF_QUARTER = re.compile(
    r"(?P<head>.*?)ngày (?P<d>[0-9]{1,2}) (?:của )?tháng (?P<which>cuối|đầu)(?: cùng| tiên)?(?: của)?"
    rf"(?P<of> (?:mỗi |hằng )?quý)?{_NEXT}(?: thuộc kỳ báo cáo)?"
)


def read_points(words: str, year: int) -> tuple[Point, ...]:
    """One limit or period, or a list of days; a missing year is that of the last day, else `year`."""
    if one := _point(words, year):
        return (one,)
    parts = _BETWEEN_DAYS.split(words)
    if len(parts) == 1 or (stated_year(words) and not stated_year(parts[-1])):
        return ()
    bound = _BOUND.match(words)
    how = bound.lastgroup if bound else None
    found = [_point(part, stated_year(parts[-1]) or year, inherited=how) for part in parts]
    days = [point for point in found if point and point.is_day]
    return _keyed(days) if len(days) == len(parts) else ()


def read_quarters(words: str, year: int) -> tuple[Point, ...]:
    """quý I, II và IV năm 2025: each ends for itself."""
    found = _QUARTER_LIST.fullmatch(words)
    if found is None:
        return ()
    year = int(found["y"] or year)
    written = re.findall("[ivx]+|[0-9]", found["list"].replace("quý", "").replace("và", ""))
    unknown = next((one for one in written if one not in QUARTERS), None)
    numbers = sorted({QUARTERS.get(one, 4) for one in written})
    if unknown or [QUARTERS[one] for one in written] != numbers:
        reason = f"một năm có bốn quý, không có quý {unknown.upper()}" if unknown else _OUT_OF_ORDER
        right = f"quý {', '.join(_ROMAN[number - 1] for number in numbers)}/{year}"
        raise ImpossibleDayError(wrong=found[0], reason=reason, right=right)
    return _spans([(f"{year}-Q{number}", quarter(year=year, number=number)) for number in numbers])


def read_window(words: str, year: int) -> tuple[Point, ...]:
    """từ … đến …: both ends included."""
    found = _WINDOW.fullmatch(words)
    if found is None:
        return ()
    start = found["start"]
    end = _point(found["end"], stated_year(start) or year)
    if end and end.is_day and re.fullmatch("(?:ngày )?[0-9]{1,2}", start):  # từ ngày 01 đến ngày 31/03/2025
        start += f"/{end.named.month}/{end.named.year}"
    first = read_stretch(start, year=stated_year(found["end"]) or year) if end else None
    if end is None or first is None or (first.is_day != end.is_day and not found["from"]):
        return ()
    if first.first > end.last:
        raise _reversed(words, start, end.last.year)
    return (replace(end, opens_on=first.first),)


def _reversed(words: str, start: str, year: int) -> ImpossibleDayError:
    right = f"{words}/{year + 1}" if stated_year(start) else words.replace(start, f"{start}/{year - 1}", 1)
    return ImpossibleDayError(wrong=words, reason="ngày bắt đầu ở sau ngày kết thúc", right=right)


def read_recurrence(words: str, year: int) -> tuple[Point, ...]:
    """hằng tháng, hằng quý, định kỳ 6 tháng, hằng năm, with or without a day: occurrences inside the year."""
    every = _EVERY_FIRST.fullmatch(words) or _EVERY_LAST.fullmatch(words)
    if every is None or not (every["each"] or every["once"]):
        return _day_of_each(words, year, unit="")
    year = int(every["year"] or year)
    rest = every["inside"] or every["rest"]
    if not rest:
        return _periods(every["unit"], year)
    if every["unit"] in ("tháng", "quý"):
        return _day_of_each(rest, year, unit=every["unit"])
    points = read_points(rest, year)
    return points if all(point.is_limit for point in points) else ()


def _point(words: str, year: int, *, inherited: str | None = None) -> Point | None:
    bound = _BOUND.match(words)
    how = bound.lastgroup if bound else inherited
    rest = words[bound.end() :] if bound else words
    hour = _TIME.match(rest)
    rest = rest[hour.end() :] if hour else rest
    named = None if rest == "năm" and not bound else read_stretch(rest, year=year)
    if named is None or (hour and not named.is_day):
        return None
    if hour:
        return _at_hour(named.last, hour, before=how == "before")
    last = named.first - timedelta(days=1) if how == "before" else named.last
    is_limit = named.is_day or how in ("before", "until")
    opens_on = None if is_limit else named.first
    return Point(named=named.last, last=last, is_limit=is_limit, is_day=named.is_day, opens_on=opens_on)


def _at_hour(day: date, found: re.Match[str], *, before: bool) -> Point:
    """A day with an hour (`before`: itself excluded); 24:00 ends that day (BLDS 2015, Điều 148.6)."""
    hour, minute = int(found["h"]), int(found["min"] or 0)
    if (hour, minute) in ((24, 0), (0, 0)):
        last = day if hour else day - timedelta(days=1)  # 0:00 ends the day before
        return Point(named=day, last=last, is_limit=True, is_day=True)
    if hour > 23 or minute > 59:
        reason = f"không có thời điểm {found[0].strip(' ,')}"
        raise ImpossibleDayError(wrong=found[0].strip(" ,"), reason=reason, right="17h00")
    at = time(hour, minute)
    return Point(named=day, last=day, is_limit=True, is_day=True, due_time=at, before_hour=before)


def _keyed(days: list[Point]) -> tuple[Point, ...]:
    """The days under the months they name, under the full dates where two fall in one month."""
    months = {f"{day.named:%Y-%m}" for day in days}
    form = "%Y-%m" if len(months) == len(days) else "%Y-%m-%d"
    keyed = tuple(replace(day, key=format(day.named, form)) for day in days)
    return keyed if len({day.key for day in keyed}) == len(days) else ()


def _periods(unit: str, year: int) -> tuple[Point, ...]:
    if unit == "tháng":
        spans = [(f"{year}-{n:02}", month(year=year, number=n)) for n in range(1, 13)]
    elif unit == "quý":
        spans = [(f"{year}-Q{n}", quarter(year=year, number=n)) for n in range(1, 5)]
    elif unit == "năm":
        return ()
    else:
        spans = [(f"{year}-H{n}", quarter(year=year, number=2 * n - 1, until=2 * n)) for n in (1, 2)]
    return _spans(spans)


def _spans(spans: list[tuple[str, Stretch]]) -> tuple[Point, ...]:
    return tuple(
        Point(key=key, named=span.last, last=span.last, opens_on=span.first, is_limit=False, is_day=False)
        for key, span in spans
    )


def _day_of_each(words: str, year: int, *, unit: str) -> tuple[Point, ...]:
    """trước ngày 25 (hằng tháng / của tháng sau), trước ngày 05 tháng cuối quý (or tháng đầu quý sau)."""
    by_quarter = _DAY_OF_QUARTER.fullmatch(words)
    if by_quarter and (unit == "quý" or by_quarter["of"]):
        if (by_quarter["which"] == "đầu") != bool(by_quarter["next"]):
            return ()
        return _series(by_quarter, year, [(f"{year}-Q{n}", 3 * n) for n in range(1, 5)])
    by_month = _DAY_OF_MONTH.fullmatch(words)
    if by_month and (unit == "tháng" or (not unit and by_month["of"])):
        return _series(by_month, year, [(f"{year}-{n:02}", n) for n in range(1, 13)])
    return ()


def _series(found: re.Match[str], year: int, months: list[tuple[str, int]]) -> tuple[Point, ...]:
    shift = 1 if found["next"] else 0
    named = [(key, year + (n + shift - 1) // 12, (n + shift - 1) % 12 + 1) for key, n in months]
    if int(found["d"]) > min(monthrange(y, m)[1] for _, y, m in named):
        reason = f"không phải tháng nào trong kỳ cũng có ngày {found['d']}"
        raise ImpossibleDayError(wrong="", reason=reason, right="hằng tháng")
    points = [(key, _point(f"{found['head']}ngày {found['d']}/{m}/{y}", y)) for key, y, m in named]
    return tuple(replace(point, key=key) for key, point in points if point)

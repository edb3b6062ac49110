"""Days, hours and numbers as Vietnamese administrative texts write them."""

from collections.abc import Sequence
from datetime import date, time

# Abbreviations of kinds of documents: Nghị định 30/2020/NĐ-CP, Annex III.
_KINDS = {
    "CT": "Chỉ thị",
    "CTr": "Chương trình",
    "HD": "Hướng dẫn",
    "KH": "Kế hoạch",
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "TB": "Thông báo",
}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def weekday(day: date) -> str:
    """`thứ Tư`, `Chủ nhật`."""
    return _WEEKDAYS[day.weekday()]


def short_day(day: date) -> str:
    """`28/02`."""
    return f"{day.day:02}/{day.month:02}"


def plain_day(day: date) -> str:
    """`28/02/2024`."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def full_day(day: date) -> str:
    """`thứ Tư, 28/02/2024`."""
    return f"{weekday(day)}, {plain_day(day)}"


def long_day(day: date) -> str:
    """`thứ Tư, ngày 28 tháng 02 năm 2024`; months padded as Nghị định 30/2020/NĐ-CP says."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{weekday(day)}, ngày {day.day:02} tháng {month} năm {day.year}"


def hour(moment: time) -> str:
    """`20 giờ 00`."""
    return f"{moment.hour:02} giờ {moment.minute:02}"


def count(number: int) -> str:
    """A number padded as administrative texts do: `05`, `12`; none is `0`."""
    return f"{number:02}" if number else "0"


def workdays_left(days: int) -> str:
    """`còn 05 ngày làm việc`; on the last working day itself a sentence of its own."""
    return f"còn {count(days)} ngày làm việc" if days > 0 else "hôm nay là ngày làm việc cuối cùng"


def capitalised(text: str) -> str:
    """The first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The first letter in lower case, the rest untouched."""
    return text[:1].lower() + text[1:]


def clipped(text: str, *, limit: int) -> str:
    """At most `limit` characters, cut between words and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


def document(number: str) -> str:
    """`Quyết định số 762/QĐ-BCA-V03`; the kind is read off the symbol, else it is a `văn bản`."""
    kind = number.partition("/")[2].partition("-")[0]
    return f"{_KINDS.get(kind, 'văn bản')} số {number}"


def joined(names: Sequence[str]) -> str:
    """`A, B và C`."""
    return " và ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def period(first: int, last: int) -> str:
    """`03 năm (2022–2024)`; of one year `năm 2024`."""
    return f"năm {last}" if first == last else f"{count(last - first + 1)} năm ({first}–{last})"


def number(value: float) -> str:
    """`5.809.291`, `12,5`: points between thousands, a comma before decimals, at most two of them."""
    whole, _, rest = f"{value:,.2f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")

"""The words of a deadline: tidying a phrase, and the days and periods it can name."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_MARK = "[\u0300\u0301\u0303\u0309\u0323]"
# hòa/hoà, khỏe/khoẻ, qúy/quý: the tone mark may stand on either vowel.
_OLD_TONE = re.compile(rf"(o(?={_MARK}[ae])|u(?={_MARK}y))({_MARK})(.)(?![\u0300-\u036f])", re.IGNORECASE)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
# Bullets and end punctuation; two dots or more are a gap somebody has still to fill and stay.
_ENDS = re.compile(r"^(?:[-+•*](?= )|[ ,;:])+|(?:[ ,;:]|\./\.|(?<!\.)\.)+$")
_YEAR = r"(?:(?: ?[/.\-] ?|,? năm | )(?P<y>[0-9]{4}))?"
_MIXED = ({"/", "-"}, {"/", "."}, {"-", "."})
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNTS = {"ba": 3, "sáu": 6, "chín": 9, "nửa": 6}
_WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy", "chủ nhật")


class ImpossibleDayError(ValueError):
    """A day or period that no calendar has: the wrong words, why, and the nearest that exist."""

    def __init__(self, *, wrong: str, reason: str, right: str) -> None:
        super().__init__(reason)
        self.wrong, self.reason, self.right = wrong, reason, right


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A day, or a period from its first to its last day."""

    first: date
    last: date
    is_day: bool = False


def tidy(phrase: str) -> str:
    """The phrase in composed letters, single spaces, plain dashes, without end punctuation."""
    text = unicodedata.normalize("NFKC", phrase).translate({0xD0: "Đ", 0xF0: "đ"})
    text = "".join(letter for letter in _DASHES.sub("-", text) if unicodedata.category(letter) != "Cf")
    text = _ENDS.sub("", " ".join(text.split()))
    wrapped = re.fullmatch(r"\(([^()]*)\)|\[([^\[\]]*)\]", text)
    return (wrapped[1] or wrapped[2] or "").strip() if wrapped else text


def spelling_key(text: str) -> str:
    """Tidied text in one spelling (lower case, one place for tone marks, y for i), as long as the text."""
    marked = unicodedata.normalize("NFC", _OLD_TONE.sub(r"\1\3\2", unicodedata.normalize("NFD", text)))
    for variant, usual in (("quí", "quý"), ("kì", "kỳ"), ("hàng ", "hằng ")):
        marked = re.sub(rf"\b{variant}", usual, marked, flags=re.IGNORECASE)
    return marked.lower()


def month(*, year: int, number: int, until: int | None = None) -> Stretch:
    """A month of a year, or several months in a row."""
    end = until or number
    return Stretch(first=date(year, number, 1), last=date(year, end, monthrange(year, end)[1]))


def quarter(*, year: int, number: int, until: int | None = None) -> Stretch:
    """A quarter of a year, or several quarters in a row."""
    return month(year=year, number=3 * number - 2, until=3 * (until or number))


def stated_year(text: str) -> int | None:
    """The last year written in the text."""
    years = re.findall(r"(?<![0-9])[12][0-9]{3}(?![0-9])", text)
    return int(years[-1]) if years else None


def read_stretch(text: str, *, year: int) -> Stretch | None:
    """The day or period that the text names; a missing year is `year`. None if it names neither."""
    for pattern, read in _FORMS:
        if (found := pattern.fullmatch(text)) and (stretch := read(found, year)):
            return stretch
    return None


def _year(found: re.Match[str], default: int) -> int:
    written = found["y"] or str(default)
    if not re.fullmatch("[12][0-9]{3}", written):
        full = f"20{written}" if len(written) == 2 else str(default)
        right = found[0].removesuffix(written) + full
        raise ImpossibleDayError(wrong=found[0], reason=f"“{written}” không phải là năm ghi đủ", right=right)
    return int(written)


def _ordered(found: re.Match[str], start: int, end: int, *, right: str) -> None:
    if end < start:
        raise ImpossibleDayError(wrong=found[0], reason="kỳ này kết thúc trước khi bắt đầu", right=right)


def _day(found: re.Match[str], default: int) -> Stretch | None:
    if not found["y"] and found["sep"] in ".-" and not found["lead"]:
        return None  # "1-6" may be a day, a range of months or a numbering
    if found["y"] and {found["sep"], found["sep2"].strip()} in _MIXED:
        return None  # "5-6/2025" may be a day or two months
    year, number, day = _year(found, default), int(found["m"]), int(found["d"])
    near_month = min(max(number, 1), 12)
    near = date(year, near_month, min(max(day, 1), monthrange(year, near_month)[1]))
    if (near.day, near.month) != (day, number):
        raise _no_such_day(found, near=near)
    _check_weekday(found, near)
    return Stretch(first=near, last=near, is_day=True)


def _no_such_day(found: re.Match[str], *, near: date) -> ImpossibleDayError:
    right = f"{found['lead']}{near:%d/%m/%Y}"
    if near.month == int(found["m"]):
        reason = f"tháng {near:%m/%Y} không có ngày {found['d']}"
    else:
        reason = f"không có tháng {found['m']}"
        if not found["y"] and int(found["m"]) > 19 and int(found["d"]) <= 12:
            right = f"{found['d']}/20{found['m']}"  # "6/25" is a month and a short year
    return ImpossibleDayError(wrong=found[0], reason=reason, right=right)


def _check_weekday(found: re.Match[str], day: date) -> None:
    if not (said := found["wd"]):
        return
    names = {_WEEKDAYS[day.weekday()], str(day.weekday() + 2)}
    if said.removeprefix("thứ ") not in names:
        reason = f"ngày {day:%d/%m/%Y} không phải {said}"
        raise ImpossibleDayError(wrong=found[0], reason=reason, right=f"ngày {day:%d/%m/%Y}")


def _months(found: re.Match[str], default: int) -> Stretch:
    year, start = _year(found, default), int(found["m"])
    end = int(found.groupdict().get("m2") or start)
    for number in (start, end):
        if not 1 <= number <= 12:
            right = f"tháng {min(max(number, 1), 12)}/{year}"
            raise ImpossibleDayError(wrong=found[0], reason=f"không có tháng {number}", right=right)
    _ordered(found, start, end, right=f"tháng {end}-{start}/{year}")
    return month(year=year, number=start, until=end)


def _quarters(found: re.Match[str], default: int) -> Stretch:
    year = _year(found, default)
    for number in (found["q"], found["q2"] or found["q"]):
        if number not in QUARTERS:
            reason = f"một năm có bốn quý, không có quý {number.upper()}"
            raise ImpossibleDayError(wrong=found[0], reason=reason, right=f"quý IV/{year}")
    start, end = QUARTERS[found["q"]], QUARTERS[found["q2"] or found["q"]]
    _ordered(found, start, end, right=f"quý {found['q2']}-{found['q']}/{year}")
    return quarter(year=year, number=start, until=end)


def _part_of_year(found: re.Match[str], default: int) -> Stretch | None:
    if not found["y"] and not found[0].endswith("năm"):
        return None
    year, count = _year(found, default), _COUNTS.get(found["n"]) or int(found["n"])
    if not 1 <= count <= 12:
        right = f"6 tháng {found['end']} năm {year}"
        raise ImpossibleDayError(wrong=found[0], reason="một năm có 12 tháng", right=right)
    first, last = (1, count) if found["end"] == "đầu" else (13 - count, 12)
    return month(year=year, number=first, until=last)


def _whole_year(found: re.Match[str], default: int) -> Stretch:
    return month(year=_year(found, default), number=1, until=12)


def _years(found: re.Match[str], _default: int) -> Stretch:
    start, end = int(found["y1"]), int(found["y2"])
    _ordered(found, start, end, right=f"{end}-{start}")
    return Stretch(first=date(start, 1, 1), last=date(end, 12, 31))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], Stretch | None]], ...] = (
    # 15/12/2024 · ngày 15/12 · ngày 15 tháng 12 năm 2024 · thứ Sáu, ngày 13-12-2024
    (
        re.compile(
            rf"(?:(?P<wd>thứ (?:{'|'.join(_WEEKDAYS[:6])}|[2-7])|chủ nhật),? )?(?P<lead>(?:vào )?(?:ngày )?)"
            r"(?P<d>[0-9]{1,2}) ?(?P<sep>[/.\-]|tháng) ?(?P<m>[0-9]{1,2})"
            r"(?:(?P<sep2> ?[/.\-] ?|,? năm | )(?P<y>[0-9]{2,4}))?"
        ),
        _day,
    ),
    # tháng 6 · tháng 6/2025 · tháng 10 năm 2025 · tháng 5-6/2025
    (re.compile(rf"tháng (?P<m>[0-9]{{1,2}})(?: ?- ?(?P<m2>[0-9]{{1,2}}))?{_YEAR}"), _months),
    # 6/2025
    (re.compile(r"(?P<m>[0-9]{1,2}) ?[/.\-] ?(?P<y>[0-9]{4})"), _months),
    # quý IV/2024 · quý 4 năm 2024 · quý II-III/2026
    (re.compile(rf"quý (?P<q>[ivx]+|[0-9])(?: ?- ?(?:quý )?(?P<q2>[ivx]+|[0-9]))?{_YEAR}"), _quarters),
    # 6 tháng đầu năm 2025 · nửa cuối năm
    (
        re.compile(
            r"(?P<n>(?:[0-9]{1,2}|ba|sáu|chín)(?= tháng)|nửa)(?: tháng)? (?P<end>đầu|cuối)"
            rf"(?:(?: của)? năm)?{_YEAR}"
        ),
        _part_of_year,
    ),
    # 2025-2026 · giai đoạn 2025-2030
    (re.compile(r"(?:giai đoạn |các năm |năm )?(?P<y1>[12][0-9]{3}) ?- ?(?P<y2>[12][0-9]{3})"), _years),
    # 2025 · năm 2025 · cả năm
    (re.compile(r"(?:(?:cả |trọn )?năm ?)?(?P<y>[12][0-9]{3})"), _whole_year),
    (re.compile(r"(?:cả |trọn )?năm(?P<y>)"), _whole_year),
)

"""The yearly notice of days off, pasted as rows: `29/01/2025 - 02/02/2025: nghỉ Tết Nguyên đán`."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from models.words import DayKind

from .workdays import DayOff

EXAMPLE = "29/01/2025 - 02/02/2025: nghỉ Tết Nguyên đán; 26/04/2025: làm bù"
NAMED_EXAMPLE = "13/05/2024: kiểm tra công tác"
LONGEST_BREAK = 31  # days; a longer range is a mistyped year
DAY = r"(?P<{0}day>\d{{1,2}})\s*[/.-]\s*(?P<{0}month>\d{{1,2}})(?:\s*[/.-]\s*(?P<{0}year>\d{{4}}))?"
UNTIL = r"\s*(?:-|–|—|đến\s+hết|đến)\s*(?:ngày\s+)?"
ROW = re.compile(
    rf"(?:từ\s+)?(?:ngày\s+)?{DAY.format('from_')}(?:{UNTIL}{DAY.format('to_')})?\s*[:,]?\s*(?P<what>.*)",
    re.IGNORECASE,
)
OFF = re.compile(r"(?:được\s+)?nghỉ\b[\s,:]*(?P<rest>.*)", re.IGNORECASE)
WORK = re.compile(r"(?:đi\s+)?làm\b(?:\s+việc\b)?[\s,:]*(?P<rest>.*)", re.IGNORECASE)


class UnreadableDaysError(Exception):
    """Some pasted rows cannot be read; `problems` holds one Vietnamese sentence for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class _RowError(Exception):
    """What is wrong with one row and what would be right."""


def read_days(text: str, *, source: str = "") -> tuple[DayOff, ...]:
    """Read pasted rows (separated by new lines or `;`) in date order, or name every bad row at once."""
    found: dict[date, DayOff] = {}
    problems = _read(text, lambda row: _add_row(found, row, source=source))
    if not found and not problems:
        problems.append(f"Chưa có dòng nào; hãy nhập theo mẫu: {EXAMPLE}.")
    if problems:
        raise UnreadableDaysError(tuple(problems))
    return tuple(found[day] for day in sorted(found))


def read_named_days(text: str) -> dict[date, str]:
    """Rows such as `13/05/2024 - 15/05/2024: kiểm tra công tác`: each day with its words.

    Raises UnreadableDaysError with every bad row.
    """
    found: dict[date, str] = {}
    if problems := _read(text, lambda row: _add_named(found, row)):
        raise UnreadableDaysError(tuple(problems))
    return found


def _read(text: str, add: Callable[[str], None]) -> list[str]:
    problems = []
    for number, row in enumerate(_rows(text), start=1):
        try:
            add(row)
        except _RowError as error:
            problems.append(f"Dòng {number} (“{row}”): {error}")
    return problems


def _add_named(found: dict[date, str], row: str) -> None:
    match = ROW.fullmatch(row)
    if match is None:
        raise _RowError(f"không đọc được ngày ở đầu dòng; cần dạng ngày/tháng/năm, ví dụ {NAMED_EXAMPLE}.")
    found.update(dict.fromkeys(_days(match), match["what"]))


def _rows(text: str) -> Iterator[str]:
    for row in re.split(r"[;\n]", unicodedata.normalize("NFC", text)):
        if clean := " ".join(row.split()).rstrip(".,"):
            yield clean


def _add_row(found: dict[date, DayOff], row: str, *, source: str) -> None:
    match = ROW.fullmatch(row)
    if match is None:
        raise _RowError(f"không đọc được ngày ở đầu dòng; cần dạng ngày/tháng/năm, ví dụ {EXAMPLE}.")
    kind, name = _what(match["what"])
    days = _days(match)
    if twice := next((day for day in days if day in found), None):
        raise _RowError(f"ngày {twice:%d/%m/%Y} đã có ở dòng trên; mỗi ngày chỉ ghi một lần.")
    estimate = "dự kiến" in match["what"].casefold()
    for day in days:
        found[day] = DayOff(day=day, name=name, kind=kind, estimate=estimate, source=source)


def _what(words: str) -> tuple[DayKind, str]:
    words = re.sub(r"[\s,]*\(?\bdự kiến\b\)?", "", words, flags=re.IGNORECASE).strip()
    if off := OFF.fullmatch(words):
        return DayKind.OFF, _name(off["rest"], prefix="nghỉ")
    if WORK.fullmatch(words):
        return DayKind.WORK, words
    raise _RowError("sau ngày cần ghi “nghỉ …” hoặc “làm bù”, ví dụ 02/05/2025: nghỉ, hoán đổi.")


def _name(rest: str, *, prefix: str) -> str:
    """A proper name stands alone (Tết Nguyên đán); other words need the verb (nghỉ hoán đổi)."""
    return rest if rest[:1].isupper() else f"{prefix} {rest}".strip()


def _days(match: re.Match[str]) -> list[date]:
    first, last = _ends(match)
    length = (last - first).days + 1
    if length < 1:
        raise _RowError(
            f"ngày cuối {last:%d/%m/%Y} đứng trước ngày đầu {first:%d/%m/%Y}; hãy ghi ngày đầu trước."
        )
    if length > LONGEST_BREAK:
        raise _RowError(f"khoảng này dài {length} ngày, quá {LONGEST_BREAK} ngày; hãy kiểm tra lại năm.")
    return [first + timedelta(days=offset) for offset in range(length)]


def _ends(match: re.Match[str]) -> tuple[date, date]:
    """Both ends; the first may leave its year to the second (29/01 - 02/02/2025)."""
    year = match["to_year"] or match["from_year"]
    if year is None:
        raise _RowError("thiếu năm; cần dạng ngày/tháng/năm, ví dụ 26/04/2025: làm bù.")
    first = _day(match, "from_", year=match["from_year"] or year)
    return first, _day(match, "to_", year=year) if match["to_day"] else first


def _day(match: re.Match[str], end: str, *, year: str) -> date:
    day, month = int(match[f"{end}day"]), int(match[f"{end}month"])
    try:
        return date(int(year), month, day)
    except ValueError:
        raise _RowError(
            f"không có ngày {day:02}/{month:02}/{year}; hãy đối chiếu lại với thông báo nghỉ lễ."
        ) from None

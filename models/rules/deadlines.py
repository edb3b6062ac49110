"""How Vietnamese administrative documents state deadlines, read into days; nothing is guessed.

"trước X" ends the day before X (with an hour: before that hour); "đến", "chậm nhất" X end with X; a bare
month, quarter, half or year ends with its last day, at 24:00 (Bộ luật Dân sự 2015, Điều 148). Days off are
not rolled forward here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from models.rules.deadline_forms import read_points, read_quarters, read_recurrence, read_window
from models.rules.deadline_phrases import ImpossibleDayError, read_stretch, spelling_key, tidy
from models.rules.deadline_suggestions import explain, mend
from models.words import DeadlineKind

_LONGEST = 300  # characters; longer text is no deadline


class UnreadableDeadlineError(ValueError):
    """A deadline phrase that cannot be read: the phrase, what is wrong, the nearest readable form."""

    def __init__(self, *, phrase: str, reason: str, suggestion: str) -> None:
        shown = phrase if len(phrase) <= _LONGEST else phrase[:_LONGEST] + "…"
        super().__init__(
            f"Không đọc được thời hạn “{shown}”: {reason}. Dạng gần nhất đọc được: “{suggestion}”."
        )
        self.phrase, self.reason, self.suggestion = phrase, reason, suggestion


@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """One time at which something is owed: its last valid day, and an hour only where one is stated."""

    key: str  # "" if it is the only one, else e.g. "2024-06", "2024-Q2", "2024-H1"
    opens_on: date | None
    last_day: date
    due_time: time | None
    before_hour: bool = False  # "trước 20h00": what comes at 20:00 comes late


@dataclass(frozen=True, kw_only=True, slots=True)
class Relative:
    """So many days, or working days, after an event."""

    count: int
    working_days: bool
    event: str  # in the document's words: "kết thúc hội nghị"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """What a phrase means; `open_ended` if it goes on into later years."""

    phrase: str
    kind: DeadlineKind
    occurrences: tuple[Occurrence, ...] = ()
    relative: Relative | None = None
    open_ended: bool = False


def read_deadline(phrase: str, *, plan_year: int) -> Deadline:
    """What the phrase means in a plan of that year; UnreadableDeadlineError if that is not certain."""
    text = tidy(phrase)
    try:
        found = _read(phrase, text, plan_year)
        trouble = None if found else explain(text, plan_year=plan_year, reads=_reader(plan_year))
    except ImpossibleDayError as error:
        found, trouble = None, mend(text, error, plan_year=plan_year, reads=_reader(plan_year))
    if found is None:
        assert trouble
        raise UnreadableDeadlineError(phrase=phrase, reason=trouble.reason, suggestion=trouble.instead)
    return found


def resolve_relative(
    *, relative: Relative, event_day: date, add_workdays: Callable[[date, int], date]
) -> date:
    """The last valid day once the event's day is known; that day does not count (BLDS 2015, Điều 147.3)."""
    if relative.working_days:
        return add_workdays(event_day, relative.count)
    return event_day + timedelta(days=relative.count)


_LEAD = re.compile(
    r"(?:(?:thời hạn|thời gian|hạn|tiến độ)[^:0-9]{0,60}: ?"
    r"|(?:phải |cần |cơ bản )*(?:hoàn thành|thực hiện|ban hành|gửi báo cáo|báo cáo|gửi|kết thúc|trình|xong)"
    r"(?: xong)?[,:]? )+"
)
_UNDATED = (
    (
        DeadlineKind.NONE,
        re.compile(r"|-+|không (?:nêu|ghi|quy định|xác định)(?: rõ)?(?: thời (?:hạn|gian))?"),
    ),
    (
        DeadlineKind.CONTINUOUS,
        re.compile(
            r"(?:(?:nhiệm vụ |theo )?(?:thường xuyên|liên tục)|(?:định kỳ )?(?:hằng|mỗi) năm)"
            r"(?:(?:,| và)? (?:thường xuyên|liên tục|hằng năm|(?:trong |cả )?năm(?: [12][0-9]{3})?))*"
        ),
    ),
    (
        DeadlineKind.ON_OCCURRENCE,
        re.compile(r"(?:(?:ngay )?khi (?:có )?(?:phát sinh|yêu cầu)|theo yêu cầu|đột xuất)(?:[ ,][^0-9]*)?"),
    ),
)
_LATER_YEARS = re.compile(
    r"(?P<words>.+?),? và(?: tiếp tục[^0-9]*?)?(?: (?:trong|vào|cho))?"
    r" (?:những|các) năm (?:tiếp theo|sau|kế tiếp)"
    r"|từ (?P<since>năm [12][0-9]{3}) trở đi"
)
_COUNT = r"(?P<count>[0-9]{1,4})(?: \([^()]*\))? (?P<unit>ngày làm việc|ngày|tuần)"
_AFTER_EVENT = (
    # chậm nhất 05 ngày làm việc sau khi … · trong vòng 10 ngày kể từ ngày …
    re.compile(
        r"(?:(?:(?:chậm|muộn|trễ) nhất|trong(?: vòng| thời hạn| thời gian)?|không quá|tối đa)(?: là| sau)? )?"
        rf"{_COUNT},? (?:sau(?: khi| ngày)?|(?:kể |tính )?từ(?: khi| ngày| thời điểm)?)"
        r" (?P<event>(?!(?:ngày|tháng|quý|năm)$).+)"
    ),
    # sau khi kết thúc hội nghị 05 ngày làm việc
    re.compile(rf"(?:(?:chậm|muộn) nhất )?sau (?:khi|ngày) (?P<event>[^0-9]+?),? (?:chậm nhất )?{_COUNT}"),
)


def _reader(plan_year: int) -> Callable[[str], bool]:
    def reads(candidate: str) -> bool:
        try:
            return _read(candidate, tidy(candidate), plan_year) is not None
        except ImpossibleDayError:
            return False

    return reads


def _read(phrase: str, text: str, year: int) -> Deadline | None:
    """The forms in the order in which they are tried."""
    if len(text) > _LONGEST or (phrase.strip() and not text):
        return None  # a lone "…" is a gap somebody has still to fill
    key = spelling_key(text)
    if lead := _LEAD.match(key):
        text, key = text[lead.end() :], key[lead.end() :]
    for kind, pattern in _UNDATED:
        if pattern.fullmatch(key):
            return Deadline(phrase=phrase, kind=kind)
    return _read_relative(phrase, text, key, year) or _read_dated(phrase, key, year)


def _read_dated(phrase: str, key: str, year: int) -> Deadline | None:
    later = _LATER_YEARS.fullmatch(key)
    words = (later["words"] or later["since"]) if later else key
    forms = (read_recurrence, read_quarters, read_points, read_window)
    points = next((points for read in forms if (points := read(words, year))), ())
    if not points:
        return None
    return Deadline(
        phrase=phrase,
        kind=DeadlineKind.DAY if points[0].is_limit else DeadlineKind.PERIOD,
        occurrences=tuple(
            Occurrence(
                key=p.key,
                opens_on=p.opens_on,
                last_day=p.last,
                due_time=p.due_time,
                before_hour=p.before_hour,
            )
            for p in points
        ),
        open_ended=bool(later),
    )


def _read_relative(phrase: str, text: str, key: str, year: int) -> Deadline | None:
    found = next((m for pattern in _AFTER_EVENT if (m := pattern.fullmatch(key))), None)
    if found is None or not int(found["count"]):
        return None
    count = int(found["count"]) * (7 if found["unit"] == "tuần" else 1)  # weeks: BLDS 2015, Điều 148.2
    working_days = found["unit"] == "ngày làm việc"
    if day := read_stretch(found["event"], year=year):
        # From a written day, calendar days can be counted now; working days need the calendar.
        return _counted(phrase, day.first, count) if day.is_day and not working_days else None
    event = text[slice(*found.span("event"))] if len(text) == len(key) else found["event"]
    relative = Relative(count=count, working_days=working_days, event=event)
    return Deadline(phrase=phrase, kind=DeadlineKind.RELATIVE, relative=relative)


def _counted(phrase: str, day: date, count: int) -> Deadline:
    last = day + timedelta(days=count)
    occurrence = Occurrence(key="", opens_on=None, last_day=last, due_time=None)
    return Deadline(phrase=phrase, kind=DeadlineKind.DAY, occurrences=(occurrence,))

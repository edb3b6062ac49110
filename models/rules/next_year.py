"""What a deadline becomes in another year's plan: every year in its words moves; what is doubtful is asked.

A 29/02 that the new year lacks has two readings; a stretch of several years may as well go on as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.rules.deadline_phrases import spelling_key, stated_year
from models.rules.deadlines import Deadline, UnreadableDeadlineError, read_deadline

LONGER_THAN_A_YEAR = 366  # days
# A number of four digits is no year where it counts days or belongs to a document's number (56/2023/TT-BTC).
YEAR = re.compile(
    r"(?<![0-9])(?P<y>[12][0-9]{3})(?![0-9])(?!/[^\W\d_])(?!(?: \([^()]*\))?,? (?:ngày(?! [0-9])|tuần))"
)
LEAP_DAY = re.compile(r"(?<![0-9])29(?P<sep> ?[/.\-] ?| ?tháng )(?P<zero>0?)2(?![0-9])", re.IGNORECASE)
EACH_29TH = re.compile(r"(?<=ngày )29(?! ?[/.\-0-9]| ?tháng [0-9])", re.IGNORECASE)
WEEKDAY = re.compile(
    r"(?P<said>thứ (?P<named>hai|ba|tư|năm|sáu|bảy|(?P<digit>[2-7]))|chủ nhật),? (?:vào )?(?:ngày )?"
    r"(?P<d>[0-9]{1,2})(?P<sep> ?[/.\-] ?| ?tháng )(?P<m>[0-9]{1,2})"
    r"(?:(?: ?[/.\-] ?|,? năm | )(?P<y>[12][0-9]{3}))?",
    re.IGNORECASE,
)
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class Doubt(StrEnum):
    """Why a person has to say what a deadline becomes."""

    LEAP_DAY = "leap_day"  # 29/02, which the new year lacks
    SEVERAL_YEARS = "several_years"  # it may go on as it is
    UNREADABLE = "unreadable"  # moved, it cannot be read any more


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One phrase that the deadline may become, and what it means in the new plan."""

    phrase: str
    deadline: Deadline


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """What a deadline may become; without a doubt there is exactly one reading."""

    old: str
    readings: tuple[Reading, ...]
    doubt: Doubt | None = None


def move_deadline(*, phrase: str, old_year: int, new_year: int) -> Moved:
    """What a phrase of the plan of `old_year` becomes in that of `new_year`, in the document's own words."""
    text = moved_words(phrase=phrase, old_year=old_year, new_year=new_year)
    whole = _reading(text, new_year)
    if whole is None:
        doubt = Doubt.LEAP_DAY if LEAP_DAY.search(text) else Doubt.UNREADABLE
        return Moved(old=phrase, readings=tuple(_instead(text, new_year)), doubt=doubt)
    if text != phrase and (same := _goes_on(phrase, old_year, new_year)):
        return Moved(old=phrase, readings=(whole, same), doubt=Doubt.SEVERAL_YEARS)
    return Moved(old=phrase, readings=(whole,))


def moved_words(*, phrase: str, old_year: int, new_year: int) -> str:
    """The phrase with every year in it moved, and the weekdays that it names set right."""
    by = new_year - old_year
    text = YEAR.sub(lambda found: str(int(found["y"]) + by), phrase)
    return _weekdays(text, new_year)


def meaning(*, phrase: str, plan_year: int) -> Reading | None:
    """The phrase as a reading of a plan of that year; None if it cannot be read."""
    return _reading(phrase, plan_year)


def is_one_off(*, title: str, in_review: bool) -> bool:
    """Whether a task is probably done once in the life of a scheme: its interim or final review."""
    words = spelling_key(title)
    return in_review or bool(re.search(r"\b(?:sơ kết|tổng kết) (?:[0-9]+ năm|giai đoạn)", words))


def _reading(text: str, year: int) -> Reading | None:
    try:
        return Reading(phrase=text, deadline=read_deadline(text, plan_year=year))
    except UnreadableDeadlineError:
        return None


def _instead(text: str, year: int) -> Iterator[Reading]:
    """The phrases that a person may choose from, each once and only if it can be read."""
    seen: set[str] = set()
    for candidate in _candidates(text, year):
        right = _weekdays(candidate, year)
        found = None if right in seen else _reading(right, year)
        seen.add(right)
        if found:
            yield found


def _candidates(text: str, year: int) -> Iterator[str]:
    if LEAP_DAY.search(text):
        yield LEAP_DAY.sub(lambda found: f"28{found['sep']}{found['zero']}2", text)
        yield LEAP_DAY.sub(lambda found: f"01{found['sep']}{found['zero']}3", text)
        return
    yield EACH_29TH.sub("28", text)
    try:
        read_deadline(text, plan_year=year)
    except UnreadableDeadlineError as error:
        yield error.suggestion


def _goes_on(phrase: str, old_year: int, new_year: int) -> Reading | None:
    """The phrase as it stands, if what it names takes years and is not over when the new plan begins."""
    old, new = _reading(phrase, old_year), _reading(phrase, new_year)
    if old is None or new is None or old.deadline.open_ended:
        return None
    far = any(
        one.last_day.year >= new_year
        and (one.last_day.year > old_year + 1 or _is_long(one.opens_on, one.last_day))
        for one in old.deadline.occurrences
    )
    return new if far else None


def _is_long(first: date | None, last: date) -> bool:
    return first is not None and (last - first).days > LONGER_THAN_A_YEAR


def _weekdays(text: str, year: int) -> str:
    default = stated_year(text) or year

    def right(found: re.Match[str]) -> str:
        try:
            day = date(int(found["y"] or default), int(found["m"]), int(found["d"]))
        except ValueError:
            return found[0]
        return _said(found, day) + found[0][len(found["said"]) :]

    return WEEKDAY.sub(right, text)


def _said(found: re.Match[str], day: date) -> str:
    """The weekday of the day in the manner in which it was written: `thứ 6`, `thứ Sáu`, `Thứ sáu`."""
    name = WEEKDAYS[day.weekday()]
    if found["digit"] and day.weekday() < 6:
        name = f"thứ {day.weekday() + 2}"
    if found["named"] and found["named"].islower():
        name = name.lower()
    first = found["said"][0]
    return (name[0].upper() if first.isupper() else name[0].lower()) + name[1:] if found["named"] else name

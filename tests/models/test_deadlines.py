"""Deadline phrases mean what the documents mean by them; what is not certain is refused with a sentence."""

import re
import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.rules.deadlines import (
    Deadline,
    Occurrence,
    Relative,
    UnreadableDeadlineError,
    read_deadline,
    resolve_relative,
)
from models.words import DeadlineKind
from tests.models.deadline_tables import FORMS, PUBLISHED, UNREADABLE


def _described(deadline: Deadline) -> str:
    parts = [_one(occurrence) for occurrence in deadline.occurrences]
    shown = "; ".join(parts if len(parts) <= 4 else [parts[0], "…", parts[-1]])
    relative = deadline.relative
    if relative:
        shown = f"{relative.count}{' wd' if relative.working_days else ''} | {relative.event}"
    return " ".join(filter(None, [deadline.kind.name, shown, "OPEN" if deadline.open_ended else ""]))


def _one(occurrence: Occurrence) -> str:
    hour = f" {occurrence.due_time:%H:%M}" if occurrence.due_time else ""
    return f"{occurrence.key} {occurrence.opens_on or ''}..{occurrence.last_day}{hour}".strip()


def _shape(phrase: str) -> str:
    return re.sub("[0-9]+", "0", re.sub(r"\s", "", phrase.casefold()))


@pytest.mark.parametrize(("phrase", "meaning"), FORMS)
def test_every_form_means_what_the_documents_mean(phrase: str, meaning: str) -> None:
    assert _described(read_deadline(phrase, plan_year=2024)) == meaning


@pytest.mark.parametrize(("number", "day", "plan_year", "phrase", "meaning"), PUBLISHED)
def test_phrases_of_other_published_documents(
    number: str, day: str, plan_year: int, phrase: str, meaning: str
) -> None:
    assert _described(read_deadline(phrase, plan_year=plan_year)) == meaning


def test_the_tables_hold_enough_phrases_of_which_no_two_differ_only_in_numbers_spaces_or_case() -> None:
    published = [_shape(row[3]) for row in PUBLISHED]
    readable = published + [_shape(phrase) for phrase, _ in FORMS]
    refused = [_shape(phrase) for phrase, _, _ in UNREADABLE]
    assert len(published) >= 30
    assert len(set(readable)) == len(readable) >= 80
    assert len(set(refused)) == len(refused) >= 20


@pytest.mark.parametrize(("phrase", "reason", "suggestion"), UNREADABLE)
def test_what_cannot_be_read_gets_one_sentence_with_the_nearest_form(
    phrase: str, reason: str, suggestion: str
) -> None:
    with pytest.raises(UnreadableDeadlineError) as refusal:
        read_deadline(phrase, plan_year=2024)
    expected = f"Không đọc được thời hạn “{phrase}”: {reason}. Dạng gần nhất đọc được: “{suggestion}”."
    assert str(refusal.value) == expected
    assert (refusal.value.phrase, refusal.value.suggestion) == (phrase, suggestion)


def test_29_february_is_a_day_only_in_leap_years() -> None:
    assert read_deadline("trước ngày 29/02", plan_year=2024).occurrences[0].last_day == date(2024, 2, 28)
    with pytest.raises(UnreadableDeadlineError, match="tháng 02/2025 không có ngày 29"):
        read_deadline("trước ngày 29/02", plan_year=2025)


def test_the_phrase_is_kept_in_the_documents_own_words() -> None:
    assert read_deadline(" Trước ngày 15/12/2024. ", plan_year=2024).phrase == " Trước ngày 15/12/2024. "


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quý IV/2024", "Quí  IV/2024"),
        ("Quý IV/2024", "Qúy IV/2024"),
        ("hoàn thành trước ngày 15/12", "hòan thành trước ngày 15/12"),
        ("định kỳ hằng tháng", "định kì hàng tháng"),
        ("2025-2026", "2025 – 2026"),
        ("trước ngày 15/12/2024", "(trước\u00a0ngày\u00a015/12/2024)"),
        ("trước ngày 15/12/2024", "\ufefftrước\tngày 15 / 12 / 2024 ./."),
        ("đến ngày 15/12/2024", "\u00d0ến ngày １５/12/2024"),
        ("Quý IV/2024", "Quý Ⅳ/2024"),
    ],
)
def test_spellings_of_the_same_words_mean_the_same(one: str, other: str) -> None:
    assert _described(read_deadline(one, plan_year=2024)) == _described(read_deadline(other, plan_year=2024))


def _n_weeks_later(day: date, count: int) -> date:
    """A calendar that works one day a week."""
    return day + timedelta(weeks=count)


def test_days_after_an_event_do_not_count_the_event_day() -> None:
    relative = Relative(count=20, working_days=False, event="kết thúc hội nghị")
    last = resolve_relative(relative=relative, event_day=date(2024, 2, 20), add_workdays=_n_weeks_later)
    assert last == date(2024, 3, 11)


def test_working_days_after_an_event_are_counted_by_the_calendar() -> None:
    relative = Relative(count=5, working_days=True, event="kết thúc hội nghị")
    last = resolve_relative(relative=relative, event_day=date(2024, 2, 20), add_workdays=_n_weeks_later)
    assert last == date(2024, 3, 26)


# The years for which a calendar of working days can be known.
DAYS = st.dates(min_value=date(1990, 1, 2), max_value=date(2099, 12, 31))


def _spellings(day: date) -> list[str]:
    d, m, y = day.day, day.month, day.year
    numeric = [f"{d}{s}{m}{s}{y}" for s in "/.-"] + [f"{d:02}{s}{m:02}{s}{y}" for s in "/.-"]
    worded = [f"{d} tháng {m} năm {y}", f"{d:02} tháng {m:02}/{y}", f"{d}/{m} năm {y}", f"{d:02}/{m:02}"]
    plain = numeric + worded
    plain += [f"ngày {words}" for words in plain]
    return (
        plain + [words.upper() for words in plain] + [unicodedata.normalize("NFD", words) for words in plain]
    )


@given(day=DAYS)
@example(day=date(2024, 2, 29))
def test_all_spellings_of_a_day_mean_that_day(day: date) -> None:
    for words in _spellings(day):
        read = read_deadline(words, plan_year=day.year)
        assert (read.kind, read.occurrences[0].last_day) == (DeadlineKind.DAY, day), words


@given(day=DAYS, words=st.integers(min_value=0, max_value=59))
def test_before_a_day_is_until_that_day_less_one_day(day: date, words: int) -> None:
    spelling = _spellings(day)[words]
    before = read_deadline(f"trước {spelling}", plan_year=day.year).occurrences[0].last_day
    until = read_deadline(f"đến {spelling}", plan_year=day.year).occurrences[0].last_day
    assert before == until - timedelta(days=1)


@given(first=DAYS, last=DAYS)
def test_a_window_includes_both_ends(first: date, last: date) -> None:
    first, last = sorted((first, last))
    read = read_deadline(f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}", plan_year=2024)
    assert read.occurrences == (Occurrence(key="", opens_on=first, last_day=last, due_time=None),)


@given(year=st.integers(1990, 2099))
def test_the_periods_of_a_year_follow_each_other_without_a_gap(year: int) -> None:
    for phrase, count in (("hằng tháng", 12), ("hằng quý", 4), ("định kỳ 6 tháng", 2)):
        spans = read_deadline(phrase, plan_year=year).occurrences
        assert (len(spans), spans[0].opens_on, spans[-1].last_day) == (
            count,
            date(year, 1, 1),
            date(year, 12, 31),
        )
        for earlier, later in pairwise(spans):
            assert later.opens_on == earlier.last_day + timedelta(days=1)
        assert len({span.key for span in spans}) == count


_WORDS = sorted(
    {word for phrase, _ in FORMS for word in phrase.split()} | {"29/02", "31/4", "tuần", "(", "…"}
)
_DEADLINE_LIKE = st.lists(st.sampled_from(_WORDS), max_size=8).map(" ".join)


@given(text=st.one_of(st.text(), _DEADLINE_LIKE), year=st.integers(1990, 2099))
@example(text="từ ngày 31 đến ngày 15/6/2025", year=2025)
@example(text="đầu tháng 13", year=2024)
@example(text="0 ngày sau khi ký", year=2024)
@example(text="trước ngày " * 100, year=2024)
def test_any_text_is_read_or_refused_with_a_readable_suggestion(text: str, year: int) -> None:
    try:
        read = read_deadline(text, plan_year=year)
    except UnreadableDeadlineError as refusal:
        read = read_deadline(refusal.suggestion, plan_year=year)
    keys = [occurrence.key for occurrence in read.occurrences]
    assert len(set(keys)) == len(keys)
    assert all(o.opens_on is None or o.opens_on <= o.last_day for o in read.occurrences)

"""When, where and for whom a training is, in words that mails, sheets and pages share."""

from datetime import date

from models.words import Region
from templates import words_vi as vi

from .training_facts import TrainingFacts


def region_name(region: Region) -> str:
    """`miền Bắc`; the ministry's own departments are no part of the country."""
    return region.value if region is Region.MINISTRY else f"miền {region.value}"


def span(first: date, last: date) -> str:
    """`10/06/2024`, `10/06 – 11/06/2024`; both years where they differ."""
    if first == last:
        return vi.plain_day(first)
    return f"{vi.short_day(first) if first.year == last.year else vi.plain_day(first)} – {vi.plain_day(last)}"


def days(training: TrainingFacts) -> str:
    """`span` of a training."""
    return span(training.first_day, training.last_day)


def hours(training: TrainingFacts) -> str:
    """`từ 08 giờ 00 đến 17 giờ 00`."""
    return f"từ {vi.hour(training.starts_at)} đến {vi.hour(training.ends_at)}"


def when(training: TrainingFacts) -> str:
    """The days with their weekdays, and the hours of each."""
    first, last = vi.full_day(training.first_day), vi.full_day(training.last_day)
    if training.first_day == training.last_day:
        return f"{first}, {hours(training)}"
    return f"từ {first} đến hết {last}; mỗi ngày {hours(training)}"


def letter(number: str, day: date | None) -> str:
    """`số 35/GM-BCA ngày 10/05/2024`; empty: it has no number yet."""
    if not number:
        return ""
    return f"số {number}" + (f" ngày {vi.plain_day(day)}" if day else "")

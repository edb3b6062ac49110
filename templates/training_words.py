"""How trainings read: their days and hours, and what changed in them."""

from collections.abc import Iterator, Mapping
from datetime import date, time

from .words_vi import full_day, plain_day

NOTHING_SAID = "(chưa nêu)"


def days(first: date, last: date) -> str:
    """`thứ Hai, 10/06/2024`, or `từ thứ Hai, 10/06/2024 đến thứ Ba, 11/06/2024`."""
    return full_day(first) if first == last else f"từ {full_day(first)} đến {full_day(last)}"


def hours(starts: time, ends: time) -> str:
    """`08:00–17:00`."""
    return f"{starts:%H:%M}–{ends:%H:%M}"


def changed(
    *, before: Mapping[str, str], now: Mapping[str, str], names: Mapping[str, str]
) -> tuple[str, ...]:
    """One sentence for each thing that a unit was told otherwise; `names` of host units by id.

    Both are states as written down with the mails: ISO days and hours, texts.
    """
    return tuple(
        f"{title}: {new} (trước đây: {old})."
        for title, old, new in _pairs(before, now, names)
        if old != new
    )


def _pairs(
    before: Mapping[str, str], now: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    yield "Ngày", _days(before), _days(now)
    yield "Giờ", _hours(before), _hours(now)
    yield "Địa điểm", before["place"], now["place"]
    yield "Đơn vị đăng cai", *(names.get(one["host"], one["host"]) for one in (before, now))
    yield "Số cán bộ được cử", before["quota"], now["quota"]
    yield "Hạn cử cán bộ", *(plain_day(date.fromisoformat(one["nominate_by"])) for one in (before, now))
    yield "Thông tin thêm", *(" ".join(one["practical"].split()) or NOTHING_SAID for one in (before, now))


def _days(state: Mapping[str, str]) -> str:
    return days(date.fromisoformat(state["first_day"]), date.fromisoformat(state["last_day"]))


def _hours(state: Mapping[str, str]) -> str:
    return hours(time.fromisoformat(state["starts_at"]), time.fromisoformat(state["ends_at"]))

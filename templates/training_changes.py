"""What changed in a training, from two states as they were written down with its mails."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from operator import itemgetter

from .words_vi import full_day, plain_day

NOTHING_SAID = "(chưa nêu)"


def _span(first: date, last: date) -> str:
    """`thứ Hai, 10/06/2024`, or `từ thứ Hai, 10/06/2024 đến thứ Ba, 11/06/2024`."""
    return full_day(first) if first == last else f"từ {full_day(first)} đến {full_day(last)}"


def _clock(starts: time, ends: time) -> str:
    """`08:00–17:00`."""
    return f"{starts:%H:%M}–{ends:%H:%M}"


def changed(
    *, before: Mapping[str, str], now: Mapping[str, str], names: Mapping[str, str]
) -> tuple[str, ...]:
    """One sentence for each thing that a unit was told otherwise; `names` of host units by id.

    Both are states as written down with the mails: ISO days and hours, texts.
    """
    return tuple(
        f"{title}: {new} (trước đây: {old})." for title, old, new in _pairs(before, now, names) if old != new
    )


def _pairs(
    before: Mapping[str, str], now: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    shown: dict[str, Callable[[Mapping[str, str]], str]] = {
        "Ngày": _days,
        "Giờ": _hours,
        "Địa điểm": itemgetter("place"),
        "Đơn vị đăng cai": lambda state: names.get(state["host"], state["host"]),
        "Số cán bộ được cử": itemgetter("quota"),
        "Hạn cử cán bộ": lambda state: plain_day(date.fromisoformat(state["nominate_by"])),
        "Thông tin thêm": lambda state: " ".join(state["practical"].split()) or NOTHING_SAID,
    }
    for title, show in shown.items():
        yield title, show(before), show(now)


def _days(state: Mapping[str, str]) -> str:
    return _span(date.fromisoformat(state["first_day"]), date.fromisoformat(state["last_day"]))


def _hours(state: Mapping[str, str]) -> str:
    return _clock(time.fromisoformat(state["starts_at"]), time.fromisoformat(state["ends_at"]))

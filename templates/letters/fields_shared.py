"""Fields that several kinds of papers share."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from templates import words_vi as vi

from .sign_table import printable

Fields = Mapping[str, Any]


def listed(items: Sequence[str], *, last: str) -> list[str]:
    """`- …;` a line each, the last one with `last`."""
    bare = [printable(one).removeprefix("- ").rstrip(" .;") for one in items]
    ends = [";"] * (len(bare) - 1) + [last]
    return [f"- {one}{'' if one.endswith('…') else end}" for one, end in zip(bare, ends, strict=True) if one]


def plan(*, title: str, number: str, day: date) -> dict[str, Any]:
    """What a paper is based on."""
    return {
        "ten_ke_hoach": printable(title),
        "van_ban_ke_hoach": vi.document(printable(number)),
        "ngay_ke_hoach": vi.plain_day(day),
    }

"""The difference in words for a terminal."""

from collections.abc import Iterator, Sequence

from templates.amendment_words import NOTHING, duty_numbers, kept
from templates.words_vi import capitalised, clipped, count

from .amendment_facts import AmendedTask, AmendmentPageFacts

LONGEST = 200  # characters of one line


def as_text(page: AmendmentPageFacts, *, nothing: bool) -> str:
    """What the file changes, part by part; `nothing`: it means what the one in force means."""
    return NOTHING if nothing else "\n".join(_lines(page))


def _lines(page: AmendmentPageFacts) -> Iterator[str]:
    yield f"{page.title} ({page.number})"
    yield f"{capitalised(duty_numbers(page.numbers))}."
    yield from kept(page.numbers)
    yield from _part("Đề nghị lưu ý", page.remarks)
    yield from _part("Phần đầu kế hoạch", page.head)
    yield from _part(f"Nhiệm vụ thêm ({count(len(page.added))})", [_task(one) for one in page.added])
    yield from _part(f"Nhiệm vụ bãi bỏ ({count(len(page.dropped))})", [_task(one) for one in page.dropped])
    changed = [line for one in page.changed for line in (f"{one.code} – {one.title}", *_under(one.changes))]
    yield from _part(f"Nhiệm vụ thay đổi ({count(len(page.changed))})", changed)
    yield from _part("Đơn vị thực hiện", page.members)
    yield from _part("Nhóm đơn vị", page.groups)
    yield from _part("Chỉ tiêu, số liệu", page.indicators)
    yield ""
    without = f", {count(len(page.untold))} đơn vị chưa có địa chỉ" if page.untold else ""
    yield f"Thư thông báo: {count(page.notices)} đơn vị{without}."


def _task(one: AmendedTask) -> str:
    when = f" ({one.deadline_words})" if one.deadline_words else ""
    return f"{one.code} – {one.title}{when}: {count(one.units)} đơn vị"


def _under(lines: Sequence[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _part(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"{title}:", *(f"  {clipped(line, limit=LONGEST)}" for line in lines))

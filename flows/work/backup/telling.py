"""What the morning brief says of the copies; alone it is no reason for a mail unless copies are missing."""

from collections.abc import Mapping

from flows.clock import ZONE
from flows.work.world import World
from templates.dashboards import backup_words as words
from templates.dashboards.facts import Line, Section

FORM = "Sao lưu dữ liệu"


def missing_copies(world: World, *, links: Mapping[str, str]) -> tuple[Section, ...]:
    """A section if the last copy is too old; the example needs none."""
    copies = world.copies()
    if copies is None or not copies.missing(now=world.machine_now):
        return ()
    text = words.no_copy(
        last=copies.last.astimezone(ZONE) if copies.last else None,
        folder_days=(world.machine_now - copies.since).days,
    )
    return (Section(title=words.TITLE_MISSING, lines=(Line(text=text, link=links.get(FORM)),)),)


def last_copy(world: World) -> tuple[Section, ...]:
    """A section that says when the last copy was taken."""
    copies = world.copies()
    if copies is None or copies.last is None or copies.missing(now=world.machine_now):
        return ()
    text = words.last_copy(at=copies.last.astimezone(ZONE), kept=copies.number)
    return (Section(title=words.TITLE, lines=(Line(text=text, link=None),), aside=True),)

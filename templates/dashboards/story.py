"""The story of a unit's obligations as text for a terminal; the page is `render`'s."""

from collections.abc import Iterator
from textwrap import wrap

from templates import words_vi as vi

from . import phrases
from .story_facts import StoriesFacts, Story, StoryLine

WIDTH = 100


def as_text(facts: StoriesFacts) -> str:
    """Everything, wrapped; what is still to come stands apart."""
    return "\n".join(_lines(facts)) + "\n"


def when(line: StoryLine) -> str:
    """`21/02/2024 07:45`, or the day alone."""
    return f"{line.at:%d/%m/%Y %H:%M}" if line.at else vi.plain_day(line.day)


def _lines(facts: StoriesFacts) -> Iterator[str]:
    yield f"{facts.unit_name} – quá trình nhắc việc tính đến hết ngày {vi.plain_day(facts.on)}"
    yield phrases.day_line(facts.heading)
    if facts.brief:
        yield ""
        for line in facts.brief:
            yield from _wrapped(line, "- ")
    for story in facts.stories:
        yield ""
        yield from _story(story)


def _story(story: Story) -> Iterator[str]:
    yield from _wrapped(story.name, "")
    yield from _wrapped(f"Theo {vi.document(story.plan_number)}; thời hạn: {story.deadline_words}.", "  ")
    yield from _wrapped(f"Ngày cuối cùng của hạn: {vi.lowered(story.due)}", "  ")
    yield from _wrapped(f"Tình trạng: {vi.lowered(story.state)}", "  ")
    for line in story.past:
        yield from _wrapped(line.text, f"  {when(line):16}  ")
    if story.ahead:
        yield "  Còn phía trước:"
        for line in story.ahead:
            yield from _wrapped(line.text, f"  {when(line):16}  ")


def _wrapped(text: str, lead: str) -> list[str]:
    """An address or Message-ID is never broken."""
    text = "".join(char if char.isprintable() else " " for char in text)
    return wrap(
        text,
        width=WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )

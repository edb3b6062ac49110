"""Facts in, the index out, piece by piece."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from templates import words_vi as vi

from .facts import ArchiveFacts


def index(facts: ArchiveFacts) -> Iterator[bytes]:
    """A self-contained page: no script, nothing from elsewhere."""
    template = _environment().get_template("index.html")
    return (part.encode() for part in template.generate(page=facts))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": vi.plain_day, "document": vi.document}
    environment.filters["whole"] = lambda number: vi.number(float(number))
    return environment

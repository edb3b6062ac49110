"""Text of users inside markdown: it shows as it was written and does nothing."""

import re
import unicodedata
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_ACTIVE = re.compile(r"[\\`*_\[\]<|~]|&(?=#?\w+;)")
_BLOCK_START = re.compile(r"^(\d+(?=[.)])|(?=[-+=:#>]))")
_BARE_LINK = re.compile(r"(?i)(?<=:)(?=//)|(?<=\bwww)(?=\.)")
_WORD_JOINER = "\u2060"  # invisible; both UIs would turn a bare address of a web page into a link
_IN_LINKS = "/:?#[]@!$&'*+,;=%-._~"  # what a URL may hold, round brackets aside


class Markdown(str):
    """Text that is markdown already."""

    __slots__ = ()


def md(text: object) -> Markdown:
    """`text` on one line with everything escaped that markdown would act on."""
    if isinstance(text, Markdown):
        return text
    line = " ".join("".join(_visible(char) for char in str(text)).split())
    escaped = _ACTIVE.sub(r"\\\g<0>", line)
    return Markdown(_BARE_LINK.sub(_WORD_JOINER, _not_a_block(escaped)))


def markdown_templates(folder: Path) -> Environment:
    """The templates of `folder`, whose every value is escaped by `md`."""
    return Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - markdown, not HTML: `finalize` escapes every value
        finalize=md,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _visible(char: str) -> str:
    """A space instead of control characters; nothing instead of those that turn the reading direction."""
    if unicodedata.category(char) in ("Cc", "Zl", "Zp"):
        return " "
    return "" if unicodedata.bidirectional(char) in _TURNING else char


_TURNING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def _not_a_block(line: str) -> str:
    """What starts a list, heading, quotation or table at the beginning of a line starts none."""
    return _BLOCK_START.sub(lambda found: f"{found[0]}\\", line)


def link(text: object, url: str | None) -> Markdown:
    """A link with escaped text; without `url` the text alone."""
    if not url:
        return md(text)
    return Markdown(f"[{md(text)}]({quote(url, safe=_IN_LINKS)})")

"""A paragraph of a .docx as its reader sees it: size, weight and place that styles and runs give it."""

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from .styles import Styles

DEFAULT_SIZE = 20  # half points, where nothing says otherwise
EMU_PER_MM = 36000
DRAWN = tuple(qn(name) for name in ("w:drawing", "w:pict"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """Characters that look alike."""

    text: str
    font: str
    size: float  # points
    bold: bool
    italic: bool
    colour: str  # auto, or six digits


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A cell."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One paragraph; lengths in millimetres, spaces in points."""

    text: str  # in one piece
    rows: tuple[str, ...]  # as its breaks divide it
    pieces: tuple[Piece, ...]
    align: str  # left, center, right, both
    first: float
    before: float
    after: float
    spacing: float | None  # times a line; None: an exact height
    rule: float | None  # length of the rule that this paragraph is; None: it is none
    room: float  # between its margins
    place: Place | None  # None: not in a table
    section: int


def line_of(
    paragraph: Any, *, styles: Styles, room: float, section: int = 0, place: Place | None = None
) -> Line:
    """One paragraph element, with what its styles say."""
    look = styles.paragraph(paragraph)
    pieces = tuple(_piece(run, paragraph, styles) for run in paragraph.iter(qn("w:r")))
    pieces = tuple(one for one in pieces if one.text)
    text = "".join(one.text for one in pieces)
    inner = room - look.left - look.right
    return Line(
        text=" ".join(text.split()),
        rows=tuple(" ".join(row.split()) for row in text.split("\n")),
        pieces=tuple(one for one in pieces if one.text.strip()),
        align=look.align,
        first=look.first,
        before=look.before,
        after=look.after,
        spacing=look.spacing,
        rule=_rule(paragraph, inner, bordered=look.bordered, empty=not text.strip()),
        room=inner,
        place=place,
        section=section,
    )


def _rule(paragraph: Any, inner: float, *, bordered: bool, empty: bool) -> float | None:
    """An empty paragraph with a border, or one that a line is drawn in."""
    for drawn in paragraph.iter(*DRAWN):
        extent = next((one for one in drawn.iter() if one.tag.endswith("}extent")), None)
        return float(extent.get("cx")) / EMU_PER_MM if extent is not None else inner
    return inner if bordered and empty else None


def _piece(run: Any, paragraph: Any, styles: Styles) -> Piece:
    look = styles.run(run, paragraph)
    text = "".join(_characters(child) for child in run)
    return Piece(
        text=text.upper() if look.capitals else text,
        font=look.font,
        size=(look.size or DEFAULT_SIZE) / 2,
        bold=look.bold,
        italic=look.italic,
        colour=look.colour,
    )


def _characters(child: Any) -> str:
    if child.tag == qn("w:t"):
        return child.text or ""
    if child.tag in (qn("w:br"), qn("w:cr")):
        return "\n"
    return {qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}.get(child.tag, "")

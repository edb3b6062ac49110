"""A small bar chart as an SVG image inside the page: both UIs show it only as a `data:` image."""

import base64
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from .facts import Figures, TaskLine

WIDTH, LABEL, BAR, ROW, TOP = 960, 330, 520, 48, 74
THICK = 28  # of a bar
LINE = 38  # characters of a label's line; it has two
MOST_ROWS = 12
SERIES = (  # field of Figures, what it is called, colour that keeps apart for the colour-blind too
    ("on_time", "Nhận đúng hạn", "#1b7f4b"),
    ("late", "Nhận quá hạn", "#8fc79a"),
    ("unclear", "Đã nhận, chưa rõ hạn", "#a9b4c2"),
    ("extended_received", "Gia hạn, đã nhận", "#6fb3a8"),
    ("extended_outstanding", "Gia hạn, chưa gửi", "#d9c8e8"),
    ("in_time", "Chưa gửi, trong hạn", "#b9d3ee"),
    ("not_received", "Chưa nhận được", "#f0b429"),
    ("overdue", "Chưa gửi, quá hạn", "#c0392b"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Piece:
    start: float
    width: float
    colour: str
    number: int


def chart(lines: Sequence[TaskLine]) -> str:
    """The image's address, a bar for each task that is owed by anybody; empty if there is none."""
    shown = [line for line in lines if line.figures.expected][:MOST_ROWS]
    if not shown:
        return ""
    image = base64.b64encode(svg(shown).encode()).decode()
    return f"data:image/svg+xml;base64,{image}"


def svg(lines: Sequence[TaskLine]) -> str:
    """The drawing itself, on a ground of its own so that it reads on dark pages too."""
    height = TOP + ROW * len(lines) + 12
    bars = "".join(_row(line, TOP + ROW * number) for number, line in enumerate(lines))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="Arial, Helvetica, sans-serif" font-size="15">'
        f'<rect width="{WIDTH}" height="{height}" rx="6" fill="#ffffff"/>{_legend(lines)}{bars}</svg>'
    )


def _legend(lines: Sequence[TaskLine]) -> str:
    """Only of what occurs."""
    used = [one for one in SERIES if any(getattr(line.figures, one[0]) for line in lines)]
    parts, x, y = [], 16.0, 14
    for _, name, colour in used:
        width = 22 + 8 * len(name) + 20
        if x + width > WIDTH:
            x, y = 16.0, y + 26
        parts.append(f'<rect x="{x:.0f}" y="{y}" width="15" height="15" rx="2" fill="{colour}"/>')
        parts.append(_text(name, x + 22, y + 13))
        x += width
    return "".join(parts)


def _row(line: TaskLine, y: int) -> str:
    label = textwrap.wrap(f"{line.code} {line.title}", LINE, max_lines=2, placeholder="…")
    middle = y + THICK / 2 + 8
    return (
        f"<g><title>{_inert(f'{line.code} – {line.title}')}</title>"
        + "".join(
            _text(text, LABEL - 12, middle + 18 * number - 9 * (len(label) - 1), anchor="end")
            for number, text in enumerate(label)
        )
        + "".join(_piece(piece, y) for piece in _pieces(line.figures))
        + _text(
            f"{line.figures.received}/{line.figures.expected}",
            LABEL + BAR + 12,
            middle,
            weight="bold",
            size=16,
        )
        + "</g>"
    )


def _pieces(figures: Figures) -> list[_Piece]:
    pieces, start = [], float(LABEL)
    for field, _, colour in SERIES:
        number = getattr(figures, field)
        width = BAR * number / figures.expected
        if number:
            pieces.append(_Piece(start=start, width=width, colour=colour, number=number))
        start += width
    return pieces


def _piece(piece: _Piece, y: int) -> str:
    rect = (
        f'<rect x="{piece.start:.1f}" y="{y + 3}" width="{piece.width:.1f}" height="{THICK}" '
        f'fill="{piece.colour}" stroke="#ffffff" stroke-width="1"/>'
    )
    if piece.width < 10 * len(str(piece.number)) + 6:  # no room for the number
        return rect
    dark = piece.colour in ("#1b7f4b", "#c0392b")
    middle = piece.start + piece.width / 2
    colour = "#ffffff" if dark else "#1c2733"
    return rect + _text(str(piece.number), middle, y + THICK / 2 + 8.5, anchor="middle", colour=colour)


def _text(
    text: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    size: float = 15,
    weight: str = "normal",
    colour: str = "#1c2733",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}">{_inert(text)}</text>'
    )


def _inert(text: str) -> str:
    """Escaped for XML, and without characters that XML knows no way to write."""
    shown = "".join(char for char in text if char.isprintable())
    return str(escape(shown))  # a plain str: Markup would escape what is joined to it

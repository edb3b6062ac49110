"""A small bar chart as an SVG image inside the page: both UIs show it only as a `data:` image."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from templates import words_vi as vi

from .facts import Figures, TaskLine

WIDTH, LABEL, BAR, ROW, TOP = 860, 270, 480, 34, 46
MOST_ROWS = 12
SERIES = (  # field of Figures, what it is called, colour that keeps apart for the colour-blind too
    ("on_time", "Nhận đúng hạn", "#1b7f4b"),
    ("late", "Nhận quá hạn", "#8fc79a"),
    ("unclear", "Đã nhận, chưa rõ hạn", "#a9b4c2"),
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
        f'viewBox="0 0 {WIDTH} {height}" font-family="Arial, Helvetica, sans-serif" font-size="13">'
        f'<rect width="{WIDTH}" height="{height}" rx="6" fill="#ffffff"/>{_legend(lines)}{bars}</svg>'
    )


def _legend(lines: Sequence[TaskLine]) -> str:
    """Only of what occurs."""
    used = [one for one in SERIES if any(getattr(line.figures, one[0]) for line in lines)]
    parts, x = [], 16.0
    for _, name, colour in used:
        parts.append(f'<rect x="{x:.0f}" y="15" width="12" height="12" rx="2" fill="{colour}"/>')
        parts.append(_text(name, x + 17, 25.5, size=12))
        x += 17 + 6.4 * len(name) + 18
    return "".join(parts)


def _row(line: TaskLine, y: int) -> str:
    label = vi.clipped(f"{line.code} {line.title}", limit=40)
    return (
        f"<g><title>{_inert(f'{line.code} – {line.title}')}</title>"
        + _text(label, LABEL - 12, y + 18, anchor="end", size=12.5)
        + "".join(_piece(piece, y) for piece in _pieces(line.figures))
        + _text(f"{line.figures.received}/{line.figures.expected}", LABEL + BAR + 12, y + 18, weight="bold")
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
        f'<rect x="{piece.start:.1f}" y="{y + 3}" width="{piece.width:.1f}" height="22" '
        f'fill="{piece.colour}" stroke="#ffffff" stroke-width="1"/>'
    )
    if piece.width < 9 * len(str(piece.number)) + 6:  # no room for the number
        return rect
    dark = piece.colour in ("#1b7f4b", "#c0392b")
    middle = piece.start + piece.width / 2
    colour = "#ffffff" if dark else "#1c2733"
    return rect + _text(str(piece.number), middle, y + 18.5, anchor="middle", colour=colour, size=12)


def _text(
    text: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    size: float = 13,
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

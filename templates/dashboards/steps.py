"""The phases of a plan as a line of steps: an SVG image inside the page, as `data:`."""

import base64
from collections.abc import Sequence

from markupsafe import escape

from models.words import PhaseState
from templates import words_vi as vi

from .journey import PHASES, STATES
from .journey_facts import PhaseLine

WIDTH, HEIGHT, LINE, RADIUS = 860, 150, 52, 15
INK, FAINT = "#1c2733", "#5b6875"
COLOURS = {
    PhaseState.DONE: "#1b7f4b",
    PhaseState.UNDERWAY: "#2f6fb3",
    PhaseState.OVERDUE: "#c0392b",
    PhaseState.AHEAD: "#ffffff",
}
MARKS = {  # drawn, not written: fonts lack them
    PhaseState.DONE: '<path d="M-6 0l4.5 5L7-5" fill="none" stroke="#fff" stroke-width="2.6"/>',
    PhaseState.UNDERWAY: '<circle r="5" fill="#fff"/>',
    PhaseState.OVERDUE: '<path d="M0-7v8M0 4.5v2.6" stroke="#fff" stroke-width="3"/>',
}


def steps(lines: Sequence[PhaseLine]) -> str:
    """The image's address; empty if there is nothing to show."""
    if not lines:
        return ""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg(lines).encode()).decode()}"


def svg(lines: Sequence[PhaseLine]) -> str:
    """The drawing, on a ground of its own so that it reads on dark pages too."""
    places = [WIDTH * (number + 0.5) / len(lines) for number in range(len(lines))]
    rail = (
        f'<path d="M{places[0]:.1f} {LINE}H{places[-1]:.1f}" stroke="#c3ccd6" stroke-width="4"/>'
        if len(lines) > 1
        else ""
    )
    drawn = "".join(_step(line, x) for line, x in zip(lines, places, strict=True))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Arial, Helvetica, sans-serif" text-anchor="middle">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#ffffff"/>{rail}{drawn}</svg>'
    )


def _step(line: PhaseLine, x: float) -> str:
    edge = FAINT if line.state is PhaseState.AHEAD else COLOURS[line.state]
    ring = f'<circle r="{RADIUS + 5}" fill="none" stroke="{edge}" stroke-width="2"/>' if line.current else ""
    dot = (
        f'<g transform="translate({x:.1f} {LINE})">{ring}<circle r="{RADIUS}" fill="{COLOURS[line.state]}" '
        f'stroke="{edge}" stroke-width="2"/>{MARKS.get(line.state, "")}</g>'
    )
    return (
        dot
        + (_text("đang ở đây", x, 24, size=13, colour=edge) if line.current else "")
        + _text(PHASES[line.phase], x, LINE + 42, size=15.5, weight="bold" if line.current else "normal")
        + _text(STATES[line.state], x, LINE + 62, size=14, colour=edge)
        + _text(_below(line), x, LINE + 81, size=13.5, colour=FAINT)
    )


def _below(line: PhaseLine) -> str:
    """The last day and how many have come."""
    day = f"đến {vi.short_day(line.ends_on)}" if line.ends_on else ""
    came = f"{line.figures.received}/{line.figures.expected}" if line.figures.expected else ""
    return " · ".join(part for part in (day, came) if part)


def _text(text: str, x: float, y: float, *, size: float, colour: str = INK, weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
        f"{escape(text)}</text>"
    )

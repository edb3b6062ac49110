"""How wide a line is in bold Times New Roman: for rules as long as their line, and for breaking heads."""

import unicodedata
from collections.abc import Sequence

MM_PER_POINT = 25.4 / 72
FIRST = 32  # the character of the first width; in thousandths of the letter's size
BOLD = (
    *(250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500),
    *(500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778),
    *(778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333),
    *(278, 333, 581, 500, 333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500),
    *(556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520),
)
OTHERS = {"đ": 556, "Đ": 722, "…": 1000, "–": 500, "“": 500, "”": 500}
USUAL = 600


def width(text: str, *, points: float) -> float:
    """Millimetres; tones and hooks of Vietnamese letters take no room of their own."""
    letters = unicodedata.normalize("NFD", text)
    return sum(map(_one, letters)) / 1000 * points * MM_PER_POINT


def _one(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    place = ord(letter) - FIRST
    return BOLD[place] if 0 <= place < len(BOLD) else OTHERS.get(letter, USUAL)


def balanced(text: str, *, room: float, points: float) -> Sequence[str]:
    """The words on as few lines as fit the room, about equally long."""
    words, lines = text.split(), 1
    while lines < len(words):
        target = width(text, points=points) / lines
        broken = _broken(words, min(room, target * 1.1), points)
        if len(broken) <= lines and all(width(one, points=points) <= room for one in broken):
            return broken
        broken = _broken(words, room, points)
        if len(broken) <= lines:
            return broken
        lines += 1
    return words


def _broken(words: Sequence[str], room: float, points: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, points=points) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines

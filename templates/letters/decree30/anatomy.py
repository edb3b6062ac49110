"""Which line of a paper is which element of the decree, found by place and words as a reader finds them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from models.words import LetterKind
from templates.letters.lines import Line
from templates.letters.reading import Paper
from templates.letters.sheet import SAMPLE

TITLES = {
    LetterKind.INVITATION: ("GIẤY MỜI", "GM"),
    LetterKind.MINISTRY_PAPER: ("BÁO CÁO", "BC"),
    LetterKind.REPORT: ("BÁO CÁO", "BC"),
    LetterKind.SUBMISSION: ("TỜ TRÌNH", "TTr"),
}  # every other kind is a letter (công văn), whose subject stands under its number
ANNEX = re.compile(r"phụ lục(?: (?P<number>\S+))?", re.IGNORECASE)
DATED = re.compile(r"ngày\s.*tháng\s.*năm")


@dataclass(frozen=True, kw_only=True, slots=True)
class Anatomy:
    """The elements that were found; None or empty: not there."""

    kind: LetterKind | None
    paper: Paper
    lines: tuple[Line, ...]  # all that show something, in their order
    nation: Line | None
    motto: Line | None
    bodies: tuple[Line, ...]
    number: Line | None
    dated: Line | None
    about: Line | None
    title: tuple[Line, ...]  # kind, then subject
    addressed: Line | None
    recipients: tuple[Line, ...]
    text: tuple[Line, ...]
    label: Line | None  # Nơi nhận
    items: tuple[Line, ...]
    positions: tuple[Line, ...]
    signer: Line | None
    annexes: tuple[Line, ...]

    @property
    def is_letter(self) -> bool:
        """Công văn: the only kind without its name on it."""
        return self.kind not in TITLES

    def at(self, line: Line) -> int:
        """Where it stands."""
        return _at(self.lines, line)

    def rule_under(self, line: Line) -> float | None:
        """How long the rule right below it is; None: there is none."""
        rest = self.lines[self.at(line) + 1 :]
        return rest[0].rule if rest and _same_cell(rest[0], line) else None

    def after(self, line: Line) -> Line | None:
        """The next line with text."""
        return next((one for one in self.lines[self.at(line) + 1 :] if one.text), None)


def folded(text: str) -> str:
    """Small letters, one way of writing tones."""
    return unicodedata.normalize("NFC", text).casefold().replace("hoà", "hòa")


def anatomy(paper: Paper, *, kind: LetterKind | None) -> Anatomy:
    """The elements of the paper."""
    lines = [one for one in paper.lines if (one.text and one.text != SAMPLE) or one.rule is not None]
    nation = _first(lines, lambda text: text.startswith("cộng hòa xã hội"))
    number = _first(lines, lambda text: re.match(r"số\s*:", text) is not None)
    label = _first(lines, lambda text: text.startswith("nơi nhận"))
    addressed = _first(lines, lambda text: text.startswith("kính gửi"))
    foot = [one for one in lines if label and _same_table(one, label)]
    items = tuple(one for one in foot if one is not label and _same_cell(one, label) and one.text)
    signature = [one for one in foot if not _same_cell(one, label) and one.text]
    positions = tuple(one for one in signature if one.text.isupper())
    end = _at(lines, label) if label else len(lines)
    recipients = _recipients(lines, addressed)
    above = _at(lines, recipients[-1] if recipients else addressed) if addressed else -1
    title = () if kind is None else _title(lines[: above if addressed else end], kind)
    start = max([above, *(_at(lines, one) for one in title)]) + 1
    return Anatomy(
        kind=kind,
        paper=paper,
        lines=tuple(lines),
        nation=nation,
        motto=_first(lines, lambda text: text.startswith("độc lập")),
        bodies=tuple(_bodies(lines, nation, number)),
        number=number,
        dated=_dated(lines, nation),
        about=_first(lines[:end], lambda text: text.startswith("v/v")),
        title=title,
        addressed=addressed,
        recipients=recipients,
        text=tuple(one for one in lines[start:end] if one.text and one.place is None),
        label=label,
        items=items,
        positions=positions,
        signer=next((one for one in signature if not one.text.isupper()), None),
        annexes=tuple(one for one in lines[end:] if one.place is None and ANNEX.fullmatch(one.text)),
    )


def _at(lines: Sequence[Line], line: Line) -> int:
    """Two lines may read the same."""
    return next(place for place, one in enumerate(lines) if one is line)


def _first(lines: Iterable[Line], told: Callable[[str], bool]) -> Line | None:
    return next((one for one in lines if told(folded(one.text))), None)


def _same_table(one: Line, other: Line) -> bool:
    if one.place is None or other.place is None:
        return one.place is other.place
    return one.place.table == other.place.table


def _same_cell(one: Line, other: Line | None) -> bool:
    return other is not None and one.place == other.place


def _bodies(lines: Sequence[Line], nation: Line | None, number: Line | None) -> list[Line]:
    """What stands beside the nation's name, over the number."""
    if nation is None:
        return []
    beside = [one for one in lines if one.text and _same_table(one, nation) and not _same_cell(one, nation)]
    until = next((place for place, one in enumerate(beside) if one is number or _is_other(one)), len(beside))
    return beside[:until]


def _is_other(line: Line) -> bool:
    return folded(line.text).startswith(("v/v", "độc lập")) or DATED.search(line.text) is not None


def _dated(lines: Sequence[Line], nation: Line | None) -> Line | None:
    if nation is None:
        return None
    return next((one for one in lines if _same_table(one, nation) and DATED.search(one.text)), None)


def _title(lines: Sequence[Line], kind: LetterKind) -> tuple[Line, ...]:
    """The kind's name, and what stands under it up to the rule."""
    if kind not in TITLES:
        return ()
    name = TITLES[kind][0]
    start = next(
        (n for n, one in enumerate(lines) if one.place is None and folded(one.text).startswith(folded(name))),
        None,
    )
    if start is None:
        return ()
    rest = lines[start:]
    until = next((n for n, one in enumerate(rest) if one.rule is not None and not one.text), 2)
    return tuple(one for one in rest[:until] if one.text)


def _recipients(lines: Sequence[Line], addressed: Line | None) -> tuple[Line, ...]:
    if addressed is None:
        return ()
    rest = lines[_at(lines, addressed) + 1 :]
    until = next((n for n, one in enumerate(rest) if not one.text.startswith(("-", "–"))), len(rest))
    return tuple(rest[:until])

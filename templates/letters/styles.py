"""What the styles of a .docx make of its paragraphs and runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

MM_PER_TWIP = 25.4 / 1440
OFF = ("0", "false", "off", "none")
ALIGNED = {"start": "left", "end": "right", "justify": "both", "distribute": "both"}
FONTS = ("w:ascii", "w:hAnsi", "w:asciiTheme", "w:hAnsiTheme")


def twips(text: Any) -> float:
    """Millimetres."""
    try:
        return float(text or 0) * MM_PER_TWIP
    except ValueError:
        return 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ParagraphLook:
    """Lengths in millimetres, spaces in points."""

    align: str
    first: float
    left: float
    right: float
    before: float
    after: float
    spacing: float | None
    bordered: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RunLook:
    """How characters look; the size in half points, as the file has it."""

    font: str
    size: float
    bold: bool
    italic: bool
    capitals: bool
    colour: str


class Styles:
    """The style sheet; the nearest that says something wins: run, its style, paragraph's style, defaults."""

    def __init__(self, element: Any) -> None:
        """`element`: w:styles."""
        self._by_id = {one.get(qn("w:styleId")): one for one in element.iter(qn("w:style"))}
        usual = (one for one in self._by_id.values() if one.get(qn("w:type")) == "paragraph")
        self._usual = next((one for one in usual if one.get(qn("w:default")) in ("1", "true")), None)
        self._defaults = element.find(qn("w:docDefaults"))

    def paragraph(self, paragraph: Any) -> ParagraphLook:
        """What holds for the paragraph as a whole."""
        sources = [one for one in self._sources(paragraph, "w:pPr") if one is not None]
        align = _attribute(sources, "w:jc", "w:val") or "left"
        kind = _attribute(sources, "w:spacing", "w:lineRule") or "auto"
        line = _attribute(sources, "w:spacing", "w:line")
        hanging = twips(_attribute(sources, "w:ind", "w:hanging"))
        return ParagraphLook(
            align=ALIGNED.get(align, align),
            first=twips(_attribute(sources, "w:ind", "w:firstLine")) or -hanging,
            left=twips(_attribute(sources, "w:ind", "w:left", "w:start")),
            right=twips(_attribute(sources, "w:ind", "w:right", "w:end")),
            before=float(_attribute(sources, "w:spacing", "w:before") or 0) / 20,
            after=float(_attribute(sources, "w:spacing", "w:after") or 0) / 20,
            spacing=(float(line) / 240 if line else 1.0) if kind == "auto" else None,
            bordered=any(
                _attribute(sources, f"w:pBdr/w:{side}", "w:val") not in ("", "nil", "none")
                for side in ("top", "bottom")
            ),
        )

    def run(self, run: Any, paragraph: Any) -> RunLook:
        """What holds for the run's characters."""
        sources = [*self._of_run(run), *self._sources(paragraph, "w:rPr")]
        given = [one for one in sources if one is not None]
        return RunLook(
            font=_attribute(given, "w:rFonts", *FONTS),
            size=float(_attribute(given, "w:sz", "w:val") or 0),
            bold=_on(given, "w:b"),
            italic=_on(given, "w:i"),
            capitals=_on(given, "w:caps"),
            colour=_attribute(given, "w:color", "w:val") or "auto",
        )

    def _of_run(self, run: Any) -> Iterator[Any]:
        own = run.find(qn("w:rPr"))
        yield own
        named = own.find(qn("w:rStyle")) if own is not None else None
        if named is not None:
            yield from self._chain(self._by_id.get(named.get(qn("w:val"))), "w:rPr")

    def _sources(self, paragraph: Any, which: str) -> Iterator[Any]:
        own = paragraph.find(qn("w:pPr"))
        if which == "w:pPr":
            yield own
        named = own.find(qn("w:pStyle")) if own is not None else None
        style = self._by_id.get(named.get(qn("w:val"))) if named is not None else self._usual
        yield from self._chain(style, which)
        if self._defaults is not None:
            yield self._defaults.find(f"{qn(f'{which}Default')}/{qn(which)}")

    def _chain(self, style: Any, which: str) -> Iterator[Any]:
        seen: set[int] = set()
        while style is not None and id(style) not in seen:
            seen.add(id(style))
            yield style.find(qn(which))
            based = style.find(qn("w:basedOn"))
            style = self._by_id.get(based.get(qn("w:val"))) if based is not None else None


def _attribute(sources: list[Any], path: str, *names: str) -> str:
    """The first that says it."""
    tags = "/".join(qn(part) for part in path.split("/"))
    for source in sources:
        found = source.find(tags)
        if found is None:
            continue
        for name in names:
            if value := found.get(qn(name)):
                return str(value)
    return ""


def _on(sources: list[Any], tag: str) -> bool:
    for source in sources:
        found = source.find(qn(tag))
        if found is not None:
            return found.get(qn("w:val"), "1") not in OFF
    return False

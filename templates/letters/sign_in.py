"""The sheet on which the participants of a training sign in, to be printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from math import ceil

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Length, Mm, Pt

from templates import training_words as words
from templates import words_vi as vi
from templates.training_facts import TrainingFacts

from .sheet import SAMPLE, as_bytes, line, sheet
from .sign_table import add_table, printable

EMPTY_ROWS = 10  # for people who come without having been named
MOST_COLUMNS = 5  # to sign in; more days go on to further sheets
NOON = time(12)
HEADS = ("TT", "Họ và tên", "Cấp bậc, chức vụ", "Đơn vị")
NUMBER, NAME = 11, 48  # millimetres; position and unit share what the others leave
UPRIGHT, ACROSS = 165, 252  # between the margins
WIDEST, ALL_TO_SIGN = 35, 105  # one column to sign in, all of them


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInRow:
    """One person who is expected; no phone number, since everybody sees the sheet."""

    name: str
    position: str
    unit_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInFacts:
    """Who is expected at a training, in the order of official lists."""

    training: TrainingFacts
    rows: tuple[SignInRow, ...]
    sender_name: str
    superior: str
    example: bool = False


def sign_in_sheet(facts: SignInFacts) -> bytes:
    """The .docx as bytes; the same facts give the same text."""
    columns = _to_sign(facts.training)
    document = _paper(across=len(columns) > 1)
    rows = _by_unit(facts.rows)
    for number, part in enumerate(_parts(columns)):
        if number:
            document.add_page_break()  # type: ignore[no-untyped-call]  # python-docx left it untyped
        _heading(document, facts)
        add_table(document, list(_texts(rows, part)), widths=_widths(len(part)))
        _closing(document, facts)
    return as_bytes(document)


def _to_sign(training: TrainingFacts) -> list[str]:
    """A column per half day; of more than two days, per day."""
    span = (training.last_day - training.first_day).days + 1
    days = [training.first_day + timedelta(days=number) for number in range(max(span, 1))]
    if len(days) > 2:
        return [vi.short_day(day) for day in days]
    halves = [name for name, held in _halves(training.starts_at, training.ends_at) if held]
    return [f"{half} {vi.short_day(day)}" for day in days for half in halves]


def _halves(starts: time, ends: time) -> tuple[tuple[str, bool], ...]:
    return ("Sáng", starts < NOON), ("Chiều", ends > time(12, 30) or starts >= NOON)


def _parts(columns: Sequence[str]) -> list[Sequence[str]]:
    """Evenly, so that no sheet has a single column while another is full."""
    sheets = ceil(len(columns) / MOST_COLUMNS)
    size = ceil(len(columns) / sheets)
    return [columns[start : start + size] for start in range(0, len(columns), size)]


def _by_unit(rows: Sequence[SignInRow]) -> list[SignInRow]:
    """People of one unit together, units in the order in which they come first."""
    place = {name: number for number, name in enumerate(dict.fromkeys(row.unit_name for row in rows))}
    return sorted(rows, key=lambda row: place[row.unit_name])


def _paper(*, across: bool) -> Document:
    document = sheet()
    section = document.sections[0]
    if across:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    return document


def _heading(document: Document, facts: SignInFacts) -> None:
    training = facts.training
    if facts.example:
        _text(document, SAMPLE, italic=True)
    if facts.superior:
        _text(document, facts.superior.upper())
    _text(document, facts.sender_name.upper(), bold=True, after=8)
    _text(document, "DANH SÁCH ĐẠI BIỂU DỰ TẬP HUẤN", bold=True)
    _text(document, training.title, bold=True)
    _text(document, f"({vi.capitalised(words.when(training))}; tại {training.place})", italic=True, after=8)


def _text(document: Document, text: str, *, bold: bool = False, italic: bool = False, after: int = 0) -> None:
    line(document, printable(text), bold=bold, italic=italic, centred=True)
    document.paragraphs[-1].paragraph_format.space_after = Pt(after)


def _widths(signed: int) -> list[Length]:
    to_sign = min(WIDEST, ALL_TO_SIGN // signed)
    rest = (ACROSS if signed > 1 else UPRIGHT) - NUMBER - NAME - signed * to_sign
    position = rest * 9 // 20
    return [Mm(width) for width in (NUMBER, NAME, position, rest - position, *[to_sign] * signed)]


def _texts(rows: Sequence[SignInRow], signed: Sequence[str]) -> Iterator[Sequence[str]]:
    nothing = [""] * len(signed)
    yield [*HEADS, *(f"Ký nhận {name.lower()}" for name in signed)]
    for number, row in enumerate(rows, 1):
        yield [str(number), row.name, row.position, row.unit_name, *nothing]
    for number in range(len(rows) + 1, len(rows) + 1 + EMPTY_ROWS):
        yield [str(number), "", "", "", *nothing]


def _closing(document: Document, facts: SignInFacts) -> None:
    """How many are expected, room for how many came, and for the organiser's signature; on one page."""
    units = len({row.unit_name for row in facts.rows})
    listed = f"Danh sách có {vi.count(len(facts.rows))} đồng chí của {vi.count(units)} đơn vị."
    came = "Có mặt: ……… đồng chí; vắng: ……… đồng chí."
    for text, bold, left in (
        (listed, False, Mm(0)),
        (came, False, Mm(0)),
        ("………, ngày …… tháng …… năm ………", False, None),
        ("ĐẠI DIỆN BAN TỔ CHỨC", True, None),
        ("(ký, ghi rõ họ tên)", False, None),
    ):
        line(document, text, bold=bold, centred=left is None, italic=not bold and left is None)
        style = document.paragraphs[-1].paragraph_format
        style.space_before, style.space_after, style.keep_with_next = Pt(6), Pt(0), True
        style.left_indent = _half(document) if left is None else left
    style.keep_with_next, style.space_after = False, Mm(20)


def _half(document: Document) -> Length:
    section = document.sections[0]
    return Mm(125) if section.orientation == WD_ORIENT.LANDSCAPE else Mm(85)

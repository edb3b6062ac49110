"""Annex I, section II.6: the text, and the order of everything."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from templates.letters.lines import Line

from .anatomy import Anatomy
from .looks import quoted, sized

FIRST_LINES = (10, 12.7)  # millimetres
NEAR = 0.4
ITALIC = ("Căn cứ", "Theo", "(")  # what a decision is based on, and remarks in brackets


def ii_6_order(paper: Anatomy) -> Iterator[str]:
    """Bodies left of the nation, then number, subject, addressee, text, distribution, annexes."""
    left, right = (one.place if one else None for one in (_first(paper.bodies), paper.nation))
    if left and right and left.column > right.column:
        yield "tên cơ quan ban hành phải ở bên trái, Quốc hiệu và Tiêu ngữ ở bên phải"
    named = [
        ("tên cơ quan ban hành", _first(paper.bodies)),
        ("số, ký hiệu", paper.number),
        ("trích yếu", _first(paper.title) or paper.about),
        ("Kính gửi", paper.addressed),
        ("nội dung", _first(paper.text)),
        ("Nơi nhận", paper.label),
        ("Phụ lục", _first(paper.annexes)),
    ]
    found = [(name, paper.at(line)) for name, line in named if line is not None]
    for (above, first), (below, second) in pairwise(found):
        if first > second:
            yield f"«{above}» phải đứng trước «{below}»"


def _first(lines: Sequence[Line]) -> Line | None:
    return lines[0] if lines else None


def ii_6_size(paper: Anatomy) -> Iterator[str]:
    """13-14."""
    for line in paper.text:
        yield from sized(line, least=13, most=14)


def ii_6_upright(paper: Anatomy) -> Iterator[str]:
    """Upright; only what a decision is based on is italic."""
    for line in _running(paper):
        if all(one.italic for one in line.pieces) and not line.text.startswith(ITALIC):
            yield f"đoạn {quoted(line)} phải để kiểu chữ đứng"


def ii_6_justified(paper: Anatomy) -> Iterator[str]:
    """On both sides."""
    for line in _running(paper):
        if line.align != "both":
            yield f"đoạn {quoted(line)} phải canh đều cả hai lề"


def ii_6_first_line(paper: Anatomy) -> Iterator[str]:
    """Drawn in by 1 cm or 1.27 cm."""
    for line in _running(paper):
        if not any(abs(line.first - right) <= NEAR for right in FIRST_LINES):
            yield f"đoạn {quoted(line)} lùi đầu dòng {line.first:.1f} mm; đúng là 10 mm hoặc 12,7 mm"


def ii_6_between_paragraphs(paper: Anatomy) -> Iterator[str]:
    """At least 6 pt."""
    for line, following in pairwise(paper.text):
        space = line.after + following.before
        if space < 6:
            yield f"khoảng cách sau đoạn {quoted(line)} là {space:g} pt; tối thiểu là 6 pt"


def ii_6_between_lines(paper: Anatomy) -> Iterator[str]:
    """From single to one and a half."""
    for line in _running(paper):
        if line.spacing is None or not 1 <= line.spacing <= 1.5:
            yield f"đoạn {quoted(line)} phải giãn dòng từ dòng đơn đến 1,5 dòng"


def ii_6_end(paper: Anatomy) -> Iterator[str]:
    """The text ends `./.`"""
    if not paper.text:
        yield "văn bản chưa có nội dung"
    elif not paper.text[-1].text.endswith("./."):
        yield f"nội dung kết thúc ở {quoted(paper.text[-1])}; cuối cùng phải có dấu «./.»"


def _running(paper: Anatomy) -> list[Line]:
    """What is neither a heading, which is bold, nor a caption in the middle."""
    return [
        line
        for line in paper.text
        if not all(one.bold for one in line.pieces)
        and not (line.align == "center" and all(one.italic for one in line.pieces))
    ]


ENCLOSED = (ii_6_size,)
RULES = (
    *(ii_6_order, ii_6_size, ii_6_upright, ii_6_justified, ii_6_first_line),
    *(ii_6_between_paragraphs, ii_6_between_lines, ii_6_end),
)

"""Annex I, section I: page, margins, letter, page numbers."""

from collections.abc import Iterator

from templates.letters.reading import Part

from .anatomy import Anatomy

LONG, SHORT, NEAR = 297, 210, 1  # millimetres
MARGINS = (
    ("top", "trên", 20, 25),
    ("bottom", "dưới", 20, 25),
    ("left", "trái", 30, 35),
    ("right", "phải", 15, 20),
)
FONT = "Times New Roman"
BLACK = ("auto", "000000")


def i_1_paper_size(paper: Anatomy) -> Iterator[str]:
    """A4."""
    for part in paper.paper.parts:
        sides = sorted((part.width, part.height))
        if abs(sides[0] - SHORT) > NEAR or abs(sides[1] - LONG) > NEAR:
            yield f"khổ giấy {part.width:.0f} x {part.height:.0f} mm; đúng là A4 (210 x 297 mm)"


def i_2_upright(paper: Anatomy) -> Iterator[str]:
    """Along its long side; annexes and lists with wide tables may lie."""
    if paper.kind is not None and paper.paper.parts[0].width > paper.paper.parts[0].height:
        yield "trang văn bản phải trình bày theo chiều dài của khổ A4 (trang đứng)"


def i_3_margins(paper: Anatomy) -> Iterator[str]:
    """20-25 above and below, 30-35 left, 15-20 right."""
    for part in paper.paper.parts:
        for name, called, least, most in MARGINS:
            found = getattr(part, name)
            if not least - 0.1 <= found <= most + 0.1:
                yield f"lề {called} {found:.0f} mm; đúng là {least}-{most} mm"


def i_4_font(paper: Anatomy) -> Iterator[str]:
    """Times New Roman, black."""
    headers = (line for part in paper.paper.parts for line in part.header)
    pieces = [piece for line in (*paper.lines, *headers) for piece in line.pieces]
    for font in sorted({one.font for one in pieces} - {FONT}):
        yield f"phông chữ {font or 'theo chủ đề của tệp'}; đúng là {FONT}, bộ mã Unicode"
    for colour in sorted({one.colour for one in pieces if one.colour.lower() not in BLACK}):
        yield f"màu chữ {colour}; chữ phải màu đen"


def i_7_page_number(paper: Anatomy) -> Iterator[str]:
    """Centred in the top margin, 13-14 upright, not on the first page."""
    for number, part in enumerate(paper.paper.parts, 1):
        yield from (f"phần {number} của tệp: {text}" for text in _numbered(part))


def _numbered(part: Part) -> Iterator[str]:
    if part.numbered_below:
        yield "số trang đặt ở lề dưới; đúng là canh giữa trong phần lề trên"
    if not part.numbered:
        yield "chưa có số trang canh giữa trong phần lề trên"
        return
    if part.numbered > 1:
        yield f"số trang ghi {part.numbered} lần trong phần lề trên; đúng là một lần"
    if not part.first_differs or part.first_numbered:
        yield "không hiển thị số trang ở trang thứ nhất"
    for line in (one for one in part.header if one.text):
        if line.align != "center":
            yield "số trang phải canh giữa trong phần lề trên"
        if any(not 13 <= one.size <= 14 or one.bold or one.italic for one in line.pieces):
            yield "số trang phải là chữ số Ả Rập cỡ 13-14, kiểu chữ đứng"


RULES = (i_1_paper_size, i_2_upright, i_3_margins, i_4_font, i_7_page_number)

"""Annex I, section II.1 to II.5: what stands above the text."""

import re
from collections.abc import Iterator

from templates.letters.lines import Line

from .anatomy import TITLES, Anatomy
from .looks import capitals, centred, quoted, ruled, sized, styled

MOTTO = "Độc lập - Tự do - Hạnh phúc"
NUMBER = re.compile(r"Số: (?P<number>…|[1-9]\d+|0[1-9])/(?P<symbol>[A-ZĐ]\w*(?:-[A-ZĐ]\w*)*|…)")
DAY = re.compile(r"(?:\S.*|…), ngày (?:…|0[1-9]|[12]\d|3[01]) tháng (?:…|0[12]|[3-9]|1[0-2]) năm (?:…|\d{4})")
THIRD, HALF = 0.30, 0.53  # with what a ruler would not tell
SHARE = "dài từ 1/3 đến 1/2 dòng chữ, đặt cân đối so với dòng chữ"


def ii_1_nation(paper: Anatomy) -> Iterator[str]:
    """Quốc hiệu: capitals 12-13, upright, bold."""
    if paper.nation is None:
        yield "thiếu Quốc hiệu «CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM»"
        return
    yield from capitals(paper.nation)
    yield from _said(paper.nation, least=12, most=13, bold=True)


def ii_1_motto(paper: Anatomy) -> Iterator[str]:
    """Tiêu ngữ: 13-14, upright, bold, with hyphens between spaces."""
    if paper.motto is None or paper.motto.text != MOTTO:
        yield f"Tiêu ngữ phải ghi là «{MOTTO}»"
    if paper.motto is not None:
        yield from _said(paper.motto, least=13, most=14, bold=True)


def ii_1_motto_rule(paper: Anatomy) -> Iterator[str]:
    """As long as the line above."""
    if paper.motto is not None:
        length = paper.rule_under(paper.motto)
        yield from ruled(paper.motto, length, least=0.88, most=1.12, right="dài bằng dòng chữ Tiêu ngữ")


def ii_2_bodies(paper: Anatomy) -> Iterator[str]:
    """Capitals 12-13 upright: the parent not bold, the issuing body bold."""
    if not paper.bodies:
        yield "thiếu tên cơ quan ban hành văn bản ở bên trái Quốc hiệu"
        return
    for line in paper.bodies:
        yield from (*capitals(line), *sized(line, least=12, most=13), *centred(line))
    if not all(one.bold for one in paper.bodies[-1].pieces):
        yield f"tên cơ quan ban hành {quoted(paper.bodies[-1])} phải để chữ đậm"
    if len(paper.bodies) > 1 and any(one.bold for one in paper.bodies[0].pieces):
        yield f"tên cơ quan chủ quản {quoted(paper.bodies[0])} phải để chữ không đậm"


def ii_2_bodies_rule(paper: Anatomy) -> Iterator[str]:
    """A third to a half of the line above."""
    if paper.bodies:
        yield from _third_to_half(paper, paper.bodies[-1])


def ii_3_number(paper: Anatomy) -> Iterator[str]:
    """`Số: 05/V03-P1`: 13, upright; below 10 padded, a slash, hyphens, no spaces."""
    if paper.number is None:
        yield "thiếu số, ký hiệu của văn bản"
        return
    if NUMBER.fullmatch(paper.number.text) is None:
        yield (
            f"{quoted(paper.number)}: số nhỏ hơn 10 thêm số 0 phía trước, giữa số và ký hiệu "
            "có dấu gạch chéo, giữa các nhóm chữ có dấu gạch nối, không cách chữ; đúng là như «Số: 05/V03-P1»"
        )
    yield from _said(paper.number, least=13, most=13, bold=False)


def ii_3_symbol(paper: Anatomy) -> Iterator[str]:
    """The kind's abbreviation comes first, except in a letter."""
    found = NUMBER.fullmatch(paper.number.text) if paper.number else None
    if found is None or found["symbol"] == "…":
        return
    first, expected = found["symbol"].partition("-")[0], TITLES.get(paper.kind) if paper.kind else None
    if expected and first != expected[1]:
        yield f"ký hiệu «{found['symbol']}» phải bắt đầu bằng chữ viết tắt tên loại «{expected[1]}»"
    if expected is None and first in {short for _, short in TITLES.values()}:
        yield f"ký hiệu công văn «{found['symbol']}» không có chữ viết tắt tên loại «{first}»"


def ii_4_place_and_day(paper: Anatomy) -> Iterator[str]:
    """13-14, italic; days below 10 and months 1 and 2 padded."""
    if paper.dated is None:
        yield "thiếu địa danh và thời gian ban hành dưới Tiêu ngữ"
        return
    if DAY.fullmatch(paper.dated.text) is None:
        yield (
            f"{quoted(paper.dated)}: sau địa danh có dấu phẩy; ngày nhỏ hơn 10 và tháng 1, 2 thêm số 0 "
            "phía trước; đúng là như «Hà Nội, ngày 05 tháng 02 năm 2024»"
        )
    yield from _said(paper.dated, least=13, most=14, bold=False, italic=True)


def ii_5_letter_subject(paper: Anatomy) -> Iterator[str]:
    """`V/v …` under the number, 6 pt apart, 12-13 upright."""
    if not paper.is_letter:
        return
    if paper.about is None:
        yield "công văn phải có trích yếu «V/v …» dưới số, ký hiệu"
        return
    yield from _said(paper.about, least=12, most=13, bold=False)
    if paper.number is not None and paper.after(paper.number) is not paper.about:
        yield f"trích yếu {quoted(paper.about)} phải đặt ngay dưới số, ký hiệu"
    elif paper.number is not None and paper.number.after + paper.about.before < 6:
        yield f"trích yếu {quoted(paper.about)} phải cách số, ký hiệu 6 pt"


def ii_5_kind(paper: Anatomy) -> Iterator[str]:
    """The kind's name in capitals, 13-14, upright, bold."""
    if paper.is_letter or paper.kind is None:
        return
    if not paper.title:
        yield f"thiếu tên loại văn bản «{TITLES[paper.kind][0]}»"
        return
    yield from capitals(paper.title[0])
    yield from _said(paper.title[0], least=13, most=14, bold=True)


def ii_5_subject(paper: Anatomy) -> Iterator[str]:
    """The subject under the kind's name, 13-14, upright, bold."""
    if paper.title and len(paper.title) < 2:
        yield f"thiếu trích yếu nội dung dưới tên loại {quoted(paper.title[0])}"
    for line in paper.title[1:]:
        yield from _said(line, least=13, most=14, bold=True)


def ii_5_subject_rule(paper: Anatomy) -> Iterator[str]:
    """A third to a half of the line above."""
    if len(paper.title) > 1:
        yield from _third_to_half(paper, paper.title[-1])


def _third_to_half(paper: Anatomy, line: Line) -> Iterator[str]:
    yield from ruled(line, paper.rule_under(line), least=THIRD, most=HALF, right=SHARE)


def _said(line: Line, *, least: float, most: float, bold: bool, italic: bool = False) -> Iterator[str]:
    yield from sized(line, least=least, most=most)
    yield from styled(line, bold=bold, italic=italic)
    yield from centred(line)


RULES = (
    *(ii_1_nation, ii_1_motto, ii_1_motto_rule, ii_2_bodies, ii_2_bodies_rule, ii_3_number, ii_3_symbol),
    *(ii_4_place_and_day, ii_5_letter_subject, ii_5_kind, ii_5_subject, ii_5_subject_rule),
)

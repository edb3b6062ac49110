"""Issue M5, shown by 1: a checker of Nghị định 30/2020 on every paper, and on papers broken on purpose."""

from functools import cache

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from models.words import LetterKind
from templates.letters.decree30 import RULES, check
from templates.letters.render import render_letter

from .papers import LETTERS, opened, papers, saved
from .spoils import (
    Spoil,
    across,
    aligned,
    coloured,
    font,
    gone,
    header,
    look,
    moved,
    no_page,
    page,
    page_below,
    page_twice,
    restarts_not,
    rule_gone,
    rule_long,
    shaped,
    sides_changed,
    size,
    small_page_number,
    two_annexes,
    words,
)

CHASING, INVITATION, SEVERAL, BY_ORDER = (
    "cong-van-don-doc.docx",
    "giay-moi.docx",
    "cong-van-de-nghi-bao-cao-so-ket.docx",
    "by order of the Minister",
)


@pytest.mark.parametrize(("kind", "content"), [one[1:] for one in papers()], ids=[one[0] for one in papers()])
def test_every_paper_that_the_product_writes_has_the_layout_of_the_decree(
    kind: LetterKind | None, content: bytes
) -> None:
    assert [str(problem) for problem in check(content, kind=kind)] == []


@cache
def made(which: str) -> tuple[LetterKind, bytes]:
    kind, facts = LETTERS[which]
    return kind, render_letter(kind, facts)


BODY = "Tính đến"
BROKEN: list[tuple[str, str, str, Spoil]] = [
    ("i_1_paper_size", "letter paper", CHASING, page(page_height=Mm(279), page_width=Mm(216))),
    ("i_2_upright", "lies across", CHASING, across),
    ("i_3_margins", "left 25 mm", CHASING, page(left_margin=Mm(25))),
    ("i_3_margins", "right 25 mm", CHASING, page(right_margin=Mm(25))),
    ("i_3_margins", "top 15 mm", CHASING, page(top_margin=Mm(15))),
    ("i_3_margins", "bottom 30 mm, in the annex", CHASING, page(1, bottom_margin=Mm(30))),
    ("i_4_font", "Arial", CHASING, font(BODY, "Arial")),
    ("i_4_font", "red", CHASING, coloured(BODY)),
    ("i_7_page_number", "none", CHASING, no_page),
    ("i_7_page_number", "on the first page too", CHASING, page(different_first_page_header_footer=False)),
    ("i_7_page_number", "at the left", CHASING, header(alignment=WD_ALIGN_PARAGRAPH.LEFT)),
    ("i_7_page_number", "10 pt", CHASING, small_page_number),
    ("i_7_page_number", "below", CHASING, page_below),
    ("i_7_page_number", "twice", CHASING, page_twice),
    ("ii_1_nation", "small letters", CHASING, words("CỘNG", "Cộng hòa xã hội chủ nghĩa Việt Nam")),
    ("ii_1_nation", "14 pt", CHASING, size("CỘNG", 14)),
    ("ii_1_nation", "not bold", CHASING, look("CỘNG", bold=False)),
    ("ii_1_nation", "missing", CHASING, gone("CỘNG")),
    ("ii_1_motto", "without spaces", CHASING, words("Độc lập", "Độc lập-Tự do-Hạnh phúc")),
    ("ii_1_motto", "italic", CHASING, look("Độc lập", italic=True)),
    ("ii_1_motto", "missing", CHASING, gone("Độc lập")),
    ("ii_1_motto_rule", "missing", CHASING, rule_gone("Độc lập")),
    ("ii_1_motto_rule", "too long", CHASING, rule_long("Độc lập", 5)),
    ("ii_2_bodies", "parent bold", CHASING, look("BỘ CÔNG AN", bold=True)),
    ("ii_2_bodies", "issuing body not bold", CHASING, look("CỤC PHÁP CHẾ", bold=False)),
    ("ii_2_bodies", "small letters", CHASING, words("BỘ CÔNG AN", "Bộ Công an")),
    ("ii_2_bodies_rule", "missing", CHASING, rule_gone("CỤC PHÁP CHẾ")),
    ("ii_2_bodies_rule", "too long", CHASING, rule_long("CỤC PHÁP CHẾ", 5)),
    ("ii_3_number", "not padded", CHASING, words("Số:", "Số: 5/V03-P1")),
    ("ii_3_number", "padded twice", CHASING, words("Số:", "Số: 012/V03-P1")),
    ("ii_3_number", "spaces", CHASING, words("Số:", "Số: 05/V03 - P1")),
    ("ii_3_number", "no slash", CHASING, words("Số:", "Số: 05-V03-P1")),
    ("ii_3_number", "bold", CHASING, look("Số:", bold=True)),
    ("ii_3_number", "missing", CHASING, gone("Số:")),
    ("ii_3_symbol", "a letter named as a report", CHASING, words("Số:", "Số: 05/BC-V03-P1")),
    ("ii_3_symbol", "an invitation without GM", INVITATION, words("Số:", "Số: 05/V03-P1")),
    ("ii_4_place_and_day", "day not padded", CHASING, words("Hà Nội,", "Hà Nội, ngày 5 tháng 12 năm 2024")),
    ("ii_4_place_and_day", "March padded", CHASING, words("Hà Nội,", "Hà Nội, ngày 05 tháng 03 năm 2024")),
    ("ii_4_place_and_day", "January not", CHASING, words("Hà Nội,", "Hà Nội, ngày 05 tháng 1 năm 2024")),
    ("ii_4_place_and_day", "no comma", CHASING, words("Hà Nội,", "Hà Nội ngày 05 tháng 12 năm 2024")),
    ("ii_4_place_and_day", "upright", CHASING, look("Hà Nội,", italic=False)),
    ("ii_5_letter_subject", "missing", CHASING, gone("V/v")),
    ("ii_5_letter_subject", "14 pt", CHASING, size("V/v", 14)),
    ("ii_5_letter_subject", "close to the number", CHASING, shaped("V/v", space_before=Pt(0))),
    ("ii_5_kind", "small letters", INVITATION, words("GIẤY MỜI", "Giấy mời")),
    ("ii_5_kind", "missing", INVITATION, words("GIẤY MỜI", "THÔNG BÁO")),
    ("ii_5_subject", "not bold", INVITATION, look("Dự lớp", bold=False)),
    ("ii_5_subject_rule", "missing", INVITATION, rule_gone("Dự lớp")),
    ("ii_6_order", "number below the text", CHASING, moved("Số:", before="Thông tin liên hệ")),
    ("ii_6_order", "bodies at the right", CHASING, sides_changed),
    ("ii_6_size", "12 pt", CHASING, size(BODY, 12)),
    ("ii_6_upright", "italic", CHASING, look(BODY, italic=True)),
    ("ii_6_justified", "ragged", CHASING, aligned(BODY)),
    ("ii_6_first_line", "not drawn in", CHASING, shaped(BODY, first_line_indent=Mm(0))),
    ("ii_6_between_paragraphs", "3 pt", CHASING, shaped(BODY, space_after=Pt(3))),
    ("ii_6_between_lines", "two lines", CHASING, shaped(BODY, line_spacing=2.0)),
    ("ii_6_between_lines", "an exact height", CHASING, shaped(BODY, line_spacing=Pt(14))),
    ("ii_6_end", "a full stop", CHASING, words("Thông tin liên hệ", "Thông tin liên hệ: V03.")),
    ("ii_7_positions", "not bold", CHASING, look("KT. CỤC", bold=False)),
    ("ii_7_positions", "12 pt", CHASING, size("PHÓ CỤC", 12)),
    ("ii_7_abbreviations", "unknown", CHASING, words("KT. CỤC", "TH. CỤC TRƯỞNG")),
    ("ii_7_abbreviations", "no space", CHASING, words("KT. CỤC", "KT.CỤC TRƯỞNG")),
    ("ii_7_goes_with_head", "for the Minister", CHASING, words("KT. CỤC", "TL. BỘ TRƯỞNG")),
    ("ii_7_goes_with_head", "for itself", BY_ORDER, words("TL. BỘ", "KT. CỤC TRƯỞNG")),
    ("ii_7_signer", "not bold", CHASING, look("Đại tá", bold=False)),
    ("ii_9_addressed", "missing", CHASING, gone("Kính gửi")),
    ("ii_9_addressed", "bold", CHASING, look("Kính gửi", bold=True)),
    ("ii_9_addressed", "several on the line", SEVERAL, words("Kính gửi", "Kính gửi: các đơn vị;")),
    ("ii_9_addressed", "no semicolon", SEVERAL, words("- Các đơn vị", "- Các đơn vị thuộc cơ quan Bộ")),
    ("ii_9_label", "upright", CHASING, look("Nơi nhận", italic=False)),
    ("ii_9_label", "missing", CHASING, gone("Nơi nhận")),
    ("ii_9_distribution", "14 pt", CHASING, size("- Như trên", 14)),
    ("ii_9_distribution", "not kept", CHASING, gone("- Lưu")),
    ("ii_9_distribution", "no semicolon", CHASING, words("- Như trên", "- Như trên")),
    ("iii_1_annex", "13 pt", CHASING, size("Phụ lục", 13)),
    ("iii_1_annex", "pages go on", CHASING, restarts_not),
    ("iii_1_annex", "two without numerals", CHASING, two_annexes),
    ("iii_1_annex_title", "small letters", CHASING, words("DANH SÁCH", "Danh sách đơn vị")),
]


@pytest.mark.parametrize(
    ("rule", "which", "spoil"),
    [(rule, which, spoil) for rule, _, which, spoil in BROKEN],
    ids=[f"{rule}: {how}" for rule, how, _, _ in BROKEN],
)
def test_a_paper_broken_on_purpose_is_found_by_the_rule_of_that_article(
    rule: str, which: str, spoil: Spoil
) -> None:
    kind, content = made(which)
    paper = opened(content)
    spoil(paper)
    assert rule in {problem.rule for problem in check(saved(paper), kind=kind)}


def test_every_rule_is_broken_at_least_once() -> None:
    assert {rule for rule, *_ in BROKEN} == {rule.__name__ for rule in RULES}


def test_a_problem_names_its_article_the_element_and_what_would_be_right() -> None:
    kind, content = made(CHASING)
    paper = opened(content)
    words("Hà Nội,", "Hà Nội, ngày 5 tháng 12 năm 2024")(paper)
    [problem] = check(saved(paper), kind=kind)
    assert str(problem) == (
        "Phụ lục I, mục II.4: «Hà Nội, ngày 5 tháng 12 năm 2024»: sau địa danh có dấu phẩy; ngày nhỏ hơn 10 "
        "và tháng 1, 2 thêm số 0 phía trước; đúng là như «Hà Nội, ngày 05 tháng 02 năm 2024»."
    )


def test_an_empty_document_lacks_everything_and_what_is_no_docx_is_said() -> None:
    found = {problem.rule for problem in check(saved(docx.Document()), kind=LetterKind.CHASING)}
    assert {"ii_1_nation", "ii_2_bodies", "ii_3_number", "ii_9_addressed", "ii_9_label"} <= found
    with pytest.raises(ValueError, match=r"không phải tệp \.docx"):
        check(b"%PDF-1.7", kind=None)

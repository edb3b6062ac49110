"""Letters and papers: what they say, whose template they follow, and what a changed template is told."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

from models.words import LetterKind
from templates.letters.facts import FrameFacts, HeadFacts, LateUnit, SignatureFacts
from templates.letters.forms.make import FORMS, HERE
from templates.letters.forms_in_use import SHIPPED, LetterFormError
from templates.letters.render import render_letter
from templates.letters.samples import INVITATION, LATE, REVIEW

from .papers import BY_ORDER, line, opened, saved, text_of

NAME = "cong-van-don-doc.docx"


def unpacked(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("name", FORMS)
def test_the_shipped_templates_are_those_that_make_writes(name: str, tmp_path: Path) -> None:
    """Whoever changes make.py runs it; a .docx shows no difference in a review."""
    (tmp_path / name).write_bytes(FORMS[name]().made())
    assert unpacked(tmp_path / name) == unpacked(HERE / name)


def test_the_chasing_letter_says_basis_state_request_and_on_the_second_time_who_will_be_told() -> None:
    text = text_of(render_letter(LetterKind.CHASING, LATE))
    for said in (
        "V/v đôn đốc gửi Báo cáo kết quả thực hiện Đề án năm 2024 (lần 2)",
        "ban hành kèm theo Quyết định số 762/QĐ-BCA-V03 ngày 06/02/2024",
        "thời hạn gửi Báo cáo kết quả thực hiện Đề án năm 2024 là trước ngày 15/12/2024.",
        "Tính đến 17 giờ 00 ngày 20/12/2024, V03 đã nhận được 69/72 văn bản; "
        "còn 02 đơn vị chưa gửi, 01 đơn vị gửi chưa đúng yêu cầu (Phụ lục kèm theo).",
        "chậm nhất ngày 27/12/2024; trường hợp đã ban hành, đề nghị cho biết số, ngày văn bản.",
        "Sau thời hạn trên, V03 sẽ tổng hợp, báo cáo lãnh đạo Bộ tình hình thực hiện.",
        "Thông tin liên hệ: cán bộ đầu mối V03, điện thoại 069 000 0000./.",
        "(Kèm theo Công văn số 05/V03-P1 ngày 20 tháng 12 năm 2024 của Cục Pháp chế và",
        "Gửi chưa đúng yêu cầu",
    ):
        assert said in text
    assert "báo cáo lãnh đạo Bộ" not in text_of(render_letter(LetterKind.CHASING, replace(LATE, number=1)))


def test_a_letter_to_one_unit_names_no_other_and_has_no_annex() -> None:
    for unit, said in (
        (LATE.units[0], "chưa nhận được văn bản của Công an tỉnh Hà Giang"),
        (LATE.units[1], "văn bản của Công an tỉnh Cao Bằng chưa đúng yêu cầu, đã được đề nghị bổ sung"),
        (LATE.units[2], "Kính gửi: Thủ trưởng Cục Kế hoạch và tài chính"),
    ):
        text = text_of(render_letter(LetterKind.CHASING, replace(LATE, separate=True, units=(unit,))))
        assert said in text
        assert not any(other.name in text for other in LATE.units if other is not unit)
        assert "Phụ lục" not in text
        assert "đã nhận được 69/72 văn bản" in text


def test_head_symbol_and_signature_are_those_of_the_frame() -> None:
    text = text_of(render_letter(LetterKind.CHASING, replace(LATE, frame=BY_ORDER)))
    assert text.startswith("BỘ CÔNG AN\n")
    for said in ("05/BCA-V03", "TL. BỘ TRƯỞNG\nCỤC TRƯỞNG V03", "Thiếu tướng Trần Mẫu"):
        assert said in text
    assert "Hà Nội, ngày 05 tháng 02 năm 2024" in text


def test_what_is_not_known_yet_is_left_open() -> None:
    text = text_of(render_letter(LetterKind.CHASING, replace(LATE, frame=None)))
    assert "BỘ CÔNG AN" in text
    assert "…, ngày … tháng … năm …" in text
    assert "Số: …/…" in text
    assert "CỤC TRƯỞNG" in text


def test_invitation_paper_and_request_say_their_own() -> None:
    invited = text_of(render_letter(LetterKind.INVITATION, INVITATION))
    assert "3. Thời gian: từ 08 giờ 00 đến 16 giờ 30, trong 02 ngày, từ thứ Hai, 10/06/2024" in invited
    assert "6. Lưu ý: Trang phục: lễ phục xuân hè. Mang theo máy tính xách tay." in invited
    paper = text_of(render_letter(LetterKind.MINISTRY_PAPER, LATE))
    assert "Kính gửi: Lãnh đạo Bộ" in paper
    assert "V03 đã nhắc 7 lượt bằng thư điện tử" in paper
    asked = text_of(render_letter(LetterKind.REVIEW_REQUEST, REVIEW))
    assert "- Các đơn vị thuộc cơ quan Bộ;\n- Công an các tỉnh, thành phố trực thuộc trung ương." in asked
    assert "theo Đề cương, biểu số liệu kèm theo" in asked


def test_what_users_write_is_text_and_never_a_template() -> None:
    """Braces, marks and control characters stand there as they were typed, or not at all."""
    odd = "Công an <w:p> & {{ 7 * 7 }} {% for x in y %} \x00\x0b «A»"
    unit = LateUnit(name=odd, reminded=0, last_reminder=None)
    frame = FrameFacts(
        head=HeadFacts(body=odd, symbol="V03-P1"),
        signature=SignatureFacts(name=odd),
        place=odd,
        distribution=(odd,),
    )
    text = text_of(render_letter(LetterKind.CHASING, replace(LATE, units=(unit,), document=odd, frame=frame)))
    assert "Công an <w:p> & {{ 7 * 7 }} {% for x in y %} «A»" in text
    assert "49" not in text


Spoil = Callable[[docx.document.Document], None]


def own(folder: Path, spoil: Spoil) -> Path:
    document = docx.Document(str(SHIPPED / NAME))
    spoil(document)
    (folder / NAME).write_bytes(saved(document))
    return folder


def put(start: str, old: str, new: str) -> Spoil:
    def spoil(document: docx.document.Document) -> None:
        run = line(document, start).runs[0]
        assert old in run.text
        run.text = run.text.replace(old, new)

    return spoil


def test_an_installations_own_copy_is_used(tmp_path: Path) -> None:
    folder = own(tmp_path, put("Để bảo đảm", "đề nghị", "trân trọng đề nghị"))
    assert "trân trọng đề nghị Thủ trưởng" in text_of(
        render_letter(LetterKind.CHASING, LATE, templates=folder)
    )
    assert "trân trọng" not in text_of(render_letter(LetterKind.CHASING, LATE, templates=tmp_path / "none"))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (put("Để bảo đảm", "{{ han_moi }}", "mai"), "trường «han_moi» có trong mẫu gốc nhưng không còn"),
        (put("{{ don_vi.ten }}", "{{ don_vi.ten }}", "x"), "trường «cac_don_vi.ten» có trong mẫu gốc"),
        (put("Để bảo đảm", "{{ don_vi_soan }}", "{{ co_quan }}"), "không có trường «co_quan»"),
        (put("{{ don_vi.ten }}", "don_vi.ten", "don_vi.ten }}{{ don_vi.ma"), "không có trường «ma»"),
        (put("Để bảo đảm", "{{ han_moi }}", "{{ han_moi"), "ở đoạn «Để bảo đảm"),
        (put("{%p if lan", "{%p if lan > 1 %}", "{%p if lan > %}"), "viết chưa đúng"),
        (put("{%p if lan", "{%p", "Từ lần hai: {%p"), "phải đứng riêng một đoạn"),
        (put("Để bảo đảm", "{{ han_moi }}", "{{ han_moi / 0 }}"), "không điền được các trường"),
        (put("Để bảo đảm", "{{ han_moi }}", "{{ han_moi.__class__.__mro__ }}"), "không điền được các trường"),
    ],
)
def test_a_copy_that_cannot_be_used_is_refused_with_one_sentence(
    spoil: Spoil, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(LetterFormError) as refusal:
        render_letter(LetterKind.CHASING, LATE, templates=own(tmp_path, spoil))
    said = str(refusal.value)
    assert said.startswith("Mẫu cong-van-don-doc.docx (của đơn vị): ")
    assert sentence in said
    assert "\n" not in said


def test_a_copy_that_is_no_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(LetterFormError, match=r"không phải tệp \.docx đọc được"):
        render_letter(LetterKind.CHASING, LATE, templates=tmp_path)


def test_numbers_of_documents_are_not_divided_at_the_end_of_a_line() -> None:
    document = opened(render_letter(LetterKind.CHASING, LATE))
    basis = line(document, "Triển khai")
    assert "762/QĐ-BCA-V03" in basis.text
    assert basis._p.xml.count("w:noBreakHyphen") == 2

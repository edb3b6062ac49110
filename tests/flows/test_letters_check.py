"""`dondoc letters check`: what a changed template broke, before a letter is needed."""

from pathlib import Path

import docx
import pytest
from docx.shared import Mm
from typer.testing import CliRunner, Result

from flows.cli import main
from flows.work.papers.framing import framed, house_of
from flows.work.people.officers import FocalUnit
from flows.work.refusals import RefusedError
from models.words import Authority, LetterKind
from templates.letters.forms.make import FORMS
from templates.letters.forms_in_use import SHIPPED
from tests.templates.papers import line, saved

NAME = "cong-van-don-doc.docx"
FOCAL = FocalUnit(id="x", name="Cục Pháp chế", code="V03", superior="Bộ Công an", phone="")


def checked(data: Path) -> Result:
    return CliRunner().invoke(main, ["letters", "check", "--data", str(data)])


def changed(data: Path, start: str, old: str, new: str) -> docx.document.Document:
    """The installation's copy of the chasing letter, one text of it changed."""
    folder = data / "config" / "letters"
    folder.mkdir(parents=True, exist_ok=True)
    document = docx.Document(str(SHIPPED / NAME))
    run = line(document, start).runs[0]
    assert old in run.text
    run.text = run.text.replace(old, new)
    (folder / NAME).write_bytes(saved(document))
    return document


def test_the_shipped_templates_are_fit(tmp_path: Path) -> None:
    result = checked(tmp_path)
    assert result.exit_code == 0
    assert result.output.splitlines() == [f"{name} (mẫu gốc): dùng được" for name in FORMS]


def test_a_reworded_copy_is_fit_and_an_optional_field_that_is_gone_is_noted(tmp_path: Path) -> None:
    changed(tmp_path, "Thông tin", "Thông tin liên hệ: {{ lien_he }}", "Trân trọng")
    result = checked(tmp_path)
    assert result.exit_code == 0
    assert f"{NAME} (mẫu của đơn vị): dùng được" in result.output
    assert "trường «lien_he» có trong mẫu gốc nhưng không còn trong mẫu của đơn vị" in result.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("Để bảo đảm", "{{ han_moi }}", "mai"), "trường «han_moi» có trong mẫu gốc"),
        (
            ("Để bảo đảm", "{{ don_vi_soan }}", "{{ co_quan }}"),
            "không có trường «co_quan», ghi ở đoạn «Để bảo đảm tiến độ",
        ),
        (("Để bảo đảm", "{{ han_moi }}", "{{ han_moi"), "viết chưa đúng, ở đoạn «Để bảo đảm"),
        (("Thông tin", "./.", "."), "Phụ lục I, mục II.6: nội dung kết thúc ở"),
    ],
)
def test_what_is_broken_is_named_and_ends_with_exit_code_1(
    change: tuple[str, str, str], said: str, tmp_path: Path
) -> None:
    changed(tmp_path, *change)
    result = checked(tmp_path)
    assert result.exit_code == 1
    assert f"{NAME} (mẫu của đơn vị): cần sửa" in result.output
    assert said in result.output
    assert "Có 1 mẫu cần sửa." in result.output


def test_the_layout_of_what_a_copy_makes_is_checked(tmp_path: Path) -> None:
    document = changed(tmp_path, "Tính đến", "Tính đến", "Đến")
    document.sections[0].left_margin = Mm(20)
    (tmp_path / "config" / "letters" / NAME).write_bytes(saved(document))
    assert "Phụ lục I, mục I.3: lề trái 20 mm; đúng là 30-35 mm." in checked(tmp_path).output


def test_a_file_that_no_letter_uses_is_named(tmp_path: Path) -> None:
    (tmp_path / "config" / "letters").mkdir(parents=True)
    (tmp_path / "config" / "letters" / "cong-van.docx").write_bytes(b"")
    result = checked(tmp_path)
    assert result.exit_code == 1
    assert "cong-van.docx (mẫu của đơn vị): cần sửa\n  không có mẫu nào tên như vậy" in result.output


def test_a_frame_takes_its_codes_from_the_focal_unit_and_refuses_a_mix() -> None:
    house = house_of(FOCAL)
    frame = framed(kind=LetterKind.CHASING, house=house, authority=Authority.BY_ORDER, number="05/BCA-V03")
    assert (frame.head.parent, frame.head.body, frame.head.symbol) == ("", "Bộ Công an", "BCA-V03")
    assert frame.signature.positions == ("TL. BỘ TRƯỞNG", "CỤC TRƯỞNG V03")
    with pytest.raises(RefusedError, match="đó là ký hiệu văn bản ký thừa lệnh Bộ trưởng"):
        framed(kind=LetterKind.CHASING, house=house, number="05/BCA-V03")
    with pytest.raises(RefusedError, match="Không soạn công văn đôn đốc của Bộ"):
        framed(kind=LetterKind.CHASING, house=house, authority=Authority.MINISTRY)

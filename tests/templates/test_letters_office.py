"""Issue M5, shown by 5 and 2: templates edited in LibreOffice, and papers as LibreOffice prints them.

Where LibreOffice or its Python bridge is missing a test is skipped and says so; TEST_SOFFICE may name another
program.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from models.words import LetterKind
from templates.letters.decree30 import check
from templates.letters.forms_in_use import SHIPPED, LetterFormError
from templates.letters.render import render_letter
from templates.letters.samples import LATE

from .papers import papers, text_of

CLERK = Path(__file__).parents[1] / "fakes" / "office_clerk.py"
NAME = "cong-van-don-doc.docx"


def office() -> str:
    found = os.environ.get("TEST_SOFFICE") or shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice (soffice) is not installed: nothing was opened in it")
    return found


def edited(folder: Path, **edits: Any) -> Path:
    """An installation's folder whose copy of the chasing letter a clerk edited and saved."""
    program, python = office(), "/usr/bin/python3"
    if not Path(python).exists() or subprocess.run([python, "-c", "import uno"], check=False).returncode:
        pytest.skip("python3-uno is not installed: no template was edited in LibreOffice")
    own = folder / "letters"
    own.mkdir()
    copy = shutil.copy(SHIPPED / NAME, folder)  # LibreOffice leaves a lock beside what it has open
    command = [python, str(CLERK), program, str(folder), str(copy), str(own / NAME)]
    subprocess.run([*command, json.dumps(edits)], check=True, timeout=180)
    return own


def test_a_template_that_a_clerk_reworded_and_moved_in_libreoffice_still_renders(tmp_path: Path) -> None:
    own = edited(
        tmp_path,
        replace=[["Để bảo đảm tiến độ tổng hợp chung", "Để kịp tiến độ chung"]],
        up=["Tính đến"],
    )
    content = render_letter(LetterKind.CHASING, LATE, templates=own)
    text = text_of(content)
    assert "Để kịp tiến độ chung, đề nghị Thủ trưởng" in text
    assert "V/v đôn đốc gửi Báo cáo kết quả thực hiện Đề án năm 2024 (lần 2)" in text
    assert text.index("Tính đến 17 giờ 00") < text.index("Triển khai Kế hoạch")
    assert "Công an tỉnh Cao Bằng" in text
    assert [str(problem) for problem in check(content, kind=LetterKind.CHASING)] == []


def test_a_field_that_was_removed_in_libreoffice_is_named_by_the_refusal(tmp_path: Path) -> None:
    own = edited(tmp_path, replace=[["chậm nhất ngày {{ han_moi }}", "sớm nhất"]])
    with pytest.raises(LetterFormError) as refusal:
        render_letter(LetterKind.CHASING, LATE, templates=own)
    assert str(refusal.value) == (
        "Mẫu cong-van-don-doc.docx (của đơn vị): trường «han_moi» có trong mẫu gốc nhưng không còn trong mẫu "
        "của đơn vị."
    )


def test_a_field_that_may_be_missed_is_missed_in_peace(tmp_path: Path) -> None:
    own = edited(tmp_path, replace=[["Thông tin liên hệ: {{ lien_he }}./.", "Trân trọng./."]])
    assert "Trân trọng./." in text_of(render_letter(LetterKind.CHASING, LATE, templates=own))


@pytest.mark.long
def test_every_paper_is_printed_on_the_pages_it_should_take(tmp_path: Path) -> None:
    """A letter on one page and its annex on the next; the Ministry's paper on one, with 72 units too."""
    made = {f"{number}.docx": (name, kind, content) for number, (name, kind, content) in enumerate(papers())}
    for file, (_, _, content) in made.items():
        (tmp_path / file).write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office(), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, sorted(tmp_path.glob("*.docx")))], check=True, timeout=300)
    for file, (name, kind, content) in made.items():
        printed = (tmp_path / file).with_suffix(".pdf").read_bytes()
        pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))
        annexes = sum(line == "Phụ lục" for line in text_of(content).splitlines())
        assert kind is None or pages == 1 + annexes, name

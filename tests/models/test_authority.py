"""Head, symbol and signature of a paper move together; other mixes are refused with one sentence."""

import pytest

from models.rules.authority import (
    Head,
    House,
    check_number,
    head,
    positions,
    refuse_mix,
    refuse_signature,
    symbol,
)
from models.words import Authority, LetterKind

FOCAL, BY_ORDER, MINISTRY = Authority.FOCAL, Authority.BY_ORDER, Authority.MINISTRY
CHASING, INVITATION, REPORT = LetterKind.CHASING, LetterKind.INVITATION, LetterKind.REPORT
UNITS = Head(parent="Bộ Công an", body="Cục Pháp chế và cải cách hành chính, tư pháp")
MINISTRYS = Head(parent="", body="Bộ Công an")


@pytest.mark.parametrize(
    ("kind", "authority", "over", "after_slash", "signed"),
    [
        (CHASING, FOCAL, UNITS, "V03-P1", ("CỤC TRƯỞNG",)),
        (
            CHASING,
            BY_ORDER,
            Head(parent="", body="Bộ Công an"),
            "BCA-V03",
            ("TL. BỘ TRƯỞNG", "CỤC TRƯỞNG V03"),
        ),
        (INVITATION, FOCAL, UNITS, "GM-V03-P1", ("CỤC TRƯỞNG",)),
        (REPORT, MINISTRY, MINISTRYS, "BC-BCA-V03", ("BỘ TRƯỞNG",)),
        (REPORT, FOCAL, UNITS, "BC-V03-P1", ("CỤC TRƯỞNG",)),
    ],
)
def test_they_move_together(
    kind: LetterKind, authority: Authority, over: Head, after_slash: str, signed: tuple[str, ...]
) -> None:
    assert refuse_mix(kind=kind, authority=authority) is None
    assert head(authority=authority) == over
    assert symbol(kind=kind, authority=authority) == after_slash
    assert positions(authority=authority) == signed
    assert check_number(kind=kind, authority=authority, number=f"05/{after_slash}") is None


def test_a_deputy_signs_for_the_head_or_for_the_minister() -> None:
    assert positions(authority=FOCAL, deputy=True) == ("KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG")
    assert positions(authority=MINISTRY, deputy=True) == ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")
    assert positions(authority=BY_ORDER, deputy=True) == (
        "TL. BỘ TRƯỞNG",
        "KT. CỤC TRƯỞNG V03",
        "PHÓ CỤC TRƯỞNG",
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("5/V03-P1", "số nhỏ hơn 10 thêm chữ số 0"),
        ("005/V03-P1", "ghi như 05/V03-P1"),
        ("05 /V03-P1", "không có dấu cách"),
        ("05-V03-P1", "có dấu gạch chéo"),
        ("0/V03-P1", "ghi như 05/V03-P1"),
        ("", "ghi như 05/V03-P1"),
        ("05/BCA-V03", "đó là ký hiệu văn bản ký thừa lệnh Bộ trưởng"),
        ("12/BC-V03-P1", "không phải của công văn đôn đốc do đơn vị đầu mối ký; ghi như 12/V03-P1"),
        ("05/V03", "ghi như 05/V03-P1"),
    ],
)
def test_a_number_that_does_not_belong_is_refused_with_what_would(number: str, said: str) -> None:
    problem = check_number(kind=CHASING, authority=FOCAL, number=number)
    assert problem is not None
    assert said in problem
    assert problem.endswith(".")


@pytest.mark.parametrize("number", ["01/V03-P1", "10/V03-P1", "1234/V03-P2", "05/V03-TH"])
def test_any_office_of_the_focal_unit_may_have_drafted_it(number: str) -> None:
    assert check_number(kind=CHASING, authority=FOCAL, number=number) is None


@pytest.mark.parametrize("number", ["15/GM-V03", "15/GM-V03-P1"])
def test_a_paper_whose_symbol_names_its_kind_need_not_name_the_office(number: str) -> None:
    """Nghị định 30/2020, Annex I, part II.3: the drafting office belongs to a letter's symbol alone."""
    assert check_number(kind=INVITATION, authority=FOCAL, number=number) is None


def test_what_nobody_signs_in_that_name_is_refused() -> None:
    assert refuse_mix(kind=CHASING, authority=MINISTRY) == (
        "Không soạn công văn đôn đốc của Bộ, do lãnh đạo Bộ ký; công văn đôn đốc là văn bản do đơn vị đầu "
        "mối ký hoặc ký thừa lệnh Bộ trưởng."
    )
    assert check_number(kind=LetterKind.MINISTRY_PAPER, authority=BY_ORDER, number="05/BCA-V03")


def test_a_signature_of_another_authority_is_refused() -> None:
    assert refuse_signature(authority=FOCAL, lines=("KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG")) is None
    problem = refuse_signature(authority=FOCAL, lines=("TL. BỘ TRƯỞNG", "CỤC TRƯỞNG V03"))
    assert problem is not None
    assert "không ghi «TL. BỘ TRƯỞNG / CỤC TRƯỞNG V03»" in problem


def test_another_house_has_its_own_codes() -> None:
    house = House(focal="Cục A", focal_code="A05", superior="Bộ B", superior_code="BB", office="P2")
    assert symbol(kind=REPORT, authority=MINISTRY, house=house) == "BC-BB-A05"
    assert positions(authority=BY_ORDER, house=house)[-1] == "CỤC TRƯỞNG A05"
    assert check_number(kind=CHASING, authority=FOCAL, number="07/A05-P2", house=house) is None
    assert check_number(kind=CHASING, authority=FOCAL, number="07/V03-P1", house=house)

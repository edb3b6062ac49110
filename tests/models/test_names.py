"""Unit names as documents write them (trap 8)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.names import (
    UnknownName,
    find_all,
    match,
    names_of,
    normalise,
    search_key,
    unaccented,
    unit_label,
)

UNITS = {
    "phap-che": "Cục Pháp chế và cải cách hành chính, tư pháp",
    "van-phong-bo": "Văn phòng Bộ",
    "khoa-hoc": "Cục Khoa học, chiến lược và lịch sử Công an",
    "truyen-thong": "Cục Truyền thông Công an nhân dân",
    "csqlhc": "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
    "hau-can": "Cục Hậu cần",
    "CA02": "Công an tỉnh Hà Giang",
    "CA17": "Công an tỉnh Hòa Bình",
    "CA24": "Công an tỉnh Bắc Giang",
    "CA38": "Công an tỉnh Thanh Hóa",
    "CA66": "Công an tỉnh Đắk Lắk",
    "CA77": "Công an tỉnh Bà Rịa - Vũng Tàu",
    "CA79": "Công an thành phố Hồ Chí Minh",
}
NAMES = names_of(
    units=UNITS.items(),
    also=[
        ("phap-che", "V03"),
        ("phap-che", "Cục Pháp chế và cải cách hành chính"),
        *((unit, unit) for unit in UNITS),
    ],
)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("Công an tỉnh Hà Giang", "CA02"),
        ("  CÔNG AN   TỈNH\u00a0HÀ GIANG ", "CA02"),
        ("Công\u200b an tỉnh Hà Giang", "CA02"),
        (unicodedata.normalize("NFD", "Công an tỉnh Hà Giang"), "CA02"),
        ("CA tỉnh Hà Giang", "CA02"),
        ("CAT Hà Giang", "CA02"),
        ("Công an Hà Giang", "CA02"),
        ("Hà Giang", "CA02"),
        ("ca02", "CA02"),
        ("Công an tỉnh Hoà Bình", "CA17"),
        ("Công an tỉnh Thanh Hoá", "CA38"),
        ("Công an tỉnh Ðắk Lắk", "CA66"),
        ("Công an tỉnh Bà Rịa – Vũng Tàu", "CA77"),
        ("Công an tỉnh Bà Rịa-Vũng Tàu", "CA77"),
        ("Công an TP Hồ Chí Minh", "CA79"),
        ("Công an TP. Hồ Chí Minh", "CA79"),
        ("Công an T.P Hồ Chí Minh", "CA79"),
        ("Công an TP.Hồ Chí Minh", "CA79"),
        ("CATP Hồ Chí Minh", "CA79"),
        ("CA TP.HCM", "CA79"),
        ("Cục Cảnh sát quản lý hành chính về trật tự, xã hội", "csqlhc"),
        ("Cục Pháp chế và cải cách hành chính", "phap-che"),
        ("Cục Pháp chế và cải cách hành chính tư pháp", "phap-che"),
        ("v03", "phap-che"),
    ],
)
def test_a_name_is_known_however_it_is_spelt(written: str, unit: str) -> None:
    assert match(written, NAMES) == unit


@pytest.mark.parametrize(
    ("old", "new"), [("hòa", "hoà"), ("khỏe", "khoẻ"), ("thủy", "thuỷ"), ("TỌA", "toạ"), ("húy", "huý")]
)
def test_both_habits_of_placing_the_tone_mark_are_one(old: str, new: str) -> None:
    assert normalise(old) == normalise(new)


@pytest.mark.parametrize(
    ("one", "other"), [("hóa", "hòa"), ("Bắc Giang", "Bắc Kạn"), ("Hà Giang", "Hà Giáng")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_an_unknown_name_is_never_guessed_but_answered_with_the_nearest() -> None:
    found = match("Công an tỉnh Ha Giang", NAMES)
    assert isinstance(found, UnknownName)
    assert found.suggestions[0] == "Công an tỉnh Hà Giang"
    assert str(found).startswith(
        "Không có đơn vị nào tên là «Công an tỉnh Ha Giang». Có phải là: Công an tỉnh Hà Giang"
    )


def test_a_name_like_no_other_gets_no_suggestion() -> None:
    assert str(match("Ủy ban nhân dân xã", NAMES)) == "Không có đơn vị nào tên là «Ủy ban nhân dân xã»."


def test_a_name_that_two_units_bear_asks_for_the_id() -> None:
    names = names_of(units=[("x1", "Công an xã Tân Lập"), ("x2", "Công an xã Tân Lập")])
    assert str(match("Công an xã Tân Lập", names)) == (
        "Có nhiều đơn vị cùng tên «Công an xã Tân Lập»; ghi mã định danh: x1 hoặc x2."
    )


def test_a_short_form_gives_way_to_a_real_name() -> None:
    names = names_of(units=[("province", "Công an tỉnh Huế"), ("other", "Huế")])
    assert match("Huế", names) == "other"


def test_the_longest_name_wins_and_commas_inside_names_split_nothing() -> None:
    """II.6.1 of the Decision, as it is written."""
    found = find_all(
        "Văn phòng Bộ, Cục Khoa học, chiến lược và lịch sử Công an, Cục Truyền thông Công an nhân dân, "
        "các đơn vị báo chí, phát thanh, truyền hình thuộc Công an các tỉnh",
        NAMES,
    )
    assert found.units == ("van-phong-bo", "khoa-hoc", "truyen-thong")
    assert found.remains == ("các đơn vị báo chí, phát thanh, truyền hình thuộc Công an các tỉnh",)


def test_v03_with_and_without_its_last_words_is_one_unit_named_once() -> None:
    found = find_all(
        "Cục Pháp chế và cải cách hành chính, tư pháp; Cục Pháp chế và cải cách hành chính và V03", NAMES
    )
    assert found.units == ("phap-che",)
    assert found.remains == ()


def test_what_is_no_unit_is_told() -> None:
    found = find_all("Cục Hậu cần, Bộ Tư pháp và Công an tỉnh Bắc Giang", NAMES)
    assert found.units == ("hau-can", "CA24")
    assert found.remains == ("Bộ Tư pháp",)


@given(st.permutations(list(UNITS)))
def test_any_list_of_official_names_is_read_back_in_its_order(units: list[str]) -> None:
    found = find_all(", ".join(UNITS[unit] for unit in units), NAMES)
    assert (list(found.units), found.remains) == (units, ())


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(match(text, NAMES), str | UnknownName)
    find_all(text, NAMES)


def test_a_dropdown_label_carries_what_people_type() -> None:
    assert unit_label("Công an tỉnh Hà Giang") == "Công an tỉnh Hà Giang · ha giang"
    assert unit_label("Công an thành phố Đà Nẵng") == "Công an thành phố Đà Nẵng · da nang"


def test_the_search_key_has_no_diacritics() -> None:
    assert unaccented("Đắk Lắk, Hòa Bình") == "dak lak, hoa binh"
    assert search_key("Cục Hậu cần") == "hau can"

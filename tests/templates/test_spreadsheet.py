"""Lists as spreadsheets open them."""

import csv
from io import StringIO

import pytest

from templates.spreadsheet import render_csv


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1", "\u00a0=1"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    content = render_csv(headings=("số/ký hiệu", "lý do"), rows=[(text, "văn bản =1")])
    assert content.startswith("\ufeff".encode())
    head, row = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))
    assert head == ["số/ký hiệu", "lý do"]
    assert row == [f"'{text}", "văn bản =1"]

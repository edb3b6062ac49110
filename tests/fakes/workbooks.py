"""Workbooks as units send them back: filled in, or spoilt in one place, without any office program."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from templates.workbooks.facts import FIGURES, GUIDE, LABEL, TASKS

PARTS = {
    name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate((GUIDE, FIGURES, TASKS, LABEL), 1)
}
Value = object


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that calculates; `value` is what it came to."""

    text: str
    value: float = 2


def filled(content: bytes, cells: Mapping[str, Value]) -> bytes:
    """The workbook with these cells, named such as `Số liệu!D7`, entered by hand."""
    members = unpacked(content)
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        members[PARTS[sheet]] = _entered(members[PARTS[sheet]].decode(), cell, value).encode()
    return packed(members)


def _entered(sheet: str, cell: str, value: Value) -> str:
    """A new value in a cell that is there, its style kept."""
    found = re.search(rf'<c r="{cell}"(?P<style>(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)', sheet)
    assert found, cell
    head = f'<c r="{cell}"{found["style"]}'
    if isinstance(value, Formula):
        new = f"{head}><f>{escape(value.text)}</f><v>{value.value}</v></c>"
    elif isinstance(value, str):
        new = f'{head} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    else:
        new = f"{head}><v>{value!r}</v></c>"
    return sheet[: found.start()] + new + sheet[found.end() :]


def unpacked(content: bytes) -> dict[str, bytes]:
    """The members of a package."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: Mapping[str, bytes], *, more: Callable[[zipfile.ZipFile], None] | None = None) -> bytes:
    """A package with these members; `more` may add what a mapping cannot hold."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():  # without the time of day: the same members, the same bytes
            archive.writestr(zipfile.ZipInfo(name), member, zipfile.ZIP_DEFLATED)
        if more:
            more(archive)
    return out.getvalue()


def changed(content: bytes, *, part: str, old: str, new: str) -> bytes:
    """The package with one text replaced in one member."""
    members = unpacked(content)
    text = members[part].decode()
    assert old in text, old
    members[part] = text.replace(old, new, 1).encode()
    return packed(members)


def with_member(content: bytes, name: str, member: bytes) -> bytes:
    """The package with one more member."""
    return packed({**unpacked(content), name: member})


def package(types: str) -> dict[str, bytes]:
    """The members of a small docx or xlsx: only what tells its kind."""
    return {"[Content_Types].xml": f'<Types><Override ContentType="{types}"/></Types>'.encode()}

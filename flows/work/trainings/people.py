"""People whom units name for a training, as coordinators type or paste them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from flows.work.people.addresses import read_phone
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, refuse_odd_line

SHAPE = "họ tên; cấp bậc, chức vụ; điện thoại"
GLUED = re.compile(  # behind a phone number a name, or its place in a list: a new row
    r"(\d[\d .\-]{6,16}?\d)[ ;\t]+(?=(?:\d{1,3}[.)\t] ?)?[^\W\d])"
)
COPIED_NUMBER = re.compile(r"\d{1,3}[.)]?[;\t ]+(?=[^\W\d])")  # the column TT of a list


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One person; phone and position may be unknown."""

    name: str
    position: str = ""
    phone: str = ""

    @property
    def key(self) -> str:
        """The same for one name however it is written."""
        return " ".join(unicodedata.normalize("NFC", self.name).casefold().split())


def read_people(text: str) -> tuple[Person, ...]:
    """Rows `name; rank and position; phone`, also with tabs, also on one line; raises RefusedError.

    A one-line field swallows line breaks: a new row begins behind each telephone number.
    """
    lines = GLUED.sub(r"\1\n", text.replace("\r", "\n")).split("\n")
    return tuple(_read(line, place) for place, line in enumerate(filter(str.strip, lines), 1))


def _read(line: str, place: int) -> Person:
    cells = [cell.strip() for cell in re.split(r"[;\t]", COPIED_NUMBER.sub("", line.strip(), count=1))]
    if len(cells) > 3 or not cells[0]:
        raise RefusedError(
            f"Dòng {place} «{line.strip()}» có {len(cells)} ô; cần: {SHAPE}; đề nghị sửa rồi gửi lại."
        )
    return checked(
        Person(**dict(zip(("name", "position", "phone"), cells, strict=False))), where=f"Dòng {place}"
    )


def checked(person: Person, *, where: str) -> Person:
    """The same, of plain text; raises RefusedError naming the row."""
    name = " ".join(person.name.split())
    if not any(letter.isalpha() for letter in name):
        raise RefusedError(f"{where}: họ tên «{person.name.strip()}» không có chữ nào; cần: {SHAPE}.")
    refuse_odd_line(name, field=f"{where}, họ tên", most=MOST_NAME)
    refuse_odd_line(person.position, field=f"{where}, cấp bậc, chức vụ", most=MOST_NAME)
    return Person(name=name, position=" ".join(person.position.split()), phone=read_phone(person.phone))


def refuse_twice(people: Sequence[Person]) -> None:
    """Refuse a list that names somebody twice."""
    seen: dict[str, int] = {}
    for place, one in enumerate(people, 1):
        if one.key in seen:
            raise RefusedError(f"Dòng {place} trùng cán bộ ở dòng {seen[one.key]}; đề nghị bỏ một dòng.")
        seen[one.key] = place

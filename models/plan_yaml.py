"""Reading a plan file's YAML by line: every value is text, every mistake is kept with its place."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from rapidfuzz import fuzz, process
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from models.plan_values import PlanFile, Written

Word = TypeVar("Word", bound=StrEnum)
DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
FLAGS = {"true": True, "false": False, "có": True, "không": False}
MOST_LISTED = 12
SYNTAX = "sai cú pháp YAML; kiểm tra dấu hai chấm, dấu ngoặc kép và số dấu cách đầu dòng (không dùng Tab)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One mistake: where it is, and in Vietnamese what is wrong and what would be right."""

    line: int
    field: str
    sentence: str


class PlanFileError(Exception):
    """The plan file cannot be used; `problems` holds every mistake found, `plan` what could be read."""

    def __init__(self, *, name: str, problems: Iterable[Problem], plan: PlanFile | None = None) -> None:
        self.name, self.plan = name, plan
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(self.sentences))

    @property
    def sentences(self) -> tuple[str, ...]:
        """`file:line: field: what is wrong; what would be right.`"""
        return tuple(f"{self.name}:{one.line}: {one.field}: {_ended(one.sentence)}" for one in self.problems)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."


def clean(text: str) -> str:
    """NFC on one line, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def closest(wrong: str, known: Iterable[str]) -> str:
    """`có phải “…”?` for the most similar known word, else all of them."""
    choices = list(known)
    if found := most_similar(wrong, choices):
        return f"có phải “{found}”?"
    if len(choices) > MOST_LISTED:
        return "bỏ dòng này, hoặc ghi thành chú thích sau dấu #"
    return (
        f"hãy dùng một trong: {', '.join(choices)}"
        if choices
        else "tệp chưa khai báo tên nào khác ở phần này"
    )


def most_similar(wrong: str, known: Iterable[str]) -> str:
    """The known word that `wrong` was probably meant to be; empty if none is near."""
    found = process.extractOne(wrong, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return str(found[0]) if found else ""


def open_file(text: str, *, name: str, fields: Iterable[str]) -> "Section":
    """The top of a plan file; raises PlanFileError if it is not YAML or not a list of fields."""
    try:
        # Not the round-trip loader: it marks folded lines with BEL characters inside the text.
        node = YAML(typ="safe", pure=True).compose(text.removeprefix("\ufeff"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PlanFileError(name=name, problems=[Problem(line=line, field="tệp", sentence=SYNTAX)]) from None
    except RecursionError:
        sentence = "các phần lồng nhau quá sâu; kiểm tra các dấu ngoặc vuông, ngoặc nhọn"
        raise PlanFileError(name=name, problems=[Problem(line=1, field="tệp", sentence=sentence)]) from None
    except YAMLError:
        sentence = "có ký tự không dùng được trong tệp YAML; lưu lại tệp dạng văn bản UTF-8"
        raise PlanFileError(name=name, problems=[Problem(line=1, field="tệp", sentence=sentence)]) from None
    if not isinstance(node, MappingNode):
        sentence = "tệp kế hoạch phải gồm các phần plan, groups, tasks; xem tệp mẫu config/plans/2024.yaml"
        raise PlanFileError(name=name, problems=[Problem(line=1, field="tệp", sentence=sentence)])
    return Section(node=node, where="", problems=[], fields=tuple(fields))


@dataclass(kw_only=True)
class Section:
    """One mapping of the file; readers return an empty value after noting what is wrong."""

    node: MappingNode
    where: str
    problems: list[Problem]
    fields: tuple[str, ...]
    found: dict[str, tuple[int, Node]] = field(init=False)
    misspelt: set[str] = field(init=False)  # fields that were probably meant; not reported as missing too

    def __post_init__(self) -> None:
        """Index the fields; unknown and repeated ones are problems."""
        self.found, self.misspelt = {}, set()
        for key, value in self.node.value:
            name, line = _printable_only(clean(str(key.value))), key.start_mark.line + 1
            if self.fields and name not in self.fields:
                self.misspelt.add(most_similar(name, self.fields))
                self.wrong(name, f"không có trường này; {closest(name, self.fields)}", line=line)
            elif name in self.found:
                self.wrong(name, f"ghi hai lần, lần đầu ở dòng {self.found[name][0]}; giữ lại một", line=line)
            else:
                self.found[name] = line, value

    @property
    def line(self) -> int:
        """The section's first line."""
        return int(self.node.start_mark.line) + 1

    def line_of(self, name: str) -> int:
        """The field's line, or the section's if the field is absent."""
        return self.found[name][0] if name in self.found else self.line

    def wrong(self, name: str, sentence: str, *, line: int | None = None) -> None:
        """Note a mistake in a field."""
        place = " › ".join(part for part in (self.where, name) if part)
        self.problems.append(Problem(line=line or self.line_of(name), field=place, sentence=sentence))

    def missing(self, name: str, *, right: str) -> None:
        """Note that a field is missing, unless a misspelt one was noted already."""
        if name not in self.misspelt:
            self.wrong(name, f"còn thiếu; cần {right}")

    def has(self, name: str) -> bool:
        """Whether the field is there and not empty."""
        node = self.found[name][1] if name in self.found else None
        return node is not None and bool(node.value)

    def text(self, name: str, *, right: str = "") -> str:
        """A line of text; `right` says what a missing one should be, empty: it may be missing."""
        if not self.has(name):
            if right:
                self.missing(name, right=right)
            return ""
        return self._scalar(name, self.found[name][1], right or "một đoạn chữ")

    def written(self, name: str, *, right: str) -> Written:
        """A line of text that names something, with its line."""
        return Written(text=self.text(name, right=right), line=self.line_of(name))

    def texts(self, name: str, *, right: str = "") -> tuple[Written, ...]:
        """One text or a list of texts, each with its line."""
        if not self.has(name):
            self.text(name, right=right)
            return ()
        line, node = self.found[name]
        items = node.value if isinstance(node, SequenceNode) else [node]
        lines = [item.start_mark.line + 1 for item in items] if isinstance(node, SequenceNode) else [line]
        texts = [self._scalar(name, item, "một đoạn chữ hoặc danh sách các đoạn chữ") for item in items]
        return tuple(Written(text=text, line=at) for text, at in zip(texts, lines, strict=True) if text)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A day written dd/mm/yyyy."""
        right = "ngày viết theo dạng ngày/tháng/năm, ví dụ 06/02/2024"
        written = self.text(name, right=right if required else "")
        match = DAY.fullmatch(written)
        if not written:
            return None
        try:
            if match:
                return date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            self.wrong(name, f"“{written}” không có trong lịch; kiểm tra lại ngày, tháng")
            return None
        self.wrong(name, f"“{written}” không phải là ngày; cần {right}")
        return None

    def number(self, name: str, *, low: int, high: int, right: str) -> int:
        """A whole number in [low, high]; 0 after a mistake."""
        written = self.text(name, right=right)
        if not written:
            return 0
        if written.isdecimal() and low <= int(written) <= high:
            return int(written)
        self.wrong(name, f"“{written}” không dùng được; cần {right}")
        return 0

    def flag(self, name: str, *, default: bool) -> bool:
        """true or false, có or không."""
        written = self.text(name).casefold()
        if written and written not in FLAGS:
            self.wrong(name, f"“{written}” không dùng được; ghi true (có) hoặc false (không)")
        return FLAGS.get(written, default)

    def word(self, name: str, vocabulary: type[Word], *, default: Word | None = None) -> Word | None:
        """One word of a closed vocabulary."""
        written = self.text(name)
        known = [member.value for member in vocabulary]
        if written and written not in known:
            self.wrong(name, f"không có lựa chọn “{written}”; hãy dùng một trong: {', '.join(known)}")
        return vocabulary(written) if written in known else default

    def section(self, name: str, *, fields: Iterable[str] = (), where: str = "") -> "Section | None":
        """A mapping below this one; without `fields` its keys are free."""
        if not self.has(name):
            return None
        return self._section(name, self.found[name][1], tuple(fields), where or name)

    def sections(self, name: str, *, fields: Iterable[str], named_by: str) -> "tuple[Section, ...]":
        """A list of mappings; each is called in messages by its field `named_by`."""
        node = self.found[name][1] if self.has(name) else None
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self.wrong(name, f"phải là danh sách; mỗi phần tử bắt đầu bằng “- {named_by}: …”")
            return ()
        named = [
            (item, _name_of(item, named_by) or f"{name} thứ {at}") for at, item in enumerate(node.value, 1)
        ]
        above = f"{self.where} › " if self.where else ""
        read = [self._section(name, item, tuple(fields), above + title) for item, title in named]
        return tuple(section for section in read if section is not None)

    def _section(self, name: str, node: Node, fields: tuple[str, ...], where: str) -> "Section | None":
        if isinstance(node, MappingNode):
            return Section(node=node, where=where, problems=self.problems, fields=fields)
        line = node.start_mark.line + 1
        self.wrong(name, "phải gồm các dòng “trường: giá trị”, mỗi trường một dòng", line=line)
        return None

    def _printable(self, name: str, text: str, node: Node) -> str:
        """The text; escapes such as "\\e" would act on the reader's terminal, so they are refused."""
        printable = _printable_only(text)
        if printable != text:
            sentence = "có ký tự điều khiển không hiển thị được; xóa các ký tự này"
            self.wrong(name, sentence, line=node.start_mark.line + 1)
        return printable

    def _scalar(self, name: str, node: Node, right: str) -> str:
        if isinstance(node, ScalarNode):
            return self._printable(name, clean(str(node.value)), node)
        self.wrong(name, f"không đọc được kiểu ghi này; cần {right}", line=node.start_mark.line + 1)
        return ""


def _printable_only(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cc")


def _name_of(node: Node, named_by: str) -> str:
    pairs = node.value if isinstance(node, MappingNode) else []
    names = [value.value for key, value in pairs if key.value == named_by and isinstance(value, ScalarNode)]
    return _printable_only(clean(names[0])) if names else ""

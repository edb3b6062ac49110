"""Changing single values of a YAML file while everything else, comments too, stays as written."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

PLAIN = re.compile(r"[^\W_][^\n\"'#]*")  # with no ": " in it: what needs no quotes


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A stretch of the file and what takes its place."""

    start: int
    end: int
    text: str


@dataclass(kw_only=True)
class YamlEdits:
    """A file that can be read, with the changes that are wanted of it."""

    text: str
    spans: list[Span] = field(default_factory=list)
    top: MappingNode = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.text.removeprefix("\ufeff")
        node = YAML(typ="safe", pure=True).compose(self.text)
        assert isinstance(node, MappingNode)  # the file was read before it is changed
        self.top = node

    def raw(self, node: Node) -> str:
        """The value as it stands in the file, folds and quotes included."""
        return self.text[node.start_mark.index : node.end_mark.index]

    def put(self, node: Node, value: str) -> None:
        """Another value, quoted if it needs it."""
        self.put_raw(node, quoted(value))

    def put_raw(self, node: Node, text: str) -> None:
        """Another text in the place of the value, its trailing blank space kept."""
        raw = self.raw(node)
        end = node.end_mark.index - (len(raw) - len(raw.rstrip()))
        self.spans.append(Span(start=node.start_mark.index, end=end, text=text.rstrip()))

    def put_whole(self, node: Node, text: str) -> None:
        """Another text in the place of a whole list, what stands below it kept."""
        self.spans.append(Span(start=node.start_mark.index, end=last_end(self, node), text=text))

    def insert_below(self, node: Node, lines: list[str]) -> None:
        """Lines below the one the value stands on, indented like it."""
        end = self._line_end(node.end_mark.index)
        indent = " " * (node.start_mark.index - self._line_start(node.start_mark.index))
        self.spans.append(Span(start=end, end=end, text="".join(f"\n{indent}{line}" for line in lines)))

    def cut(self, first: Node, last: Node, *, blank: bool = False) -> None:
        """Take out the lines from `first` to the end of `last`; `blank`: and a blank one below."""
        end = min(self._line_end(last_end(self, last)) + 1, len(self.text))
        if blank and self.text[end : end + 1] == "\n":
            end += 1
        self.spans.append(Span(start=self._line_start(first.start_mark.index), end=end, text=""))

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found

    def result(self, *, between: Callable[[str], str]) -> str:
        """The changed file; `between` rewrites what is no value: comments."""
        parts, at = [], 0
        for start, end, text in sorted(self._pieces(), key=lambda one: one[:2]):
            if start < at:
                continue  # inside what was cut or changed as a whole
            parts += [between(self.text[at:start]), self.text[start:end] if text is None else text]
            at = end
        return "".join([*parts, between(self.text[at:])])

    def _pieces(self) -> Iterator[tuple[int, int, str | None]]:
        """What is changed with its new text, and what stays with None."""
        yield from ((one.start, one.end, one.text) for one in self.spans)
        taken = {one.start for one in self.spans}
        for node in scalars(self.top):
            if node.start_mark.index not in taken:
                yield node.start_mark.index, last_end(self, node), None


def last_end(edits: YamlEdits, node: Node) -> int:
    """Where the last value below the node ends: for the parser a list ends after the comments below it."""
    if isinstance(node, ScalarNode) or not node.value or getattr(node, "flow_style", False):
        raw = edits.raw(node)
        return int(node.end_mark.index) - (len(raw) - len(raw.rstrip()))
    last = node.value[-1]
    return last_end(edits, last[1] if isinstance(node, MappingNode) else last)


def scalars(node: Node) -> Iterator[ScalarNode]:
    """Every key and value, in the order of the file."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for one in node.value:
            yield from scalars(one)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from scalars(key)
            yield from scalars(value)


def member(node: Node | None, name: str) -> tuple[Node, Node] | None:
    """Key and value of a mapping; None if it has no such key."""
    pairs = node.value if isinstance(node, MappingNode) else []
    return next(((key, value) for key, value in pairs if key.value == name), None)


def value_of(node: Node | None, name: str) -> Node | None:
    """The value of a key; None if it has none."""
    found = member(node, name)
    return found[1] if found else None


def quoted(value: str) -> str:
    """A text as YAML, in double quotes unless it can do without."""
    if PLAIN.fullmatch(value) and ": " not in value and not value.endswith((":", " ")):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

"""The file of a plan rewritten for a new year: value by value, comments and order as they were."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from models.plan_values import NO_NUMBER, PlanFile
from models.plan_yaml import clean
from models.rules.moved_texts import YearWords, same_day
from models.rules.names import normalise
from models.yaml_edits import YamlEdits, member, quoted, scalars, value_of

TEXTS = ("title", "document", "submission", "where", "prepare", "evidence", "quantity", "reason")
NAMES = ("lead", "coordinate")
TO_FILL = "# ĐIỀN KHI BAN HÀNH: số, ký hiệu ở dòng document; kiểm tra ngày ở dòng issued_on."


@dataclass(frozen=True, kw_only=True, slots=True)
class NextPlan:
    """What the new year's plan is to be; `number` empty: it is not known yet, and the file says so."""

    code: str
    year: int
    number: str
    issued_on: date
    deadlines: Mapping[str, str]  # by task code, where they change
    left_out: Collection[str]  # task codes
    units: Mapping[str, str]  # a name that the file writes -> the one for it; empty: nobody


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewritten:
    """The new file, what was taken out of it, and the lines in which the old year still stands."""

    text: str
    dropped_notes: tuple[tuple[str, str], ...]  # task code, note
    not_done: tuple[str, ...]  # tasks whose own document was of the old year
    old_year_left: tuple[tuple[int, str], ...]  # line, text


def rewrite(*, text: str, plan: PlanFile, new: NextPlan) -> Rewritten:
    """The text of `plan`, which could be read, for the new year."""
    writer = _Writer(edits=YamlEdits(text=text), plan=plan, new=new, words=_words(plan, new))
    writer.write()
    made = writer.edits.result(between=writer.words.moved)
    return Rewritten(
        text=made,
        dropped_notes=tuple(writer.dropped_notes),
        not_done=tuple(writer.not_done),
        old_year_left=tuple(_left(made, writer.words)),
    )


def _left(made: str, words: YearWords) -> Iterator[tuple[int, str]]:
    """What still names the old year and is not meant to: the period that begins in it is."""
    for number, line in enumerate(made.splitlines(), 1):
        rest = line
        for day in words.days.values():
            rest = rest.replace(_vn(day), "")
        if words.is_left(rest) and not line.strip().startswith("previous_plan:"):
            yield number, line.strip()


def _words(plan: PlanFile, new: NextPlan) -> YearWords:
    days = {plan.issued_on: new.issued_on}
    days |= {date(plan.year, *edge): date(new.year, *edge) for edge in ((1, 1), (12, 31))}
    if plan.reporting:
        ends = (plan.reporting.starts_on, plan.reporting.ends_on, plan.reporting.cut_off)
        days |= {day: same_day(day, year=day.year + new.year - plan.year) for day in ends}
    numbers = {plan.document: new.number or NO_NUMBER} if plan.document else {}
    return YearWords(old_year=plan.year, new_year=new.year, numbers=numbers, days=days)


class _Writer:
    """Notes every change of the file; what cannot be carried over is kept apart, for a person to see."""

    def __init__(self, *, edits: YamlEdits, plan: PlanFile, new: NextPlan, words: YearWords) -> None:
        self.edits, self.plan, self.new, self.words = edits, plan, new, words
        self.dropped_notes: list[tuple[str, str]] = []
        self.not_done: list[str] = []

    def write(self) -> None:
        """Head, period, headings, groups, tasks, indicators."""
        top = self.edits.top
        self._head(value_of(top, "plan"))
        self._reporting(value_of(top, "reporting"))
        headings = value_of(top, "headings")
        for _, heading in headings.value if isinstance(headings, MappingNode) else ():
            self._move(heading)
        for group in _items(value_of(top, "groups")):
            self._names(value_of(group, "units"))
            self._names(value_of(group, "exclude"))
        for task in _items(value_of(top, "tasks")):
            self._task(task)
        for line in _items(value_of(top, "indicators")):
            if (found := member(line, "task")) and clean(found[1].value) in self.new.left_out:
                self.edits.cut(*found)

    def _head(self, head: Node | None) -> None:
        values = {
            "code": self.new.code,
            "document": self.new.number or NO_NUMBER,
            "issued_on": _vn(self.new.issued_on),
            "year": str(self.new.year),
            "previous_plan": self.plan.code,
        }
        for name, value in values.items():
            if node := value_of(head, name):
                self.edits.put(node, value)
        self._move(value_of(head, "title"))
        self._names(value_of(head, "focal_unit"))
        if (found := member(head, "code")) and value_of(head, "previous_plan") is None:
            self._below(found, [f"previous_plan: {self.plan.code}"])
        if not self.new.number and (found := member(head, "document")):
            self._below(found, [TO_FILL])

    def _below(self, found: tuple[Node, Node], lines: list[str]) -> None:
        self.edits.insert_below(found[0], lines)

    def _reporting(self, part: Node | None) -> None:
        for name in ("from", "to", "cut_off", "basis"):
            self._move(value_of(part, name))

    def _task(self, task: Node) -> None:
        code = clean(str(getattr(value_of(task, "code"), "value", "")))
        if code in self.new.left_out:
            self.edits.cut(task.value[0][0], task, blank=True)
            return
        deadline = value_of(task, "deadline")
        if deadline is not None and code in self.new.deadlines:
            self.edits.put(deadline, self.new.deadlines[code])
        for name in TEXTS:
            self._move(value_of(task, name))
        for name in NAMES:
            self._names(value_of(task, name))
        self._done(code, member(task, "done_on_issue"))
        self._notes(code, member(task, "notes"))

    def _done(self, code: str, found: tuple[Node, Node] | None) -> None:
        """What the plan's own document fulfils, the new one does; another document was of its year."""
        if found is None:
            return
        number, day = value_of(found[1], "document"), value_of(found[1], "day")
        if number is None or day is None or clean(number.value) != self.plan.document:
            self.not_done.append(code)
            self.edits.cut(*found)
            return
        self.edits.put(number, self.new.number or NO_NUMBER)
        self.edits.put(day, _vn(self.new.issued_on))

    def _notes(self, code: str, found: tuple[Node, Node] | None) -> None:
        """A note that speaks of a day of the old year is not true of the new one."""
        if found is None:
            return
        texts = [clean(node.value) for node in scalars(found[1])]
        kept = [text for text in texts if not self.words.names_a_day(text)]
        self.dropped_notes += [(code, text) for text in texts if text not in kept]
        if not kept:
            self.edits.cut(*found)
        elif len(kept) < len(texts):
            moved = ", ".join(_in_quotes(self.words.moved(text)) for text in kept)
            self.edits.put_whole(found[1], f"[{moved}]")
        else:
            self._move(found[1])

    def _move(self, node: Node | None) -> None:
        """Only the digits change, so that folds and quotes stay."""
        for one in scalars(node) if node is not None else ():
            raw = self.edits.raw(one)
            if (moved := self.words.moved(raw)) != raw:
                self.edits.put_raw(one, moved)

    def _names(self, node: Node | None) -> None:
        """Names of units that a person replaced; a list loses the line of one that nobody stands for."""
        for one in scalars(node) if node is not None and self.new.units else ():
            old = clean(one.value)
            new = self._renamed(old)
            if new == old:
                continue
            if not new and isinstance(node, SequenceNode) and not node.flow_style:
                self.edits.cut(one, one)
            else:
                self.edits.put(one, new)

    def _renamed(self, text: str) -> str:
        for old, new in self.new.units.items():
            if normalise(text) == normalise(old):
                return new
            at = text.casefold().find(old.casefold())
            if at >= 0:
                left, right = text[:at], text[at + len(old) :]
                text = (
                    left + new + right if new else (left.rstrip(", ") + right if left else right.lstrip(", "))
                )
        return text


def _items(node: Node | None) -> list[Node]:
    return list(node.value) if isinstance(node, SequenceNode) else []


def _in_quotes(text: str) -> str:
    shown = quoted(text)
    return shown if shown.startswith('"') else f'"{shown}"'


def _vn(day: date) -> str:
    return f"{day:%d/%m/%Y}"

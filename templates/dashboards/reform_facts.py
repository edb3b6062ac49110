"""What a reform of units would do, to be looked at before it is approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .facts import Heading


@dataclass(frozen=True, kw_only=True, slots=True)
class Successor:
    """A unit that goes on with what others owed."""

    name: str
    before: Sequence[str]  # names of the units it comes from
    is_new: bool  # in the list of units because this document names it
    carries: int  # duties that pass to it
    folded: int  # duties that it owes once instead of several times
    shared: int  # duties of its own, since a unit was split
    contact: str  # whom its mail goes to; empty: no address
    carried_contacts: int  # taken over from the old units
    told: bool  # it gets a mail that says what it owes


@dataclass(frozen=True, kw_only=True, slots=True)
class Dissolved:
    """A unit whose place nobody takes."""

    name: str
    spared: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReformFacts:
    """The page that the form of the suspended run links to."""

    heading: Heading
    day: date
    number: str
    issued_on: date
    ahead: bool  # it is carried out on its day
    replaces: bool  # something else was approved for that day and not carried out yet
    changes: Sequence[str]  # each as a sentence without its full stop
    successors: Sequence[Successor]
    dissolved: Sequence[Dissolved]
    before: int  # units in force the day before
    after: int  # on the day
    finished: int  # duties that stay under the names of the old units
    keep_contacts: bool

    @property
    def remarks(self) -> Sequence[str]:
        """The few lines that say how much it is."""
        carries, folded = (
            sum(getattr(one, name) for one in self.successors) for name in ("carries", "folded")
        )
        shared, spared = sum(one.shared for one in self.successors), sum(one.spared for one in self.dissolved)
        missing = sum(not one.contact for one in self.successors)
        found = (
            (1, f"{self.before} đơn vị trước ngày này, {self.after} đơn vị từ ngày này"),
            (1, f"{carries:02} nhiệm vụ chuyển cho đơn vị tiếp nhận, {folded:02} nhiệm vụ gộp"),
            (shared, f"{shared:02} nhiệm vụ giao thêm do chia tách"),
            (spared, f"{spared:02} nhiệm vụ của đơn vị giải thể không phải thực hiện nữa"),
            (self.finished, f"{self.finished:02} nhiệm vụ đã hoàn thành giữ nguyên tên đơn vị cũ"),
            (1, f"{sum(one.told for one in self.successors):02} thư thông báo, mỗi đơn vị tiếp nhận một thư"),
            (missing, f"{missing:02} đơn vị tiếp nhận chưa có địa chỉ thư"),
        )
        return [text for number, text in found if number]

"""Figures that look odd, in words for whoever reviews the report."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from models.rules.plausible import Odd, odd
from models.store.reported import Reported, missing_codes, reported_by, reported_in


def odd_figures(session: Session, *, submissions: Collection[int]) -> dict[int, list[str]]:
    """Per document whose workbook was read: a remark for each odd or missing figure; {} where all is well."""
    figures = reported_in(session, submissions=submissions)
    earlier = _Earlier(session, figures)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for one in figures:
        found[one.submission_id] += _remarks(one, earlier.of(one))
    for submission, names in missing_codes(session, submissions=submissions).items():
        found[submission].append(f"chưa ghi số liệu: {', '.join(names)}")
    return {submission: remarks for submission, remarks in found.items() if remarks}


def _remarks(one: Reported, last: float | None) -> Iterator[str]:
    for why in odd(value=one.value, minimum=one.minimum, last=last):
        told = f"{one.name} năm {one.year}: {number(one.value)} {one.unit}"
        if why is Odd.BELOW_MINIMUM:
            yield f"{told}, thấp hơn mức ít nhất {number(one.minimum or 0)}"
        else:
            direction = "cao hơn" if why is Odd.FAR_ABOVE else "thấp hơn"
            yield f"{told}, {direction} nhiều so với năm {one.year - 1} ({number(last or 0)})"


@dataclass
class _Earlier:
    """What the same units reported before: in this workbook, or under this plan and the one before it."""

    session: Session
    figures: Collection[Reported]

    def __post_init__(self) -> None:
        known: dict[tuple[int, str, str, int], float] = {}
        for one in reported_by(self.session, units={one.unit_id for one in self.figures}):
            known[one.plan_id, one.unit_id, one.code, one.year] = one.value
        self.known: Mapping[tuple[int, str, str, int], float] = known
        self.own = {(one.submission_id, one.code, one.year): one.value for one in self.figures}

    def of(self, one: Reported) -> float | None:
        """The figure of a year before; None if it is not known."""
        year = one.year - 1
        own = self.own.get((one.submission_id, one.code, year))
        if own is not None:
            return own
        for plan in (one.plan_id, one.previous_plan_id):
            value = self.known.get((plan, one.unit_id, one.code, year)) if plan else None
            if value is not None:
                return value
        return None


def number(value: float) -> str:
    """`65.366`, `1.250,5`, as Vietnamese texts write numbers."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))

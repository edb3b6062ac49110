"""Contests in one run: the contestants take turns, so that what else the machine does falls on all alike."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What one turn took."""

    seconds: float
    cpu: float  # seconds of this process; the server's are not ours


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of the table: a number for each round, and what was promised of their median."""

    key: str
    what: str
    values: Sequence[float]
    promised: str = ""  # such as >= 0.5; empty: reported, nothing promised
    unit: str = ""
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.values)

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept; None if there is none."""
        if not self.promised:
            return None
        sign, bound = self.promised.split()[:2]
        return self.middle >= float(bound) if sign == ">=" else self.middle <= float(bound)


def taken(work: Callable[[], object]) -> Taken:
    """Do it once."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Taken(seconds=time.perf_counter() - wall, cpu=time.process_time() - cpu)


def in_turn(contestants: Mapping[str, Callable[[], Taken]], *, rounds: int) -> dict[str, list[Taken]]:
    """Every contestant once a round; a round before the first warms up and is not counted."""
    found: dict[str, list[Taken]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, turn in contestants.items():
            one = turn()
            if number or rounds == 1:
                found[name].append(one)
    return {name: turns[-rounds:] for name, turns in found.items()}


def load() -> str:
    """How busy the machine is just now."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """Median and extremes."""
    return f"{median(values):{form}} ({min(values):{form}} to {max(values):{form}})"

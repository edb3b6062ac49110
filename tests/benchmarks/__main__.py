"""`python -m tests.benchmarks`: speed as ratios measured in one run, a table, and a line in the history."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.history import HISTORY, remember
from tests.benchmarks.measuring import Row, load
from tests.benchmarks.sink import Sink, sink


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much is measured."""

    mails: int = 2_000
    naive: int = 200
    rounds: int = 7
    units: tuple[int, int] = (100, 11_000)  # with 20 obligations each
    busy: tuple[int, int] = (72, 11_000)
    few_rounds: int = 3  # of what takes a minute a round


FULL = Size()
QUICK = Size(mails=40, naive=10, rounds=1, units=(5, 50), busy=(10, 40), few_rounds=1)


def _sending(folder: Path, size: Size, there: Sink) -> Sequence[Row | str]:
    from tests.benchmarks.sending import contest

    return contest(folder, mails=size.mails, naive=size.naive, rounds=size.rounds, sink=there)


def _quiet(folder: Path, size: Size, _there: Sink) -> Sequence[Row | str]:
    from tests.benchmarks.quiet_day import quiet_day

    return quiet_day(folder, units=size.units, rounds=size.rounds)


def _busy(folder: Path, size: Size, there: Sink) -> Sequence[Row | str]:
    from tests.benchmarks.sending import busy_day

    return [busy_day(folder, sizes=size.busy, rounds=size.few_rounds, sink=there)]


def _memory(folder: Path, size: Size, there: Sink) -> Sequence[Row | str]:
    from tests.benchmarks.memory import memory_of_a_run

    return [memory_of_a_run(folder, units=size.busy[1], sink=there)]


def _start(folder: Path, _size: Size, _there: Sink) -> Sequence[Row | str]:
    from tests.benchmarks.service import cold_start

    return cold_start(folder)


def _prefect(folder: Path, size: Size, _there: Sink) -> Sequence[Row | str]:
    from tests.benchmarks.service import prefect_share

    return prefect_share(folder, rounds=size.few_rounds)


def _post_office(folder: Path, size: Size, there: Sink) -> Sequence[Row | str]:
    from tests.benchmarks.post_office import beside_post_office

    return [beside_post_office(folder, mails=size.mails // 4, rounds=size.few_rounds, sink=there)]


# Each imports what it needs itself: a contest shall not carry what another one loads.
PARTS: dict[str, Callable[[Path, Size, Sink], Sequence[Row | str]]] = {
    "sending": _sending,
    "quiet": _quiet,
    "busy": _busy,
    "memory": _memory,
    "start": _start,
    "prefect": _prefect,
    "post-office": _post_office,
}
IN_QUICK = ("sending", "quiet", "busy")


def measure(*, parts: Sequence[str], size: Size) -> Iterator[Row | str]:
    """Part after part; a string is a sentence that says why a row is missing."""
    with sink() as there:
        for part in parts:
            with TemporaryDirectory(prefix="dondoc-benchmark-") as folder:
                yield from _part(part, Path(folder), size, there)


def _part(part: str, folder: Path, size: Size, there: Sink) -> Sequence[Row | str]:
    try:
        return PARTS[part](folder, size, there)
    except Exception as error:  # noqa: BLE001  (what the others measured shall not be lost with it)
        return [f"{part}: NOT MEASURED, {type(error).__name__}: {error}"]


def line(row: Row) -> str:
    """One row as it is printed."""
    verdict = {None: "", True: "  kept", False: "  SHORT OF IT"}[row.kept]
    low, high = min(row.values), max(row.values)
    promised = f"promised {row.promised}" if row.promised else "reported"
    numbers = f"{row.middle:.2f}{row.unit}" + (f" ({low:.2f} to {high:.2f})" if len(row.values) > 1 else "")
    return "\n".join([f"{row.what}: {numbers}; {promised}{verdict}", *(f"    {note}" for note in row.notes)])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, remember."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of: {', '.join(PARTS)}; none: all of them")
    parser.add_argument("--quick", action="store_true", help="tiny numbers: whether it runs, not how fast")
    parser.add_argument("--history", type=Path, default=HISTORY, help="where a line is added")
    given = parser.parse_args(arguments)
    if unknown := set(given.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; choose of: {', '.join(PARTS)}")
    parts = given.parts or (IN_QUICK if given.quick else tuple(PARTS))
    print(f"each number is the median of the rounds (lowest to highest); {load()}", flush=True)
    rows: list[Row] = []
    for found in measure(parts=parts, size=QUICK if given.quick else FULL):
        print(found if isinstance(found, str) else line(found), flush=True)
        rows += [] if isinstance(found, str) else [found]
    print(f"in the end {load()}")
    remember(rows, quick=given.quick, file=given.history)


if __name__ == "__main__":
    main()

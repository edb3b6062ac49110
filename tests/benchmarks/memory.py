"""The memory of a daily run with many units, in a process of its own that has Prefect in it as well."""

import subprocess
import sys
from pathlib import Path

from config.settings import read_settings
from flows import wiring
from flows.publishing import page_texts
from flows.work.chase.auditing import audit_ledger
from flows.work.chase.day import work_on
from models.database import reading, transaction
from tests.benchmarks.measuring import Row
from tests.benchmarks.sending import decide_and_deliver
from tests.benchmarks.sink import Sink
from tests.benchmarks.worlds import busy


def memory_of_a_run(folder: Path, *, units: int, sink: Sink) -> Row:
    """The most it held in memory at any moment."""
    settings = busy(folder / "memory", units=units).copy(folder / "memory-run", port=sink.port)
    sink.taken()
    command = [sys.executable, "-m", "tests.benchmarks.memory", str(settings.data)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    arrived, _ = sink.taken()
    assert arrived >= units, f"{arrived} mails arrived, {units} were owed"
    steps = [line.split() for line in done.stdout.splitlines()]
    return Row(
        key="memory",
        what=f"resident memory of a run with {units:,} units",
        values=[float(steps[-1][1])],
        promised="<= 400 MB",
        unit=" MB",
        notes=("at most after " + ", ".join(f"{name} {size} MB" for name, size in steps),),
    )


def _run(data: Path) -> None:
    """All that the daily run does and, in the same process, what the sender does."""
    _say("imports")
    settings = read_settings(data=data)
    with wiring.engine_of(settings=settings) as engine:
        with transaction(engine) as session:
            world = wiring.world_of(session, settings=settings)
            work_on(session, day=world.today, dry_run=False, links={}, world=world)
        _say("deciding")
        decide_and_deliver(settings)
        _say("delivering")
        page_texts(engine=engine, settings=settings, links={}, waiting=())
        _say("pages")
        with reading(engine) as session:
            audit_ledger(session, world=wiring.world_of(session, settings=settings))
        _say("audit")


def _say(step: str) -> None:
    """The peak so far, of this program alone: what getrusage gives is inherited from whoever started it."""
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    print(step, round(int(peak.split()[1]) / 1024), flush=True)


if __name__ == "__main__":
    _run(Path(sys.argv[1]))

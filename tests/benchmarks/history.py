"""What was measured, when and with which versions: one JSON object a line."""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from flows.product import product_version
from tests.benchmarks.measuring import Row

HISTORY = Path(__file__).with_name("history.jsonl")
LIBRARIES = ("sqlalchemy", "aiosmtplib", "jinja2", "prefect")


def remember(rows: Sequence[Row], *, quick: bool, file: Path) -> None:
    """Add a line; it says nothing of whose machine it was but its number of cores and how busy they were."""
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "quick": quick,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "versions": {
            "dondoc": product_version(),
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in LIBRARIES},
        },
        "rows": {row.key: _numbers(row) for row in rows},
    }
    with file.open("a", encoding="utf-8") as history:
        history.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _numbers(row: Row) -> dict[str, object]:
    rounded = [round(value, 3) for value in (row.middle, min(row.values), max(row.values))]
    named = dict(zip(("median", "lowest", "highest"), rounded, strict=True))
    return {**named, "rounds": len(row.values), "promised": row.promised, "kept": row.kept}

"""For which machines a set of wheels is: pip chose them for the machine it ran on."""

import platform
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from flows.work.refusals import RefusedError

MANYLINUX = re.compile(r"manylinux_(\d+)_(\d+)_")
OLDER = {"manylinux1_": (2, 5), "manylinux2010_": (2, 12), "manylinux2014_": (2, 17)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Platform:
    """What the server must be."""

    python: str  # 3.11
    machine: str  # x86_64
    glibc: str  # 2.28, at least


def this_platform(*, wheels: Iterable[str]) -> Platform:
    """This interpreter's, with the oldest C library that every wheel runs on; RefusedError off Linux."""
    if sys.platform != "linux" or platform.python_implementation() != "CPython":
        raise RefusedError("A bundle is for Linux and CPython: build it on such a machine.")
    major, minor = max((_glibc(name) for name in wheels), default=(2, 5))
    return Platform(
        python=f"{sys.version_info.major}.{sys.version_info.minor}",
        machine=platform.machine(),
        glibc=f"{major}.{minor}",
    )


def _glibc(wheel: str) -> tuple[int, int]:
    """A wheel may bear several tags; the lowest is enough."""
    found = [(int(major), int(minor)) for major, minor in MANYLINUX.findall(wheel)]
    found += [needed for mark, needed in OLDER.items() if mark in wheel]
    return min(found, default=(2, 5))

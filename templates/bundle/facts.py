"""What the script and the guide of an installation package need to know."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class BundleFacts:
    """One package, for one kind of machine."""

    version: str
    label: str  # of its folder on the server: version and the first digits of our wheel's sum
    python: str
    machine: str
    glibc: str  # at least
    wheels: int

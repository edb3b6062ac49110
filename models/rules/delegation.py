"""Whose mail goes to whom while people are away."""

from collections.abc import Container, Mapping


def stand_in(address: str, *, away: Mapping[str, str], refused: Container[str]) -> str:
    """Who takes the mail of an address; itself if it is not away, or if who stands in cannot be reached.

    A stand-in who is away too passes it on; a circle ends with the last who is not yet in it.
    """
    seen, last = {address}, address
    while (following := away.get(last)) is not None and following not in seen:
        seen.add(following)
        last = following
    return address if last in refused else last

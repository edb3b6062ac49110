"""One chasing mail per address and day: which addresses share a mail, and what it carries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Concern:
    """One item to be told about: its key, the address it is for, and those who get a copy."""

    item: int
    to: str
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """One mail: its address, copies, and the items it carries in the order given."""

    to: str
    cc: tuple[str, ...]
    items: tuple[int, ...]


def one_mail_each(*, concerns: Sequence[Concern]) -> tuple[Envelope, ...]:
    """Group items so that every address stands in exactly one mail and reads only what concerns it.

    An address with items of its own gets its own mail with everything that concerns it. A mere copy
    rides along only where the mail carries exactly what concerns it; else it gets its own mail too.
    """
    concerned: defaultdict[str, list[int]] = defaultdict(list)
    for concern in concerns:
        for address in dict.fromkeys((concern.to, *concern.cc)):
            concerned[address].append(concern.item)
    owners = dict.fromkeys(concern.to for concern in concerns)
    riders: defaultdict[str, list[str]] = defaultdict(list)
    alone: list[str] = []
    hosts = _hosts(concerns)
    for address, items in concerned.items():
        if address in owners:
            continue
        host = hosts[address]
        if len(host) == 1 and concerned[host[0]] == items:
            riders[host[0]].append(address)
        else:
            alone.append(address)
    return tuple(
        Envelope(to=address, cc=tuple(riders[address]), items=tuple(concerned[address]))
        for address in (*owners, *alone)
    )


def _hosts(concerns: Sequence[Concern]) -> Mapping[str, list[str]]:
    """For each copied address, the addresses whose mails it might ride along with."""
    hosts: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for concern in concerns:
        for address in concern.cc:
            hosts[address][concern.to] = None
    return {address: list(found) for address, found in hosts.items()}

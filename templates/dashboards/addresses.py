"""What is wrong with the addresses: cells of the page, and the same as text for a terminal."""

from collections.abc import Iterator, Sequence

from .addresses_facts import AddressesFacts, AddressLine


def person(line: AddressLine) -> str:
    """Name and phone as far as they are known."""
    return ", ".join(part for part in (line.name, line.phone) if part) or "–"


def as_text(facts: AddressesFacts) -> str:
    """Everything, a line each; what servers and users wrote drives no terminal."""
    lines = [facts.mailbox, f"{facts.summary}.", *_lines(facts)]
    return "".join("".join(c if c.isprintable() else " " for c in line) + "\n" for line in lines)


def _lines(facts: AddressesFacts) -> Iterator[str]:
    yield from _section("Bị từ chối, thư bị trả lại:", facts.refused)
    yield from _section("Thiếu địa chỉ:", facts.missing)
    yield from _section("Thư chậm hoặc không nhận được vì lý do khác:", facts.noted)
    yield from _section("Chưa xác nhận:", facts.unconfirmed)


def _section(title: str, lines: Sequence[AddressLine]) -> Iterator[str]:
    if lines:
        yield title
    for line in lines:
        told = (line.role, person(line), line.address, line.reason)
        yield f"  {line.unit_name}: {'; '.join(part for part in told if part)}"

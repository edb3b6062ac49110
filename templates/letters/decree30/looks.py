"""How one line must look, said in Vietnamese where it does not."""

from collections.abc import Iterator

from templates.letters.lines import Line
from templates.letters.rules import length_of

CLIP = 50
NEAR = 0.02  # sizes come in half points
LINE_TOLERANCE, SHARE_TOLERANCE = 0.12, 0.03


def quoted(line: Line) -> str:
    """Enough of a line to find it."""
    return f"«{line.text if len(line.text) <= CLIP else line.text[:CLIP].rstrip() + '…'}»"


def sized(line: Line, *, least: float, most: float) -> Iterator[str]:
    """Its letters are of these sizes."""
    wrong = sorted({one.size for one in line.pieces if not least - NEAR <= one.size <= most + NEAR})
    if wrong:
        right = f"{least:g}" if least == most else f"{least:g}-{most:g}"
        found = ", ".join(f"{size:g}" for size in wrong)
        yield f"{quoted(line)} cỡ chữ {found}; cỡ chữ đúng là {right}"


def styled(line: Line, *, bold: bool, italic: bool = False) -> Iterator[str]:
    """Bold or not, italic or upright."""
    if any(one.bold is not bold for one in line.pieces):
        yield f"{quoted(line)} phải để chữ {'đậm' if bold else 'không đậm'}"
    if any(one.italic is not italic for one in line.pieces):
        yield f"{quoted(line)} phải để kiểu chữ {'nghiêng' if italic else 'đứng'}"


def capitals(line: Line) -> Iterator[str]:
    """Nothing but capitals."""
    if line.text != line.text.upper():
        yield f"{quoted(line)} phải là chữ in hoa"


def centred(line: Line) -> Iterator[str]:
    """In the middle of its half or page."""
    if line.align != "center":
        yield f"{quoted(line)} phải căn giữa"


def ruled(line: Line, rule: float | None, *, least: float, most: float, right: str) -> Iterator[str]:
    """A rule below, in proportion to the line."""
    if rule is None:
        yield f"dưới {quoted(line)} phải có đường kẻ nét liền, {right}"
        return
    share = rule / max(length_of(line), 1)
    if not least <= share <= most:
        yield f"đường kẻ dưới {quoted(line)} dài {rule:.0f} mm; đúng là {right}"

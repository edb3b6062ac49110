"""What was understood of pasted rows: a page with every row, and a short text above the form."""

from collections.abc import Sequence
from typing import Protocol

from templates.dashboards.markdown import md

SHOWN = 5  # problems named in the narrow dialog; the page has all of them


class Problem(Protocol):
    """A row that was not understood, and why."""

    @property
    def text(self) -> str: ...
    @property
    def problem(self) -> str: ...


def read_rows_page(
    *, good: Sequence[str], known: Sequence[str], repeated: Sequence[str], bad: Sequence[tuple[str, str]]
) -> str:
    """Every row with what becomes of it, in markdown."""
    parts = [f"# Các dòng đã đọc\n\n{len(good)} dòng sẽ được ghi nhận, {len(bad)} dòng cần sửa."]
    if bad:
        rows = "\n".join(f"| {md(text)} | {md(problem)} |" for text, problem in bad)
        parts.append(f"## Cần sửa\n\n| Dòng | Vì sao |\n|---|---|\n{rows}")
    if good:
        parts.append("## Sẽ ghi nhận\n\n" + "\n".join(f"{n}. {md(words)}" for n, words in enumerate(good, 1)))
    if known:
        parts.append("## Đã ghi nhận từ trước\n\n" + _list(known))
    if repeated:
        parts.append("## Lặp lại dòng ở trên, chỉ ghi một lần\n\n" + _list(repeated))
    return "\n\n".join(parts)


def _list(texts: Sequence[str]) -> str:
    return "\n".join(f"- {md(text)}" for text in texts)


def read_rows_text(*, good: int, known: int, repeated: int, bad: Sequence[Problem], link: str) -> str:
    """The summary above the form, with a link to the page."""
    lines = [f"**{good} dòng đọc được**, {len(bad)} dòng cần sửa. [Xem từng dòng]({link})"]
    if known:
        lines.append(f"{known} dòng đã ghi nhận từ trước, không ghi lại.")
    if repeated:
        lines.append(f"{repeated} dòng lặp lại, chỉ ghi một lần.")
    lines += [f"- {md(row.text)}: {md(row.problem)}" for row in bad[:SHOWN]]
    if len(bad) > SHOWN:
        lines.append(f"- … và {len(bad) - SHOWN} dòng khác")
    return "\n\n".join(lines)


def recorded_sentence(*, recorded: int, known: int, repeated: int, unnumbered: int) -> str:
    """What a run did: only what it recorded itself counts as recorded."""
    parts = [f"Đã ghi nhận {recorded} văn bản" if recorded else "Không ghi nhận văn bản nào"]
    if known:
        parts.append(f"{known} văn bản đã có từ trước, không ghi lại")
    if repeated:
        parts.append(f"{repeated} dòng lặp lại, chỉ ghi một lần")
    if unnumbered:
        parts.append(f"{unnumbered} văn bản chưa ghi số, đề nghị bổ sung bằng biểu mẫu «Sửa, hủy ghi nhận»")
    return "; ".join(parts) + "."

"""What became of each workbook, as a page in markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from templates.dashboards.markdown import Markdown, md

TITLE = "Kết quả nhập biểu số liệu"


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkbookLine:
    """One file; `group`: one of the headings."""

    group: str
    file: str
    unit: str
    sentences: tuple[str, ...]


def figures_import_page(*, summary: str, lines: Sequence[WorkbookLine], next_steps: Mapping[str, str]) -> str:
    """A table for each group that has lines; `next_steps` says under a heading what to do about it."""
    parts = [f"# {TITLE}\n\n{md(summary)}"]
    for group in next_steps:
        found = [line for line in lines if line.group == group]
        if found:
            parts.append(f"## {group} ({len(found)})\n\n{md(next_steps[group])}\n\n{_table(found)}")
    return "\n\n".join(parts)


def _table(lines: Sequence[WorkbookLine]) -> str:
    rows = [f"| {md(line.unit or '(chưa rõ)')} | {md(line.file)} | {_said(line)} |" for line in lines]
    return "\n".join(["| Đơn vị | Tệp | Kết quả |", "|---|---|---|", *rows])


def _said(line: WorkbookLine) -> Markdown:
    return Markdown("<br>".join(md(sentence) for sentence in line.sentences))

"""The page that shows what a letter would say before it is drafted."""

from collections.abc import Sequence

from .markdown import md


def letter_text(
    *,
    title: str,
    letters: int,
    paragraphs: Sequence[str],
    rows: Sequence[Sequence[str]],
    paused: Sequence[str],
) -> str:
    """Head, text and annex as lines; the layout is that of the file."""
    parts = [
        f"# {title}",
        "",
        "Bố cục, phông chữ theo mẫu Word. Số liệu được chốt lúc soạn.",
    ]
    if letters > 1:
        parts += ["", f"**{letters} công văn**, mỗi đơn vị một công văn; dưới đây là công văn đầu tiên."]
    if paused:
        parts += ["", f"Không nêu đơn vị đang tạm dừng đôn đốc: {md(', '.join(paused))}."]
    parts += ["", "---", ""]
    for text in paragraphs:
        if text.strip():
            parts += [md(" ".join(text.split())), ""]
    cells = [" · ".join(md(" ".join(cell.split())) for cell in row if cell.strip()) for row in rows]
    parts += ["---", "", *(f"- {line}" for line in cells if line)]
    return "\n".join(parts)

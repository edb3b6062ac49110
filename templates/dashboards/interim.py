"""What the pages of a review say beyond their facts."""

from templates import words_vi as vi

from .interim_facts import CompiledFacts, YearFigure


def year_figure(figure: YearFigure) -> str:
    """`5.809.291 (+12,5%)`; a dash where nobody reported."""
    if not figure.units:
        return "–"
    estimate = " (ước)" if figure.estimate else ""
    return f"{vi.number(figure.total)}{estimate}{_change(figure)}"


def _change(figure: YearFigure) -> str:
    if figure.change is None:
        return ""
    sign = "+" if figure.change > 0 else "−" if figure.change < 0 else ""
    percent = f"{abs(figure.change):.1f}".replace(".", ",")
    return f" ({sign}{percent}%{'*' if figure.partly else ''})"


def unit_lists(facts: CompiledFacts) -> list[tuple[str, tuple[str, ...]]]:
    """Who is not in the figures, and why; empty lists are left out."""
    lists = (
        ("Chưa gửi báo cáo", facts.missing),
        ("Đang bổ sung, hoàn thiện", facts.returned),
        ("Đã gửi, chưa có biểu số liệu", facts.without_figures),
        ("Báo cáo không phát sinh", facts.nil),
        ("Không thuộc diện thực hiện", facts.exempt),
    )
    return [(title, names) for title, names in lists if names]

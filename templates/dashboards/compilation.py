"""One compiling of a report as a page: totals, gaps, what changed, where its files are."""

from collections.abc import Iterator, Mapping, Sequence

from templates import report_changes
from templates import report_words as words
from templates import words_vi as vi
from templates.dashboards.markdown import link, md
from templates.report_facts import ReportFacts

TITLE = "Tổng hợp báo cáo"
MOST = 40  # names or changes of one list


def compilation_page(facts: ReportFacts, *, files: Sequence[str], links: Mapping[str, str]) -> str:
    """Markdown for an artifact."""
    return "\n\n".join(_parts(facts, files, links)) + "\n"


def _parts(facts: ReportFacts, files: Sequence[str], links: Mapping[str, str]) -> Iterator[str]:
    kind = "bản chính thức" if facts.final else "bản thảo"
    yield f"# {TITLE} ({kind})"
    if facts.example:
        yield "Thư mục dữ liệu này là ví dụ; văn bản soạn từ dữ liệu mẫu, không có giá trị."
    if links:
        yield " · ".join(link(name, url) for name, url in links.items())
    yield f"{md(words.subject(facts))}. Kính gửi: {md(facts.reader)}."
    yield (
        f"**{words.known(facts)}**, đã nhận báo cáo của {facts.received}/{facts.expected} đơn vị; "
        f"số liệu cộng từ biểu của {facts.counted} đơn vị."
    )
    yield f"## Tệp trong thư mục outgoing\n\n{_listed(files)}"
    yield f"## Thay đổi\n\n{md(report_changes.told(facts.changes))}"
    if facts.changes.units:
        yield _listed([report_changes.sentence(one) for one in facts.changes.units])
    if facts.changes.sums:
        sums = [report_changes.sentence(one) for one in facts.changes.sums]
        yield f"Số tổng hợp:\n\n{_listed(sums)}"
    yield f"## Số liệu\n\n{_figures(facts)}"
    yield f"## Còn thiếu\n\n{_gaps(facts)}"


def _listed(lines: Sequence[str]) -> str:
    shown = [f"- {md(line)}" for line in lines[:MOST]]
    rest = len(lines) - MOST
    more = [f"- … và {vi.number(rest)} dòng khác, xem tệp Excel."] if rest > 0 else []
    return "\n".join((*shown, *more))


def _figures(facts: ReportFacts) -> str:
    if not facts.indicators:
        return "Kế hoạch chưa có chỉ tiêu số liệu nào."
    rows = [
        f"| {md(one.name)} | {md(one.unit)} | {md(words.total(one))} | {'–' if one.own else one.stated} |"
        for one in facts.indicators
    ]
    return "\n".join(("| Chỉ tiêu | Đơn vị tính | Tổng số | Số đơn vị |", "|---|---|--:|--:|", *rows))


def _gaps(facts: ReportFacts) -> str:
    gaps = facts.gaps
    lists = {
        "Chưa gửi": gaps.missing,
        "Được gia hạn, chưa gửi": gaps.extended,
        "Đang bổ sung, hoàn thiện (số liệu chưa tính)": gaps.returned,
        "Chưa có biểu số liệu": gaps.without_figures,
        "Đã tính, chưa rà soát xong": gaps.unreviewed,
        "Để trống một số chỉ tiêu": tuple(gaps.incomplete),
    }
    found = [
        f"- **{title}: {vi.count(len(names))}**: {md(words.listed(names, most=MOST))}"
        for title, names in lists.items()
        if names
    ]
    below = [
        f"- **Chưa đạt mức ít nhất, {md(vi.lowered(one.name))}: {vi.count(len(one.below))}**: "
        f"{md(words.listed(one.below, most=MOST))}"
        for one in facts.indicators
        if one.below
    ]
    return "\n".join((*found, *below)) or "Không thiếu gì."

"""Where the numbers of a compiled report come from, as its last page says it."""

from collections.abc import Iterator, Sequence

from templates import report_changes, report_words
from templates import words_vi as vi
from templates.report_facts import ReportFacts
from templates.report_words import period


def provenance(facts: ReportFacts) -> Iterator[str]:
    """From what everything was made, and how to check it."""
    made = f"{vi.hour(facts.made_at.time())} ngày {vi.plain_day(facts.made_at.date())}"
    kind = "bản chính thức" if facts.final else "bản thảo"
    yield (
        f"Thời điểm: số liệu như đã biết đến hết ngày {vi.plain_day(facts.known_on)}; tổng hợp lúc {made} "
        f"({kind}), người thực hiện: {facts.compiled_by}."
    )
    yield (
        f"Nguồn: {vi.number(facts.received)} báo cáo đã ghi nhận (Phụ lục III); số liệu cộng từ biểu số liệu "
        f"của {vi.number(facts.counted)} đơn vị, kỳ báo cáo {period(facts)}."
    )
    yield (
        "Cách tính: mỗi đơn vị lấy văn bản mới nhất còn hiệu lực và biểu số liệu mới nhất của văn bản đó; "
        "văn bản đang đề nghị bổ sung, hoàn thiện chưa tính; số ước được cộng như số thực và ghi “ước”."
    )
    yield from _left_open(facts)
    yield "Kiểm tra: tệp Excel kèm theo có số liệu từng đơn vị, số và lần gửi văn bản; số tổng là công thức."
    yield report_changes.told(facts.changes)


def _left_open(facts: ReportFacts) -> Iterator[str]:
    gaps = facts.gaps
    for names, text in (
        (gaps.missing, "chưa gửi báo cáo"),
        (gaps.extended, "được gia hạn, chưa gửi báo cáo"),
        (gaps.returned, "đang bổ sung, hoàn thiện (số liệu chưa tính)"),
        (gaps.without_figures, "chưa có biểu số liệu"),
    ):
        if names:
            yield f"Còn thiếu: {vi.count(len(names))} đơn vị {text}: {report_words.listed(names)}."
    if gaps.unreviewed:
        yield f"{vi.number(len(gaps.unreviewed))} báo cáo đã tính số liệu nhưng chưa rà soát xong."
    some = [f"{unit} ({_few(left)})" for unit, left in gaps.incomplete.items()]
    if some:
        yield f"{vi.count(len(some))} đơn vị để trống một số chỉ tiêu: {report_words.listed(some, most=8)}."


def _few(names: Sequence[str]) -> str:
    more = ", …" if len(names) > 3 else ""
    return f"{', '.join(vi.lowered(one) for one in names[:3])}{more}"

"""Rà soát báo cáo: the documents laid out, the text above the form, and the outcome."""

from collections.abc import Sequence
from datetime import date, time
from typing import Protocol

from templates import words_vi as vi
from templates.dashboards.markdown import md


class Document(Protocol):
    """One document as the reviewer sees it."""

    @property
    def unit_name(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def issued_on(self) -> date | None: ...
    @property
    def arrived_on(self) -> date: ...
    @property
    def arrived_time(self) -> time | None: ...
    @property
    def version(self) -> int: ...
    @property
    def on_time(self) -> bool | None: ...
    @property
    def nil(self) -> bool: ...
    @property
    def secret(self) -> bool: ...
    @property
    def files(self) -> tuple[str, ...]: ...
    @property
    def odd(self) -> tuple[str, ...]: ...
    @property
    def tasks_done(self) -> str: ...


class Shown(Protocol):
    """What a run lays out."""

    @property
    def title(self) -> str: ...
    @property
    def documents(self) -> Sequence[Document]: ...
    @property
    def left_out(self) -> int: ...
    @property
    def problem(self) -> str: ...


PUNCTUAL = {True: "đúng hạn", False: "quá hạn", None: "chưa rõ"}


def review_page(shown: Shown) -> str:
    """Every document with what the reviewer needs, in markdown."""
    parts = [f"# Rà soát báo cáo\n\n{md(shown.title)}: {vi.count(len(shown.documents))} văn bản chờ rà soát."]
    if shown.left_out:
        parts.append(f"Còn {vi.count(shown.left_out)} văn bản nữa; đề nghị chạy lại biểu mẫu sau lần này.")
    parts.append(
        "| Đơn vị | Số/ký hiệu | Ban hành, đến | Lần gửi | Số liệu cần xem lại | Tệp |\n"
        "|:--|:--|:--|:--|:--|:--|\n" + "\n".join(_row(one) for one in shown.documents)
    )
    return "\n\n".join(parts) + "\n"


def _row(one: Document) -> str:
    hour = f" {vi.hour(one.arrived_time)}" if one.arrived_time else ""
    issued = vi.plain_day(one.issued_on) if one.issued_on else "–"
    days = f"{issued}, đến {vi.plain_day(one.arrived_on)}{hour} ({PUNCTUAL[one.on_time]})"
    times = f"lần {one.version}" + (", không phát sinh" if one.nil else "")
    odd = "; ".join((*((one.tasks_done,) if one.tasks_done else ()), *one.odd)) or "–"
    files = "tài liệu mật, không lưu tệp" if one.secret else "; ".join(one.files) or "chưa có tệp"
    return "| " + " | ".join(md(cell) for cell in (one.unit_name, one.number, days, times, odd, files)) + " |"


def review_text(shown: Shown, *, link: str) -> str:
    """The short text above the form; what was wrong with the last answer stands first."""
    lines = [f"**Chưa ghi kết quả nào:** {md(shown.problem)}"] if shown.problem else []
    lines.append(f"**{vi.count(len(shown.documents))} văn bản chờ rà soát.** [Xem từng văn bản]({link})")
    lines.append(
        "Chọn văn bản đạt yêu cầu; văn bản đề nghị bổ sung thì thêm từng dòng, ghi đủ lý do, nội dung, ngày."
    )
    return "\n\n".join(lines)


def outcome_page(
    *, accepted: Sequence[str], returned: Sequence[str], stale: Sequence[str], left: Sequence[str]
) -> str:
    """What the answer brought about."""
    parts = ["# Rà soát báo cáo: kết quả"]
    for title, sentences in (
        ("Đạt yêu cầu", accepted),
        ("Đề nghị bổ sung, hoàn thiện", returned),
        ("Chưa áp dụng được (có thay đổi trong lúc chờ)", stale),
        ("Để lại, tiếp tục chờ rà soát", left),
    ):
        if sentences:
            parts.append(f"## {title}\n\n" + "\n".join(f"- {md(one)}" for one in sentences))
    parts.append("Thư phản hồi được gửi tới cán bộ đầu mối của từng đơn vị.")
    return "\n\n".join(parts) + "\n"

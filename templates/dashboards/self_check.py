"""What the check of the ledger says of what it found."""

from collections.abc import Sequence
from datetime import date, datetime

from templates import words_vi as vi

from .phrases import moment, some_of


def audited(*, obligations: int, notices: int, messages: int, stages_unchecked: bool) -> str:
    """What the self-check says when it finds nothing."""
    later = (
        " Quy định nhắc việc hoặc ngày nghỉ vừa thay đổi: các mốc nhắc được kiểm tra sau lần chạy tới."
        if stages_unchecked
        else ""
    )
    return (
        f"Đã kiểm tra {vi.count(obligations)} nhiệm vụ còn phải thực hiện, {vi.count(notices)} dòng "
        f"sổ nhắc việc, {vi.count(messages)} thư: không phát hiện sai lệch.{later}"
    )


def no_ledger_row(*, task: str, units: Sequence[str], day: date) -> str:
    """A stage fell due and the ledger says nothing of it."""
    return (
        f"{vi.clipped(task, limit=80)}: sổ nhắc việc thiếu mốc đã đến hạn (muộn nhất ngày "
        f"{vi.plain_day(day)}) của {vi.count(len(units))} đơn vị ({some_of(units)}); "
        "đề nghị báo người quản trị hệ thống."
    )


def stands_still(*, task: str, units: Sequence[str], day: date) -> str:
    """An obligation that no run will look at although stages are left."""
    return (
        f"{vi.clipped(task, limit=80)} (thời hạn hết ngày {vi.plain_day(day)}): việc nhắc "
        f"{vi.count(len(units))} đơn vị ({some_of(units)}) đứng yên, còn mốc chưa gửi nhưng không có ngày "
        "nhắc tiếp theo; đề nghị báo người quản trị hệ thống."
    )


def passed_over(*, task: str, units: Sequence[str], day: date) -> str:
    """An obligation whose day has come and that no run took up."""
    return (
        f"{vi.clipped(task, limit=80)}: mốc từ ngày {vi.plain_day(day)} của {vi.count(len(units))} đơn vị "
        f"({some_of(units)}) đã đến hạn nhưng chưa được xử lý; đề nghị báo người quản trị hệ thống."
    )


def overheld(*, mails: int, since: datetime | None) -> str:
    """Mails that were taken to be sent and never came back; `since` is local already."""
    how_long = f" từ {moment(since)}" if since else ""
    return (
        f"{vi.count(mails)} thư đã lấy ra để gửi nhưng quá thời gian chờ kết quả{how_long}; "
        "đề nghị báo người quản trị kiểm tra bộ phận gửi thư."
    )

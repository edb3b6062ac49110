"""Sentences about the nightly copies, for the morning brief."""

from datetime import datetime

from .phrases import moment

TITLE = "Sao lưu dữ liệu"
TITLE_MISSING = "Chưa có bản sao lưu mới"


def last_copy(*, at: datetime, kept: int) -> str:
    """When the last copy was taken; `at` is local."""
    return f"Bản sao lưu gần nhất: {moment(at)}; đang giữ {kept} bản."


def no_copy(*, last: datetime | None, folder_days: int) -> str:
    """For more than two days no copy was taken."""
    since = (
        f"Bản sao lưu gần nhất là của {moment(last)}."
        if last
        else f"Chưa có bản sao lưu nào từ khi bắt đầu sử dụng ({folder_days} ngày)."
    )
    return (
        f"{since} Đã quá 02 ngày không có bản sao lưu mới; đề nghị chạy “Sao lưu dữ liệu” "
        "và báo người quản trị hệ thống."
    )

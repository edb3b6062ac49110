"""What people have to keep up: days off, copies, schedules."""

from collections.abc import Sequence
from datetime import date, datetime

from flows.clock import ZONE
from flows.work.backup.kept import Copies
from flows.work.mails.todays_work import estimated_breaks
from models.rules.workdays import WorkCalendar
from templates.words_vi import plain_day

from .finding import Finding, found


def days_off(*, calendar: WorkCalendar, today: date) -> Finding:
    """What is left of the running year must be announced days, not guesses."""
    key, what = "days_off", "Ngày nghỉ"
    breaks = estimated_breaks(calendar=calendar, after=today, until=date(today.year, 12, 31))
    if not breaks:
        return found(key, what, f"Ngày nghỉ còn lại của năm {today.year} không có ngày dự kiến.", good=True)
    names = ", ".join(f"{name} ({plain_day(first)})" for name, first, _last in breaks)
    text = f"Năm {today.year} còn ngày dự kiến: {names}. Đề nghị dùng “Cập nhật ngày nghỉ” khi có thông báo."
    return found(key, what, text, good=False)


def backups(*, copies: Copies | None, now: datetime) -> Finding:
    """The last copy; None: the example, which needs none."""
    key, what = "backup", "Sao lưu"
    if copies is None:
        return found(key, what, "Dữ liệu mẫu không cần sao lưu.", good=True)
    last = f"{copies.last.astimezone(ZONE):%H:%M %d/%m/%Y}" if copies.last else "chưa có bản nào"
    if copies.missing(now=now):
        text = (
            f"Bản gần nhất: {last}, đã quá 02 ngày. Đề nghị chạy dondoc backup, xem lịch “Sao lưu dữ liệu”."
        )
        return found(key, what, text, good=False)
    return found(key, what, f"Bản gần nhất: {last}; đang giữ {copies.number} bản.", good=True)


def schedules(*, paused: Sequence[str] | None, example: bool) -> Finding:
    """Which schedules stand still; None: Prefect does not answer. The example's stand still by design."""
    key, what = "schedules", "Lịch tự chạy"
    if paused is None:
        return found(key, what, "Chưa xem được: dondoc up không chạy hoặc không trả lời.", good=None)
    if example:
        return found(key, what, "Dữ liệu mẫu: lịch dừng, chạy tay từng ngày.", good=True)
    if paused:
        names = ", ".join(f"“{name}”" for name in paused)
        return found(key, what, f"Đang tạm dừng: {names}. Đề nghị bật lại ở trang Deployments.", good=False)
    return found(key, what, "Mọi lịch đang bật.", good=True)

"""Bắt đầu từ đây: brings the pages of coordinators up to date."""

from prefect import flow

from flows.pages import START_TITLE
from flows.running import name_run, publish


@flow(name=START_TITLE)
async def start_here() -> None:
    """Cập nhật trang Bắt đầu từ đây, Tổng quan tiến độ và Đơn vị chưa gửi."""
    await publish()
    await name_run("Đã cập nhật các trang theo dõi")

"""Why a stage waits, as people read it."""

from models.words import NoticeStatus

REASONS = {
    NoticeStatus.NO_ADDRESS: "đơn vị chưa có địa chỉ thư điện tử dùng được",
    NoticeStatus.HELD: "chờ người có thẩm quyền duyệt trước khi gửi",
}

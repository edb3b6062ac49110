"""The ledger's closed words as coordinators read them."""

from models.words import MessageStatus, NoticeKind, NoticeStatus, Role

STATUSES = {
    NoticeStatus.PLANNED: "sẽ gửi",
    NoticeStatus.HELD: "chờ duyệt",
    NoticeStatus.SENT: "đã gửi",
    NoticeStatus.SUPERSEDED: "được thay bằng mốc sau",
    NoticeStatus.MISSED: "bỏ qua vì đã quá lâu",
    NoticeStatus.BEFORE_START: "trước ngày bắt đầu nhắc việc",
    NoticeStatus.PAUSED: "đang tạm dừng đôn đốc",
    NoticeStatus.QUIET: "không gửi trong những ngày giáp Tết",
    NoticeStatus.NO_ADDRESS: "thiếu địa chỉ",
    NoticeStatus.WITHDRAWN: "không còn phải gửi",
    NoticeStatus.REFUSED: "bị từ chối",
}
KINDS = {
    NoticeKind.REMINDER: "nhắc trước hạn",
    NoticeKind.ESCALATION: "đôn đốc sau hạn",
    NoticeKind.NOTE: "thư giữa năm",
    NoticeKind.PAPER: "dự thảo văn bản",
}
ROLES = {
    Role.CONTACT: "cán bộ đầu mối",
    Role.DEPARTMENT_HEAD: "lãnh đạo phòng phụ trách",
    Role.UNIT_HEAD: "Thủ trưởng đơn vị",
    Role.POST_ROOM: "văn thư",
    Role.FOCAL_HEAD: "lãnh đạo đơn vị đầu mối của kế hoạch",
}
MAIL_STATES = {
    MessageStatus.QUEUED: "chờ gửi",
    MessageStatus.CLAIMED: "đang gửi",
    MessageStatus.SENT: "đã gửi",
    MessageStatus.RETRY: "sẽ gửi lại",
    MessageStatus.REPLACED: "đã gộp vào thư sau",
    MessageStatus.WITHDRAWN: "đã rút",
    MessageStatus.FAILED: "không gửi được",
}

"""The flows people see: name, description, tags, and how each may run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """One flow as coordinators see it; `daily` runs it at the installation's daily time with `parameters`.

    `nightly`: the same, at the hour of the backup.
    """

    flow: str  # module:object
    name: str
    description: str
    tags: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    daily: bool = False
    nightly: bool = False
    one_at_a_time: bool = False
    at_once: bool = False  # never waits behind other runs
    changes: bool = True  # by hand it changes state, so its form asks who does it

    @property
    def full_name(self) -> str:
        """Flow and deployment bear the same name."""
        return f"{self.name}/{self.name}"


SERVED: Sequence[Served] = (
    Served(
        flow="flows.start_here:start_here",
        name="Bắt đầu từ đây",
        description="Cập nhật các trang theo dõi; trang đầu tiên của cán bộ đầu mối ở đường dẫn dưới đây.",
        tags=("trang theo dõi",),
        changes=False,
    ),
    Served(
        flow="flows.record_document:record_document",
        name="Ghi nhận văn bản đến",
        description=(
            "Ghi nhận một văn bản của một đơn vị: kế hoạch, báo cáo. "
            "Đơn vị không bị nhắc nữa ngay sau khi ghi nhận."
        ),
        tags=("văn bản đến", "hằng ngày"),
    ),
    Served(
        flow="flows.record_documents:record_documents",
        name="Ghi nhận nhiều văn bản đến",
        description=(
            "Dán các dòng từ sổ văn bản đến hoặc Excel, nêu tên tệp trong thư mục incoming, "
            "hoặc chọn nhiều đơn vị. "
            "Hệ thống cho xem từng dòng trước khi ghi; dòng chưa đúng được trả lại để sửa."
        ),
        tags=("văn bản đến", "hằng ngày"),
    ),
    Served(
        flow="flows.attach_files:attach_files",
        name="Đính kèm tệp",
        description=(
            "Đính kèm các tệp đã chép vào thư mục incoming vào một văn bản đã ghi nhận, "
            "hoặc gỡ tệp đính kèm nhầm."
        ),
        tags=("văn bản đến",),
    ),
    Served(
        flow="flows.import_figures:import_figures",
        name="Nhập biểu số liệu",
        description=(
            "Đọc mọi biểu số liệu đã chép vào thư mục incoming, nhập vào báo cáo của từng đơn vị; "
            "biểu chưa đúng được nêu rõ từng ô cần sửa."
        ),
        tags=("văn bản đến",),
        one_at_a_time=True,
    ),
    Served(
        flow="flows.correct_record:correct_record",
        name="Sửa, hủy ghi nhận",
        description="Sửa thông tin hoặc hủy một văn bản đã ghi nhận nhầm, có lý do; bản ghi cũ vẫn được lưu.",
        tags=("văn bản đến",),
    ),
    Served(
        flow="flows.review_reports:review_reports",
        name="Rà soát báo cáo",
        description=(
            "Xem các văn bản đang chờ rà soát của một nhiệm vụ, ghi «Đạt yêu cầu» hoặc "
            "«Đề nghị bổ sung, hoàn thiện»; đơn vị nhận thư phản hồi."
        ),
        tags=("rà soát",),
    ),
    Served(
        flow="flows.nil_report:nil_report",
        name="Báo cáo không phát sinh",
        description="Ghi nhận văn bản của đơn vị báo cáo không phát sinh; thống kê riêng.",
        tags=("văn bản đến",),
    ),
    Served(
        flow="flows.extend_deadline:extend_deadline",
        name="Gia hạn gửi văn bản",
        description=(
            "Gia hạn cho một đơn vị theo văn bản đề nghị đã được lãnh đạo đồng ý, hoặc bỏ gia hạn; "
            "ngày ban đầu vẫn được lưu."
        ),
        tags=("thời hạn",),
    ),
    Served(
        flow="flows.exempt_unit:exempt_unit",
        name="Không thuộc diện thực hiện",
        description="Một đơn vị không phải thực hiện một nhiệm vụ: không nhắc nữa, thống kê riêng; bỏ được.",
        tags=("thời hạn",),
    ),
    Served(
        flow="flows.update_contact:update_contact",
        name="Cập nhật đầu mối",
        description=(
            "Đơn vị đổi cán bộ đầu mối, địa chỉ thư hoặc điện thoại; thư đang chờ chuyển sang địa chỉ mới."
        ),
        tags=("đơn vị",),
    ),
    Served(
        flow="flows.delegate:delegate_mail",
        name="Cử người nhận thư thay",
        description=(
            "Cán bộ đầu mối hoặc lãnh đạo vắng mặt từ ngày … đến ngày …: mọi thư được gửi người nhận thay; "
            "hết thời gian tự trở lại, kết thúc sớm cũng ở đây."
        ),
        tags=("đơn vị",),
    ),
    Served(
        flow="flows.check_addresses:check_addresses",
        name="Kiểm tra địa chỉ thư điện tử",
        description=(
            "Đọc thư báo trả lại, liệt kê địa chỉ bị từ chối, thiếu, chưa xác nhận theo từng đơn vị, "
            "kèm đường dẫn để cập nhật hoặc xác nhận."
        ),
        tags=("đơn vị",),
        one_at_a_time=True,
    ),
    Served(
        flow="flows.record_event:record_event",
        name="Ghi nhận sự kiện",
        description="Ghi ngày diễn ra sự kiện; các thời hạn “… ngày sau khi …” được tính từ ngày này.",
        tags=("thời hạn",),
    ),
    Served(
        flow="flows.announce_training:announce_training",
        name="Gửi giấy mời tập huấn",
        description=(
            "Giấy mời đã ký, đã lấy số: ghi số, ngày và gửi thư mời kèm lịch tới các đơn vị của khu vực; "
            "việc cử cán bộ được theo dõi, nhắc."
        ),
        tags=("tập huấn",),
    ),
    Served(
        flow="flows.change_training:change_training",
        name="Điều chỉnh lớp tập huấn",
        description="Đổi ngày, giờ, địa điểm của một lớp, hoặc hủy lớp; đơn vị đã mời được báo bằng thư.",
        tags=("tập huấn",),
    ),
    Served(
        flow="flows.nominate:nominate_people",
        name="Ghi nhận cán bộ được cử dự tập huấn",
        description=(
            "Đơn vị trả lời giấy mời: danh sách cán bộ được cử, thay người, hoặc lý do không cử; "
            "lớp đủ chỗ thì vào danh sách chờ."
        ),
        tags=("tập huấn",),
    ),
    Served(
        flow="flows.sign_in_sheet:sign_in_sheet",
        name="Danh sách ký nhận tập huấn",
        description="Soạn danh sách cán bộ được cử để in và ký nhận tại lớp: tệp Word, gửi kèm thư.",
        tags=("tập huấn",),
    ),
    Served(
        flow="flows.attend_training:attend_training",
        name="Ghi nhận tham dự tập huấn",
        description="Lớp đã tổ chức: đánh dấu ai vắng, ghi thêm cán bộ dự ngoài danh sách; ghi lại được.",
        tags=("tập huấn",),
    ),
    Served(
        flow="flows.draft_letter:draft_letter",
        name="Soạn công văn đôn đốc",
        description=(
            "Công văn gửi Thủ trưởng các đơn vị quá hạn chưa gửi: xem nội dung trước, rồi soạn tệp Word "
            "theo thể thức văn bản hành chính để trình ký."
        ),
        tags=("văn bản đi",),
    ),
    Served(
        flow="flows.number_letter:number_letter_flow",
        name="Ghi số, ngày văn bản đi",
        description=(
            "Công văn đã ký, văn thư đã cấp số: so với hôm nay, ghi số, ngày, gửi bản đã ký tới từng đơn vị."
        ),
        tags=("văn bản đi",),
    ),
    Served(
        flow="flows.interim_review:interim_review",
        name="Tổ chức sơ kết",
        description=(
            "Đề nghị các đơn vị gửi báo cáo sơ kết nhiều năm; hệ thống kiểm tra ngày, "
            "cho xem những gì sẽ thực hiện rồi mới tạo nhiệm vụ và gửi thư."
        ),
        tags=("báo cáo", "Sơ kết"),
    ),
    Served(
        flow="flows.close_interim:close_interim",
        name="Kết thúc sơ kết",
        description="Tổng hợp số liệu sơ kết qua các năm, đơn vị còn thiếu; xem thử hoặc kết thúc.",
        tags=("báo cáo", "Sơ kết"),
    ),
    Served(
        flow="flows.compile_report:compile_report",
        name="Tổng hợp báo cáo",
        description=(
            "Soạn báo cáo Thủ tướng Chính phủ hoặc lãnh đạo Bộ từ báo cáo các đơn vị (.docx), kèm số liệu "
            "(.xlsx) và tờ trình; nêu rõ những gì thay đổi so với lần tổng hợp trước."
        ),
        tags=("báo cáo", "Tổng hợp"),
        one_at_a_time=True,
    ),
    Served(
        flow="flows.plan_trainings:plan_trainings",
        name="Xây dựng lịch tập huấn",
        description=(
            "Kiểm tra ngày đã chọn, đề xuất ngày sớm nhất phù hợp cho từng miền kèm lý do; "
            "đồng ý thì lập lịch và soạn dự thảo giấy mời."
        ),
        tags=("Tập huấn",),
    ),
    Served(
        flow="flows.difficulty:difficulty",
        name="Ghi nhận khó khăn, vướng mắc",
        description="Ghi khó khăn, vướng mắc của một đơn vị, đơn vị nào trả lời, chậm nhất ngày nào.",
        tags=("khó khăn, vướng mắc",),
    ),
    Served(
        flow="flows.answer_difficulty:answer_difficulty",
        name="Trả lời khó khăn, vướng mắc",
        description="Ghi văn bản và nội dung trả lời một khó khăn, vướng mắc.",
        tags=("khó khăn, vướng mắc",),
    ),
    Served(
        flow="flows.add_days_off:add_days_off",
        name="Cập nhật ngày nghỉ",
        description=(
            "Dán thông báo nghỉ lễ, Tết, làm bù; hệ thống cho xem mốc nhắc nào chuyển ngày rồi mới áp dụng."
        ),
        tags=("thời hạn",),
    ),
    Served(
        flow="flows.approve:approve",
        name="Duyệt gửi cấp trên",
        description=(
            "Thư gửi Thủ trưởng đơn vị, trang tóm tắt gửi lãnh đạo Cục và dự thảo công văn chỉ rời hệ thống "
            "sau khi có người duyệt ở đây."
        ),
        tags=("đôn đốc",),
    ),
    Served(
        flow="flows.pause_chasing:pause_chasing",
        name="Tạm dừng đôn đốc",
        description="Không nhắc một đơn vị, hoặc một nhiệm vụ của đơn vị, trong một số ngày làm việc.",
        tags=("đôn đốc",),
    ),
    Served(
        flow="flows.look_up:look_up",
        name="Tra cứu quá trình nhắc việc",
        description=(
            "Xem vì sao một đơn vị đã nhận, hoặc không nhận, thư nhắc việc: từng mốc, gửi ai, lúc nào, "
            "lý do không gửi."
        ),
        tags=("đôn đốc", "trang theo dõi"),
        changes=False,
    ),
    Served(
        flow="flows.preview_mail:preview_mail",
        name="Xem trước thư sẽ gửi",
        description="Ai sẽ nhận thư gì trong một ngày và vì sao; không gửi, không thay đổi số liệu.",
        tags=("gửi thư",),
        changes=False,
    ),
    Served(
        flow="flows.simulate_year:simulate_year",
        name="Chạy thử lịch gửi cả năm",
        description="Chạy thử từng ngày của kế hoạch trên bản sao: số thư mỗi ngày, lượt chờ duyệt.",
        tags=("kế hoạch",),
        changes=False,
        one_at_a_time=True,
    ),
    Served(
        flow="flows.stop_sending:stop_sending",
        name="Dừng, cho gửi lại thư",
        description=(
            "Dừng ngay mọi thư, hoặc cho gửi trở lại. Thư đến hạn trong lúc dừng được giữ và gộp lại."
        ),
        tags=("gửi thư",),
        at_once=True,
    ),
    Served(
        flow="flows.daily:daily",
        name="Nhắc việc hằng ngày",
        description=(
            "Tự chạy mỗi sáng: xác định lượt nhắc đến hạn, gửi thư, cập nhật các trang theo dõi. "
            "Chạy tay khi dùng dữ liệu mẫu hoặc muốn chạy thử một ngày."
        ),
        tags=("gửi thư", "hằng ngày"),
        parameters={"form": {"day": "hôm nay", "dry_run": False}},
        daily=True,
        changes=False,  # nobody does it: the clock does
        one_at_a_time=True,
    ),
    Served(
        flow="flows.back_up:back_up",
        name="Sao lưu dữ liệu",
        description=(
            "Tự chạy mỗi đêm: chép cơ sở dữ liệu, văn bản, cấu hình vào thư mục sao lưu, "
            "giữ các bản gần nhất. Chạy tay khi muốn có ngay một bản."
        ),
        tags=("quản trị",),
        nightly=True,
        changes=False,
        one_at_a_time=True,
    ),
    Served(
        flow="flows.issue_plan:issue_plan",
        name="Triển khai kế hoạch",
        description=(
            "Tạo nhiệm vụ của từng đơn vị từ một tệp kế hoạch và gửi thư thông báo; chạy lại không tạo trùng."
        ),
        tags=("kế hoạch", "Triển khai"),
        one_at_a_time=True,
    ),
    Served(
        flow="flows.prepare_next_year:prepare_next_year",
        name="Chuẩn bị kế hoạch năm sau",
        description=(
            "Từ kế hoạch đã có: đề xuất từng thời hạn của năm sau, nêu chỗ cần quyết định (29/02, "
            "việc một lần), số liệu để so sánh, địa chỉ cần xác nhận; đồng ý thì ghi tệp kế hoạch."
        ),
        tags=("kế hoạch",),
        one_at_a_time=True,
    ),
    Served(
        flow="flows.amend_plan:amend_plan",
        name="Điều chỉnh kế hoạch",
        description=(
            "Tệp kế hoạch đã sửa theo văn bản điều chỉnh: xem nhiệm vụ thêm, bớt, đổi; đồng ý thì áp dụng "
            "một lần, đơn vị có liên quan được báo, số liệu đã qua giữ nguyên."
        ),
        tags=("kế hoạch", "thời hạn"),
        one_at_a_time=True,
    ),
    Served(
        flow="flows.export_table:export_table",
        name="Xuất bảng tổng hợp",
        description=(
            "Sổ văn bản đến, đơn vị chậm, tiến độ theo đơn vị, thống kê, bảng khen thưởng: "
            "tệp Excel hoặc CSV, gửi kèm thư."
        ),
        tags=("báo cáo",),
    ),
    Served(
        flow="flows.arrange_units:arrange_units",
        name="Sắp xếp đơn vị",
        description=(
            "Đơn vị hợp nhất, chia tách, đổi tên hoặc giải thể từ một ngày: cho xem trước, đồng ý thì "
            "nhiệm vụ chưa hoàn thành chuyển cho đơn vị tiếp nhận, mỗi đơn vị nhận một thư."
        ),
        tags=("đơn vị",),
    ),
    Served(
        flow="flows.close_plan:close_the_plan",
        name="Kết thúc theo dõi kế hoạch",
        description=(
            "Cho xem những gì còn lại của một kế hoạch; đồng ý thì kế hoạch chỉ còn để đọc, không nhắc nữa, "
            "không mở lại được."
        ),
        tags=("kế hoạch", "Kết thúc"),
    ),
)

"""What the start page always says: each form and when to use it, how the machine works, Prefect's words."""

FORMS = (
    ("Ghi nhận văn bản đến", "Một văn bản của đơn vị đã đến."),
    (
        "Ghi nhận nhiều văn bản đến",
        "Nhiều văn bản cùng lúc: dán các dòng từ sổ văn bản đến hoặc Excel, hoặc chọn nhiều đơn vị.",
    ),
    ("Đính kèm tệp", "Đơn vị gửi tệp kèm văn bản đã ghi nhận: chép vào thư mục incoming rồi đính kèm."),
    ("Nhập biểu số liệu", "Các đơn vị đã gửi biểu số liệu: nhập cả thư mục một lần, có kết quả từng đơn vị."),
    ("Sao lưu dữ liệu", "Tự chạy mỗi đêm; chạy tay trước khi nâng cấp hoặc khi bản tin sáng đề nghị."),
    ("Sửa, hủy ghi nhận", "Đã ghi nhận nhầm: sửa lại hoặc hủy, có lý do; việc nhắc được tiếp tục."),
    (
        "Rà soát báo cáo",
        "Văn bản đã đến, cần xem có đạt yêu cầu không; đề nghị bổ sung thì ghi lý do và ngày gửi lại.",
    ),
    ("Báo cáo không phát sinh", "Đơn vị có văn bản báo cáo không phát sinh: đã gửi, thống kê riêng."),
    (
        "Gia hạn gửi văn bản",
        "Lãnh đạo đồng ý cho đơn vị gửi muộn hơn, hoặc bỏ gia hạn; nhắc theo ngày mới.",
    ),
    ("Không thuộc diện thực hiện", "Đơn vị không phải thực hiện một nhiệm vụ: không nhắc, thống kê riêng."),
    (
        "Cập nhật đầu mối",
        "Đơn vị đổi cán bộ đầu mối, địa chỉ thư hoặc số điện thoại; địa chỉ thiếu hoặc bị từ chối.",
    ),
    ("Cử người nhận thư thay", "Có người vắng mặt: thư của người đó gửi người nhận thay, tự trở lại."),
    (
        "Kiểm tra địa chỉ thư điện tử",
        "Cần biết địa chỉ nào bị từ chối, có thư bị trả lại, còn thiếu hoặc chưa được đơn vị xác nhận.",
    ),
    ("Gửi giấy mời tập huấn", "Giấy mời đã ký, đã lấy số: gửi thư mời kèm lịch tới các đơn vị của khu vực."),
    ("Điều chỉnh lớp tập huấn", "Lớp đổi ngày, giờ, địa điểm hoặc hủy: đơn vị đã mời được báo."),
    (
        "Ghi nhận cán bộ được cử dự tập huấn",
        "Đơn vị gửi danh sách cán bộ dự tập huấn, thay người, hoặc cho biết không cử.",
    ),
    ("Danh sách ký nhận tập huấn", "Sắp khai mạc: danh sách cán bộ được cử, để in và ký nhận."),
    ("Ghi nhận tham dự tập huấn", "Lớp đã khai mạc: ghi ai dự, ai vắng, ai dự ngoài danh sách."),
    (
        "Soạn công văn đôn đốc",
        "Đơn vị quá hạn chưa gửi: xem nội dung, soạn công văn để trình ký.",
    ),
    (
        "Ghi số, ngày văn bản đi",
        "Công văn đã ký: ghi số, ngày văn thư đã cấp, gửi bản đã ký tới từng đơn vị.",
    ),
    (
        "Tổ chức sơ kết",
        "Sơ kết nhiều năm: đề nghị các đơn vị báo cáo, kèm đề cương; xem trước rồi mới thực hiện.",
    ),
    ("Kết thúc sơ kết", "Tổng hợp số liệu sơ kết qua các năm, đơn vị còn thiếu; xem thử hoặc kết thúc."),
    (
        "Tổng hợp báo cáo",
        "Cần báo cáo Thủ tướng Chính phủ, lãnh đạo Bộ: dự thảo và số liệu từ báo cáo các đơn vị.",
    ),
    (
        "Xây dựng lịch tập huấn",
        "Cần ngày cho các lớp tập huấn: hệ thống đề xuất kèm lý do; đồng ý thì có dự thảo giấy mời.",
    ),
    ("Ghi nhận khó khăn, vướng mắc", "Đơn vị nêu khó khăn, vướng mắc: giao đơn vị trả lời, có thời hạn."),
    ("Trả lời khó khăn, vướng mắc", "Đã có văn bản trả lời: ghi số, ngày và nội dung trả lời."),
    ("Cập nhật ngày nghỉ", "Có thông báo ngày nghỉ, ngày làm bù; biểu mẫu cho xem các mốc nhắc thay đổi."),
    ("Ghi nhận sự kiện", "Sự kiện làm căn cứ tính thời hạn đã diễn ra (“20 ngày sau khi …”)."),
    ("Duyệt gửi cấp trên", "Có thư, dự thảo công văn chờ duyệt: xem danh sách, duyệt hoặc không duyệt."),
    ("Tạm dừng đôn đốc", "Đơn vị đang có lý do chính đáng: không nhắc trong một số ngày làm việc."),
    ("Xem trước thư sẽ gửi", "Muốn biết một ngày ai sẽ nhận thư gì, vì sao; không gửi gì."),
    ("Chạy thử lịch gửi cả năm", "Muốn thấy trước cả năm: số thư mỗi ngày, đôn đốc, chờ duyệt."),
    (
        "Tra cứu quá trình nhắc việc",
        "Cần biết vì sao một đơn vị đã nhận hoặc không nhận thư: từng mốc, gửi ai, lúc nào, lý do.",
    ),
    (
        "Dừng, cho gửi lại thư",
        "Cần dừng ngay mọi thư, hoặc cho gửi trở lại; thư đến hạn được giữ và gộp lại.",
    ),
    ("Nhắc việc hằng ngày", "Hệ thống tự chạy mỗi sáng; dùng biểu mẫu để xem thử một ngày khác."),
    ("Triển khai kế hoạch", "Có kế hoạch mới: tạo nhiệm vụ của từng đơn vị từ tệp kế hoạch."),
    (
        "Chuẩn bị kế hoạch năm sau",
        "Sắp có kế hoạch năm sau: hệ thống đề xuất thời hạn từ kế hoạch đã có, ghi thành tệp để triển khai.",
    ),
    (
        "Điều chỉnh kế hoạch",
        "Có văn bản điều chỉnh: xem nhiệm vụ nào thêm, bớt, dời hạn, ai được báo; đồng ý mới áp dụng.",
    ),
    (
        "Xuất bảng tổng hợp",
        "Cần sổ văn bản đến, đơn vị chậm, tiến độ, thống kê, bảng khen thưởng để in: Excel hoặc CSV.",
    ),
    (
        "Sắp xếp đơn vị",
        "Đơn vị hợp nhất, chia tách, đổi tên, giải thể: xem trước rồi chuyển nhiệm vụ cho đơn vị tiếp nhận.",
    ),
    (
        "Kết thúc theo dõi kế hoạch",
        "Đã báo cáo tổng kết: xem việc còn lại rồi kết thúc; kế hoạch chỉ còn để đọc, không mở lại được.",
    ),
)
PAGES = (
    (
        "Tiến trình kế hoạch",
        "Các giai đoạn của kế hoạch: ngày, tình trạng, việc tiếp theo; việc của chính đơn vị đầu mối.",
    ),
    (
        "Tổng quan tiến độ",
        "Số phải gửi, đã nhận, hoàn thành đúng hạn, quá hạn, theo khu vực; thời hạn sắp tới; thư trong ngày.",
    ),
    ("Duyệt gửi cấp trên", "Những gì hệ thống giữ lại, chờ người có thẩm quyền duyệt."),
    ("Đơn vị chưa gửi", "Từng đơn vị, người liên hệ và đường dẫn ghi nhận văn bản điền sẵn."),
    (
        "Văn bản đã nhận",
        "Từng văn bản: số, ngày, đúng hạn hay quá hạn, kết quả rà soát; đường dẫn để sửa, rà soát.",
    ),
    (
        "Tiến độ theo đơn vị",
        "Bảng từng đơn vị, từng nhiệm vụ; bấm tên đơn vị để tra cứu quá trình nhắc việc.",
    ),
    ("Khó khăn, vướng mắc", "Khó khăn, vướng mắc các đơn vị nêu: ai trả lời, hạn nào, nội dung trả lời."),
    (
        "Tình hình tập huấn",
        "Từng lớp tập huấn: ngày, nơi, đơn vị được mời, đã trả lời, cán bộ được cử, có mặt; còn phải làm gì.",
    ),
)
HOW_IT_WORKS = (
    "Mỗi sáng ngày làm việc, hệ thống xem nhiệm vụ nào đến mốc nhắc và soạn mỗi địa chỉ nhiều nhất "
    "một thư nhắc việc trong ngày.",
    "Thư rời hệ thống trong giờ làm việc; ngay trước khi gửi, hệ thống kiểm tra lại: văn bản đã ghi nhận "
    "thì không nhắc nữa.",
    "Hệ thống chỉ biết những văn bản được ghi nhận. Hết hạn mà chưa ghi nhận thì trước hết là "
    "“chưa nhận được”, sau thời gian chờ văn bản đến mới là “quá hạn”.",
    "Đơn vị thiếu địa chỉ hoặc địa chỉ bị từ chối được báo ở đây, không bị bỏ qua và không gửi lên cấp trên.",
    "Gửi biểu mẫu xong, đề nghị xem tên lần chạy: tên bắt đầu bằng “Từ chối” nghĩa là CHƯA ghi nhận gì, "
    "lý do đứng ngay sau; sửa lại rồi gửi biểu mẫu lần nữa.",
    "Mọi thay đổi đều ghi lại ai làm, lúc nào; ghi nhận sai thì sửa hoặc hủy, không mất dữ liệu cũ.",
)
ENGLISH = (
    ("Run", "Một lần chạy. Nút Run trên trang của biểu mẫu: chọn Quick run hoặc Custom run."),
    ("Quick run", "Chạy ngay, không hỏi gì; chỉ dùng khi biểu mẫu không có ô bắt buộc."),
    ("Custom run", "Mở biểu mẫu để điền rồi chạy. Đây là cách dùng hằng ngày."),
    ("Submit", "Gửi biểu mẫu đã điền; sau khoảng 10 giây thì bắt đầu chạy."),
    ("Deployments", "Danh sách các biểu mẫu và công việc của hệ thống."),
    ("Scheduled, Pending, Running", "Đã xếp lịch, đang chuẩn bị, đang chạy."),
    ("Late", "Đến giờ mà chưa chạy được; hệ thống sẽ chạy bù, không cần làm gì."),
    (
        "Completed",
        "Đã xong, đã ghi. Riêng “Từ chối” nghĩa là CHƯA ghi nhận gì; lý do nằm trong tên lần chạy.",
    ),
    ("Suspended, Paused", "Đang chờ đồng chí xem và quyết định."),
    ("Resume", "Trả lời cho lần chạy đang chờ để nó tiếp tục."),
    ("Cancel", "Bỏ lần chạy này."),
    ("Failed, Crashed", "Lỗi của hệ thống, không phải của người nhập; đề nghị báo quản trị."),
    ("Artifacts", "Các trang kết quả, như trang này."),
    ("Parameters", "Những gì đã điền vào biểu mẫu."),
)

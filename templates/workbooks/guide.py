"""What the first sheet of a workbook tells who fills it in."""

from .facts import ESTIMATE, FIGURES, RESULTS, TASKS, WorkbookFacts


def guide_lines(facts: WorkbookFacts) -> tuple[str, ...]:
    """One sentence a line."""
    results = ", ".join(f"“{word}”" for word in RESULTS.values())
    tasks = (
        f"Trang “{TASKS}”: với mỗi nhiệm vụ, chọn kết quả ({results}) và ghi minh chứng ngắn gọn. "
        "Nhiệm vụ ghi “Đã hoàn thành” được tính là hoàn thành khi báo cáo đạt yêu cầu."
    )
    return (
        f"Chỉ nhập vào các ô nền vàng ở trang “{FIGURES}”{f' và trang “{TASKS}”' if facts.tasks else ''}; "
        "các ô khác đã khóa để số liệu của các đơn vị cộng được với nhau.",
        f"Trang “{FIGURES}”: nhập số, không kèm chữ, không dùng công thức; không có thì ghi 0. Số đếm là số "
        "nguyên; kinh phí có thể có số lẻ.",
        f"Số liệu chưa chốt được đến hết kỳ báo cáo thì nhập số ước và chọn “{ESTIMATE}” ở cột {ESTIMATE}.",
        "Cột “Ít nhất” nêu số mỗi đơn vị cần đạt theo Kế hoạch.",
        *((tasks,) if facts.tasks else ()),
        "Biểu này không ghi nội dung thuộc bí mật nhà nước.",
        "Giữ nguyên tên các trang, thứ tự cột và kiểu tệp .xlsx; gửi kèm báo cáo đã ký, đóng dấu về "
        f"{facts.sender}.",
    )

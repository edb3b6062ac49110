"""Writes the shipped templates: `python -m templates.letters.forms.make`, by hand, after a change here.

A .docx shows no difference in a review; this does, and a test holds the files against it. Whoever runs an
installation changes none of this: a copy in the data folder's config/letters/ is edited in Word.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from docx.shared import Mm

from .builder import Column, Form

HERE = Path(__file__).parent
BASIS = "{{ ten_ke_hoach }} (ban hành kèm theo {{ van_ban_ke_hoach }} ngày {{ ngay_ke_hoach }})"
CONTACT = "Thông tin liên hệ: {{ lien_he }}./."
STATE = "Tính đến {{ thoi_diem }}, {{ don_vi_soan_tat }} đã nhận được {{ da_nhan }}/{{ phai_gui }} văn bản"
LEADERS = "Sau thời hạn trên, {{ don_vi_soan_tat }} sẽ tổng hợp, báo cáo lãnh đạo Bộ tình hình thực hiện."


def chasing() -> Form:
    """One letter to the heads of all late units, who stand in its annex."""
    form = Form()
    form.head(about="đôn đốc gửi {{ tai_lieu }} (lần {{ lan }})")
    form.addressed()
    form.body(f"Triển khai {BASIS}, thời hạn gửi {{{{ tai_lieu }}}} là {{{{ thoi_han }}}}.")
    form.body(f"{STATE}; {{{{ con_lai }}}} (Phụ lục kèm theo).")
    form.body(
        "Để bảo đảm tiến độ tổng hợp chung, đề nghị Thủ trưởng các đơn vị, Giám đốc Công an các địa phương "
        "có tên trong Phụ lục quan tâm, chỉ đạo hoàn thành và gửi {{ tai_lieu }} về {{ don_vi_soan }} "
        "chậm nhất ngày {{ han_moi }}; trường hợp đã ban hành, đề nghị cho biết số, ngày văn bản."
    )
    form.when("lan > 1", lambda: form.body(LEADERS))
    form.body(CONTACT)
    form.foot()
    form.annex(
        "DANH SÁCH ĐƠN VỊ CHƯA GỬI HOẶC GỬI CHƯA ĐÚNG YÊU CẦU",
        each="don_vi in cac_don_vi",
        columns=(
            Column(title="TT", width=Mm(12), text="{{ don_vi.tt }}", centred=True),
            Column(title="Đơn vị", width=Mm(60), text="{{ don_vi.ten }}"),
            Column(title="Tình hình", width=Mm(50), text="{{ don_vi.tinh_hinh }}"),
            Column(title="Đã nhắc (gần nhất)", width=Mm(43), text="{{ don_vi.da_nhac }}"),
        ),
    )
    return form


def chasing_one() -> Form:
    """A letter to one late unit, which reads of no other."""
    form = Form()
    form.head(about="đôn đốc gửi {{ tai_lieu }} (lần {{ lan }})")
    form.addressed()
    form.body(f"Triển khai {BASIS}, thời hạn gửi {{{{ tai_lieu }}}} là {{{{ thoi_han }}}}.")
    form.body(f"{STATE}; {{{{ tinh_hinh_don_vi }}}}.")
    form.body(
        "Để bảo đảm tiến độ tổng hợp chung, đề nghị đồng chí quan tâm, chỉ đạo hoàn thành và gửi "
        "{{ tai_lieu }} về {{ don_vi_soan }} chậm nhất ngày {{ han_moi }}; trường hợp đã ban hành, đề nghị "
        "cho biết số, ngày văn bản."
    )
    form.when("lan > 1", lambda: form.body(LEADERS))
    form.body(CONTACT)
    form.foot()
    return form


def invitation() -> Form:
    """Giấy mời to a training; close lines, so that its signature stands on the same page."""
    form = Form(body_size=13, spacing=1.0)
    form.head()
    form.title("GIẤY MỜI", "Dự lớp {{ ten_lop }}")
    form.addressed()
    form.body(
        f"Thực hiện {BASIS}, {{{{ don_vi_soan }}}} tổ chức lớp {{{{ ten_lop }}}}; trân trọng kính mời các "
        "đơn vị cử cán bộ tham dự, cụ thể như sau:"
    )
    form.body("1. Thành phần: cán bộ làm công tác phổ biến, giáo dục pháp luật của {{ doi_tuong }}.")
    form.body("2. Số lượng: mỗi đơn vị cử nhiều nhất {{ so_can_bo }} cán bộ.")
    form.body("3. Thời gian: {{ thoi_gian }}.")
    form.body("4. Địa điểm: {{ dia_diem }}.")
    form.body("5. Đơn vị đăng cai: {{ don_vi_dang_cai }}.")
    form.when("luu_y", lambda: form.body("6. Lưu ý: {{ luu_y }}."))
    form.body(
        "Đề nghị đơn vị gửi danh sách cán bộ được cử dự (họ tên, cấp bậc, chức vụ, số điện thoại) về "
        "{{ don_vi_soan }} chậm nhất ngày {{ han_cu_can_bo }}; trường hợp không cử được cán bộ, đề nghị cho "
        f"biết lý do. {CONTACT}"
    )
    form.foot()
    form.annex(
        "DANH SÁCH {{ so_don_vi }} ĐƠN VỊ ĐƯỢC MỜI",
        each="don_vi in cac_don_vi",
        columns=(
            Column(title="TT", width=Mm(14), text="{{ don_vi.tt }}", centred=True),
            Column(title="Đơn vị", width=Mm(151), text="{{ don_vi.ten }}"),
        ),
    )
    return form


def ministry_paper() -> Form:
    """Báo cáo lãnh đạo Bộ, on one page."""
    form = Form(body_size=13, spacing=1.0)
    form.head()
    form.title("BÁO CÁO LÃNH ĐẠO BỘ", "Về tình hình gửi {{ tai_lieu }}")
    form.addressed()
    form.body(f"Triển khai {BASIS}, thời hạn gửi {{{{ tai_lieu }}}} là {{{{ thoi_han }}}}.")
    form.body(f"{STATE}; {{{{ con_lai }}}}: {{{{ ten_cac_don_vi }}}}.")
    form.body(
        "{{ don_vi_soan_tat }} đã nhắc {{ so_luot_nhac }} lượt bằng thư điện tử và soạn công văn đôn đốc; sẽ "
        "tiếp tục đôn đốc để các đơn vị hoàn thành chậm nhất ngày {{ han_moi }}."
    )
    form.body("Kính trình lãnh đạo Bộ xem xét, cho ý kiến chỉ đạo./.")
    form.foot()
    return form


def review_request() -> Form:
    """Công văn that asks for the reports of an interim review."""
    form = Form()
    form.head(about="đề nghị gửi {{ tai_lieu }}")
    form.addressed(several=True)
    form.body(f"Thực hiện {BASIS}, {{{{ don_vi_soan }}}} tổ chức sơ kết {{{{ thoi_ky }}}}.")
    form.body(
        "Để có cơ sở tổng hợp, báo cáo lãnh đạo Bộ, trân trọng đề nghị các đơn vị, địa phương xây dựng "
        "{{ tai_lieu }} theo {{ kem_theo }}; văn bản có chữ ký, đóng dấu, kèm tệp điện tử, gửi về "
        "{{ don_vi_soan }}, thời hạn: {{ thoi_han }}."
    )
    form.when(
        "gui_chung", lambda: form.body("{{ gui_chung }} được gửi chung trong một văn bản với báo cáo sơ kết.")
    )
    form.when(
        "hoi_nghi", lambda: form.body("Hội nghị sơ kết dự kiến {{ hoi_nghi }}; giấy mời sẽ được gửi riêng.")
    )
    form.body(CONTACT)
    form.foot()
    return form


FORMS: Mapping[str, Callable[[], Form]] = {
    "cong-van-don-doc.docx": chasing,
    "cong-van-don-doc-tung-don-vi.docx": chasing_one,
    "giay-moi.docx": invitation,
    "bao-cao-lanh-dao-bo.docx": ministry_paper,
    "cong-van-de-nghi-bao-cao-so-ket.docx": review_request,
}

if __name__ == "__main__":
    for name, form in FORMS.items():
        (HERE / name).write_bytes(form().made())

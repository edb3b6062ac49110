"""Pictures of papers: what a chasing letter will say, and the answer of a compiled report."""

import re

from templates.dashboards.compilation import TITLE as COMPILED
from tests.browser.driver import OFFICER, Coordinator
from tests.browser.training_pictures import Page_

DRAFT, PLAN = "Soạn công văn đôn đốc", "II.1.1.b"


def papers(person: Coordinator, *, page: Page_) -> None:
    """A letter to whoever is late with the plan, and a draft of the year's report."""
    person.open(DRAFT)
    person.choose("Người thực hiện", OFFICER)
    person.choose("Nhiệm vụ", PLAN)
    person.write("Đề nghị gửi chậm nhất ngày", "25/03/2024")
    person.submit()
    dialog = person.question(re.compile("Chờ trả lời: .*đơn vị"))
    dialog.get_by_role("link", name="Xem nội dung công văn").click()
    person.reads("Phụ lục")
    page("cong-van-don-doc", 1100)
    person.open(COMPILED)
    person.choose("Người thực hiện", OFFICER)
    person.choose("Kế hoạch", "2024")
    person.choose("Báo cáo gửi", "Thủ tướng Chính phủ")
    person.submit()
    person.see_answer(COMPILED, heading=COMPILED)
    page("tong-hop-bao-cao", 1100)

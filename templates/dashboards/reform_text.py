"""The same page as lines for a terminal."""

from templates.words_vi import plain_day

from .reform_facts import ReformFacts, Successor


def reform_text(facts: ReformFacts) -> str:
    """What a reform would do, line by line."""
    lines = [
        f"Sắp xếp đơn vị từ ngày {plain_day(facts.day)}, văn bản số {facts.number} "
        f"ngày {plain_day(facts.issued_on)}",
        *(["Thay cho nội dung đã duyệt trước đây cho cùng ngày."] if facts.replaces else []),
        *(f"- {remark}" for remark in facts.remarks),
        "",
        *(f"{place}. {change}." for place, change in enumerate(facts.changes, 1)),
        "",
        *(_successor(one) for one in facts.successors),
        *(f"{one.name}: {one.spared} nhiệm vụ không phải thực hiện nữa." for one in facts.dissolved),
    ]
    return "\n".join(lines).rstrip()


def _successor(one: Successor) -> str:
    shared = f", giao thêm {one.shared}" if one.shared else ""
    mail = f"thư gửi {one.contact}" if one.contact else "chưa có địa chỉ"
    return (
        f"{one.name}: tiếp nhận {one.carries}, gộp {one.folded}{shared}; "
        f"{mail if one.told else 'không có thư'}."
    )

"""What no amendment may change, each with a sentence that says what would be right."""

from dataclasses import dataclass

from sqlmodel import Session

from flows.work.refusals import RefusedError
from models.plan_diff import Fixed, PlanDiff
from models.plan_values import PlanFile
from models.store.amendments import figures_counted, judged_otherwise, other_codes, tasks_with_documents

FIXED_WORDS = {
    "code": "mã kế hoạch",
    "year": "năm của kế hoạch",
    "issued_on": "ngày ban hành",
    "focal_unit": "đơn vị đầu mối",
    "done_on_issue": "văn bản đã hoàn thành khi ban hành (done_on_issue)",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A plan file as somebody chose it."""

    name: str
    content: bytes


def refuse_difference(session: Session, *, plan_id: int, diff: PlanDiff, new: PlanFile, file: File) -> None:
    """Refuse what would make another plan of it, or judge the past anew; raises RefusedError."""
    _refuse_fixed(diff, file)
    _refuse_judged(session, plan_id, new, file)
    _refuse_taken(session, plan_id, new)
    _refuse_reported(session, plan_id, diff)


def _refuse_fixed(diff: PlanDiff, file: File) -> None:
    if diff.fixed:
        raise RefusedError(" ".join(_fixed_sentence(one, file) for one in diff.fixed))


def _fixed_sentence(one: Fixed, file: File) -> str:
    word, said = FIXED_WORDS[one.field], f"đang là “{one.old}”, tệp {file.name} ghi “{one.new}”"
    if not one.task:
        return (
            f"Không điều chỉnh được {word} ({said}); đề nghị ghi lại như cũ, "
            "hoặc triển khai tệp này như một kế hoạch khác."
        )
    return (
        f"Mục {one.task}: không điều chỉnh được {word} ({said}), vì kết quả của văn bản đã nhận sẽ khác đi; "
        "đề nghị ghi lại như cũ, hoặc bỏ mục này và lập mục có số khác."
    )


def _refuse_judged(session: Session, plan_id: int, new: PlanFile, file: File) -> None:
    """Once documents have come they were judged by the day that the task names."""
    judged = {task.code: task.judged_by for task in new.tasks}
    codes = judged_otherwise(session, plan_id=plan_id, judged=judged)
    for code in sorted(tasks_with_documents(session, plan_id=plan_id, codes=codes)):
        raise RefusedError(
            f"Mục {code}: không điều chỉnh được ngày dùng để tính đúng hạn (judged_by), vì kết quả của "
            f"văn bản đã nhận sẽ khác đi; đề nghị ghi lại như cũ trong tệp {file.name}, hoặc bỏ mục này và "
            "lập mục có số khác."
        )


def _refuse_taken(session: Session, plan_id: int, new: PlanFile) -> None:
    """A review, a training has a code of its own among the plan's tasks."""
    taken = other_codes(session, plan_id=plan_id) & {task.code for task in new.tasks}
    for code in sorted(taken):
        raise RefusedError(
            f"Số mục {code} đã dùng cho một nhiệm vụ được bổ sung ngoài văn bản của kế hoạch; "
            "đề nghị đặt số mục khác trong tệp."
        )


def _refuse_reported(session: Session, plan_id: int, diff: PlanDiff) -> None:
    """Numbers that units have reported keep their meaning."""
    touched = [
        one.old.code
        for one in diff.indicators
        if one.old and (one.new is None or {"unit", "kind"} & {change.field for change in one.fields})
    ]
    if reported := figures_counted(session, plan_id=plan_id, codes=touched):
        raise RefusedError(
            f"Đã có đơn vị báo cáo số liệu của chỉ tiêu {', '.join(reported)}, nên không bỏ chỉ tiêu "
            "hoặc đổi đơn vị tính, loại số liệu được; đề nghị giữ như cũ, cần số liệu khác thì thêm chỉ tiêu."
        )

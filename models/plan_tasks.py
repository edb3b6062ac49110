"""The tasks of a plan file, one by one."""

from enum import StrEnum

from models.plan_values import DoneOnIssue, Product, Quantity, Task, Written
from models.plan_yaml import Section
from models.rules.deadlines import Deadline, UnreadableDeadlineError, read_deadline
from models.words import DeadlineKind, JudgedBy, Phase

WHAT = ("code", "item", "parent", "title", "quantity", "evidence", "product", "phase", "secret", "notes")
WHO = ("lead", "coordinate", "asked", "obligations", "reason")
WHEN = ("deadline", "judged_by", "ladder", "same_as", "after", "done_on_issue")
SENT = ("document", "submission", "where", "prepare")
TASK = (*WHAT, *WHO, *WHEN, *SENT)
QUANTITY = ("min", "unit", "per")
DONE = ("document", "day")
REPEATS = (
    "deadline",
    "judged_by",
    "ladder",
    "quantity",
    "submission",
    "product",
    "phase",
    "done_on_issue",
    "obligations",
)
OF_PRODUCT = {Product.UNIT_PLAN.value: Phase.UNIT_PLANS, Product.ANNUAL_REPORT.value: Phase.REPORT}
NOT_CHASED = "none"
LEAD = "đơn vị hoặc nhóm đơn vị chủ trì, viết như trong văn bản"


class _Obligations(StrEnum):
    NONE = "none"


def tasks_of(top: Section, *, year: int) -> tuple[Task, ...]:
    """Every task in the document's order; deadlines are read for a plan of `year`."""
    parts = top.sections("tasks", fields=TASK, named_by="code")
    if not top.has("tasks"):
        top.wrong(
            "tasks", "kế hoạch chưa có nhiệm vụ nào; cần ít nhất một nhiệm vụ có code, title, lead, deadline"
        )
    return tuple(_task(part, position, year) for position, part in enumerate(parts, 1))


def _task(part: Section, position: int, year: int) -> Task:
    code = part.text("code", right="số mục của nhiệm vụ, ví dụ II.1.1.a")
    deadline = _deadline(part, year)
    return Task(
        position=position,
        line=part.line,
        code=code,
        item=part.text("item") or code,
        parent=part.text("parent"),
        title=part.text("title", right="tên nhiệm vụ, viết như trong văn bản"),
        lead=part.texts("lead", right="" if part.has("same_as") else LEAD),
        coordinate=part.texts("coordinate"),
        asked=plain(part.texts("asked")),
        deadline=deadline,
        judged_by=_judged_by(part, deadline),
        ladder=_ladder(part),
        quantity=_quantity(part.section("quantity", fields=QUANTITY, where=f"{code} › quantity")),
        evidence=plain(part.texts("evidence")),
        document=part.text("document"),
        submission=part.text("submission"),
        where=part.text("where"),
        prepare=plain(part.texts("prepare")),
        same_as=_same_as(part),
        after=part.text("after"),
        done_on_issue=_done(part.section("done_on_issue", fields=DONE, where=f"{code} › done_on_issue")),
        no_obligations=_no_obligations(part),
        product=part.word("product", Product),
        phase=_phase(part),
        secret=part.flag("secret", default=False),
        notes=plain(part.texts("notes")),
        lines={name: line for name, (line, _) in part.found.items()},
    )


def _deadline(part: Section, year: int) -> Deadline:
    phrase = part.text("deadline")
    if "deadline" not in part.found and not part.has("same_as"):
        part.missing("deadline", right='nguyên văn thời hạn, văn bản không nêu thì ghi deadline: ""')
    try:
        return read_deadline(phrase, plan_year=year)
    except UnreadableDeadlineError as error:
        part.wrong("deadline", str(error).removesuffix("."))
        return Deadline(phrase=phrase, kind=DeadlineKind.NONE)


def _judged_by(part: Section, deadline: Deadline) -> JudgedBy:
    """Only a task with a day of its own must say it; a finished year is not split by days in the post."""
    dated = deadline.kind in (DeadlineKind.DAY, DeadlineKind.RELATIVE)
    if dated and not part.has("judged_by") and not part.has("same_as"):
        right = "issued (ban hành), sent (gửi) hoặc received (nhận): ngày dùng để tính đúng hạn"
        part.missing("judged_by", right=right)
    return part.word("judged_by", JudgedBy) or JudgedBy.ISSUED


def _ladder(part: Section) -> str | None:
    if not part.has("ladder"):
        return None
    ladder = part.text("ladder")
    return "" if ladder == NOT_CHASED else ladder


def _phase(part: Section) -> Phase | None:
    """As the file says, else as the product says."""
    return part.word("phase", Phase, default=OF_PRODUCT.get(part.text("product")))


def _quantity(part: Section | None) -> Quantity | None:
    if part is None:
        return None
    return Quantity(
        minimum=part.number("min", low=1, high=1_000_000, right="số lượng ít nhất, ví dụ 1"),
        unit=part.text("unit", right="đơn vị tính, ví dụ mô hình"),
        per=part.text("per"),
    )


def _done(part: Section | None) -> DoneOnIssue | None:
    if part is None:
        return None
    document = part.text("document", right="số, ký hiệu văn bản đã hoàn thành nhiệm vụ")
    day = part.day("day", required=True)
    return DoneOnIssue(document=document, on=day) if day else None


def _same_as(part: Section) -> str:
    same_as = part.text("same_as")
    for name in REPEATS if same_as else ():
        if part.has(name):
            part.wrong(name, f"mục này lấy theo mục {same_as}; hãy bỏ dòng này hoặc bỏ same_as")
    return same_as


def _no_obligations(part: Section) -> str:
    reason = part.text("reason")
    if part.word("obligations", _Obligations) is None:
        if reason and not part.has("obligations"):
            part.wrong(
                "reason", "chỉ dùng khi không giao thực hiện theo đơn vị; cần thêm dòng obligations: none"
            )
        return ""
    return part.text("reason", right="lý do không theo dõi theo từng đơn vị")


def plain(written: tuple[Written, ...]) -> tuple[str, ...]:
    """The texts without their lines."""
    return tuple(one.text for one in written)

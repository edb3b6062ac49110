"""The figures a plan file asks for, one by one."""

import re
from collections.abc import Iterator

from models.plan_values import IndicatorLine, PlanFile
from models.plan_yaml import Problem, Section, closest
from models.words import IndicatorKind, TrainingFigure

INDICATOR = ("code", "name", "unit", "kind", "minimum", "task", "trainings")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE_RIGHT = "mã ngắn của chỉ tiêu bằng chữ thường không dấu, chữ số, gạch ngang, ví dụ mo-hinh-moi"
LONGEST = 40  # characters of a code: it stands in the workbook's first column


def indicators_of(top: Section) -> tuple[IndicatorLine, ...]:
    """Every figure in the order of the file; what is wrong is noted in `top.problems`."""
    parts = top.sections("indicators", fields=INDICATOR, named_by="code")
    return tuple(_indicator(part, position) for position, part in enumerate(parts, 1))


def _indicator(part: Section, position: int) -> IndicatorLine:
    return IndicatorLine(
        position=position,
        code=_code(part),
        name=part.text("name", right="tên chỉ tiêu, ví dụ Số cuộc tuyên truyền trực tiếp"),
        unit=part.text("unit", right="đơn vị tính, ví dụ cuộc, lượt người, triệu đồng"),
        kind=_kind(part),
        minimum=_minimum(part),
        task=part.text("task"),
        trainings=_trainings(part),
        line=part.line,
        task_line=part.line_of("task"),
    )


def _code(part: Section) -> str:
    code = part.text("code", right=CODE_RIGHT)
    if code and (not CODE.fullmatch(code) or len(code) > LONGEST):
        part.wrong("code", f"“{code}” không dùng được; cần {CODE_RIGHT}")
    return code


def _kind(part: Section) -> IndicatorKind:
    part.text("kind", right="count (số đếm, luôn là số nguyên) hoặc total (tổng số, có thể có số lẻ)")
    return part.word("kind", IndicatorKind) or IndicatorKind.COUNT


def _trainings(part: Section) -> str:
    """Which count of the focal unit's trainings it is, if any."""
    return (part.word("trainings", TrainingFigure) or "") if part.has("trainings") else ""


def _minimum(part: Section) -> int | None:
    if not part.has("minimum"):
        return None
    return part.number("minimum", low=1, high=1_000_000_000, right="số ít nhất của mỗi đơn vị, ví dụ 1")


def indicator_problems(plan: PlanFile) -> Iterator[Problem]:
    """Codes used twice, and tasks that are not there."""
    first: dict[str, int] = {}
    tasks = [task.code for task in plan.tasks]
    for one in plan.indicators:
        if one.code and one.code in first:
            sentence = (
                f"mã chỉ tiêu “{one.code}” đã dùng ở dòng {first[one.code]}; mỗi chỉ tiêu cần một mã riêng"
            )
            yield Problem(line=one.line, field=f"{one.code} › code", sentence=sentence)
        first.setdefault(one.code, one.line)
        if one.task and one.task not in tasks:
            sentence = f"không có nhiệm vụ số mục “{one.task}”; {closest(one.task, tasks)}"
            yield Problem(line=one.task_line, field=f"{one.code} › task", sentence=sentence)

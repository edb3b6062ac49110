"""Whether a workbook belongs to a document: unit, plan and years, and what may stand in it."""

from sqlmodel import Session

from flows.work.world import World
from models.store.figures import Report, indicators_of, reports_of, year_tasks
from models.store.followers import followers
from models.store.units import name_on
from models.tables import Submission

from .opening import Label, OpenWorkbook, UnreadWorkbookError
from .reading import Expected


def report_for(session: Session, *, submission: Submission, book: OpenWorkbook, world: World) -> Report:
    """The plan that document and workbook are both about; raises UnreadWorkbookError."""
    assert submission.id is not None
    label, reports = book.label, reports_of(session, submission_id=submission.id)
    mistakes = []
    if submission.unit_id not in senders(session, unit=label.unit_id, world=world):
        ours = name_on(session, unit=submission.unit_id, day=world.today)
        mistakes.append(f"là biểu của đơn vị khác (mã {label.unit_id}); cần biểu của {ours}")
    report = next((one for one in reports if one.plan_code == label.plan_code), None)
    if not reports:
        mistakes.append("văn bản này không phải báo cáo có biểu số liệu; đề nghị chọn văn bản báo cáo")
    elif report is None:
        mistakes.append(
            f"là biểu của kế hoạch {label.plan_code}; văn bản này báo cáo kế hoạch {reports[0].plan_code}"
        )
    else:
        mistakes += _wrong_years(label, report)
    if mistakes or report is None:
        raise UnreadWorkbookError(name=book.name, mistakes=mistakes)
    return report


def senders(session: Session, *, unit: str, world: World) -> tuple[str, ...]:
    """Who may send the workbook that was made out for a unit: itself, or the one that took its place."""
    after = followers(session, day=world.today).get(unit, ())
    return (unit, *(after if len(after) == 1 else ()))


def _wrong_years(label: Label, report: Report) -> list[str]:
    allowed = [years for years in (report.annual, report.interim) if years]
    if label.years in allowed:
        return []
    right = " hoặc ".join(_years(years) for years in allowed)
    return [f"là biểu {_years(label.years)}; văn bản này cần biểu {right}"]


def _years(years: tuple[int, ...]) -> str:
    return f"năm {', '.join(str(year) for year in years)}"


def expected_in(session: Session, *, submission: Submission, report: Report) -> Expected:
    """What may stand in the workbook of this document."""
    return Expected(
        indicators={one.code: one.kind for one in indicators_of(session, plan_id=report.plan_id)},
        tasks=frozenset(tasks_of(session, submission=submission, report=report)),
    )


def tasks_of(session: Session, *, submission: Submission, report: Report) -> dict[str, int]:
    """The unit's whole-year tasks; exempt ones too: they stood in the workbook when it was sent out."""
    found = year_tasks(session, plan_id=report.plan_id, units=[submission.unit_id], exempt=True)
    return {task.code: task.task_id for task in found.get(submission.unit_id, ())}

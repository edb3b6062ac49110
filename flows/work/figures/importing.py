"""A workbook becomes figures of a document: all of it or nothing."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.work.audit import audit
from flows.work.duties.reviewing import follow_workbook
from flows.work.files.attaching import attached_to, document_words, keep_file, open_document
from flows.work.files.checking import Checked
from flows.work.files.store import Files
from flows.work.world import World
from models.store.figures import Report, indicators_of
from models.tables import Figure, ReportedTask, Submission, SubmissionFile, WorkbookImport
from models.words import FileKind

from .belonging import expected_in, report_for, tasks_of
from .opening import OpenWorkbook, open_workbook
from .reading import Reading, read_workbook


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What came of one workbook."""

    submission_id: int
    import_id: int
    document: str  # «văn bản số 05/BC của Công an tỉnh …»
    name: str
    figures: int
    tasks: int
    replaced: bool  # an earlier reading of a workbook of this document
    already: bool  # this very file was read before and still counts

    @property
    def sentence(self) -> str:
        """For the coordinator."""
        if self.already:
            return f"Biểu {self.name} đã được nhập vào {self.document} từ trước, không nhập lại."
        instead = ", thay cho biểu đã nhập trước đó" if self.replaced else ""
        return (
            f"Đã nhập biểu {self.name} vào {self.document}: {self.figures} số liệu, "
            f"{self.tasks} nhiệm vụ cả năm{instead}."
        )


def import_workbook(
    session: Session,
    *,
    submission_id: int,
    checked: Checked,
    by: str,
    files: Files,
    world: World,
    book: OpenWorkbook | None = None,
) -> Imported:
    """Read a workbook into a document, in place of an earlier one; raises UnreadWorkbookError, RefusedError.

    `book`: the same file, if it was opened already.
    """
    submission = open_document(session, submission_id=submission_id)
    book = book or open_workbook(checked)
    report = report_for(session, submission=submission, book=book, world=world)
    reading = read_workbook(book, expected=expected_in(session, submission=submission, report=report))
    document = document_words(session, submission=submission, world=world)
    standing = _standing(session, submission_id)
    row = _file(session, submission, checked, by, files, world)
    same = next((one for one in standing if one.file_id == row.id), None)
    if same is not None and same.id:
        return _imported(submission_id, same.id, document, checked.name, reading, already=True)
    for earlier in standing:
        earlier.replaced_at = world.now
    key = _rows(session, submission, report, row, reading, by, world)
    follow_workbook(session, submission_id=submission_id, by=by, world=world)
    result = _imported(submission_id, key, document, checked.name, reading, replaced=bool(standing))
    audit(
        session,
        world=world,
        by=by,
        action="form:submission:figures",
        subject="submission",
        subject_id=submission_id,
        text=result.sentence,
    )
    return result


def _imported(
    submission_id: int,
    import_id: int,
    document: str,
    name: str,
    reading: Reading,
    *,
    replaced: bool = False,
    already: bool = False,
) -> Imported:
    return Imported(
        submission_id=submission_id,
        import_id=import_id,
        document=document,
        name=name,
        figures=len(reading.figures),
        tasks=len(reading.tasks),
        replaced=replaced,
        already=already,
    )


def _standing(session: Session, submission_id: int) -> list[WorkbookImport]:
    statement = select(WorkbookImport).where(
        col(WorkbookImport.submission_id) == submission_id, col(WorkbookImport.replaced_at).is_(None)
    )
    return list(session.exec(statement))


def _file(
    session: Session, submission: Submission, checked: Checked, by: str, files: Files, world: World
) -> SubmissionFile:
    """The document's row of this very file, which becomes its workbook if it was attached before."""
    assert submission.id is not None
    for row in attached_to(session, submission_id=submission.id):
        if row.sha256 == checked.sha256:
            row.kind = FileKind.WORKBOOK
            return row
    kind = FileKind.WORKBOOK
    return keep_file(session, submission=submission, one=checked, by=by, files=files, world=world, kind=kind)


def _rows(
    session: Session,
    submission: Submission,
    report: Report,
    file: SubmissionFile,
    reading: Reading,
    by: str,
    world: World,
) -> int:
    assert submission.id is not None
    assert file.id is not None
    made = WorkbookImport(submission_id=submission.id, file_id=file.id, imported_by=by, imported_at=world.now)
    session.add(made)
    session.flush()
    assert made.id is not None
    codes = {one.code: one.id for one in indicators_of(session, plan_id=report.plan_id) if one.id}
    tasks = tasks_of(session, submission=submission, report=report)
    for one in reading.figures:
        session.add(
            Figure(
                import_id=made.id,
                indicator_id=codes[one.code],
                year=one.year,
                value=one.value,
                estimate=one.estimate,
            )
        )
    for told in reading.tasks:
        session.add(
            ReportedTask(
                import_id=made.id, task_id=tasks[told.code], result=told.result, evidence=told.evidence
            )
        )
    session.flush()
    return made.id

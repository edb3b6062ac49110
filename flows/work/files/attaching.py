"""Files attached to a document that was recorded: kept by content, told once, removed with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.work.audit import audit
from flows.work.duties.reviewing import follow_workbook
from flows.work.plans.closed import refuse_closed_document
from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from flows.work.world import World
from models.store.locking import locked_row
from models.store.units import name_on
from models.tables import Submission, SubmissionFile, WorkbookImport
from models.words import FileKind, Secrecy

from .checking import Checked
from .store import Files


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """What became of the files that were to be attached to one document."""

    document: str  # «văn bản số 05/BC của Công an tỉnh …»
    added: tuple[str, ...]
    known: tuple[str, ...]  # attached already

    @property
    def sentence(self) -> str:
        """For the coordinator."""
        parts = []
        if self.added:
            parts.append(f"Đã đính kèm {len(self.added)} tệp vào {self.document}: {', '.join(self.added)}")
        if self.known:
            parts.append(f"đã đính kèm vào {self.document} từ trước, không ghi lại: {', '.join(self.known)}")
        text = "; ".join(parts)
        return f"{text[:1].upper()}{text[1:]}."


def attach(
    session: Session, *, submission_id: int, checked: Sequence[Checked], by: str, files: Files, world: World
) -> Attached:
    """Attach these files to a document; the same one twice is said, not doubled; raises RefusedError."""
    submission = open_document(session, submission_id=submission_id)
    document = document_words(session, submission=submission, world=world)
    standing = {row.sha256 for row in attached_to(session, submission_id=submission_id)}
    added, known = [], []
    for one in checked:
        if one.sha256 in standing:
            known.append(one.name)
            continue
        keep_file(session, submission=submission, one=one, by=by, files=files, world=world)
        standing.add(one.sha256)
        added.append(one.name)
    result = Attached(document=document, added=tuple(added), known=tuple(known))
    if added:
        _audit(session, submission_id, "attach", result.sentence, by, world)
    return result


def open_document(session: Session, *, submission_id: int) -> Submission:
    """The document, locked, if it can take files at all; raises RefusedError."""
    submission = locked_row(session, Submission, submission_id)
    if submission is None or submission.voided_at is not None:
        raise RefusedError(
            f"Không có văn bản đã ghi nhận mang mã #{submission_id} hoặc văn bản này đã hủy; "
            "đề nghị chọn lại văn bản."
        )
    if submission.secrecy is not Secrecy.NORMAL:
        raise RefusedError(
            f"Văn bản số {submission.document_number} có độ mật nên hệ thống chỉ lưu số và ngày, không nhận "
            "tệp; đề nghị lưu tệp theo quy định về bảo vệ bí mật nhà nước."
        )
    refuse_closed_document(session, submission_id=submission_id)
    return submission


def document_words(session: Session, *, submission: Submission, world: World) -> str:
    """`văn bản số 05/BC-CAT của Công an tỉnh Hà Giang`."""
    unit = name_on(session, unit=submission.unit_id, day=world.today)
    return f"văn bản số {submission.document_number or '(không số)'} của {unit}"


def attached_to(session: Session, *, submission_id: int) -> list[SubmissionFile]:
    """The files of a document that were not removed, in order."""
    statement = select(SubmissionFile).where(
        col(SubmissionFile.submission_id) == submission_id, col(SubmissionFile.removed_at).is_(None)
    )
    return list(session.exec(statement.order_by(col(SubmissionFile.id))))


def keep_file(
    session: Session,
    *,
    submission: Submission,
    one: Checked,
    by: str,
    files: Files,
    world: World,
    kind: FileKind = FileKind.DOCUMENT,
) -> SubmissionFile:
    """Store the bytes, then the row that points to them."""
    assert submission.id is not None
    row = SubmissionFile(
        submission_id=submission.id,
        kind=kind,
        sha256=files.keep(one.content),
        name=one.name,
        media_type=one.media_type,
        size=len(one.content),
        attached_by=by,
        attached_at=world.now,
    )
    session.add(row)
    session.flush()
    return row


def remove(session: Session, *, file_id: int, reason: str, by: str, world: World) -> str:
    """Take a file off its document, with the figures read from it; the sentence that says so."""
    row = locked_row(session, SubmissionFile, file_id)
    if row is None or row.removed_at is not None:
        raise RefusedError(f"Không có tệp đính kèm mang mã #{file_id}; đề nghị chọn lại tệp.")
    if not reason.strip():
        raise RefusedError("Thiếu lý do gỡ tệp: đề nghị ghi lý do, ví dụ đính kèm nhầm văn bản.")
    refuse_odd_text(reason, field="Lý do")
    refuse_closed_document(session, submission_id=row.submission_id)
    row.removed_at = world.now
    statement = select(WorkbookImport).where(
        col(WorkbookImport.file_id) == file_id, col(WorkbookImport.replaced_at).is_(None)
    )
    for standing in session.exec(statement):
        standing.replaced_at = world.now
    follow_workbook(session, submission_id=row.submission_id, by=by, world=world)
    submission = session.get_one(Submission, row.submission_id)
    document = document_words(session, submission=submission, world=world)
    sentence = f"Đã gỡ tệp {row.name} khỏi {document}; lý do: {reason.strip()}."
    _audit(session, row.submission_id, "detach", sentence, by, world)
    return sentence


def _audit(session: Session, submission_id: int, action: str, text: str, by: str, world: World) -> None:
    audit(
        session,
        world=world,
        by=by,
        action=f"form:submission:{action}",
        subject="submission",
        subject_id=submission_id,
        text=text,
    )

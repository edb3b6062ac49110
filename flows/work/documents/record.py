"""Recording a document that came in: what it meets, whether it is on time, what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlmodel import Session

from flows.work.audit import audit
from flows.work.duties.changing import settle
from flows.work.mails.receipts import queue_receipt
from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NUMBER, refuse_odd_line, refuse_odd_text
from flows.work.world import World
from models.store.obligations import (
    DocumentTarget,
    StandingDocument,
    standing_documents,
    targets,
)
from models.tables import Submission, SubmissionLink
from models.words import Change, Channel, Form, ObligationStatus, Secrecy
from templates.words_vi import plain_day

from .judging import judge, refuse_wrong_year


class AlreadyRecordedError(RefusedError):
    """The very same document is recorded already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One document as a coordinator states it; tasks are (plan, code, occurrence)."""

    unit: str
    tasks: tuple[tuple[int, str, str], ...]
    number: str
    issued_on: date | None
    arrived_on: date
    sent_on: date | None = None
    arrived_time: time | None = None
    channel: Channel = Channel.PAPER
    form: Form = Form.ORIGINAL
    secrecy: Secrecy = Secrecy.NORMAL
    remark: str = ""
    nil: bool = False  # báo cáo không phát sinh


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """One obligation the document meets."""

    obligation_id: int
    task_code: str
    version: int  # its place among the documents that stand
    on_time: bool | None

    @property
    def words(self) -> str:
        """«II.1.1.b: đúng hạn» as the run's message says it."""
        state = {True: "đúng hạn", False: "quá hạn", None: "chưa xác định được đúng hạn hay quá hạn"}
        again = f", lần gửi thứ {self.version}" if self.version > 1 else ""
        return f"{self.task_code}: {state[self.on_time]}{again}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """A document that was recorded."""

    submission_id: int
    unit_name: str
    number: str
    met: tuple[Met, ...]
    nil: bool = False

    @property
    def sentence(self) -> str:
        """What was recorded, for the coordinator."""
        met = "; ".join(one.words for one in self.met)
        what = "báo cáo không phát sinh" if self.nil else "văn bản"
        return f"Đã ghi nhận {what} số {self.number} của {self.unit_name} ({met})."


def record(session: Session, *, entry: Entry, by: str, world: World) -> Recorded:
    """Record one document for all obligations it meets; raises RefusedError with one sentence."""
    result = enter(session, entry=entry, by=by, world=world)
    take_in(session, recorded=result, by=by, world=world)
    return result


def take_in(session: Session, *, recorded: Recorded, by: str, world: World) -> None:
    """What follows from a document that was entered: obligations met, a receipt for the unit."""
    met = [one.obligation_id for one in recorded.met]
    about = {"submission": recorded.submission_id}
    settle(session, obligations=met, change=Change.RECORD, by=by, world=world, about=about)
    queue_receipt(session, submission_id=recorded.submission_id, world=world)


def enter(
    session: Session, *, entry: Entry, by: str, world: World, versions: Mapping[int, int] | None = None
) -> Recorded:
    """Write a document down without what follows from it; raises RefusedError.

    `versions`: by obligation the place of the record that this one corrects; it is to take that place.
    """
    _refuse_nonsense(entry, world)
    found = targets(session, unit=entry.unit, tasks=entry.tasks, day=world.today, prefer=versions or ())
    refuse_closed(session, plans={plan for plan, _, _ in entry.tasks})  # whose obligations are not found
    duties = [target.obligation_id for target in found.owed]
    standing = standing_documents(session, obligations=duties)
    _refuse_wrong_target(entry, found.owed, found.unit_name, found.missing)
    _refuse_same(entry, found.owed, standing, found.unit_name)
    submission = Submission(
        unit_id=entry.unit,
        document_number=entry.number,
        issued_on=entry.issued_on,
        sent_on=entry.sent_on,
        arrived_on=entry.arrived_on,
        arrived_time=entry.arrived_time,
        channel=entry.channel,
        form=entry.form,
        secrecy=entry.secrecy,
        remark=entry.remark,
        nil=entry.nil,
        recorded_by=by,
        recorded_at=world.now,
    )
    session.add(submission)
    session.flush()
    assert submission.id is not None
    places = versions or {}
    met = tuple(
        _meet(session, submission, one, standing, places.get(one.obligation_id)) for one in found.owed
    )
    result = Recorded(
        submission_id=submission.id,
        unit_name=found.unit_name,
        number=entry.number or "(không số)",
        met=met,
        nil=entry.nil,
    )
    audit(
        session,
        world=world,
        by=by,
        action="form:submission:record",
        subject="submission",
        subject_id=submission.id,
        text=result.sentence,
    )
    return result


def _meet(
    session: Session,
    submission: Submission,
    target: DocumentTarget,
    standing: Sequence[StandingDocument],
    place: int | None,
) -> Met:
    earlier = [one.version for one in standing if one.obligation_id == target.obligation_id]
    version = place or max(earlier, default=0) + 1
    punctual = judge(submission=submission, target=target)
    assert submission.id is not None
    session.add(
        SubmissionLink(
            submission_id=submission.id,
            obligation_id=target.obligation_id,
            version=version,
            on_time=punctual,
        )
    )
    return Met(
        obligation_id=target.obligation_id,
        task_code=target.task_code,
        version=1 + sum(one < version for one in earlier),
        on_time=punctual,
    )


def _refuse_nonsense(entry: Entry, world: World) -> None:
    if not entry.number.strip():
        raise RefusedError("Thiếu số/ký hiệu văn bản: đề nghị ghi như trên văn bản, ví dụ 05/KH-CAT-PV01.")
    refuse_odd_line(entry.number, field="Số/ký hiệu văn bản", most=MOST_NUMBER)
    refuse_odd_text(entry.remark, field="Ghi chú")
    for name, day in (
        ("Ngày ban hành", entry.issued_on),
        ("Ngày gửi", entry.sent_on),
        ("Ngày đến", entry.arrived_on),
    ):
        if day and day > world.today:
            raise RefusedError(
                f"{name} {plain_day(day)} là ngày trong tương lai; hôm nay là {plain_day(world.today)}."
            )
    _refuse_order("Ngày ban hành", entry.issued_on, "Ngày gửi", entry.sent_on)
    _refuse_order("Ngày ban hành", entry.issued_on, "Ngày đến", entry.arrived_on)
    _refuse_order("Ngày gửi", entry.sent_on, "Ngày đến", entry.arrived_on)
    if entry.secrecy is not Secrecy.NORMAL and entry.remark.strip():
        raise RefusedError(
            "Văn bản có độ mật chỉ được lưu số và ngày; đề nghị để trống ô ghi chú rồi ghi nhận lại."
        )


def _refuse_order(first_name: str, first: date | None, then_name: str, then: date | None) -> None:
    if first and then and first > then:
        raise RefusedError(
            f"{first_name} {plain_day(first)} sau {then_name.lower()} {plain_day(then)}; "
            "đề nghị kiểm tra lại hai ngày này."
        )


def _refuse_wrong_target(
    entry: Entry, owed: Sequence[DocumentTarget], unit_name: str, missing: Sequence[str]
) -> None:
    if missing:
        raise RefusedError(
            f"{unit_name} không được giao nhiệm vụ {', '.join(missing)}; "
            "đề nghị chọn lại đơn vị hoặc nhiệm vụ."
        )
    for target in owed:
        if target.status is ObligationStatus.EXEMPT:
            raise RefusedError(f"{unit_name} không thuộc diện thực hiện nhiệm vụ {target.task_code}.")
        if entry.arrived_on < target.plan_issued_on:
            raise RefusedError(
                f"Ngày đến {plain_day(entry.arrived_on)} trước ngày ban hành Kế hoạch "
                f"({plain_day(target.plan_issued_on)}); đề nghị kiểm tra lại năm."
            )
        for name, day in (("Ngày ban hành", entry.issued_on), ("Ngày gửi", entry.sent_on)):
            refuse_wrong_year(
                name=name, day=day, plan_issued_on=target.plan_issued_on, plan_year=target.plan_year
            )
        if target.due_time and not entry.arrived_time and entry.arrived_on == target.effective_due:
            raise RefusedError(
                f"Thời hạn của nhiệm vụ {target.task_code} tính đến giờ ({target.due_time:%H:%M}); "
                "đề nghị ghi giờ đến, ví dụ 19:45."
            )


def _refuse_same(
    entry: Entry, owed: Sequence[DocumentTarget], standing: Sequence[StandingDocument], unit_name: str
) -> None:
    document = entry.unit, entry.number, entry.issued_on
    known = {one.obligation_id for one in standing if (one.unit_id, one.number, one.issued_on) == document}
    earlier = next((one.task_code for one in owed if one.obligation_id in known), "")
    if earlier:
        raise AlreadyRecordedError(
            f"Văn bản số {entry.number} của {unit_name} đã được ghi nhận cho nhiệm vụ {earlier}; "
            "nếu ghi sai, đề nghị dùng biểu mẫu «Sửa, hủy ghi nhận»."
        )

"""Correcting or voiding a record: the old facts stay, the ladder resumes without repeating stages."""

from dataclasses import dataclass

from sqlmodel import Session

from flows.work.audit import audit
from flows.work.chase.rearm import rearm
from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from flows.work.world import World
from models.rules.workdays import target_day
from models.store.obligations import links_of, obligations_of, standing_documents, tasks_met
from models.tables import Obligation, PlanTask, Submission
from models.words import DeadlineKind, ObligationStatus

from .record import Entry, Recorded, record


@dataclass(frozen=True, kw_only=True, slots=True)
class Voided:
    """A record that no longer counts, and how many obligations are owed again."""

    submission_id: int
    number: str
    reopened: int

    @property
    def sentence(self) -> str:
        """What was voided, for the coordinator."""
        again = f"; {self.reopened} nhiệm vụ trở lại trạng thái chưa gửi" if self.reopened else ""
        return f"Đã hủy ghi nhận văn bản số {self.number}{again}."


def void(session: Session, *, submission_id: int, reason: str, by: str, world: World) -> Voided:
    """Void a record with its reason; obligations it alone met are owed again."""
    submission = session.get(Submission, submission_id, with_for_update=True)
    if submission is None or submission.voided_at:
        raise RefusedError("Ghi nhận này không còn hiệu lực (đã hủy hoặc đã sửa); đề nghị chọn lại.")
    if not reason.strip():
        raise RefusedError("Thiếu lý do sửa hoặc hủy ghi nhận.")
    refuse_odd_text(reason, field="Lý do")
    met = obligations_of(session, submission=submission_id)
    submission.voided_at, submission.voided_by, submission.void_reason = world.now, by, reason
    session.flush()
    reopened = [one for one in met if _met_by_nothing(session, one)]
    for one in reopened:
        _owe_again(session, one, world)
    rearm(session, ids=[one.id for one in reopened if one.id], world=world)
    result = Voided(submission_id=submission_id, number=submission.document_number, reopened=len(reopened))
    audit(
        session,
        world=world,
        by=by,
        action="form:submission:void",
        subject="submission",
        subject_id=submission_id,
        text=f"{result.sentence} Lý do: {reason}",
    )
    return result


def _met_by_nothing(session: Session, obligation: Obligation) -> bool:
    assert obligation.id is not None
    arrived = obligation.status is ObligationStatus.ARRIVED
    return arrived and not standing_documents(session, obligations=[obligation.id])


def _owe_again(session: Session, obligation: Obligation, world: World) -> None:
    """Back to where it would stand today: its event may have come, days off may have changed since."""
    if obligation.effective_due is not None:
        obligation.target_day = target_day(last_day=obligation.effective_due, calendar=world.calendar)
    kind = session.get_one(PlanTask, obligation.task_id).deadline_kind
    waits = kind is DeadlineKind.RELATIVE and obligation.effective_due is None
    obligation.status = ObligationStatus.WAITING if waits else ObligationStatus.OPEN


def entry_of(session: Session, *, submission_id: int) -> Entry:
    """A recorded document as it was entered."""
    submission = session.get_one(Submission, submission_id)
    met = tasks_met(session, submission=submission_id)
    return Entry(
        unit=submission.unit_id,
        tasks=met,
        number=submission.document_number,
        issued_on=submission.issued_on,
        sent_on=submission.sent_on,
        arrived_on=submission.arrived_on,
        arrived_time=submission.arrived_time,
        channel=submission.channel,
        form=submission.form,
        secrecy=submission.secrecy,
        remark=submission.remark,
    )


def correct(
    session: Session, *, submission_id: int, entry: Entry, reason: str, by: str, world: World
) -> Recorded:
    """Void a record and enter it again with other facts, in one transaction; it keeps its place."""
    places = {link.obligation_id: link.version for link in links_of(session, submission=submission_id)}
    void(session, submission_id=submission_id, reason=reason, by=by, world=world)
    return record(session, entry=entry, by=by, world=world, versions=places)

"""Correcting or voiding a record: the old facts stay, the ladder resumes without repeating stages."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from flows.work.audit import audit
from flows.work.duties.changing import settle
from flows.work.duties.reviewing import carry_over
from flows.work.duties.yearly import settle_yearly
from flows.work.mails.receipts import outdate
from flows.work.plans.closed import refuse_closed_document
from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from flows.work.world import World
from models.store.locking import locked_row
from models.store.obligations import links_of, obligations_of, tasks_met
from models.store.owed import OWED
from models.tables import Obligation, Submission
from models.words import Change

from .judging import judge_again
from .record import Entry, Recorded, enter, take_in


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
    """Void a record with its reason; obligations it alone met are owed again. Raises RefusedError."""
    submission, met = _strike(session, submission_id, reason, by, world)
    ids = [one.id for one in met if one.id]
    ids += settle_yearly(session, reports=ids, world=world)
    about = {"submission": submission_id}
    judge_again(session, obligations=ids)
    changed = settle(session, obligations=set(ids), change=Change.VOID, by=by, world=world, about=about)
    outdate(session, submission_id=submission_id, world=world)
    reopened = sum(one.after in OWED and one.before not in OWED for one in changed)
    result = Voided(submission_id=submission_id, number=submission.document_number, reopened=reopened)
    _note(session, result, reason, by, world)
    return result


def _strike(
    session: Session, submission_id: int, reason: str, by: str, world: World
) -> tuple[Submission, list[Obligation]]:
    """The record no longer counts; what follows from that is settled by the caller."""
    submission = locked_row(session, Submission, submission_id)
    if submission is None or submission.voided_at:
        raise RefusedError("Ghi nhận này không còn hiệu lực (đã hủy hoặc đã sửa); đề nghị chọn lại.")
    if not reason.strip():
        raise RefusedError("Thiếu lý do sửa hoặc hủy ghi nhận.")
    refuse_odd_text(reason, field="Lý do")
    met = obligations_of(session, submission=submission_id)
    refuse_closed_document(session, submission_id=submission_id)
    submission.voided_at, submission.voided_by, submission.void_reason = world.now, by, reason
    session.flush()
    return submission, met


def _note(session: Session, voided: Voided, reason: str, by: str, world: World) -> None:
    audit(
        session,
        world=world,
        by=by,
        action="form:submission:void",
        subject="submission",
        subject_id=voided.submission_id,
        text=f"{voided.sentence} Lý do: {reason}",
    )


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
        nil=submission.nil,
    )


def correct(
    session: Session, *, submission_id: int, entry: Entry, reason: str, by: str, world: World
) -> Recorded:
    """Void a record and enter it again with other facts, in one transaction; it keeps its place.

    Its files, its figures and what was said of it in a review go with it.
    """
    places = {link.obligation_id: link.version for link in links_of(session, submission=submission_id)}
    old, _ = _strike(session, submission_id, reason, by, world)
    voided = Voided(submission_id=submission_id, number=old.document_number, reopened=0)
    _note(session, voided, reason, by, world)
    fresh = enter(session, entry=entry, by=by, world=world, versions=places)
    carry_over(session, old=submission_id, new=fresh.submission_id, by=by, world=world)
    judge_again(session, obligations=[one.obligation_id for one in fresh.met])
    outdate(session, submission_id=submission_id, world=world)
    take_in(session, recorded=fresh, by=by, world=world)
    return _as_judged(session, fresh)


def _as_judged(session: Session, fresh: Recorded) -> Recorded:
    """With the punctuality that its place among the versions gives it."""
    judged = {link.obligation_id: link.on_time for link in links_of(session, submission=fresh.submission_id)}
    met = tuple(replace(one, on_time=judged[one.obligation_id]) for one in fresh.met)
    return replace(fresh, met=met)

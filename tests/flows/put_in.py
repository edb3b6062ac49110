"""Facts about obligations put straight into the tables, with the status that follows from them."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from flows.work.world import World
from models.rules.lifecycle import Latest, status_of
from models.rules.workdays import target_day
from models.tables import (
    DueChange,
    Exemption,
    Extension,
    Obligation,
    Review,
    Submission,
    SubmissionLink,
)
from models.words import (
    Channel,
    DueChangeKind,
    Form,
    ObligationStatus,
    ReturnReason,
    ReviewResult,
    Secrecy,
)
from tests.factories import world_on

BY = "Cán bộ 1"


def document(
    session: Session,
    *obligations: int,
    unit: str,
    on: date,
    recorded: date | None = None,
    on_time: bool | None = True,
    nil: bool = False,
    linked: date | None = None,
    number: str = "05/KH",
) -> int:
    """A document issued and come on a day, linked when recorded or by an acceptance; the submission's id."""
    world = world_on(recorded or on)
    row = Submission(
        unit_id=unit,
        document_number=number,
        issued_on=on,
        arrived_on=on,
        channel=Channel.PAPER,
        form=Form.ORIGINAL,
        secrecy=Secrecy.NORMAL,
        nil=nil,
        recorded_by=BY,
        recorded_at=world.now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    for one in obligations:
        link = SubmissionLink(
            submission_id=row.id,
            obligation_id=one,
            version=1 + len(_links(session, one)),
            on_time=on_time,
            linked_at=world_on(linked).now if linked else None,
        )
        session.add(link)
        _settle(session, one)
    return row.id


def reports_nothing(session: Session, *, obligation: int, unit: str, on: date) -> int:
    """Báo cáo không phát sinh."""
    return document(session, obligation, unit=unit, on=on, nil=True, number="06/BC")


def review(
    session: Session,
    *,
    submission: int,
    result: ReviewResult,
    on: date,
    resubmit_by: date | None = None,
    reason: ReturnReason | None = None,
    comment: str = "",
) -> None:
    """What a reviewer says of a document."""
    session.add(
        Review(
            submission_id=submission,
            result=result,
            reason=reason,
            comment=comment,
            resubmit_by=resubmit_by,
            reviewed_by=BY,
            reviewed_at=world_on(on).now,
        )
    )
    links = select(SubmissionLink.obligation_id).where(col(SubmissionLink.submission_id) == submission)
    for one in session.exec(links).all():
        _settle(session, one)


def returned(session: Session, *, submission: int, on: date, resubmit_by: date, comment: str = "") -> None:
    """Đề nghị bổ sung, hoàn thiện."""
    review(
        session,
        submission=submission,
        result=ReviewResult.RETURNED,
        reason=ReturnReason.CONTENT,
        on=on,
        resubmit_by=resubmit_by,
        comment=comment,
    )


def accepted(session: Session, *, submission: int, on: date) -> None:
    """Đạt yêu cầu."""
    review(session, submission=submission, result=ReviewResult.ACCEPTED, on=on)


def extended(session: Session, *, obligation: int, on: date, new_due: date) -> None:
    """Gia hạn."""
    row, world = session.get_one(Obligation, obligation), world_on(on)
    assert row.effective_due is not None
    session.add(
        Extension(
            obligation_id=obligation,
            request_number="12/CV",
            requested_on=on,
            agreed_by="Lãnh đạo Cục",
            reason="đang sắp xếp tổ chức",
            old_due=row.effective_due,
            new_due=new_due,
            recorded_by=BY,
            recorded_at=world.now,
        )
    )
    session.add(_moved(row, new_due, world))
    row.effective_due = new_due
    row.target_day = target_day(last_day=new_due, calendar=world.calendar)
    session.flush()


def _moved(row: Obligation, new_due: date, world: World) -> DueChange:
    return DueChange(
        obligation_id=row.id or 0,
        kind=DueChangeKind.EXTENSION,
        old_due=row.effective_due,
        new_due=new_due,
        by=BY,
        recorded_at=world.now,
    )


def is_exempt(session: Session, *, obligation: int, on: date) -> None:
    """Không thuộc diện thực hiện."""
    session.add(
        Exemption(
            obligation_id=obligation,
            basis="Mục II.3 của Kế hoạch",
            recorded_by=BY,
            recorded_at=world_on(on).now,
        )
    )
    session.get_one(Obligation, obligation).status = ObligationStatus.EXEMPT
    session.flush()


def _links(session: Session, obligation: int) -> Sequence[SubmissionLink]:
    wanted = select(SubmissionLink).where(col(SubmissionLink.obligation_id) == obligation)
    return session.exec(wanted.order_by(col(SubmissionLink.version))).all()


def _settle(session: Session, obligation: int) -> None:
    """The status and the day of the next version, as they follow from the newest document."""
    session.flush()
    newest = _links(session, obligation)[-1].submission_id
    found = session.exec(
        select(Review).where(col(Review.submission_id) == newest, col(Review.voided_at).is_(None))
    ).first()
    row = session.get_one(Obligation, obligation)
    row.status = status_of(
        latest=Latest(nil=session.get_one(Submission, newest).nil, review=found.result if found else None),
        exempt=False,
        awaits_event=False,
        done_on_issue=False,
    )
    row.resubmit_by = found.resubmit_by if found else None
    if row.status is not ObligationStatus.RETURNED:
        row.next_notice_on = None
    session.flush()

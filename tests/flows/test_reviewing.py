"""The life of a document: received, accepted or returned, completed; every change in one place."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, select

from flows.work.documents.correct import correct, entry_of, void
from flows.work.duties.reviewing import Returning, accept, send_back, take_back
from flows.work.refusals import RefusedError
from models.store.duty_facts import facts_of
from models.store.untold import told_until, untold
from models.tables import (
    Folder,
    Obligation,
    Submission,
    SubmissionFile,
)
from models.words import (
    Change,
    FileKind,
    FolderKind,
    ObligationStatus,
    ReturnReason,
    Role,
    TaskResult,
)
from tests.factories import world_on
from tests.flows.reviewing import (
    ARRIVED,
    BY,
    CAME,
    DONE,
    DUE,
    ISSUED,
    OPEN,
    REPORT,
    RETURNED,
    YEARLY,
    back,
    came,
    duty,
    on_time,
    run_until,
    stages,
    workbook,
)
from tests.flows.reviewing import session as session


def test_an_accepted_document_is_done(session: Session) -> None:
    key = came(session)
    assert duty(session).status is ARRIVED
    sentence = accept(session, submission_id=key, by=BY, world=world_on(CAME))
    assert sentence == "Văn bản số 17/BC của Công an tỉnh CA02: Đạt yêu cầu."
    assert duty(session).status is DONE


def test_a_return_opens_a_short_ladder_towards_its_own_day_and_goes_to_the_contact_alone(
    session: Session,
) -> None:
    """To be completed by Friday 27/12: one reminder on 26/12, one after it on 02/01 (01/01 is off)."""
    key = came(session)
    until = date(2024, 12, 27)
    sentence = send_back(session, submission_id=key, returning=back(until), by=BY, world=world_on(CAME))
    assert sentence.endswith("gửi lại chậm nhất ngày 27/12/2024 (thiếu số liệu, biểu mẫu).")
    row = duty(session)
    assert (row.status, row.effective_due, row.resubmit_by, row.round) == (RETURNED, DUE, until, 2)
    run_until(session, date(2024, 12, 11), date(2025, 1, 10))
    assert stages(session) == [
        ("26/12", "truoc-1-ngay", Role.CONTACT),
        ("02/01", "sau-3-ngay", Role.CONTACT),
    ]


def test_a_return_changes_nothing_about_the_first_version_and_the_second_has_its_own_day(
    session: Session,
) -> None:
    first = came(session)
    send_back(session, submission_id=first, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    came(session, on=date(2024, 12, 20), number="21/BC")
    assert on_time(session) == [True, True]
    assert duty(session).status is ARRIVED
    assert session.get_one(Submission, first).voided_at is None, "the old version stays"


def test_a_version_after_the_day_of_the_return_is_late_itself_and_the_first_one_was_not(
    session: Session,
) -> None:
    first = came(session)
    send_back(session, submission_id=first, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    came(session, on=date(2024, 12, 23), number="21/BC")
    assert on_time(session) == [True, False]


def test_when_the_returned_version_was_recorded_by_mistake_the_old_deadline_counts_again(
    session: Session,
) -> None:
    first = came(session)
    send_back(session, submission_id=first, returning=back(date(2025, 1, 3)), by=BY, world=world_on(CAME))
    void(session, submission_id=first, reason="nhầm đơn vị", by=BY, world=world_on(CAME))
    row = duty(session)
    assert (row.status, row.resubmit_by, row.round) == (OPEN, None, 3)
    run_until(session, date(2024, 12, 11), date(2024, 12, 16))
    assert stages(session) == [
        ("12/12", "truoc-1-ngay", Role.CONTACT),
        ("16/12", "sau-1-ngay", Role.CONTACT),
    ]


def test_a_result_that_is_taken_back_leaves_the_document_waiting_for_a_review(session: Session) -> None:
    key = came(session)
    accept(session, submission_id=key, by=BY, world=world_on(CAME))
    take_back(session, submission_id=key, reason="bấm nhầm", by=BY, world=world_on(CAME))
    assert duty(session).status is ARRIVED
    accept(session, submission_id=key, by=BY, world=world_on(CAME))
    assert duty(session).status is DONE


REFUSED = [
    (back(date(2024, 12, 20), comment=" "), "đề nghị ghi rõ nội dung cần bổ sung, hoàn thiện."),
    (back(CAME), "ngày gửi lại 10/12/2024 không sau hôm nay (10/12/2024); đề nghị chọn ngày khác."),
]


@pytest.mark.parametrize(("returning", "why"), REFUSED)
def test_a_return_says_what_is_missing_and_until_when(
    session: Session, returning: Returning, why: str
) -> None:
    key = came(session)
    with pytest.raises(RefusedError) as refusal:
        send_back(session, submission_id=key, returning=returning, by=BY, world=world_on(CAME))
    assert str(refusal.value) == f"Văn bản số 17/BC của Công an tỉnh CA02: {why}"
    assert duty(session).status is ARRIVED


def test_of_two_versions_only_the_newer_one_is_reviewed(session: Session) -> None:
    older = came(session)
    came(session, number="18/BC")
    with pytest.raises(RefusedError, match="đơn vị đã gửi bản mới hơn; đề nghị rà soát bản mới"):
        accept(session, submission_id=older, by=BY, world=world_on(CAME))


def test_a_corrected_record_keeps_its_review_its_place_and_its_files(session: Session) -> None:
    key = came(session)
    session.add(
        SubmissionFile(
            submission_id=key,
            kind=FileKind.DOCUMENT,
            sha256="0" * 64,
            name="bao-cao.pdf",
            media_type="application/pdf",
            size=1,
            attached_by=BY,
            attached_at=world_on(CAME).now,
        )
    )
    send_back(session, submission_id=key, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    fresh = replace(entry_of(session, submission_id=key), number="71/BC")
    result = correct(
        session, submission_id=key, entry=fresh, reason="ghi nhầm số", by=BY, world=world_on(CAME)
    )
    row = duty(session)
    assert (row.status, row.round, row.resubmit_by) == (RETURNED, 2, date(2024, 12, 20))
    assert [one.submission_id for one in session.exec(select(SubmissionFile))] == [result.submission_id]


def test_acceptance_of_a_report_fulfils_the_whole_year_tasks_that_its_workbook_states_as_done(
    session: Session,
) -> None:
    key = came(session)
    workbook(session, key, TaskResult.DONE)
    assert duty(session, code=YEARLY).status is OPEN, "only once it is accepted"
    sentence = accept(session, submission_id=key, by=BY, world=world_on(CAME))
    assert "1 nhiệm vụ cả năm theo biểu số liệu" in sentence
    assert duty(session, code=YEARLY).status is DONE
    assert duty(session, "CA04", YEARLY).status is OPEN
    take_back(session, submission_id=key, reason="bấm nhầm", by=BY, world=world_on(CAME))
    assert duty(session, code=YEARLY).status is OPEN


def test_what_a_newer_accepted_version_states_as_not_done_is_owed_again(session: Session) -> None:
    first = came(session)
    workbook(session, first, TaskResult.DONE)
    accept(session, submission_id=first, by=BY, world=world_on(CAME))
    second = came(session, number="18/BC")
    assert duty(session, code=YEARLY).status is DONE, "until the new version is accepted"
    workbook(session, second, TaskResult.UNDERWAY)
    accept(session, submission_id=second, by=BY, world=world_on(CAME))
    assert duty(session, code=YEARLY).status is OPEN


def test_every_stored_status_is_the_one_that_its_facts_allow(session: Session) -> None:
    key = came(session)
    accept(session, submission_id=key, by=BY, world=world_on(CAME))
    rows = session.exec(select(Obligation)).all()
    facts = facts_of(session, obligations=[one.id for one in rows if one.id])
    assert {one.id: one.status for one in rows} == {key: fact.status for key, fact in facts.items()}


def test_every_change_has_its_words() -> None:
    from templates.duty_words import CHANGES, RETURN_REASONS, STATUSES

    assert CHANGES.keys() == set(Change)
    assert STATUSES.keys() == set(ObligationStatus)
    assert RETURN_REASONS.keys() == set(ReturnReason)


def test_every_change_waits_to_be_told_to_the_server_until_it_confirms(session: Session) -> None:
    """Each with what names it: the unit that is chased now, the task."""
    session.add(Folder(kind=FolderKind.EXAMPLE, example_day=CAME, created_at=world_on(ISSUED).now))
    accept(session, submission_id=came(session), by=BY, world=world_on(CAME))
    changes = untold(session, limit=10)
    assert [(one.change, one.task_code, one.unit_name) for one in changes] == [
        ("record", REPORT, "Công an tỉnh CA02"),
        ("accept", REPORT, "Công an tỉnh CA02"),
    ]
    told_until(session, audit=changes[0].audit_id)
    session.expire_all()
    assert untold(session, limit=10) == changes[1:]


def test_every_change_of_an_obligation_is_told_once_and_in_order(session: Session) -> None:
    """What waits to be told to Prefect's server is in the audit trail, and told_until takes it off."""
    session.add(Folder(kind=FolderKind.EXAMPLE, example_day=CAME, created_at=world_on(ISSUED).now))
    key = came(session)
    send_back(session, submission_id=key, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    session.flush()
    waiting = untold(session, limit=10)
    assert [(one.change, one.unit_name, one.facts["to"]) for one in waiting] == [
        ("record", "Công an tỉnh CA02", "arrived"),
        ("return", "Công an tỉnh CA02", "returned"),
    ]
    told_until(session, audit=waiting[0].audit_id)
    session.expire_all()
    assert [one.change for one in untold(session, limit=10)] == ["return"]

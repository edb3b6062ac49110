"""Two who work on the same report at the same moment: one of them is told, nothing happens twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.documents.correct import correct, entry_of, void
from flows.work.duties.reviewing import Returning, accept, send_back, take_back
from flows.work.files.attaching import attach
from flows.work.files.checking import check_content
from flows.work.refusals import RefusedError
from models.database import transaction
from models.tables import Message, Review, Submission, SubmissionFile, WorkbookImport
from models.words import MessageKind, ReturnReason
from tests.flows.at_once import at_once
from tests.flows.reports import WORLD, Reports, add_reports

BY = "Cán bộ 1"


@pytest.fixture
def reports(engine: sa.Engine, tmp_path: Path) -> Reports:
    """The plan is there; each test works on it in transactions of its own."""
    with transaction(engine) as session:
        return add_reports(session, data=tmp_path)


def by(reports: Reports, session: Session) -> Reports:
    """The same plan, in another transaction."""
    return replace(reports, session=session)


def arrived(engine: sa.Engine, reports: Reports) -> int:
    with transaction(engine) as session:
        return by(reports, session).record()


def test_documents_of_one_unit_recorded_at_once_travel_in_one_receipt(
    engine: sa.Engine, reports: Reports
) -> None:
    tasks = iter(("III.3.b", "II.3.1"))  # the second waits for no row of the first

    def work(session: Session) -> str:
        by(reports, session).record(task=next(tasks))
        return "đã ghi nhận"

    assert at_once(engine, work) == "đã ghi nhận"
    with transaction(engine) as session:
        kind = MessageKind.RECEIPT
        assert len(session.exec(select(Message).where(col(Message.kind) == kind)).all()) == 1


def test_two_reviewers_of_one_document_are_one_result(engine: sa.Engine, reports: Reports) -> None:
    key = arrived(engine, reports)
    numbers, seen = count(), []

    def work(session: Session) -> str:
        seen.append(session.get_one(Submission, key))  # as it was before the other one was done
        if next(numbers) == 0:
            return accept(session, submission_id=key, by=BY, world=WORLD)
        why = Returning(reason=ReturnReason.FORM, comment="thiếu dấu", resubmit_by=date(2024, 12, 20))
        return send_back(session, submission_id=key, returning=why, by=BY, world=WORLD)

    assert "đã có kết quả rà soát: Đạt yêu cầu" in at_once(engine, work)
    with transaction(engine) as session:
        assert len(session.exec(select(Review)).all()) == 1


def test_a_record_that_two_correct_at_once_is_corrected_once(engine: sa.Engine, reports: Reports) -> None:
    key = arrived(engine, reports)
    numbers, seen = count(71), []

    def work(session: Session) -> str:
        seen.append(session.get_one(Submission, key))
        entry = replace(entry_of(session, submission_id=key), number=f"{next(numbers)}/BC")
        return correct(session, submission_id=key, entry=entry, reason="nhầm", by=BY, world=WORLD).sentence

    assert at_once(engine, work).startswith("Ghi nhận này không còn hiệu lực")
    with transaction(engine) as session:
        standing = session.exec(select(Submission).where(col(Submission.voided_at).is_(None))).all()
        assert [one.document_number for one in standing] == ["71/BC"]


def test_a_document_that_is_voided_meanwhile_is_neither_reviewed_nor_given_a_file(
    engine: sa.Engine, reports: Reports
) -> None:
    key = arrived(engine, reports)
    attempts: tuple[Callable[[Session], str], ...] = (
        lambda session: accept(session, submission_id=key, by=BY, world=WORLD),
        lambda session: (
            attach(
                session,
                submission_id=key,
                checked=[check_content(by(reports, session).blank(), name="bieu.xlsx", largest_mb=25)],
                by=BY,
                files=reports.files,
                world=WORLD,
            ).sentence
        ),
        lambda session: take_back(session, submission_id=key, reason="nhầm", by=BY, world=WORLD),
    )
    with transaction(engine) as early:
        if engine.dialect.name == "sqlite":
            pytest.skip("SQLite lets nobody read for a change while another one changes")
        seen = early.get_one(Submission, key)
        with transaction(engine) as session:
            void(session, submission_id=key, reason="nhầm", by=BY, world=WORLD)
        for attempt in attempts:
            with pytest.raises(RefusedError):
                attempt(early)
        assert seen.voided_at is not None, "read anew, after the lock"
        assert early.exec(select(SubmissionFile)).all() == []


def test_a_workbook_that_two_import_at_once_is_imported_once(engine: sa.Engine, reports: Reports) -> None:
    key = arrived(engine, reports)
    with transaction(engine) as session:
        content = by(reports, session).good()
    said = at_once(engine, lambda session: by(reports, session).read(key, content).sentence)
    assert said.endswith("từ trước, không nhập lại.")
    with transaction(engine) as session:
        assert len(session.exec(select(WorkbookImport)).all()) == 1

"""What was said of a report follows when records, results or workbooks are changed afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from flows.delivery.captured import text_of
from flows.work.chase.daily import run_day
from flows.work.choices import record_labels
from flows.work.documents.correct import correct, entry_of, void
from flows.work.documents.record import Entry, record
from flows.work.duties.exempting import exempt
from flows.work.duties.finding import Duty
from flows.work.duties.reviewing import Returning, accept, send_back, take_back
from flows.work.files.attaching import attached_to, remove
from flows.work.refusals import RefusedError
from flows.work.story.why import why
from models.database import transaction
from models.store.figures import newest_report
from models.tables import Message, Obligation, PlanTask
from models.words import MessageKind, MessageStatus, ObligationStatus, ReturnReason
from templates.dashboards.story_facts import Story
from tests.factories import world_on
from tests.flows.mailing import left, send_everything
from tests.flows.reports import TODAY, WORLD, Reports, add_reports

BY = "Cán bộ 1"
OPEN, ARRIVED, DONE = ObligationStatus.OPEN, ObligationStatus.ARRIVED, ObligationStatus.DONE
BACK = Returning(reason=ReturnReason.FORM, comment="thiếu dấu", resubmit_by=date(2024, 12, 20))
TOMORROW = world_on(TODAY + timedelta(days=1))
HALF_AN_HOUR = replace(WORLD, machine_now=WORLD.machine_now + timedelta(minutes=30))


@pytest.fixture
def reports(engine: sa.Engine, tmp_path: Path) -> Iterator[Reports]:
    with transaction(engine) as session:
        yield add_reports(session, data=tmp_path)


def status(reports: Reports, code: str, unit: str = "CA02") -> ObligationStatus:
    reports.session.expire_all()
    statement = (
        select(Obligation)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(col(PlanTask.code) == code, col(Obligation.owed_by) == unit)
    )
    return reports.session.exec(statement).one().status


def words(message: Message) -> str:
    assert message.content is not None
    return " ".join(text_of(message.content).split())


def corrected(reports: Reports, key: int, number: str = "71/BC") -> int:
    entry = replace(entry_of(reports.session, submission_id=key), number=number)
    return correct(
        reports.session, submission_id=key, entry=entry, reason="nhầm", by=BY, world=WORLD
    ).submission_id


def test_a_return_is_still_mailed_when_the_record_is_corrected_before_it_left(reports: Reports) -> None:
    key = reports.record()
    send_back(reports.session, submission_id=key, returning=BACK, by=BY, world=WORLD)
    corrected(reports, key)
    send_everything(reports.session, world=WORLD)
    [mail] = left(reports.session, MessageKind.RETURN)
    assert "71/BC" in words(mail)
    assert "thiếu dấu" in words(mail)


def test_a_return_that_left_is_not_mailed_again_by_a_correction(reports: Reports) -> None:
    key = reports.record()
    send_back(reports.session, submission_id=key, returning=BACK, by=BY, world=WORLD)
    send_everything(reports.session, world=WORLD)
    corrected(reports, key)
    send_everything(reports.session, world=HALF_AN_HOUR)
    assert len(left(reports.session, MessageKind.RETURN)) == 1


def test_an_acceptance_is_still_told_when_the_record_is_corrected_before_the_receipt_left(
    reports: Reports,
) -> None:
    key = reports.record()
    accept(reports.session, submission_id=key, by=BY, world=WORLD)
    corrected(reports, key)
    send_everything(reports.session, world=HALF_AN_HOUR)
    [receipt] = left(reports.session, MessageKind.RECEIPT)
    assert words(receipt).count("71/BC") == 1, "received and accepted in one line"
    assert "ĐẠT YÊU CẦU" in words(receipt)


@pytest.mark.parametrize("overtaken", ["a new version", "not meant"])
def test_nobody_is_asked_to_complete_what_is_no_longer_to_be_completed(
    reports: Reports, overtaken: str
) -> None:
    key = reports.record()
    send_back(reports.session, submission_id=key, returning=BACK, by=BY, world=WORLD)
    if overtaken == "a new version":
        reports.record(number="106/BC")
    else:
        duty = Duty(unit="CA02", unit_name="Công an tỉnh CA02", task=(reports.plan, "III.3.b", ""))
        exempt(reports.session, duty=duty, basis="Công văn 9", by=BY, world=WORLD)
    send_everything(reports.session, world=WORLD)
    assert left(reports.session, MessageKind.RETURN) == []


def test_a_receipt_that_had_nothing_left_to_say_is_in_nobodys_way(reports: Reports) -> None:
    key = reports.record()
    void(reports.session, submission_id=key, reason="nhầm", by=BY, world=WORLD)
    send_everything(reports.session, world=HALF_AN_HOUR)
    assert left(reports.session, MessageKind.RECEIPT) == []
    reports.record(number="106/BC")
    statement = select(Message).where(
        col(Message.kind) == MessageKind.RECEIPT, col(Message.status) == MessageStatus.QUEUED
    )
    assert [one.day for one in reports.session.exec(statement)] == [TODAY], "it is told today, not tomorrow"


def test_a_workbook_that_comes_after_the_acceptance_fulfils_the_whole_year_tasks_too(
    reports: Reports,
) -> None:
    key = reports.record()
    accept(reports.session, submission_id=key, by=BY, world=WORLD)
    reports.read(key, reports.good())
    assert (status(reports, "II.3.1"), status(reports, "II.4.1")) == (DONE, OPEN)
    reports.read(key, reports.good(but={"Nhiệm vụ cả năm!C7": "Đang thực hiện"}))
    assert status(reports, "II.3.1") is OPEN, "the workbook that counts says so"


def test_without_its_workbook_an_accepted_report_fulfils_no_whole_year_task(reports: Reports) -> None:
    key = reports.record()
    reports.read(key, reports.good())
    accept(reports.session, submission_id=key, by=BY, world=WORLD)
    assert status(reports, "II.3.1") is DONE
    [file] = attached_to(reports.session, submission_id=key)
    remove(reports.session, file_id=file.id or 0, reason="nhầm", by=BY, world=WORLD)
    assert (status(reports, "II.3.1"), status(reports, "III.3.b")) == (OPEN, DONE)


@pytest.mark.parametrize("undone", ["void", "take back"])
def test_the_earlier_accepted_version_counts_again_when_the_newer_one_falls_away(
    reports: Reports, undone: str
) -> None:
    first = reports.record()
    reports.read(first, reports.good())
    accept(reports.session, submission_id=first, by=BY, world=WORLD)
    second = reports.record(number="106/BC")
    reports.read(second, reports.good(but={"Nhiệm vụ cả năm!C7": "Đang thực hiện"}))
    accept(reports.session, submission_id=second, by=BY, world=WORLD)
    assert status(reports, "II.3.1") is OPEN
    change = void if undone == "void" else take_back
    change(reports.session, submission_id=second, reason="nhầm", by=BY, world=WORLD)
    assert status(reports, "II.3.1") is DONE


def test_of_a_document_for_two_tasks_the_one_without_a_newer_version_is_still_reviewed(
    reports: Reports,
) -> None:
    entry = Entry(
        unit="CA02",
        tasks=((reports.plan, "III.3.b", ""), (reports.plan, "II.4.1", "")),
        number="105/BC",
        issued_on=TODAY,
        arrived_on=TODAY,
    )
    both = record(reports.session, entry=entry, by=BY, world=WORLD).submission_id
    newer = reports.record(number="106/BC")
    accept(reports.session, submission_id=both, by=BY, world=WORLD)
    assert (status(reports, "III.3.b"), status(reports, "II.4.1")) == (ARRIVED, DONE)
    accept(reports.session, submission_id=newer, by=BY, world=WORLD)
    assert status(reports, "III.3.b") is DONE


def test_a_document_that_is_nowhere_the_newest_is_not_reviewed(reports: Reports) -> None:
    old = reports.record()
    reports.record(number="106/BC")
    with pytest.raises(RefusedError, match="đơn vị đã gửi bản mới hơn"):
        accept(reports.session, submission_id=old, by=BY, world=WORLD)


def test_the_story_of_a_returned_document_tells_its_own_day_and_the_days_before_as_they_were(
    reports: Reports,
) -> None:
    day = date(2024, 11, 14)
    while day <= TODAY:
        run_day(reports.session, world=world_on(day))
        day += timedelta(days=1)
    key = reports.record()
    send_back(reports.session, submission_id=key, returning=BACK, by=BY, world=WORLD)

    def told(on: date) -> Story:
        [one] = why(reports.session, unit="CA02", task="III.3.b", on=on, links={}, world=TOMORROW).stories
        return one

    before, after = told(TODAY - timedelta(days=1)), told(TODAY)
    assert (before.state, before.due[:10]) == ("Chưa gửi, trong hạn, còn 04 ngày làm việc.", "14/12/2024")
    ahead = [f"{line.day:%d/%m}" for line in before.lines if line.ahead]
    assert ahead[:3] == ["12/12", "16/12", "18/12"], "the ladder of then"
    assert after.due == "14/12/2024."
    assert after.state.endswith("được đề nghị bổ sung, hoàn thiện, gửi lại chậm nhất ngày 20/12/2024.")
    assert [f"{line.day:%d/%m}" for line in after.lines if line.ahead] == ["19/12", "25/12"]


def test_forms_name_a_document_alike_before_and_after_its_acceptance(reports: Reports) -> None:
    key = reports.record()
    reports.read(key, reports.good())
    before = record_labels(reports.session, day=TODAY)
    accept(reports.session, submission_id=key, by=BY, world=WORLD)
    assert record_labels(reports.session, day=TODAY) == before


def test_a_corrected_first_version_does_not_take_the_workbook_of_the_second(reports: Reports) -> None:
    first, second = reports.record(), reports.record(number="106/BC")
    corrected(reports, first)
    assert newest_report(reports.session, plan_code="2024", unit="CA02", interim=False) == second

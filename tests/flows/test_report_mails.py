"""The reminder that says what to prepare brings the workbook along."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from flows.delivery.compose import Composed
from flows.work.chase.daily import run_day
from flows.work.figures.opening import open_workbook
from flows.work.files.checking import check_content
from flows.work.files.store import Files
from flows.work.mails.compose import UNSEEN, Composer
from models.database import transaction
from models.tables import Contact, Indicator, Message, Plan
from models.words import MessageKind, MessageStatus
from tests.factories import world_on
from tests.flows.histories import IDENTITY
from tests.flows.reports import Reports, add_reports

PREPARE, LATER = date(2024, 11, 15), date(2024, 12, 6)  # 20 and 5 working days before 13/12/2024
Mails = dict[str, tuple[str, dict[str, bytes]]]


@pytest.fixture
def reports(engine: sa.Engine, tmp_path: Path) -> Iterator[Reports]:
    with transaction(engine) as session:
        yield add_reports(session, data=tmp_path)


def composed(reports: Reports, day: date, *, wanted: frozenset[str] | None = None) -> list[Composed]:
    """The chasing mails of a day, as they are made at their first claim."""
    session, world = reports.session, world_on(day)
    run_day(session, world=world)
    queued = (col(Message.kind) == MessageKind.CHASE, col(Message.status) == MessageStatus.QUEUED)
    messages = session.exec(select(Message).where(*queued)).all()
    composer = Composer(
        identity=lambda _s: IDENTITY, world=lambda _s: world, files=Files(data=reports.data), wanted=wanted
    )
    return [one for one in composer(session, messages).values() if isinstance(one, Composed)]


def mails(reports: Reports, day: date) -> Mails:
    """Text and attachments by recipient."""
    found: Mails = {}
    for one in composed(reports, day):
        mail = message_from_bytes(one.content, policy=policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        files = {str(part.get_filename()): part.get_payload(decode=True) for part in mail.iter_attachments()}
        found[str(mail["To"])] = body.get_content(), {name: bytes(file) for name, file in files.items()}
    return found


def test_the_reminder_twenty_days_before_brings_each_unit_its_own_workbook(reports: Reports) -> None:
    found = mails(reports, PREPARE)
    text, files = found["ca02@units.example"]
    assert list(files) == ["bieu-so-lieu-2024-CA02.xlsx"]
    assert "gửi kèm thư này (bieu-so-lieu-2024-CA02.xlsx)" in " ".join(text.split())
    content = files["bieu-so-lieu-2024-CA02.xlsx"]
    label = open_workbook(check_content(content, name="a.xlsx", largest_mb=25)).label
    assert (label.plan_code, label.unit_id, label.years) == ("2024", "CA02", (2024,))
    assert {name for _, files in found.values() for name in files} == {
        f"bieu-so-lieu-2024-{unit}.xlsx" for unit in ("CA02", "CA04", "CA06")
    }


def test_an_address_of_two_units_gets_both_workbooks_in_one_mail(reports: Reports) -> None:
    [contact] = reports.session.exec(select(Contact).where(col(Contact.unit_id) == "CA04"))
    contact.address = "ca02@units.example"
    reports.session.flush()
    _, files = mails(reports, PREPARE)["ca02@units.example"]
    assert sorted(files) == ["bieu-so-lieu-2024-CA02.xlsx", "bieu-so-lieu-2024-CA04.xlsx"]


def test_later_reminders_bring_none(reports: Reports) -> None:
    reports.session.get_one(Plan, reports.plan).remind_from = LATER
    reports.session.flush()
    found = mails(reports, LATER)
    assert found
    assert all(not files for _, files in found.values())


def test_a_plan_without_figures_reminds_without_a_workbook(reports: Reports) -> None:
    for one in reports.session.exec(select(Indicator)):
        reports.session.delete(one)
    reports.session.flush()
    assert all(not files for _, files in mails(reports, PREPARE).values())


def test_no_workbook_is_made_for_mails_that_nobody_looks_at(reports: Reports) -> None:
    made = composed(reports, PREPARE, wanted=frozenset({"ca04@units.example"}))
    assert sorted(one.content == UNSEEN.content for one in made) == [False, True, True]

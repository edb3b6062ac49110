"""`dondoc up --play` as a newcomer sees it: from an empty folder to the last day, and the service goes on."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from config.settings import read_settings
from flows import wiring
from flows.clock import ZONE
from flows.delivery.captured import list_mails
from flows.phase_events import PHASE_CHANGED
from models.database import reading
from models.tables import Folder, Message, Notice, Submission
from models.words import MessageKind, MessageStatus, NoticeStatus
from tests.running_service import Service, eventually

pytestmark = [pytest.mark.server, pytest.mark.long]

FIRST, LAST = date(2024, 2, 19), date(2024, 3, 4)
FIVE_DAYS_BEFORE, ONE_DAY_BEFORE = date(2024, 2, 21), date(2024, 2, 27)


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Service]:
    """Everything is made anew, the database of Prefect too."""
    service = Service(data=tmp_path / "data", arguments=("--play", f"{FIRST}..{LAST}", "--pace", "0"))
    yield service.running()
    assert service.stop() == 0


def test_two_weeks_pass_documents_come_in_and_mails_leave_on_their_day(played: Service) -> None:
    """Around 28/02/2024, the last day of the plans: most units send in time, the others are reminded."""
    assert f"The example's year is being PLAYED to {LAST:%d/%m/%Y}" in played.printed
    end = f"Played to the end: the example stands on {LAST:%d/%m/%Y}"
    eventually(lambda: end in said(played), seconds=180, what="the last day")

    with wiring.engine_of(settings=read_settings(data=played.data)) as engine, reading(engine) as session:
        assert session.get_one(Folder, 1).example_day == LAST
        came = len(session.exec(select(Submission)).all())
        reminded = reminders_by_day(session)
    assert 36 < came < 72
    assert f"{came} documents have come in" in said(played)
    assert set(reminded) == {FIVE_DAYS_BEFORE, ONE_DAY_BEFORE}
    assert 72 > reminded[FIVE_DAYS_BEFORE] > reminded[ONE_DAY_BEFORE] > 0
    subjects = [mail.subject for mail in list_mails(played.data / "mailbox")]
    receipts = sum("[Xác nhận]" in subject for subject in subjects)
    assert 0 < receipts <= came, "at most one for each document; those of the last day still wait"
    others = sum("Bản tin sáng" not in subject and "[Xác nhận]" not in subject for subject in subjects)
    assert others == 72 + sum(reminded.values())

    wanted = {"filter": {"event": {"name": [PHASE_CHANGED]}}}
    eventually(lambda: played.ask("POST", "/events/filter", wanted)["events"], what="the change of phase")
    journey = page(played, "tien-trinh-ke-hoach")
    assert f"**DỮ LIỆU MẪU – ngày {LAST:%d/%m/%Y}**" in journey
    [line] = [line for line in journey.splitlines() if line.startswith("| **Kế hoạch đơn vị**")]
    assert line.endswith(f"| 07/02/2024 – 28/02/2024 | 72 | {came} | {72 - came} |")


def reminders_by_day(session: Session) -> Counter[date]:
    """How many mails left on which day of the example; each on the day it was written for."""
    wanted = select(Message).where(
        col(Message.kind) == MessageKind.CHASE, col(Message.status) == MessageStatus.SENT
    )
    sent = select(Notice).where(col(Notice.status) == NoticeStatus.SENT)
    for notice in session.exec(sent):
        assert notice.settled_at is not None
        assert notice.due_on == notice.settled_at.astimezone(ZONE).date()
    return Counter(message.day for message in session.exec(wanted))


def said(service: Service) -> str:
    """What the terminal shows by now."""
    return service.data.with_suffix(".out").read_text()


def page(service: Service, key: str) -> str:
    """A page of the UI as it stands now."""
    wanted = {"artifacts": {"key": {"any_": [key]}}}
    [one] = service.ask("POST", "/artifacts/filter", wanted)
    return str(one["data"])

"""The shipped example: real plan file, units, contacts and policy; mail over a real SMTP conversation."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from time import monotonic

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from config.settings import Settings, read_settings
from flows import wiring
from flows.clock import machine_now
from flows.delivery.sender import DeliveryResult, deliver
from flows.work.chase.day import DayWork, work_on
from flows.work.documents.record import Entry, record
from models.database import reading, transaction
from models.store.units import contacts_on
from models.tables import Message, MessageRecipient, Notice, Obligation, Plan
from models.words import MessageStatus, NoticeStatus, Role
from tests.factories import CALENDAR
from tests.fakes.smtp_server import FakeSmtp, smtp_server

COORDINATORS = 3


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """The example, loaded once, to be copied."""
    path = tmp_path_factory.mktemp("example") / "dondoc.sqlite3"
    shutil.copy(migrated_sqlite, path)
    settings = read_settings(data=path.parent)
    with wiring.engine_of(settings=settings) as engine:
        wiring.load_example(engine=engine, settings=settings)
    return path


class Folder:
    """An example folder with its outbox and an SMTP server that takes everything."""

    def __init__(self, *, engine: sa.Engine, settings: Settings, server: FakeSmtp) -> None:
        self.engine, self.settings, self.server = engine, settings, server

    def run(self, day: date) -> DayWork:
        """The work of a day, as the daily flow does it, without delivery."""
        with transaction(self.engine) as session:
            world = wiring.world_of(session, settings=self.settings)
            return work_on(session, day=day, dry_run=False, links={}, world=world)

    def deliver(self) -> DeliveryResult:
        """Empty the outbox through the server."""
        outlet = wiring.outlet_of(engine=self.engine, settings=self.settings)
        smtp = wiring.smtp_of(settings=self.settings)
        return deliver(
            engine=self.engine,
            smtp=smtp,
            compose=outlet.compose,
            now=machine_now,
            claimable=outlet.claimable,
            folder_now=outlet.folder_now,
        )

    def day(self, day: date) -> list[str]:
        """Run and deliver a day; who got its chasing mails."""
        before = len(self.server.accepted)
        work = self.run(day)
        self.deliver()
        got = [to for mail in self.server.accepted[before:] for to in mail.recipients]
        return [to for to in got if not to.endswith("@v03.example") or work.report.messages]

    def hand_in(self, unit: str, code: str, day: date) -> None:
        """Record a unit's document on `day`."""
        with transaction(self.engine) as session:
            plan = session.exec(select(Plan)).one()
            entry = Entry(
                unit=unit, tasks=((plan.id or 0, code, ""),), number="05/KH", issued_on=day, arrived_on=day
            )
            world = wiring.world_of(session, settings=self.settings)
            record(session, entry=entry, by="Cán bộ", world=world)


@pytest.fixture
def folder(loaded: Path, tmp_path: Path) -> Iterator[Folder]:
    shutil.copy(loaded, tmp_path / "dondoc.sqlite3")
    (tmp_path / "run").mkdir()
    settings = read_settings(data=tmp_path)
    with smtp_server() as server, wiring.engine_of(settings=settings) as engine:
        (tmp_path / "run" / "mailbox.port").write_text(str(server.port))
        yield Folder(engine=engine, settings=settings, server=server)


def chased(folder: Folder) -> dict[str, list[tuple[date, str]]]:
    """Address -> (day, kind) of every mail that was sent, from the outbox."""
    found: dict[str, list[tuple[date, str]]] = {}
    with reading(folder.engine) as session:
        for message, recipient in session.exec(
            select(Message, MessageRecipient)
            .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
            .where(col(Message.status) == MessageStatus.SENT)
            .order_by(col(Message.id))
        ):
            found.setdefault(recipient.address, []).append((message.day, message.subject))
    return found


def contacts(folder: Folder) -> set[str]:
    """The 72 units' contacts."""
    with reading(folder.engine) as session:
        found = contacts_on(session, day=date(2024, 2, 21), roles=(Role.CONTACT,))
        owing = set(session.exec(select(Obligation.carried_by).distinct()))
        return {found[unit][Role.CONTACT][0].address for unit in owing}


def test_the_example_makes_1228_obligations_and_72_announcements(folder: Folder) -> None:
    assert folder.deliver().sent == 72
    with reading(folder.engine) as session:
        assert len(session.exec(select(Obligation.id)).all()) == 1228
    assert {to for mail in folder.server.accepted for to in mail.recipients} >= contacts(folder)


def test_on_21_february_each_of_72_units_gets_one_reminder_and_the_same_day_again_none(
    folder: Folder,
) -> None:
    folder.deliver()
    announced = len(folder.server.accepted)
    work = folder.run(date(2024, 2, 21))
    assert folder.deliver().sent == 72 + COORDINATORS
    assert len(work.report.messages) == 72
    reminded = Counter(to for mail in folder.server.accepted[announced:] for to in mail.recipients)
    assert {to: reminded[to] for to in contacts(folder) - {"canbo1@v03.example"}} == dict.fromkeys(
        contacts(folder) - {"canbo1@v03.example"}, 1
    )
    again = folder.run(date(2024, 2, 21))
    assert again.messages == ()
    assert folder.deliver().sent == 0
    with reading(folder.engine) as session:
        assert set(session.exec(select(Notice.status))) == {NoticeStatus.SENT}


def test_a_first_run_on_23_february_sends_each_reminder_once(folder: Folder) -> None:
    folder.deliver()
    assert len(folder.run(date(2024, 2, 23)).report.messages) == 72
    assert folder.deliver().sent == 72 + COORDINATORS


def test_a_unit_whose_plan_is_recorded_between_run_and_delivery_gets_none(folder: Folder) -> None:
    folder.deliver()
    folder.run(date(2024, 2, 21))
    folder.hand_in("CA02", "II.1.1.b", date(2024, 2, 21))
    result = folder.deliver()
    assert (result.sent, result.withdrawn) == (71 + COORDINATORS, 1)


def test_after_ten_silent_days_each_contact_gets_one_mail_and_older_stages_are_superseded(
    folder: Folder,
) -> None:
    """Nothing runs from 21/02 to 27/02: both stages fell due, only the later one is sent, on 28/02."""
    folder.deliver()
    folder.run(date(2024, 2, 16))
    assert len(folder.run(date(2024, 2, 28)).report.messages) == 72
    folder.deliver()
    with reading(folder.engine) as session:
        states = Counter((f"{row.due_on:%d/%m}", row.status) for row in session.exec(select(Notice)))
    assert states == {("21/02", NoticeStatus.SUPERSEDED): 72, ("27/02", NoticeStatus.SENT): 72}


def test_after_30_silent_days_one_mail_to_each_leaves_at_the_permitted_pace(folder: Folder) -> None:
    """Nothing runs from 22/02 to 22/03; 100 mails a second. A coordinator has the morning's brief besides."""
    (folder.settings.data / ".env").write_text("DONDOC_MAILS_PER_MINUTE=6000\n", "utf-8")
    folder.deliver()
    folder.run(date(2024, 2, 21))
    folder.deliver()
    before, moments = len(folder.server.accepted), list[float]()
    folder.server.on_received = lambda _count: moments.append(monotonic())
    folder.settings = read_settings(data=folder.settings.data)
    folder.run(date(2024, 3, 25))
    begin = monotonic()
    folder.deliver()
    got = Counter(to for mail in folder.server.accepted[before:] for to in mail.recipients)
    assert {got[to] for to in contacts(folder) - {"canbo1@v03.example"}} == {1}
    assert {times for to, times in got.items() if not to.endswith("@v03.example")} == {1}
    assert [moment for n, moment in enumerate(moments) if moment - begin < n * 60 / 6000] == []


@pytest.mark.long
def test_a_unit_that_hands_everything_in_on_time_gets_7_mails_and_2_receipts(folder: Folder) -> None:
    """Every day of the year is run; CA02 hands in each document on its target day."""
    folder.deliver()
    day = date(2024, 2, 6)
    while day <= date(2024, 12, 31):
        if CALENDAR.is_workday(day) and folder.run(day).messages:
            folder.deliver()
        if day == date(2024, 2, 28):
            folder.hand_in("CA02", "II.1.1.b", day)
        if day == date(2024, 12, 13):
            folder.hand_in("CA02", "III.3.b", day)
        day += timedelta(days=1)
    mails = next(found for address, found in chased(folder).items() if "hagiang" in address)
    report = "Báo cáo kết quả thực hiện Đề án năm 2024 (hạn trước ngày 15/12/2024)"
    plan = "Kế hoạch thực hiện Đề án năm 2024 (hạn trước ngày 29/02/2024)"
    announced = "Nhiệm vụ của Công an tỉnh Hà Giang: 02 việc có thời hạn, 15 việc trong năm"
    assert [(f"{on:%d/%m}", subject.removeprefix("[Dữ liệu mẫu] ")) for on, subject in mails] == [
        ("06/02", f"[Triển khai kế hoạch] {announced}"),
        ("21/02", f"[Nhắc việc] Còn 05 ngày làm việc: gửi {plan}"),
        ("27/02", f"[Nhắc việc] Còn 01 ngày làm việc: gửi {plan}"),
        ("28/02", "[Xác nhận] Đã nhận văn bản số 05/KH"),
        ("28/06", "[Nhắc việc] 15 nhiệm vụ thực hiện trong cả năm (để theo dõi)"),
        ("15/11", f"[Nhắc việc] Còn 20 ngày làm việc: chuẩn bị {report}"),
        ("06/12", f"[Nhắc việc] Còn 05 ngày làm việc: gửi {report}"),
        ("12/12", f"[Nhắc việc] Còn 01 ngày làm việc: gửi {report}"),
        ("13/12", "[Xác nhận] Đã nhận văn bản số 05/KH"),
    ]
    late = [found for address, found in chased(folder).items() if "daumoi@" in address]
    assert max(map(len, late)) <= 17, "even who never sends anything"


def test_the_marking_that_is_set_stands_on_every_mail_and_without_it_none_does(folder: Folder) -> None:
    folder.deliver()
    assert not any("LƯU HÀNH NỘI BỘ" in text_of(mail.content) for mail in folder.server.accepted)
    (folder.settings.data / ".env").write_text("DONDOC_MAIL_MARKING=LƯU HÀNH NỘI BỘ\n", "utf-8")
    folder.settings = read_settings(data=folder.settings.data)
    folder.run(date(2024, 2, 21))
    announced = len(folder.server.accepted)
    folder.deliver()
    marked = [text_of(mail.content) for mail in folder.server.accepted[announced:]]
    assert len(marked) == 72 + COORDINATORS
    assert all("[LƯU HÀNH NỘI BỘ]" in text for text in marked)


def text_of(content: bytes) -> str:
    """The plain text of a mail as the server took it."""
    parts = message_from_bytes(content, policy=policy.default).walk()
    return str(next(part.get_content() for part in parts if part.get_content_type() == "text/plain"))

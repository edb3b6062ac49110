"""The request to report for a review, as the mail server takes it: text, outline, nobody else's name."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import docx
import pytest
from sqlmodel import select

from config.settings import read_settings
from flows import wiring
from flows.work.documents.record import Entry, record
from flows.work.interim.creating import create_review
from flows.work.interim.wish import Wish
from models.database import transaction
from models.tables import Folder as FolderRow
from models.tables import Plan, PlanTask
from models.words import DeadlineKind, FolderKind, JudgedBy
from tests.factories import add_plan, add_task, add_units, moment, world_on
from tests.fakes.smtp_server import smtp_server
from tests.flows.histories import FILES
from tests.flows.test_example_year import Folder, text_of

TODAY = date(2024, 11, 20)
NAME = "Báo cáo sơ kết 03 năm (2022–2024) thực hiện Đề án"


@pytest.fixture
def folder(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """Two units owe the annual report and two whole-year tasks; their mails go to a real SMTP server."""
    monkeypatch.setenv("DONDOC_DATABASE_URL", database_url)
    (tmp_path / "run").mkdir()
    settings = read_settings(data=tmp_path)
    with smtp_server() as server, wiring.engine_of(settings=settings) as engine:
        (tmp_path / "run" / "mailbox.port").write_text(str(server.port))
        with transaction(engine) as session:
            session.add(FolderRow(kind=FolderKind.EXAMPLE, example_day=TODAY, created_at=moment()))
            add_units(session, "CA02", "CA04")
            plan, world = add_plan(session), world_on(date(2024, 2, 6))
            for code, due in (("III.3.b", date(2024, 12, 14)), ("II.3.1", date(2024, 12, 31))):
                annual = code == "III.3.b"
                add_task(
                    session,
                    plan=plan,
                    units=["CA02", "CA04"],
                    due=due,
                    world=world,
                    code=code,
                    ladder="bao-cao" if annual else "",
                    kind=DeadlineKind.DAY if annual else DeadlineKind.PERIOD,
                    judged_by=JudgedBy.SENT,
                    annual_report=annual,
                )
            row = session.exec(select(PlanTask).where(PlanTask.code == "III.3.b")).one()
            row.facts = {"document": "Báo cáo kết quả thực hiện Đề án năm 2024"}
        yield Folder(engine=engine, settings=settings, server=server)


def organise(folder: Folder, *, due: date | None = date(2025, 1, 10)) -> None:
    with transaction(folder.engine) as session:
        plan = session.exec(select(Plan.id)).one()
        assert plan
        wish = Wish(
            plan_id=plan,
            first_year=2022,
            last_year=2024,
            due=due,
            conference_on=date(2025, 1, 17),
            place="Hà Nội",
        )
        world = wiring.world_of(session, settings=folder.settings)
        create_review(session, wish=wish, run="run-1", by="Cán bộ 1", files=FILES, world=world)


def sent(folder: Folder) -> dict[str, EmailMessage]:
    """Address -> mail."""
    found = {}
    for mail in folder.server.accepted:
        message = message_from_bytes(mail.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        found[mail.recipients[0]] = message
    return found


def words(folder: Folder, address: str) -> str:
    mail = next(mail for mail in folder.server.accepted if address in mail.recipients)
    return " ".join(text_of(mail.content).split())


def outline_of(mail: EmailMessage) -> list[str]:
    [part] = [one for one in mail.iter_attachments() if one.get_filename() == "de-cuong-bao-cao-so-ket.docx"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return [paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs]


def test_each_unit_is_asked_once_with_period_day_outline_and_conference(folder: Folder) -> None:
    organise(folder)
    assert folder.deliver().sent == 2
    assert folder.deliver().sent == 0
    mails = sent(folder)
    assert set(mails) == {"ca02@units.example", "ca04@units.example"}
    mail = mails["ca02@units.example"]
    assert mail["Subject"] == (f"[Dữ liệu mẫu] [Đề nghị báo cáo] {NAME} (hạn chậm nhất ngày 10/01/2025)")
    text = words(folder, "ca02@units.example")
    assert f"trân trọng đề nghị đơn vị xây dựng, gửi {NAME}." in text
    assert "Thời kỳ sơ kết: từ năm 2022 đến hết năm 2024." in text
    assert "chậm nhất ngày 10/01/2025 (hết ngày 10/01)" in text
    assert "IV. Phương hướng, nhiệm vụ đến năm 2027" in text
    assert "Hội nghị sơ kết dự kiến thứ Sáu, 17/01/2025, tại Hà Nội; giấy mời sẽ được gửi riêng." in text
    assert "Căn cứ: Kế hoạch ban hành kèm theo Quyết định số 762/QĐ-BCA-V03 ngày 06/02/2024" in text
    assert "CA04" not in text
    assert mail["Auto-Submitted"]


def test_the_outline_has_its_five_parts_the_tasks_and_no_name_of_a_unit(folder: Folder) -> None:
    organise(folder)
    folder.deliver()
    mails = sent(folder)
    lines = outline_of(mails["ca02@units.example"])
    heads = [line for line in lines if line.partition(".")[0] in ("I", "II", "III", "IV", "V")]
    assert len(heads) == 5
    assert "II. Kết quả thực hiện từng nhiệm vụ trong 03 năm (2022–2024)" in heads
    assert "1. Nhiệm vụ II.3.1." in lines, "what has no ladder of its own is what the report tells"
    assert not any("III.3.b" in line for line in lines)
    assert lines == outline_of(mails["ca04@units.example"])
    assert not any("CA02" in line for line in lines)


def test_combined_the_mail_says_that_one_document_serves_both(folder: Folder) -> None:
    organise(folder, due=None)
    folder.deliver()
    text = words(folder, "ca02@units.example")
    assert (
        "Báo cáo sơ kết kết hợp với Báo cáo kết quả thực hiện Đề án năm 2024: đơn vị gửi một văn bản chung, "
        "có đủ hai nội dung; không phải gửi thêm văn bản khác."
    ) in text
    assert "trước ngày 14/12/2024" in text
    assert any(
        "phần kết quả nêu riêng năm 2024" in line for line in outline_of(sent(folder)["ca02@units.example"])
    )


def test_who_has_reported_before_the_mail_leaves_is_not_asked(folder: Folder) -> None:
    organise(folder)
    with transaction(folder.engine) as session:
        plan = session.exec(select(Plan.id)).one()
        assert plan
        entry = Entry(
            unit="CA02", tasks=((plan, "SK-2024", ""),), number="1/BC", issued_on=TODAY, arrived_on=TODAY
        )
        record(session, entry=entry, by="Cán bộ 1", world=world_on(TODAY))
    result = folder.deliver()
    assert (result.sent, result.withdrawn) == (2, 1), "the other unit, and the receipt"
    kinds = {address: "[Xác nhận]" in str(mail["Subject"]) for address, mail in sent(folder).items()}
    assert kinds == {"ca02@units.example": True, "ca04@units.example": False}

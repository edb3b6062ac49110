"""*Sắp xếp đơn vị* as coordinators and administrators use it: the command, and the form through a restart."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from flows.cli import main
from flows.delivery.captured import read_all
from models.database import connect, reading, transaction
from models.tables import Folder, ObligationTransfer, UnitReform
from models.words import FolderKind
from tests.factories import add_plan, add_task, add_units, moment, world_on
from tests.flows.example_year import ExampleYear, running_year
from tests.flows.test_units_that_change import DAY, DUE, MERGER
from tests.running_service import eventually

FORM = "Sắp xếp đơn vị"
DOCUMENT = {"number": "12/NQ-UBTVQH15", "issued_on": "12/03/2024"}


@pytest.fixture
def folder(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """A data folder on the day itself."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(migrated_sqlite, data / "dondoc.sqlite3")
    engine = connect(url=f"sqlite:///{data / 'dondoc.sqlite3'}")
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.EXAMPLE, example_day=DAY, created_at=moment()))
        add_units(session, "A", "B", "C")
        plan = add_plan(session)
        add_task(session, plan=plan, units=["A", "B", "C"], due=DUE, world=world_on(DAY))
    engine.dispose()
    return data


def arrange(folder: Path, *words: str) -> tuple[int, str]:
    day = ("--day", "01/07/2024", "--number", "12/NQ-UBTVQH15", "--date", "12/06/2024", "--by", "Quản trị")
    done = CliRunner().invoke(main, ["units", "arrange", *day, *words, "--data", str(folder)])
    return done.exit_code, done.output


def rows(folder: Path) -> int:
    engine = connect(url=f"sqlite:///{folder / 'dondoc.sqlite3'}")
    with reading(engine) as session:
        return len(session.exec(select(ObligationTransfer)).all())


def test_the_command_shows_first_and_does_it_when_it_is_told_to(folder: Path) -> None:
    code, told = arrange(folder, "--rows", MERGER)
    assert (code, rows(folder)) == (0, 0)
    assert "1. Công an tỉnh A và Công an tỉnh B hợp nhất thành Công an tỉnh D." in told
    assert "Công an tỉnh D: tiếp nhận 1, gộp 1; thư gửi a@units.example." in told
    assert "Chạy thử, chưa ghi gì" in told
    code, told = arrange(folder, "--rows", MERGER, "--apply")
    assert (code, rows(folder)) == (0, 2)
    assert "Đã sắp xếp đơn vị từ ngày 01/07/2024" in told
    code, told = arrange(folder, "--list")
    assert (code, "đã được thực hiện" in told) == (1, True)
    assert arrange(folder) == (1, "Đề nghị ghi một trong hai: --list hoặc --rows.\n")


@pytest.fixture
def year(
    prefect_database: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExampleYear]:
    with running_year(
        ExampleYear, prefect=prefect_database, factory=tmp_path_factory, monkeypatch=monkeypatch
    ) as year:
        yield year


@pytest.fixture
def anyio_backend() -> str:
    """Prefect runs on asyncio."""
    return "asyncio"


@pytest.mark.server
@pytest.mark.long
@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:.*socket:pytest.PytestUnraisableExceptionWarning")  # Prefect's clients
async def test_the_form_shows_waits_through_a_restart_and_is_done_on_its_day(year: ExampleYear) -> None:
    await year.day("14/03/2024")
    form = {"by": year.officer, "day": "01/04/2024", **DOCUMENT, "what": "Theo các dòng ghi dưới đây"}
    path = f"/deployments/{year.service.deployment(FORM)['id']}/create_flow_run"
    wrong = {"form": {**form, "rows": "Công an tỉnh Hà Giang -> "}}
    refused = year.service.ask("POST", path, {"parameters": wrong})["id"]
    assert "Từ chối: Không hiểu dòng" in year.reaches(refused, "COMPLETED")["name"]

    merger = "Công an tỉnh Hà Giang + Công an tỉnh Tuyên Quang -> Công an tỉnh Tuyên Quang"
    run = year.start(FORM, {**form, "rows": merger})
    year.service.stop()
    year.service.process = None
    year.service.running()
    said = year.answer(run, {"answer": "Đồng ý"})
    assert "Đã duyệt sắp xếp đơn vị từ ngày 01/04/2024" in said
    assert year.ask(applied) == [False]

    await year.day("01/04/2024")
    assert year.ask(applied) == [True]
    assert "gộp từ Công an tỉnh Hà Giang và Công an tỉnh Tuyên Quang" in year.page("don-vi-chua-gui")

    def told() -> list[str]:
        mails = read_all(year.settings.data / "mailbox")
        return [one.summary.subject for one in mails if "[Tiếp nhận nhiệm vụ]" in one.summary.subject]

    [subject] = eventually(told, seconds=60, what="the mail to the successor")
    assert "Công an tỉnh Tuyên Quang" in subject


def applied(session: Session) -> list[bool]:
    return [one.applied_at is not None for one in session.exec(select(UnitReform))]

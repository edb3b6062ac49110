"""A year played beforehand equals the year as it is lived (M2, shown by 2 and 3).

All 72 units over the whole year take a minute of the processor: `python -m tests.flows.whole_year`.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from config.settings import PACKAGED, read_settings
from flows import wiring
from flows.cli import main
from flows.work.ahead.behaviour import Arrival, Behaviour, seeded_arrivals
from models.database import reading, transaction
from models.tables import Folder
from models.words import FolderKind, NoticeStatus
from tests.factories import FOCAL, add_plan, add_task, add_units, world_on
from tests.fakes.smtp_server import smtp_server
from tests.flows.whole_year import Life

FIRST, LAST = date(2024, 11, 1), date(2025, 1, 6)
UNITS = ("A", "B", "C", "D", "E", "F")
BEHAVIOUR = Behaviour(seed=4, on_time=0.5, never=0.3, late_days=9)
Row = tuple[object, ...]


def small_plan(session: Session) -> None:
    """Six units owe a plan by 15/11 and a report by 14/12; what is late climbs the ladders."""
    world = world_on(FIRST)
    session.add(Folder(kind=FolderKind.EXAMPLE, example_day=FIRST, created_at=world.machine_now))
    add_units(session, *UNITS, contacts={"B": ["b1@units.example", "b2@units.example"], "F": []})
    plan = add_plan(session, issued_on=FIRST)
    add_task(session, plan=plan, units=UNITS, due=date(2024, 11, 15), world=world)
    add_task(
        session,
        plan=plan,
        units=(*UNITS, FOCAL),
        due=date(2024, 12, 14),
        world=world,
        code="III.3.b",
        ladder="bao-cao",
        annual_report=True,
    )


@pytest.fixture
def life(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Life]:
    (tmp_path / "dondoc.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    settings = read_settings(data=tmp_path)
    with ExitStack() as stack:
        server = stack.enter_context(smtp_server())
        engine = stack.enter_context(wiring.engine_of(settings=settings))
        with transaction(engine) as session:
            small_plan(session)
        yield Life(engine=engine, settings=settings, port=server.port)


def incoming(life: Life) -> dict[date, list[Arrival]]:
    return life.incoming(BEHAVIOUR, first=FIRST)


@pytest.mark.long
def test_a_played_year_writes_the_ledger_of_the_year_as_it_is_lived(life: Life) -> None:
    arrivals = incoming(life)
    assert arrivals
    beforehand = life.played(arrivals, first=FIRST, last=LAST)
    lived = life.lived(arrivals, first=FIRST, last=LAST)
    assert beforehand == lived
    statuses = {row[7] for row in lived}
    assert {NoticeStatus.SENT, NoticeStatus.NO_ADDRESS} < statuses


def test_the_same_seed_behaves_the_same_and_another_does_not(life: Life) -> None:
    first, again = incoming(life), incoming(life)
    assert first == again
    with reading(life.engine) as session:
        calendar = wiring.calendar_of(session, settings=life.settings)
        other = replace(BEHAVIOUR, seed=5)
        assert dict(seeded_arrivals(session, behaviour=other, first=FIRST, calendar=calendar)) != first


def test_the_command_writes_a_self_contained_page_and_all_notices(tmp_path: Path) -> None:
    arguments = ["--plan", str(PACKAGED / "plans" / "2024.yaml"), "--to", "2024-03-01", "--units", "12"]
    result = CliRunner().invoke(
        main, ["simulate", *arguments, "--out", str(tmp_path), "--data", str(tmp_path / "none")]
    )
    assert result.exit_code == 0, result.output
    page = (tmp_path / "nam.html").read_text("utf-8")
    assert len(page.encode()) < 20_000_000
    outside = re.compile(r"""(?:src|href|action)\s*=|url\(|@import|<link|<iframe|<img""", re.IGNORECASE)
    head, _, rest = page.partition('<script type="application/json"')
    assert not outside.search(head)
    assert not outside.search(rest.partition("</script>")[2])
    assert "Chạy thử lịch gửi cả năm" in page
    notices = (tmp_path / "luot-nhac.csv").read_text("utf-8-sig").splitlines()
    assert len(notices) > 5
    assert "12 đơn vị" in result.output
    assert not (tmp_path / "none").exists(), "the data folder is only read"


def test_a_list_of_arrivals_takes_the_place_of_the_model(tmp_path: Path) -> None:
    table = tmp_path / "den.csv"
    table.write_text(
        "unit;task;issued;arrived\nCA02;II.1.1.b;20/02/2024;21/02/2024\nCA99;II.1.1.b;20/02/2024;21/02/2024\n",
        "utf-8",
    )
    plan = str(PACKAGED / "plans" / "2024.yaml")
    command = ["simulate", "--plan", plan, "--to", "2024-02-23", "--units", "12", "--arrivals", str(table)]
    refused = CliRunner().invoke(main, [*command, "--out", str(tmp_path), "--data", str(tmp_path / "none")])
    assert refused.exit_code == 1
    assert "dòng 3: không có đơn vị nào tên là “CA99”" in refused.output
    table.write_text("unit;task;issued;arrived\nCA02;II.1.1.b;20/02/2024;21/02/2024\n", "utf-8")
    result = CliRunner().invoke(main, [*command, "--out", str(tmp_path), "--data", str(tmp_path / "none")])
    assert "1 văn bản đến" in result.output

"""A year played beforehand equals the year as it is lived (M2, shown by 2 and 3)."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from typer.testing import CliRunner

from config.settings import PACKAGED, Settings, read_settings
from flows import wiring
from flows.cli import main
from flows.clock import machine_now
from flows.delivery.sender import deliver
from flows.simulating import composer
from flows.work.behaviour import Arrival, Behaviour, days_between, hand_in, seeded_arrivals
from flows.work.day import on_day, work_on
from flows.work.scratch import scratch_copy
from flows.work.simulation import play_year
from models.database import reading, transaction
from models.store.year import ledger, recipients_of_notices
from models.tables import Folder
from models.words import FolderKind, NoticeStatus
from tests.factories import FOCAL, add_plan, add_task, add_units, world_on
from tests.fakes.smtp_server import smtp_server

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


def rows(session: Session, *, day: date | None = None) -> set[Row]:
    """The ledger as values that do not depend on ids of rows."""
    found = ledger(session, decided_on=day)
    people = recipients_of_notices(session)
    return {
        (
            one.public_id,
            one.round,
            one.kind,
            one.stage,
            one.role,
            one.due_on,
            one.decided_on,
            one.status,
            one.reason,
            people.get(one.notice_id, ""),
        )
        for one in found
    }


class Life:
    """A folder that is lived day by day, with mail over a real SMTP conversation."""

    def __init__(self, *, engine: sa.Engine, settings: Settings, port: int) -> None:
        self.engine, self.settings = engine, settings
        (settings.data / "run").mkdir(exist_ok=True)
        (settings.data / "run" / "mailbox.port").write_text(str(port))

    def morning(self, day: date, arrivals: list[Arrival]) -> None:
        with transaction(self.engine) as session:
            world = on_day(world=wiring.world_of(session, settings=self.settings), day=day)
            assert hand_in(session, arrivals=arrivals, world=world) == ()

    def run(self, day: date) -> None:
        with transaction(self.engine) as session:
            world = wiring.world_of(session, settings=self.settings)
            work_on(session, day=day, dry_run=False, links={}, world=world)

    def deliver(self) -> None:
        outlet = wiring.outlet_of(engine=self.engine, settings=self.settings)
        deliver(
            engine=self.engine,
            smtp=outlet.smtp(),
            compose=outlet.compose,
            now=machine_now,
            claimable=outlet.claimable,
            folder_now=outlet.folder_now,
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


def played(life: Life, arrivals: dict[date, list[Arrival]]) -> set[Row]:
    """The ledger of the same time on a scratch copy."""
    with reading(life.engine) as session:
        world = wiring.world_of(session, settings=life.settings)
        with scratch_copy(session, day=FIRST, machine_now=world.machine_now) as engine:
            days = play_year(
                engine=engine,
                first=FIRST,
                last=LAST,
                world=world,
                arrivals=arrivals,
                compose=lambda moved: composer(
                    moved, settings=life.settings, example=True, wanted=frozenset()
                ),
            )
            assert not [sentence for one in days for sentence in one.refused]
            with reading(engine) as scratch:
                return rows(scratch)


def incoming(life: Life) -> dict[date, list[Arrival]]:
    with reading(life.engine) as session:
        calendar = wiring.calendar_of(session, settings=life.settings)
        return dict(seeded_arrivals(session, behaviour=BEHAVIOUR, first=FIRST, calendar=calendar))


def test_a_played_year_writes_the_ledger_of_the_year_as_it_is_lived(life: Life) -> None:
    arrivals = incoming(life)
    assert arrivals
    beforehand = played(life, arrivals)
    for day in days_between(FIRST, LAST):
        life.morning(day, arrivals.get(day, []))
        life.run(day)
        life.deliver()
    with reading(life.engine) as session:
        lived = rows(session)
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

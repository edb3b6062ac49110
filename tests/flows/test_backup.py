"""A copy taken while others write, put back elsewhere, equals the first; a bad one leaves nothing."""

import os
import shutil
import threading
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col
from typer.testing import CliRunner, Result

from config.settings import Settings, read_settings
from flows import wiring
from flows.cli import main
from flows.clock import machine_now
from flows.delivery.sender import deliver
from flows.delivery.smtp import SmtpSettings
from flows.service.prepare import prepare
from flows.work.archive.verifying import verify
from flows.work.backup.kept import Copies, kept, name_at, prune
from flows.work.backup.restoring import restore
from flows.work.backup.taking import Taken, take
from flows.work.backup.telling import last_copy, missing_copies
from flows.work.chase.daily import run_day
from flows.work.files.store import Files
from flows.work.mails.briefing import _facts, write_briefs
from flows.work.mails.compose import Composer
from flows.work.mails.mail_kinds import brief_facts
from flows.work.refusals import RefusedError
from models.database import connect, metadata, migrate, newest_revision, reading, revision_of, transaction
from models.tables import Audit, Folder, Message, MessageItem, Obligation, StopSwitch, UnitName
from models.words import FolderKind, MessageKind, MessageStatus
from templates.dashboards.facts import Line, Section
from templates.mail.render import render
from tests.factories import add_plan, add_task, add_units, moment, world_on
from tests.fakes.smtp_server import smtp_server
from tests.flows.mailing import IDENTITY
from tests.running_service import eventually

ODD = "Công an\ttỉnh \\N «Hà\nGiang» \\. 'x'; --"
CANARY = "mat-khau-khong-duoc-lo"
DAY = date(2024, 2, 21)
MAILS, CONNECTIONS = 40, 4
LONG_AGO = moment()
NOW = datetime(2024, 2, 21, 19, 0, tzinfo=UTC)


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # about files alone


@dataclass(frozen=True)
class Place:
    """A folder and its database."""

    data: Path
    engine: sa.Engine

    def copied(self, *, folder: Path | None = None, now: datetime = NOW) -> Taken:
        """A copy of it."""
        out = folder or self.data / "backups"
        return take(engine=self.engine, data=self.data, folder=out, now=now, product="1.0")


@pytest.fixture
def first(engine: sa.Engine, tmp_path: Path) -> Place:
    """A live folder: 40 units reminded once, odd text, documents, own configuration, a secret."""
    data = tmp_path / "thứ nhất"
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.REAL, created_at=moment()))
        units = [f"U{number}" for number in range(40)]
        add_units(session, *units)
        plan = add_plan(session)
        add_task(session, plan=plan, units=units, due=date(2024, 2, 28), world=world_on(date(2024, 2, 6)))
        session.add(UnitName(unit_id="U0", name=ODD, valid_from=date(2025, 1, 1)))
        run_day(session, world=world_on(DAY))
        session.get_one(Message, 1).content = bytes(range(256))
    Files(data=data).keep(b"%PDF-1.7 " + bytes(range(256)))
    for name in ("config/plans/Kế hoạch năm 2025.yaml", "incoming/da-nhan/=1+1 «x».xlsx", "outgoing/a.docx"):
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (data / ".env").write_text(f"DONDOC_SMTP_PASSWORD={CANARY}\n")
    return Place(data, engine)


@pytest.fixture
def second(first: Place, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty folder and an empty database of the same kind."""
    data = tmp_path / "thứ hai"
    with empty_database(first.engine, request, tmp_path) as url:
        engine = connect(url=url)
        yield Place(data, engine)
        engine.dispose()


@contextmanager
def empty_database(like: sa.Engine, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Its URL; gone at the end."""
    if like.dialect.name == "sqlite":
        yield f"sqlite:///{folder / 'thứ hai' / 'dondoc.sqlite3'}"
        return
    server, name = request.getfixturevalue("postgres_server"), f"restored{uuid.uuid4().hex}"
    administration = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with administration.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def rows(engine: sa.Engine) -> Mapping[str, Sequence[Any]]:
    """Every row of every table, as values."""
    with reading(engine) as session:
        return {
            table.name: session.connection()
            .execute(sa.select(table).order_by(*table.primary_key.columns))
            .all()
            for table in metadata.sorted_tables
        }


def files(data: Path) -> Mapping[str, bytes]:
    """Every file of the rooms that are copied."""
    rooms = ("config", "files", "incoming", "mailbox", "outgoing")
    found = [path for room in rooms for path in (data / room).rglob("*") if path.is_file()]
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in found}


def test_put_back_every_row_of_every_table_and_every_file_equals_the_first(
    first: Place, second: Place
) -> None:
    """And numbers go on where they stood: no id is given twice."""
    taken = first.copied()
    restored = restore(backup=taken.path, data=second.data, engine=second.engine)
    assert rows(second.engine) == rows(first.engine)
    assert files(second.data) == files(first.data)
    assert len(files(second.data)) == 4
    assert revision_of(second.engine) == newest_revision(second.engine)
    assert restored.waiting == 40  # reminders
    with transaction(second.engine) as session:
        add_units(session, "NEW")
        assert session.execute(sa.text("SELECT max(id) FROM unit_name")).scalar_one() == 43


def test_a_copy_is_one_moment_while_others_write(first: Place, second: Place) -> None:
    """Somebody writes pairs of rows all the time, into the first table copied and into the last one."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with transaction(first.engine) as session:
                session.add(MessageItem(message_id=1, text="pair"))
                session.add(
                    Audit(at=moment(), by="", action="pair", subject="", subject_id="1", text="y" * 2000)
                )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        time.sleep(0.2)  # some pairs stand already
        taken = first.copied()
    finally:
        stop.set()
        writer.join()
    restore(backup=taken.path, data=second.data, engine=second.engine)
    with reading(second.engine) as session:
        pairs = session.execute(sa.text("SELECT count(*) FROM audit WHERE action = 'pair'")).scalar_one()
        others = session.execute(
            sa.text("SELECT count(*) FROM message_item WHERE text = 'pair'")
        ).scalar_one()
    assert pairs == others > 0


def test_taken_while_mail_leaves_a_copy_repeats_only_what_it_could_not_know(
    first: Place, second: Place
) -> None:
    """What was recorded before the copy never leaves again; what left later may, with the same Message-ID.

    That time is the window of a restore. On its edge lie at most the mails in flight: one a connection.
    """
    with transaction(first.engine) as session:
        session.get_one(Message, 1).content = None
    with smtp_server() as server:
        sender = threading.Thread(target=_send, args=(first, server.port, 1200))
        sender.start()
        eventually(lambda: len(server.accepted) >= 10, what="mails on their way")
        before = {mail.message_id for mail in server.accepted}
        taken = first.copied()
        assert len(server.accepted) < MAILS, "mail went on leaving"
        sender.join()
        assert len(server.accepted) == MAILS
    restored = restore(backup=taken.path, data=second.data, engine=second.engine)
    with smtp_server() as server:
        _send(second, server.port, 0, now=lambda: machine_now() + timedelta(hours=1))  # leases are over
        again = [mail.message_id for mail in server.accepted]
    assert len(again) == len(set(again)) == restored.waiting
    assert len(before.intersection(again)) <= CONNECTIONS
    with reading(second.engine) as session:
        states = session.execute(sa.select(col(Message.status), col(Message.message_id))).all()
    assert {status for status, _ in states} == {MessageStatus.SENT}
    assert len(states) == MAILS
    assert {name for _, name in states} >= before


def _send(place: Place, port: int, per_minute: int, *, now: Callable[[], datetime] = machine_now) -> None:
    smtp = SmtpSettings(host="127.0.0.1", port=port, sender="v03@v03.example", mails_per_minute=per_minute)
    world = replace(world_on(DAY), machine_now=machine_now())
    composer = Composer(identity=lambda _s: IDENTITY, world=lambda _s: world, files=Files(data=place.data))
    deliver(
        engine=place.engine,
        smtp=smtp,
        compose=composer,
        now=now,
        claimable=lambda _now: frozenset(MessageKind),
    )


@ON_SQLITE
def test_no_secret_is_in_the_copy_and_only_its_owner_reads_it(first: Place) -> None:
    """`.env` is left out."""
    taken = first.copied()
    with zipfile.ZipFile(taken.path) as archive:
        assert not [name for name in archive.namelist() if CANARY.encode() in archive.read(name)]
    assert ".env" not in taken.manifest.files.values()
    assert taken.path.stat().st_mode & 0o077 == 0
    assert verify(taken.path).faults == ()


def everything_below(folder: Path) -> set[Path]:
    return set(folder.rglob("*")) if folder.exists() else set()


@ON_SQLITE
def test_a_copy_that_fails_leaves_nothing(first: Place, tmp_path: Path) -> None:
    """A folder that is a file; a copy that is there already; each is one sentence."""
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(RefusedError, match="không tạo được thư mục sao lưu"):
        first.copied(folder=tmp_path / "taken")
    before = everything_below(tmp_path)
    first.copied(folder=tmp_path / "out")
    with pytest.raises(RefusedError, match="đã có"):
        first.copied(folder=tmp_path / "out")
    assert everything_below(tmp_path) - before == {tmp_path / "out", tmp_path / "out" / name_at(NOW)}


def test_a_damaged_database_is_never_copied_over_a_good_copy(tmp_path: Path) -> None:
    """SQLite is asked whether the copy is sound."""
    data = tmp_path / "data"
    data.mkdir()
    engine = connect(url=f"sqlite:///{data / 'dondoc.sqlite3'}")
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(
            metadata.tables["audit"].insert(),
            [{"at": moment(), "by": "", "action": "x" * 900, "subject": "", "subject_id": "1", "text": ""}]
            * 500,
        )
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT").close()
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
    engine.dispose()
    with (data / "dondoc.sqlite3").open("r+b") as file:
        file.seek(-40 * 4096, 2)
        file.write(b"\xff" * 4096 * 8)
    with pytest.raises(RefusedError, match="bị hỏng"):
        Place(data, engine).copied()
    assert list((data / "backups").iterdir()) == []


@ON_SQLITE
@pytest.mark.parametrize("what", ["changed", "cut", "no zip"])
def test_a_copy_that_is_not_whole_is_refused_before_anything_is_written(
    first: Place, second: Place, what: str
) -> None:
    copy = first.copied().path
    content = bytearray(copy.read_bytes())
    if what == "changed":
        with zipfile.ZipFile(copy) as archive:
            largest = max(archive.infolist(), key=lambda one: one.compress_size)
        content[largest.header_offset + largest.compress_size // 2] ^= 0xFF
    copy.write_bytes(content[: len(content) // 2] if what == "cut" else content)
    if what == "no zip":
        copy.write_text("hello")
    with pytest.raises(RefusedError):
        restore(backup=copy, data=second.data, engine=second.engine)
    assert not second.data.exists()


def test_nothing_is_ever_written_over(first: Place, second: Place) -> None:
    """A folder with anything but `.env` in it, or a database with a table, is left alone."""
    copy = first.copied().path
    second.data.mkdir()
    (second.data / ".env").write_text("")
    (second.data / "thư của tôi").write_text("x")
    with pytest.raises(RefusedError, match="thư của tôi"):
        restore(backup=copy, data=second.data, engine=second.engine)
    (second.data / "thư của tôi").unlink()
    restore(backup=copy, data=second.data, engine=second.engine)
    with pytest.raises(RefusedError, match="đã có"):
        restore(backup=copy, data=second.data.with_name("thứ ba"), engine=second.engine)


def test_what_cannot_be_put_back_is_taken_away_again(first: Place, second: Place) -> None:
    """A copy that lies about its rows: afterwards folder and database are as empty as before."""
    taken = first.copied()
    with zipfile.ZipFile(taken.path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    tables = dict(taken.manifest.tables)
    tables["unit"] = replace(tables["unit"], rows=7)
    contents["manifest.json"] = replace(taken.manifest, tables=tables).as_json()
    del contents["SHA256SUMS"]
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in contents.items())
    with zipfile.ZipFile(taken.path, "w") as archive:
        for name, content in (contents | {"SHA256SUMS": sums.encode()}).items():
            archive.writestr(name, content)
    with pytest.raises(RefusedError, match="số dòng"):
        restore(backup=taken.path, data=second.data, engine=second.engine)
    assert everything_below(second.data) == set()
    assert revision_of(second.engine) is None


@ON_SQLITE
def test_an_older_copy_is_brought_to_this_program(first: Place, second: Place, tmp_path: Path) -> None:
    """Taken before the newest migration; and a newer one than this program knows is refused."""
    old = connect(url=f"sqlite:///{tmp_path / 'old.sqlite3'}")
    migrate(old, to="0006")
    copy = Place(first.data, old).copied().path
    assert restore(backup=copy, data=second.data, engine=second.engine).manifest.revision == "0006"
    assert revision_of(second.engine) == newest_revision(second.engine)
    with old.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'later'")
    newer = Place(first.data, old).copied(now=NOW + timedelta(days=1)).path
    old.dispose()
    other = connect(url=f"sqlite:///{tmp_path / 'third' / 'dondoc.sqlite3'}")
    with pytest.raises(RefusedError, match="mới hơn phiên bản này"):
        restore(backup=newer, data=tmp_path / "third", engine=other)


def test_fourteen_are_kept_and_what_a_killed_one_left_goes(tmp_path: Path) -> None:
    """Other files of the folder, such as copies from before a migration, are left alone."""
    for day in range(20):
        (tmp_path / name_at(NOW + timedelta(days=day))).write_bytes(b"")
    (tmp_path / "20240221T190000Z-0006.sqlite3").write_bytes(b"")
    left, fresh = tmp_path / ".dondoc-x.zip.12.new", tmp_path / ".dondoc-y"
    left.write_bytes(b"")
    fresh.mkdir()
    os.utime(left, (0, 0))
    assert len(prune(tmp_path, keep=14)) == 6
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names) == 16
    assert ".dondoc-y" in names
    assert [copy.made_at for copy in kept(tmp_path)][::13] == [
        NOW + timedelta(days=19),
        NOW + timedelta(days=6),
    ]


# --- the command line


@pytest.fixture
def folder(tmp_path: Path) -> Settings:
    """A live data folder as `dondoc up --empty` leaves it."""
    settings = read_settings(data=tmp_path / "data")
    (settings.data / "backups").mkdir(parents=True)
    prepare(settings=settings, empty=True)
    with wiring.engine_of(settings=settings) as engine, transaction(engine) as session:
        add_units(session, "A")
        plan = add_plan(session)
        add_task(session, plan=plan, units=["A"], due=date(2024, 2, 28), world=world_on(date(2024, 2, 6)))
        run_day(session, world=world_on(DAY))
    return settings


def dondoc(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_after_a_restore_nothing_leaves_until_a_person_says_so(folder: Settings, tmp_path: Path) -> None:
    """What left after the copy is unknown to it: sending is stopped with a reason, and the copy says so."""
    assert dondoc("backup", "--data", folder.data).exit_code == 0
    [copy] = kept(folder.backups)
    new = tmp_path / "new"
    said = dondoc("restore", copy.path, "--data", new)
    assert said.exit_code == 0, said.output
    assert "Sending is STOPPED. 1 mails had not left" in said.output
    settings = read_settings(data=new)
    with wiring.engine_of(settings=settings) as engine, smtp_server() as server:
        outlet = wiring.outlet_of(engine=engine, settings=settings)
        smtp = replace(outlet.smtp(), port=server.port)

        def pass_over() -> bool:
            kinds = frozenset(outlet.claimable(machine_now())) | frozenset(outlet.claimable(NOW))
            return deliver(
                engine=engine, smtp=smtp, compose=outlet.compose, now=machine_now, claimable=lambda _n: kinds
            ).stopped

        assert pass_over()
        assert server.heard == []
        with reading(engine) as session:
            switch = session.get_one(StopSwitch, 1)
            assert switch.reason.startswith("Phục hồi từ bản sao lưu lúc ")
            statuses = session.execute(sa.select(col(Message.status))).scalars().all()
        assert set(statuses) == {MessageStatus.QUEUED}
        assert dondoc("resume", "--by", "Quản trị", "--data", new).exit_code == 0
        assert not pass_over()


def test_the_command_copies_elsewhere_and_refuses_in_a_sentence(folder: Settings, tmp_path: Path) -> None:
    """`--out` is a copy apart: it is none of the fourteen."""
    said = dondoc("backup", "--out", tmp_path / "usb", "--data", folder.data)
    assert "rows" in said.output
    assert kept(folder.backups) == []
    assert len(kept(tmp_path / "usb")) == 1
    refused = dondoc("restore", tmp_path / "nothing.zip", "--data", tmp_path / "new")
    assert refused.exit_code == 1
    assert "không có tệp" in refused.output


# --- what the morning brief says


def titles(session: Session, copies: Copies | None) -> list[str]:
    """The sections of a brief on a day on which a stage goes out, or of none."""
    ids = write_briefs(session, world=replace(world_on(DAY), copies=lambda: copies), links={})
    return [one["title"] for key in ids for one in session.get_one(Message, key).facts["sections"]]


MORNING = world_on(DAY).machine_now


def copies_of(last: datetime | None, *, since: datetime = LONG_AGO) -> Copies:
    return Copies(last=last, number=14 if last else 0, since=since)


@pytest.mark.parametrize(
    ("copies", "first_title", "last_title"),
    [
        (None, "Hôm nay gửi", "Sắp đến hạn"),
        (copies_of(MORNING - timedelta(hours=6)), "Hôm nay gửi", "Sao lưu dữ liệu"),
        (copies_of(MORNING - timedelta(days=2)), "Hôm nay gửi", "Sao lưu dữ liệu"),
        (copies_of(MORNING - timedelta(days=2, minutes=1)), "Chưa có bản sao lưu mới", "Sắp đến hạn"),
        (copies_of(None), "Chưa có bản sao lưu mới", "Sắp đến hạn"),
        (copies_of(None, since=MORNING - timedelta(days=1)), "Hôm nay gửi", "Sắp đến hạn"),
    ],
)
def test_the_brief_tells_of_the_last_copy_and_first_of_its_absence(
    session: Session, copies: Copies | None, first_title: str, last_title: str
) -> None:
    """Two days without one are told."""
    run_day(session, world=world_on(DAY))
    found = titles(session, copies)
    assert (found[0], found[-1]) == (first_title, last_title)


@pytest.fixture
def session(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Session]:
    """A plan with one unit."""
    engine = connect(url=f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'one.sqlite3')}")
    with transaction(engine) as session:
        add_units(session, "A")
        plan = add_plan(session)
        add_task(session, plan=plan, units=["A"], due=date(2024, 2, 28), world=world_on(date(2024, 2, 6)))
        yield session
    engine.dispose()


def _same(copies: Copies) -> Copies:
    return copies


def test_the_last_copy_is_no_subject_its_absence_is() -> None:
    """The subject names what is to be done, not that all is well."""
    fresh, stale = copies_of(MORNING - timedelta(hours=6)), copies_of(MORNING - timedelta(days=3))
    for copies, about in ((fresh, ": Sắp đến hạn"), (stale, ": Chưa có bản sao lưu mới; Sắp đến hạn")):
        world = replace(world_on(DAY), copies=partial(_same, copies))
        near = Section(title="Sắp đến hạn", lines=(Line(text="x", link=None),))
        sections = (*missing_copies(world, links={}), near, *last_copy(world))
        message = Message(
            kind=MessageKind.BRIEF, day=DAY, dedup_key="", message_id="", status=MessageStatus.QUEUED,
            created_at=NOW, not_before=NOW, facts=_facts(sections),
        )  # fmt: skip
        facts = brief_facts(message=message, identity=IDENTITY, world=world)
        assert render(facts).subject.endswith(about)


def test_a_copy_alone_is_no_reason_for_a_mail_its_absence_is(session: Session) -> None:
    quiet = world_on(date(2024, 4, 10))
    session.execute(sa.delete(Obligation))
    fresh = Copies(last=quiet.machine_now, number=1, since=moment())
    stale = replace(fresh, last=quiet.machine_now - timedelta(days=3))
    assert write_briefs(session, world=replace(quiet, copies=lambda: fresh), links={}) == ()
    assert len(write_briefs(session, world=replace(quiet, copies=lambda: stale), links={})) == 1


def test_a_live_folder_knows_its_copies_and_an_example_needs_none(folder: Settings) -> None:
    with wiring.engine_of(settings=folder) as engine:
        wiring.back_up(engine=engine, settings=folder)
        with reading(engine) as session:
            copies = wiring.world_of(session, settings=folder).copies()
            assert copies is not None
            assert copies.number == 1
            assert copies.last == kept(folder.backups)[0].made_at
        with transaction(engine) as session:
            row = session.get_one(Folder, 1)
            row.kind, row.example_day = FolderKind.EXAMPLE, DAY
        with reading(engine) as session:
            assert wiring.world_of(session, settings=folder).copies() is None

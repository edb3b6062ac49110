"""`dondoc doctor`: each check as it passes and as it fails, with what would be right; no mail is sent."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from config.settings import Security, Settings, SettingsError, read_settings
from flows import wiring
from flows.cli import main
from flows.delivery.smtp import SmtpSettings
from flows.service.prepare import prepare
from flows.work.backup.kept import Copies
from flows.work.doctor import database, machine, mail, upkeep
from flows.work.doctor.finding import Finding, State
from models.database import connect, migrate, transaction
from models.rules.workdays import DayOff, WorkCalendar
from models.tables import Address, Audit, Folder
from models.words import AddressStatus, DayKind
from tests.factories import CALENDAR, add_plan, add_task, add_units, moment, world_on
from tests.fakes.certificates import Certificates
from tests.fakes.smtp_server import smtp_server

NOW = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
YEARS = range(2020, 2041)


def wrong(finding: Finding, words: str) -> None:
    """It is to be looked at, and says what would be right."""
    assert finding.state is State.LOOK
    assert words in finding.sentence


def test_time_zone_data() -> None:
    def none(name: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(name)

    assert machine.zone_data().state is State.OK
    wrong(machine.zone_data(zone=none), "cài tzdata")
    wrong(machine.zone_data(zone=lambda _name: ZoneInfo("UTC")), "lệch 0:00:00")


def test_a_clock_that_went_back_or_stands_in_another_age() -> None:
    """Five minutes are nothing; what was written later than now is told."""
    near = NOW + timedelta(minutes=4)
    assert machine.clock(now=NOW, last_written=near, years=YEARS).state is State.OK
    assert machine.clock(now=NOW, last_written=None, years=YEARS).state is State.OK
    wrong(machine.clock(now=NOW, last_written=NOW + timedelta(hours=1), years=YEARS), "đồng hồ bị lùi")
    wrong(machine.clock(now=moment("1970-01-01T00:00:00"), last_written=None, years=YEARS), "năm 1970")


def test_free_disk(tmp_path: Path) -> None:
    """A folder that is not there yet is asked of the disk it will lie on."""
    folder = tmp_path / "a" / "b"
    there = {"folder": folder, "key": "disk", "what": "Đĩa"}
    assert machine.disk(**there, wanted=0, free_on=lambda _p: 2 << 30).state is State.OK  # type: ignore[arg-type]
    wrong(machine.disk(**there, wanted=0, free_on=lambda _p: 1 << 29), "ít nhất 1.0 GB")  # type: ignore[arg-type]
    wrong(machine.disk(**there, wanted=3 << 30, free_on=lambda _p: 2 << 30), "3.0 GB")  # type: ignore[arg-type]


def test_libraries_that_slipped() -> None:
    """What pyproject.toml says is held against what is installed."""

    def slipped(name: str) -> str:
        if name == "gone":
            raise PackageNotFoundError
        return {"prefect": "3.9.1", "fastapi": "0.155.0"}.get(name, "1.0")

    assert machine.versions().state is State.OK
    wanted = ["prefect==3.8.8", "fastapi<0.151", "gone>=1", 'other; extra == "dev"', "fine<2"]
    told = machine.versions(wanted=wanted, installed=slipped)
    wrong(told, "prefect là 3.9.1, cần ==3.8.8; fastapi là 0.155.0, cần <0.151; thiếu gone (cần >=1)")


@pytest.mark.parametrize(
    ("version", "fault"),
    [
        ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False), ((3, 44, 9), False), ((3, 45, 0), True),
        ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 0), True), ((3, 51, 2), True), ((3, 51, 3), False),
        ((3, 52, 0), False), ((4, 0, 0), False),
    ],
)  # fmt: skip
def test_versions_of_sqlite_with_the_wal_reset_fault(version: tuple[int, ...], fault: bool) -> None:
    """Fixed in 3.44.6, 3.50.7 and 3.51.3."""
    assert (database.sqlite_version(version).state is State.LOOK) is fault
    wrong(database.sqlite_version((3, 34, 0)), "quá cũ")


def test_a_database_that_is_not_there_old_or_from_the_future(tmp_path: Path) -> None:
    engine = connect(url=f"sqlite:///{tmp_path / 'a.sqlite3'}")
    wrong(database.revision(engine), "Chưa có")
    migrate(engine, to="0006")
    wrong(database.revision(engine), "Ở phiên bản cũ 0006")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'later'")
    wrong(database.revision(engine), "mới hơn")
    engine.dispose()
    wrong(database.revision(connect(url="postgresql+psycopg://127.0.0.1:1/none")), "Không đọc được")


def test_a_database_of_today(engine: sa.Engine) -> None:
    assert database.revision(engine).state is State.OK
    assert database.server(engine).what in ("SQLite", "PostgreSQL")


# --- mail


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates.made_in(tmp_path_factory.mktemp("certificates"))


def asked(port: int, *, security: str = "none", ca: Path | None = None, user: str = "") -> Finding:
    server = SmtpSettings(
        host="127.0.0.1", port=port, sender="a@b.vn", security=security, ca_file=ca, username=user,
        password=SecretStr("x"), timeout=2,
    )  # fmt: skip
    return mail.smtp(server=server, now=datetime.now(UTC) - timedelta(days=60))


def test_a_relay_without_login_is_asked_without_any_mail() -> None:
    with smtp_server(extensions=("AUTH PLAIN LOGIN",)) as server:
        told = asked(server.port)
    assert told.state is State.OK
    assert "KHÔNG mã hóa, không đăng nhập" in told.sentence
    assert [command.split()[0] for command in server.commands] == ["EHLO", "QUIT"]


def test_tls_with_the_authority_of_the_network_and_without_it(certificates: Certificates) -> None:
    """STARTTLS with the configured CA holds; without it, or without STARTTLS, the step is named."""
    with smtp_server(extensions=("STARTTLS",), certificate=certificates.context()) as server:
        told = asked(server.port, security="starttls", ca=certificates.authority)
        assert told.state is State.OK, told.sentence
        assert "mã hóa (chứng thư đến" in told.sentence
        wrong(asked(server.port, security="starttls"), "bước STARTTLS không được")
    with smtp_server() as server:
        wrong(asked(server.port, security="starttls", ca=certificates.authority), "bước STARTTLS")
    assert not [one for one in server.commands if one.startswith("MAIL")]


def test_a_certificate_that_ends_soon(certificates: Certificates) -> None:
    with smtp_server(certificate=certificates.context(), tls_at_once=True) as server:
        given = SmtpSettings(
            host="127.0.0.1", port=server.port, sender="", security="tls", ca_file=certificates.authority
        )
        wrong(mail.smtp(server=given, now=datetime.now(UTC)), "chứng thư hết hạn ngày")


def test_a_server_that_is_away_or_refuses_the_password() -> None:
    with smtp_server(extensions=("AUTH PLAIN",), always={"AUTH": "535 5.7.8 wrong"}) as server:
        wrong(asked(server.port, user="somebody"), "bước AUTH không được (535")
    wrong(asked(1), "bước CONNECT không được")
    assert mail.smtp(server=None, now=NOW).state is State.OK


def live(folder: Path, *lines: str) -> Settings:
    folder.mkdir(exist_ok=True)
    given = ("DONDOC_SMTP_HOST=127.0.0.1", "DONDOC_MAIL_FROM=a@v03.vn", "DONDOC_REPLY_TO=b@v03.vn")
    (folder / ".env").write_text("\n".join((*given, *lines)), "utf-8")
    return read_settings(data=folder)


def test_own_addresses(tmp_path: Path) -> None:
    assert mail.own_addresses(settings=live(tmp_path)).state is State.OK
    sample = live(tmp_path, "DONDOC_REPLY_TO=dau-moi@v03.example")
    wrong(mail.own_addresses(settings=sample), "DONDOC_REPLY_TO (dau-moi@v03.example) là địa chỉ mẫu")
    redirected = live(tmp_path, "DONDOC_REDIRECT_ALL_TO=thu@v03.vn")
    wrong(mail.own_addresses(settings=redirected), "MỌI thư đang được chuyển tới thu@v03.vn")


def test_addresses_of_units() -> None:
    assert mail.unit_addresses(missing=[], refused=[]).state is State.OK
    names = [f"Đơn vị {number}" for number in range(8)]
    told = mail.unit_addresses(missing=names, refused=["x@y.vn"])
    wrong(told, "8 thiếu địa chỉ: Đơn vị 0, Đơn vị 1, Đơn vị 2, Đơn vị 3, Đơn vị 4 và 3 nơi khác; 1 bị từ")


# --- what people keep up


def test_days_off_that_are_still_guesses() -> None:
    """Those of the rest of the running year; last spring's guesses matter to nobody."""
    guess = DayOff(day=date(2024, 9, 3), name="Quốc khánh", kind=DayKind.OFF, estimate=True, source="library")
    calendar = WorkCalendar(days={**CALENDAR.days, guess.day: guess})
    wrong(upkeep.days_off(calendar=calendar, today=date(2024, 3, 1)), "Quốc khánh (03/09/2024)")
    assert upkeep.days_off(calendar=calendar, today=date(2024, 9, 3)).state is State.OK


def test_copies() -> None:
    fresh = Copies(last=NOW - timedelta(hours=10), number=14, since=moment())
    assert upkeep.backups(copies=fresh, now=NOW).state is State.OK
    assert upkeep.backups(copies=None, now=NOW).state is State.OK
    wrong(upkeep.backups(copies=fresh, now=NOW + timedelta(days=2)), "quá 02 ngày")
    none = Copies(last=None, number=0, since=moment())
    wrong(upkeep.backups(copies=none, now=NOW), "chưa có bản nào")


def test_schedules() -> None:
    assert upkeep.schedules(paused=[], example=False).state is State.OK
    assert upkeep.schedules(paused=["Nhắc việc hằng ngày"], example=True).state is State.OK
    assert upkeep.schedules(paused=None, example=False).state is State.UNKNOWN
    wrong(upkeep.schedules(paused=["Sao lưu dữ liệu"], example=False), "“Sao lưu dữ liệu”")


# --- the command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A live folder that owes something, on a port where no Prefect answers."""
    monkeypatch.setenv("DONDOC_UI_PORT", "1")
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 51, 3))
    settings = read_settings(data=tmp_path / "data")
    (settings.data / "backups").mkdir(parents=True)
    prepare(settings=settings, empty=True)
    with wiring.engine_of(settings=settings) as engine, transaction(engine) as session:
        add_units(session, "A")
        plan = add_plan(session)
        add_task(session, plan=plan, units=["A"], due=date(2024, 2, 28), world=world_on(date(2024, 2, 6)))
        session.get_one(Folder, 1).created_at = datetime.now(UTC)
    yield settings
    shutil.rmtree(settings.data)


def dondoc(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["doctor", "--data", str(settings.data), *arguments])


def test_the_table_and_its_machine_readable_form(folder: Settings) -> None:
    """A line for each; exit code 1 only if something is wrong."""
    told = json.loads(dondoc(folder, "--json").output)
    states = {one["key"]: one["state"] for one in told}
    states.pop("days_off")  # depends on the day on which this is run
    assert states == {
        "zone": "ok", "versions": "ok", "disk": "ok", "smtp": "ok", "own_addresses": "ok", "database": "ok",
        "server": "ok", "clock": "ok", "unit_addresses": "ok", "backup": "ok", "schedules": "chưa rõ",
    }  # fmt: skip
    table = dondoc(folder).output.splitlines()
    assert len([line for line in table if line[:8].strip() in set(State)]) == len(told)


def test_what_is_wrong_in_the_data_is_seen(folder: Settings) -> None:
    """A refused address, no copy for days, something written in the future: exit code 1."""
    with wiring.engine_of(settings=folder) as engine, transaction(engine) as session:
        session.merge(Address(address="a@units.example", status=AddressStatus.REFUSED, changed_at=moment()))
        session.get_one(Folder, 1).created_at = moment()
        later = datetime.now(UTC) + timedelta(hours=3)
        session.add(Audit(at=later, by="", action="x", subject="", subject_id="1", text=""))
    done = dondoc(folder, "--json")
    assert done.exit_code == 1
    looks = {one["key"] for one in json.loads(done.output) if one["state"] == "xem lại"}
    assert looks - {"days_off"} == {"clock", "unit_addresses", "backup"}


def test_a_folder_without_anything_is_told_in_a_table_too(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", "--data", str(tmp_path / "nothing")])
    assert done.exit_code == 1
    assert "Chưa có; đề nghị chạy dondoc up một lần." in done.output
    assert not (tmp_path / "nothing").exists()


# --- the settings it is about


def test_an_authority_that_is_no_certificate_is_refused_at_once(tmp_path: Path) -> None:
    """A relative name begins at the data folder, whatever folder a process works in."""
    with pytest.raises(SettingsError, match=r"DONDOC_SMTP_CA_FILE: there is no file .*/ca\.pem"):
        live(tmp_path, "DONDOC_SMTP_CA_FILE=ca.pem")
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(SettingsError, match="is no PEM file with certificates"):
        live(tmp_path, "DONDOC_SMTP_CA_FILE=ca.pem")


def test_authority_and_relay_of_an_env_file_reach_the_wire(
    tmp_path: Path, certificates: Certificates
) -> None:
    """STARTTLS against an internal authority, and no AUTH where no name is set although it is offered."""
    shutil.copy(certificates.authority, tmp_path / "ca.pem")
    extensions = ("STARTTLS", "AUTH PLAIN")
    with smtp_server(extensions=extensions, certificate=certificates.context()) as server:
        settings = live(tmp_path, "DONDOC_SMTP_CA_FILE=ca.pem", f"DONDOC_SMTP_PORT={server.port}")
        told = mail.smtp(server=wiring.smtp_of(settings=settings), now=datetime(2020, 1, 1, tzinfo=UTC))
    assert settings.smtp_security is Security.STARTTLS
    assert told.state is State.OK, told.sentence
    assert [command.split()[0] for command in server.commands] == ["EHLO", "STARTTLS", "EHLO", "QUIT"]

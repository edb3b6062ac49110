"""`dondoc up`: one process tree that starts, keeps what people set, and leaves nothing behind."""

import signal
import socket
import sqlite3
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from flows.cli import main
from flows.clock import machine_now
from flows.service.children import LOG_BYTES, rotate
from flows.service.folder import locked, make_rooms
from flows.service.prepare import back_up
from flows.work.backup.kept import kept
from flows.work.backup.restoring import checked
from models.database import connect, migrate, transaction
from models.tables import Folder
from models.words import FolderKind
from tests.running_service import Service, eventually, free_port

START = "Bắt đầu từ đây"
NIGHTLY = "Sao lưu dữ liệu"


@pytest.mark.server
def test_the_ui_answers_and_what_up_prints_leads_there(service: Service) -> None:
    """README: the first line brings up the UI; `up` prints addresses, data folder, clock, mailbox."""
    service.running()
    for path in ("/", "/v2/deployments", "/deployments"):
        page = httpx.get(service.url + path, headers={"Accept": "text/html"}, follow_redirects=True)
        assert page.status_code == 200
        assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert f"{service.url}/v2/artifacts/artifact/" in service.printed
    assert str(service.data) in service.printed
    assert "real, Asia/Ho_Chi_Minh" in service.printed
    assert "built-in mailbox on 127.0.0.1:" in service.printed


@pytest.mark.server
def test_deployments_bear_vietnamese_names_and_lead_to_the_start_page(service: Service) -> None:
    """Every deployment's description ends with a link to `Bắt đầu từ đây`."""
    found = service.running().ask("POST", "/deployments/filter", {})
    assert START in {one["name"] for one in found}
    for one in found:
        assert one["description"].rsplit("\n", 1)[-1].startswith(f"[{START}](../../artifacts/artifact/")


@pytest.mark.server
def test_a_second_up_on_the_same_folder_names_the_process_that_has_it(service: Service) -> None:
    """Two parents on one folder would send twice."""
    process = service.running().process
    assert process is not None
    said = refusal("up", "--data", str(service.data), "--port", str(free_port()))
    assert f"already running on {service.data} (process {process.pid})" in said


@pytest.mark.server
def test_a_schedule_fires_by_itself_and_copies_the_folder_once(service: Service) -> None:
    """No run is created by hand: Prefect's scheduler makes it, our runner carries it out.

    It is the nightly copy, at 02:00 from the first start on; whatever else is due that day is merged into it.
    """
    deployment = service.running().deployment(NIGHTLY)
    [night] = deployment["schedules"]
    assert (night["active"], night["schedule"]["cron"]) == (True, "0 2 * * *")
    assert night["schedule"]["timezone"] == "Asia/Ho_Chi_Minh"
    every_five_seconds = {"schedule": {"interval": 5}, "active": True, "slug": "thu"}
    made = service.ask("POST", f"/deployments/{deployment['id']}/schedules", [every_five_seconds])
    wanted = {"deployments": {"id": {"any_": [deployment["id"]]}}}

    def finished() -> bool:
        runs = service.ask("POST", "/flow_runs/filter", wanted)
        return any(run["auto_scheduled"] and run["state_type"] == "COMPLETED" for run in runs)

    eventually(finished, seconds=60, what="a scheduled run")
    [copy] = kept(service.data / "backups")
    assert checked(copy.path).tables["folder"].rows == 1
    service.ask("DELETE", f"/deployments/{deployment['id']}/schedules/{made[0]['id']}")


@pytest.mark.server
def test_killed_it_leaves_nothing_and_the_next_start_keeps_a_paused_schedule(service: Service) -> None:
    """kill -9 of the parent: nothing works after 10 s; what is paused stays so."""
    deployment = service.running().deployment(START)["id"]
    nightly = {"schedule": {"cron": "0 1 * * *"}, "active": False, "slug": "dem"}
    service.ask("POST", f"/deployments/{deployment}/schedules", [nightly])
    service.send(signal.SIGKILL).wait()
    eventually(lambda: not service.processes(), seconds=10, what="the end of every child")

    kept = service.running().deployment(START)["schedules"]
    assert [(one["slug"], one["active"]) for one in kept if one["slug"] == "dem"] == [("dem", False)]


def refusal(*arguments: str, environment: dict[str, str] | None = None) -> str:
    """What a command says that ends with exit code 1 and no traceback."""
    result = CliRunner().invoke(main, list(arguments), env=environment or {})
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert result.output.strip().count("\n") == 0
    return result.output


def test_a_taken_port_is_one_sentence_that_offers_another(tmp_path: Path) -> None:
    """Port taken: one clear sentence, no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refusal("up", "--data", str(tmp_path / "d"), "--empty", "--port", str(port))
    assert f"Port {port} on 127.0.0.1 cannot be used" in said
    assert "--port" in said


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """Folder not writable: here a file stands in its place."""
    (tmp_path / "file").write_text("")
    said = refusal("up", "--data", str(tmp_path / "file" / "d"))
    assert f"The data folder {tmp_path / 'file' / 'd'} cannot be written" in said


def test_a_database_newer_than_the_program_is_one_sentence(tmp_path: Path) -> None:
    """An older program must not touch a newer database."""
    make_rooms(data=tmp_path)
    with sqlite3.connect(tmp_path / "dondoc.sqlite3") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    database.close()
    said = refusal("up", "--data", str(tmp_path), "--port", str(free_port()))
    assert "written by a newer dondoc (its revision is 9999)" in said


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    """A damaged file is named."""
    (tmp_path / "dondoc.sqlite3").write_text("this is no database" * 100)
    said = refusal("up", "--data", str(tmp_path), "--port", str(free_port()))
    assert (
        f"The database cannot be used (file is not a database): check {tmp_path / 'dondoc.sqlite3'}" in said
    )


def test_an_unreachable_smtp_server_is_one_sentence(tmp_path: Path) -> None:
    """SMTP server unreachable: the settings to look at are named."""
    port = free_port()
    said = refusal(
        "up", "--data", str(tmp_path), "--empty", "--port", str(free_port()), environment=smtp(port)
    )
    assert f"The SMTP server 127.0.0.1:{port} is unreachable" in said
    assert "DONDOC_SMTP_HOST" in said


def test_the_example_refuses_a_configured_smtp_server(tmp_path: Path) -> None:
    """An example folder never sends through a configured server: not when it is made, nor later."""
    with GreetingServer() as port:
        for _ in range(2):
            said = refusal("up", "--data", str(tmp_path), "--port", str(free_port()), environment=smtp(port))
            assert "The example never sends through a configured SMTP server" in said
            engine = connect(url=f"sqlite:///{tmp_path / 'dondoc.sqlite3'}")
            with transaction(engine) as session:
                if session.get(Folder, 1) is None:
                    session.add(Folder(kind=FolderKind.EXAMPLE, created_at=machine_now()))
            engine.dispose()


def test_an_unknown_setting_is_named_with_the_nearest_known_one(tmp_path: Path) -> None:
    """A mistyped key must not silently mean its default."""
    (tmp_path / ".env").write_text("DONDOC_SMPT_HOST=relay.example\n")
    said = refusal("up", "--data", str(tmp_path))
    assert f"Unknown setting DONDOC_SMPT_HOST in {tmp_path / '.env'}. Did you mean DONDOC_SMTP_HOST?" in said


def test_a_copy_is_taken_before_a_migration_and_only_then(tmp_path: Path) -> None:
    """A copy of the database before each migration; none of a new database, none without a migration."""
    url = f"sqlite:///{tmp_path / 'dondoc.sqlite3'}"
    engine = connect(url=url)
    assert back_up(engine=engine, folder=tmp_path) is None
    migrate(engine)
    assert back_up(engine=engine, folder=tmp_path) is None
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.REAL, created_at=machine_now()))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    copy = back_up(engine=engine, folder=tmp_path)
    engine.dispose()
    assert copy is not None
    with sqlite3.connect(copy) as database:
        assert database.execute("SELECT kind FROM folder").fetchall() == [("real",)]
    database.close()


def test_the_lock_is_free_again_when_its_holder_ends(tmp_path: Path) -> None:
    """A folder is held by a process, not by a file that somebody must delete."""
    make_rooms(data=tmp_path)
    for _ in range(2):
        with locked(data=tmp_path):
            pass


def test_logs_are_put_aside_when_they_grow_too_large(tmp_path: Path) -> None:
    """A log never grows without bound; the last few are kept."""
    log = tmp_path / "server.log"
    for number in range(5):
        log.write_bytes(bytes([number]) * LOG_BYTES)
        rotate(log=log)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"server.{n}.log" for n in (1, 2, 3)]
    assert (tmp_path / "server.1.log").read_bytes()[:1] == b"\x04"


def smtp(port: int) -> dict[str, str]:
    """Settings of a live installation's server."""
    return {
        "DONDOC_SMTP_HOST": "127.0.0.1",
        "DONDOC_SMTP_PORT": str(port),
        "DONDOC_SMTP_SECURITY": "none",
        "DONDOC_REPLY_TO": "dau-moi@v03.example",
        "DONDOC_MAIL_FROM": "nhac-viec@v03.example",
    }


class GreetingServer:
    """A real SMTP server that is there and takes mail."""

    def __enter__(self) -> int:
        from aiosmtpd.controller import Controller
        from aiosmtpd.handlers import Sink

        self._controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
        self._controller.start()
        return int(self._controller.port)

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

"""Nobody gets in: what listens, what answers without a password, and where secrets never are."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from models.database import connect, migrate, transaction
from models.tables import Folder
from models.words import FolderKind
from tests.factories import moment
from tests.fakes.imap_server import imap_server
from tests.fakes.smtp_server import smtp_server
from tests.flows.outboxes import fill
from tests.running_service import DAILY, Service, eventually

pytestmark = pytest.mark.server

OPEN = {  # what answers without the password, all of it
    "/api/health",  # two probes
    "/api/ready",
    "/openapi.json",  # Prefect's own description, the same everywhere
    "/ui-settings",  # that a password is asked for
    "/",  # the UI's own files, without any content
    "/v2/",
    "/v2/deployments",
    "/deployments",
}
CANARIES = {  # secrets that must be nowhere; by the setting that holds each
    "DONDOC_UI_AUTH": "canary-ui-Qx77",
    "DONDOC_SMTP_PASSWORD": "canary-smtp-Lw42",
    "DONDOC_BOUNCE_IMAP_PASSWORD": "canary-imap-Pz19",
    "DONDOC_DATABASE_URL": "canary-database-Rv63",
}


def test_a_public_bind_without_a_password_is_refused(tmp_path: Path) -> None:
    """The real command; nothing listens and nothing is created."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("DONDOC_", "PREFECT_"))}
    public = clean | {"DONDOC_UI_HOST": "0.0.0.0", "DONDOC_DATA": str(tmp_path / "d")}
    command = [sys.executable, "-c", "from flows.cli import main; main()", "up"]
    told = subprocess.run(command, env=public, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "DONDOC_UI_HOST=0.0.0.0 opens the UI to the network" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "d").exists()


def test_nothing_listens_beyond_loopback(service: Service) -> None:
    """Every listening socket of every process of `dondoc up`, as the kernel lists them."""
    addresses = listening(service.running().processes())
    assert addresses, "the UI and the mailbox listen"
    assert addresses <= {"0100007F", "00000000000000000000000001000000"}


def test_no_change_without_a_token_and_no_page_of_another_site_reads_an_answer(service: Service) -> None:
    """CSRF is on, CORS is closed; a foreign name and a foreign web socket are turned away."""
    url = f"{service.running().url}/api"
    assert httpx.post(f"{url}/deployments/filter", json={}).status_code == httpx.codes.FORBIDDEN
    evil = {"Origin": "https://evil.example"}
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for answer in (httpx.get(f"{url}/health", headers=evil), httpx.options(url, headers=evil | asked)):
        assert "access-control-allow-origin" not in answer.headers
    rebound = httpx.get(f"{url}/csrf-token", params={"client": "x"}, headers={"Host": "evil.example"})
    assert rebound.status_code == httpx.codes.MISDIRECTED_REQUEST
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": "prefect"}
    socket = httpx.get(f"{url}/events/out", headers=evil | upgrade | key)
    assert socket.status_code == httpx.codes.FORBIDDEN


def listening(processes: list[int]) -> set[str]:
    """Local addresses, as /proc writes them, of the sockets that these processes listen on."""
    inodes = {
        found[1]
        for pid in processes
        for link in _links(pid)
        if (found := re.match(r"socket:\[(\d+)\]", link))
    }
    rows = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text("ascii").splitlines()[1:]
    ]
    return {row[1].partition(":")[0] for row in rows if row[3] == "0A" and row[9] in inodes}


def _links(pid: int) -> Iterator[str]:
    for one in Path(f"/proc/{pid}/fd").iterdir():
        try:
            yield str(one.readlink())
        except OSError:
            continue  # closed meanwhile


@pytest.fixture(scope="module")
def guarded(
    postgres_server: str, prefect_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A live service with a canary in every secret, whose SMTP and IMAP servers refuse the login."""
    data = tmp_path_factory.mktemp("guarded") / "data"
    data.mkdir(mode=0o700)
    url = database_of_canary(postgres_server)
    with (
        smtp_server(always={"AUTH": "535 5.7.8 no"}, extensions=("AUTH PLAIN LOGIN",)) as smtp,
        imap_server() as imap,
    ):
        lines = {
            "DONDOC_UI_AUTH": f"v03:{CANARIES['DONDOC_UI_AUTH']}",
            "DONDOC_DATABASE_URL": url,
            "DONDOC_SMTP_HOST": "127.0.0.1",
            "DONDOC_SMTP_PORT": str(smtp.port),
            "DONDOC_SMTP_SECURITY": "none",
            "DONDOC_SMTP_USERNAME": "v03",
            "DONDOC_SMTP_PASSWORD": CANARIES["DONDOC_SMTP_PASSWORD"],
            "DONDOC_MAIL_FROM": "nhac-viec@v03.example",
            "DONDOC_REPLY_TO": "dau-moi@v03.example",
            "DONDOC_BOUNCE_IMAP_HOST": "127.0.0.1",
            "DONDOC_BOUNCE_IMAP_PORT": str(imap.port),
            "DONDOC_BOUNCE_IMAP_SECURITY": "none",
            "DONDOC_BOUNCE_IMAP_USERNAME": "v03",
            "DONDOC_BOUNCE_IMAP_PASSWORD": CANARIES["DONDOC_BOUNCE_IMAP_PASSWORD"],
        }
        (data / ".env").write_text("".join(f"{name}='{value}'\n" for name, value in lines.items()))
        auth = ("v03", CANARIES["DONDOC_UI_AUTH"])
        service = Service(data=data, prefect=prefect_database, auth=auth)
        yield service
        if service.process is not None:
            service.stop()


def database_of_canary(server: str) -> str:
    """A live folder's database of a role with a password; one mail waits in it."""
    password = CANARIES["DONDOC_DATABASE_URL"]
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE canary LOGIN SUPERUSER PASSWORD '{password}'")
        connection.exec_driver_sql("CREATE DATABASE canary OWNER canary")
    admin.dispose()
    made = sa.make_url(server).set(database="canary", username="canary", password=password)
    engine = connect(url=made.render_as_string(hide_password=False))
    migrate(engine)
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.REAL, created_at=moment()))
    fill(engine, 1)
    engine.dispose()
    return made.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.mark.long
def test_without_the_password_only_the_listed_answers(guarded: Service) -> None:
    """Every route of the server's own OpenAPI, with every method it has, and the paths of both UIs."""
    client = httpx.Client(base_url=guarded.running().url, timeout=30, follow_redirects=False)
    described = client.get("/openapi.json").json()
    routes = [
        (method.upper(), re.sub(r"{[^}]*}", "00000000-0000-0000-0000-000000000000", path))
        for path, methods in described["paths"].items()
        for method in methods
    ]
    assert len(routes) > 150
    pages = ("/", "/v2/", "/v2/deployments", "/deployments", "/ui-settings", "/openapi.json")
    others = ("/docs", "/redoc", "/api/docs", "/api/openapi.json", "/api/nothing", "/api/csrf-token?client=x")
    asked = [(method, f"/api{path}") for method, path in routes]
    asked += [("GET", path) for path in (*pages, *others)]
    html = {"Accept": "text/html"}
    answered = {
        path for method, path in asked if client.request(method, path, headers=html).status_code < 400
    }
    assert answered == OPEN
    wrong = ("v03", "wrong")
    assert client.get("/api/admin/version", auth=wrong).status_code == httpx.codes.UNAUTHORIZED
    assert client.get("/api/admin/version", auth=guarded.auth).status_code == httpx.codes.OK
    client.close()


@pytest.mark.long
def test_secrets_are_nowhere_but_where_they_must_be(guarded: Service) -> None:
    """After a day's run, a login that SMTP refused and one that IMAP refused: files, both databases, /proc.

    They are in `.env`, which an administrator writes, and in the environment of our own processes, which the
    kernel shows to the same user and root alone.
    """
    told = guarded.running().run_day("hôm nay")
    assert "Không đọc được hộp thư báo trả lại" in told
    said = guarded.data / "run" / "sender.json"
    eventually(lambda: said.exists() and "535" in said.read_text("utf-8"), what="the refused login")
    for secret in CANARIES.values():
        words = secret.encode()
        assert [
            pid for pid in guarded.processes() if words in Path(f"/proc/{pid}/cmdline").read_bytes()
        ] == []
        assert words not in guarded.data.with_suffix(".out").read_bytes()
    assert secrets_in_api(guarded) == []
    assert secrets_in_our_database(guarded) == []
    guarded.stop()
    found = {
        (path.relative_to(guarded.data).as_posix(), name)
        for path in guarded.data.rglob("*")
        if path.is_file() and path.name != ".env"
        for name, secret in CANARIES.items()
        if secret.encode() in path.read_bytes()
    }
    assert found == set()
    modes = {
        path.name: path.stat().st_mode & 0o077
        for path in (guarded.data, *guarded.data.iterdir())
        if path.is_dir()
    }
    assert {name for name, mode in modes.items() if mode} == set(), "for its owner alone"


def secrets_in_api(service: Service) -> list[str]:
    """Canaries in runs, parameters, states, logs, artifacts, events, deployments, as Prefect tells them."""
    kinds = ("flow_runs", "task_runs", "logs", "artifacts", "deployments", "variables", "block_documents")
    answers = {kind: str(service.ask("POST", f"/{kind}/filter", {})) for kind in kinds}
    assert DAILY in answers["flow_runs"] + answers["deployments"]
    return [
        f"{kind}: {name}"
        for kind, text in answers.items()
        for name, value in CANARIES.items()
        if value in text
    ]


def secrets_in_our_database(service: Service) -> list[str]:
    """Canaries in any row of any table of ours."""
    url = next(
        line.partition("=")[2].strip("'")
        for line in (service.data / ".env").read_text().splitlines()
        if line.startswith("DONDOC_DATABASE_URL")
    )
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
    found = []
    with engine.connect() as connection:
        for table in sa.inspect(engine).get_table_names():
            rows = str(connection.exec_driver_sql(f'SELECT "{table}"::text FROM "{table}"').all())
            found += [f"{table}: {name}" for name, value in CANARIES.items() if value in rows]
    engine.dispose()
    return found

"""The wheel holds everything: built, unpacked, and used where the sources cannot be imported."""

import os
import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.fakes.smtp_server import smtp_server

ROOT = Path(__file__).parent.parent
PACKAGES = ("config", "flows", "models", "templates")
BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
COMMAND = "from flows.cli import main; main()"
WHERE = (
    "import config, flows, models, templates as t; print(*(m.__file__ for m in (config, flows, models, t)))"
)
FIRST_START = """
import sys
from pathlib import Path
from config.settings import read_settings
from flows.service.folder import make_rooms
from flows.service.prepare import prepare
settings = read_settings(data=Path(sys.argv[1]))
make_rooms(data=settings.data)
print(prepare(settings=settings, empty=False).kind)
"""


def python(*arguments: str | Path, cwd: Path, path: Path | None = None) -> str:
    """What our interpreter prints; `path` goes before what is installed, the working folder is not on it."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("DONDOC_", "PYTHON"))}
    given = {"PYTHONPATH": str(path)} if path else {}
    done = subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=cwd,
        env=clean | given | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, by setuptools' own hook, which asks no index; from a copy, so the checkout stays clean."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, source)
    return out / python("-c", BUILD, out, cwd=source).splitlines()[-1]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel: of a pure one, that is what an installer puts in its place."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        archive.extractall(target)
    return target


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder that has nothing to do with the sources."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="module")
def data(installed: Path, elsewhere: Path) -> Path:
    """A data folder after the installed program's first start."""
    folder = elsewhere / "data"
    assert python("-c", FIRST_START, folder, cwd=elsewhere, path=installed).strip() == "example"
    return folder


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(installed: Path) -> None:
    """Plans, units, holidays, policy, mail and page templates, migrations; no tests."""
    expected = {file.relative_to(ROOT) for package in PACKAGES for file in files(ROOT / package)}
    held = {file.relative_to(installed) for file in files(installed)}
    assert {path for path in held if not path.parts[0].endswith(".dist-info")} == expected


def files(folder: Path) -> list[Path]:
    """Every file below, but what Python makes by itself."""
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def test_the_sources_are_out_of_reach(installed: Path, elsewhere: Path) -> None:
    """What the other tests run is the wheel's."""
    places = python("-c", WHERE, cwd=elsewhere, path=installed).split()
    assert places == [
        str(installed / package / "__init__.py") for package in ("config", "flows", "models", "templates")
    ]


def test_the_command_dondoc_is_declared_and_helps(installed: Path, elsewhere: Path) -> None:
    """The entry point leads to the command line that the other tests use."""
    points = ConfigParser()
    [declared] = installed.glob("*.dist-info/entry_points.txt")
    points.read(declared)
    assert points["console_scripts"]["dondoc"] == "flows.cli:main"
    assert "mailbox" in python("-c", COMMAND, "--help", cwd=elsewhere, path=installed)


def test_the_packaged_plan_is_read_and_understood(installed: Path, elsewhere: Path) -> None:
    """`dondoc plan check` needs plan, policy, holidays and units of the wheel."""
    plan = installed / "config" / "plans" / "2024.yaml"
    shown = python("-c", COMMAND, "plan", "check", plan, cwd=elsewhere, path=installed)
    assert "1.228 đầu việc" in shown


@pytest.mark.long
def test_the_packaged_units_and_contacts_are_those_of_the_example(
    installed: Path, elsewhere: Path, data: Path
) -> None:
    """A first start migrates and loads the example; importing the same files again would change nothing."""
    for what, file in (("units", "units.csv"), ("contacts", "sample-contacts.csv")):
        path = installed / "config" / "units" / file
        said = python("-c", COMMAND, "import", what, path, "--data", data, cwd=elsewhere, path=installed)
        assert "Chạy thử, chưa ghi gì: 0 thêm, 0 sửa, 0 hết hiệu lực" in said


@pytest.mark.long
def test_the_announcements_are_made_and_sent(installed: Path, elsewhere: Path, data: Path) -> None:
    """Mail templates and style sheet are there: 72 units hear of the plan over a real SMTP conversation."""
    with smtp_server() as server:
        (data / "run" / "mailbox.port").write_text(str(server.port))
        said = python("-c", COMMAND, "deliver", "--data", data, cwd=elsewhere, path=installed)
    assert said.startswith("sent 72, ")
    assert len({mail.message_id for mail in server.accepted}) == 72

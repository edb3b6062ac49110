"""The parts of the service one by one: what starts them, what is written for systemd and Docker."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from config.settings import read_settings
from flows.cli import main
from flows.service.prefect_environment import address, environment, own_address
from tests.several_machines import GUIDE, blocks
from tests.test_readme import COMMANDS

TEMPLATES = GUIDE.parent / "may-chu"
UNITS = sorted(TEMPLATES.glob("*.service"))
SECRET = "mat-khau-khong-duoc-lo"
KEYS = {  # of a service, in the specification of Compose
    "image", "restart", "volumes", "environment", "configs", "healthcheck", "command", "ports", "depends_on",
}  # fmt: skip


def words_after_program(line: str) -> str:
    """The command as the README's table names it."""
    return "dondoc " + line.partition("/opt/dondoc/dondoc ")[2].strip()


def is_command(line: str) -> bool:
    """Whether these words begin with a command of ours."""
    return any(f"{line} ".startswith(f"{command} ") for command in COMMANDS)


def test_every_command_of_the_guide_is_one_of_ours() -> None:
    """Also those inside the running text."""
    lines = [line for text in blocks().values() for line in text.splitlines() if "/opt/dondoc/dondoc" in line]
    assert len(lines) == 6
    assert [line for line in lines if not is_command(words_after_program(line))] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_of_systemd_are_valid_and_start_what_the_guide_starts(unit: Path, tmp_path: Path) -> None:
    """`systemd-analyze verify`, with the program of this machine."""
    text = unit.read_text("utf-8")
    [started] = [line for line in text.splitlines() if line.startswith("ExecStart=")]
    assert words_after_program(started) in [
        words_after_program(line) for text in blocks().values() for line in text.splitlines()
    ]
    program = Path(sys.executable).parent / "dondoc"
    assert verified(tmp_path / unit.name, text.replace("/opt/dondoc/dondoc", str(program))) == ""
    assert "Unknown key" in verified(tmp_path / unit.name, text.replace("RestartSec", "RestartSecs"))


def verified(file: Path, text: str) -> str:
    """What systemd has to say."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("not tested here, systemd-analyze is not installed")
    file.write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_compose_file_refers_to_what_it_has_and_starts_commands_of_ours() -> None:
    """By hand: Docker's own `compose config` is not on every machine."""
    made = YAML(typ="safe").load((TEMPLATES / "compose.yaml").read_text("utf-8"))
    services: Mapping[str, Any] = made["services"]
    assert {key for service in services.values() for key in service} <= KEYS
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert {mount.partition(":")[0] for mount in service.get("volumes", ())} <= set(made["volumes"])
        assert {one["source"] for one in service.get("configs", ())} <= set(made["configs"])
    ours = {name: service for name, service in services.items() if service["image"] == "dondoc"}
    assert set(ours) == {"server", "deploy", "sender", "watch", "worker"}
    assert all(is_command(" ".join(["dondoc", *service["command"]])) for service in ours.values())
    started = {words_after_program(line) for text in blocks().values() for line in text.splitlines()}
    assert all(" ".join(["dondoc", *service["command"]]) in started for service in ours.values())


def test_env_gives_a_command_addresses_and_passwords_and_shows_them_on_no_command_line(
    tmp_path: Path,
) -> None:
    """`dondoc env` turns into the command itself: what watches it watches the worker."""
    lines = {
        "DONDOC_PREFECT_URL": "http://may-chinh.noi-bo:4200",
        "DONDOC_PREFECT_DATABASE_URL": f"postgresql://dondoc:{SECRET}@h/prefect",
        "DONDOC_UI_AUTH": f"canbo:{SECRET}",
    }
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    program = Path(sys.executable).parent / "dondoc"
    show = "import os, sys; print(os.environ['PREFECT_API_URL'], os.environ['PREFECT_API_AUTH_STRING']);"
    show += "print(open('/proc/self/cmdline').read())"
    done = subprocess.run(
        [program, "env", "--data", tmp_path, "python", "-c", show],
        env=os.environ | {"PREFECT_API_KEY": "foreign"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    first, _, command_line = done.stdout.partition("\n")
    assert first == f"http://may-chinh.noi-bo:4200/api canbo:{SECRET}"
    assert SECRET not in command_line
    settings = read_settings(data=tmp_path)
    given = environment(settings=settings, inherited={})
    assert (
        given["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == f"postgresql+asyncpg://dondoc:{SECRET}@h/prefect"
    )
    assert (address(settings=settings), own_address(settings=settings)) == (
        "http://may-chinh.noi-bo:4200",
        "http://127.0.0.1:4200",
    )


def test_up_leaves_a_folder_alone_whose_flows_run_in_a_pool(tmp_path: Path) -> None:
    """It says how to go back."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "pool").write_text("dondoc")
    told = CliRunner().invoke(main, ["up", "--data", str(tmp_path)])
    assert told.exit_code == 1
    assert "run in the work pool dondoc (dondoc deploy)" in told.stderr
    assert f"delete {tmp_path / 'run' / 'pool'}" in told.stderr


def test_a_command_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """And the shell's own exit code."""
    told = CliRunner().invoke(main, ["env", "--data", str(tmp_path), "khong-co-lenh-nay"])
    assert (told.exit_code, told.stderr) == (
        127,
        "dondoc: khong-co-lenh-nay cannot be run (No such file or directory).\n",
    )

"""The bundle: complete, refused when it is not, installed and run in a namespace without any network."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.test_readme import REGISTRY

pytestmark = [pytest.mark.server, pytest.mark.long]  # fetches 120 wheels, installs, starts a service

ROOT = Path(__file__).parent.parent.parent
COMMAND = "from flows.cli import main; main()"
ALONE = ("unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "alone")


def run(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A command with the environment of a person who has no settings of ours."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("DONDOC_", "PREFECT_"))}
    return subprocess.run(
        [str(one) for one in command], cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )


def alone(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command that has loopback and nothing else."""
    if shutil.which("unshare") is None or run(*ALONE, "true").returncode:
        pytest.skip("not tested here, this user may make no network namespace: installing without a network")
    return run(*ALONE, *command, cwd=cwd)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked package, as it arrives on the server."""
    folder = tmp_path_factory.mktemp("gói cài đặt")
    made = run(sys.executable, "-c", COMMAND, "bundle", "--out", folder / "dondoc.tar.gz", cwd=ROOT)
    if "could not be fetched" in made.stderr:
        pytest.skip(f"not tested here, no registry answers: {made.stderr.strip()}")
    assert made.returncode == 0, made.stderr
    with tarfile.open(folder / "dondoc.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    [root] = [path for path in folder.iterdir() if path.is_dir()]
    return root


@pytest.fixture(scope="module")
def installed(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one line of the guide, without a network, in a folder with a space."""
    target = tmp_path_factory.mktemp("may chu") / "opt dondoc"
    done = alone("sh", bundle / "cai-dat.sh", target, sys.executable, cwd=target.parent)
    assert done.returncode == 0, done.stderr
    assert f"Đã cài dondoc 0.1.0 vào {target}" in done.stdout
    return target


def test_the_package_names_no_registry_and_nobodys_machine(bundle: Path) -> None:
    """Every text that we write; the wheels are as their makers made them, held by their hashes."""
    texts = [path for path in bundle.iterdir() if path.is_file()]
    assert {path.name for path in texts} == {
        "HUONG-DAN-CAI-DAT.md", "SHA256SUMS", "cai-dat.sh", "dondoc.txt", "requirements.txt",
    }  # fmt: skip
    for path in texts:
        assert not REGISTRY.search(path.read_text("utf-8")), path.name
    sums = (bundle / "SHA256SUMS").read_text("utf-8").splitlines()
    assert len(sums) == len([path for path in bundle.rglob("*") if path.is_file()]) - 1
    pinned = re.findall(r"^([a-z0-9-]+)==", (bundle / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert len(set(pinned)) > 100


def test_installing_again_changes_nothing_and_a_damaged_package_installs_nothing(
    bundle: Path, installed: Path, tmp_path: Path
) -> None:
    """Each refusal is a sentence; what was installed stays as it was."""
    again = alone("sh", bundle / "cai-dat.sh", installed, sys.executable, cwd=tmp_path)
    assert again.returncode == 0
    assert len(list((installed / "versions").iterdir())) == 1
    damaged = shutil.copytree(bundle, tmp_path / "damaged")
    with next((damaged / "wheels").glob("pydantic_core*.whl")).open("r+b") as file:
        file.seek(1000)
        file.write(b"\0")
    refused = alone("sh", damaged / "cai-dat.sh", tmp_path / "opt", sys.executable, cwd=tmp_path)
    assert refused.returncode == 1
    assert "gói cài đặt không nguyên vẹn" in refused.stderr
    assert not (tmp_path / "opt").exists()


@pytest.mark.parametrize(
    ("program", "body", "sentence"),
    [
        ("python3.9", 'echo "3.9"', "cần Python 3.11"),
        ("uname", "case $1 in -s) echo Linux ;; *) echo aarch64 ;; esac", "gói này dành cho Linux x86_64"),
    ],
)
def test_another_python_or_machine_is_refused(
    bundle: Path, tmp_path: Path, program: str, body: str, sentence: str
) -> None:
    """Before anything is written."""
    fake = tmp_path / program
    fake.write_text(f"#!/bin/sh\n{body}\n")
    fake.chmod(0o755)
    python = fake if program.startswith("python") else sys.executable
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", bundle / "cai-dat.sh", tmp_path / "opt", python],
        env=os.environ | path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not (tmp_path / "opt").exists()


def test_it_runs_without_any_network_and_its_pages_ask_nobody_else(installed: Path, tmp_path: Path) -> None:
    """A day of the example, a copy, every page in a browser: each request goes to our own address."""
    done = alone(
        sys.executable, "-m", "tests.offline.inside", installed / "dondoc", tmp_path / "data", cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["network"], "another machine could be reached"
    assert report["day"].startswith("Ngày 21/02/2024: 72 thư nhắc việc")
    assert report["backup"].startswith("Đã sao lưu vào dondoc-")
    assert report["exit"] == 0
    assert report["logs"] == []
    if shutil.which("chromium") is None:
        pytest.skip("not tested here, chromium is not installed: what the pages ask for")
    assert report["own"] > 50
    assert [one for one in report["elsewhere"] if "csp" not in one[1].lower()] == []

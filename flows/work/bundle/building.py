"""Everything a server needs that has Python and no network: wheels, their hashes, a script, a guide."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.product import NAME, product_version
from flows.work.refusals import RefusedError
from templates.bundle.facts import BundleFacts
from templates.bundle.render import SCRIPT, guide, script

from .platform_of import Platform, this_platform

SOURCES = ("pyproject.toml", "README.md", "LICENSE")
PACKAGES = ("config", "flows", "models", "templates")
REQUIREMENTS = "requirements.txt"
OWN = "dondoc.txt"  # our own wheel with its hash, as pip reads it
SUMS = "SHA256SUMS"
WHEELS = "wheels"
GUIDE = "HUONG-DAN-CAI-DAT.md"
HASH_BYTES = 1 << 20
ADDRESS = re.compile(r"^\s*(-i|-f|--[a-z-]+url|--find\S*|--trusted\S*)\b|://", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """What was written."""

    path: Path
    wheels: int
    size: int  # bytes
    platform: Platform


def build(*, source: Path, out: Path) -> Bundle:
    """Write the package to `out`, a folder or .tar.gz that is not there yet; RefusedError says why not."""
    _refuse(source, out)
    with _fresh_beside(out) as work:
        root = work / f"{NAME}-{product_version()}"
        wheels = root / WHEELS
        wheels.mkdir(parents=True)
        shutil.copy(source / REQUIREMENTS, root)
        _download(root / REQUIREMENTS, wheels)
        own = _own_wheel(source, work, wheels)
        platform = this_platform(wheels=sorted(path.name for path in wheels.glob("*.whl")))
        _write_rest(root, own, platform)
        _seal(root)
        count = len(list(wheels.glob("*.whl")))
        _move(root, out)
    return Bundle(path=out, wheels=count, size=_size(out), platform=platform)


def _refuse(source: Path, out: Path) -> None:
    missing = [name for name in (*SOURCES, REQUIREMENTS, *PACKAGES) if not (source / name).exists()]
    if missing:
        raise RefusedError(
            f"{source} has no {missing[0]}: a bundle is built from the sources, so run dondoc bundle "
            "in a clone of the repository (or name it with --source)."
        )
    if ADDRESS.search((source / REQUIREMENTS).read_text("utf-8")):
        raise RefusedError(f"{source / REQUIREMENTS} names an address: a bundle must name none; pin it anew.")
    if out.exists():
        raise RefusedError(f"{out} is there already: choose another name for the bundle.")


@contextmanager
def _fresh_beside(out: Path) -> Iterator[Path]:
    """On the same disk, so that the finished bundle appears at once; whatever fails leaves nothing."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{NAME}-", dir=out.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise RefusedError(f"{out} cannot be written ({error.strerror}): choose another place.") from None


def _download(requirements: Path, wheels: Path) -> None:
    """Only wheels, each with the hash that is pinned: pip refuses anything else."""
    _pip(
        "download", "--require-hashes", "--only-binary", ":all:", "--no-deps",
        "-r", str(requirements), "-d", str(wheels),
        why="the pinned wheels could not be fetched",
    )  # fmt: skip


def _own_wheel(source: Path, work: Path, wheels: Path) -> Path:
    """From a copy, so that the checkout stays clean."""
    copy = work / "source"
    for package in PACKAGES:
        shutil.copytree(source / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in SOURCES:
        shutil.copy(source / name, copy)
    before = set(wheels.glob("*.whl"))
    _pip("wheel", "--no-deps", "-w", str(wheels), str(copy), why="our own wheel could not be built")
    shutil.rmtree(copy)
    [own] = set(wheels.glob("*.whl")) - before
    return own


def _pip(*arguments: str, why: str) -> None:
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    done = subprocess.run(  # noqa: S603  (our own interpreter)
        [sys.executable, "-m", "pip", arguments[0], "-q", *arguments[1:]],
        env=os.environ | quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RefusedError(f"{why}: {_last_error(done.stderr)}")


def _last_error(output: str) -> str:
    """One line for people, without addresses: what pip says may name a host, or worse, its password."""
    lines = [line for line in output.splitlines() if line.startswith("ERROR")] or output.splitlines() or ["?"]
    return re.sub(r"\S+://\S+", "…", lines[-1].removeprefix("ERROR: ")).strip()


def _write_rest(root: Path, own: Path, platform: Platform) -> None:
    facts = BundleFacts(
        version=product_version(),
        label=f"{product_version()}-{_digest(own)[:8]}",
        python=platform.python,
        machine=platform.machine,
        glibc=platform.glibc,
        wheels=len(list(own.parent.glob("*.whl"))),
    )
    (root / OWN).write_text(f"{NAME}=={product_version()} --hash=sha256:{_digest(own)}\n", "utf-8")
    (root / SCRIPT).write_text(script(facts), "utf-8")
    (root / GUIDE).write_text(guide(facts), "utf-8")


def _seal(root: Path) -> None:
    """The sums of every file, as `sha256sum -c` reads them."""
    files: Sequence[Path] = sorted(path for path in root.rglob("*") if path.is_file())
    lines = [f"{_digest(path)}  {path.relative_to(root).as_posix()}\n" for path in files]
    (root / SUMS).write_text("".join(lines), "utf-8")


def _digest(path: Path) -> str:
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(HASH_BYTES):
            found.update(chunk)
    return found.hexdigest()


def _move(root: Path, out: Path) -> None:
    if not out.name.endswith(".tar.gz"):
        root.rename(out)
        return
    packed = root.with_name("packed")
    with tarfile.open(packed, "w:gz", compresslevel=1) as archive:  # wheels are compressed already
        archive.add(root, arcname=root.name, filter=_nobody)
    packed.rename(out)


def _nobody(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Whose machine it was built on is nobody's business."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o755 if info.isdir() else 0o644
    return info


def _size(out: Path) -> int:
    files = [out] if out.is_file() else [path for path in out.rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files)

"""`python -m tests`: format, lint, types, import contracts and tests; stops at the first that fails."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS = Path(sys.executable).parent
PYTEST = ("pytest", "-q", "-n", "2")
BY_FILE = (*PYTEST, "--dist", "loadfile")
CHECKS = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("types", ("mypy",)),
    ("import contracts", ("lint-imports",)),
    ("tests on SQLite and PostgreSQL", (*PYTEST, "--dist", "worksteal", "-m", "not server and not long")),
    (
        "tests of the running service",
        (*BY_FILE, "-m", "server and not long"),
    ),  # apart: they are about processes and time-outs
)

LONG = (("tests that take minutes", (*BY_FILE, "-m", "long")),)


def main() -> int:
    """Run every check, or with --long what is too long for every time; the exit code of the first to fail."""
    if find_spec("pytest") is None:
        print("The tools are missing: install requirements-dev.txt first (see README).")
        return 1
    for name, command in LONG if "--long" in sys.argv else CHECKS:
        print(f"== {name}", flush=True)
        done = subprocess.run([TOOLS / command[0], *command[1:]], cwd=ROOT, check=False)
        if done.returncode:
            print(f"{name}: failed")
            return done.returncode
    for program, what in (("chromium", "the UI in a real browser"), ("soffice", "documents in LibreOffice")):
        if shutil.which(program) is None:
            print(f"not tested here, {program} is not installed: {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

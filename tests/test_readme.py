"""What README.md and docs/ promise is there: commands, the test command, pictures, links."""

import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer

from flows.cli import main

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "UPGRADE.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(<?([^)>\s]+)>?[^)]*\)|<(?:img|a)\b[^>]*?\b(?:src|href)=[\"']([^\"']+)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|artifac[t]ory|[\w.-]+/simple(?:/|\b(?=\s|$))"
    r"|(?:^|\s)--?(?:extra-)?index-url\b|(?:^|\s)--(?:find-links|trusted-host)\b",
    re.MULTILINE,
)
MACHINE = re.compile(r"(?<![\w.$}~/:-])/(?:home|root|Users|work|mnt|private)/[\w.]|\b[A-Z]:\\\\?Users\b")


def commands(group: Any, *, prefix: str = "dondoc") -> Iterator[str]:
    """Every command and sub-command as typed; a group that does something by itself is one too."""
    if group.invoke_without_command:
        yield prefix
    for name, command in group.commands.items():
        full = f"{prefix} {name}"
        yield from commands(command, prefix=full) if hasattr(command, "commands") else [full]


COMMANDS = tuple(commands(typer.main.get_command(main)))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command: str) -> None:
    """As code, followed by its arguments or by nothing: another command's name is not enough."""
    written = re.findall(r"`([^`\n]+)`", README.read_text("utf-8"))
    longer = [other for other in COMMANDS if other.startswith(f"{command} ")]
    assert [one for one in written if starts(one, command) and not any(starts(one, o) for o in longer)]


def starts(text: str, command: str) -> bool:
    """Whether the text is this command, with or without arguments."""
    words = command.split()
    return text.split()[: len(words)] == words


def test_ci_runs_the_test_command_of_the_readme() -> None:
    """`.ci/run` takes what stands between `<!-- test command -->` and the end of the block after it."""
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert script.rstrip().endswith('eval "$command"')
    extraction = [line for line in script.splitlines() if line.startswith("command=")]
    shell = "\n".join(["set -euo pipefail", *extraction, 'printf %s "$command"'])
    taken = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=True)
    assert taken.stdout == printed_command()
    assert taken.stdout.endswith("python -m tests")
    assert subprocess.run(["bash", "-nc", taken.stdout], check=False).returncode == 0


def printed_command() -> str:
    """The test command as a reader of README.md copies it."""
    _, marker, after = README.read_text("utf-8").partition("<!-- test command -->\n```sh\n")
    assert marker, "README.md marks no test command"
    return after.partition("\n```\n")[0]


def test_each_line_to_copy_is_one_line_of_shell() -> None:
    """Two short copy-paste lines: one starts the service, one runs the tests."""
    lines = re.findall(r"^```sh\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)[:2]
    assert [shlex.split(line)[-2:] for line in lines] == [[".venv/bin/dondoc", "up"], ["-m", "tests"]]
    assert all(line.count("\n") == 1 for line in lines)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_picture_and_local_link_exists(document: Path) -> None:
    """Each leads to a file of this repository, and to a heading that is there."""
    broken = [target for target in local_links(document) if not leads_somewhere(document, target)]
    assert broken == []


def local_links(document: Path) -> list[str]:
    """Targets inside the repository, in the order in which they stand."""
    text = FENCED.sub("", document.read_text("utf-8"))
    targets = [markdown or html for markdown, html in LINK.findall(text)]
    return [target for target in targets if not ELSEWHERE.match(target)]


def leads_somewhere(document: Path, target: str) -> bool:
    """Whether a fresh clone has the file, and the file the heading."""
    name, _, anchor = target.partition("#")
    file = (document.parent / name).resolve() if name else document
    if file.relative_to(ROOT).as_posix() not in tracked():
        return False
    return not anchor or anchor in anchors(file)


def anchors(file: Path) -> set[str]:
    """The names under which headings can be linked to."""
    headings = HEADING.findall(FENCED.sub("", file.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def tracked() -> Mapping[str, Path]:
    """The files of a fresh clone, by their name in the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    names = [name.decode() for name in listed.split(b"\0") if name]
    return {name: ROOT / name for name in names if (ROOT / name).is_file()}


def texts() -> Iterator[tuple[str, str]]:
    """Every tracked text file: its name and what stands in it."""
    for name, path in tracked().items():
        content = path.read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("registry host", REGISTRY),
        ("path of one machine", MACHINE),
        ("this checkout", re.compile(re.escape(f"{ROOT}/"))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_tracked_file_names_a_machine(what: str, pattern: re.Pattern[str]) -> None:
    """Requirements name no index, and nothing leads to a folder that only one machine has."""
    found = [f"{name}: {hit.group()}" for name, text in texts() for hit in pattern.finditer(text)]
    assert found == [], what


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        (REGISTRY, ("--index", "-url https://index.example/")),
        (REGISTRY, ("https://files.python", "hosted.org/packages/a.whl")),
        (REGISTRY, ("pip install -i https://mirror.example/repository", "/simple/ x")),
        (MACHINE, ("see /home", "/somebody/dondoc")),
        (MACHINE, ("'/root", "/.cache'")),
        (MACHINE, ("C:\\", "Users\\somebody")),
    ],
)
def test_what_is_looked_for_would_be_found(pattern: re.Pattern[str], parts: tuple[str, str]) -> None:
    """The patterns are no empty gesture; in parts, so that this file passes its own test."""
    assert pattern.search("".join(parts))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_pinned_with_extras_is_pinned_without_them_too(name: str) -> None:
    """The pip of a bare Python 3.11 refuses the file otherwise, and with it both lines of the README."""
    pinned = re.compile(r"^[A-Za-z0-9._-]+(?:\[[^]]+\])?==\S+", re.MULTILINE)
    pins = set(pinned.findall((ROOT / name).read_text("utf-8")))
    with_extras = {pin for pin in pins if "[" in pin}
    assert with_extras
    assert {re.sub(r"\[[^]]+\]", "", pin) for pin in with_extras} <= pins

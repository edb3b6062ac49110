"""Beside what one might pick instead: django-post_office as it comes, in a throwaway environment of its own.

It gets subject, text and HTML ready made; due days, ledger and rendering are not its business.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from tempfile import mkdtemp

from tests.benchmarks.measuring import Row, Taken, in_turn, spread
from tests.benchmarks.sending import counted, decide_and_deliver, mails_of, turn_of
from tests.benchmarks.sink import Sink
from tests.benchmarks.worlds import busy

PACKAGE = "django-post_office"
SCRIPT = Path(__file__).with_name("post_office_run.py")


def beside_post_office(folder: Path, *, mails: int, rounds: int, sink: Sink) -> Row | str:
    """The row; where the package cannot be installed a sentence that says so."""
    python = _installed()
    if python is None:
        return f"{PACKAGE} could not be installed here, so nothing was measured beside it."
    world = busy(folder / "office", units=mails)
    settings = world.copy(folder / "office-first", port=sink.port)
    decide_and_deliver(settings)
    given = folder / "mails.json"
    given.write_text(json.dumps([_parts(*one) for one in mails_of(settings)]))
    turns = in_turn(
        {
            "ours": turn_of(world, folder=folder / "office-ours", sink=sink),
            "theirs": lambda: _theirs(python, given, folder, mails, sink),
        },
        rounds=rounds,
    )
    rates = {name: [mails / one.seconds for one in of] for name, of in turns.items()}
    ours, theirs = (spread(rates[name], ".0f") for name in ("ours", "theirs"))
    return Row(
        key="post-office",
        what=f"due to recorded, beside {PACKAGE} {_version(python)} from queued to recorded",
        values=[our / their for our, their in zip(rates["ours"], rates["theirs"], strict=True)],
        notes=(f"{mails} mails; ours {ours}/s, theirs {theirs}/s",),
    )


def _installed() -> Path | None:
    home = Path(mkdtemp(prefix="post-office-"))
    python = home / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", home], check=True, capture_output=True)
        install = [str(python), "-m", "pip", "install", "-q", PACKAGE]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
    except (subprocess.SubprocessError, OSError):
        return None
    return python


def _version(python: Path) -> str:
    ask = (
        f"from importlib.metadata import version; print(version({PACKAGE!r}), 'on Django', version('django'))"
    )
    return subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()


def _parts(address: str, content: bytes) -> Sequence[str]:
    mail = message_from_bytes(content)
    text, html = (_text(part) for part in mail.walk() if not part.is_multipart())
    return address, str(make_header(decode_header(mail["Subject"]))), text, html


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode()


def _theirs(python: Path, given: Path, folder: Path, mails: int, sink: Sink) -> Taken:
    """It times itself, without its imports and migrations."""
    database = folder / "office.sqlite3"
    database.unlink(missing_ok=True)
    command: list[str] = [str(python), "-P", str(SCRIPT), str(given), str(database), str(sink.port)]
    printed: list[str] = []

    def work() -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=clean)
        printed.append(done.stdout.split()[-1])

    counted(sink, mails, work)
    return Taken(seconds=float(printed[0]), cpu=0)

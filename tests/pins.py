"""`python -m tests.pins`: pin everything anew with uv (to be installed by hand) into both requirements files.

pip up to 23.2, which Python 3.11 brings along, wants a package that is asked for with and without extras
pinned in both forms; uv writes one of them.
"""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMPILE = [
    *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--no-strip-extras", "--quiet", "pyproject.toml"),
]
EXTRAS = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)\[[^]]+\](?P<rest>==.+\n(?: {4}.+\n)+)", re.MULTILINE)


def both_forms(text: str) -> str:
    """The pins with a plain one before each that names extras."""
    return EXTRAS.sub(r"\g<name>\g<rest>\g<0>", text)


def main() -> None:
    """Write requirements.txt, and requirements-dev.txt with the same versions."""
    for name, options in (
        ("requirements.txt", ()),
        ("requirements-dev.txt", ("--extra", "dev", "-c", "requirements.txt")),
    ):
        subprocess.run([*COMPILE, *options, "-o", name], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        path = ROOT / name
        path.write_text(both_forms(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()

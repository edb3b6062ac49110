"""Facts in, the script and the guide out; both are plain text."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .facts import BundleFacts

SCRIPT = "cai-dat.sh"
GUIDE = "huong-dan.md"


def script(facts: BundleFacts) -> str:
    """The script that installs."""
    return _environment().get_template(SCRIPT).render(bundle=facts)


def guide(facts: BundleFacts) -> str:
    """What the administrator of the server reads."""
    return _environment().get_template(GUIDE).render(bundle=facts)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  (shell and Markdown, from our own facts)
        keep_trailing_newline=True,
    )

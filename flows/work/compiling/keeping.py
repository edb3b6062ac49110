"""A compiled report as the JSON that is kept, and back."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from models.rules.compilation import Compiled


@cache
def _adapter() -> TypeAdapter[Compiled]:
    return TypeAdapter(Compiled)


def as_content(compiled: Compiled) -> dict[str, Any]:
    """What is kept in a Compilation row."""
    content: dict[str, Any] = _adapter().dump_python(compiled, mode="json")
    return content


def from_content(content: dict[str, Any]) -> Compiled:
    """The value that was kept."""
    return _adapter().validate_python(content)

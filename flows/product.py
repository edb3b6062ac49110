"""Which dondoc this is."""

from importlib.metadata import version

NAME = "dondoc"


def product_version() -> str:
    """As the installed package says."""
    return version(NAME)

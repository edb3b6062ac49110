"""Refusing what a user entered."""


class RefusedError(Exception):
    """A user's input is refused; the text is one Vietnamese sentence that says what would be right."""

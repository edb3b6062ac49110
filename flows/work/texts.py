"""Text that people enter, before it is kept: of a sensible length, without characters that nobody sees."""

import unicodedata

from .refusals import RefusedError

MOST_NUMBER = 100  # characters of a document number
MOST_NAME = 200  # of a person's or officer's name, of a day off
MOST_ADDRESS = 254
MOST_REASON = 1_000  # of a reason, a remark
UNSEEN = ("Cc", "Cs", "Zl", "Zp")  # control characters, halves of characters, other line ends
TURNING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")  # turn the reading direction


def refuse_odd_line(text: str, *, field: str, most: int) -> None:
    """Refuse what is not one line of plain text; raises RefusedError naming the field."""
    if any(_is_odd(letter) for letter in text):
        raise RefusedError(
            f"{field} có chỗ xuống dòng hoặc ký tự không hiển thị được; đề nghị gõ lại trên một dòng."
        )
    _refuse_long(text, field, most)


def refuse_odd_text(text: str, *, field: str, most: int = MOST_REASON) -> None:
    """Refuse control characters in text that may have several lines; raises RefusedError."""
    if any(_is_odd(letter) for letter in text if letter not in "\r\n\t"):
        raise RefusedError(f"{field} có ký tự không hiển thị được; đề nghị gõ lại.")
    _refuse_long(text, field, most)


def _is_odd(letter: str) -> bool:
    return unicodedata.category(letter) in UNSEEN or unicodedata.bidirectional(letter) in TURNING


def _refuse_long(text: str, field: str, most: int) -> None:
    if len(text) > most:
        raise RefusedError(f"{field} dài {len(text)} ký tự, quá {most} ký tự; đề nghị ghi ngắn gọn lại.")

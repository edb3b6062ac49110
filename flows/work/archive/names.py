"""Names of files in an archive: readable, and ours. What users wrote is only their raw material."""

import re
import unicodedata

LONGEST = 60
ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")


def safe(text: str, *, otherwise: str = "khong-ten") -> str:
    """`05/KH-CAT-PV01` becomes `05-KH-CAT-PV01`; plain ASCII on one line, never hidden, never empty."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    ascii_only = plain.encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only).strip("-")[:LONGEST].strip("-") or otherwise


def safe_file(name: str, *, number: int) -> str:
    """`12-Bao-cao.pdf`: unique by its number, with the ending that opens it."""
    stem, dot, ending = name.rpartition(".")
    if dot and ENDING.fullmatch(f".{ending}"):
        return f"{number}-{safe(stem)}.{ending.lower()}"
    return f"{number}-{safe(name)}"

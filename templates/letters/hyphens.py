"""Numbers of documents stay on one line: 762/QĐ-BCA-V03."""

import re
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

SYMBOL = re.compile(r"(?<=\d)/[A-ZĐ]\w*(?:-[A-ZĐ]\w*)+")
PLACE = "\x00"  # which no .docx can hold


def keep_together(document: Document) -> None:
    """Put the hyphen that does not break into every number of a document."""
    for text in list(document.element.body.iter(qn("w:t"))):
        marked = SYMBOL.sub(lambda found: found.group().replace("-", PLACE), text.text or "")
        if PLACE in marked:
            _divide(text, marked.split(PLACE))


def _divide(text: Any, parts: list[str]) -> None:
    text.text = parts[0]
    last = text
    for part in parts[1:]:
        hyphen, rest = OxmlElement("w:noBreakHyphen"), OxmlElement("w:t")
        rest.text = part
        rest.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        last.addnext(hyphen)
        hyphen.addnext(rest)
        last = rest
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

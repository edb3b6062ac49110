"""Facts in, the bytes of a .docx draft out."""

import re
from collections.abc import Mapping
from pathlib import Path

from models.words import LetterKind, Paper

from .facts import LateFacts, LetterFacts
from .fields import fields_of
from .form_fields import refuse_removed
from .forms_in_use import form

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: Mapping[LetterKind, str] = {
    LetterKind.CHASING: "cong-van-don-doc.docx",
    LetterKind.INVITATION: "giay-moi.docx",
    LetterKind.MINISTRY_PAPER: "bao-cao-lanh-dao-bo.docx",
    LetterKind.REVIEW_REQUEST: "cong-van-de-nghi-bao-cao-so-ket.docx",
}
SEPARATE = "cong-van-don-doc-tung-don-vi.docx"  # a chasing letter to one unit
OF_PAPER = {
    Paper.CHASING_LETTER: LetterKind.CHASING,
    Paper.MINISTRY_PAPER: LetterKind.MINISTRY_PAPER,
}


def render_letter(kind: LetterKind, facts: LetterFacts, *, templates: Path | None = None) -> bytes:
    """The draft; `templates`: the folder of an installation's own copies. Raises LetterFormError."""
    used = form(_form_of(kind, facts), templates=templates)
    refuse_removed(used)
    return used.filled(fields_of(facts, kind=kind))


def draft(paper: Paper, facts: LateFacts, *, templates: Path | None = None) -> bytes:
    """What a stage on paper drafts; the same facts give the same text."""
    return render_letter(OF_PAPER[paper], facts, templates=templates)


def file_name(paper: Paper, *, task_code: str, number: int, day: str) -> str:
    """A name made of our own words alone, such as cong-van-don-doc-III-3-b-lan-1-2024-12-20.docx."""
    code = re.sub(r"[^A-Za-z0-9]+", "-", task_code).strip("-")
    round_ = f"-lan-{number}" if paper is Paper.CHASING_LETTER else ""
    return f"{paper.value}-{code}{round_}-{day}.docx"


def _form_of(kind: LetterKind, facts: LetterFacts) -> str:
    if kind is LetterKind.CHASING and isinstance(facts, LateFacts) and facts.separate:
        return SEPARATE
    return FORMS[kind]

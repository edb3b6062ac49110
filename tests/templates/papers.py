"""Papers of every kind that the product writes, and ways to find and spoil what stands in one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph

from models.words import LetterKind
from templates.letters.facts import FrameFacts, HeadFacts, LetterFacts, SignatureFacts
from templates.letters.outline import OutlineFacts, outline
from templates.letters.render import render_letter
from templates.letters.samples import BODY, INVITATION, LATE, PARENT, PLAN, REVIEW, SAMPLES, TRAINING, frame
from templates.letters.sign_in import SignInFacts, SignInRow, sign_in_sheet

OPEN = FrameFacts(head=HeadFacts(parent=PARENT, body=BODY, symbol="V03-P1"))
BY_ORDER = FrameFacts(
    head=HeadFacts(body=PARENT, symbol="BCA-V03", number="05/BCA-V03"),
    signature=SignatureFacts(
        positions=("TL. BỘ TRƯỞNG", "CỤC TRƯỞNG V03"), rank="Thiếu tướng", name="Trần Mẫu"
    ),
    place="Hà Nội",
    day=date(2024, 2, 5),
)
MANY = replace(LATE, units=LATE.units * 24, frame=frame("BC-V03-P1"))
OUTLINE = OutlineFacts(
    sender_name=BODY,
    superior=PARENT,
    document="Báo cáo sơ kết 03 năm (2022–2024) thực hiện Đề án",
    plan_title=PLAN,
    plan_number="762/QĐ-BCA-V03",
    plan_issued_on=date(2024, 2, 6),
    first_year=2022,
    last_year=2024,
    deadline_words="chậm nhất ngày 10/01/2025",
    tasks=("Đổi mới nội dung, hình thức phổ biến, giáo dục pháp luật", "Xây dựng mô hình"),
    workbook=True,
    example=True,
)
SIGN_IN = SignInFacts(
    training=TRAINING,
    rows=(SignInRow(name="Nguyễn Thị An", position="Đại úy", unit_name="Công an tỉnh Hà Giang"),),
    sender_name=BODY,
    superior=PARENT,
    example=True,
)
LETTERS: dict[str, tuple[LetterKind, LetterFacts]] = {
    **{name: (kind, facts) for name, kind, facts in SAMPLES},
    "not numbered yet": (LetterKind.CHASING, replace(LATE, frame=OPEN, number=1)),
    "nothing said of the frame": (LetterKind.CHASING, replace(LATE, frame=None)),
    "an example": (LetterKind.CHASING, replace(LATE, example=True)),
    "by order of the Minister": (LetterKind.CHASING, replace(LATE, frame=BY_ORDER)),
    "72 units on one page": (LetterKind.MINISTRY_PAPER, MANY),
    "an invitation without a remark": (
        LetterKind.INVITATION,
        replace(INVITATION, training=replace(TRAINING, practical="")),
    ),
    "a request to one": (LetterKind.REVIEW_REQUEST, replace(REVIEW, recipients=("Công an các địa phương",))),
}


def papers() -> Iterator[tuple[str, LetterKind | None, bytes]]:
    """Name, kind and content; outline and list have no head of their own."""
    for name, (kind, facts) in LETTERS.items():
        yield name, kind, render_letter(kind, facts)
    yield "outline", None, outline(OUTLINE)
    yield "sign-in sheet", None, sign_in_sheet(SIGN_IN)


def opened(content: bytes) -> Document:
    """To look at, or to spoil."""
    return docx.Document(BytesIO(content))


def saved(document: Document) -> bytes:
    """Its content again."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """All of them, in cells too, in their order."""
    for element in document.element.body.iter(docx.oxml.ns.qn("w:p")):
        yield Paragraph(element, document._body)


def line(document: Document, start: str) -> Paragraph:
    """The first that begins so."""
    return next(one for one in paragraphs(document) if one.text.startswith(start))


def text_of(content: bytes) -> str:
    """All its text."""
    return "\n".join(one.text for one in paragraphs(opened(content)))

"""HTML, markdown, formulas and template syntax in names, where no other test of a renderer looks."""

import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

from markdown_it import MarkdownIt
from markdown_it.token import Token

from models.words import IndicatorKind, MessageKind, NoticeKind, NoticeStatus, Role
from templates.dashboards.addresses_facts import AddressesFacts, AddressLine
from templates.dashboards.facts import Heading
from templates.dashboards.render import render
from templates.preview.facts import AddressLine as PreviewAddress
from templates.preview.facts import MailPreview, PreviewFacts, StageLine
from templates.preview.render import render_preview
from templates.workbooks.facts import ANNUAL, FigureAsked, TaskAsked, WorkbookFacts
from templates.workbooks.render import workbook

EVIL = (
    '=HYPERLINK("http://e.example") | ![a](http://e.example/1.png) [b](javascript:alert(1)) <img src=x '
    "onerror=alert(1)> <http://e.example> http://e.example/2 www.e.example {{ 7*7 }} {% raw %}\n# c\n\n```\n"
    "[d]: http://e.example\n    ![d]"
)
DAY = date(2024, 10, 14)
MARKDOWN = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")


def inside(tokens: list[Token]) -> list[Token]:
    """Every token, those inside lines too."""
    return [one for token in tokens for one in (token, *(token.children or ()))]


def active(page: str) -> list[str]:
    """What a reader's markdown would fetch, open, run or start anew."""
    found = inside(MARKDOWN.parse(page))
    targets = [
        str(one.attrGet("href") or one.attrGet("src")) for one in found if one.type in ("link_open", "image")
    ]
    return [
        *(target for target in targets if not target.startswith("../")),
        *(one.content for one in found if one.type in ("html_block", "html_inline", "fence")),
    ]


def test_the_reader_of_this_test_sees_what_it_should() -> None:
    """The property below would hold of anything if the parser saw nothing."""
    seen = " ".join(active("![a](http://e.example/1.png)\n\n<img src=x>\n\n[b](http://e.example)"))
    assert seen == "http://e.example/1.png http://e.example <img src=x>\n"


LINE = AddressLine(
    unit_name=EVIL,
    role=EVIL,
    name=EVIL,
    address=EVIL,
    phone=EVIL,
    reason=EVIL,
    change_link="../x",
    confirm_link="../y",
)


def test_no_image_link_or_markup_reaches_the_page_of_addresses() -> None:
    page = render(
        AddressesFacts(
            heading=Heading(
                today=date(2024, 10, 14), made_at=datetime(2024, 10, 14, 8, tzinfo=UTC), example=False
            ),
            mailbox=EVIL,
            round_began=date(2024, 10, 1),
            refused=(LINE,),
            noted=(LINE,),
            missing=(LINE,),
            unconfirmed=(LINE,),
            links={},
        )
    )
    assert active(page) == []
    assert page.count("{{ 7\\*7 }}") >= 4, "template syntax stands there as it was written"


STAGE = StageLine(
    public_id=EVIL,
    task=EVIL,
    unit=EVIL,
    kind=NoticeKind.REMINDER,
    stage=EVIL,
    role=Role.CONTACT,
    due_on=date(2024, 2, 21),
    status=NoticeStatus.NO_ADDRESS,
    reason=EVIL,
)
MAIL = MailPreview(
    kind=MessageKind.CHASE,
    addresses=(PreviewAddress(address=EVIL, copied=False, role=None, source=EVIL),),
    stages=(STAGE,),
    units=(EVIL,),
    subject=EVIL,
    text=EVIL,
)
PREVIEW = PreviewFacts(
    day=date(2024, 2, 21),
    today=date(2024, 2, 20),
    day_off=EVIL,
    played=0,
    stopped=EVIL,
    mails_per_minute=0,
    refused=(EVIL,),
    mails=(MAIL, replace(MAIL, stages=())),
    not_sent=(STAGE,),
    unit=EVIL,
    full=MAIL,
)


def test_no_image_link_or_markup_reaches_the_preview_of_a_day() -> None:
    """The mail in full is shown as it stands, in a block that does nothing."""
    page = render_preview(PREVIEW)
    assert active(page) == []
    assert any("onerror" in one.content for one in MARKDOWN.parse(page) if one.type == "code_block")


def test_nothing_in_a_workbook_is_calculated_or_linked() -> None:
    """Names of the unit, the plan, the figures and the tasks."""
    made = workbook(
        WorkbookFacts(
            plan_code="2024",
            plan_title=EVIL,
            plan_number=EVIL,
            plan_issued_on=date(2024, 2, 6),
            unit_id="CA02",
            unit_name=EVIL,
            sender=EVIL,
            kind=ANNUAL,
            years=(2024,),
            period=None,
            figures=(FigureAsked(code="A1", name=EVIL, unit=EVIL, kind=IndicatorKind.COUNT, minimum=None),),
            tasks=(TaskAsked(code="II.2", title=EVIL),),
        )
    )
    with zipfile.ZipFile(BytesIO(made)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheets = b"".join(content for name, content in parts.items() if name.startswith("xl/worksheets/"))
    assert b"<f>" not in sheets
    assert b"<hyperlink" not in sheets
    assert b"{{ 7*7 }}" in parts["xl/sharedStrings.xml"]
    assert b"http://e.example" not in b"".join(parts[name] for name in parts if name.endswith(".rels"))

"""Ways to break the layout of a paper on purpose."""

from collections.abc import Callable
from copy import deepcopy

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from .papers import line, paragraphs

Spoil = Callable[[Document], None]


def size(start: str, points: float) -> Spoil:
    return lettered(start, size=Pt(points))


def lettered(start: str, **values: object) -> Spoil:
    def spoil(paper: Document) -> None:
        for run in line(paper, start).runs:
            for name, value in values.items():
                setattr(run.font, name, value)

    return spoil


def look(start: str, **values: bool) -> Spoil:
    def spoil(paper: Document) -> None:
        for run in line(paper, start).runs:
            for name, value in values.items():
                setattr(run, name, value)

    return spoil


def words(start: str, new: str) -> Spoil:
    def spoil(paper: Document) -> None:
        first, *rest = line(paper, start).runs
        first.text = new
        for run in rest:
            run.text = ""

    return spoil


def aligned(start: str, how: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT) -> Spoil:
    return lambda paper: setattr(line(paper, start), "alignment", how)


def shaped(start: str, **values: object) -> Spoil:
    def spoil(paper: Document) -> None:
        for name, value in values.items():
            setattr(line(paper, start).paragraph_format, name, value)

    return spoil


def page(number: int = 0, **values: object) -> Spoil:
    def spoil(paper: Document) -> None:
        for name, value in values.items():
            setattr(paper.sections[number], name, value)

    return spoil


def gone(start: str) -> Spoil:
    return lambda paper: line(paper, start)._p.getparent().remove(line(paper, start)._p)


def rule_after(paper: Document, start: str) -> Paragraph:
    above, found = False, None
    for one in paragraphs(paper):
        if above and one._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}") is not None:
            found = one
            break
        above = above or one.text.startswith(start)
    assert found is not None
    return found


def rule_gone(start: str) -> Spoil:
    def spoil(paper: Document) -> None:
        properties = rule_after(paper, start)._p.get_or_add_pPr()
        properties.remove(properties.find(qn("w:pBdr")))

    return spoil


def rule_long(start: str, indent: float) -> Spoil:
    def spoil(paper: Document) -> None:
        shape = rule_after(paper, start).paragraph_format
        shape.left_indent = shape.right_indent = Mm(indent)

    return spoil


def font(start: str, name: str) -> Spoil:
    return lettered(start, name=name)


def coloured(start: str) -> Spoil:
    def spoil(paper: Document) -> None:
        for run in line(paper, start).runs:
            run.font.color.rgb = RGBColor(0xC0, 0, 0)

    return spoil


def across(paper: Document) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)


def header(**values: object) -> Spoil:
    def spoil(paper: Document) -> None:
        paragraph = paper.sections[0].header.paragraphs[0]
        for name, value in values.items():
            setattr(paragraph, name, value)

    return spoil


def no_page(paper: Document) -> None:
    paragraph = paper.sections[0].header.paragraphs[0]._p
    paragraph.remove(paragraph.find(qn("w:fldSimple")))


def page_twice(paper: Document) -> None:
    [field] = paper.sections[0].header._element.iter(qn("w:fldSimple"))
    field.addnext(deepcopy(field))


def page_below(paper: Document) -> None:
    field = paper.sections[0].header.paragraphs[0]._p.find(qn("w:fldSimple"))
    paper.sections[0].footer.paragraphs[0]._p.append(deepcopy(field))


def small_page_number(paper: Document) -> None:
    for element in paper.sections[0].header._element.iter(qn("w:sz")):
        element.set(qn("w:val"), "20")


def moved(start: str, *, before: str) -> Spoil:
    return lambda paper: line(paper, before)._p.addprevious(line(paper, start)._p)


def sides_changed(paper: Document) -> None:
    for row in paper.tables[0].rows:
        left, right = row._tr.findall(qn("w:tc"))
        left.addprevious(right)


def restarts_not(paper: Document) -> None:
    element = paper.sections[1]._sectPr
    element.remove(element.find(qn("w:pgNumType")))


def two_annexes(paper: Document) -> None:
    found = line(paper, "Phụ lục")._p
    found.addprevious(deepcopy(found))

"""The templates of an installation: its own copies in config/letters/, else the shipped ones."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from .hyphens import keep_together
from .reading import number_pages, pairs_of
from .rules import fit_rules
from .sheet import as_bytes

SHIPPED = Path(__file__).parent / "forms"
MARKS = (("{{", "}}"), ("{%", "%}"))
WHOLE = re.compile(r"{[{%](?:p|tr|tc) [^{}]*[%}]}")  # of a paragraph, row or cell
NOT_ALONE = "dấu {%p … %} hoặc {%tr … %} phải đứng riêng một đoạn, một dòng của bảng"
TAG = re.compile(r"<[^>]+>")
CLIP = 80


class LetterFormError(Exception):
    """A template cannot be used; the text is one Vietnamese sentence that names it and the field."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One template as it lies there."""

    name: str
    content: bytes
    own: bool = False  # the installation's copy

    @property
    def called(self) -> str:
        """How a sentence names it."""
        return f"Mẫu {self.name}" + (" (của đơn vị)" if self.own else "")

    def fields(self) -> frozenset[str]:
        """Every field it names; of rows as `cac_don_vi.ten`. Raises LetterFormError."""
        return frozenset(_named(self._parsed()))

    def where(self, name: str) -> str:
        """The paragraph that names the field."""
        word = re.compile(rf"{{[{{%][^{{}}]*\b{re.escape(name.rpartition('.')[2])}\b")
        texts = (line.text for _, line in pairs_of(self._open().get_docx()))
        return next((text[:CLIP] for text in texts if word.search(text)), "")

    def filled(self, fields: Mapping[str, Any]) -> bytes:
        """The paper. Raises LetterFormError."""
        self._parsed()
        template = self._open()
        try:
            template.render(dict(fields), jinja_env=_environment(), autoescape=True)
        except (
            TemplateError,
            etree.XMLSyntaxError,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
        ) as e:
            raise LetterFormError(f"{self.called}: {_reason(e)}.") from None
        return _finished(as_bytes(template.docx))

    def _open(self) -> "_Template":
        template = _Template(BytesIO(self.content))
        try:
            template.init_docx()
        except Exception:  # noqa: BLE001 - python-docx raises whatever its zip and XML readers raise
            raise LetterFormError(f"{self.called}: không phải tệp .docx đọc được.") from None
        return template

    def _parsed(self) -> nodes.Template:
        template = self._open()
        self._refuse_swallowing(template)
        source = template.source()
        try:
            return _environment().parse(source)
        except TemplateSyntaxError as error:
            line = source.splitlines()[error.lineno - 1]
            raise self._miswritten(" ".join(TAG.sub("", line).split())) from None

    def _refuse_swallowing(self, template: "_Template") -> None:
        """A mark left open swallows what follows, one for a whole paragraph what stands beside it."""
        for _, line in pairs_of(template.get_docx()):
            if any(line.text.count(left) != line.text.count(right) for left, right in MARKS):
                raise self._miswritten(line.text)
            if WHOLE.search(line.text) and not WHOLE.fullmatch(line.text):
                raise LetterFormError(f"{self.called}: {NOT_ALONE}, ở đoạn «{line.text[:CLIP]}».")

    def _miswritten(self, text: str) -> LetterFormError:
        return LetterFormError(
            f"{self.called}: dấu {{{{ … }}}} hoặc {{% … %}} viết chưa đúng, ở đoạn «{text[:CLIP]}»; "
            "đề nghị sửa theo mẫu gốc."
        )


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl ships no type information
    def source(self) -> str:
        """What Jinja reads, a paragraph a line; headers and footers too."""
        parts = [self.get_xml()]
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            parts += [self.get_part_xml(part) for _, part in self.get_headers_footers(uri)]
        return re.sub(r"<w:p([ >])", r"\n<w:p\1", "\n".join(map(self.patch_xml, parts)))

    def fix_tables(self, xml: str) -> Any:
        """The base class mends broken XML by leaving text out; better to be told."""
        etree.fromstring(xml)
        return super().fix_tables(xml)


def _finished(content: bytes) -> bytes:
    """What depends on the text that was filled in; opened anew, since docxtpl leaves stale headers behind."""
    document = docx.Document(BytesIO(content))
    fit_rules(document)
    keep_together(document)
    number_pages(document)
    return as_bytes(document)


def form(name: str, *, templates: Path | None) -> Form:
    """The installation's copy if its folder holds one. Raises LetterFormError if it cannot be read."""
    own = templates / name if templates is not None else None
    if own is None or not own.is_file():
        return Form(name=name, content=(SHIPPED / name).read_bytes())
    try:
        return Form(name=name, content=own.read_bytes(), own=True)
    except OSError as error:
        raise LetterFormError(f"Mẫu {name}: không mở được tệp ({error.strerror}).") from None


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def _reason(error: Exception) -> str:
    unknown = re.match(
        r"'(?:.+ has no attribute ')?(\w+)' is undefined|.* has no attribute '(\w+)'", str(error)
    )
    if unknown:
        return f"không có trường «{unknown[1] or unknown[2]}»"
    if isinstance(error, etree.XMLSyntaxError):
        return f"{NOT_ALONE}; đề nghị sửa theo mẫu gốc"

    return f"không điền được các trường ({' '.join(str(error).split())[:CLIP]})"


def _named(tree: nodes.Template) -> Iterator[str]:
    loops = {
        one.target.name: one.iter.name
        for one in tree.find_all(nodes.For)
        if isinstance(one.target, nodes.Name) and isinstance(one.iter, nodes.Name)
    }
    for one in tree.find_all(nodes.Getattr):
        if isinstance(one.node, nodes.Name) and one.node.name in loops:
            yield f"{loops[one.node.name]}.{one.attr}"
    names = list(tree.find_all(nodes.Name))
    own = {one.name for one in names if one.ctx == "store"} | {"loop"}
    yield from (one.name for one in names if one.name not in own)

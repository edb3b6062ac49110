"""The templates of an installation: its own copies in config/letters/, else the shipped ones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.document import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from .reading import pairs_of
from .rules import fit_rules
from .sheet import as_bytes

SHIPPED = Path(__file__).parent / "forms"
ESSENTIAL = frozenset(
    (
        *(
            "du_lieu_mau",
            "co_quan_ban_hanh",
            "so_ky_hieu",
            "dia_danh_ngay",
            "kinh_gui",
            "chuc_vu",
            "nguoi_ky",
        ),
        *("noi_nhan", "tai_lieu", "lan", "han_moi", "thoi_diem", "da_nhan", "phai_gui", "con_lai"),
        *("tinh_hinh_don_vi", "ten_cac_don_vi", "cac_don_vi", "cac_don_vi.ten", "ten_lop", "thoi_gian"),
        *("dia_diem", "han_cu_can_bo", "thoi_han", "kem_theo"),
    )
)  # without these a paper says less than it must
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
        template = self._open()
        try:
            template.render(dict(fields), jinja_env=_environment(), autoescape=True)
        except TemplateSyntaxError:
            self._parsed()  # says where
            raise
        except (
            TemplateError,
            etree.XMLSyntaxError,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
        ) as e:
            raise LetterFormError(f"{self.called}: {_reason(e)}.") from None
        document: Document = template.docx
        fit_rules(document)
        return as_bytes(document)

    def _open(self) -> "_Template":
        template = _Template(BytesIO(self.content))
        try:
            template.init_docx()
        except Exception:  # noqa: BLE001 - python-docx raises whatever its zip and XML readers raise
            raise LetterFormError(f"{self.called}: không phải tệp .docx đọc được.") from None
        return template

    def _parsed(self) -> nodes.Template:
        source = self._open().source()
        try:
            return _environment().parse(source)
        except TemplateSyntaxError as error:
            line = source.splitlines()[error.lineno - 1]
            text = " ".join(TAG.sub("", line).split())[:CLIP]
            raise LetterFormError(
                f"{self.called}: dấu {{{{ … }}}} hoặc {{% … %}} viết chưa đúng, ở đoạn «{text}» "
                "hoặc ngay trước đó; đề nghị sửa theo mẫu gốc."
            ) from None


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


def form(name: str, *, templates: Path | None) -> Form:
    """The installation's copy if its folder holds one. Raises LetterFormError if it cannot be read."""
    own = templates / name if templates is not None else None
    if own is None or not own.is_file():
        return Form(name=name, content=(SHIPPED / name).read_bytes())
    try:
        return Form(name=name, content=own.read_bytes(), own=True)
    except OSError as error:
        raise LetterFormError(f"Mẫu {name}: không mở được tệp ({error.strerror}).") from None


def removed(used: Form) -> tuple[str, ...]:
    """Fields of the shipped template that an own copy names no more."""
    if not used.own:
        return ()
    shipped = Form(name=used.name, content=(SHIPPED / used.name).read_bytes())
    return tuple(sorted(shipped.fields() - used.fields()))


def refuse_removed(used: Form) -> None:
    """Raises LetterFormError if a field is gone that a paper must have."""
    gone = [name for name in removed(used) if name in ESSENTIAL]
    if gone:
        raise LetterFormError(f"{used.called}: {missing(gone)}.")


def missing(names: Sequence[str]) -> str:
    """Which fields stand in the shipped template and not in the own one."""
    listed = ", ".join(f"«{name}»" for name in names)
    return f"trường {listed} có trong mẫu gốc nhưng không còn trong mẫu của đơn vị"


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def _reason(error: Exception) -> str:
    unknown = re.match(
        r"'(?:.+ has no attribute ')?(\w+)' is undefined|.* has no attribute '(\w+)'", str(error)
    )
    if unknown:
        return f"không có trường «{unknown[1] or unknown[2]}»"
    if isinstance(error, etree.XMLSyntaxError):
        return (
            "dấu {%p … %} hoặc {%tr … %} không đứng riêng ở đoạn hoặc dòng của nó; đề nghị sửa theo mẫu gốc"
        )
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


def unknown(used: Form, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Fields that it names and that no paper of its kind has."""
    known = set(fields)
    for name, rows in fields.items():
        if isinstance(rows, list) and rows and isinstance(rows[0], Mapping):
            known |= {f"{name}.{column}" for column in rows[0]}
    return tuple(sorted(used.fields() - known))

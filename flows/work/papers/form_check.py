"""What a changed template of a letter broke: fields, marks, and the layout of what it makes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.words import LetterKind
from templates.letters.decree30 import check
from templates.letters.facts import LetterFacts
from templates.letters.fields import fields_of
from templates.letters.form_fields import ESSENTIAL, missing, refuse_removed, removed, unknown
from templates.letters.forms_in_use import Form, LetterFormError, form
from templates.letters.samples import SAMPLES


@dataclass(frozen=True, kw_only=True, slots=True)
class FormChecked:
    """One template: sentences that keep it from being used, and what is only worth knowing."""

    name: str
    own: bool
    broken: tuple[str, ...]
    noted: tuple[str, ...]


def check_forms(*, templates: Path) -> Iterator[FormChecked]:
    """Every template of the installation, and files of its folder that no letter uses."""
    for name, kind, facts in SAMPLES:
        yield _checked(name, kind, facts, templates)
    known = {name for name, _, _ in SAMPLES}
    for path in sorted(templates.glob("*.docx")) if templates.is_dir() else ():
        if path.name not in known and not path.name.startswith("~$"):  # Word's own lock file
            said = f"không có mẫu nào tên như vậy; các tên đúng: {', '.join(sorted(known))}."
            yield FormChecked(name=path.name, own=True, broken=(said,), noted=())


def _checked(name: str, kind: LetterKind, facts: LetterFacts, templates: Path) -> FormChecked:
    broken: list[str] = []
    noted: list[str] = []
    try:
        used = form(name, templates=templates)
        broken += _unknown(used, kind, facts)
        noted += _optional(used)
        refuse_removed(used)
        broken += [] if broken else _laid_out(used, kind, facts)
    except LetterFormError as error:
        broken.append(str(error))
    own = (templates / name).is_file()
    return FormChecked(name=name, own=own, broken=tuple(broken), noted=tuple(noted))


def _unknown(used: Form, kind: LetterKind, facts: LetterFacts) -> list[str]:
    return [
        f"{used.called}: không có trường «{name}», ghi ở đoạn «{used.where(name)}»."
        for name in unknown(used, fields_of(facts, kind=kind))
    ]


def _optional(used: Form) -> list[str]:
    gone = [name for name in removed(used) if name not in ESSENTIAL]
    return [f"{used.called}: {missing(gone)}."] if gone else []


def _laid_out(used: Form, kind: LetterKind, facts: LetterFacts) -> list[str]:
    content = used.filled(fields_of(facts, kind=kind))
    return [f"{used.called}: {problem}" for problem in check(content, kind=kind)]

"""Many workbooks in one go: each finds its document by its label, each in a transaction of its own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from flows.work.files.checking import check_file
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import transaction
from models.store.figures import newest_report
from models.store.units import names_on

from .belonging import senders
from .importing import import_workbook
from .opening import Label, UnreadWorkbookError, open_workbook


class Fate(StrEnum):
    """What became of a workbook."""

    IMPORTED = "imported"
    KNOWN = "known"  # it was read before
    REFUSED = "refused"
    NO_DOCUMENT = "no_document"  # nothing is recorded yet that it could belong to


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One file, whose it is as far as that is known, and what became of it."""

    path: Path
    unit_name: str
    fate: Fate
    sentences: tuple[str, ...]
    sha256: str = ""

    @property
    def taken(self) -> bool:
        """Whether its figures are in the database."""
        return self.fate in (Fate.IMPORTED, Fate.KNOWN)


def import_many(
    *,
    engine: sa.Engine,
    paths: Iterable[Path],
    by: str,
    files: Files,
    world_of: Callable[[Session], World],
    largest_mb: int,
) -> Iterator[Outcome]:
    """An outcome for each file as soon as it is known; a refused one keeps no other from being read."""
    for path in paths:
        try:
            checked = check_file(path, largest_mb=largest_mb)
            book = open_workbook(checked)
        except RefusedError as refusal:
            yield _refused(path, "", refusal)
            continue
        name = book.label.unit_id
        try:
            with transaction(engine) as session:
                world = world_of(session)
                name = names_on(session, world.today).get(book.label.unit_id, name)
                document = _document(session, book.label, world)
                if document is None:
                    yield _no_document(path, name, book.label)
                    continue
                made = import_workbook(
                    session,
                    submission_id=document,
                    checked=checked,
                    by=by,
                    files=files,
                    world=world,
                    book=book,
                )
        except RefusedError as refusal:
            yield _refused(path, name, refusal)
            continue
        fate = Fate.KNOWN if made.already else Fate.IMPORTED
        yield Outcome(path=path, unit_name=name, fate=fate, sentences=(made.sentence,), sha256=checked.sha256)


def _document(session: Session, label: Label, world: World) -> int | None:
    """The report of the unit that the workbook was made out for, else of the one that took its place."""
    found = (
        newest_report(session, plan_code=label.plan_code, unit=unit, interim=label.interim)
        for unit in senders(session, unit=label.unit_id, world=world)
    )
    return next((one for one in found if one is not None), None)


def _refused(path: Path, name: str, refusal: RefusedError) -> Outcome:
    told = refusal.mistakes if isinstance(refusal, UnreadWorkbookError) else (str(refusal),)
    return Outcome(path=path, unit_name=name, fate=Fate.REFUSED, sentences=tuple(told))


def _no_document(path: Path, name: str, label: Label) -> Outcome:
    what = "báo cáo sơ kết" if label.interim else "báo cáo năm"
    sentence = (
        f"chưa ghi nhận {what} của {name} theo kế hoạch {label.plan_code}; "
        "đề nghị ghi nhận văn bản trước rồi nhập lại biểu"
    )
    return Outcome(path=path, unit_name=name, fate=Fate.NO_DOCUMENT, sentences=(sentence,))


def told(outcomes: Iterable[Outcome]) -> str:
    """The whole in one sentence."""
    fates = [one.fate for one in outcomes]
    if not fates:
        return "Không có biểu số liệu (.xlsx) nào để nhập."
    parts = [f"Đã nhập {fates.count(Fate.IMPORTED)}/{len(fates)} biểu số liệu"]
    for fate, words in (
        (Fate.KNOWN, "biểu đã nhập từ trước"),
        (Fate.REFUSED, "biểu cần sửa"),
        (Fate.NO_DOCUMENT, "biểu chưa có văn bản được ghi nhận"),
    ):
        if fates.count(fate):
            parts.append(f"{fates.count(fate)} {words}")
    return f"{'; '.join(parts)}."

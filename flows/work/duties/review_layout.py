"""What one run of Rà soát báo cáo shows: the documents that wait, as the reviewer sees them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlmodel import Session, col, select

from flows.work.figures.plausible import odd_figures
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.to_review import Waiting, reported_results, waiting_documents
from models.tables import Submission
from models.words import Region, Secrecy, TaskResult
from templates.duty_words import tasks_done

from .finding import Task

MOST = 200  # documents in one run: more than a dialog can hold


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which documents a run is to lay out."""

    task: Task
    region: Region | None = None
    unit: str = ""  # id; empty: every unit


@dataclass(frozen=True, kw_only=True, slots=True)
class LaidOut:
    """One document as the reviewer sees it."""

    submission_id: int
    unit_name: str
    number: str
    issued_on: date | None
    arrived_on: date
    arrived_time: time | None
    version: int
    on_time: bool | None
    nil: bool
    secret: bool
    files: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()  # figures worth a second look
    tasks_done: str = ""  # what its workbook says of whole-year tasks

    @property
    def label(self) -> str:
        """How the form names it."""
        return f"{self.unit_name} · số {self.number} · #{self.submission_id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """What a run showed."""

    title: str
    documents: tuple[LaidOut, ...] = ()
    left_out: int = 0  # beyond MOST
    problem: str = ""  # why the form has come back

    @property
    def by_label(self) -> Mapping[str, LaidOut]:
        """Each document by how the form names it."""
        return {one.label: one for one in self.documents}


def lay_out(session: Session, *, run: str, wanted: Wanted, title: str, world: World) -> Layout:
    """Documents that wait for a review are in review from now on; a later run may take them over."""
    found = waiting_documents(
        session, task=wanted.task, region=wanted.region, unit=wanted.unit, day=world.today
    )
    if not found:
        raise RefusedError(f"Không có văn bản nào chờ rà soát: {title}.")
    shown = found[:MOST]
    for row in session.exec(
        select(Submission).where(col(Submission.id).in_([one.submission_id for one in shown]))
    ):
        row.review_run = run
    return Layout(
        title=title,
        documents=_documents(session, shown),
        left_out=len(found) - len(shown),
    )


def _documents(session: Session, shown: Sequence[Waiting]) -> tuple[LaidOut, ...]:
    ids = [one.submission_id for one in shown]
    odd, results = odd_figures(session, submissions=ids), reported_results(session, submissions=ids)
    return tuple(
        _laid_out(one, odd.get(one.submission_id, ()), results.get(one.submission_id)) for one in shown
    )


def _laid_out(one: Waiting, odd: Sequence[str], results: Counter[TaskResult] | None) -> LaidOut:
    return LaidOut(
        submission_id=one.submission_id,
        unit_name=one.unit_name,
        number=one.number or "(không số)",
        issued_on=one.issued_on,
        arrived_on=one.arrived_on,
        arrived_time=one.arrived_time,
        version=one.version,
        on_time=one.on_time,
        nil=one.nil,
        secret=one.secrecy is not Secrecy.NORMAL,
        files=one.files,
        odd=tuple(odd),
        tasks_done=tasks_done(results) if results else "",
    )

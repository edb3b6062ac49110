"""What lies in an archive, for its index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLine:
    """One file; `problem` instead of a path where its content could not be had."""

    name: str  # as its sender called it
    path: str
    sha256: str
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentLine:
    """A document that came in."""

    key: int
    unit: str
    number: str
    issued_on: date | None
    arrived_on: date
    note: str  # voided, classified
    files: Sequence[FileLine]


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperLine:
    """A letter, an invitation, or a compiled report."""

    what: str
    number: str
    day: date | None
    files: Sequence[FileLine]


@dataclass(frozen=True, kw_only=True, slots=True)
class TableLine:
    """A table as CSV and JSON lines."""

    name: str
    what: str
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingLine:
    """A training; people are counted, not named."""

    title: str
    first_day: date
    last_day: date
    place: str
    invited: int
    named: int
    attended: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchiveFacts:
    """The page index.html."""

    title: str
    number: str
    issued_on: date
    year: int
    focal_unit: str
    closed_on: date | None
    closed_by: str
    made_at: datetime  # in Asia/Ho_Chi_Minh
    example: bool
    revisions: Sequence[FileLine]
    statistics: Sequence[FileLine]
    documents: Sequence[DocumentLine]
    papers: Sequence[PaperLine]
    trainings: Sequence[TrainingLine]
    mails: int
    tables: Sequence[TableLine]

    @property
    def problems(self) -> Sequence[FileLine]:
        """Files whose content could not be had."""
        papers = (one for paper in self.papers for one in paper.files)
        documents = (one for document in self.documents for one in document.files)
        return [one for one in (*documents, *papers) if one.problem]

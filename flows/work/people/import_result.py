"""What an import would change or has changed, and the rows it writes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from models.tables import Audit


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportResult:
    """Sentences for what is added, changed or closed; `missing` goes to the coordinators' list."""

    applied: bool
    unchanged: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        """How many units or contacts the file touches."""
        return len(self.added) + len(self.changed) + len(self.closed)


@dataclass(kw_only=True, slots=True)
class Changes:
    """Collected while a file is compared with what is stored; nothing is written before `write`."""

    action: str  # of the audit rows: file:unit:import
    subject: str
    now: datetime
    by: str
    unchanged: int = 0
    sentences: dict[str, list[str]] = field(
        default_factory=lambda: {"added": [], "changed": [], "closed": []}
    )
    inserts: defaultdict[type[SQLModel], list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    updates: defaultdict[type[SQLModel], list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    deletes: defaultdict[type[SQLModel], list[int]] = field(default_factory=lambda: defaultdict(list))

    def note(self, kind: str, subject_id: str, text: str) -> None:
        """One change: its sentence for people, its row for the audit trail."""
        self.sentences[kind].append(text)
        row = {"at": self.now, "by": self.by, "action": self.action, "subject": self.subject}
        self.inserts[Audit].append(row | {"subject_id": subject_id, "text": text, "facts": {"kind": kind}})

    def result(self, *, applied: bool, missing: Iterable[str] = ()) -> ImportResult:
        """What was found, for people."""
        return ImportResult(
            applied=applied,
            unchanged=self.unchanged,
            missing=tuple(missing),
            **{kind: tuple(texts) for kind, texts in self.sentences.items()},
        )

    def write(self, session: Session) -> None:
        """Write everything in a few bulk statements, rows that others refer to first."""
        for table in SQLModel.metadata.sorted_tables:
            for model, rows in self.inserts.items():
                if model.__tablename__ == table.name and rows:
                    session.execute(sa.insert(model), rows)
        for model, rows in self.updates.items():
            session.execute(sa.update(model), rows)
        for model, ids in self.deletes.items():
            for key in ids:
                session.delete(session.get_one(model, key))
        session.flush()
        session.expire_all()

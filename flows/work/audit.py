"""Audit rows: one sentence per change of state."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, insert, select

from models.tables import Audit

from .world import World

SYSTEM = "Hệ thống"  # who changes what nobody asked for: the daily run


def audit(
    session: Session,
    *,
    world: World,
    by: str,
    action: str,
    subject: str,
    subject_id: object,
    text: str,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Note who changed what; `action` is source:subject:verb, `by` is what the person said of themselves."""
    session.add(
        Audit(
            at=world.now,
            by=by,
            action=action,
            subject=subject,
            subject_id=str(subject_id),
            text=text,
            facts=dict(facts or {}),
        )
    )


def audit_each(
    session: Session,
    *,
    world: World,
    by: str,
    action: str,
    subject: str,
    changes: Iterable[tuple[object, str, Mapping[str, object]]],
) -> None:
    """One row for each (subject id, sentence, facts), in one statement."""
    common = {"at": world.now, "by": by, "action": action, "subject": subject}
    rows = [common | {"subject_id": str(key), "text": text, "facts": dict(f)} for key, text, f in changes]
    if rows:
        session.execute(insert(Audit), rows)


def said_by_run(session: Session, *, action: str, run: str) -> str:
    """What was said when this very flow run did it; empty if it has not: a run may start from the top.

    For actions whose rows keep `run` and `sentence` among their facts.
    """
    found = session.exec(select(Audit.facts).where(col(Audit.action) == action))
    return next((str(facts["sentence"]) for facts in found if facts.get("run") == run), "")

"""Audit rows: one sentence per change of state."""

from collections.abc import Mapping

from sqlmodel import Session

from models.tables import Audit

from .world import World


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

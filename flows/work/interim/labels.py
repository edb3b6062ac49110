"""How forms name the reviews that nobody has closed."""

from sqlmodel import Session

from models.store.interim import open_reviews
from models.tables import Plan
from templates.words_vi import period


def review_labels(session: Session) -> dict[str, int]:
    """Label -> review."""
    return {
        f"Sơ kết {period(row.first_year, row.last_year)} · "
        f"KH {session.get_one(Plan, row.plan_id).code} · #{row.id}": row.id
        for row in open_reviews(session)
        if row.id
    }

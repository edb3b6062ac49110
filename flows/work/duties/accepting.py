"""Đạt yêu cầu for one document that was read already, without laying it out first."""

from sqlmodel import Session

from flows.work.figures.plausible import odd_figures
from flows.work.refusals import RefusedError
from flows.work.world import World

from .reviewing import accept


def accept_at_once(session: Session, *, submission_id: int, by: str, world: World) -> str:
    """One sentence; figures that look odd have to be seen first. Raises RefusedError."""
    if odd := odd_figures(session, submissions=[submission_id]).get(submission_id):
        raise RefusedError(
            f"Số liệu cần xem lại ({'; '.join(odd)}); đề nghị để trống ô này để xem văn bản rồi trả lời."
        )
    return f"Đã rà soát: {accept(session, submission_id=submission_id, by=by, world=world)}"

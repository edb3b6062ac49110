"""The stop switch: read before every claim, so it works at once."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.tables import StopSwitch

from .audit import audit
from .texts import MOST_NAME, refuse_odd_line, refuse_odd_text
from .world import World


def is_stopped(session: Session) -> StopSwitch | None:
    """The switch if it is on."""
    switch = session.get(StopSwitch, 1)
    return switch if switch and switch.stopped else None


def set_stop(session: Session, *, stopped: bool, by: str, reason: str, world: World) -> str:
    """Stop or resume all sending; says so in one sentence, also when nothing changed. Raises RefusedError."""
    refuse_odd_line(by, field="Người thực hiện", most=MOST_NAME)
    refuse_odd_text(reason, field="Lý do")
    switch = _locked(session, world)
    if switch.stopped is stopped:
        return "Việc gửi thư đang dừng sẵn." if stopped else "Việc gửi thư vẫn đang hoạt động."
    switch.stopped, switch.by, switch.reason, switch.changed_at = stopped, by, reason, world.now
    sentence = (
        "Đã dừng gửi thư; thư đến hạn được giữ lại và gộp khi cho gửi lại."
        if stopped
        else "Đã cho gửi thư trở lại."
    )
    audit(
        session,
        world=world,
        by=by,
        action="form:sending:stop" if stopped else "form:sending:resume",
        subject="stop_switch",
        subject_id=1,
        text=f"{sentence} Lý do: {reason}" if reason else sentence,
    )
    return sentence


def _locked(session: Session, world: World) -> StopSwitch:
    """The one row, made at the first use, and nobody else's until the transaction ends."""
    if session.get(StopSwitch, 1) is None:
        try:
            with session.begin_nested():
                session.add(StopSwitch(changed_at=world.now))
        except IntegrityError:
            pass  # somebody else made it in this moment
    return session.get_one(StopSwitch, 1, with_for_update=True)

"""What the watchdog makes of what it sees: which events are worth an alarm, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from flows.clock import ZONE
from flows.work.world import World
from models.rules.silence import is_silent_too_long
from models.store.auditing import last_runs
from models.tables import DayRun, Folder
from models.words import FolderKind
from templates.dashboards.phrases import moment
from templates.words_vi import clipped, plain_day

from .alarms import Alarm

PREFECT_PATIENCE = timedelta(minutes=5)  # without an answer, before somebody is told
ASK_ADMINISTRATOR = "Đề nghị báo người quản trị hệ thống."
LONGEST_REASON = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class BadRun:
    """A flow run that ended in a way that is our fault."""

    id: str
    flow: str  # name of its form; empty: unknown
    crashed: bool  # its process ended; otherwise it failed
    ended_at: datetime | None
    reason: str  # message of its last state


def of_runs(runs: Sequence[BadRun]) -> list[Alarm]:
    """An alarm for each run that failed or was cut off."""
    return [_of_run(run) for run in runs]


def _of_run(run: BadRun) -> Alarm:
    how = "dừng giữa chừng" if run.crashed else "không hoàn thành"
    name = f"“{run.flow or 'không rõ tên'}”"
    when = f" lúc {moment(run.ended_at.astimezone(ZONE))}" if run.ended_at else ""
    reason = clipped(" ".join(run.reason.split()), limit=LONGEST_REASON)
    told = (f"Lần chạy {name} {how}{when}.", *((f"Thông tin ghi lại: {reason}",) if reason else ()))
    return Alarm(
        event=f"run:{run.id}",
        about=f"Lần chạy {name} {how}",
        sentences=told,
        advice=(
            "Việc đã ghi trước đó vẫn được giữ; lần chạy sau làm tiếp phần còn lại. "
            f"Đề nghị mở lần chạy để kiểm tra và chạy lại nếu cần. {ASK_ADMINISTRATOR}"
        ),
        path=f"/runs/flow-run/{run.id}",
    )


def of_silence(session: Session, *, world: World) -> list[Alarm]:
    """An alarm, one a day, if a live folder's daily run has been missing for 26 hours of working days."""
    folder = session.get(Folder, 1)
    if folder is None or folder.kind is not FolderKind.REAL:
        return []
    last = next(iter(last_runs(session, until=world.today, limit=1)), None)
    since = last.finished_at if last else folder.created_at
    if not is_silent_too_long(since=since, now=world.machine_now, calendar=world.calendar, zone=ZONE):
        return []
    return [
        Alarm(
            event=f"silent:{world.today.isoformat()}",
            about="Chưa có lần nhắc việc hằng ngày nào hoàn thành trong 26 giờ làm việc gần nhất",
            sentences=(_last(last, since), "Từ đó đến nay thư nhắc việc đến hạn chưa được xác định và gửi."),
            advice=(
                "Đề nghị kiểm tra lịch của “Nhắc việc hằng ngày” có bị tạm dừng không và chạy lại với ngày "
                f"«hôm nay»; các lượt nhắc bị lỡ được gửi bù theo quy định. {ASK_ADMINISTRATOR}"
            ),
        )
    ]


def _last(last: DayRun | None, since: datetime) -> str:
    at = moment(since.astimezone(ZONE))
    if last is None:
        return f"Chưa có lần nhắc việc hằng ngày nào hoàn thành kể từ khi hệ thống được thiết lập ({at})."
    return f"Lần gần nhất hoàn thành là của ngày {plain_day(last.day)}, xong lúc {at}."


def of_unanswered(*, since: datetime | None, now: datetime) -> list[Alarm]:
    """An alarm if the Prefect server has not answered since that moment of the machine's clock."""
    if since is None or now - since < PREFECT_PATIENCE:
        return []
    at = moment(since.astimezone(ZONE))
    return [
        Alarm(
            event=f"prefect:{since:%Y%m%dT%H%M%SZ}",
            about="Máy chủ điều hành không trả lời",
            sentences=(
                f"Máy chủ điều hành (Prefect) không trả lời từ {at}.",
                "Trong lúc đó không mở được các biểu mẫu, lịch nhắc việc hằng ngày không tự chạy; "
                "thư đã xếp hàng vẫn được gửi.",
            ),
            advice=ASK_ADMINISTRATOR,
        )
    ]


def of_giving_up(*, now: datetime, reason: str) -> list[Alarm]:
    """The alarm of a service that stops by itself because a part of it falls again and again."""
    return [
        Alarm(
            event=f"stopped:{now:%Y%m%dT%H%M%SZ}",
            about="Hệ thống đã tự dừng",
            sentences=(
                f"Hệ thống tự dừng lúc {moment(now.astimezone(ZONE))} vì một bộ phận không hoạt động được. "
                "Từ lúc này không có thư nhắc việc nào được gửi cho đến khi hệ thống được khởi động lại.",
                f"Thông tin ghi lại: {clipped(' '.join(reason.split()), limit=LONGEST_REASON)}",
            ),
            advice=ASK_ADMINISTRATOR,
        )
    ]

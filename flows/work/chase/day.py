"""One day of the service: which day it is allowed to be, and the work of that day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session

from flows.work.mails.briefing import write_briefs
from flows.work.pages.journey import announce_phases, journeys
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.locking import locked_row
from models.tables import DayRun, Folder
from templates.words_vi import plain_day

from .auditing import Finding, check_ledger
from .daily import DayReport, run_day

LONGEST_STEP = 92  # days the example's clock may move at once: it never goes back, so no slip may cost years


@dataclass(frozen=True, kw_only=True, slots=True)
class DayWork:
    """What a day's run did, or would do."""

    report: DayReport
    briefs: tuple[int, ...]
    dry_run: bool
    why_dry: str  # why it writes nothing although nobody asked for a dry run
    findings: tuple[Finding, ...] = ()  # of the check of the ledger, as the brief tells them

    @property
    def messages(self) -> tuple[int, ...]:
        """Every message it wrote."""
        return (*self.report.messages, *self.briefs)

    @property
    def sentence(self) -> str:
        """One sentence for the run's name and message."""
        day = plain_day(self.report.day)
        if not self.report.working_day:
            return f"Ngày {day} là ngày nghỉ: không gửi thư nhắc."
        told = f"{len(self.report.messages)} thư nhắc việc"
        if self.dry_run:
            note = f" ({self.why_dry})" if self.why_dry else ""
            return f"Chạy thử ngày {day}{note}: {told} sẽ được gửi, chưa ghi gì vào hệ thống."
        brief = f", {len(self.briefs)} bản tin sáng" if self.briefs else ""
        later = f", {self.report.postponed} nhiệm vụ chờ ngày sau" if self.report.postponed else ""
        return f"Ngày {day}: {told}{brief}{later}."


def already_run(session: Session, *, day: date) -> DayRun | None:
    """The finished run of that day, if there is one."""
    return session.get(DayRun, day)


def why_dry(*, day: date, world: World) -> str:
    """Why a run of `day` must not act; empty if it may."""
    if world.example and day < world.today:
        return f"dữ liệu mẫu đang ở ngày {plain_day(world.today)}, không quay lại được"
    if not world.example and day != world.today:
        return f"hôm nay là {plain_day(world.today)}; hệ thống chỉ gửi thư của ngày hôm nay"
    return ""


def on_day(*, world: World, day: date) -> World:
    """The world as it is on `day`, at the same hour."""
    return replace(world, today=day, now=world.now + (day - world.today))


def work_on(session: Session, *, day: date, dry_run: bool, links: Mapping[str, str], world: World) -> DayWork:
    """Do the work of `day` in the caller's transaction; a dry run is undone before it returns.

    Raises RefusedError for a day outside the calendar or too far ahead of the example's.
    """
    reason = why_dry(day=day, world=world)
    dry = dry_run or bool(reason)
    _refuse_unknown(day, world)
    if world.example and not dry:
        _refuse_far(day, world)
    moved = on_day(world=world, day=day)
    if not dry:
        locked_row(session, Folder, 1)  # another run at the same moment waits, and finds this day's work done
    step = session.begin_nested()
    report = run_day(session, world=moved)
    findings = () if dry else check_ledger(session, world=moved, just_ran=True)
    views = journeys(session, world=moved)
    told = [one.text for one in findings]
    briefs = write_briefs(session, world=moved, links=links, findings=told, views=views)
    announce_phases(session, views=views, world=moved)
    work = DayWork(
        report=report,
        briefs=briefs,
        dry_run=dry,
        why_dry="" if dry_run else reason,
        findings=findings,
    )
    if dry:
        step.rollback()
        return work
    step.commit()
    _finish(session, work, moved)
    return work


def _refuse_unknown(day: date, world: World) -> None:
    years = {one.year for one in world.calendar.days if (one.month, one.day) == (1, 1)}  # always a day off
    if day != world.today and day.year not in years:
        raise RefusedError(
            f"Ngày {plain_day(day)} nằm ngoài lịch làm việc của hệ thống "
            f"(từ năm {min(years)} đến năm {max(years)}); đề nghị kiểm tra lại năm."
        )


def _refuse_far(day: date, world: World) -> None:
    last = world.today + timedelta(days=LONGEST_STEP)
    if day > last:
        raise RefusedError(
            f"Ngày {plain_day(day)} quá xa: lịch mẫu đang ở ngày {plain_day(world.today)}, "
            f"mỗi lần chuyển được nhiều nhất {LONGEST_STEP} ngày, tức là đến ngày {plain_day(last)}."
        )


def _finish(session: Session, work: DayWork, world: World) -> None:
    """Keep the day as done, and move the example's clock to it."""
    session.merge(DayRun(day=world.today, finished_at=world.now, summary=work.sentence))
    folder = session.get(Folder, 1)
    if folder and world.example:
        folder.example_day = world.today

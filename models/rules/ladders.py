"""Reminder and escalation ladders: on which days their stages fall, and what to do with each.

A stage addresses every role it names, and each role is a ledger row of its own. After silence the
latest stage of **each role** is sent: a newer stage that only the contact gets does not swallow an
older one that the department head was to get, and a drafted paper swallows no mail. So one run plans
at most one mail per role and one draft of each kind of paper.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from models.words import NoticeKind, NoticeStatus, Paper, Role

from .workdays import WorkCalendar

StageKey = tuple[NoticeKind, str, Role]
ABOVE = (Role.UNIT_HEAD, Role.FOCAL_HEAD)
NOMINATION_LADDER = "cu-can-bo"  # the policy's nomination_ladder: naming participants of a training
RETURN_LADDER = "bo-sung"  # of a round that a return opened; no task names it
OVERDUE = (NoticeKind.ESCALATION, NoticeKind.PAPER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """One rung: `days` < 0 working days before the target day, > 0 after the last valid day.

    `repeat_times` further ones follow, `repeat_every` working days apart; `prepare`: the mail says what to
    get ready.
    """

    name: str
    kind: NoticeKind
    days: int
    roles: tuple[Role, ...]
    prepare: bool = False
    repeat_every: int = 0
    repeat_times: int = 0
    paper: Paper = Paper.NONE  # what is drafted instead of mailed
    number: int = 1  # lần: how many such papers there have been, this one included


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """Days, both included, on which one obligation is not chased, and why."""

    first: date
    last: date
    reason: str

    def covers(self, day: date) -> bool:
        """Whether nothing leaves on `day`."""
        return self.first <= day <= self.last


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietRule:
    """Working days around Tết in which nothing overdue-flavoured is sent."""

    before: int
    after: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StageDay:
    """A stage of one role on its day; `moved` says in Vietnamese why it is not the nominal day."""

    stage: str  # name in the policy, with the repeat number from the second on: nhac#2
    kind: NoticeKind
    role: Role
    nominal_on: date
    due_on: date
    moved: str
    prepare: bool
    paper: Paper = Paper.NONE

    @property
    def lane(self) -> tuple[Role, Paper]:
        """What a newer stage takes the place of: the older one that the same reader was to get."""
        return self.role, self.paper

    @property
    def needs_approval(self) -> bool:
        """Whether an officer must approve it: all above a unit's department head, and all on paper."""
        return self.role in ABOVE or self.kind is NoticeKind.PAPER

    @property
    def key(self) -> StageKey:
        """What names it in the ledger, beside obligation and round."""
        return self.kind, self.stage, self.role


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What becomes of one stage, and in Vietnamese why (empty: sent on its own day)."""

    stage_day: StageDay
    status: NoticeStatus
    reason: str


def stage_days(
    *,
    ladder: Iterable[Stage],
    last_day: date,
    target_day: date,
    calendar: WorkCalendar,
    quiet: QuietRule,
    arrival_allowance_days: int = 0,
) -> tuple[StageDay, ...]:
    """The days of a ladder, earliest first; reminders end before the target day, all are working days.

    `arrival_allowance_days`: working days after the last valid day in which a document that was issued in
    time may still be on its way; what is overdue-flavoured waits until they have passed.
    """
    return _stage_days(tuple(ladder), last_day, target_day, calendar, quiet, arrival_allowance_days)


@lru_cache(maxsize=1024)  # thousands of obligations share a ladder and its days
def _stage_days(
    ladder: tuple[Stage, ...],
    last_day: date,
    target_day: date,
    calendar: WorkCalendar,
    quiet: QuietRule,
    arrival_allowance_days: int,
) -> tuple[StageDay, ...]:
    found = [
        day
        for stage in ladder
        for name, days in expanded(stage)
        for day in _for_roles(
            stage=stage,
            name=name,
            nominal=calendar.add(target_day if days < 0 else last_day, days),
            calendar=calendar,
            quiet=quiet,
            on_its_way_until=calendar.add(last_day, arrival_allowance_days),
        )
    ]
    return tuple(sorted(found, key=lambda day: (day.due_on, day.nominal_on)))


def expanded(stage: Stage) -> Iterator[tuple[str, int]]:
    """The stage and its repeats as (name, days); a reminder's repeats stop before the target day."""
    for number in range(1, stage.repeat_times + 2):
        days = stage.days + (number - 1) * stage.repeat_every
        if days * stage.days > 0:
            yield (stage.name if number == 1 else f"{stage.name}#{number}"), days


def _for_roles(
    *,
    stage: Stage,
    name: str,
    nominal: date,
    calendar: WorkCalendar,
    quiet: QuietRule,
    on_its_way_until: date,
) -> Iterator[StageDay]:
    due_on, moved = nominal, ""
    if stage.kind in OVERDUE:
        due_on, moved = _behind_arrivals(nominal, on_its_way_until, calendar)
        due_on, behind_tet = _behind_quiet_days(due_on, calendar=calendar, quiet=quiet)
        moved = f"{moved} {behind_tet}".strip()
    for role in stage.roles:
        yield StageDay(
            stage=name,
            kind=stage.kind,
            role=role,
            nominal_on=nominal,
            due_on=due_on,
            moved=moved,
            prepare=stage.prepare,
            paper=stage.paper,
        )


def _behind_arrivals(day: date, on_its_way_until: date, calendar: WorkCalendar) -> tuple[date, str]:
    if day > on_its_way_until:
        return day, ""
    behind = calendar.add(on_its_way_until, 1)
    return behind, (
        f"Chuyển từ ngày {_vn(day)} sang ngày {_vn(behind)}: chờ văn bản đã ban hành đúng hạn "
        f"còn trên đường gửi đến hết ngày {_vn(on_its_way_until)}."
    )


def is_quiet(day: date, *, calendar: WorkCalendar, quiet: QuietRule) -> bool:
    """Whether `day` lies in Tết or in the quiet working days around it."""
    return _behind_quiet_days(day, calendar=calendar, quiet=quiet)[0] != day


def _behind_quiet_days(day: date, *, calendar: WorkCalendar, quiet: QuietRule) -> tuple[date, str]:
    tet = calendar.tet(day.year)
    if tet is None or not calendar.add(tet[0], -quiet.before) <= day <= calendar.add(tet[1], quiet.after):
        return day, ""
    behind = calendar.add(tet[1], quiet.after + 1)
    around = f"{quiet.before} ngày làm việc trước và {quiet.after} ngày làm việc sau đợt nghỉ Tết Nguyên đán"
    return behind, (
        f"Chuyển từ ngày {_vn(day)} sang ngày {_vn(behind)}: "
        f"không đôn đốc trong {around} ({_vn(tet[0])} – {_vn(tet[1])})."
    )


def may_chase(*, as_of: date, calendar: WorkCalendar) -> bool:
    """Whether mail that chases may leave on `as_of`: working days only."""
    return calendar.is_workday(as_of)


def decide(
    *,
    stages: Iterable[StageDay],
    settled: Container[StageKey],
    as_of: date,
    calendar: WorkCalendar,
    first_day: date,
    issued_on: date,
    last_day: date,
    catch_up_days: int,
    quiet: QuietRule,
    pauses: Sequence[Pause] = (),
) -> tuple[Decision, ...]:
    """One decision for every stage due by `as_of` (a working day) that is not in `settled`.

    Stages before `issued_on` do not exist; those before `first_day` are BEFORE_START. In quiet days
    escalations wait undecided, even those that fell due before them. A stage that falls into a pause, or
    would be sent in one, is PAUSED: a pause shifts nothing.
    """
    due = [
        day
        for day in stages
        if issued_on <= day.due_on <= as_of
        and day.key not in settled
        and not (day.kind in OVERDUE and is_quiet(as_of, calendar=calendar, quiet=quiet))
    ]
    refused = {
        day.key: refusal
        for day in due
        if (
            refusal := _refusal(day, as_of, calendar, first_day, last_day, catch_up_days)
            or _paused(day, as_of, pauses)
        )
    }
    latest = {day.lane: day for day in due if day.key not in refused}
    return tuple(refused.get(day.key) or _send_or_supersede(day, latest[day.lane]) for day in due)


def _paused(day: StageDay, as_of: date, pauses: Iterable[Pause]) -> Decision | None:
    """The pause that keeps a stage from being sent: on its own day, or on the day it would leave."""
    for pause in pauses:
        if pause.covers(day.due_on) or pause.covers(as_of):
            reason = f"Tạm dừng đôn đốc từ {_vn(pause.first)} đến hết {_vn(pause.last)}: {pause.reason}"
            return Decision(stage_day=day, status=NoticeStatus.PAUSED, reason=reason)
    return None


def _refusal(
    day: StageDay, as_of: date, calendar: WorkCalendar, first_day: date, last_day: date, catch_up_days: int
) -> Decision | None:
    """Why a due stage is not sent at all; None if it may be."""
    late = calendar.between(after=day.due_on, until=as_of)
    if day.due_on < first_day:
        reason = f"Mốc {_vn(day.due_on)} đứng trước ngày bắt đầu nhắc việc ({_vn(first_day)})."
        return Decision(stage_day=day, status=NoticeStatus.BEFORE_START, reason=reason)
    if day.kind is NoticeKind.REMINDER and as_of > last_day:
        reason = f"Đến khi hệ thống chạy thì đã hết hạn ({_vn(last_day)})."
    elif late > catch_up_days:
        reason = f"Đã qua mốc {late} ngày làm việc; chỉ gửi bù trong {catch_up_days} ngày làm việc."
    else:
        return None
    return Decision(stage_day=day, status=NoticeStatus.MISSED, reason=reason)


def _send_or_supersede(day: StageDay, latest: StageDay) -> Decision:
    if day is latest:
        return Decision(stage_day=day, status=NoticeStatus.PLANNED, reason=day.moved)
    reason = f"Mốc {_vn(day.due_on)} được thay bằng mốc mới hơn ({_vn(latest.due_on)})."
    return Decision(stage_day=day, status=NoticeStatus.SUPERSEDED, reason=reason)


def next_day(*, stages: Iterable[StageDay], settled: Container[StageKey], issued_on: date) -> date | None:
    """The earliest day on which an undecided stage falls; a past one means now, None that none is left."""
    open_days = (day.due_on for day in stages if day.due_on >= issued_on and day.key not in settled)
    return min(open_days, default=None)


def _vn(day: date) -> str:
    return f"{day:%d/%m/%Y}"

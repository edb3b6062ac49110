"""What became of each stage of an obligation by the end of a day, in sentences."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flows.clock import ZONE
from flows.work.chase.deciding import first_day, ladder_of, stages_of
from flows.work.chase.reasons import REASONS
from flows.work.world import World
from models.rules.ladders import Stage, StageDay, expanded
from models.store.story import Mail
from models.tables import Notice
from models.words import (
    DayKind,
    MessageKind,
    MessageStatus,
    NoticeKind,
    NoticeStatus,
    ObligationStatus,
    Paper,
    Role,
)
from templates.dashboards import story_phrases as say
from templates.dashboards.story_facts import StoryLine
from templates.words_vi import plain_day

from .known import Known

AT_ONCE = (
    NoticeStatus.SUPERSEDED,
    NoticeStatus.MISSED,
    NoticeStatus.BEFORE_START,
    NoticeStatus.PAUSED,
    NoticeStatus.QUIET,
    NoticeStatus.WITHDRAWN,
)
NOT_OWED = {
    ObligationStatus.NIL: "đơn vị đã báo cáo không phát sinh",
    ObligationStatus.EXEMPT: "đơn vị không thuộc diện thực hiện nhiệm vụ này",
    ObligationStatus.DONE: "nhiệm vụ đã hoàn thành",
    ObligationStatus.WAITING: "chưa ghi nhận sự kiện làm căn cứ tính hạn",
    ObligationStatus.FOLDED: "đã gộp với nhiệm vụ cùng loại sau khi sắp xếp đơn vị, không theo dõi riêng",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Then:
    """How a stage stood at the end of the day, since when, and the mail that carried it."""

    status: NoticeStatus
    reason: str
    since: datetime
    mail: Mail | None


def stage_lines(*, known: Known, world: World) -> Iterator[StoryLine]:
    """A line for each stage: decided ones as they stood, the others with what is to become of them."""
    teller = _Teller(known=known, world=world, days=_by_key(known, world), papers=_papers(known, world))
    decided = set()
    for notice in known.notices:
        yield teller.decided(notice)
        if notice.round == known.row.round:
            decided.add((notice.kind, notice.stage, notice.role))
    for key, stage in teller.days.items():
        if key not in decided and stage.due_on >= known.row.issued_on:
            yield teller.undecided(stage)


def _by_key(known: Known, world: World) -> Mapping[object, StageDay]:
    return {stage.key: stage for stage in stages_of(row=known.row, world=world)}


def _papers(known: Known, world: World) -> Mapping[str, Stage]:
    return {name: one for one in ladder_of(row=known.row, world=world) for name, _ in expanded(one)}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Teller:
    known: Known
    world: World
    days: Mapping[object, StageDay]
    papers: Mapping[str, Stage]

    def decided(self, notice: Notice) -> StoryLine:
        then = _then(notice, self.known)
        at = then.since.astimezone(ZONE)
        text = " ".join(part for part in (self._fate(notice, then), self._why_then(notice, then)) if part)
        return StoryLine(day=at.date(), at=at, text=text)

    def undecided(self, stage: StageDay) -> StoryLine:
        ahead = stage.due_on > self.known.day
        text = f"{self._prospect(stage, ahead=ahead)} {self._moved(stage)}".strip()
        return StoryLine(day=stage.due_on, text=text, ahead=ahead)

    def _what(self, kind: NoticeKind, name: str, role: Role, due_on: date) -> str:
        stage = self.papers.get(name)
        paper, number = (stage.paper, stage.number) if stage else (Paper.NONE, 1)
        return say.stage(kind=kind, role=role, due_on=due_on, paper=paper, number=number)

    def _fate(self, notice: Notice, then: _Then) -> str:
        what = self._what(notice.kind, notice.stage, notice.role, notice.due_on)
        if then.status in (NoticeStatus.SENT, NoticeStatus.PLANNED, NoticeStatus.REFUSED):
            return _mailed(what, then)
        if then.status is NoticeStatus.HELD:
            waited = self.world.calendar.between(after=notice.decided_on, until=self.known.day)
            return say.held(what=what, since=notice.decided_on, waited=waited)
        if then.status is NoticeStatus.NO_ADDRESS:
            return say.no_address(what=what, role=notice.role)
        if then.status is NoticeStatus.SUPERSEDED:
            return say.superseded(what=what, due_on=notice.due_on, by=self._newer(notice), reason=then.reason)
        if then.status is NoticeStatus.PAUSED:
            return say.paused(what=what, reason=then.reason, by=self._who_paused(then.reason))
        return self._given_up(what, notice, then)

    def _given_up(self, what: str, notice: Notice, then: _Then) -> str:
        if then.status is NoticeStatus.WITHDRAWN and self.known.documents:
            row = self.known.documents[0].row
            if row.recorded_at <= then.since:
                return say.arrived(what=what, number=row.document_number, arrived_on=row.arrived_on)
        late = 0
        if then.status is NoticeStatus.MISSED:
            gave_up = then.since.astimezone(ZONE).date()
            late = self.world.calendar.between(after=notice.due_on, until=gave_up)
        return say.not_sent(what=what, status=then.status, reason=then.reason, late=late)

    def _newer(self, notice: Notice) -> date | None:
        """The stage that took its place: the next one of the same reader that was not replaced itself."""
        later = [
            one.due_on
            for one in self.known.notices
            if one.round == notice.round
            and one.role is notice.role
            and (one.kind is NoticeKind.PAPER) is (notice.kind is NoticeKind.PAPER)
            and one.due_on >= notice.due_on
            and _then(one, self.known).status is not NoticeStatus.SUPERSEDED
        ]
        return min(later, default=None)

    def _who_paused(self, reason: str) -> str:
        return next((one.by for one in self.known.pauses if reason.endswith(one.days.reason)), "")

    def _why_then(self, notice: Notice, then: _Then) -> str:
        """Why the day is not the nominal one, and what else the ledger says of a mail that left."""
        stage = self.days.get((notice.kind, notice.stage, notice.role))
        here = stage if stage and notice.round == self.known.row.round else None
        told = [self._moved(here)] if here else []
        sent = then.status in (NoticeStatus.SENT, NoticeStatus.PLANNED)
        said = say.sentence(then.reason)
        if sent and then.reason and not self.known.approval(notice) and said not in " ".join(told):
            told.append(said)
        return " ".join(part for part in told if part)

    def _moved(self, stage: StageDay) -> str:
        """What holidays and quiet days did to its day."""
        row = self.known.row
        if not row.effective_due or not row.target_day or stage.kind is NoticeKind.NOTE:
            return ""
        first, last = sorted(
            (stage.nominal_on, row.target_day if stage.kind is NoticeKind.REMINDER else row.effective_due)
        )
        names = _days_off(first, last, self.world)
        counted = say.without_holidays(names) if names else ""
        return f"{stage.moved} {counted}".strip()

    def _prospect(self, stage: StageDay, *, ahead: bool) -> str:
        what = self._what(stage.kind, stage.stage, stage.role, stage.due_on)
        if not self.known.is_owed:
            return self._not_owed(what)
        for pause in self.known.pauses:
            if pause.days.covers(stage.due_on):
                days = pause.days
                return say.skipped(what=what, until=days.last, by=pause.by, reason=days.reason)
        start = first_day(self.known.row)
        if stage.due_on < start:
            reason = f"Nhắc việc bắt đầu từ ngày {plain_day(start)}"
            return say.not_sent(what=what, status=NoticeStatus.BEFORE_START, reason=reason)
        return say.to_come(what=what, approval=stage.needs_approval) if ahead else say.undecided(what=what)

    def _not_owed(self, what: str) -> str:
        of_its_own = self.known.status in (ObligationStatus.NIL, ObligationStatus.EXEMPT)
        if self.known.documents and not of_its_own:
            row = self.known.documents[0].row
            return say.arrived(what=what, number=row.document_number, arrived_on=row.arrived_on)
        return say.not_owed(
            what=what, why=NOT_OWED.get(self.known.status, "nhiệm vụ không còn phải thực hiện")
        )


def _then(notice: Notice, known: Known) -> _Then:
    """Its status at the end of the day: what was settled later was still waiting then."""
    mails = [one for one in known.past.mails.get(notice.id or 0, ()) if one.row.created_at <= known.end]
    mail = mails[-1] if mails else None
    settled = notice.settled_at
    if settled is not None and settled <= known.end:
        return _Then(status=notice.status, reason=notice.reason, since=settled, mail=mail)
    if settled is None and notice.status in AT_ONCE:
        return _Then(status=notice.status, reason=notice.reason, since=notice.decided_at, mail=None)
    return _waiting(notice, mail, known)


def _waiting(notice: Notice, mail: Mail | None, known: Known) -> _Then:
    approved = known.approval(notice)
    if mail is not None:
        failed = mail.row.status is MessageStatus.FAILED
        if failed and mail.row.settled_at and mail.row.settled_at <= known.end:
            reason, since = mail.row.reason, mail.row.settled_at
            return _Then(status=NoticeStatus.REFUSED, reason=reason, since=since, mail=mail)
        return _Then(status=NoticeStatus.PLANNED, reason="", since=mail.row.created_at, mail=mail)
    if approved:
        return _Then(status=NoticeStatus.PLANNED, reason="", since=approved.at, mail=None)
    was_held = _needed_approval(notice)
    status = NoticeStatus.HELD if was_held else NoticeStatus.NO_ADDRESS
    return _Then(status=status, reason=REASONS[status], since=notice.decided_at, mail=None)


def _needed_approval(notice: Notice) -> bool:
    stage = StageDay(
        stage=notice.stage,
        kind=notice.kind,
        role=notice.role,
        nominal_on=notice.due_on,
        due_on=notice.due_on,
        moved="",
        prepare=False,
    )
    return stage.needs_approval


def _mailed(what: str, then: _Then) -> str:
    at = then.since.astimezone(ZONE)
    if then.mail is None:
        return say.made(what=what, at=at) if then.status is NoticeStatus.SENT else say.approved(what=what)
    row = then.mail.row
    to = [say.reader(address=one.address, instead_of=one.instead_of) for one in then.mail.recipients]
    if then.status is NoticeStatus.REFUSED:
        return say.server_refused(what=what, to=to, reply=then.reason)
    if then.status is NoticeStatus.SENT:
        tell = say.drafted if row.kind is MessageKind.DRAFT else say.sent
        return tell(what=what, to=to, at=at, message_id=row.message_id)
    reply = row.reason if row.status is MessageStatus.RETRY else ""
    return say.waiting(what=what, to=to, message_id=row.message_id, reply=reply)


def _days_off(first: date, last: date, world: World) -> list[str]:
    """Named days off between two days that would have been working days, each name once."""
    found: defaultdict[str, list[date]] = defaultdict(list)
    for day, special in sorted(world.calendar.days.items()):
        if first <= day <= last and special.kind is DayKind.OFF and day.weekday() < 5:
            found[special.name].append(day)
    return [_span(name, days) for name, days in found.items()]


def _span(name: str, days: list[date]) -> str:
    until = f" – {plain_day(days[-1])}" if len(days) > 1 else ""
    return f"{plain_day(days[0])}{until} ({name})"

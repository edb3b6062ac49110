"""One obligation as it was known at the end of a day: what had been recorded by then, and nothing later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from flows.clock import end_of
from flows.work.escalation.approving import APPROVE
from flows.work.world import World
from models.rules.ladders import Pause
from models.rules.lifecycle import Latest, status_of
from models.rules.punctuality import on_time
from models.rules.workdays import target_day
from models.store.owed import OWED, OwedRow
from models.store.story import Document, Past, due_on
from models.store.untold import ACTION
from models.tables import Audit, Exemption, Notice
from models.words import Change, DeadlineKind, DueChangeKind, ObligationStatus

LATER = datetime.max.replace(tzinfo=UTC)  # what has not been undone


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownPause:
    """A pause as it stood, and who set it."""

    days: Pause
    by: str
    whole_unit: bool
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What was known of an obligation at the end of `day`."""

    day: date
    end: datetime
    past: Past
    last_day: date | None  # by which it was owed then
    row: OwedRow  # with the day its round counted to, target day and round of then
    status: ObligationStatus
    documents: tuple[Document, ...]  # that stood then, first to last
    pauses: tuple[KnownPause, ...]

    @property
    def is_owed(self) -> bool:
        """Whether it was still to be chased."""
        return self.status in OWED

    @property
    def dropped_by(self) -> str:
        """«bãi bỏ theo …»: the amendment by which it was owed no more; empty: by none."""
        standing = (one for one in self.past.exemptions if _stands(one, self.end) and one.amendment_id)
        return next((one.basis for one in standing), "")

    @property
    def notices(self) -> Sequence[Notice]:
        """Stages that had been decided."""
        return [one for one in self.past.notices if one.decided_on <= self.day]

    @property
    def audits(self) -> Sequence[Audit]:
        """Audit rows that had been written."""
        return [one for one in self.past.audits if one.at <= self.end]

    def approval(self, notice: Notice) -> Audit | None:
        """Who had let a held stage leave."""
        return next(
            (one for one in self.audits if one.action == APPROVE and one.facts.get("notice") == notice.id),
            None,
        )


def known_on(*, past: Past, status: ObligationStatus, day: date, world: World) -> Known:
    """Take back what was recorded after the end of `day`; `status` is the obligation's present one."""
    end = end_of(day)
    last = due_on(past, moment=end)
    documents = tuple(_judged(one, past, last) for one in past.documents if one.stands_at(end))
    then = _status(past, status, last, documents, end)
    returned = documents[-1].review_at(end) if then is ObligationStatus.RETURNED else None
    return Known(
        day=day,
        end=end,
        past=past,
        last_day=last,
        row=_row(past, returned.resubmit_by if returned else last, returned is not None, end, world),
        status=then,
        documents=documents,
        pauses=tuple(_pauses(past, end)),
    )


def _judged(document: Document, past: Past, last: date | None) -> Document:
    """By the due day of then, if it was another than today's."""
    if last == past.last_day:
        return document
    row = document.row
    punctual = on_time(
        judged_by=past.row.judged_by,
        issued_on=row.issued_on,
        sent_on=row.sent_on,
        received_on=row.arrived_on,
        received_time=row.arrived_time,
        last_day=last,
        due_time=past.row.due_time,
    )
    return replace(document, on_time=punctual)


def _row(past: Past, last: date | None, returned: bool, end: datetime, world: World) -> OwedRow:
    """As the ladder of then saw it; `last`: the day its round counted to."""
    now, rounds = past.row, _opened_later(past, end)
    if not rounds and (last, returned) == (now.effective_due, now.returned):
        return now
    return replace(
        now,
        effective_due=last,
        returned=returned,
        target_day=target_day(last_day=last, calendar=world.calendar) if last else None,
        round=now.round - rounds,
        round_from=None if rounds else now.round_from,
        frozen=None if rounds else now.frozen,
    )


def _opened_later(past: Past, end: datetime) -> int:
    """How many rounds began after `end`: by days that moved, by returns, by their end."""
    later = [one for one in past.due_changes if one.recorded_at > end]
    rounds = sum(one.old_due is not None and one.kind is not DueChangeKind.CORRECTION for one in later)
    asked_again = False
    for row in past.audits:
        change = row.action.removeprefix(ACTION)
        if change == Change.RETURN:
            rounds, asked_again = rounds + (row.at > end), True
        elif asked_again and row.action != change and row.facts.get("to") == ObligationStatus.OPEN:
            rounds, asked_again = rounds + (row.at > end), False
    return rounds


def _status(
    past: Past, present: ObligationStatus, last: date | None, documents: Sequence[Document], end: datetime
) -> ObligationStatus:
    """What followed from the facts that stood then."""
    newest = documents[-1] if documents else None
    said = newest.review_at(end) if newest else None
    spared = [one for one in past.exemptions if _stands(one, end)]
    return status_of(
        latest=Latest(nil=newest.row.nil, review=said.result if said else None) if newest else None,
        exempt=any(one.amendment_id is None for one in spared),
        dropped=any(one.amendment_id is not None for one in spared),
        awaits_event=past.row.kind is DeadlineKind.RELATIVE and not last,
        done_on_issue=past.done_on_issue(present),
        folded=any(one.folded_into and one.recorded_at <= end for one in past.transfers),
    )


def _stands(one: Exemption, end: datetime) -> bool:
    return one.recorded_at <= end < (one.undone_at or LATER)


def _pauses(past: Past, end: datetime) -> Iterable[KnownPause]:
    for row in past.pauses:
        if row.recorded_at <= end:
            yield KnownPause(
                days=Pause(
                    first=row.first_day, last=_last_day(past, row.id, row.last_day, end), reason=row.reason
                ),
                by=row.recorded_by,
                whole_unit=row.obligation_id is None,
                recorded_at=row.recorded_at,
            )


def _last_day(past: Past, pause: int | None, stored: date, end: datetime) -> date:
    """A pause that was lifted after `end` still had its old last day."""
    for one in past.audits:
        if one.at > end and one.facts.get("pause") == pause and "was" in one.facts:
            return date.fromisoformat(one.facts["was"])
    return stored

"""Tra cứu quá trình nhắc việc: why a unit got what it got, and why it got nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from flows.clock import ZONE
from flows.work.chase.freezing import FREEZE
from flows.work.escalation.approving import APPROVE
from flows.work.pages.overview import heading
from flows.work.reform.passing import CARRY
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.names import UnknownName, match_typed
from models.rules.punctuality import Standing, standing
from models.store.duties import Duty, duties_of_unit
from models.store.reforms import origins
from models.store.story import Past, past_of
from models.store.units import name_on, names_on, unit_index
from models.store.untold import ACTION
from models.words import Change, ObligationStatus
from templates.dashboards import story_phrases as say
from templates.dashboards.story_facts import StoriesFacts, Story, StoryLine
from templates.words_vi import capitalised, count, plain_day

from .known import Known, known_on
from .stage_story import NOT_OWED, stage_lines

REVIEWED = tuple(
    f"{ACTION}{change.value}"
    for change in (Change.ACCEPT, Change.RETURN, Change.UNDO_REVIEW, Change.EXEMPT, Change.UNDO_EXEMPT)
)
TOLD = (
    APPROVE,
    FREEZE,
    CARRY,
    f"{ACTION}{Change.FOLD.value}",
    "form:pause:lift",
    *REVIEWED,
)  # audit rows that no other row of the story says


def find_unit(session: Session, *, text: str, day: date) -> str:
    """The unit that `text` names on `day`, diacritics optional; raises RefusedError with nearest names."""
    found = match_typed(text, unit_index(session, day))
    if isinstance(found, UnknownName):
        raise RefusedError(str(found))
    return found


def why(
    session: Session, *, unit: str, task: str = "", on: date, links: Mapping[str, str], world: World
) -> StoriesFacts:
    """The stories of the unit's chased obligations, or of `task`, at the end of `on`; raises RefusedError."""
    if on > world.today:
        raise RefusedError(
            f"Ngày {plain_day(on)} là ngày trong tương lai; hôm nay là {plain_day(world.today)}. "
            "Để xem thư sẽ gửi, đề nghị dùng mục xem trước."
        )
    name = name_on(session, unit=unit, day=on)
    duties = [one for one in duties_of_unit(session, unit=unit) if one.plan_issued_on <= on]
    asked = _asked(duties, task, name)
    known = {
        one.obligation_id: _known(session, one, on, world) for one in duties if one in asked or _dated(one)
    }
    folded = {key for key, one in known.items() if one.status is ObligationStatus.FOLDED}
    duties = [one for one in duties if one.obligation_id not in folded or one.owed_by == unit]
    asked = [one for one in asked if one in duties]
    came = _taken_over(session, asked, known, world)
    return StoriesFacts(
        heading=heading(world),
        unit_name=name,
        on=on,
        brief=()
        if task
        else tuple(_brief(one, known[one.obligation_id], world) for one in duties if _dated(one)),
        stories=tuple(
            _story(one, known[one.obligation_id], came.get(one.obligation_id, ""), world) for one in asked
        ),
        links=links,
    )


def summary(facts: StoriesFacts) -> str:
    """What a lookup showed, as the run's name."""
    if len(facts.stories) == 1:
        [one] = facts.stories
        return f"{facts.unit_name}, {one.code}: {one.state} (tính đến {plain_day(facts.on)})"
    number = len(facts.stories)
    return f"{facts.unit_name}: quá trình nhắc {count(number)} nhiệm vụ (tính đến {plain_day(facts.on)})"


def _asked(duties: Sequence[Duty], task: str, unit: str) -> list[Duty]:
    if not task:
        return [one for one in duties if _dated(one) and one.ladder]
    found = [one for one in duties if one.task_code.casefold() == task.strip().casefold()]
    if not found:
        codes = ", ".join(dict.fromkeys(one.task_code for one in duties)) or "không có"
        raise RefusedError(f"{unit} không được giao nhiệm vụ «{task}». Nhiệm vụ của đơn vị: {codes}.")
    return found


def _dated(duty: Duty) -> bool:
    return duty.is_dated or duty.status is ObligationStatus.WAITING


def _known(session: Session, duty: Duty, on: date, world: World) -> Known:
    past = past_of(session, obligation=duty.obligation_id)
    return known_on(past=past, status=duty.status, day=on, world=world)


def _brief(duty: Duty, known: Known, world: World) -> str:
    last = known.last_day
    due = f"hạn {plain_day(last)}" if last else "chưa xác định hạn"
    return f"{_code(duty)} – {_document(duty)}: {due}; {_state(known, world)}"


def _code(duty: Duty) -> str:
    return f"{duty.task_code} ({duty.occurrence})" if duty.occurrence else duty.task_code


def _document(duty: Duty) -> str:
    return str(duty.task_facts.get("document") or duty.task_title)


def _taken_over(
    session: Session, duties: Sequence[Duty], known: Mapping[int, Known], world: World
) -> dict[int, str]:
    """By obligation whose duty it was before units were merged, as far as that was so then."""
    names = names_on(session, world.today)
    found = origins(session, obligations=[one.obligation_id for one in duties])
    return {
        key: say.taken_over([names[unit] for unit in units])
        for key, units in found.items()
        if any(one.recorded_at <= known[key].end for one in known[key].past.gathered)
    }


def _story(duty: Duty, known: Known, origin: str, world: World) -> Story:
    due = say.due(
        last=known.last_day,
        due_time=duty.due_time,
        original=duty.original_due,
        target=known.row.target_day if known.row.ladder and not known.row.returned else None,
    )
    lines = [*_records(known), *_changes(known.past, known), *_audited(known)]
    lines += stage_lines(known=known, world=world)
    return Story(
        code=_code(duty),
        document=_document(duty),
        plan_number=duty.plan_number,
        deadline_words=duty.deadline_phrase,
        due=due,
        state=capitalised(_state(known, world)),
        origin=origin,
        lines=tuple(sorted(lines, key=_by_time)),
    )


def _by_time(line: StoryLine) -> tuple[bool, date, bool, datetime]:
    """A line of which only the day is known stands before what has an hour on that day."""
    at = line.at or datetime(line.day.year, line.day.month, line.day.day, tzinfo=ZONE)
    return line.ahead, line.day, line.at is not None, at


def _state(known: Known, world: World) -> str:
    """Where it stood, with the document that met it."""
    if known.documents and known.status not in NOT_OWED:
        first = known.documents[0]
        judged = {True: ", đúng hạn", False: ", quá hạn", None: ""}[first.on_time]
        number = first.row.document_number or "(không số)"
        again = say.sent_back(until=known.row.effective_due) if known.row.returned else ""
        return f"đã gửi văn bản số {number}, đến ngày {plain_day(first.row.arrived_on)}{judged}{again}."
    if known.status in NOT_OWED:
        dropped = known.dropped_by if known.status is ObligationStatus.EXEMPT else ""
        return f"{dropped or NOT_OWED[known.status]}."
    return _outstanding(known, world)


def _outstanding(known: Known, world: World) -> str:
    row = known.row
    stands = standing(
        as_of=known.day,
        last_day=row.effective_due,
        judged_by=row.judged_by,
        calendar=world.calendar,
        arrival_allowance_days=world.policy.arrival_allowance_days,
    )
    if stands is Standing.NO_DUE or row.effective_due is None:
        return "chưa gửi; nhiệm vụ không có ngày cuối cùng của hạn."
    over = count(world.calendar.between(after=row.effective_due, until=known.day))
    left = count(world.calendar.between(after=known.day, until=row.effective_due))
    return {
        Standing.IN_TIME: f"chưa gửi, trong hạn, còn {left} ngày làm việc.",
        Standing.NOT_RECEIVED: (
            f"chưa nhận được, đã hết hạn {over} ngày làm việc; văn bản có thể đang trên đường."
        ),
    }.get(stands, f"chưa gửi, quá hạn {over} ngày làm việc.")


def _line(moment: datetime, text: str) -> StoryLine:
    at = moment.astimezone(ZONE)
    return StoryLine(day=at.date(), at=at, text=text)


def _records(known: Known) -> Iterator[StoryLine]:
    """Documents that were recorded, and those that were voided, by then."""
    for one in known.past.documents:
        row = one.row
        if row.recorded_at <= known.end:
            text = say.recorded(
                number=row.document_number,
                arrived_on=row.arrived_on,
                by=row.recorded_by,
                on_time=one.on_time,
                version=one.version,
            )
            yield _line(row.recorded_at, text)
        if row.voided_at and row.voided_at <= known.end:
            text = say.voided(number=row.document_number, by=row.voided_by, reason=row.void_reason)
            yield _line(row.voided_at, text)


def _changes(past: Past, known: Known) -> Iterator[StoryLine]:
    """The due day set and moved, and pauses."""
    for place, change in enumerate(past.due_changes):
        if change.recorded_at > known.end:
            break
        first = place == 0 and change.old_due is None and not change.why
        moved = say.due_moved(old=change.old_due, new=change.new_due, by=change.by, why=change.why)
        yield _line(change.recorded_at, say.issued(due=change.new_due) if first else moved)
    for pause in known.pauses:
        days = pause.days
        text = say.pause_set(by=pause.by, whole_unit=pause.whole_unit, until=days.last, reason=days.reason)
        yield _line(pause.recorded_at, text)


def _audited(known: Known) -> Iterator[StoryLine]:
    for row in known.audits:
        if row.action in TOLD:
            yield _line(row.at, row.text if row.action == FREEZE else f"{row.by}: {row.text}")

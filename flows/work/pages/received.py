"""The facts of the page “Văn bản đã nhận”: what came in, by task, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session

from flows.work.world import World
from models.store.received import ReceivedRow, received_count, received_rows
from models.store.units import names_on
from models.words import Form, ReturnReason, ReviewResult
from templates.dashboards.received_facts import ReceivedFacts, ReceivedLine, ReceivedTask, ReviewState

from .overview import heading
from .prefilled import Owed, OwedLinks
from .progress import Progress, read_progress

MOST_LINES = 3_000  # asked for; the page says how many it leaves out
OPEN = (ReviewState.WAITING, ReviewState.IN_REVIEW)
WRONG_FORM = (ReturnReason.FORM, ReturnReason.FILE)


def received_facts(
    session: Session,
    *,
    world: World,
    links: Mapping[str, str],
    owed_links: OwedLinks,
    found: Sequence[Progress] | None = None,
) -> ReceivedFacts:
    """Every document that stands for something owed; `found`: how the plans stand, if known already."""
    found = read_progress(session, world=world) if found is None else found
    plans = {one.plan.id for one in found}
    grouped: dict[tuple[int, str], list[ReceivedRow]] = {}
    for row in received_rows(session, plans=plans, most=MOST_LINES):
        grouped.setdefault((row.task_id, row.occurrence), []).append(row)
    names = names_on(session, world.today)
    return ReceivedFacts(
        heading=heading(world),
        tasks=tuple(
            _task(one, rows, names, owed_links)
            for one in found
            if (rows := grouped.get((one.task.id, one.occurrence)))
        ),
        total=received_count(session, plans=plans),
        links=links,
    )


def _task(
    one: Progress, rows: Sequence[ReceivedRow], names: Mapping[str, str], owed_links: OwedLinks
) -> ReceivedTask:
    newest = [row for row in rows if row.newest]
    return ReceivedTask(
        code=one.code,
        title=one.task.document,
        plan_number=one.plan.number,
        deadline_words=one.task.phrase,
        expected=one.total.expected,
        received=one.total.received,
        awaiting_review=one.total.awaiting_review,
        originals=sum(row.form is not Form.FILE for row in newest),
        with_file=sum(row.form is not Form.ORIGINAL or row.files > 0 for row in newest),
        wrong_form=sum(row.reason in WRONG_FORM for row in newest),
        review_link=owed_links.review(one.owed),
        lines=tuple(_line(row, one, names, owed_links) for row in rows),
    )


def _line(row: ReceivedRow, one: Progress, names: Mapping[str, str], owed_links: OwedLinks) -> ReceivedLine:
    line = received_line(row, unit_name=names.get(row.unit_id, row.unit_id))
    owed = Owed(unit_id=row.unit_id, plan_id=row.plan_id, task_code=one.task.code, occurrence=row.occurrence)
    is_open = line.review in OPEN
    return replace(
        line,
        correct_link=owed_links.correct(row.submission_id),
        attach_link=owed_links.attach(row.submission_id) if line.review is not ReviewState.REPLACED else "",
        review_link=owed_links.review(owed) if is_open else "",
        accept_link=owed_links.accept(owed, row.submission_id) if is_open else "",
    )


def received_line(row: ReceivedRow, *, unit_name: str) -> ReceivedLine:
    """One document as it is told, without links."""
    state = _state(row)
    return ReceivedLine(
        unit_name=unit_name,
        number=row.number,
        version=row.version,
        issued_on=row.issued_on,
        sent_on=row.sent_on,
        arrived_on=row.arrived_on,
        arrived_time=row.arrived_time,
        channel=row.channel,
        form=row.form,
        nil=row.nil,
        extended=row.extended,
        on_time=row.on_time,
        has_day=row.effective_due is not None,
        review=state,
        reason=row.reason if state is ReviewState.RETURNED else None,
        comment=row.comment or "",
        resubmit_by=row.resubmit_by,
        files=row.files,
    )


def _state(row: ReceivedRow) -> ReviewState:
    if row.result is ReviewResult.RETURNED:
        return ReviewState.RETURNED
    if row.result is ReviewResult.ACCEPTED:
        return ReviewState.ACCEPTED
    if not row.newest:
        return ReviewState.REPLACED
    return ReviewState.IN_REVIEW if row.review_run else ReviewState.WAITING

"""Random histories of a ladder: arrivals, corrections, pauses, moved deadlines, approvals, silence."""

from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from sqlmodel import Session, col, select

from flows.work.chase.deciding import first_day, stages_of
from models.store.owed import owed
from models.tables import Message, MessageRecipient, Notice, Obligation
from models.words import MessageStatus, NoticeStatus, Role
from tests.factories import world_on
from tests.flows.histories import OPEN, STEPS, Step, Story, play, scratch


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_happens_no_stage_is_told_twice_none_is_lost_and_nobody_is_told_unasked(
    steps: list[Step],
) -> None:
    with Session(scratch()) as session:
        story = Story(session)
        play(story, steps)
        no_stage_is_told_twice(story)
        nobody_is_told_of_what_is_not_owed(story)
        nobody_above_the_department_head_hears_anything_unapproved(story)
        every_stage_that_fell_due_has_its_row_and_reason(story)


def no_stage_is_told_twice(story: Story) -> None:
    """To one address a stage is told once, and no address gets two mails that chase on one day."""
    assert max(Counter((notice, to) for _, notice, to in story.told).values(), default=1) == 1
    chases = (
        sa.select(col(MessageRecipient.address), col(Message.day))
        .join(Message, col(Message.id) == col(MessageRecipient.message_id))
        .where(col(Message.kind) == "chase", col(Message.status) == MessageStatus.SENT)
    )
    assert max(Counter(map(tuple, story.session.execute(chases))).values(), default=1) == 1


def nobody_is_told_of_what_is_not_owed(story: Story) -> None:
    drafts = select(Notice.id).where(
        col(Notice.kind) == "paper"
    )  # their mail goes to the officer, who decided
    papers = set(story.session.exec(drafts))
    assert all(owed_ for (_, notice), owed_ in story.owed_at.items() if notice not in papers)


def nobody_above_the_department_head_hears_anything_unapproved(story: Story) -> None:
    above = select(Notice).where(col(Notice.role).in_((Role.UNIT_HEAD, Role.FOCAL_HEAD)))
    left = {notice for _, notice, _ in story.told}
    for notice in story.session.exec(above):
        assert notice.id not in left or notice.id in story.approved
    for _, notice_id, address in story.told:
        if address.startswith(("unit_head", "lanhdao")):
            assert notice_id in story.approved


def every_stage_that_fell_due_has_its_row_and_reason(story: Story) -> None:
    world = world_on(story.day)
    rows = story.session.exec(select(Notice)).all()
    for row in rows:
        assert row.reason or row.status in (*OPEN, NoticeStatus.SENT), row
    for duty in owed(story.session):
        keys = Counter(
            (row.kind, row.stage, row.role)
            for row in rows
            if (row.obligation_id, row.round) == (duty.id, duty.round)
        )
        due = {
            one.key
            for one in stages_of(row=duty, world=world)
            if first_day(duty) <= one.due_on <= world.today
        }
        assert due <= keys.keys()
        assert set(keys.values()) <= {1}


@pytest.mark.long
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_after_silence_the_counters_are_those_of_a_run_on_every_day(steps: list[Step]) -> None:
    """Nothing arrived or moved: the same stages have rows, whatever days the runs happened on."""
    kept = [step for step in steps if step[1] in ("run", "deliver", "pause")]
    ledgers = []
    for daily in (False, True):
        with Session(scratch()) as session:
            story = Story(session)
            play(story, kept, daily=daily)
            rows = session.exec(select(Notice)).all()
            duties = {one.id: one.owed_by for one in session.exec(select(Obligation))}
            ledgers.append({(duties[row.obligation_id], row.kind, row.stage, row.role) for row in rows})
    assert ledgers[0] == ledgers[1]

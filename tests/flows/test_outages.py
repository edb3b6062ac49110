"""The server was down for 1, 7 or 30 days: what leaves on its return, and what every other stage says."""

from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.database import transaction
from models.tables import Message, MessageRecipient, Notice, Obligation
from models.words import MessageKind, MessageStatus, NoticeStatus
from tests.factories import CALENDAR
from tests.flows.histories import OPEN, Story, scratch

CONTACT, HEAD = "ca02@units.example", "department_head@ca02.example"


def on_return(story: Story, *, days: int) -> Counter[str]:
    """The chasing mails of the first run after `days` without one, by address."""
    story.day += timedelta(days=days + 1)
    story.run()
    story.deliver()
    left = (
        select(MessageRecipient.address)
        .join(Message, col(Message.id) == col(MessageRecipient.message_id))
        .where(col(Message.kind) == MessageKind.CHASE, col(Message.day) == story.day)
        .where(col(Message.status) == MessageStatus.SENT)
    )
    return Counter(story.session.exec(left))


# Stages: 16/12 contact; 18/12 contact and department head; 20/12 page and letter, held; 25/12 contact;
# 27/12 second letter and paper, held; 02/01 contact (01/01 is a day off). Sent up to 10 working days late.
@pytest.mark.parametrize(
    ("last", "days", "contact", "head", "states"),
    [
        ("2024-12-16", 1, 1, 1, {"sau-3-ngay": {"sent": 2}}),
        # back on 24/12: 18/12 is 4 working days late
        ("2024-12-16", 7, 1, 1, {
            "sau-3-ngay": {"sent": 2}, "cong-van-lan-1": {"held": 1}, "lanh-dao-cuc": {"held": 1}}),
        # back on 26/12: the contact hears of 25/12 alone, the department head of 18/12
        ("2024-12-17", 8, 1, 1, {
            "sau-3-ngay": {"superseded": 1, "sent": 1}, "cong-van-lan-1": {"held": 1},
            "sau-8-ngay": {"sent": 1}}),
        # back on 19/12: no reminder of a deadline that is over, 16/12 gives way to 18/12
        ("2024-12-11", 7, 1, 1, {"truoc-1-ngay": {"missed": 1}, "sau-1-ngay": {"superseded": 1},
            "sau-3-ngay": {"sent": 2}}),
        # back on 16/01: of all of them only 02/01 is no more than ten working days old
        ("2024-12-16", 30, 1, 0, {
            "sau-3-ngay": {"missed": 2}, "cong-van-lan-1": {"missed": 1},
            "lanh-dao-cuc": {"missed": 1}, "sau-8-ngay": {"missed": 1}, "cong-van-lan-2": {"missed": 1},
            "sau-8-ngay#2": {"sent": 1}}),
    ],
)  # fmt: skip
def test_after_an_outage_each_reader_gets_one_mail_and_every_other_stage_says_why(
    engine: sa.Engine, last: str, days: int, contact: int, head: int, states: dict[str, dict[str, int]]
) -> None:
    with transaction(engine) as session:
        story = Story(session)
        story.begin()
        story.day = date.fromisoformat(last)
        story.run()
        story.deliver()
        got = on_return(story, days=days)
        assert (got[CONTACT], got[HEAD]) == (contact, head)
        for stage, expected in states.items():
            wanted = (
                select(Notice.status, Notice.reason)
                .join(Obligation, col(Obligation.id) == col(Notice.obligation_id))
                .where(col(Notice.stage) == stage, col(Obligation.owed_by) == "CA02")
            )
            found = session.exec(wanted).all()
            assert Counter(str(status) for status, _ in found) == expected, stage
            assert all(reason for status, reason in found if str(status) in ("missed", "superseded"))


def test_whatever_day_the_outage_begins_nobody_is_flooded_and_nothing_is_without_a_reason() -> None:
    """From every third working day between the first reminder and Tết, for 1, 7 and 30 days."""
    mails = 0
    with Session(scratch()) as session:
        story = Story(session)
        story.begin()
        while story.day < date(2025, 1, 25):
            story.run()
            story.deliver()
            last, told = story.day, list(story.told)
            for days in (1, 7, 30):
                step = session.begin_nested()
                mails += one_each(on_return(story, days=days))
                every_row_says_why(session)
                step.rollback()
                session.expire_all()
                story.day, story.told = last, told.copy()
            story.day = CALENDAR.add(last, 3)
    assert mails >= 40


def one_each(got: Counter[str]) -> int:
    """No address got two mails; how many mails there were."""
    assert set(got.values()) <= {1}
    return got.total()


def every_row_says_why(session: Session) -> None:
    """What was not sent bears the reason."""
    for row in session.exec(select(Notice)):
        assert row.reason or row.status in (NoticeStatus.SENT, *OPEN)

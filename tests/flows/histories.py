"""Histories of a ladder to be played: arrivals, corrections, pauses, moved deadlines, approvals, silence."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import gettempdir

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from flows.delivery.making import make
from flows.work.chase.daily import run_day
from flows.work.chase.rearm import rearm
from flows.work.documents.correct import void
from flows.work.documents.record import Entry, record
from flows.work.escalation.approving import approve, refuse
from flows.work.escalation.held import held_groups
from flows.work.escalation.pausing import pause
from flows.work.files.store import Files
from flows.work.mails.compose import Composer
from flows.work.mails.mail_kinds import Identity
from flows.work.refusals import RefusedError
from models.database import connect, metadata
from models.tables import (
    Contact,
    Message,
    MessageItem,
    MessageRecipient,
    Notice,
    Obligation,
    Plan,
    PlanTask,
    Submission,
)
from models.words import MessageStatus, NoticeStatus, ObligationStatus, Role
from templates.mail.facts import Sender
from tests.factories import CALENDAR, FOCAL, add_plan, add_task, add_units, world_on

DUE = date(2024, 12, 14)
BEGIN, END = date(2024, 11, 11), date(2025, 2, 10)  # Tết and its quiet days: 20/01 to 04/02
UNITS = ("CA02", "CA04")
FILES = Files(data=Path(gettempdir()) / "dondoc-histories")
IDENTITY = Identity(
    from_name="V03",
    from_address="v03@v03.example",
    sender=Sender(unit_name="Cục", short_name="V03", reply_to="v03@v03.example"),
    ui_link="",
)
OPEN = (NoticeStatus.PLANNED, NoticeStatus.HELD)


@cache
def scratch() -> sa.Engine:
    """One database in memory; every example rolls back what it wrote."""
    engine = connect(url="sqlite://")
    metadata.create_all(engine)
    return engine


@dataclass
class Story:
    """One plan of one report, two units, and what happens to them."""

    session: Session
    day: date = BEGIN
    approved: set[int] = field(default_factory=set)  # notices
    told: list[tuple[date, int, str]] = field(
        default_factory=list
    )  # day, notice, address of each mail that left
    owed_at: dict[tuple[date, int], bool] = field(default_factory=dict)

    def begin(self) -> None:
        session, world = self.session, world_on(date(2024, 2, 6))
        add_units(session, *UNITS)
        plan = add_plan(session)
        add_task(session, plan=plan, units=UNITS, due=DUE, world=world, code="III.3.b", ladder="bao-cao")
        session.execute(sa.update(PlanTask).values(judged_by="sent"))
        for unit in UNITS:
            for role in (Role.DEPARTMENT_HEAD, Role.UNIT_HEAD):
                session.add(Contact(unit_id=unit, role=role, address=f"{role}@{unit.lower()}.example"))
        session.add(Contact(unit_id=FOCAL, role=Role.UNIT_HEAD, address="lanhdao@v03.example"))
        session.flush()

    def act(self, what: str, unit: str) -> None:
        """One thing that happens today; what is refused changes nothing."""
        step = self.session.begin_nested()
        try:
            ACTIONS[what](self, unit)
            step.commit()
        except RefusedError:
            step.rollback()
        self.session.expire_all()

    def run(self, _unit: str = "") -> None:
        run_day(self.session, world=world_on(self.day))

    def deliver(self, _unit: str = "") -> None:
        """First claim and sending, with the composer that asks again what is still owed."""
        self.session.flush()
        queued = col(Message.status) == MessageStatus.QUEUED
        ids = [one for one in self.session.exec(select(Message.id).where(queued)) if one]
        world = world_on(self.day)
        composer = Composer(identity=lambda _s: IDENTITY, world=lambda _s: world, files=FILES)
        make(self.session, ids=ids, compose=composer, at=world.now)
        self.session.expire_all()
        for message in self.session.exec(select(Message).where(queued, col(Message.content).is_not(None))):
            self._left(message)
        self.session.flush()

    def _left(self, message: Message) -> None:
        message.status = MessageStatus.SENT
        to = self.session.exec(
            select(MessageRecipient.address).where(col(MessageRecipient.message_id) == message.id)
        ).all()
        items = select(MessageItem.notice_id).where(col(MessageItem.message_id) == message.id)
        carried = select(Notice).where(col(Notice.id).in_(items), col(Notice.status) == NoticeStatus.PLANNED)
        for notice in self.session.exec(carried).all():
            assert notice.id is not None
            notice.status = NoticeStatus.SENT
            duty = self.session.get_one(Obligation, notice.obligation_id)
            self.owed_at[self.day, notice.id] = duty.status is ObligationStatus.OPEN
            self.told += [(self.day, notice.id, address) for address in to]

    def arrive(self, unit: str) -> None:
        plan = self.session.exec(select(Plan)).one()
        number = f"{self.day:%d%m}/BC"
        entry = Entry(
            unit=unit,
            tasks=((plan.id or 0, "III.3.b", ""),),
            number=number,
            issued_on=self.day,
            arrived_on=self.day,
        )
        record(self.session, entry=entry, by="Cán bộ 1", world=world_on(self.day))

    def correct(self, unit: str) -> None:
        wanted = select(Submission.id).where(
            col(Submission.unit_id) == unit, col(Submission.voided_at).is_(None)
        )
        for key in self.session.exec(wanted).all():
            assert key is not None
            void(self.session, submission_id=key, reason="nhầm", by="Cán bộ 1", world=world_on(self.day))

    def pause(self, unit: str) -> None:
        pause(
            self.session,
            unit=unit,
            unit_name=unit,
            task=None,
            days=3,
            reason="lũ lụt",
            by="Cán bộ 1",
            world=world_on(self.day),
        )

    def move(self, unit: str) -> None:
        """A week more from today: a fresh round under the policy in force."""
        for duty in self.session.exec(select(Obligation).where(col(Obligation.owed_by) == unit)).all():
            if duty.status is not ObligationStatus.OPEN or duty.id is None:
                raise RefusedError("")
            duty.effective_due = duty.target_day = CALENDAR.add(self.day, 5)
            duty.round, duty.round_from, duty.ladder = duty.round + 1, self.day, None
            rearm(self.session, ids=[duty.id], world=world_on(self.day))

    def approve(self, _unit: str) -> None:
        groups = held_groups(self.session, world=world_on(self.day))
        waiting = {
            one.notice_id for group in groups for one in group.held if one.notice_id not in group.paused
        }
        approve(
            self.session,
            labels=[group.label for group in groups],
            except_units=(),
            by="Cán bộ 1",
            files=FILES,
            world=world_on(self.day),
        )
        self.approved |= waiting

    def refuse(self, _unit: str) -> None:
        groups = held_groups(self.session, world=world_on(self.day))
        refuse(
            self.session,
            labels=[group.label for group in groups],
            except_units=(),
            reason="chưa cần",
            by="Cán bộ 1",
            world=world_on(self.day),
        )


ACTIONS: dict[str, Callable[[Story, str], None]] = {
    "run": Story.run,
    "deliver": Story.deliver,
    "arrive": Story.arrive,
    "correct": Story.correct,
    "pause": Story.pause,
    "move": Story.move,
    "approve": Story.approve,
    "refuse": Story.refuse,
}
Step = tuple[int, str, str]  # days after BEGIN, what, unit
STEPS = st.lists(
    st.tuples(
        st.integers(0, (END - BEGIN).days),
        st.sampled_from([*ACTIONS, "run", "run", "deliver", "deliver"]),
        st.sampled_from(UNITS),
    ),
    max_size=40,
).map(lambda steps: sorted(steps, key=lambda step: step[0]))


def play(story: Story, steps: Sequence[Step], *, daily: bool = False) -> None:
    """The steps in their order; `daily`: on every day before its steps there is a run and a delivery too."""
    story.begin()
    by_day: defaultdict[int, list[Step]] = defaultdict(list)
    for step in steps:
        by_day[step[0]].append(step)
    for offset in range((END - BEGIN).days + 1):
        story.day = BEGIN + timedelta(days=offset)
        if daily:
            story.run()
            story.deliver()
        for _, what, unit in by_day[offset]:
            story.act(what, unit)
    story.day = CALENDAR.on_or_after(END)
    story.run()
    story.deliver()

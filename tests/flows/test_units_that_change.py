"""Sắp xếp đơn vị: open duties follow the units, doubles fold, history stays under the old names."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.clock import end_of
from flows.work.chase.daily import run_day
from flows.work.documents.correct import void
from flows.work.mails.todays_work import todays_work
from flows.work.pages.unsent import unsent_facts
from flows.work.reform.summary import reform_facts
from flows.work.reform.wish import read_wish
from flows.work.refusals import RefusedError
from flows.work.story.why import why
from models.store.counted import counted_rows
from models.store.standing import Knowledge
from models.store.units import name_on, names_on
from models.tables import (
    Contact,
    Exemption,
    Message,
    MessageRecipient,
    Obligation,
    ObligationTransfer,
    Unit,
    UnitName,
    UnitReform,
)
from models.words import (
    MessageKind,
    MessageStatus,
    ObligationStatus,
    RecipientKind,
    Region,
    Role,
    UnitKind,
)
from templates.dashboards.unsent import taken_over
from tests.factories import add_plan, add_task, add_units, world_on
from tests.flows.histories import scratch
from tests.flows.mailing import left, send_everything
from tests.flows.reforming import carried, handed_in, reform, typed
from tests.flows.test_example_year import text_of
from tests.flows.test_overview import OWED_LINKS

DAY = date(2024, 7, 1)
BEFORE = DAY - timedelta(days=1)
DUE = date(2024, 12, 14)
MERGER = "A + B -> Công an tỉnh D"
D = "cong-an-tinh-d"
CODE = "II.1.1.b"


@pytest.fixture
def session() -> Iterator[Session]:
    """Three units that owe one task by 14/12/2024; nothing is left behind."""
    yield from small_world(scratch())


@pytest.fixture
def anywhere(engine: sa.Engine) -> Iterator[Session]:
    """The same on each kind of database."""
    yield from small_world(engine)


def small_world(engine: sa.Engine) -> Iterator[Session]:
    with Session(engine) as session:
        add_units(session, "A", "B", "C")
        plan = add_plan(session)
        add_task(session, plan=plan, units=["A", "B", "C"], due=DUE, world=world_on(date(2024, 6, 3)))
        yield session
        session.rollback()


def duty(session: Session, unit: str) -> Obligation:
    session.flush()
    session.expire_all()
    return session.exec(select(Obligation).where(col(Obligation.owed_by) == unit)).one()


def task(session: Session) -> tuple[int, str, str]:
    return duty(session, "A").plan_id, CODE, ""


def counted(session: Session, *, on: date, until: date | None = None) -> dict[str, int]:
    """Unit -> what is counted for it on a day, as known at its end or later."""
    known = Knowledge(until=end_of(until or on), on=on, ended=end_of(on))
    rows = counted_rows(session, plans=[task(session)[0]], known=known, by_unit=True)
    return dict(sum((Counter({row.counted.unit: row.counted.count}) for row in rows), Counter[str]()))


def test_of_doubles_the_strictest_day_survives_and_both_origins_show(anywhere: Session) -> None:
    duty(anywhere, "B").effective_due = DUE - timedelta(days=5)
    reform(anywhere, MERGER, day=DAY)
    assert carried(anywhere) == {D: ["B"], "C": ["C"]}
    folded, survivor = duty(anywhere, "A"), duty(anywhere, "B")
    assert (folded.status, folded.folded_into) == (ObligationStatus.FOLDED, survivor.id)
    assert survivor.effective_due == DUE - timedelta(days=5)
    facts = unsent_facts(anywhere, world=world_on(DAY), links={}, owed_links=OWED_LINKS)
    lines = {line.unit_name: line for one in facts.tasks for _, lines in one.regions for line in lines}
    assert taken_over(lines["Công an tỉnh D"]) == "gộp từ Công an tỉnh A và Công an tỉnh B"
    story = why(anywhere, unit=D, on=DAY, links={}, world=world_on(DAY)).stories[0]
    assert story.origin == "Gộp từ Công an tỉnh A và Công an tỉnh B."
    old = why(anywhere, unit="A", on=BEFORE, links={}, world=world_on(DAY)).stories[0]
    assert (old.origin, "đã gộp" in old.state) == ("", False)


def test_what_came_stays_under_the_old_unit_and_figures_before_the_day_stay_as_they_were(
    anywhere: Session,
) -> None:
    handed_in(anywhere, "A", task(anywhere), on=date(2024, 6, 10))
    duty(anywhere, "A").status = ObligationStatus.DONE
    before = counted(anywhere, on=BEFORE)
    reform(anywhere, MERGER, day=DAY)
    assert carried(anywhere) == {"A": ["A"], D: ["B"], "C": ["C"]}
    assert before == {"A": 1, "B": 1, "C": 1} == counted(anywhere, on=BEFORE)
    assert counted(anywhere, on=BEFORE, until=DAY) == before
    assert counted(anywhere, on=DAY) == {"A": 1, D: 1, "C": 1}


def test_a_document_under_review_goes_along_and_is_folded_into_nothing(session: Session) -> None:
    handed_in(session, "A", task(session), on=date(2024, 6, 10))
    reform(session, MERGER, day=DAY)
    assert carried(session) == {D: ["A", "B"], "C": ["C"]}
    handed_in(session, D, task(session), on=DAY)
    assert {unit: duty(session, unit).status for unit in "AB"} == {
        "A": ObligationStatus.ARRIVED,
        "B": ObligationStatus.ARRIVED,
    }


def test_a_document_of_an_old_unit_meets_what_its_successor_carries(anywhere: Session) -> None:
    reform(anywhere, MERGER, day=DAY)
    handed_in(anywhere, "B", task(anywhere), on=DAY)
    survivor = duty(anywhere, "A")
    assert (survivor.carried_by, survivor.status) == (D, ObligationStatus.ARRIVED)


def test_a_rename_keeps_the_unit_and_moves_nothing(session: Session) -> None:
    reform(session, "A => Công an thành phố A", day=DAY)
    assert (name_on(session, unit="A", day=BEFORE), name_on(session, unit="A", day=DAY)) == (
        "Công an tỉnh A",
        "Công an thành phố A",
    )
    assert carried(session) == {"A": ["A"], "B": ["B"], "C": ["C"]}
    assert not session.exec(select(Message)).all()


def test_of_a_split_the_first_goes_on_and_each_further_one_owes_the_same(anywhere: Session) -> None:
    reform(anywhere, "A -> Công an tỉnh M + Công an tỉnh N", day=DAY)
    assert carried(anywhere) == {
        "cong-an-tinh-m": ["A"],
        "B": ["B"],
        "C": ["C"],
        "cong-an-tinh-n": ["cong-an-tinh-n"],
    }
    new = duty(anywhere, "cong-an-tinh-n")
    assert (new.effective_due, new.status) == (DUE, ObligationStatus.OPEN)
    assert counted(anywhere, on=BEFORE, until=DAY) == {"A": 1, "B": 1, "C": 1}
    assert sum(counted(anywhere, on=DAY).values()) == 4


def test_nobody_follows_a_dissolved_unit_so_what_is_open_is_spared_with_the_document_as_basis(
    session: Session,
) -> None:
    reform(session, "A -> (giải thể)", day=DAY)
    assert duty(session, "A").status is ObligationStatus.EXEMPT
    [basis] = session.exec(select(Exemption.basis)).all()
    assert "Nghị quyết số 12/NQ-UBTVQH15 ngày 12/06/2024" in basis


def test_what_is_approved_for_a_later_day_is_done_by_the_first_run_on_or_after_it(anywhere: Session) -> None:
    reform(anywhere, "A + B -> Công an tỉnh X", day=DAY, today=date(2024, 6, 20))
    planned, _ = reform(anywhere, MERGER, day=DAY, today=date(2024, 6, 21))  # in its place
    run_day(anywhere, world=world_on(date(2024, 6, 28)))
    assert planned.applied_at is None
    for _ in range(2):  # run twice it finds it done
        run_day(anywhere, world=world_on(DAY))
    assert len(anywhere.exec(select(UnitReform)).all()) == 1
    assert len(anywhere.exec(select(ObligationTransfer)).all()) == 2
    assert carried(anywhere) == {D: ["A"], "C": ["C"]}
    assert anywhere.get_one(Unit, "A").valid_to == BEFORE


def test_it_is_done_on_a_day_off_too(session: Session) -> None:
    sunday = date(2024, 6, 30)
    reform(session, MERGER, day=sunday, today=date(2024, 6, 20))
    run_day(session, world=world_on(sunday))
    assert carried(session) == {D: ["A"], "C": ["C"]}


def test_each_successor_gets_one_mail_that_names_no_other_units_than_its_own(session: Session) -> None:
    reform(session, MERGER, day=DAY)
    world = world_on(DAY)
    for _ in range(2):
        run_day(session, world=world)
    send_everything(session, world=world)
    [mail] = left(session, MessageKind.UNITS)
    assert mail.content is not None
    people = select(MessageRecipient.address, MessageRecipient.kind).where(
        col(MessageRecipient.message_id) == mail.id
    )
    assert set(session.exec(people)) == {
        ("a@units.example", RecipientKind.TO),
        ("b@units.example", RecipientKind.CC),
    }
    assert mail.subject.endswith(
        "[Tiếp nhận nhiệm vụ] Công an tỉnh D: 01 việc có thời hạn tiếp tục thực hiện"
    )
    text = " ".join(text_of(mail.content).split())
    assert "Công an tỉnh C" not in text
    assert "Tiếp nhận từ: Công an tỉnh A và Công an tỉnh B" in text


def test_contacts_of_the_unit_of_its_name_come_first_and_a_unit_that_has_one_keeps_it(
    session: Session,
) -> None:
    reform(session, "A + B -> Công an thành phố B; C -> Công an tỉnh E", day=DAY)
    new = select(Contact.address).where(col(Contact.unit_id) == "cong-an-thanh-pho-b")
    assert session.exec(new.order_by(col(Contact.position))).all() == ["b@units.example", "a@units.example"]
    later = DAY + timedelta(days=30)
    reform(session, "Công an tỉnh E + Công an thành phố B -> Công an tỉnh E", day=later)
    own = select(Contact.address).where(col(Contact.unit_id) == "cong-an-tinh-e")
    assert session.exec(own).all() == ["c@units.example"]


def test_contacts_are_asked_for_where_they_are_not_to_pass(session: Session) -> None:
    reform(session, MERGER, day=DAY, keep=False)
    assert not session.exec(select(Contact).where(col(Contact.unit_id) == D)).all()
    assert not session.exec(select(Message).where(col(Message.kind) == MessageKind.UNITS)).all()
    session.add(Contact(unit_id=D, role=Role.CONTACT, address="moi@units.example"))
    run_day(session, world=world_on(DAY))
    assert len(session.exec(select(Message).where(col(Message.kind) == MessageKind.UNITS)).all()) == 1


def test_a_stage_that_the_old_unit_was_told_is_not_told_again(session: Session) -> None:
    told = first_chase(session)
    send_everything(session, world=world_on(told))
    before = len(left(session, MessageKind.CHASE))
    assert before == 3
    for day in (told, told + timedelta(days=1), told + timedelta(days=3)):
        if day == told:
            reform(session, MERGER, day=day)
        run_day(session, world=world_on(day))
        send_everything(session, world=world_on(day))
    assert len(left(session, MessageKind.CHASE)) == before


def test_mail_of_today_that_nobody_tried_to_send_goes_to_the_successor_tomorrow(session: Session) -> None:
    day = first_chase(session)
    session.add(Unit(id="E", kind=UnitKind.PROVINCE, region=Region.NORTH, position=9))
    session.flush()
    session.add(UnitName(unit_id="E", name="Công an tỉnh E"))
    session.add(Contact(unit_id="E", role=Role.CONTACT, address="e@units.example"))
    session.flush()
    reform(session, "A + B -> E", day=day)
    assert send_everything(session, world=world_on(day)) == 2  # C's reminder, and what E owes now
    tomorrow = next(one for one in days_from(day + timedelta(days=1)) if one.weekday() < 5)
    run_day(session, world=world_on(tomorrow))
    send_everything(session, world=world_on(tomorrow))
    addresses = select(MessageRecipient.address).join(
        Message, col(Message.id) == col(MessageRecipient.message_id)
    )
    chased = addresses.where(
        col(Message.kind) == MessageKind.CHASE, col(Message.status) == MessageStatus.SENT
    )
    assert sorted(session.exec(chased)) == ["c@units.example", "e@units.example"]


def first_chase(session: Session) -> date:
    """The day on which the three units are written to for the first time."""
    days = (DUE - timedelta(days=left) for left in range(9, 0, -1))
    return next(day for day in days if run_day(session, world=world_on(day)).messages)


def days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)


def test_what_was_finished_and_is_open_again_passes_on_at_the_next_run(session: Session) -> None:
    recorded = handed_in(session, "A", task(session), on=date(2024, 6, 10))
    duty(session, "A").status = ObligationStatus.DONE
    reform(session, MERGER, day=DAY)
    void(session, submission_id=recorded.submission_id, reason="nhầm", by="Cán bộ 1", world=world_on(DAY))
    run_day(session, world=world_on(DAY + timedelta(days=1)))
    assert carried(session) == {D: ["A"], "C": ["C"]}


def test_the_morning_brief_says_when_units_are_gone_and_their_duties_are_not_passed_on(
    session: Session,
) -> None:
    session.get_one(Unit, "A").valid_to = BEFORE
    session.flush()
    lines = [
        line.text
        for section in todays_work(session, world=world_on(DAY), links={})
        if section.title == "Sắp xếp đơn vị"
        for line in section.lines
    ]
    assert lines == ["01 đơn vị đã hết hiệu lực từ 01/07/2024, nhiệm vụ chưa chuyển: mở Sắp xếp đơn vị"]


def test_what_it_would_do_is_shown_and_nothing_is_left_of_it(anywhere: Session) -> None:
    world = world_on(date(2024, 6, 20))
    wish = read_wish(anywhere, typed=typed(f"{MERGER}; C => Công an C", day=DAY), world=world)
    facts = reform_facts(anywhere, wish=wish, by="Cán bộ 1", world=world)
    assert facts.changes == [
        "Công an tỉnh A và Công an tỉnh B hợp nhất thành Công an tỉnh D",
        "Công an tỉnh C đổi tên thành Công an C",
    ]
    [one] = facts.successors
    assert (one.name, one.carries, one.folded, one.contact, one.told) == (
        "Công an tỉnh D",
        1,
        1,
        "a@units.example",
        True,
    )
    assert (facts.before, facts.after, facts.ahead) == (4, 3, True)
    assert carried(anywhere) == {"A": ["A"], "B": ["B"], "C": ["C"]}
    assert D not in names_on(anywhere, DAY)
    assert not anywhere.exec(select(Message)).all()


WRONG = {
    "A + Công an tỉnh Q -> Công an tỉnh D": "Không có đơn vị nào tên là «Công an tỉnh Q»",
    "A và B thành D": "Không hiểu dòng «A và B thành D»",
    "A + B -> Công an tỉnh D; A -> Công an tỉnh K": "Công an tỉnh A đứng ở vế trước của 2 dòng",
    "A -> B; B -> C": "Công an tỉnh B vừa kết thúc vừa tiếp nhận đơn vị khác",
    "A + B -> M + N": "có nhiều đơn vị ở cả hai vế",
    "A => Công an tỉnh B": "đã có đơn vị tên là «Công an tỉnh B»",
    "V03 -> (giải thể)": "là đơn vị đầu mối của kế hoạch đang theo dõi",
    "A + A -> Công an tỉnh D": "để trống hoặc lặp lại",
    "A -> A": "không thay đổi gì",
    "": "Danh mục đơn vị không có thay đổi nào từ ngày 01/07/2024",
}


def test_wrong_rows_come_back_with_their_sentence(session: Session) -> None:
    for rows, sentence in WRONG.items():
        with pytest.raises(RefusedError) as told:
            reform(session, rows, day=DAY)
        assert sentence in str(told.value)
    assert not session.exec(select(UnitReform)).all()

"""Trainings: units are invited, answer within their quota, wait when it is full, come or do not come."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.chase.daily import run_day
from flows.work.refusals import RefusedError
from flows.work.trainings.announcing import Letter, announce
from flows.work.trainings.attending import Extra, attend, expected
from flows.work.trainings.changing import Wanted, cancel, change
from flows.work.trainings.erasing import ERASED, erase_all
from flows.work.trainings.nominating import Answer, nominate
from flows.work.trainings.people import Person, read_people
from models.database import transaction
from models.store.figures import indicators_of
from models.store.trained import training_figures
from models.tables import (
    Contact,
    Indicator,
    Message,
    MessageItem,
    Notice,
    Obligation,
    Participant,
    Plan,
    PlanTask,
    Training,
    TrainingInvitation,
    Unit,
)
from models.words import (
    IndicatorKind,
    JudgedBy,
    MessageKind,
    ObligationStatus,
    ParticipantStatus,
    Region,
    Role,
    TrainingStatus,
)
from tests.factories import FOCAL, add_plan, add_task, add_units, world_on
from tests.flows.histories import FILES

ISSUED = date(2024, 2, 6)
TODAY = date(2024, 4, 15)  # a Monday
FIRST = date(2024, 6, 10)  # a Monday
NOMINATE_BY = date(2024, 6, 3)
BY = "Cán bộ 1"
HEAD = "truong-phong"
NORTH: tuple[str, ...] = ("CA01", "CA02", "CA03")
CENTRE: tuple[str, ...] = ("CA11",)
SOUTH: tuple[str, ...] = ("CA21", "CA22")
NOMINATED, WAITING = ParticipantStatus.NOMINATED, ParticipantStatus.WAITING
WITHDRAWN, ATTENDED = ParticipantStatus.WITHDRAWN, ParticipantStatus.ATTENDED


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        add_units(session, *NORTH, *CENTRE, *SOUTH)
        for unit in (*NORTH, *CENTRE, *SOUTH):
            head = f"{HEAD}@{unit.lower()}.example"
            session.add(Contact(unit_id=unit, role=Role.DEPARTMENT_HEAD, address=head))
        for region, units in ((Region.CENTRE, CENTRE), (Region.SOUTH, SOUTH)):
            for unit in units:
                session.get_one(Unit, unit).region = region
        plan, world = add_plan(session), world_on(ISSUED)
        everybody = [*NORTH, *CENTRE, *SOUTH]
        add_task(session, plan=plan, units=everybody, due=date(2024, 12, 14), world=world, code="III.3.b")
        add_task(
            session,
            plan=plan,
            units=[FOCAL],
            due=date(2024, 12, 31),
            world=world,
            code="II.8.2.a",
            ladder="",
            judged_by=JudgedBy.RECEIVED,
        )
        yield session


def planned(session: Session, region: Region = Region.NORTH, **changes: Any) -> int:
    """A training as the planning flow leaves it."""
    number = len(session.exec(select(Training)).all())
    facts: dict[str, Any] = {
        "public_id": f"t{number}",
        "plan_id": session.exec(select(Plan.id)).one(),
        "serves": "II.8.2.a",
        "region": region,
        "title": f"Tập huấn khu vực miền {region.value}",
        "first_day": FIRST,
        "last_day": FIRST + timedelta(days=1),
        "starts_at": time(8),
        "ends_at": time(17),
        "place": "Hội trường Công an tỉnh CA01",
        "host_unit": {Region.NORTH: "CA01", Region.CENTRE: "CA11", Region.SOUTH: "CA21"}[region],
        "capacity": 5,
        "quota": 2,
        "nominate_by": NOMINATE_BY,
        "status": TrainingStatus.PLANNED,
        "recorded_by": BY,
        "recorded_at": world_on(TODAY).now,
    }
    training = Training(**{**facts, **changes})
    session.add(training)
    session.flush()
    assert training.id is not None
    return training.id


def invited(session: Session, region: Region = Region.NORTH, *, on: date = TODAY, **changes: Any) -> int:
    key = planned(session, region, **changes)
    letter = Letter(number="15/GM-V03", day=on)
    announce(session, training_id=key, letter=letter, files=FILES, by=BY, world=world_on(on))
    return key


def answers(session: Session, training: int, unit: str, *names: str, on: date = TODAY, **changes: Any) -> str:
    facts: dict[str, Any] = {
        "training_id": training,
        "unit": unit,
        "people": tuple(Person(name=name, position="Đại úy, cán bộ", phone="0912 345 678") for name in names),
        "number": f"{len(session.exec(select(Participant)).all())}/CV-{unit}",
        "issued_on": on,
        "arrived_on": on,
        **changes,
    }
    return nominate(session, answer=Answer(**facts), by=BY, world=world_on(on))


def duty(session: Session, training: int, unit: str) -> Obligation:
    session.expire_all()
    statement = (
        select(Obligation)
        .join(TrainingInvitation, col(TrainingInvitation.obligation_id) == col(Obligation.id))
        .where(col(TrainingInvitation.training_id) == training, col(TrainingInvitation.unit_id) == unit)
    )
    return session.exec(statement).one()


def statuses(session: Session, training: int) -> dict[str, ParticipantStatus]:
    session.expire_all()
    rows = session.exec(select(Participant).where(col(Participant.training_id) == training))
    return {one.name: one.status for one in rows}


def mailed(session: Session, kind: MessageKind) -> list[str]:
    """Units that have a mail of the kind, in the order in which they were written."""
    statement = (
        select(MessageItem.unit_id)
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .where(col(Message.kind) == kind)
        .order_by(col(MessageItem.id))
    )
    return [unit or "" for unit in session.exec(statement)]


# -- inviting -------------------------------------------------------------------------------------------


def test_the_units_of_the_region_are_invited_and_owe_the_names_of_who_comes(session: Session) -> None:
    key = planned(session)
    letter = Letter(number="15/GM-V03", day=TODAY)
    told = announce(session, training_id=key, letter=letter, files=FILES, by=BY, world=world_on(TODAY))
    assert told.startswith("Đã gửi giấy mời số 15/GM-V03 ngày 15/04/2024 tới 03 đơn vị")
    assert mailed(session, MessageKind.INVITATION) == list(NORTH)
    owed = duty(session, key, "CA02")
    assert (owed.status, owed.effective_due, owed.carried_by) == (ObligationStatus.OPEN, NOMINATE_BY, "CA02")
    assert session.get_one(PlanTask, owed.task_id).deadline_phrase == "chậm nhất ngày 03/06/2024"


def test_nobody_is_invited_twice(session: Session) -> None:
    invited(session)
    again = planned(session)
    letter = Letter(number="16/GM-V03", day=TODAY)
    with pytest.raises(RefusedError) as refusal:
        announce(session, training_id=again, letter=letter, files=FILES, by=BY, world=world_on(TODAY))
    assert "mọi đơn vị của khu vực đã được mời dự một lớp khác" in str(refusal.value)
    assert mailed(session, MessageKind.INVITATION) == list(NORTH)


def test_a_letter_needs_its_number_and_a_day_that_has_come(session: Session) -> None:
    key = planned(session)
    for letter, why in (
        (Letter(number=" ", day=TODAY), "Số giấy mời: chưa ghi"),
        (
            Letter(number="15/V03-P1", day=TODAY),
            "không phải của giấy mời do đơn vị đầu mối ký; ghi như 15/GM-",
        ),
        (Letter(number="15/GM-V03", day=TODAY + timedelta(days=1)), "là ngày trong tương lai"),
    ):
        with pytest.raises(RefusedError) as refusal:
            announce(
                session,
                training_id=key,
                letter=letter,
                files=FILES,
                by=BY,
                world=world_on(TODAY),
            )
        assert why in str(refusal.value)
    assert session.get_one(Training, key).status is TrainingStatus.PLANNED


def test_the_daily_run_chases_contacts_alone_and_nobody_after_the_last_rung(session: Session) -> None:
    key = invited(session)
    answers(session, key, "CA01", "Nguyễn Văn A")
    day = TODAY
    while day < date(2024, 6, 9):
        run_day(session, world=world_on(day))
        day += timedelta(days=1)
    statement = (
        select(Notice)
        .where(col(Notice.obligation_id) == duty(session, key, "CA02").id)
        .order_by(col(Notice.due_on))
    )
    found = [(f"{one.due_on:%d/%m}", one.stage, one.role) for one in session.exec(statement)]
    assert found == [
        ("27/05", "truoc-5-ngay", Role.CONTACT),
        ("31/05", "truoc-1-ngay", Role.CONTACT),
        ("04/06", "sau-1-ngay", Role.CONTACT),
    ]
    of_the_other = select(Notice).where(col(Notice.obligation_id) == duty(session, key, "CA01").id)
    assert session.exec(of_the_other).all() == []


# -- changing -------------------------------------------------------------------------------------------


def test_another_day_moves_the_day_of_naming_along_and_is_told_with_a_higher_sequence(
    session: Session,
) -> None:
    key = invited(session)
    answers(session, key, "CA01", "Nguyễn Văn A")
    told = change(
        session,
        training_id=key,
        wanted=Wanted(first_day=date(2024, 6, 17), place="Nhà khách"),
        by=BY,
        world=world_on(TODAY + timedelta(days=1)),
    )
    assert "từ thứ Hai, 17/06/2024 đến thứ Ba, 18/06/2024" in told
    assert "Nhà khách (trước đây: Hội trường Công an tỉnh CA01)" in told
    assert session.get_one(Training, key).sequence == 1
    assert duty(session, key, "CA02").effective_due == date(2024, 6, 10)
    assert duty(session, key, "CA01").effective_due == NOMINATE_BY, "it has answered"
    assert len(mailed(session, MessageKind.INVITATION)) == 6


def test_a_change_before_the_invitation_tells_nobody(session: Session) -> None:
    key = planned(session)
    change(session, training_id=key, wanted=Wanted(place="Nhà khách"), by=BY, world=world_on(TODAY))
    assert mailed(session, MessageKind.INVITATION) == []
    assert session.get_one(Training, key).sequence == 0


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (Wanted(), "không có gì thay đổi"),
        (Wanted(first_day=TODAY), "phải sau hôm nay"),
        (Wanted(last_day=FIRST - timedelta(days=1)), "trước ngày khai mạc"),
        (Wanted(starts_at=time(18)), "Giờ bắt đầu phải trước giờ kết thúc"),
        (Wanted(nominate_by=FIRST), "trước ngày khai mạc"),
        (Wanted(place="  "), "Địa điểm: chưa ghi"),
    ],
)
def test_what_cannot_be_is_refused_in_words(session: Session, wanted: Wanted, why: str) -> None:
    key = invited(session)
    with session.begin_nested(), pytest.raises(RefusedError) as refusal:
        change(session, training_id=key, wanted=wanted, by=BY, world=world_on(TODAY))
    assert why in str(refusal.value)


def test_a_day_set_by_hand_that_breaks_a_condition_is_taken_and_pointed_out(session: Session) -> None:
    planned(session, Region.CENTRE, first_day=date(2024, 6, 12), last_day=date(2024, 6, 12))
    wanted = Wanted(first_day=date(2024, 6, 14))
    told = change(session, training_id=planned(session), wanted=wanted, by=BY, world=world_on(TODAY))
    assert "Lưu ý: ngày 15/06/2024 là ngày nghỉ (thứ Bảy)" in told
    assert "cần cách lớp miền Trung (12/06/2024) ít nhất 02 ngày" in told
    assert "vượt sức chứa 05 người" in told


def test_who_was_invited_to_a_training_that_is_called_off_owes_nothing_and_can_be_invited_again(
    session: Session,
) -> None:
    key = invited(session)
    answers(session, key, "CA01", "Nguyễn Văn A")
    cancel(session, training_id=key, reason="trùng đợt cao điểm", by=BY, world=world_on(TODAY))
    assert duty(session, key, "CA02").status is ObligationStatus.EXEMPT
    assert duty(session, key, "CA01").status is ObligationStatus.DONE
    again = invited(session, on=TODAY + timedelta(days=1))
    assert duty(session, again, "CA02").status is ObligationStatus.OPEN
    codes = session.exec(select(PlanTask.code).where(col(PlanTask.code).like("TH-%"))).all()
    assert sorted(codes) == ["TH-B", "TH-B2"]


# -- answering ------------------------------------------------------------------------------------------


def test_an_answer_ends_the_reminders_and_a_later_one_is_the_list_that_counts(session: Session) -> None:
    key = invited(session)
    assert "cử 02 cán bộ" in answers(session, key, "CA01", "Nguyễn Văn A", "Trần Thị B")
    assert duty(session, key, "CA01").status is ObligationStatus.DONE
    answers(session, key, "CA01", "nguyễn  văn a", "Lê Văn C")
    assert statuses(session, key) == {
        "Nguyễn Văn A": NOMINATED,
        "Trần Thị B": WITHDRAWN,
        "Lê Văn C": NOMINATED,
    }


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"people": tuple(Person(name=name) for name in "ABC")}, "không quá 02"),
        ({"people": ()}, "Chưa có cán bộ nào"),
        ({"people": (Person(name="An"), Person(name="AN "))}, "Dòng 2 trùng cán bộ ở dòng 1"),
        ({"people": (Person(name="12"),)}, "không có chữ nào"),
        ({"people": (Person(name="An", phone="gọi sau"),)}, "điện thoại"),
        ({"people": (), "declined": True}, "Lý do không cử: chưa ghi"),
        ({"declined": True, "reason": "bận"}, "chỉ chọn một"),
        ({"people": (Person(name="An"),), "unit": "CA11"}, "không có trong danh sách mời"),
    ],
)
def test_a_wrong_answer_is_refused_in_words_and_changes_nothing(
    session: Session, changes: dict[str, Any], why: str
) -> None:
    key = invited(session)
    with session.begin_nested(), pytest.raises(RefusedError) as refusal:
        answers(session, key, **{"unit": "CA01", "people": (Person(name="An"),), **changes})
    assert why in str(refusal.value)
    assert statuses(session, key) == {}


def test_a_unit_that_sends_nobody_says_why_and_is_reminded_no_more(session: Session) -> None:
    key = invited(session)
    told = answers(session, key, "CA01", declined=True, reason="đang trực cao điểm")
    assert told.endswith("không cử cán bộ dự Tập huấn khu vực miền Bắc. Lý do: đang trực cao điểm.")
    assert duty(session, key, "CA01").status is ObligationStatus.NIL
    answers(session, key, "CA01", "Nguyễn Văn A", on=TODAY + timedelta(days=1))
    invitation = session.exec(select(TrainingInvitation).where(TrainingInvitation.unit_id == "CA01")).one()
    assert (invitation.declined, invitation.reason) == (False, "")


def test_when_it_is_full_the_next_wait_in_turn_and_move_up(session: Session) -> None:
    key = invited(session, capacity=2)
    answers(session, key, "CA01", "A", "B")
    assert "Lớp đã đủ chỗ: 01 cán bộ trong danh sách chờ." in answers(session, key, "CA02", "C")
    answers(session, key, "CA03", "D")
    answers(session, key, "CA01", "A", "E")
    assert statuses(session, key)["E"] is NOMINATED, "a substitute takes the seat of whom they replace"
    assert mailed(session, MessageKind.TRAINING_NOTE) == []
    told = answers(session, key, "CA01", "A")
    assert "01 đơn vị trong danh sách chờ có chỗ" in told
    found = statuses(session, key)
    assert (found["C"], found["D"]) == (NOMINATED, WAITING)
    assert mailed(session, MessageKind.TRAINING_NOTE) == ["CA02"]


PASTED = "1. Nguyễn Văn A; Đại úy, Phó Đội trưởng; 0912 345 678\n2\tTrần Thị B\tThiếu tá\t024.3942.1234\nLê C"


@pytest.mark.parametrize("text", [PASTED, PASTED.replace("\n", " ")])
def test_pasted_rows_are_read_also_where_a_field_swallows_line_breaks(text: str) -> None:
    assert [(one.name, one.position, one.phone) for one in read_people(text)][:2] == [
        ("Nguyễn Văn A", "Đại úy, Phó Đội trưởng", "0912 345 678"),
        ("Trần Thị B", "Thiếu tá", "024.3942.1234"),
    ]
    assert read_people(text)[2] == Person(name="Lê C")


# -- before, during, after ------------------------------------------------------------------------------


def test_units_with_people_get_one_practical_reminder_and_after_a_move_another(session: Session) -> None:
    key = invited(session)
    answers(session, key, "CA01", "A")
    for day in (date(2024, 6, 5), date(2024, 6, 6), date(2024, 6, 7)):
        run_day(session, world=world_on(day))
        assert mailed(session, MessageKind.TRAINING_NOTE) == ([] if day.day == 5 else ["CA01"])
    wanted = Wanted(first_day=date(2024, 6, 13), nominate_by=date(2024, 6, 10))
    change(session, training_id=key, wanted=wanted, by=BY, world=world_on(date(2024, 6, 7)))
    run_day(session, world=world_on(date(2024, 6, 11)))
    assert mailed(session, MessageKind.TRAINING_NOTE) == ["CA01", "CA01"]


def test_attendance_is_taken_once_the_training_has_begun_and_can_be_corrected(session: Session) -> None:
    key = invited(session, capacity=2)
    answers(session, key, "CA01", "A", "B")
    answers(session, key, "CA02", "C")
    with pytest.raises(RefusedError) as refusal:
        attend(session, training_id=key, came=(), extra=(), by=BY, world=world_on(FIRST - timedelta(days=1)))
    assert "sau khi lớp khai mạc" in str(refusal.value)
    listed = expected(session, training_id=key, names={}, world=world_on(FIRST))
    assert [(one.label.split(",")[0], one.came) for one in listed] == [("A", True), ("B", True), ("C", False)]
    keys = {one.label[0]: one.participant_id for one in listed}
    extra = Extra(unit="CA03", person=Person(name="D"))
    told = attend(
        session,
        training_id=key,
        came={keys["A"], keys["C"]},
        extra=[extra],
        by=BY,
        world=world_on(FIRST + timedelta(days=1)),
    )
    assert "03 cán bộ dự, 01 vắng. Trong đó 01 cán bộ dự ngoài danh sách." in told
    attend(session, training_id=key, came=set(keys.values()), extra=(), by=BY, world=world_on(FIRST))
    assert statuses(session, key)["B"] is ATTENDED
    assert sorted(mailed(session, MessageKind.TRAINING_NOTE)) == ["CA01", "CA02", "CA03"], "one mail each"


def test_the_plan_task_is_done_when_all_three_regions_had_their_training(session: Session) -> None:
    def status() -> ObligationStatus:
        session.expire_all()
        task = select(PlanTask.id).where(col(PlanTask.code) == "II.8.2.a")
        return session.exec(select(Obligation).where(col(Obligation.task_id).in_(task))).one().status

    for region in (Region.NORTH, Region.CENTRE, Region.SOUTH):
        key = invited(session, region)
        assert status() is ObligationStatus.OPEN
        told = attend(session, training_id=key, came=(), extra=(), by=BY, world=world_on(FIRST))
    assert told.endswith("Đủ 03 lớp tại 3 miền: nhiệm vụ II.8.2.a đã hoàn thành.")
    assert status() is ObligationStatus.DONE


def test_two_trainings_and_a_cancelled_one_do_not_fulfil_the_task(session: Session) -> None:
    for region in (Region.NORTH, Region.CENTRE):
        key = invited(session, region)
        told = attend(session, training_id=key, came=(), extra=(), by=BY, world=world_on(FIRST))
    cancel(session, training_id=invited(session, Region.SOUTH), reason="bão", by=BY, world=world_on(TODAY))
    assert "hoàn thành" not in told


def test_what_was_held_and_who_came_flow_into_the_indicators_of_the_plan(session: Session) -> None:
    plan = session.exec(select(Plan.id)).one() or 0
    for place, (code, count) in enumerate((("lop", "classes"), ("nguoi", "people"), ("khac", "")), 1):
        session.add(
            Indicator(
                plan_id=plan,
                position=place,
                code=code,
                name=code,
                unit="lớp",
                kind=IndicatorKind.COUNT,
                trainings=count,
            )
        )
    key = invited(session)
    answers(session, key, "CA01", "A", "B")
    listed = expected(session, training_id=key, names={}, world=world_on(FIRST))
    came = [listed[0].participant_id]
    attend(session, training_id=key, came=came, extra=(), by=BY, world=world_on(FIRST))
    invited(session, Region.SOUTH)
    found = training_figures(session, plan_id=plan)
    assert [(one.unit, one.year, one.value) for one in found] == [(FOCAL, 2024, 1), (FOCAL, 2024, 1)]
    assert [one.code for one in indicators_of(session, plan_id=plan)] == ["khac"], "no unit is asked for them"


def test_names_and_phones_are_erased_months_after_the_plan_and_counts_stay(session: Session) -> None:
    key = invited(session)
    answers(session, key, "CA01", "A", "B")
    attend(session, training_id=key, came=(), extra=(), by=BY, world=world_on(FIRST))
    assert erase_all(session, world=world_on(date(2025, 6, 30))) == 0
    assert erase_all(session, world=world_on(date(2025, 7, 1))) == 2
    session.expire_all()
    rows = session.exec(select(Participant)).all()
    assert {(one.name, one.position, one.phone) for one in rows} == {(ERASED, "", "")}
    assert [one.status for one in rows] == [ParticipantStatus.ABSENT] * 2
    assert erase_all(session, world=replace(world_on(date(2025, 7, 2)))) == 0

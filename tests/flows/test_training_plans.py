"""Xây dựng lịch tập huấn: whom it invites, how its form is read, what is set up, what the page says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import docx
import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.plan_trainings_form import TrainingsForm, approval_form
from flows.work.files.store import Files
from flows.work.mails.compose import Composer
from flows.work.mails.mail_kinds import Identity
from flows.work.refusals import RefusedError
from flows.work.trainings.creating import DatesRefusedError, create_trainings
from flows.work.trainings.facts import training_facts
from flows.work.trainings.inviting_whom import invited_units
from flows.work.trainings.keep_clear import keep_clear
from flows.work.trainings.planning import nominate_by
from flows.work.trainings.rounds import Shown, first_round, next_round, open_round
from flows.work.trainings.schedule_page import above_form, schedule_facts
from flows.work.trainings.wish import Wish, read_wish
from models.database import transaction
from models.tables import (
    Audit,
    Message,
    MessageAttachment,
    Obligation,
    Plan,
    PlanTask,
    RecordingRound,
    Training,
    Unit,
    UnitChange,
    UnitName,
)
from models.words import (
    DeadlineKind,
    MessageKind,
    ObligationStatus,
    Region,
    TrainingStatus,
    UnitChangeKind,
    UnitKind,
)
from templates.dashboards.render import render
from templates.mail.facts import Sender
from tests.factories import FOCAL, add_plan, add_task, add_units, world_on

TODAY = date(2024, 3, 1)
WORLD = world_on(TODAY)
REGIONS = {
    "CA02": Region.NORTH,
    "CA04": Region.NORTH,
    "CA33": Region.CENTRE,
    "CA34": Region.CENTRE,
    "CA60": Region.SOUTH,
    "van-phong-bo": Region.MINISTRY,
}


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """Six units of all regions owe a document by 28/02/2024, and so does the focal unit."""
    with transaction(engine) as session:
        add_units(session, *REGIONS)
        for unit, region in REGIONS.items():
            session.get_one(Unit, unit).region = region
        plan = add_plan(session)
        units = [*REGIONS, FOCAL]
        add_task(session, plan=plan, units=units, due=date(2024, 2, 28), world=world_on(date(2024, 2, 6)))
        yield session


def plan_id(session: Session) -> int:
    found = session.exec(select(Plan.id)).one()
    assert found
    return found


def invited(session: Session, region: Region, *, day: date = TODAY, with_ministry: bool = False) -> list[str]:
    return invited_units(
        session, plan_id=plan_id(session), region=region, with_ministry=with_ministry, day=day
    )


# Whom it invites


def test_a_training_invites_the_units_of_its_region_that_have_work_under_the_plan(session: Session) -> None:
    add_units(session, "CA06")  # of the north, without work
    assert invited(session, Region.NORTH) == ["CA02", "CA04"]
    assert invited(session, Region.CENTRE) == ["CA33", "CA34"]


def test_departments_join_one_region_and_the_focal_unit_none(session: Session) -> None:
    assert invited(session, Region.SOUTH, with_ministry=True) == ["CA60", "van-phong-bo"]
    assert FOCAL not in invited(session, Region.MINISTRY)


def test_who_is_exempt_from_everything_is_not_invited(session: Session) -> None:
    of_unit = sa.update(Obligation).where(col(Obligation.carried_by) == "CA04")
    session.execute(of_unit.values(status=ObligationStatus.EXEMPT))
    assert invited(session, Region.NORTH) == ["CA02"]


def test_the_region_follows_the_units_membership_on_the_day(session: Session) -> None:
    """From 01/07 CA04 is part of a new unit in the centre: until then it is invited itself."""
    july = date(2024, 7, 1)
    new = Unit(id="CA99", kind=UnitKind.PROVINCE, region=Region.CENTRE, position=99, valid_from=july)
    session.add(new)
    session.flush()
    session.add(UnitName(unit_id="CA99", name="Công an tỉnh CA99"))
    session.get_one(Unit, "CA04").valid_to = date(2024, 6, 30)
    change = UnitChange(predecessor="CA04", successor="CA99", day=july, kind=UnitChangeKind.MERGER)
    session.add(change)
    session.flush()
    assert invited(session, Region.NORTH, day=date(2024, 6, 30)) == ["CA02", "CA04"]
    assert invited(session, Region.NORTH, day=july) == ["CA02"]
    assert invited(session, Region.CENTRE, day=july) == ["CA33", "CA34", "CA99"]


# How the form is read

PLAN = "KH 2024 · Quyết định số 762/QĐ-BCA-V03 · năm 2024"
OFFICER = "Cán bộ 1"
NORTH, CENTRE, SOUTH = Region.NORTH, Region.CENTRE, Region.SOUTH


def form(**changes: object) -> TrainingsForm:
    """Three regions in April 2024, two days each, whose hosts are units of the region."""
    entered: dict[str, object] = {"by": OFFICER, "plan": PLAN, "first": "01/04/2024", "last": "30/04/2024"}
    hosts = {"north": "CA02", "centre": "CA33", "south": "CA60"}
    for name, unit in hosts.items():
        host = f"Công an tỉnh {unit} · {unit.lower()}"
        entered |= {f"host_{name}": host, f"place_{name}": f"Hội trường {unit}", f"capacity_{name}": 100}
    return TrainingsForm.model_validate(entered | changes)


def wish(session: Session, **changes: object) -> Wish:
    entered = form(**changes)
    return read_wish(session, typed=entered.typed(), numbers=entered.numbers(), world=WORLD)


def shown(session: Session, **changes: object) -> Shown:
    return first_round(session, wish=wish(session, **changes), world=WORLD)


def days(shown: Shown) -> list[str]:
    return [f"{line.first:%d/%m}–{line.last:%d/%m}" for line in shown.lines]


def test_the_form_is_read_with_the_usual_numbers(session: Session) -> None:
    found = wish(session)
    assert (found.begins, found.ends, found.first) == (time(8), time(17), date(2024, 4, 1))
    assert [(one.region, one.host, one.capacity, one.with_ministry) for one in found.regions] == [
        (NORTH, "CA02", 100, True),
        (CENTRE, "CA33", 100, False),
        (SOUTH, "CA60", 100, False),
    ]
    [alone] = wish(session, regions=["Miền Nam"], ministry="Miền Nam").regions
    assert (alone.region, alone.with_ministry) == (SOUTH, True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first": "sau Tết"}, "Xếp lịch từ ngày: không đọc được «sau Tết»"),
        ({"last": "01/03/2024", "first": "01/02/2024"}, "Xếp lịch đến ngày: 01/03/2024 phải sau hôm nay"),
        ({"last": "31/03/2024"}, "Xếp lịch đến ngày: 31/03/2024 đứng trước 01/04/2024"),
        ({"last": "30/04/2026"}, "Xếp lịch đến ngày: khoảng thời gian dài quá một năm"),
        ({"ends": "07:00"}, "Giờ kết thúc: phải sau giờ bắt đầu"),
        ({"host_centre": ""}, "Đơn vị đăng cai, miền Trung và địa điểm: chưa ghi đủ"),
        ({"host_north": "Công an tỉnh X"}, "Đơn vị đăng cai, miền Bắc: «Công an tỉnh X» không còn"),
        ({"place_south": "Hội trường\nA"}, "Địa điểm, miền Nam có chỗ xuống dòng"),
        ({"capacity_south": 0}, "Sức chứa [(]người[)], miền Nam: chưa ghi"),
        ({"day_north": "31/04/2024"}, "Ngày khai mạc, miền Bắc: ngày 31/04/2024 không có trong lịch"),
        ({"clear": "tuần sau: họp"}, "Những ngày cần tránh khác: Dòng 1"),
        ({"plan": "KH 2023"}, "Kế hoạch: «KH 2023» không còn trong danh sách"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_field(
    session: Session, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RefusedError, match=sentence):
        wish(session, **changes)


def test_days_are_kept_clear_around_tet_before_deadlines_and_as_named(session: Session) -> None:
    """The deadline of most units counts, not one extension; 04/05 is a worked Saturday, the fifth day."""
    plan, world = session.exec(select(Plan)).one(), world_on(date(2024, 2, 6))
    ids = add_task(
        session, plan=plan, units=["CA02", "CA04"], due=date(2024, 5, 10), world=world, code="II.3"
    )
    add_task(session, plan=plan, units=["CA33"], due=date(2024, 5, 10), world=world, code="II.4")
    period = {"code": "II.5", "kind": DeadlineKind.PERIOD, "due": date(2024, 6, 30)}
    add_task(session, plan=plan, units=["CA02"], world=world, **period)  # type: ignore[arg-type]
    add_units(session, "CA06")
    [late] = add_task(session, plan=plan, units=["CA06"], due=date(2024, 5, 20), world=world, code="II.6")
    session.get_one(Obligation, late).task_id = session.get_one(Obligation, ids[0]).task_id
    session.flush()
    found = keep_clear(
        session,
        first=date(2024, 4, 1),
        last=date(2025, 2, 28),
        before_deadlines=5,
        named={date(2024, 5, 20): "họp giao ban", date(2024, 5, 10): "kiểm tra"},
        world=WORLD,
    )
    before = "05 ngày làm việc trước hạn 10/05/2024: II.3 văn bản II.3 và 01 nhiệm vụ khác"
    assert {day: why for day, why in found.items() if day < date(2024, 7, 1)} == {
        date(2024, 5, 4): before,
        date(2024, 5, 5): before,
        date(2024, 5, 6): before,
        date(2024, 5, 7): before,
        date(2024, 5, 8): before,
        date(2024, 5, 9): before,
        date(2024, 5, 10): "kiểm tra",
        date(2024, 5, 20): "họp giao ban",
    }
    assert found[date(2025, 1, 24)] == "giáp Tết Nguyên đán"


# The rounds


def test_the_proposal_says_days_people_and_reasons(session: Session) -> None:
    """01/04 is the first day after 20 working days from 01/03; departments join the north."""
    found = shown(session)
    assert days(found) == ["01/04–02/04", "08/04–09/04", "15/04–16/04"]
    assert [line.units for line in found.lines] == [3, 2, 1]
    assert [f"{line.nominate_by:%d/%m}" for line in found.lines] == ["25/03", "01/04", "08/04"]
    facts = schedule_facts(session, shown=found, world=WORLD)
    page = render(facts)
    assert (
        "| Miền Bắc | **thứ Hai, 01/04/2024** đến thứ Ba, 02/04/2024 | "
        "Công an tỉnh CA02; Hội trường CA02 | 3 (có đơn vị thuộc cơ quan Bộ) | 9 / 100 |" in page
    )
    assert "Ngày sớm nhất phù hợp. Không sớm hơn vì:" in page
    assert "- Cần cách lớp miền Bắc (01/04/2024 – 02/04/2024) ít nhất 02 ngày" in page
    assert above_form(facts, link="../x").startswith(
        "03 lớp tập huấn: miền Bắc 01/04/2024 – 02/04/2024; miền Trung 08/04/2024 – 09/04/2024; "
    )


def test_an_impossible_window_ends_the_first_round(session: Session) -> None:
    with pytest.raises(RefusedError, match="chỉ tiêu nhiều nhất vừa sức chứa là 02 người một đơn vị"):
        shown(session, capacity_north=8)
    with pytest.raises(RefusedError, match="cần kéo dài đến hết ngày 16/04/2024"):
        shown(session, last="12/04/2024")


def test_edited_days_are_checked_again_and_can_be_taken_all_the_same(
    session: Session, tmp_path: Path
) -> None:
    """Saturday the 6th is warned about; the others, left as they were, stay proposals with their reasons."""
    first = shown(session)
    second = next_round(session, before=first, typed={**first.typed, CENTRE: "06/04/2024"}, world=WORLD)
    assert (second.problem, days(second)) == ("", ["01/04–02/04", "06/04–07/04", "15/04–16/04"])
    assert second.lines[1].warnings == (
        "ngày 06/04/2024 là ngày nghỉ (thứ Bảy)",
        "ngày 07/04/2024 là ngày nghỉ (Chủ nhật)",
    )
    assert [line.by_hand for line in second.lines] == [False, True, False]
    assert second.lines[2].why == first.lines[2].why
    facts = schedule_facts(session, shown=second, world=WORLD)
    assert "- Ngày 06/04/2024 là ngày nghỉ (thứ Bảy)" in render(facts)
    assert "- Miền Trung: ngày 06/04/2024 là ngày nghỉ (thứ Bảy)" in above_form(facts, link="../x")
    assert "miền Trung 06/04/2024 – 07/04/2024" in create(session, second, tmp_path)


def test_what_cannot_be_comes_back_as_a_form_as_it_was_typed(session: Session) -> None:
    first = shown(session)
    typed = {**first.typed, NORTH: "01/03/2024"}
    wrong = next_round(session, before=first, typed=typed, world=WORLD)
    assert wrong.problem == "Ngày khai mạc, miền Bắc: ngày 01/03/2024 phải sau hôm nay (01/03/2024)."
    assert wrong.typed == typed
    assert "**Chưa thực hiện được.**" in render(schedule_facts(session, shown=wrong, world=WORLD))
    mended = next_round(session, before=wrong, typed={**typed, NORTH: ""}, world=WORLD)
    assert (mended.problem, days(mended)[0]) == ("", "01/04–02/04")


def test_a_round_is_shown_as_it_was_however_often_the_run_starts_anew(session: Session) -> None:
    first = shown(session)
    assert open_round(session, run="r", number=1, read=lambda: first) == first
    assert open_round(session, run="r", number=1, read=lambda: replace(first, problem="x")) == first
    assert len(session.exec(select(RecordingRound)).all()) == 1


def test_the_answer_has_a_field_for_each_planned_region(session: Session) -> None:
    asked = approval_form(shown(session, regions=["Miền Bắc", "Miền Nam"]).typed)
    fields = asked.model_json_schema()["properties"]
    assert {name: field["title"] for name, field in fields.items() if name not in ("answer",)} == {
        "north": "Ngày khai mạc, miền Bắc",
        "south": "Ngày khai mạc, miền Nam",
    }
    answer = asked.model_validate({"answer": "Sửa ngày", "north": " 02/04/2024 "})
    assert answer.days() == {NORTH: "02/04/2024", SOUTH: "08/04/2024"}


# What is set up


def create(session: Session, found: Shown, data: Path, *, run: str = "run-1", day: date = TODAY) -> str:
    files = Files(data=data)
    return create_trainings(session, shown=found, run=run, by=OFFICER, files=files, world=world_on(day))


def trainings(session: Session) -> list[Training]:
    return list(session.exec(select(Training).order_by(col(Training.id))))


def test_taken_it_becomes_trainings_with_draft_letters(session: Session, tmp_path: Path) -> None:
    add_task(session, plan=session.exec(select(Plan)).one(), units=[FOCAL], world=WORLD, code="II.8.2.a")
    session.exec(select(PlanTask).where(col(PlanTask.code) == "II.8.2.a")).one().facts = {"phase": "training"}
    sentence = create(session, shown(session, practical="Mặc trang phục thường dùng."), tmp_path)
    assert sentence == (
        "Đã lập lịch 03 lớp tập huấn: miền Bắc 01/04/2024 – 02/04/2024; miền Trung 08/04/2024 – 09/04/2024; "
        "miền Nam 15/04/2024 – 16/04/2024. Dự thảo giấy mời trong thư mục outgoing: "
        "giay-moi-tap-huan-mien-bac-2024-04-01.docx, giay-moi-tap-huan-mien-trung-2024-04-08.docx, "
        "giay-moi-tap-huan-mien-nam-2024-04-15.docx."
    )
    north, centre, south = trainings(session)
    assert (north.status, north.serves, north.sequence) == (TrainingStatus.PLANNED, "II.8.2.a", 0)
    assert (north.with_ministry, centre.with_ministry, south.with_ministry) == (True, False, False)
    assert (north.nominate_by, north.quota, north.capacity) == (date(2024, 3, 25), 3, 100)
    assert len({one.public_id for one in (north, centre, south)}) == 3
    facts = training_facts(session, training=north, world=WORLD)
    assert (facts.host_name, facts.plan_number) == ("Công an tỉnh CA02", "762/QĐ-BCA-V03")
    noted = session.exec(select(Audit).where(col(Audit.action) == "form:training:plan")).all()
    assert [one.subject_id for one in noted] == [str(one.id) for one in (north, centre, south)]
    text = letter(tmp_path / "outgoing" / "giay-moi-tap-huan-mien-bac-2024-04-01.docx")
    for said in (
        "GIẤY MỜI",
        "Số: …/GM-",
        "Kính gửi: Công an các đơn vị, địa phương khu vực miền Bắc, các đơn vị thuộc cơ quan Bộ",
        "3. Thời gian: từ 08 giờ 00 đến 17 giờ 00, trong 02 ngày, "
        "từ thứ Hai, 01/04/2024 đến hết thứ Ba, 02/04/2024.",
        "4. Địa điểm: Hội trường CA02.",
        "6. Lưu ý: Mặc trang phục thường dùng.",
        "chậm nhất ngày 25/03/2024",
        "DANH SÁCH 03 ĐƠN VỊ ĐƯỢC MỜI",
        "Công an tỉnh CA04",
    ):
        assert said in text
    assert "CA33" not in text


def letter(path: Path) -> str:
    """All its text, tables in between."""
    document = docx.Document(str(path))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *tables])


def test_each_draft_is_mailed_to_the_officer(session: Session, tmp_path: Path) -> None:
    create(session, shown(session), tmp_path)
    drafts = list(session.exec(select(Message).where(col(Message.kind) == MessageKind.DRAFT)))
    attached = session.exec(select(MessageAttachment.name).order_by(col(MessageAttachment.id))).all()
    assert len(drafts) == 3
    assert attached[0] == "giay-moi-tap-huan-mien-bac-2024-04-01.docx"
    sender = Sender(unit_name="Cục V03", short_name="V03", reply_to="v03@v03.example")
    identity = Identity(
        sender=sender, from_name="V03", from_address="v03@v03.example", ui_link="http://x", ui_root="http://x"
    )
    composer = Composer(
        identity=lambda _session: identity, world=lambda _session: WORLD, files=Files(data=tmp_path)
    )
    made = composer(session, drafts)
    subjects = sorted(one.subject for one in made.values() if not hasattr(one, "reason"))
    assert subjects[0].startswith(
        "[Dữ liệu mẫu] [Chờ trình ký] Dự thảo giấy mời: Tập huấn, bồi dưỡng kỹ năng, nghiệp vụ phổ biến"
    )


def test_an_answer_given_twice_makes_one_set(session: Session, tmp_path: Path) -> None:
    found = shown(session)
    create(session, found, tmp_path)
    again = create(session, found, tmp_path)
    assert again.startswith("Đã lập lịch từ ngày 01/03/2024: 03 lớp tập huấn: miền Bắc 01/04/2024")
    assert len(trainings(session)) == 3
    with pytest.raises(RefusedError, match="Lớp tập huấn miền Bắc đã có lịch ngày 01/04/2024"):
        create(session, found, tmp_path, run="run-2")


def test_an_answer_that_comes_too_late_makes_nothing(session: Session, tmp_path: Path) -> None:
    found = shown(session)
    with pytest.raises(DatesRefusedError, match="miền Bắc: ngày 01/04/2024 phải sau hôm nay"):
        create(session, found, tmp_path, day=date(2024, 4, 1))
    assert trainings(session) == []
    later = next_round(session, before=found, typed=found.typed, world=world_on(date(2024, 4, 1)))
    assert later.problem.startswith("Ngày khai mạc, miền Bắc: ngày 01/04/2024 phải sau hôm nay")


def test_a_cancelled_training_is_planned_again_alone_and_away_from_the_others(
    session: Session, tmp_path: Path
) -> None:
    """The centre and the south still stand on 08 and 15/04; from 05/04 on there is no room before 22/04."""
    create(session, shown(session), tmp_path)
    trainings(session)[0].status = TrainingStatus.CANCELLED
    session.flush()
    assert days(shown(session, regions=["Miền Bắc"])) == ["01/04–02/04"]
    assert days(shown(session, regions=["Miền Bắc"], first="05/04/2024")) == ["22/04–23/04"]
    found = shown(session, regions=["Miền Bắc"], first="05/04/2024", day_north="09/04/2024")
    assert found.lines[0].warnings == ("cần cách lớp miền Trung (08/04/2024 – 09/04/2024) ít nhất 02 ngày",)


def test_people_are_named_some_working_days_before_but_never_in_the_past() -> None:
    world = world_on(date(2024, 3, 1))
    assert nominate_by(first=date(2024, 4, 22), days=5, world=world) == date(2024, 4, 12), "18/04 is off"
    assert nominate_by(first=date(2024, 3, 6), days=5, world=world) == date(2024, 3, 4)
    assert nominate_by(first=date(2024, 3, 4), days=5, world=world) == date(2024, 3, 3)

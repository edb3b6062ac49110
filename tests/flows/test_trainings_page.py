"""Tình hình tập huấn, from rows: who is counted as invited, answered, named, present."""

import json
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from config.settings import Settings
from flows.prefilled import owed_links
from flows.work.pages.prefilled import OwedLinks
from flows.work.pages.trainings import trainings_page_facts
from flows.work.trainings.labels import training_label, training_labels
from models.database import transaction
from models.rules.names import unit_label
from models.tables import Obligation, Participant, Plan, Training, TrainingInvitation, Unit
from models.words import ObligationStatus, ParticipantStatus, PlanStatus, Region, TrainingStatus
from templates.dashboards.render import render
from templates.dashboards.trainings_facts import TrainingLine, TrainingsFacts
from tests.factories import add_plan, add_task, add_units, moment, world_on

TODAY = date(2024, 5, 20)
UNITS = ("CA01", "CA02", "CA03", "CA04")
LINKS = OwedLinks(
    record=lambda _: "",
    story=lambda _: "",
    training=lambda form, label, unit: f"../{form}?{label}?{unit}",
)
LABEL = "Lớp #1 · miền Bắc · 10/06/2024 · KH 2024"


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """Four units are invited; CA01 named people, CA02 declined, CA03 and CA04 have not answered."""
    with transaction(engine) as session:
        add_units(session, *UNITS)
        plan = add_plan(session)
        training = put(session, plan)
        owed = add_task(
            session, plan=plan, units=UNITS, due=date(2024, 6, 3), world=world_on(date(2024, 5, 10))
        )
        for unit, obligation in zip(UNITS, owed, strict=True):
            session.add(
                TrainingInvitation(
                    training_id=training, unit_id=unit, obligation_id=obligation, declined=unit == "CA02"
                )
            )
        answer(session, "CA01", "CA02")
        name(session, training, ParticipantStatus.NOMINATED, 3)
        name(session, training, ParticipantStatus.WAITING, 1)
        name(session, training, ParticipantStatus.WITHDRAWN, 2)
        yield session


def put(session: Session, plan: Plan, day: date = date(2024, 6, 10), region: Region = Region.NORTH) -> int:
    assert plan.id is not None
    training = Training(
        public_id=f"TH-{region}-{day}",
        plan_id=plan.id,
        serves="II.8.2.a",
        region=region,
        title="Tập huấn",
        first_day=day,
        last_day=day,
        starts_at=time(8),
        ends_at=time(17),
        place="Hội trường 2",
        host_unit="CA01",
        capacity=4,
        quota=2,
        nominate_by=date(2024, 6, 3),
        status=TrainingStatus.ANNOUNCED,
        letter_number="35/GM-BCA",
        letter_date=date(2024, 5, 10),
        recorded_by="Cán bộ 1",
        recorded_at=moment(),
    )
    session.add(training)
    session.flush()
    assert training.id is not None
    return training.id


def answer(session: Session, *units: str) -> None:
    for one in session.exec(select(Obligation).where(col(Obligation.owed_by).in_(units))):
        one.status = ObligationStatus.DONE
    session.flush()


def name(
    session: Session, training: int, status: ParticipantStatus, people: int, *, unannounced: bool = False
) -> None:
    for number in range(people):
        session.add(
            Participant(
                training_id=training,
                unit_id="CA01",
                name=f"{status} {number}",
                phone="069 123 4567",
                status=status,
                unannounced=unannounced,
                recorded_by="Cán bộ 1",
                recorded_at=moment(),
            )
        )
    session.flush()


def facts(session: Session, on: date = TODAY) -> TrainingsFacts:
    session.flush()
    session.expire_all()
    return trainings_page_facts(session, world=world_on(on), links={}, owed_links=LINKS)


def only(session: Session, on: date = TODAY) -> TrainingLine:
    [line] = facts(session, on).trainings
    return line


def become(session: Session, status: TrainingStatus) -> None:
    session.exec(select(Training)).one().status = status
    session.flush()


def test_units_and_people_are_counted_by_what_became_of_them(session: Session) -> None:
    line = only(session)
    assert (line.label, line.host_name) == (LABEL, "Công an tỉnh CA01")
    assert (line.invited, line.answered, line.declined) == (4, 2, 1)
    assert (line.nominated, line.waiting, line.attended, line.absent) == (3, 1, 0, 0)


def test_units_without_an_answer_stand_in_official_order_with_a_filled_in_form(session: Session) -> None:
    session.get_one(Unit, "CA04").position = -2
    line = only(session)
    assert [(one.name, one.record_link) for one in line.unanswered] == [
        ("Công an tỉnh CA04", f"../Ghi nhận cán bộ được cử dự tập huấn?{LABEL}?CA04"),
        ("Công an tỉnh CA03", f"../Ghi nhận cán bộ được cử dự tập huấn?{LABEL}?CA03"),
    ]


def test_an_exempted_unit_is_not_waited_for(session: Session) -> None:
    session.exec(
        select(Obligation).where(col(Obligation.owed_by) == "CA03")
    ).one().status = ObligationStatus.EXEMPT
    assert [one.name for one in only(session).unanswered] == ["Công an tỉnh CA04"]


def test_after_the_day_people_without_a_nomination_count_as_present_and_not_as_named(
    session: Session,
) -> None:
    people = session.exec(
        select(Participant).where(col(Participant.status) == ParticipantStatus.NOMINATED)
    ).all()
    for one, status in zip(people, ("attended", "attended", "absent"), strict=True):
        one.status = ParticipantStatus(status)
    [training] = training_labels(session, statuses=[TrainingStatus.ANNOUNCED]).values()
    name(session, training, ParticipantStatus.ATTENDED, 1, unannounced=True)
    become(session, TrainingStatus.HELD)
    line = only(session, date(2024, 6, 12))
    assert (line.nominated, line.attended, line.unannounced, line.absent) == (3, 3, 1, 1)
    assert line.unanswered == (), "what is over waits for nobody"


@pytest.mark.parametrize(
    ("status", "on", "offered"),
    [
        (TrainingStatus.PLANNED, TODAY, ["Gửi giấy mời", "Điều chỉnh"]),
        (
            TrainingStatus.ANNOUNCED,
            TODAY,
            ["Ghi nhận cán bộ được cử", "Danh sách ký nhận", "Điều chỉnh"],
        ),
        (
            TrainingStatus.ANNOUNCED,
            date(2024, 6, 10),
            ["Ghi nhận cán bộ được cử", "Danh sách ký nhận", "Ghi nhận tham dự", "Điều chỉnh"],
        ),
        (TrainingStatus.HELD, date(2024, 6, 12), ["Danh sách ký nhận", "Ghi nhận tham dự"]),
        (TrainingStatus.CANCELLED, date(2024, 6, 12), []),
    ],
)
def test_the_forms_that_make_sense_for_it_are_offered(
    session: Session, status: TrainingStatus, on: date, offered: list[str]
) -> None:
    become(session, status)
    assert [label for label, _ in only(session, on).actions] == offered


def test_forms_that_are_not_served_are_not_offered(session: Session) -> None:
    unserved = OwedLinks(record=LINKS.record, story=LINKS.story)
    found = trainings_page_facts(session, world=world_on(TODAY), links={}, owed_links=unserved)
    assert found.trainings[0].actions == ()
    assert "](" not in "".join(line for line in render(found).splitlines() if "CA03" in line)


def test_the_form_for_an_answer_is_filled_in_with_training_and_unit(session: Session, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "deployments.json").write_text(json.dumps({"Ghi nhận cán bộ được cử dự tập huấn": "7"}), "utf-8")
    links = owed_links(session, settings=Settings(data=tmp_path), world=world_on(TODAY))
    found = trainings_page_facts(session, world=world_on(TODAY), links={}, owed_links=links)
    [line] = found.trainings
    address = urlsplit(line.unanswered[0].record_link)
    assert address.path == "../../deployments/deployment/7/run"
    assert json.loads(parse_qs(address.query)["parameters"][0]) == {
        "form": {"training": LABEL, "unit": unit_label("Công an tỉnh CA03")}
    }
    assert [name for name, _ in line.actions] == ["Ghi nhận cán bộ được cử"], "the others are not served here"


def test_trainings_of_a_closed_plan_are_not_shown(session: Session) -> None:
    session.exec(select(Plan)).one().status = PlanStatus.CLOSED
    session.flush()
    assert facts(session).trainings == ()
    assert training_labels(session, statuses=list(TrainingStatus)) == {}
    assert "Chưa có lớp tập huấn nào" in render(facts(session))


def test_trainings_stand_in_the_order_of_their_days_and_labels_tell_them_apart(session: Session) -> None:
    plan = session.exec(select(Plan)).one()
    earlier = put(session, plan, day=date(2024, 6, 5), region=Region.SOUTH)
    assert [line.region for line in facts(session).trainings] == [Region.SOUTH, Region.NORTH]
    labels = training_labels(session, statuses=[TrainingStatus.ANNOUNCED])
    assert list(labels) == [f"Lớp #{earlier} · miền Nam · 05/06/2024 · KH 2024", LABEL]
    assert training_label(session.get_one(Training, earlier), plan_code=plan.code) == next(iter(labels))
    assert training_labels(session, statuses=[TrainingStatus.HELD]) == {}


def test_the_page_has_no_phone_number_and_takes_few_questions(session: Session) -> None:
    plan = session.exec(select(Plan)).one()
    asked: list[str] = []
    connection = session.connection()

    def count(*event: object) -> None:
        asked.append(str(event[2]))

    sa.event.listen(connection, "before_cursor_execute", count)
    facts(session)
    few = len(asked)
    for number in range(10):
        put(session, plan, day=date(2024, 7, 1 + number), region=Region.CENTRE)
    asked.clear()
    text = render(facts(session))
    sa.event.remove(connection, "before_cursor_execute", count)
    assert len(asked) == few == 5
    assert "069 123 4567" not in text

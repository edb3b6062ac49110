"""Calendars for everybody: with the announcement of a plan, from the command line; always the same UIDs."""

from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fast_mail_parser import parse_email
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from flows.cli import main
from flows.delivery.compose import Composed
from flows.work.calendars.export import export, whose_calendar
from flows.work.chase.announcing import announce_plan
from flows.work.documents.correct import void
from flows.work.documents.record import Entry, record
from flows.work.duties.exempting import exempt, undo_exemption
from flows.work.duties.extending import Request, extend, undo_extension
from flows.work.duties.finding import Duty
from flows.work.duties.reviewing import Returning, accept, send_back, take_back
from flows.work.mails.compose import UNSEEN, Composer
from flows.work.refusals import RefusedError
from models.database import connect, migrate, transaction
from models.store.calendars import sequences
from models.tables import DueChange, Folder, Message, Obligation, Plan, Training, TrainingInvitation, Unit
from models.words import (
    DeadlineKind,
    DueChangeKind,
    FolderKind,
    InvitationAbout,
    Region,
    ReturnReason,
    TrainingStatus,
)
from templates.calendars.render import training_calendar
from tests.factories import CALENDAR, FOCAL, add_plan, add_task, add_units, moment, world_on
from tests.fakes.calendars import READERS, Reader, Shelf, by_vobject
from tests.flows.histories import FILES, IDENTITY
from tests.templates.calendar_samples import TRAINING

ISSUED, PLAN_DUE, REPORT_DUE = date(2024, 2, 6), date(2024, 2, 28), date(2024, 12, 14)
UNITS = ("CA02", "CA04", "CA06")
BY = "Cán bộ 1"
EVERY_READER = pytest.mark.parametrize("read", READERS)


def begin(session: Session) -> int:
    """A plan with two dated tasks and one of the whole year, owed by three units; the id of the plan."""
    add_units(session, *UNITS)
    session.get_one(Unit, "CA06").region = Region.SOUTH
    plan, world = add_plan(session), world_on(ISSUED)
    add_task(session, plan=plan, units=UNITS, due=PLAN_DUE, world=world)
    add_task(session, plan=plan, units=UNITS, due=REPORT_DUE, world=world, code="III.3.b", ladder="bao-cao")
    add_task(session, plan=plan, units=UNITS, world=world, code="II.3.1", ladder="", kind=DeadlineKind.PERIOD)
    assert plan.id is not None
    return plan.id


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        begin(session)
        yield session


def composed(session: Session, *, wanted: frozenset[str] | None = None) -> list[Composed]:
    """The announcements of the plan as they are made at their first claim."""
    world = world_on(ISSUED)
    announce_plan(session, plan_id=session.exec(select(Plan.id)).one() or 0, world=world)
    composer = Composer(identity=lambda _s: IDENTITY, world=lambda _s: world, files=FILES, wanted=wanted)
    messages = session.exec(select(Message).order_by(col(Message.dedup_key))).all()
    return [one for one in composer(session, messages).values() if isinstance(one, Composed)]


def exported(
    session: Session, *, day: date = ISSUED, unit: str = "", region: str = "", plan: str = ""
) -> bytes:
    """What the command writes."""
    world = world_on(day)
    whose = whose_calendar(session, unit=unit, region=region, world=world)
    return export(session, whose=whose, plan=plan, sender=IDENTITY.sender, world=world).content


def add_training(session: Session, *units: str, **changed: Any) -> Training:
    """A training that was announced to these units."""
    facts: dict[str, Any] = {
        "public_id": "7f3a9c",
        "serves": "II.8.2.a",
        "region": Region.NORTH,
        "title": "Tập huấn khu vực miền Bắc",
        "first_day": date(2024, 5, 14),
        "last_day": date(2024, 5, 15),
        "starts_at": time(7, 30),
        "ends_at": time(17),
        "place": "Hòa Bình",
        "host_unit": "CA02",
        "capacity": 120,
        "quota": 2,
        "nominate_by": date(2024, 5, 4),
        "status": TrainingStatus.ANNOUNCED,
        "announced_at": moment(),
    }
    plan = session.exec(select(Plan.id)).one()
    assert plan is not None
    row = Training(plan_id=plan, recorded_by=BY, recorded_at=moment(), **facts | changed)
    session.add(row)
    session.flush()
    for unit in units:
        duty = session.exec(select(Obligation.id).where(col(Obligation.owed_by) == unit)).first()
        assert row.id is not None
        assert duty is not None
        session.add(TrainingInvitation(training_id=row.id, unit_id=unit, obligation_id=duty))
    session.flush()
    return row


# With the announcement of a plan


@EVERY_READER
def test_the_announcement_brings_each_unit_the_calendar_of_its_own_deadlines(
    session: Session, read: Reader
) -> None:
    for unit, one in zip(UNITS, composed(session), strict=True):
        mail = parse_email(one.content, strict=True)
        [file] = mail.attachments
        assert (file.filename, file.mimetype) == ("lich-2024.ics", "text/calendar")
        found = read(bytes(file.content))
        assert found.method == "PUBLISH"
        assert {(entry.uid, entry.begins, entry.summary) for entry in found.entries} == {
            (f"obligation-II.1.1.b-{unit}-1@v03.example", PLAN_DUE, "Hạn: Văn bản II.1.1.b"),
            (f"obligation-III.3.b-{unit}-1@v03.example", date(2024, 12, 13), "Hạn: Văn bản III.3.b"),
        }, "on the last working day; nothing of the whole year"
        text = " ".join(mail.text_plain[0].split())
        assert "Gửi kèm thư này là tệp lịch lich-2024.ics" in text
        assert "thư nhắc đến hạn vẫn được gửi như thường lệ" in text


def test_the_announcement_is_the_same_bytes_when_it_is_made_again(session: Session) -> None:
    assert composed(session) == composed(session)


def test_a_unit_without_dated_tasks_gets_no_calendar(session: Session) -> None:
    for duty in session.exec(select(Obligation).where(col(Obligation.effective_due).is_not(None))):
        session.delete(duty)
    session.flush()
    for one in composed(session):
        mail = parse_email(one.content, strict=True)
        assert mail.attachments == []
        assert "tệp lịch" not in mail.text_plain[0]


def test_no_calendar_is_made_for_mails_that_nobody_looks_at(session: Session) -> None:
    statements: list[str] = []
    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", lambda *event: statements.append(event[2]))
    made = composed(session, wanted=frozenset())
    assert [one.content for one in made] == [UNSEEN.content] * 3
    assert not [one for one in statements if "due_change" in one]
    assert len(composed(session)) == 3
    assert [one for one in statements if "due_change" in one], "else this test looks for nothing"


# Updates


def steps(session: Session) -> Iterator[tuple[str, bool, date]]:
    """What may happen to one report: each with whether it is owed then, and the day to aim at."""
    plan = session.exec(select(Plan.id)).one() or 0
    meant = Duty(unit="CA02", unit_name="CA02", task=(plan, "III.3.b", ""))
    world, first = world_on(date(2024, 12, 2)), date(2024, 12, 13)
    later, again = CALENDAR.add(REPORT_DUE, 5), CALENDAR.add(world.today, 5)

    def put(number: str) -> int:
        entry = Entry(
            unit="CA02",
            tasks=(meant.task,),
            number=number,
            issued_on=world.today,
            sent_on=world.today,
            arrived_on=world.today,
        )
        return record(session, entry=entry, by=BY, world=world).submission_id

    request = Request(
        number="88/CAT", requested_on=world.today, agreed_by="Lãnh đạo", reason="bão", new_due=later
    )
    extend(session, duty=meant, request=request, by=BY, world=world)
    yield "extended", True, later
    undo_extension(session, duty=meant, reason="rút", by=BY, world=world)
    yield "the extension undone", True, first
    wrong = put("1/BC")
    yield "recorded", False, first
    void(session, submission_id=wrong, reason="nhầm", by=BY, world=world)
    yield "voided", True, first
    report = put("2/BC")
    why = Returning(reason=ReturnReason.CONTENT, comment="bổ sung", resubmit_by=again)
    send_back(session, submission_id=report, returning=why, by=BY, world=world)
    yield "returned", True, again
    take_back(session, submission_id=report, reason="nhầm", by=BY, world=world)
    yield "the return taken back", False, first
    accept(session, submission_id=report, by=BY, world=world)
    yield "accepted", False, first
    take_back(session, submission_id=report, reason="nhầm", by=BY, world=world)
    void(session, submission_id=report, reason="nhầm", by=BY, world=world)
    yield "voided again", True, first
    exempt(session, duty=meant, basis="mục II", by=BY, world=world)
    yield "exempt", False, first
    undo_exemption(session, duty=meant, reason="nhầm", by=BY, world=world)
    yield "not exempt", True, first


@EVERY_READER
def test_each_calendar_updates_the_one_before_whatever_happened_between(
    session: Session, read: Reader
) -> None:
    """Even where nobody compares the moments of two files: the SEQUENCE alone grows with each change."""
    shelf, known = Shelf(read=read), -1
    public_id = "III.3.b-CA02-1"
    uid = f"obligation-{public_id}@v03.example"
    files = [exported(session, unit="CA02")]
    shelf.take(files[0])
    assert shelf.shown[uid].begins == date(2024, 12, 13)
    for what, owed, day in steps(session):
        session.flush()
        files.append(exported(session, unit="CA02"))
        for content in reversed(files):  # older files that are opened later change nothing
            shelf.take(content)
        number = sequences(session, public_ids=[public_id])[public_id]
        assert number > known, what
        known = number
        assert (uid in shelf.shown) == owed, what
        if owed:
            assert shelf.shown[uid].begins == day, what


# Trainings


@EVERY_READER
def test_a_training_is_one_entry_for_all_units_and_that_of_its_invitation(
    session: Session, read: Reader
) -> None:
    add_training(session, "CA02", "CA04")
    invitation = training_calendar(
        training=TRAINING,
        about=InvitationAbout.INVITE,
        organizer="v03@v03.example",
        organizer_name="V03",
        attendee="ca02@units.example",
        uid_domain="v03.example",
        stamp=moment(),
    )
    [invited] = read(invitation).entries
    found = [one for one in read(exported(session)).entries if one.uid.startswith("training-")]
    assert [(one.uid, one.summary, one.attendees) for one in found] == [
        (invited.uid, "Tập huấn khu vực miền Bắc", ())
    ]


def test_a_unit_that_was_not_invited_and_a_training_nobody_knows_of_are_left_out(session: Session) -> None:
    add_training(session, "CA02")
    add_training(session, "CA02", public_id="x", status=TrainingStatus.PLANNED, announced_at=None)
    add_training(session, "CA02", public_id="y", status=TrainingStatus.CANCELLED, announced_at=None)
    assert trainings(exported(session, unit="CA02")) == {"training-7f3a9c@v03.example"}
    assert trainings(exported(session, unit="CA04")) == set()


def trainings(content: bytes) -> set[str]:
    """The UIDs of the trainings in a calendar."""
    return {one.uid for one in by_vobject(content).entries if one.uid.startswith("training-")}


@EVERY_READER
def test_a_cancelled_training_goes_with_the_next_calendar(session: Session, read: Reader) -> None:
    row = add_training(session, "CA02")
    shelf = Shelf(read=read)
    shelf.take(exported(session, unit="CA02"))
    assert "training-7f3a9c@v03.example" in shelf.shown
    row.status, row.sequence = TrainingStatus.CANCELLED, 1
    session.flush()
    shelf.take(exported(session, unit="CA02"))
    assert "training-7f3a9c@v03.example" not in shelf.shown
    assert len(shelf.shown) == 2


# Whose calendar


def test_a_region_and_everybody_get_the_units_that_belong_and_their_names(session: Session) -> None:
    def units(content: bytes) -> set[str]:
        return {one.summary.rpartition(" – ")[2] for one in by_vobject(content).entries}

    add_task(
        session,
        plan=session.exec(select(Plan)).one(),
        units=[FOCAL],
        due=PLAN_DUE,
        world=world_on(ISSUED),
        code="I.1",
    )
    assert units(exported(session, region="bắc")) == {"Công an tỉnh CA02", "Công an tỉnh CA04"}
    assert len(units(exported(session))) == 4
    assert [one.summary for one in by_vobject(exported(session, region="Nam")).entries] == [
        "Hạn: Văn bản II.1.1.b",
        "Hạn: Văn bản III.3.b",
    ], "of one unit the titles do not name it"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"region": "Đông"}, "Không có khu vực «Đông»; đề nghị ghi một trong: Bắc, Trung, Nam."),
        ({"region": "Cơ quan Bộ"}, "đề nghị ghi một trong"),
        ({"unit": "Công an tỉnh Xyz"}, "Xyz"),
        ({"plan": "1999"}, "Không có kế hoạch «1999» đang theo dõi; đang có: 2024."),
    ],
)
def test_what_nobody_knows_is_refused_in_one_sentence(
    session: Session, asked: dict[str, str], sentence: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        exported(session, **asked)  # type: ignore[arg-type]  # one of the names
    assert sentence in str(refusal.value)


def test_the_calendar_of_thousands_of_obligations_asks_a_few_questions(engine: sa.Engine) -> None:
    names = [f"X{number}" for number in range(600)]
    with transaction(engine) as session:
        begin(session)
        add_units(session, *names)
        plan = session.exec(select(Plan)).one()
        add_task(session, plan=plan, units=names, due=PLAN_DUE, world=world_on(ISSUED), code="I.2")
        statements: list[str] = []
        sa.event.listen(
            session.connection(), "before_cursor_execute", lambda *event: statements.append(event[2])
        )
        assert len(by_vobject(exported(session)).entries) == 606
    assert len(statements) < 15


def test_a_deadline_that_nothing_has_changed_since_its_plan_was_issued_is_at_the_beginning(
    session: Session,
) -> None:
    public_id = "III.3.b-CA02-1"
    [duty] = session.exec(select(Obligation.id).where(col(Obligation.public_id) == public_id))
    assert duty is not None
    session.add(
        DueChange(obligation_id=duty, kind=DueChangeKind.ISSUE, new_due=REPORT_DUE, recorded_at=moment())
    )
    session.flush()
    assert sequences(session, public_ids=[public_id]) == {public_id: 0}


# The command


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """`dondoc calendar export` on a folder with the plan."""
    engine = connect(url=f"sqlite:///{tmp_path / 'dondoc.sqlite3'}")
    migrate(engine)
    with transaction(engine) as session:
        session.add(Folder(id=1, kind=FolderKind.EXAMPLE, created_at=moment(), example_day=ISSUED))
        begin(session)
    engine.dispose()

    def call(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["calendar", "export", *words, "--data", str(tmp_path)])
        return done.exit_code, done.output

    return call


@pytest.mark.parametrize(
    ("whose", "deadlines"),
    [(("--unit", "cong an tinh CA02"), 2), (("--region", "Nam"), 2), (("--all",), 6)],
)
def test_the_command_writes_a_file_that_programs_read(
    run: Callable[..., tuple[int, str]], tmp_path: Path, whose: tuple[str, ...], deadlines: int
) -> None:
    out = tmp_path / "lich.ics"
    assert run(*whose, "--plan", "2024", "--out", str(out)) == (
        0,
        f"{out}: {deadlines} deadlines, 0 trainings\n",
    )
    assert len(by_vobject(out.read_bytes()).entries) == deadlines


@pytest.mark.parametrize("whose", [(), ("--all", "--unit", "CA02"), ("--region", "Bắc", "--all")])
def test_the_command_wants_to_know_whose(
    run: Callable[..., tuple[int, str]], tmp_path: Path, whose: tuple[str, ...]
) -> None:
    code, said = run(*whose, "--out", str(tmp_path / "lich.ics"))
    assert (code, said) == (
        1,
        "dondoc: say whose calendar, with exactly one of --unit, --region and --all.\n",
    )
    assert not (tmp_path / "lich.ics").exists()


def test_the_command_says_in_one_sentence_what_it_cannot_do(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    code, said = run("--unit", "Sở Xyz", "--out", str(tmp_path / "lich.ics"))
    assert (code, said.count("\n")) == (1, 1)
    code, said = run("--all", "--out", str(tmp_path / "nowhere" / "lich.ics"))
    assert (code, said.count("\n")) == (1, 1)
    assert "cannot be written" in said

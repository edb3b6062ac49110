"""What preview says of a day is what the run of that day does (M2, shown by 2); preview does nothing."""

import hashlib
from datetime import date, timedelta
from random import Random

import pytest
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from flows import wiring
from flows.cli import main
from flows.simulating import composer
from flows.work.ahead.behaviour import days_between
from flows.work.ahead.preview import Question, preview
from flows.work.documents.record import Entry, record
from flows.work.duties.exempting import exempt
from flows.work.duties.extending import Request, extend
from flows.work.duties.finding import Duty
from flows.work.duties.reviewing import Returning, send_back
from flows.work.refusals import RefusedError
from flows.work.stop import set_stop
from models.database import reading, transaction
from models.store.year import ledger, recipients_of_notices
from models.tables import Obligation, PlanTask
from models.words import MessageKind, ReturnReason
from templates.preview.facts import PreviewFacts, StageLine
from tests.flows.test_simulation import FIRST, LAST, incoming, life
from tests.flows.whole_year import Life

__all__ = ["life"]
Row = tuple[object, ...]
SEED = 20


def look(life: Life, day: date, *, mail: str = "") -> PreviewFacts:
    with reading(life.engine) as session:
        world = wiring.world_of(session, settings=life.settings)
        return preview(
            session,
            question=Question(day=day, mail=mail),
            world=world,
            compose=lambda moved: composer(
                moved, settings=life.settings, example=True, wanted=None if mail else frozenset()
            ),
        )


def foreseen(facts: PreviewFacts) -> set[Row]:
    """Every ledger row of the day with its recipients."""
    inside = {
        _row(stage, ", ".join(one.address for one in mail.addresses))
        for mail in facts.mails
        if mail.kind is MessageKind.CHASE
        for stage in mail.stages
    }
    return inside | {_row(stage, "") for stage in facts.not_sent}


def _row(stage: StageLine, people: str) -> Row:
    return stage.public_id, stage.kind, stage.stage, stage.role, stage.status, people


def written(session: Session, day: date) -> set[Row]:
    people = recipients_of_notices(session)
    return {
        (one.public_id, one.kind, one.stage, one.role, one.status, people.get(one.notice_id, ""))
        for one in ledger(session, decided_on=day)
    }


@pytest.mark.long
def test_on_20_random_days_preview_is_what_the_run_of_that_day_writes(life: Life) -> None:
    arrivals = incoming(life)
    days = days_between(FIRST, LAST)
    busy = [date(2024, 11, 25), date(2024, 12, 12), date(2024, 12, 23), date(2024, 12, 20)]
    looked_at = {*Random(SEED).sample(days, 20), *busy}
    rows = 0
    for day in days:
        life.morning(day, arrivals.get(day, []))
        facts = look(life, day) if day in looked_at else None
        life.run(day)
        if facts is not None:
            with reading(life.engine) as session:
                real = written(session, day)
            assert foreseen(facts) == real, day
            rows += len(real)
        life.deliver()
    assert rows > 10


@pytest.mark.long
def test_for_a_day_to_come_the_days_between_are_played_with_nothing_arriving(life: Life) -> None:
    day = date(2024, 12, 23)
    facts = look(life, day)
    assert facts.played == (day - FIRST).days
    for one in days_between(FIRST, day):
        if one == day:
            life.run(one)
            break
        life.run(one)
        life.deliver()
    with reading(life.engine) as session:
        assert foreseen(facts) == written(session, day) != set()


@pytest.mark.long
def test_returned_extended_and_exempt_duties_are_foreseen_too(life: Life) -> None:
    """On 25/11 of four units one is asked to complete, one has more time, one is not meant."""
    start, again = date(2024, 11, 25), date(2024, 12, 4)
    for one in days_between(FIRST, start):
        life.morning(one, [])
        life.run(one)
        life.deliver()
    with transaction(life.engine) as session:
        world = wiring.world_of(session, settings=life.settings)
        owed = session.exec(
            select(Obligation)
            .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
            .where(col(PlanTask.ladder) == "bao-cao")
            .order_by(col(Obligation.id))
        ).all()
        task = session.get_one(PlanTask, owed[0].task_id).code
        duties = [Duty(unit=one.owed_by, unit_name=one.owed_by, task=(one.plan_id, task, "")) for one in owed]
        entry = Entry(
            unit=duties[0].unit, tasks=(duties[0].task,), number="1/BC", issued_on=start, arrived_on=start
        )
        key = record(session, entry=entry, by="Cán bộ 1", world=world).submission_id
        why = Returning(reason=ReturnReason.FORM, comment="thiếu dấu", resubmit_by=again)
        send_back(session, submission_id=key, returning=why, by="Cán bộ 1", world=world)
        request = Request(
            number="8/CV",
            requested_on=start,
            agreed_by="Phó Cục trưởng",
            reason="bão",
            new_due=date(2024, 12, 20),
        )
        extend(session, duty=duties[1], request=request, by="Cán bộ 1", world=world)
        exempt(session, duty=duties[2], basis="Công văn 9", by="Cán bộ 1", world=world)
    looked_at = [date(2024, 12, day) for day in (3, 9, 12, 19, 23)]
    ahead = {day: look(life, day) for day in looked_at}
    for one in days_between(start + timedelta(days=1), looked_at[-1]):
        life.morning(one, [])
        life.run(one)
        if one in ahead:
            with reading(life.engine) as session:
                assert foreseen(ahead[one]) == written(session, one) != set(), one
        life.deliver()


def test_preview_leaves_the_database_as_it_was(life: Life) -> None:
    with transaction(life.engine) as session:
        world = wiring.world_of(session, settings=life.settings)
        set_stop(session, stopped=True, by="Cán bộ 1", reason="thử", world=world)
    before = _fingerprint(life)
    facts = look(life, date(2024, 12, 23), mail="a@units.example")
    assert _fingerprint(life) == before
    assert "Cán bộ 1" in facts.stopped
    assert facts.mails, "the stop switch is shown beside what would leave"
    assert facts.full is not None
    assert "chưa nhận được" in facts.full.text.casefold()
    assert facts.full.addresses[0].source.endswith("cán bộ đầu mối của Công an tỉnh A")


def _fingerprint(life: Life) -> str:
    with life.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        return hashlib.sha256("\n".join(raw.iterdump()).encode()).hexdigest()


def test_a_day_that_has_passed_is_refused_in_one_sentence(life: Life) -> None:
    with pytest.raises(RefusedError, match="Ngày 31/10/2024 đã qua"):
        look(life, FIRST - timedelta(days=1))


def test_the_command_prints_the_day_and_one_mail_in_full(life: Life) -> None:
    command = ["preview", "--data", str(life.settings.data), "--on", "2024-11-08"]
    result = CliRunner().invoke(main, [*command, "--unit", "A", "--mail", "a@units.example"])
    assert result.exit_code == 0, result.output
    assert "Thư gửi a@units.example" in result.output
    assert CliRunner().invoke(main, [*command, "--mail", "nobody@units.example"]).exit_code == 1

"""What people type is kept as plain text of a sensible length, or refused in one sentence."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from flows.correct_record import CorrectForm
from flows.work.documents.correct import correct, entry_of, void
from flows.work.documents.days_off import keep_days
from flows.work.documents.pasted_documents import read_rows, split_rows
from flows.work.documents.record import Entry, record
from flows.work.documents.record_many import Reading, confirm_round, open_round, record_rows
from flows.work.escalation.approving import refuse
from flows.work.escalation.pausing import pause
from flows.work.people.contacts import update_contact
from flows.work.refusals import RefusedError
from flows.work.stop import set_stop
from models.database import transaction
from models.rules.workdays import DayOff
from models.store.units import unit_index
from models.tables import Obligation, Submission
from models.words import DayKind, Role
from tests.factories import add_plan, add_task, add_units, moment, world_on

TODAY = date(2024, 3, 5)
WORLD = world_on(TODAY)
OFFICER = "Cán bộ 1"
ODD = ["dòng\nhai", "dòng\r\nhai", "nul\0", "chuông\a", "ngược\u202exslx", "dòng\u2028hai"]
ODD_IN_TEXT = ["nul\0", "chuông\a", "ngược\u202exslx", "x" * 5_000]


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        add_units(session, "CA02")
        world = world_on(date(2024, 2, 6))
        add_task(session, plan=add_plan(session), units=["CA02"], due=date(2024, 2, 28), world=world)
        yield session


def task_of(session: Session) -> tuple[int, str, str]:
    return session.exec(select(Obligation.plan_id)).one(), "II.1.1.b", ""


def put(session: Session, *, number: str = "05/KH-CAT-PV01", remark: str = "") -> int:
    day = date(2024, 2, 28)
    entry = Entry(
        unit="CA02",
        tasks=(task_of(session),),
        number=number,
        issued_on=day,
        arrived_on=day,
        remark=remark,
    )
    return record(session, entry=entry, by=OFFICER, world=WORLD).submission_id


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as refusal:
        work()
    sentence = str(refusal.value)
    assert "\0" not in sentence
    assert len(sentence) < 200
    return sentence


@pytest.mark.parametrize("number", ODD)
def test_a_document_number_is_one_line_of_plain_text(session: Session, number: str) -> None:
    assert refused(lambda: put(session, number=number)) == (
        "Số/ký hiệu văn bản có chỗ xuống dòng hoặc ký tự không hiển thị được; đề nghị gõ lại trên một dòng."
    )
    assert session.exec(select(Submission)).all() == []


def test_a_document_number_has_at_most_100_characters(session: Session) -> None:
    assert refused(lambda: put(session, number="5" * 101)) == (
        "Số/ký hiệu văn bản dài 101 ký tự, quá 100 ký tự; đề nghị ghi ngắn gọn lại."
    )
    assert put(session, number="5" * 100)


@pytest.mark.parametrize("number", [*ODD, "5" * 5_000])
def test_a_correction_takes_no_other_number_either(session: Session, number: str) -> None:
    key = put(session)
    form = CorrectForm(by=OFFICER, record="…", action="Sửa thông tin", reason="gõ nhầm", number=f"1{number}1")

    def work() -> object:
        entry = form.corrected(entry_of(session, submission_id=key))
        return correct(session, submission_id=key, entry=entry, reason="gõ nhầm", by=OFFICER, world=WORLD)

    assert refused(work).startswith("Số/ký hiệu văn bản ")


@pytest.mark.parametrize("number", ["1\a1", "1\x1f1", "5" * 5_000])
def test_a_pasted_row_with_an_odd_number_comes_back(session: Session, number: str) -> None:
    text = f"Công an tỉnh CA02; {number}; 28/02/2024; 05/03/2024"
    rows = read_rows(rows=split_rows(text), units=unit_index(session, TODAY))
    found = record_rows(session, rows=rows, task=task_of(session), by=OFFICER, world=WORLD)
    assert found.good == ()
    assert found.bad[0].problem.startswith("Số/ký hiệu văn bản ")


def test_what_is_sent_back_with_a_nul_still_makes_a_next_round(session: Session) -> None:
    task = task_of(session)
    open_round(session, run="r", number=1, read=lambda: Reading(task=task))
    effect = confirm_round(session, run="r", number=1, rest="dòng\0 sửa", by=OFFICER, world=WORLD)
    assert effect.rest == "dòng sửa"


@pytest.mark.parametrize("text", ODD_IN_TEXT)
def test_remarks_and_reasons_may_have_lines_but_nothing_unseen_and_an_end(
    session: Session, text: str
) -> None:
    assert refused(lambda: put(session, remark=text)).startswith("Ghi chú ")
    key = put(session, remark="dòng một\ndòng hai")
    for work in (
        lambda: void(session, submission_id=key, reason=text, by=OFFICER, world=WORLD),
        lambda: set_stop(session, stopped=True, by=OFFICER, reason=text, world=WORLD),
        lambda: pause(
            session, unit="CA02", unit_name="CA02", task=None, days=3, reason=text, by=OFFICER, world=WORLD
        ),
        lambda: refuse(session, labels=["…"], except_units=(), reason=text, by=OFFICER, world=WORLD),
    ):
        assert refused(work).startswith("Lý do ")


@pytest.mark.parametrize("name", [*ODD, "x" * 5_000])
def test_who_does_it_and_what_a_day_is_called_are_plain_too(session: Session, name: str) -> None:
    assert refused(lambda: set_stop(session, stopped=True, by=name, reason="thử", world=WORLD)).startswith(
        "Người thực hiện "
    )
    day = DayOff(day=date(2024, 9, 2), name=name, kind=DayKind.OFF, estimate=False, source="x")
    assert refused(lambda: keep_days(session, days=[day], by=OFFICER, world=WORLD)).startswith("Tên ngày ")


@pytest.mark.parametrize("odd", ["a\0", "a\a", "a" * 5_000])
@pytest.mark.parametrize("field", ["name", "address", "phone"])
def test_a_contact_is_plain_too(session: Session, field: str, odd: str) -> None:
    facts: dict[str, Any] = {"address": "moi@units.example", "name": "", "phone": ""} | {field: odd}
    refused(
        lambda: update_contact(
            session, unit="CA02", role=Role.CONTACT, as_of=TODAY, now=moment(), by=OFFICER, **facts
        )
    )

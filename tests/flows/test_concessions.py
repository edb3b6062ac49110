"""More time for a unit, none of it owed at all, or a report that nothing happened."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from flows.work.documents.correct import void
from flows.work.duties.exempting import exempt, undo_exemption
from flows.work.duties.extending import Request, extend, undo_extension
from flows.work.duties.reviewing import send_back
from flows.work.refusals import RefusedError
from models.tables import (
    DueChange,
    Notice,
    Plan,
    PlanTask,
)
from models.words import (
    NoticeStatus,
    Role,
)
from tests.factories import add_task, world_on
from tests.flows.reviewing import (
    BY,
    CAME,
    DUE,
    EXEMPT,
    ISSUED,
    NIL,
    OPEN,
    REPORT,
    RETURNED,
    back,
    came,
    duty,
    meant,
    on_time,
    run_until,
    stages,
)
from tests.flows.reviewing import session as session


def asked(new_due: date, **changes: object) -> Request:
    facts: dict[str, object] = {
        "number": "88/CAT-PV01",
        "requested_on": date(2024, 12, 9),
        "agreed_by": "Phó Cục trưởng",
        "reason": "khắc phục hậu quả bão",
        "new_due": new_due,
    }
    return Request(**{**facts, **changes})  # type: ignore[arg-type]  # a table of changes


def test_an_extension_moves_the_day_keeps_the_old_one_and_starts_a_fresh_ladder(session: Session) -> None:
    """To Tuesday 31/12: reminders on 24/12 (5 working days before) and 30/12; nothing on 12/12."""
    sentence = extend(
        session, duty=meant(session), request=asked(date(2024, 12, 31)), by=BY, world=world_on(CAME)
    )
    assert sentence == (
        "Đã gia hạn nhiệm vụ III.3.b của Công an tỉnh CA02 đến hết ngày 31/12/2024 (trước đây: 14/12/2024), "
        "gia hạn theo văn bản số 88/CAT-PV01 ngày 09/12/2024; Phó Cục trưởng đồng ý."
    )
    row = duty(session)
    assert (row.original_due, row.effective_due, row.round) == (DUE, date(2024, 12, 31), 2)
    run_until(session, date(2024, 12, 11), date(2024, 12, 31))
    assert [day for day, _, _ in stages(session)] == ["24/12", "30/12"]


def test_an_extension_is_undone_and_the_old_day_holds_again(session: Session) -> None:
    request = asked(date(2024, 12, 31))
    extend(session, duty=meant(session), request=request, by=BY, world=world_on(CAME))
    undo_extension(session, duty=meant(session), reason="rút đề nghị", by=BY, world=world_on(CAME))
    assert (duty(session).effective_due, duty(session).round) == (DUE, 3)
    changes = session.exec(select(DueChange).order_by(col(DueChange.id))).all()
    assert [one.new_due for one in changes] == [date(2024, 12, 31), DUE]
    with pytest.raises(RefusedError, match=r"Chưa gia hạn nhiệm vụ III\.3\.b của Công an tỉnh CA02"):
        undo_extension(session, duty=meant(session), reason="x", by=BY, world=world_on(CAME))


NOT_EXTENDED = [
    (
        {"new_due": date(2025, 1, 14)},
        "nhiều nhất 20 ngày làm việc so với ngày cuối cùng ban đầu (14/12/2024), tức là đến 13/01/2025",
    ),
    ({"new_due": DUE}, "phải sau 14/12/2024 (ngày cuối cùng hiện nay)"),
    ({"agreed_by": ""}, "Lãnh đạo đồng ý: chưa ghi"),
    ({"number": ""}, "Số văn bản đề nghị gia hạn: chưa ghi"),
    ({"requested_on": date(2024, 12, 11)}, "Ngày văn bản đề nghị 11/12/2024 là ngày trong tương lai"),
]


@pytest.mark.parametrize(("changes", "why"), NOT_EXTENDED)
def test_an_extension_that_cannot_be_is_refused_in_words(
    session: Session, changes: dict[str, object], why: str
) -> None:
    request = asked(**{"new_due": date(2024, 12, 31), **changes})  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as refusal:
        extend(session, duty=meant(session), request=request, by=BY, world=world_on(CAME))
    assert why in str(refusal.value)
    assert duty(session).effective_due == DUE


def test_the_last_day_of_the_cap_is_allowed(session: Session) -> None:
    extend(session, duty=meant(session), request=asked(date(2025, 1, 13)), by=BY, world=world_on(CAME))
    assert duty(session).effective_due == date(2025, 1, 13)


def test_what_has_arrived_needs_no_more_time(session: Session) -> None:
    came(session)
    with pytest.raises(RefusedError) as refusal:
        extend(session, duty=meant(session), request=asked(date(2024, 12, 31)), by=BY, world=world_on(CAME))
    assert str(refusal.value) == (
        "Công an tỉnh CA02, nhiệm vụ III.3.b: đã nhận văn bản, chờ rà soát, không thể gia hạn."
    )


def test_whoever_is_spared_a_report_is_told_what_was_to_travel_in_the_same_document(session: Session) -> None:
    plan = session.exec(select(Plan)).one()
    add_task(session, plan=plan, units=["CA02"], due=DUE, world=world_on(ISSUED), code="SK-2024", ladder="")
    session.exec(select(PlanTask).where(PlanTask.code == "SK-2024")).one().met_with = REPORT
    told = exempt(session, duty=meant(session), basis="mục II.8", by=BY, world=world_on(CAME))
    assert "Nhiệm vụ SK-2024 gửi chung văn bản vẫn phải thực hiện và không có lượt nhắc riêng" in told


def test_who_is_not_meant_is_chased_no_more_until_that_is_undone(session: Session) -> None:
    exempt(session, duty=meant(session), basis="mục II.8 chỉ giao Công an tỉnh", by=BY, world=world_on(CAME))
    assert duty(session).status is EXEMPT
    run_until(session, date(2024, 12, 11), date(2024, 12, 12))
    assert stages(session) == []
    undo_exemption(session, duty=meant(session), reason="ghi nhầm", by=BY, world=world_on(date(2024, 12, 13)))
    assert duty(session).status is OPEN
    run_until(session, date(2024, 12, 13), date(2024, 12, 16))
    assert stages(session)[-1] == ("16/12", "sau-1-ngay", Role.CONTACT)


def test_a_nil_report_is_a_document_that_came_and_may_be_returned_too(session: Session) -> None:
    key = came(session, nil=True)
    assert duty(session).status is NIL
    assert on_time(session) == [True]
    send_back(session, submission_id=key, returning=back(date(2024, 12, 20)), by=BY, world=world_on(CAME))
    assert duty(session).status is RETURNED


def test_a_letter_that_waits_for_approval_is_withdrawn_by_a_document_and_comes_back_with_its_voiding(
    session: Session,
) -> None:
    run_until(session, date(2024, 12, 16), date(2024, 12, 20))

    def held() -> int:
        statement = select(Notice).where(
            col(Notice.obligation_id) == duty(session).id, col(Notice.status) == NoticeStatus.HELD
        )
        return len(session.exec(statement).all())

    waiting = held()
    assert waiting == 2, "the page to the leaders and the first letter"
    key = came(session, on=date(2024, 12, 20))
    assert held() == 0
    void(session, submission_id=key, reason="nhầm", by=BY, world=world_on(date(2024, 12, 20)))
    assert held() == waiting

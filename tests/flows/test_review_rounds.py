"""The round of a review: what was shown, what is answered, what changed meanwhile."""

from collections.abc import Mapping

import pytest
from sqlmodel import Session, select

from flows.work.documents.correct import void
from flows.work.duties.accepting import accept_at_once
from flows.work.duties.review_layout import Layout, Wanted
from flows.work.duties.review_round import (
    Answer,
    Returned,
    answer_review,
    open_review,
    reopen,
)
from flows.work.refusals import RefusedError
from models.tables import (
    Figure,
    Indicator,
    Plan,
    WorkbookImport,
)
from models.words import (
    IndicatorKind,
    TaskResult,
)
from tests.factories import world_on
from tests.flows.reviewing import (
    ARRIVED,
    BY,
    CAME,
    DONE,
    REPORT,
    RETURNED,
    came,
    duty,
    workbook,
)
from tests.flows.reviewing import session as session


def laid_out(session: Session, run: str = "run-1") -> Layout:
    plan = session.exec(select(Plan.id)).one() or 0
    layout, _ = open_review(
        session,
        run=run,
        number=1,
        wanted=Wanted(task=(plan, REPORT, "")),
        title="Báo cáo",
        world=world_on(CAME),
    )
    return layout


def answered(session: Session, answer: Answer, *, run: str = "run-1", number: int = 1) -> object:
    return answer_review(session, run=run, number=number, answer=answer, by=BY, world=world_on(CAME))


def sent_back(layout: Layout, place: int = 0, changes: Mapping[str, str] | None = None) -> Returned:
    facts = {
        "document": layout.documents[place].label,
        "reason": "Thiếu số liệu, biểu mẫu",
        "comment": "bổ sung",
        "resubmit_by": "20/12/2024",
    }
    return Returned(**{**facts, **(changes or {})})


def test_the_rest_is_accepted_only_if_the_switch_is_on(session: Session) -> None:
    for unit in ("CA02", "CA04", "CA06"):
        came(session, unit)
    layout = laid_out(session)
    effect = answer_review(
        session,
        run="run-1",
        number=1,
        answer=Answer(accepted=(layout.documents[0].label,), returned=(sent_back(layout, 1),)),
        by=BY,
        world=world_on(CAME),
    )
    assert effect.sentence == (
        "Đã rà soát: 01 văn bản đạt yêu cầu, 01 văn bản đề nghị bổ sung, hoàn thiện, 01 văn bản để lại."
    )
    assert [duty(session, unit).status for unit in ("CA02", "CA04", "CA06")] == [DONE, RETURNED, ARRIVED]
    layout = laid_out(session, "run-2")
    assert [one.unit_name for one in layout.documents] == ["Công an tỉnh CA06"]
    answered(session, Answer(rest=True), run="run-2")
    assert duty(session, "CA06").status is DONE


WRONG = [
    (Answer(), "Chưa chọn văn bản nào"),
    ({"comment": ""}, "đề nghị ghi rõ nội dung cần bổ sung"),
    ({"resubmit_by": "mai"}, "ngày gửi lại: không đọc được «mai»"),
    ({"resubmit_by": "09/12/2024"}, "không sau hôm nay"),
    ({"comment": "thiếu\0dấu \ud800"}, "có ký tự không hiển thị được"),
    ({"resubmit_by": "mai\0\ud800"}, "ngày gửi lại: không đọc được «mai"),
    ({"reason": "khác"}, "đề nghị chọn lý do trong danh sách"),
    ({"document": "Công an tỉnh X"}, "không có trong danh sách rà soát"),
]


@pytest.mark.parametrize(("answer", "why"), WRONG)
def test_a_wrong_answer_changes_nothing_and_comes_back_as_a_form_with_the_reason(
    session: Session, answer: Answer | dict[str, str], why: str
) -> None:
    came(session)
    layout = laid_out(session)
    given = answer if isinstance(answer, Answer) else Answer(returned=(sent_back(layout, changes=answer),))
    effect = answer_review(session, run="run-1", number=1, answer=given, by=BY, world=world_on(CAME))
    assert why in effect.again
    assert duty(session).status is ARRIVED
    reopen(session, run="run-1", number=2, problem=effect.again)
    again, none = open_review(
        session, run="run-1", number=2, wanted=Wanted(task=(0, "", "")), title="", world=world_on(CAME)
    )
    assert (again.problem, again.documents, none) == (effect.again, layout.documents, None)
    answered(session, Answer(rest=True), number=2)
    assert duty(session).status is DONE


def test_a_document_in_both_lists_is_refused(session: Session) -> None:
    came(session)
    layout = laid_out(session)
    both = Answer(accepted=(layout.documents[0].label,), returned=(sent_back(layout),))
    effect = answer_review(session, run="run-1", number=1, answer=both, by=BY, world=world_on(CAME))
    assert "được chọn hai lần" in effect.again


def test_an_answer_is_applied_once_however_often_the_run_starts_from_the_top(session: Session) -> None:
    came(session)
    laid_out(session)
    first = answered(session, Answer(rest=True))
    assert answered(session, Answer(rest=True)) == first
    assert laid_out(session).documents[0].number == "17/BC", "as it was first shown"


def test_what_changed_meanwhile_is_told_and_stops_nothing_else(session: Session) -> None:
    """A new version came in, another document was voided, a third lies in a newer review."""
    for unit in ("CA02", "CA04", "CA06"):
        came(session, unit)
    layout = laid_out(session)
    came(session, "CA02", number="99/BC")
    void(
        session,
        submission_id=layout.documents[1].submission_id,
        reason="nhầm",
        by=BY,
        world=world_on(CAME),
    )
    effect = answer_review(
        session, run="run-1", number=1, answer=Answer(rest=True), by=BY, world=world_on(CAME)
    )
    assert [why.partition(": ")[2] or why for why in effect.stale] == [
        "đơn vị đã gửi bản mới hơn; đề nghị rà soát bản mới.",
        "Văn bản số 17/BC của Công an tỉnh CA04 không còn hiệu lực (đã hủy hoặc đã sửa ghi nhận).",
    ]
    assert duty(session, "CA06").status is DONE


def test_a_document_lies_in_one_review_at_a_time_the_newest(session: Session) -> None:
    came(session)
    laid_out(session, "run-1")
    laid_out(session, "run-2")
    stale = answer_review(
        session, run="run-1", number=1, answer=Answer(rest=True), by=BY, world=world_on(CAME)
    )
    assert stale.stale == ("Công an tỉnh CA02 · số 17/BC · #1: đã chuyển sang một lần rà soát khác.",)
    answered(session, Answer(rest=True), run="run-2")
    assert duty(session).status is DONE


def test_nothing_to_review_is_said(session: Session) -> None:
    with pytest.raises(RefusedError, match=r"Không có văn bản nào chờ rà soát: Báo cáo\."):
        laid_out(session)


def test_one_document_is_accepted_at_once_but_never_a_version_that_was_replaced(session: Session) -> None:
    first = came(session)
    second = came(session, number="21/BC")
    with pytest.raises(RefusedError, match="đơn vị đã gửi bản mới hơn"):
        accept_at_once(session, submission_id=first, by=BY, world=world_on(CAME))
    said = accept_at_once(session, submission_id=second, by=BY, world=world_on(CAME))
    assert said == "Đã rà soát: Văn bản số 21/BC của Công an tỉnh CA02: Đạt yêu cầu."
    assert duty(session).status is DONE


def test_odd_figures_have_to_be_seen_before_a_document_is_accepted(session: Session) -> None:
    key = came(session)
    workbook(session, key, TaskResult.DONE)
    model = Indicator(
        plan_id=session.exec(select(Plan.id)).one() or 0,
        position=1,
        code="mo-hinh",
        name="Mô hình",
        unit="mô hình",
        kind=IndicatorKind.COUNT,
        minimum=1,
    )
    session.add(model)
    session.flush()
    read = session.exec(select(WorkbookImport.id)).one() or 0
    session.add(Figure(import_id=read, indicator_id=model.id or 0, year=2024, value=0))
    session.flush()
    with pytest.raises(RefusedError, match=r"Số liệu cần xem lại .*; đề nghị để trống ô này"):
        accept_at_once(session, submission_id=key, by=BY, world=world_on(CAME))
    assert duty(session).status is ARRIVED

"""Không thuộc diện thực hiện: the plan does not mean this unit; counted apart, chased no more."""

from collections.abc import Collection

from sqlmodel import Session

from flows.work.audit import audit
from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from flows.work.world import World
from models.store.amendments import dropping
from models.store.duty_facts import standing_exemption
from models.tables import Exemption
from models.words import Change
from templates.amendment_words import act

from .changing import settle
from .finding import Duty, code_of, locked_duty, met_with


def exempt(session: Session, *, duty: Duty, basis: str, by: str, world: World) -> str:
    """Spare the unit the task, with the basis; one sentence. Raises RefusedError."""
    row = locked_duty(session, duty=duty)
    _refuse_empty(basis, "Căn cứ")
    assert row.id is not None
    shared = met_with(session, row=row)
    spare(session, obligations=[row.id], basis=basis.strip(), by=by, world=world)
    sentence = f"Đã ghi: {duty.unit_name} không thuộc diện thực hiện nhiệm vụ {duty.task[1]}."
    if left := [code_of(session, row=one) for one in shared]:
        sentence += (
            f" Nhiệm vụ {', '.join(left)} gửi chung văn bản vẫn phải thực hiện và không có lượt nhắc riêng; "
            "nếu đơn vị cũng không thuộc diện thực hiện, đề nghị ghi cả nhiệm vụ này."
        )
    _note(session, row.id, f"{sentence} Căn cứ: {basis.strip()}", "set", by, world)
    return sentence


def spare(session: Session, *, obligations: Collection[int], basis: str, by: str, world: World) -> None:
    """None of these is owed any more."""
    for key in obligations:
        session.add(Exemption(obligation_id=key, basis=basis, recorded_by=by, recorded_at=world.now))
    settle(session, obligations=obligations, change=Change.EXEMPT, by=by, world=world)


def undo_exemption(session: Session, *, duty: Duty, reason: str, by: str, world: World) -> str:
    """The unit owes the task again, as far as nothing has come; raises RefusedError."""
    row = locked_duty(session, duty=duty)
    assert row.id is not None
    found = standing_exemption(session, obligation=row.id)
    if found is None and (amendment := dropping(session, obligation=row.id)):
        order = act(number=amendment.document_number, issued_on=amendment.issued_on)
        raise RefusedError(
            f"{duty.words[:1].upper()}{duty.words[1:]} được bãi bỏ theo {order}; chỉ thay đổi được bằng "
            "một văn bản điều chỉnh khác, theo biểu mẫu «Điều chỉnh kế hoạch»."
        )
    if found is None:
        raise RefusedError(f"{duty.unit_name} vẫn thuộc diện thực hiện nhiệm vụ {duty.task[1]}.")
    _refuse_empty(reason, "Căn cứ, lý do")
    found.undone_at, found.undone_by, found.undo_reason = world.now, by, reason.strip()
    settle(session, obligations=[row.id], change=Change.UNDO_EXEMPT, by=by, world=world)
    sentence = f"Đã bỏ «Không thuộc diện thực hiện»: {duty.words} được theo dõi trở lại."
    _note(session, row.id, f"{sentence} Lý do: {reason.strip()}", "undo", by, world)
    return sentence


def _refuse_empty(text: str, field: str) -> None:
    if not text.strip():
        raise RefusedError(f"{field}: chưa ghi; đề nghị điền ô này.")
    refuse_odd_text(text, field=field)


def _note(session: Session, key: int, text: str, verb: str, by: str, world: World) -> None:
    audit(
        session,
        world=world,
        by=by,
        action=f"form:exemption:{verb}",
        subject="obligation",
        subject_id=key,
        text=text,
    )

"""The document that orders an amendment."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NUMBER, refuse_odd_line, refuse_odd_text
from flows.work.world import World
from models.tables import Plan
from templates.amendment_words import act as act_document
from templates.words_vi import plain_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """The document that orders the amendment, and who says so."""

    number: str
    issued_on: date
    by: str
    reason: str = ""
    run: str = ""

    @property
    def words(self) -> str:
        """`Quyết định số 1234/QĐ-BCA-V03 ngày 05/06/2024`."""
        return act_document(number=self.number.strip(), issued_on=self.issued_on)


def refuse_act(session: Session, *, plan_id: int, act: Act, world: World) -> None:
    """Refuse a document that cannot be; raises RefusedError with what would be right."""
    plan = session.get_one(Plan, plan_id)
    if not act.number.strip():
        raise RefusedError("Số văn bản điều chỉnh: chưa ghi; đề nghị điền ô này.")
    refuse_odd_line(act.number, field="Số văn bản điều chỉnh", most=MOST_NUMBER)
    refuse_odd_text(act.reason, field="Lý do")
    if act.issued_on > world.today:
        raise RefusedError(
            f"Ngày văn bản điều chỉnh {plain_day(act.issued_on)} sau hôm nay ({plain_day(world.today)}); "
            "đề nghị điều chỉnh từ ngày ban hành văn bản."
        )
    if act.issued_on < plan.issued_on:
        raise RefusedError(
            f"Ngày văn bản điều chỉnh {plain_day(act.issued_on)} trước ngày ban hành kế hoạch "
            f"({plain_day(plan.issued_on)}); đề nghị kiểm tra lại ngày."
        )

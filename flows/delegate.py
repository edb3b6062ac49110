"""Cử người nhận thư thay: somebody is away, another takes the mail; ended early by the same form."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import DAY_HINT, Signed
from flows.running import change
from flows.work.choices import chosen
from flows.work.dates import read_day
from flows.work.people.delegating import Wanted, address_labels, delegate, end_delegation
from flows.work.refusals import RefusedError
from flows.work.world import World

AWAY, FROM, TO = "Ai vắng mặt", "Từ ngày", "Đến hết ngày"
OF_END = "Kết thúc sớm thì để trống."


class DelegateForm(Signed):
    """Ai vắng mặt, trong thời gian nào, ai nhận thư thay."""

    away: Annotated[
        str,
        Field(
            title=AWAY,
            description="Cán bộ đầu mối, lãnh đạo của một đơn vị hoặc của đơn vị đầu mối. Gõ tên để tìm.",
            json_schema_extra={"dondoc_choices": "addresses"},
            min_length=1,
        ),
    ]
    from_day: Annotated[str, Field(title=FROM, description=f"{DAY_HINT} {OF_END}")] = ""
    to_day: Annotated[str, Field(title=TO, description=f"{DAY_HINT} {OF_END}")] = ""
    delegate_name: Annotated[str, Field(title="Họ tên người nhận thay", description=OF_END)] = ""
    delegate_address: Annotated[
        str, Field(title="Địa chỉ thư của người nhận thay", description=f"Một địa chỉ. {OF_END}")
    ] = ""
    reason: Annotated[str, Field(title="Lý do", description=f"Ví dụ đi công tác, nghỉ phép. {OF_END}")] = ""
    action: Annotated[Literal["Cử người nhận thay", "Kết thúc sớm"], Field(title="Việc cần làm")] = (
        "Cử người nhận thay"
    )


@flow(name="Cử người nhận thư thay")
async def delegate_mail(form: DelegateForm) -> State[Any]:
    """Mọi thư lẽ ra gửi người vắng mặt được gửi người nhận thay; hết thời gian thì tự trở lại."""

    def work(session: Session, world: World) -> str:
        address = chosen(form.away, address_labels(session, day=world.today), field=AWAY)
        if form.action == "Kết thúc sớm":
            return end_delegation(session, address=address, by=form.by, world=world)
        return delegate(session, wanted=_wanted(form, address), by=form.by, world=world)

    return await change(work, by=form.by)


def _wanted(form: DelegateForm, address: str) -> Wanted:
    if not form.delegate_address.strip():
        raise RefusedError("Thiếu địa chỉ thư của người nhận thay.")
    return Wanted(
        address=address,
        from_day=read_day(form.from_day, field=FROM),
        to_day=read_day(form.to_day, field=TO),
        delegate_name=form.delegate_name,
        delegate_address=form.delegate_address,
        reason=form.reason,
    )

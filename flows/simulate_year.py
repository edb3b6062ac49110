"""Chạy thử lịch gửi cả năm: a plan in force, played to its end on a scratch copy."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import BaseModel, Field
from sqlmodel import col, select

from flows.pages import publish_answer
from flows.running import CONFIGURATION, SEE_ANSWER, done, folder, misconfigured, refused
from flows.simulating import Outcome, simulate_issued
from flows.work.ahead.behaviour import Behaviour
from flows.work.dates import read_optional_day
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from models.database import reading
from models.tables import Plan
from models.words import PlanStatus
from templates.simulation.render import number, render_summary

TITLE = "Chạy thử lịch gửi cả năm"


class SimulateForm(BaseModel):
    """Chạy thử mọi ngày còn lại của kế hoạch đang triển khai; không gửi và không ghi gì."""

    on_time: Annotated[int, Field(title="Tỷ lệ đúng hạn giả định (%)", description="Ví dụ 80.", ge=0, le=100)]
    never: Annotated[int, Field(title="Tỷ lệ không gửi giả định (%)", ge=0, le=100)] = 3
    late_days: Annotated[int, Field(title="Quá hạn nhiều nhất (ngày làm việc)", ge=1, le=120)] = 15
    seed: Annotated[
        int, Field(title="Phương án số", description="Ghi số khác thì những đơn vị khác gửi chậm.")
    ] = 762
    plan: Annotated[str, Field(title="Mã kế hoạch", description="Để trống: kế hoạch mới nhất.")] = ""
    until: Annotated[
        str,
        Field(
            title="Đến hết ngày",
            description="Để trống: đến 31/01 năm sau. Ghi ngày/tháng/năm để chạy thử ít ngày hơn.",
        ),
    ] = ""


@flow(name="Chạy thử lịch gửi cả năm")
async def simulate_year(form: SimulateForm) -> State[Any]:
    """Chạy thử từng ngày đến hết tháng 01 năm sau trên bản sao, bằng chính chương trình hằng ngày."""
    try:
        outcome, place = _simulate(form)
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    text = render_summary(outcome.facts, place=place)
    await publish_answer(title=TITLE, markdown=text)
    peak = outcome.facts.peak
    return await done(
        f"Chạy thử {outcome.facts.plan_code}: {number(outcome.facts.total)} thư, nhiều nhất {peak.total} thư "
        f"ngày {peak.day:%d/%m/%Y}; {SEE_ANSWER}"
    )


def _simulate(form: SimulateForm) -> tuple[Outcome, str]:
    behaviour = Behaviour(
        seed=form.seed, on_time=form.on_time / 100, never=form.never / 100, late_days=form.late_days
    )
    with folder() as (engine, settings), reading(engine) as session:
        statement = select(Plan.code).where(col(Plan.status) == PlanStatus.ISSUED)
        codes = list(session.exec(statement.order_by(col(Plan.issued_on).desc())))
        code = form.plan.strip() or next(iter(codes), "")
        if code not in codes:
            raise RefusedError(f"Không có kế hoạch {code or 'nào'} đang triển khai.")
        outcome = simulate_issued(
            session,
            code=code,
            until=read_optional_day(form.until, field="Đến hết ngày"),
            behaviour=behaviour,
            settings=settings,
        )
        files = Files(data=settings.data)
        name = f"chay-thu-{outcome.facts.plan_code}-{outcome.facts.first:%Y%m%d}"
        page = files.put_out(outcome.page, name=f"{name}.html")
        files.put_out(outcome.notices, name=f"{name}.csv")
        return outcome, str(page.relative_to(settings.data))

"""*Chuẩn bị kế hoạch năm sau*, *Cử người nhận thư thay* through a running service, a restart between."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from flows.delivery.captured import read_all
from flows.work.choices import all_plan_labels
from flows.work.people.delegating import address_labels
from models.plan_file import read_plan
from tests.flows.example_year import ExampleYear, running_year
from tests.flows.next_years import ISSUED_2025
from tests.running_service import eventually

pytestmark = [pytest.mark.server, pytest.mark.long]

TITLE, ISSUE, AWAY = "Chuẩn bị kế hoạch năm sau", "Triển khai kế hoạch", "Cử người nhận thư thay"
GO = "Ghi tệp kế hoạch"


@pytest.fixture
def year(
    prefect_database: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExampleYear]:
    with running_year(
        ExampleYear, prefect=prefect_database, factory=tmp_path_factory, monkeypatch=monkeypatch
    ) as year:
        yield year


@pytest.fixture
def anyio_backend() -> str:
    """Prefect runs on asyncio."""
    return "asyncio"


def newest_plan(session: Session) -> str:
    return next(iter(all_plan_labels(session)))


def pages(year: ExampleYear, run: str) -> dict[str, str]:
    """What the run shows, by title."""
    wanted = {"artifacts": {"flow_run_id": {"any_": [run]}}}
    found = year.service.ask("POST", "/artifacts/filter", wanted)
    return {str(one["description"]): str(one["data"]) for one in found}


def resume(year: ExampleYear, run: str, answer: dict[str, Any]) -> None:
    year.service.ask("POST", f"/flow_runs/{run}/resume", {"run_input": answer})


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:.*socket:pytest.PytestUnraisableExceptionWarning")  # Prefect's clients
async def test_the_form_asks_comes_back_survives_a_restart_and_writes_the_file(year: ExampleYear) -> None:
    for day in ("07/05/2024", "06/08/2024", "05/11/2024", "02/12/2024"):  # it moves three months at most
        assert (await year.day(day)).startswith(f"Ngày {day}")
    form = {"by": year.officer, "plan": year.ask(newest_plan), "year": 2025, "number": "815/QĐ-BCA-V03"}
    run = year.start(TITLE, {**form, "issued_on": f"{ISSUED_2025:%d/%m/%Y}"})
    fields = year.asked(run)
    assert fields["q0"]["title"] == "II.1.1.b «trước ngày 29/02/2024» chuyển thành"
    assert len(fields["q0"]["enum"]) == 2
    assert "Số liệu năm 2024 để so sánh" in pages(year, run)[f"{TITLE}: đề xuất (lần 1)"]

    chosen = {"q0": fields["q0"]["enum"][1], "q1": "Không chuyển", "q2": "Không chuyển"}
    resume(year, run, {**chosen, "answer": GO, "changes": "II.5: trước ngày 31/02/2025"})
    second = f"{TITLE}: đề xuất (lần 2)"
    eventually(lambda: second in pages(year, run), seconds=120, what="the second round")
    assert "tháng 02/2025 không có ngày 31" in pages(year, run)[second]
    year.reaches(run, "PAUSED")

    assert year.service.stop() == 0
    year.service.running()
    assert year.asked(run)["q0"]["default"] == chosen["q0"]
    said = year.answer(run, {**chosen, "answer": GO, "changes": ""})
    assert said.startswith("Đã chuẩn bị Kế hoạch pbgdpl-2025: 28 mục")
    made = year.settings.data / "config" / "plans" / "2025.yaml"
    assert read_plan(made.read_text("utf-8"), name=made.name).task("II.1.1.b").deadline.phrase == (
        "trước ngày 01/03/2025"
    )
    assert f"{TITLE}: pbgdpl-2025" in pages(year, run)

    def offered() -> bool:
        return "2025.yaml" in json.dumps(year.service.deployment(ISSUE)["parameter_openapi_schema"])

    eventually(offered, seconds=60, what="the new file in the dropdown")

    label = next(one for one in year.ask(lambda s: address_labels(s, day=ISSUED_2025)) if "Hà Giang" in one)
    away = {
        "by": year.officer,
        "away": label,
        "from_day": "02/12/2024",
        "to_day": "13/12/2024",
        "delegate_name": "Đ/c Nguyễn Văn B",
        "delegate_address": "thay@ca-hagiang.example",
        "reason": "đi công tác",
    }
    path = f"/deployments/{year.service.deployment(AWAY)['id']}/create_flow_run"
    run = year.service.ask("POST", path, {"parameters": {"form": away}})["id"]
    name = str(year.reaches(run, "COMPLETED")["name"])
    assert name.startswith("Từ 02/12/2024 đến hết 13/12/2024, thư gửi")
    assert (await year.day("06/12/2024")).startswith("Ngày 06/12/2024")
    mailbox = year.settings.data / "mailbox"

    def to_delegate() -> bool:
        return any("thay@ca-hagiang.example" in one.summary.to for one in read_all(mailbox))

    eventually(to_delegate, seconds=60, what="the delegate's mail")

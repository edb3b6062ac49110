"""*Điều chỉnh kế hoạch* through the real flow: shown, shown again when the file changes, done once."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from flows.work.choices import plan_labels
from models.tables import PlanAmendment
from templates.amendment_words import NOTHING
from tests.flows.example_year import ExampleYear, running_year
from tests.flows.test_amending_2024 import FILE, FIRST
from tests.running_service import eventually

NAME = "Điều chỉnh kế hoạch"
GO = {"answer": "Điều chỉnh kế hoạch"}
ONE_DATE = FILE.replace("deadline: trước ngày 29/02/2024", "deadline: trước ngày 16/3/2024")


@pytest.fixture
def year(
    prefect_database: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExampleYear]:
    with running_year(
        ExampleYear, prefect=prefect_database, factory=tmp_path_factory, monkeypatch=monkeypatch
    ) as year:
        yield year


def put(year: ExampleYear, text: str) -> None:
    """The amended file, where an administrator puts it; it bears the name of the packaged one."""
    folder = year.settings.data / "config" / "plans"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "2024.yaml").write_text(text, "utf-8")


def form(year: ExampleYear) -> Mapping[str, Any]:
    return {
        "by": year.officer,
        "plan": year.ask(lambda session: next(iter(plan_labels(session)))),
        "plan_file": "2024.yaml",
        "number": "100/QĐ-BCA-V03",
        "issued_on": "06/02/2024",
    }


def asks_in_round(year: ExampleYear, run: str, number: int) -> Any:
    """The run's state once it waits with the form of that round."""

    def waits() -> Any:
        details = year.service.ask("GET", f"/flow_runs/{run}")["state"]["state_details"]
        keys = details.get("run_input_keyset") or {}
        return details if f"dieu-chinh-{number}" in str(keys) else None

    return eventually(waits, seconds=120, what=f"round {number}")


def shown(year: ExampleYear, run: str) -> str:
    """The pages that the run published, newest last."""
    wanted = {"artifacts": {"flow_run_id": {"any_": [run]}}, "sort": "CREATED_DESC"}
    found = year.service.ask("POST", "/artifacts/filter", wanted)
    return "\n".join(str(one["data"]) for one in found)


@pytest.mark.server
@pytest.mark.long
def test_the_difference_is_approved_as_it_was_shown(year: ExampleYear) -> None:
    put(year, ONE_DATE)
    run = year.start(NAME, form(year))
    assert "72 nghĩa vụ dời hạn" in shown(year, run)
    assert "Nhiệm vụ thêm" not in shown(year, run)

    # The file changes while the run waits: what was approved is not what would be done.
    put(year, FIRST)
    year.service.ask("POST", f"/flow_runs/{run}/resume", {"run_input": GO})
    asks_in_round(year, run, 2)
    assert "Nhiệm vụ thêm (01)" in shown(year, run)
    assert year.ask(amendments) == 0
    said = year.answer(run, GO)
    assert said.startswith("Đã điều chỉnh Kế hoạch pbgdpl-2024 theo Quyết định số 100/QĐ-BCA-V03"), said
    assert year.ask(amendments) == 1

    # The same file once more: nothing is different, nobody is asked.
    path = f"/deployments/{year.service.deployment(NAME)['id']}/create_flow_run"
    again = str(year.service.ask("POST", path, {"parameters": {"form": dict(form(year))}})["id"])
    assert year.reaches(again, "COMPLETED")["name"] == NOTHING
    assert year.ask(amendments) == 1


def amendments(session: Session) -> int:
    return len(session.exec(select(PlanAmendment)).all())

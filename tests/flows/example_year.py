"""A running service on the shipped example; flows run in this process against its server and folder."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings
from sqlmodel import Session, select

from config.settings import read_settings
from flows import wiring
from flows.daily import DailyForm, daily
from flows.work.choices import task_labels, unit_labels
from flows.work.people.officers import officers
from models.database import reading
from models.tables import Obligation, PlanTask
from tests.running_service import Service, eventually

REPORT = "III.3.b"


class ExampleYear:
    """The plan of 2024 as the example holds it; its clock moves with the days that are run."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.settings = read_settings(data=service.data)
        self.officer, self.ids, self.tasks = self.ask(self._choices)
        self.units = list(self.ids)

    def ask(self, question: Callable[[Session], Any]) -> Any:
        """Something asked of the database."""
        with wiring.engine_of(settings=self.settings) as engine, reading(engine) as session:
            return question(session)

    def _choices(self, session: Session) -> tuple[str, dict[str, str], dict[str, str]]:
        day = date(2024, 2, 6)
        report = select(PlanTask.id).where(PlanTask.code == REPORT)
        owing = select(Obligation.owed_by).where(Obligation.task_id == session.exec(report).one())
        owe = set(session.exec(owing))
        units = {label: unit for label, unit in unit_labels(session, day=day).items() if unit in owe}
        tasks = {code: label for label, (_, code, _) in task_labels(session).items()}
        return officers(session, day=day)[0], units, tasks

    async def run(self, flow: Any, form: Any) -> str:
        """A flow to its end; what it says of itself."""
        ended: State[Any] = await flow(form, return_state=True)
        assert ended.is_completed(), ended
        return str(ended.message)

    async def day(self, day: str) -> str:
        """*Nhắc việc hằng ngày*, which moves the example's clock."""
        return await self.run(daily, DailyForm(day=day))

    def start(self, name: str, form: Mapping[str, Any]) -> str:
        """A run of the served flow, until it is suspended; its id."""
        path = f"/deployments/{self.service.deployment(name)['id']}/create_flow_run"
        run = str(self.service.ask("POST", path, {"parameters": {"form": dict(form)}})["id"])
        self.reaches(run, "PAUSED")
        return run

    def asked(self, run: str) -> Any:
        """The fields of the form that a suspended run waits with, as JSON schema."""
        details = self.service.ask("GET", f"/flow_runs/{run}")["state"]["state_details"]
        schema = self.service.ask("GET", f"/flow_runs/{run}/input/{details['run_input_keyset']['schema']}")
        return schema["properties"]

    def answer(self, run: str, answer: Mapping[str, Any]) -> str:
        """The suspended run's form, and the name that the run has at its end."""
        self.service.ask("POST", f"/flow_runs/{run}/resume", {"run_input": dict(answer)})
        return str(self.reaches(run, "COMPLETED")["name"])

    def reaches(self, run: str, state: str) -> Any:
        """The run, once it is in this state."""

        def seen() -> Any:
            found = self.service.ask("GET", f"/flow_runs/{run}")
            assert found["state_type"] not in ("FAILED", "CRASHED"), found["state"]
            return found if found["state_type"] == state else None

        return eventually(seen, seconds=120, what=f"{state} of the run")

    def page(self, key: str) -> str:
        """The markdown of a page in the UI."""
        return str(self.service.ask("GET", f"/artifacts/{key}/latest")["data"])


@contextmanager
def running_year(
    kind: type[ExampleYear],
    *,
    prefect: Path,
    factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Any]:
    """A year of this kind on a service of its own."""
    data = factory.mktemp("year") / "data"
    service = Service(data=data, arguments=(), prefect=prefect)
    service.running()
    monkeypatch.setenv("DONDOC_DATA", str(data))
    where = {PREFECT_API_URL: f"{service.url}/api", PREFECT_HOME: factory.mktemp("client")}
    with temporary_settings(where):
        yield kind(service)
    service.stop()

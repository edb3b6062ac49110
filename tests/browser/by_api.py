"""What a test does without the browser: forms sent to the server, numbers asked of the database."""

from typing import Any

from models.database import connect, reading
from tests.browser.driver import OFFICER
from tests.running_service import Service, eventually


def count(service: Service, statement: Any) -> int:
    """A number from the service's database."""
    engine = connect(url=f"sqlite:///{service.data / 'dondoc.sqlite3'}")
    with reading(engine) as session:
        found = int(session.exec(statement).one())
    engine.dispose()
    return found


def fill_in(service: Service, name: str, /, **form: str) -> None:
    """A form sent without a browser; dropdowns by words of the choice that is wanted."""
    deployment = service.deployment(name)
    fields = next(iter(deployment["parameter_openapi_schema"]["definitions"].values()))["properties"]
    sent = {key: choice(fields[key], words) for key, words in {"by": OFFICER, **form}.items()}
    path = f"/deployments/{deployment['id']}/create_flow_run"
    run = service.ask("POST", path, {"parameters": {"form": sent}})["id"]

    def ended() -> bool:
        state = service.ask("GET", f"/flow_runs/{run}")["state"]
        assert state["type"] not in ("FAILED", "CRASHED"), state
        assert state["name"] != "Từ chối", state
        return bool(state["type"] == "COMPLETED")

    eventually(ended, seconds=90, what=name)


def choice(field: dict[str, Any], words: str) -> str:
    """The choice of a dropdown that has these words; of another field the words themselves."""
    return next((one for one in field.get("enum", ()) if words in one), words)

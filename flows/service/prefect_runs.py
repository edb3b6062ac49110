"""What Prefect's API says of runs and schedules, asked in plain HTTP: no Prefect in this process."""

import json
import urllib.request
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from config.settings import Settings
from flows.service.prefect_environment import address, authorised
from flows.work.mails.watching import BadRun

PATIENCE = 10.0  # seconds for one answer
MOST_RUNS = 50  # in one look; dozens of failures at once say the same


def bad_runs(*, settings: Settings, since: datetime) -> list[BadRun]:
    """Runs that failed or crashed after `since`, newest first; OSError or ValueError if nobody answers."""
    wanted = {
        "flow_runs": {
            "state": {"type": {"any_": ["FAILED", "CRASHED"]}},
            "end_time": {"after_": since.isoformat()},
        },
        "sort": "END_TIME_DESC",
        "limit": MOST_RUNS,
    }
    names = _form_names(settings)
    found = _ask(settings, "POST", "/flow_runs/filter", wanted, headers=_csrf(settings))
    return [_run(row, names) for row in found]


def paused_schedules(*, settings: Settings, names: Iterable[str]) -> list[str]:
    """Which deployments of these have no schedule that runs; OSError or ValueError if nobody answers."""
    return [name for name in names if not _runs_by_itself(settings, name)]


def _runs_by_itself(settings: Settings, name: str) -> bool:
    path = quote(name)
    found = _ask(settings, "GET", f"/deployments/name/{path}/{path}")
    return not found["paused"] and any(one["active"] for one in found["schedules"])


def _run(row: Mapping[str, Any], names: Mapping[str, str]) -> BadRun:
    state, ended = row.get("state") or {}, row.get("end_time")
    return BadRun(
        id=str(row["id"]),
        flow=names.get(str(row.get("deployment_id")), str(row.get("name") or "")),
        crashed=row.get("state_type") == "CRASHED",
        ended_at=datetime.fromisoformat(ended) if ended else None,
        reason=str(state.get("message") or ""),
    )


def _form_names(settings: Settings) -> Mapping[str, str]:
    """Deployment id -> name, as the runner wrote them down; empty while it has not."""
    path: Path = settings.data / "run" / "deployments.json"
    try:
        return {key: name for name, key in json.loads(path.read_text("utf-8")).items()}
    except (FileNotFoundError, ValueError):
        return {}


def _csrf(settings: Settings) -> Mapping[str, str]:
    me = str(uuid.uuid4())
    token = _ask(settings, "GET", f"/csrf-token?client={me}")["token"]
    return {"Prefect-Csrf-Client": me, "Prefect-Csrf-Token": token}


def _ask(
    settings: Settings,
    method: str,
    path: str,
    body: object = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> Any:
    data = None if body is None else json.dumps(body).encode()
    url = f"{address(settings=settings)}/api{path}"
    request = urllib.request.Request(url, data=data, method=method)  # noqa: S310  (our own http address)
    for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
        request.add_header(name, value)
    authorised(request, settings=settings)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  (the same)
        return json.load(answer)

"""The environment in which Prefect's server, its runner and the flow runs live."""

import os
import urllib.request
from base64 import b64encode
from collections.abc import Mapping

from config.settings import LOOPBACK, Settings

UI = "/v2"  # the UI that Prefect opens by default; without this prefix a path means the older one
DAY = 24 * 3600
EVENT_DAYS = 30  # heartbeats among them go after 7
REDIS = {  # what one server keeps in its memory or on its disk, where several share it
    "PREFECT_MESSAGING_BROKER": "prefect_redis.messaging",
    "PREFECT_MESSAGING_CACHE": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
    "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_QUEUE_STORAGE": "prefect_redis.cleanup_queue",
}
REDIS_URLS = (
    "PREFECT_REDIS_MESSAGING_URL",
    "PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL",
    "PREFECT_SERVER_DOCKET_URL",
)
FOREIGN = ("PREFECT_PROFILE", "PREFECT_PROFILES_PATH", "PREFECT_API_KEY")  # a person's own Prefect, not ours


def address(*, settings: Settings) -> str:
    """Where Prefect's server answers, such as http://127.0.0.1:4200."""
    return settings.prefect_url or own_address(settings=settings)


def own_address(*, settings: Settings) -> str:
    """Where a server of this machine answers, whatever others call it."""
    host = "127.0.0.1" if settings.ui_host in {"0.0.0.0", "::"} else settings.ui_host  # noqa: S104  (compared, not bound)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.ui_port}"


def environment(*, settings: Settings, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of every child: Prefect lives inside the data folder and tells nobody about us."""
    kept = {key: value for key, value in inherited.items() if key not in FOREIGN}
    return (
        kept
        | _prefect(settings)
        | _auth(settings)
        | _database(settings)
        | _redis(settings)
        | {
            "DONDOC_DATA": str(settings.data),
            "DONDOC_UI_PORT": str(settings.ui_port),
            "PYTHONSAFEPATH": "1",  # the data folder is the working directory and holds no code
            "PYTHONUNBUFFERED": "1",
            "DO_NOT_TRACK": "1",
        }
    )


def _prefect(settings: Settings) -> dict[str, str]:
    home = address(settings=settings)
    local = {f"http://{host}:{settings.ui_port}" for host in LOOPBACK - {"::1"}}
    return {
        "PREFECT_HOME": str(settings.data / "prefect"),
        "PREFECT_API_URL": f"{home}/api",
        "PREFECT_UI_URL": home,
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(settings.data / "prefect" / "ui"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ",".join(sorted(local | {home})),
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        # leases kept in memory would leave a slot taken for ever when the server is killed
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        # ended runs, their logs and artifacts go after a while; forms that wait and pages stay
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(settings.prefect_keep_days * DAY),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{min(settings.prefect_keep_days, EVENT_DAYS)}D",
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
    }


def _auth(settings: Settings) -> dict[str, str]:
    if settings.ui_auth is None:
        return {}
    auth = settings.ui_auth.get_secret_value()
    return {"PREFECT_SERVER_API_AUTH_STRING": auth, "PREFECT_API_AUTH_STRING": auth}


def _database(settings: Settings) -> dict[str, str]:
    """By the environment alone: command lines are everybody's to read."""
    if settings.prefect_database_url is None:
        return {}
    return {"PREFECT_SERVER_DATABASE_CONNECTION_URL": settings.prefect_database_url.get_secret_value()}


def _redis(settings: Settings) -> dict[str, str]:
    if settings.redis_url is None:
        return {}
    url = settings.redis_url.get_secret_value()
    return REDIS | dict.fromkeys(REDIS_URLS, url)


def healthy(*, settings: Settings) -> bool:
    """Whether the server answers."""
    request = urllib.request.Request(f"{address(settings=settings)}/api/health")  # noqa: S310  (our own http address)
    authorised(request, settings=settings)
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310  (the same)
            return bool(answer.status == 200)
    except OSError:
        return False


def authorised(request: urllib.request.Request, *, settings: Settings) -> None:
    """Give a request the password of the UI, if there is one."""
    if settings.ui_auth is not None:
        token = b64encode(settings.ui_auth.get_secret_value().encode()).decode()
        request.add_header("Authorization", f"Basic {token}")

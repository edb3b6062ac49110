"""Pages of other sites in a browser on this machine: no web socket, no name of their own (DNS rebinding)."""

import asyncio
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest

from config.settings import read_settings
from flows.service.doors import guarded, known_hosts
from flows.service.headers import Receive, Scope, Send


async def inside(scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "inside", "of": scope["type"]})


def knock(
    kind: str, *, host: str, origin: str = "", password: bool = False, public: str = "", path: str = "/"
) -> str:
    """What the first answer is."""
    settings = read_settings(data=Path("none"), public_url=public)
    door = guarded(inside, hosts=known_hosts(settings=settings), password=password)
    answers: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        answers.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {}

    headers = [(b"host", host.encode()), *([(b"origin", origin.encode())] if origin else [])]

    async def ask() -> None:
        await door({"type": kind, "path": path, "headers": headers}, receive, send)

    asyncio.run(ask())
    return str(answers[0].get("status") or answers[0].get("code") or answers[0]["type"])


@pytest.mark.parametrize("host", ["127.0.0.1:4200", "localhost:4200", "[::1]:4200", "LOCALHOST"])
def test_the_machines_own_names_lead_in(host: str) -> None:
    assert knock("http", host=host) == "inside"
    assert knock("websocket", host=host) == "inside", "programs send no Origin"
    assert knock("websocket", host=host, origin=f"http://{host}") == "inside"


@pytest.mark.parametrize("host", ["evil.example:4200", "127.0.0.1.evil.example", "", "[", "evil.example:x"])
def test_a_foreign_name_that_points_at_this_machine_leads_nowhere(host: str) -> None:
    """DNS rebinding: to the browser such a page is of the same site as our API."""
    assert knock("http", host=host) == "421"
    assert knock("websocket", host=host, origin=f"http://{host}") == "1008"


def test_the_name_that_people_use_is_known_and_a_password_makes_names_unimportant() -> None:
    public = "https://dondoc.v03.example"
    assert knock("http", host="dondoc.v03.example", public=public) == "inside"
    assert knock("websocket", host="127.0.0.1", origin=public, public=public) == "inside", "behind a proxy"
    assert knock("http", host="may-chu", password=True) == "inside"
    assert knock("websocket", host="may-chu", origin="http://may-chu", password=True) == "inside"


@pytest.mark.parametrize("password", [False, True])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_no_page_of_another_site_opens_a_web_socket(origin: str, password: bool) -> None:
    """CORS does not cover web sockets."""
    assert knock("websocket", host="127.0.0.1:4200", origin=origin, password=password) == "1008"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/api/docs", "/docs/"])
def test_no_page_of_ours_runs_scripts_of_another_host(path: str) -> None:
    """Prefect's API documentation loads its reader from a public host, into the origin of our UI."""
    assert knock("http", host="localhost", path=path) == "404"

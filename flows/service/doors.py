"""Who may knock: pages of other sites that somebody opened in a browser on this machine may not.

CORS and CSRF tokens stop such pages from asking the API, but not from opening a web socket, and not under a
name of their own that they let point at this machine (DNS rebinding).
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from config.settings import LOOPBACK, Settings
from flows.service.headers import Application, Receive, Scope, Send

FOREIGN = frozenset({"/docs", "/redoc", "/api/docs", "/api/redoc"})  # pages that run scripts of another host
REFUSED = (
    "dondoc does not answer under this name; open it as http://127.0.0.1 or set DONDOC_PUBLIC_URL "
    "to the address that people use.\n"
)


def known_hosts(*, settings: Settings) -> frozenset[str]:
    """The names under which this installation is opened."""
    urls = (settings.public_url, settings.prefect_url)
    named = {urlsplit(url).hostname or "" for url in urls}
    return frozenset({*LOOPBACK, settings.ui_host.lower(), *named} - {""})


def guarded(application: Application, *, hosts: Collection[str], password: bool) -> Application:
    """The same application, closed to web sockets from other sites and, without a password, to other names.

    With a password a foreign name is of no use: a browser sends it to no other site.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not password and _host(scope) not in hosts:
            await _refuse(send, status=421, words=REFUSED)
        elif scope["type"] == "http" and scope["path"].rstrip("/") in FOREIGN:
            await _refuse(send, status=404, words="Not here.\n")
        elif scope["type"] == "websocket" and not _is_ours(scope, hosts, password):
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: 403
        else:
            await application(scope, receive, send)

    return wrapped


def _is_ours(scope: Scope, hosts: Collection[str], password: bool) -> bool:
    """Programs send no Origin; a browser sends that of the page."""
    host, origin = _host(scope), _header(scope, b"origin")
    if not password and host not in hosts:
        return False
    return not origin or urlsplit(origin).hostname in {*hosts, host}


def _host(scope: Scope) -> str:
    try:
        return urlsplit(f"//{_header(scope, b'host')}").hostname or ""
    except ValueError:
        return ""


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _refuse(send: Send, *, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})

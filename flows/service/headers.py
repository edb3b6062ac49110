"""Headers that keep the UI to itself."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = (
    # the V2 UI asks an analytics host for its configuration even with analytics switched off
    (b"content-security-policy", b"connect-src 'self' ws: wss:; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def kept_to_itself(application: Application) -> Application:
    """The same application, whose pages may talk to no other host and be framed by nobody."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        await application(scope, receive, send_with_headers)

    return wrapped

"""What runs inside one part of the service: `python -m flows.service.child NAME [LIFELINE]`.

A child of `dondoc up` has a lifeline; a part that stands alone, on a machine of several, has none.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from config.settings import Settings, read_settings
from flows.service.folder import replace_file

GRACE = 4.0  # seconds between the request to end and the kill, once the parent is gone


def main() -> None:
    """Run the named part until it is told to end, or until the parent is gone."""
    name, *lifeline = sys.argv[1:]
    if lifeline:
        _hold_on_to(int(lifeline[0]))
    level = logging.WARNING if name == "server" else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("httpx", "alembic"):  # a line per poll, a line per plugin
        logging.getLogger(chatty).setLevel(logging.WARNING)
    PARTS[name](read_settings())


def _hold_on_to(lifeline: int) -> None:
    os.set_inheritable(lifeline, False)
    threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True, name="lifeline").start()


def _end_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)  # returns only when the parent's end of the pipe is closed
    for signal_number, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, 0.0)):
        with suppress(ProcessLookupError):
            os.killpg(os.getpgrp(), signal_number)
        time.sleep(patience)


def _server(settings: Settings) -> None:
    import uvicorn
    from prefect.server.api.server import create_app

    from flows.service.doors import guarded, known_hosts
    from flows.service.headers import kept_to_itself

    hosts = known_hosts(settings=settings)
    uvicorn.run(
        kept_to_itself(guarded(create_app(final=True), hosts=hosts, password=settings.ui_auth is not None)),
        host=settings.ui_host,
        port=settings.ui_port,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
        log_level="warning",
    )


def _runner(settings: Settings) -> None:
    from flows.service.serving import serve

    serve(settings=settings)


def _sender(settings: Settings) -> None:
    from flows.wiring import deliver_forever

    while not settings.smtp_configured and not (settings.data / "run" / "mailbox.port").exists():
        time.sleep(0.1)
    deliver_forever(settings=settings)


def _mailbox(settings: Settings) -> None:
    from flows.delivery.mailbox import serve

    port_file = settings.data / "run" / "mailbox.port"
    serve(
        folder=settings.data / "mailbox",
        port=settings.mailbox_port,
        ready=lambda port: replace_file(path=port_file, text=str(port)),
    )


def _watchdog(settings: Settings) -> None:
    from flows.service.watchdog import watch_forever

    watch_forever(settings=settings)


def _keeper(settings: Settings) -> None:
    from flows.service.keeping import keep

    keep(settings=settings)


def _player(settings: Settings) -> None:
    from flows.service.player import play_example

    play_example(settings=settings)


PARTS: Mapping[str, Callable[[Settings], None]] = {
    "server": _server,
    "runner": _runner,
    "sender": _sender,
    "mailbox": _mailbox,
    "watchdog": _watchdog,
    "keeper": _keeper,
    "player": _player,
}

if __name__ == "__main__":
    main()

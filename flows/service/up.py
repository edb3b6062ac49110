"""`dondoc up`: everything from an empty folder to a running service, and back."""

from collections.abc import Callable
from pathlib import Path

from config.settings import Settings
from flows.service.announce import announcement
from flows.service.checks import check_port, check_smtp
from flows.service.children import Child
from flows.service.errors import ServiceError
from flows.service.farewell import say_farewell
from flows.service.folder import end_leftovers, locked, make_rooms, refuse_pooled
from flows.service.player import Play, finished, order
from flows.service.prefect_environment import environment, healthy
from flows.service.prepare import prepare
from flows.service.supervisor import Supervisor
from models.words import FolderKind

Say = Callable[[str], None]


def up(*, settings: Settings, empty: bool, say: Say, play: Play | None = None) -> None:
    """Run the service until it is asked to end; ServiceError says why it cannot."""
    make_rooms(data=settings.data)
    refuse_pooled(data=settings.data)
    with locked(data=settings.data):
        for name in end_leftovers(data=settings.data):
            say(f"Ended the {name} that a killed service had left working.")
        check_port(settings=settings)
        check_smtp(settings=settings)
        folder = prepare(settings=settings, empty=empty)
        if play is not None and folder.kind is not FolderKind.EXAMPLE:
            raise ServiceError("--play is for the example only: a live folder lives day by day.")
        order(settings=settings, play=play)
        _run(
            children(settings=settings, playing=play is not None),
            say=say,
            announce=lambda: say(announcement(settings=settings, folder=folder, playing=_playing(play))),
            glance=lambda: _tell(finished(settings=settings), say),
            give_up=lambda reason: say_farewell(settings=settings, reason=reason),
        )


def _playing(play: Play | None) -> str:
    if play is None:
        return ""
    return (
        f"The example's year is being PLAYED to {play.last:%d/%m/%Y}, about {play.pace:g} s a day:\n"
        "documents come in by a seeded model, mail stays in the mailbox. Open the page above and reload\n"
        "it now and then (it is made anew every 7 days played); a line here says when all is played."
    )


def _tell(news: Path, say: Say) -> None:
    """Say what a child wrote for whoever watches, once."""
    if news.exists():
        say(news.read_text("utf-8"))
        news.unlink()


def _run(
    parts: list[Child],
    *,
    say: Say,
    announce: Callable[[], None],
    glance: Callable[[], None],
    give_up: Say,
) -> None:
    supervisor = Supervisor(parts)
    supervisor.listen()
    try:
        say("Starting; the first start takes about half a minute ...")
        if supervisor.start():
            announce()
        supervisor.watch(glance=glance)
    except ServiceError as error:
        give_up(str(error))  # while what sends mail still lives
        raise
    finally:
        say("Stopping ...")
        supervisor.end(say=say)


def children(*, settings: Settings, playing: bool = False) -> list[Child]:
    """The parts of the service in the order in which they start."""
    ready_files = {"mailbox": "mailbox.port", "runner": "deployments.json"}
    for stale in ready_files.values():
        (settings.data / "run" / stale).unlink(missing_ok=True)
    names = ["mailbox"] if not settings.smtp_configured else []
    return [
        Child(
            name=name,
            data=settings.data,
            environment=environment(settings=settings),
            ready=_readiness(name=name, settings=settings, ready_file=ready_files.get(name, "")),
        )
        for name in [*names, "server", "sender", "runner", "watchdog", *(["player"] if playing else [])]
    ]


def _readiness(*, name: str, settings: Settings, ready_file: str) -> Callable[[], bool]:
    if name == "server":
        return lambda: healthy(settings=settings)
    path: Path = settings.data / "run" / ready_file
    return path.exists  # the folder itself for a part that nothing waits for

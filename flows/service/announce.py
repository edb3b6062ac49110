"""What `dondoc up` prints once everything runs."""

from config.settings import Settings
from flows import wiring
from flows.service.prefect_environment import address
from models.tables import Folder
from models.words import FolderKind


def announcement(*, settings: Settings, folder: Folder, playing: str = "") -> str:
    """Addresses, data folder, clock, mail, and what to try next; `playing`: what goes on by itself."""
    home = address(settings=settings)
    lines = [
        "",
        "dondoc is running.",
        f"  Start here   {wiring.start_page(settings=settings)}",
        f"  Prefect UI   {home}" + ("   (user and password: DONDOC_UI_AUTH)" if settings.ui_auth else ""),
        f"  Data folder  {settings.data}",
        f"  Clock        {_clock(folder, moves=bool(playing))}",
        f"  Mail         {_mail(settings)}",
        "",
        *([playing] if playing else _next(folder)),
        "Ctrl-C stops everything; starting again on the same data folder keeps everything.",
    ]
    return "\n".join(lines)


def _clock(folder: Folder, *, moves: bool) -> str:
    if folder.kind is FolderKind.EXAMPLE and folder.example_day is not None:
        how = "it is being played" if moves else "it moves only when somebody runs a day"
        return f"EXAMPLE, standing on {folder.example_day:%d/%m/%Y}; {how}"
    return "real, Asia/Ho_Chi_Minh"


def _mail(settings: Settings) -> str:
    if settings.smtp_configured:
        return f"leaves through {settings.smtp_host}:{settings.smtp_port}"
    port = (settings.data / "run" / "mailbox.port").read_text()
    return f"stays here, built-in mailbox on 127.0.0.1:{port}; read it: dondoc mailbox --data {settings.data}"


def _next(folder: Folder) -> list[str]:
    if folder.kind is not FolderKind.EXAMPLE:
        return ["Next: import units and contacts, then issue a plan; the page above says how."]
    return [
        "This folder holds the EXAMPLE: the plan of 2024 with sample contacts. No mail leaves this machine.",
        "Next: open the page above, run a day with the form “Nhắc việc hằng ngày” (21/02/2024 is the first",
        "with reminders), then read the captured mails. A live folder: dondoc up --empty --data FOLDER",
    ]

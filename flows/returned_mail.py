"""The mailbox of returned mail, as this installation is set to read it."""

from functools import partial

import sqlalchemy as sa

from config.settings import Settings
from flows import wiring
from flows.work.people.address_check import NO_MAILBOX, OF_EXAMPLE, mailbox_sentence
from flows.work.people.returned_mail import Tally, read_returned
from models.words import FolderKind


def read_mailbox(*, engine: sa.Engine, settings: Settings) -> tuple[Tally, str]:
    """Read what is new and record it; what it brought, and the sentence about it."""
    mailbox = wiring.returned_mailbox(settings=settings)
    if mailbox is None:
        return Tally(), NO_MAILBOX
    folder = wiring.folder_of(engine=engine)
    if folder is None or folder.kind is FolderKind.EXAMPLE:
        return Tally(), OF_EXAMPLE  # reading would hide the notices from the live installation
    tally = read_returned(
        engine=engine, mailbox=mailbox, world_of=partial(wiring.world_of, settings=settings)
    )
    return tally, mailbox_sentence(tally)

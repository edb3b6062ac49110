"""The mails of a day before they are sent, as primitives."""

from dataclasses import dataclass
from datetime import date

from models.words import MessageKind, NoticeKind, NoticeStatus, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressLine:
    """One address of a mail, and where it comes from."""

    address: str
    copied: bool
    role: Role | None
    source: str  # the contact's row, in words


@dataclass(frozen=True, kw_only=True, slots=True)
class StageLine:
    """One stage of one obligation: what becomes of it on that day, and why."""

    public_id: str
    task: str
    unit: str
    kind: NoticeKind
    stage: str
    role: Role
    due_on: date
    status: NoticeStatus
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MailPreview:
    """One mail that would leave."""

    kind: MessageKind
    addresses: tuple[AddressLine, ...]
    stages: tuple[StageLine, ...]
    units: tuple[str, ...]
    subject: str
    text: str  # only of the mail that was asked for

    @property
    def to(self) -> str:
        """The address it is made out to."""
        return next((one.address for one in self.addresses if not one.copied), "")


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewFacts:
    """A day as its run would make it."""

    day: date
    today: date
    day_off: str  # why nothing leaves; empty on working days
    played: int  # days between today and that day that were played first, with nothing arriving
    stopped: str  # by whom and why sending is stopped at present; empty if it is not
    mails_per_minute: int  # 0: no limit
    refused: tuple[str, ...]  # addresses refused at present, with the server's words
    mails: tuple[MailPreview, ...]
    not_sent: tuple[StageLine, ...]
    unit: str  # only this unit; empty: all
    full: MailPreview | None

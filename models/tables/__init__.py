"""SQLModel rows, a file per subject."""

from .audit import Audit
from .days import DayOverride
from .folder import Folder, StopSwitch
from .messages import Message, MessageAttachment, MessageItem, MessageRecipient
from .notices import Notice
from .obligations import DueChange, Obligation, PlanEvent
from .pauses import Pause
from .plans import Plan, PlanRevision, PlanTask
from .rounds import RecordingRound
from .runs import DayRun
from .submissions import Submission, SubmissionLink
from .units import Address, Contact, Unit, UnitAlias, UnitChange, UnitName

__all__ = [
    "Address",
    "Audit",
    "Contact",
    "DayOverride",
    "DayRun",
    "DueChange",
    "Folder",
    "Message",
    "MessageAttachment",
    "MessageItem",
    "MessageRecipient",
    "Notice",
    "Obligation",
    "Pause",
    "Plan",
    "PlanEvent",
    "PlanRevision",
    "PlanTask",
    "RecordingRound",
    "StopSwitch",
    "Submission",
    "SubmissionLink",
    "Unit",
    "UnitAlias",
    "UnitChange",
    "UnitName",
]

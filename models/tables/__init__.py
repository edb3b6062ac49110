"""SQLModel rows, a file per subject."""

from .audit import Audit
from .concessions import Exemption, Extension
from .days import DayOverride
from .figures import Figure, Indicator, ReportedTask, WorkbookImport
from .folder import Folder, StopSwitch
from .interim import Difficulty, InterimReview
from .messages import Message, MessageAttachment, MessageItem, MessageRecipient
from .notices import Notice
from .obligations import DueChange, Obligation, PlanEvent
from .papers import Compilation, LetterUnit, OutgoingLetter
from .pauses import Pause
from .plans import Plan, PlanRevision, PlanTask
from .reviews import Review
from .rounds import RecordingRound
from .runs import DayRun
from .submissions import Submission, SubmissionFile, SubmissionLink
from .trainings import Participant, Training, TrainingInvitation
from .units import Address, Contact, Unit, UnitAlias, UnitChange, UnitName

__all__ = [
    "Address",
    "Audit",
    "Compilation",
    "Contact",
    "DayOverride",
    "DayRun",
    "Difficulty",
    "DueChange",
    "Exemption",
    "Extension",
    "Figure",
    "Folder",
    "Indicator",
    "InterimReview",
    "LetterUnit",
    "Message",
    "MessageAttachment",
    "MessageItem",
    "MessageRecipient",
    "Notice",
    "Obligation",
    "OutgoingLetter",
    "Participant",
    "Pause",
    "Plan",
    "PlanEvent",
    "PlanRevision",
    "PlanTask",
    "RecordingRound",
    "ReportedTask",
    "Review",
    "StopSwitch",
    "Submission",
    "SubmissionFile",
    "SubmissionLink",
    "Training",
    "TrainingInvitation",
    "Unit",
    "UnitAlias",
    "UnitChange",
    "UnitName",
    "WorkbookImport",
]

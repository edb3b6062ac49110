"""SQLModel rows, a file per subject."""

from .audit import Audit
from .concessions import Exemption, Extension
from .days import DayOverride
from .figures import Figure, Indicator, ReportedTask, WorkbookImport
from .folder import Folder, StopSwitch
from .interim import Difficulty, InterimReview
from .messages import Message, MessageAttachment, MessageItem, MessageRecipient, ReturnedMail
from .notices import Notice
from .obligations import DueChange, Obligation, ObligationTransfer, PlanEvent
from .papers import Compilation, LetterUnit, OutgoingLetter
from .pauses import Pause
from .plans import Plan, PlanAmendment, PlanRevision, PlanTask
from .reviews import Review
from .rounds import RecordingRound
from .runs import DayRun
from .submissions import Submission, SubmissionFile, SubmissionLink
from .trainings import Participant, Training, TrainingInvitation
from .units import Address, Contact, Delegation, Unit, UnitAlias, UnitChange, UnitName, UnitReform

__all__ = [
    "Address",
    "Audit",
    "Compilation",
    "Contact",
    "DayOverride",
    "DayRun",
    "Delegation",
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
    "ObligationTransfer",
    "OutgoingLetter",
    "Participant",
    "Pause",
    "Plan",
    "PlanAmendment",
    "PlanEvent",
    "PlanRevision",
    "PlanTask",
    "RecordingRound",
    "ReportedTask",
    "ReturnedMail",
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
    "UnitReform",
    "WorkbookImport",
]

"""Everything that belongs to one plan, table by table, read row by row."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from models import tables as t
from models.words import MessageKind

Condition = sa.ColumnElement[bool]
BATCH = 200  # rows held at once
MAILS = 10  # with their bytes
NEVER = {  # columns that stand in files of their own, or that nobody may keep longer than the plan
    "plan_revision": ("content",),
    "message": ("content", "claimed_by", "lease_until"),
    "participant": ("name", "position", "phone"),
}


def archived_columns(table: str) -> list[str]:
    """The columns of one table that are kept."""
    left_out = NEVER.get(table, ())
    return [column.name for column in SQLModel.metadata.tables[table].columns if column.name not in left_out]


def archived_rows(session: Session, *, table: str, plan: int) -> Iterator[Mapping[str, Any]]:
    """The plan's rows of one table, oldest first, a few at a time."""
    columns, keys = SQLModel.metadata.tables[table].columns, SQLModel.metadata.tables[table].primary_key
    kept = [columns[name] for name in archived_columns(table)]
    statement = sa.select(*kept).where(CONDITIONS[table](plan)).order_by(*keys)
    for row in session.execute(statement.execution_options(yield_per=BATCH)).mappings():
        yield dict(row)


def sent_mails(session: Session, *, plan: int) -> Iterator[t.Message]:
    """Every mail of the plan whose bytes were made, a few at a time; lists of people's names stay out.

    Notes about trainings name participants, and so do sign-in sheets that were handed out to print.
    """
    statement = (
        sa.select(t.Message)
        .where(
            _messages(plan),
            col(t.Message.content).is_not(None),
            col(t.Message.kind) != MessageKind.TRAINING_NOTE,
        )
        .order_by(col(t.Message.id))
        .execution_options(yield_per=MAILS)
    )
    for message in session.scalars(statement):
        session.expunge(message)
        if message.kind is not MessageKind.DRAFT or message.facts.get("draft", True):
            yield message


def revisions(session: Session, *, plan: int) -> Iterator[t.PlanRevision]:
    """The plan's file, each time it was issued."""
    statement = sa.select(t.PlanRevision).where(col(t.PlanRevision.plan_id) == plan)
    yield from session.scalars(statement.order_by(col(t.PlanRevision.number)))


def _obligations(plan: int) -> Any:
    return sa.select(col(t.Obligation.id)).where(col(t.Obligation.plan_id) == plan)


def _submissions(plan: int) -> Any:
    link = t.SubmissionLink
    return sa.select(col(link.submission_id)).where(col(link.obligation_id).in_(_obligations(plan)))


def _trainings(plan: int) -> Any:
    return sa.select(col(t.Training.id)).where(col(t.Training.plan_id) == plan)


def _messages(plan: int) -> Condition:
    """Written for the plan, or about something of it: a mail may be about several plans."""
    about = sa.select(col(t.MessageItem.message_id)).where(
        sa.or_(
            col(t.MessageItem.plan_id) == plan,
            col(t.MessageItem.obligation_id).in_(_obligations(plan)),
            col(t.MessageItem.submission_id).in_(_submissions(plan)),
        )
    )
    return sa.or_(col(t.Message.plan_id) == plan, col(t.Message.id).in_(about))


def _of_messages(column: Any) -> Callable[[int], Condition]:
    return lambda plan: column.in_(sa.select(col(t.Message.id)).where(_messages(plan)))


def _units(plan: int) -> Any:
    """Whoever owes or carries something, and the focal unit."""
    owing = (
        sa.select(column).where(col(t.Obligation.plan_id) == plan)
        for column in (col(t.Obligation.owed_by), col(t.Obligation.carried_by))
    )
    focal = sa.select(col(t.Plan.focal_unit)).where(col(t.Plan.id) == plan)
    return sa.union(*owing, focal)


def _audit(plan: int) -> Condition:
    """The trail of the plan itself and of everything in it."""
    subjects = {
        "plan": sa.select(col(t.Plan.id)).where(col(t.Plan.id) == plan),
        "obligation": _obligations(plan),
        "submission": _submissions(plan),
        "unit_reform": _reforms(plan),
        "training": _trainings(plan),
        "interim_review": _ids(t.InterimReview, plan),
        "difficulty": _ids(t.Difficulty, plan),
        "outgoing_letter": _ids(t.OutgoingLetter, plan),
        "compilation": _ids(t.Compilation, plan),
    }
    row = t.Audit
    return sa.or_(
        *(
            sa.and_(col(row.subject) == name, col(row.subject_id).in_(_as_text(ids)))
            for name, ids in subjects.items()
        )
    )


def _as_text(ids: Any) -> Any:
    found = ids.subquery()
    return sa.select(sa.cast(next(iter(found.c)), sa.String))


def _ids(model: Any, plan: int) -> Any:
    return sa.select(col(model.id)).where(col(model.plan_id) == plan)


def _by_plan(model: Any) -> Callable[[int], Condition]:
    return lambda plan: col(model.plan_id) == plan


def _by(column: Any, ids: Callable[[int], Any]) -> Callable[[int], Condition]:
    return lambda plan: column.in_(ids(plan))


def _imports(plan: int) -> Any:
    row = t.WorkbookImport
    return sa.select(col(row.id)).where(col(row.submission_id).in_(_submissions(plan)))


def _reforms(plan: int) -> Any:
    row = t.ObligationTransfer
    return sa.select(col(row.reform_id)).where(col(row.obligation_id).in_(_obligations(plan)))


def _letters(plan: int) -> Any:
    return _ids(t.OutgoingLetter, plan)


TABLES: Mapping[type[SQLModel], Callable[[int], Condition]] = {
    t.Plan: lambda plan: col(t.Plan.id) == plan,
    t.PlanRevision: _by_plan(t.PlanRevision),
    t.PlanAmendment: _by_plan(t.PlanAmendment),
    t.PlanTask: _by_plan(t.PlanTask),
    t.PlanEvent: _by_plan(t.PlanEvent),
    t.Unit: _by(col(t.Unit.id), _units),
    t.UnitName: _by(col(t.UnitName.unit_id), _units),
    t.UnitChange: _by(col(t.UnitChange.predecessor), _units),
    t.UnitReform: _by(col(t.UnitReform.id), _reforms),
    t.Obligation: _by_plan(t.Obligation),
    t.ObligationTransfer: _by(col(t.ObligationTransfer.obligation_id), _obligations),
    t.DueChange: _by(col(t.DueChange.obligation_id), _obligations),
    t.Extension: _by(col(t.Extension.obligation_id), _obligations),
    t.Exemption: _by(col(t.Exemption.obligation_id), _obligations),
    t.Pause: _by(col(t.Pause.obligation_id), _obligations),
    t.Submission: _by(col(t.Submission.id), _submissions),
    t.SubmissionLink: _by(col(t.SubmissionLink.obligation_id), _obligations),
    t.SubmissionFile: _by(col(t.SubmissionFile.submission_id), _submissions),
    t.Review: _by(col(t.Review.submission_id), _submissions),
    t.Indicator: _by_plan(t.Indicator),
    t.WorkbookImport: _by(col(t.WorkbookImport.id), _imports),
    t.Figure: _by(col(t.Figure.import_id), _imports),
    t.ReportedTask: _by(col(t.ReportedTask.import_id), _imports),
    t.InterimReview: _by_plan(t.InterimReview),
    t.Difficulty: _by_plan(t.Difficulty),
    t.Training: _by_plan(t.Training),
    t.TrainingInvitation: _by(col(t.TrainingInvitation.training_id), _trainings),
    t.Participant: _by(col(t.Participant.training_id), _trainings),
    t.OutgoingLetter: _by_plan(t.OutgoingLetter),
    t.LetterUnit: _by(col(t.LetterUnit.letter_id), _letters),
    t.Compilation: _by_plan(t.Compilation),
    t.Notice: _by(col(t.Notice.obligation_id), _obligations),
    t.Message: _messages,
    t.MessageRecipient: _of_messages(col(t.MessageRecipient.message_id)),
    t.MessageItem: _of_messages(col(t.MessageItem.message_id)),
    t.MessageAttachment: _of_messages(col(t.MessageAttachment.message_id)),
    t.ReturnedMail: _of_messages(col(t.ReturnedMail.message_id)),
    t.Audit: _audit,
}
CONDITIONS: Mapping[str, Callable[[int], Condition]] = {
    str(model.__tablename__): condition for model, condition in TABLES.items()
}

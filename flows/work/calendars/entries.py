"""From rows and lines of mails to the facts that calendar files are rendered from."""

from collections.abc import Mapping

from models.tables import Plan, Training
from templates.calendars.facts import DeadlineEntry
from templates.mail.facts import DutyLine
from templates.training_facts import TrainingFacts


def deadline_entry(
    *, line: DutyLine, sequence: int, unit_name: str = "", settled: bool = False
) -> DeadlineEntry:
    """One obligation, in the very words and with the very days that mails state it with."""
    return DeadlineEntry(
        public_id=line.public_id,
        sequence=sequence,
        day=line.target_day or line.last_day,
        last_day=line.last_day,
        due_time=line.due_time,
        document=line.document,
        unit_name=unit_name,
        deadline_words=line.deadline_words,
        legal_basis=line.legal_basis,
        what_to_send=line.what_to_send,
        where_to_send=line.where_to_send,
        settled=settled,
    )


def training_facts(*, training: Training, plan: Plan, names: Mapping[str, str]) -> TrainingFacts:
    """A training as mails and calendars state it; `names`: what units are called today."""
    return TrainingFacts(
        public_id=training.public_id,
        sequence=training.sequence,
        title=training.title,
        region=training.region,
        first_day=training.first_day,
        last_day=training.last_day,
        starts_at=training.starts_at,
        ends_at=training.ends_at,
        place=training.place,
        host_name=names.get(training.host_unit, training.host_unit),
        capacity=training.capacity,
        quota=training.quota,
        nominate_by=training.nominate_by,
        practical=training.practical,
        plan_title=plan.title,
        plan_number=plan.document_number,
        plan_issued_on=plan.issued_on,
        letter_number=training.letter_number,
        letter_date=training.letter_date,
    )

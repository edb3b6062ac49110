"""From rows and lines of mails to the facts that calendar files are rendered from."""

from templates.calendars.facts import DeadlineEntry
from templates.mail.facts import DutyLine


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

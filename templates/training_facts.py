"""What mails, letters, calendars and pages say of one training."""

from dataclasses import dataclass
from datetime import date, time

from models.words import Region


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingFacts:
    """One training, as it stands now; hours are local and hold on each of its days."""

    public_id: str
    sequence: int  # grows with each announced change
    title: str
    region: Region
    first_day: date
    last_day: date
    starts_at: time
    ends_at: time
    place: str
    host_name: str
    capacity: int
    quota: int  # people a unit may name
    nominate_by: date  # last valid day
    practical: str = ""  # what participants should know and bring, in the coordinator's words
    plan_title: str
    plan_number: str
    plan_issued_on: date
    letter_number: str = ""  # of the signed giấy mời; empty: not numbered yet
    letter_date: date | None = None

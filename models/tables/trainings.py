"""Trainings of a plan: when and where, who is invited, whom units name, who came."""

from datetime import date, datetime, time

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.words import ParticipantStatus, Region, TrainingStatus

from .columns import words


class Training(SQLModel, table=True):
    """One training for the units of one region."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)  # random; the calendar entry's UID is made from it
    plan_id: int = Field(foreign_key="plan.id", index=True)
    serves: str  # code of the plan's task that it is held for (II.8.2.a)
    task_id: int | None = Field(default=None, foreign_key="plan_task.id")  # naming participants
    region: Region = words(Region)
    with_ministry: bool = False  # departments of the ministry join this region's training
    title: str
    first_day: date
    last_day: date
    starts_at: time  # on each day, local
    ends_at: time
    place: str
    host_unit: str = Field(foreign_key="unit.id")
    capacity: int  # people
    quota: int  # people a unit may name
    nominate_by: date  # last valid day for naming them
    practical: str = ""  # what participants should know and bring
    status: TrainingStatus = words(TrainingStatus)
    sequence: int = 0  # of the calendar entry: each announced change makes it one more
    letter_number: str = ""  # of the signed giấy mời
    letter_date: date | None = None
    letter_file: str = ""  # SHA-256 of the signed file that invitations carry; empty: none
    letter_file_name: str = ""
    letter_media_type: str = ""
    cancel_reason: str = ""
    flow_run_id: str = Field(default="", index=True)  # the run that planned it: an answer twice makes one
    recorded_by: str
    recorded_at: datetime
    announced_at: datetime | None = None
    settled_at: datetime | None = None  # held or cancelled


class TrainingInvitation(SQLModel, table=True):
    """One unit that is invited to one training, and its answer."""

    __tablename__ = "training_invitation"
    __table_args__ = (UniqueConstraint("training_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    training_id: int = Field(foreign_key="training.id", index=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)  # to name participants
    submission_id: int | None = Field(default=None, foreign_key="submission.id")  # its newest answer
    declined: bool = False
    reason: str = ""  # why it sends nobody


class Participant(SQLModel, table=True):
    """One person whom a unit named; name and phone are erased some months after the plan."""

    id: int | None = Field(default=None, primary_key=True)
    training_id: int = Field(foreign_key="training.id", index=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    name: str
    position: str = ""  # rank and position
    phone: str = ""
    status: ParticipantStatus = words(ParticipantStatus)
    unannounced: bool = False  # came without having been named
    recorded_by: str
    recorded_at: datetime
    erased_at: datetime | None = None

"""What reviewers said of documents."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.words import ReturnReason, ReviewResult

from .columns import words


class Review(SQLModel, table=True):
    """One result of a review; voided, never overwritten: of a document at most one stands."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    result: ReviewResult = words(ReviewResult)
    reason: ReturnReason | None = words(ReturnReason, default=None, nullable=True)  # of a return
    comment: str = ""
    resubmit_by: date | None = None  # of a return: the last valid day of the new version
    reviewed_by: str
    reviewed_at: datetime
    voided_at: datetime | None = None
    voided_by: str = ""
    void_reason: str = ""

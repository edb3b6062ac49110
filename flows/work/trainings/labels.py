"""How forms name trainings."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, select

from models.tables import Plan, Training
from models.words import PlanStatus, TrainingStatus
from templates.words_vi import plain_day

PLANNED, ANNOUNCED, HELD = TrainingStatus.PLANNED, TrainingStatus.ANNOUNCED, TrainingStatus.HELD
CHOICES: Mapping[str, Collection[TrainingStatus]] = {
    "trainings_planned": (PLANNED,),
    "trainings_announced": (ANNOUNCED,),
    "trainings_ahead": (PLANNED, ANNOUNCED),
    "trainings_invited": (ANNOUNCED, HELD),
}


def training_label(training: Training, *, plan_code: str) -> str:
    """`Lớp #3 · miền Bắc · 10/06/2024 · KH 2024`."""
    day = plain_day(training.first_day)
    return f"Lớp #{training.id} · miền {training.region.value} · {day} · KH {plan_code}"


def training_labels(session: Session, *, statuses: Collection[TrainingStatus]) -> dict[str, int]:
    """Label -> training, of plans in force, in these states; the earliest first."""
    statement = (
        select(Training, Plan.code)
        .join(Plan, col(Plan.id) == col(Training.plan_id))
        .where(col(Plan.status) == PlanStatus.ISSUED, col(Training.status).in_(statuses))
        .order_by(col(Training.first_day), col(Training.id))
    )
    return {
        training_label(training, plan_code=code): training.id
        for training, code in session.exec(statement)
        if training.id
    }


def all_training_choices(session: Session) -> dict[str, Sequence[str]]:
    """Every list of trainings that forms offer, by its name."""
    return {name: list(training_labels(session, statuses=statuses)) for name, statuses in CHOICES.items()}

"""How forms name the trainings of plans in force."""

from collections.abc import Collection

from sqlmodel import Session

from models.store.trainings import trainings_in_force
from models.tables import Training
from models.words import TrainingStatus
from templates.training_words import region_name
from templates.words_vi import plain_day


def training_label(training: Training, *, plan_code: str) -> str:
    """`Lớp #3 · miền Bắc · 10/06/2024 · KH 2024`."""
    day = plain_day(training.first_day)
    return f"Lớp #{training.id} · {region_name(training.region)} · {day} · KH {plan_code}"


def training_labels(session: Session, *, statuses: Collection[TrainingStatus]) -> dict[str, int]:
    """Label -> training, of those in one of `statuses`."""
    return {
        training_label(training, plan_code=plan.code): training.id
        for training, plan in trainings_in_force(session, statuses=statuses)
        if training.id
    }

"""How forms name the trainings of plans in force."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

from models.store.trainings import trainings_in_force
from models.tables import Training
from models.words import TrainingStatus
from templates.training_words import region_name
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
    return f"Lớp #{training.id} · {region_name(training.region)} · {day} · KH {plan_code}"


def training_labels(session: Session, *, statuses: Collection[TrainingStatus]) -> dict[str, int]:
    """Label -> training, of those in one of `statuses`."""
    return {
        training_label(training, plan_code=plan.code): training.id
        for training, plan in trainings_in_force(session, statuses=statuses)
        if training.id
    }


def all_training_choices(session: Session) -> dict[str, Sequence[str]]:
    """Every list of trainings that forms offer, by its name."""
    return {name: list(training_labels(session, statuses=statuses)) for name, statuses in CHOICES.items()}

"""A training as mails, letters, calendars and pages say it."""

from collections.abc import Mapping

from sqlmodel import Session

from flows.work.world import World
from models.store.units import name_on
from models.tables import Plan, Training
from templates.training_facts import TrainingFacts

SAME = (
    "public_id",
    "sequence",
    "title",
    "region",
    "first_day",
    "last_day",
    "starts_at",
    "ends_at",
    "place",
    "capacity",
    "quota",
    "nominate_by",
    "practical",
    "letter_number",
    "letter_date",
)


def training_facts(session: Session, *, training: Training, world: World) -> TrainingFacts:
    """The training as its row stands now; the host bears the name it has today."""
    plan = session.get_one(Plan, training.plan_id)
    host = name_on(session, unit=training.host_unit, day=world.today)
    return facts_of(training=training, plan=plan, names={training.host_unit: host})


def facts_of(*, training: Training, plan: Plan, names: Mapping[str, str]) -> TrainingFacts:
    """The same of a row whose plan is at hand; `names`: what units are called today."""
    return TrainingFacts(
        **{name: getattr(training, name) for name in SAME},
        host_name=names.get(training.host_unit, training.host_unit),
        plan_title=plan.title,
        plan_number=plan.document_number,
        plan_issued_on=plan.issued_on,
    )

"""What trainings of the focal unit count for indicators: classes held, people who attended."""

from collections import Counter

from sqlmodel import Session, col, select

from models.rules.compiled import Reported
from models.store.figures import all_indicators
from models.tables import Participant, Plan, Training
from models.words import ParticipantStatus, TrainingFigure, TrainingStatus


def training_figures(session: Session, *, plan_id: int) -> list[Reported]:
    """One number for each such indicator and year; nothing for a year without any training held."""
    held = session.exec(
        select(Training).where(col(Training.plan_id) == plan_id, col(Training.status) == TrainingStatus.HELD)
    ).all()
    years = {one.id: one.first_day.year for one in held}
    attended = session.exec(
        select(Participant.training_id).where(
            col(Participant.training_id).in_(years), col(Participant.status) == ParticipantStatus.ATTENDED
        )
    )
    counts = {
        TrainingFigure.CLASSES: Counter(years.values()),
        TrainingFigure.PEOPLE: Counter(years[training] for training in attended),
    }
    focal = session.get_one(Plan, plan_id).focal_unit
    return [
        Reported(unit=focal, indicator=one.id, year=year, value=counts[TrainingFigure(one.trainings)][year])
        for one in all_indicators(session, plan_id=plan_id)
        if one.trainings and one.id
        for year in sorted(set(years.values()))
    ]

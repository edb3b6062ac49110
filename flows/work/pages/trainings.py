"""The facts of the page “Tình hình tập huấn”: every training of the plans in force, and what is open."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from flows.work.trainings.labels import training_label
from flows.work.world import World
from models.store.trainings import (
    TrainingCounts,
    Unanswered,
    training_counts,
    trainings_in_force,
    unanswered_units,
)
from models.store.units import names_on
from models.tables import Plan, Training
from models.words import TrainingStatus
from templates.dashboards.trainings_facts import TrainingLine, TrainingsFacts, UnansweredUnit

from .overview import heading
from .prefilled import OwedLinks

INVITE, CHANGE = "Gửi giấy mời tập huấn", "Điều chỉnh lớp tập huấn"
ANSWER, SHEET = "Ghi nhận cán bộ được cử dự tập huấn", "Danh sách ký nhận tập huấn"
ATTEND = "Ghi nhận tham dự tập huấn"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """What the lines are made of."""

    counts: Mapping[int, TrainingCounts]
    unanswered: Mapping[int, list[Unanswered]]
    names: Mapping[str, str]
    world: World
    owed_links: OwedLinks


def trainings_page_facts(
    session: Session, *, world: World, links: Mapping[str, str], owed_links: OwedLinks
) -> TrainingsFacts:
    """Plan by plan in the order of their days; without a training nothing more is asked."""
    rows = trainings_in_force(session)
    found = _found(session, rows, world, owed_links) if rows else None
    return TrainingsFacts(
        heading=heading(world),
        trainings=tuple(_line(training, plan, found) for training, plan in rows if found),
        links=links,
    )


def _found(
    session: Session, rows: list[tuple[Training, Plan]], world: World, owed_links: OwedLinks
) -> _Found:
    announced = [one.id for one, _ in rows if one.id and one.status is TrainingStatus.ANNOUNCED]
    unanswered: defaultdict[int, list[Unanswered]] = defaultdict(list)
    for one in unanswered_units(session, trainings=announced):
        unanswered[one.training_id].append(one)
    return _Found(
        counts=training_counts(session, trainings=[one.id for one, _ in rows if one.id]),
        unanswered=unanswered,
        names=names_on(session, world.today),
        world=world,
        owed_links=owed_links,
    )


def _line(training: Training, plan: Plan, found: _Found) -> TrainingLine:
    assert training.id is not None
    label, counts = training_label(training, plan_code=plan.code), found.counts[training.id]
    return TrainingLine(
        label=label,
        title=training.title,
        plan_number=plan.document_number,
        region=training.region,
        first_day=training.first_day,
        last_day=training.last_day,
        place=training.place,
        host_name=found.names.get(training.host_unit, training.host_unit),
        capacity=training.capacity,
        nominate_by=training.nominate_by,
        status=training.status,
        letter_number=training.letter_number,
        letter_date=training.letter_date,
        cancel_reason=training.cancel_reason,
        **{name: getattr(counts, name) for name in _COUNTED},
        unanswered=tuple(_unit(one, label, found) for one in found.unanswered.get(training.id, ())),
        **_links(training, label, found),
    )


_COUNTED = ("invited", "answered", "declined", "nominated", "waiting", "attended", "unannounced", "absent")


def _unit(one: Unanswered, label: str, found: _Found) -> UnansweredUnit:
    return UnansweredUnit(
        name=found.names.get(one.unit_id, one.unit_id),
        last_day=one.last_day,
        record_link=found.owed_links.training(ANSWER, label, one.unit_id),
    )


def _links(training: Training, label: str, found: _Found) -> dict[str, Any]:
    """The forms that make sense for it now."""
    form = found.owed_links.training
    if training.status is TrainingStatus.PLANNED:
        return {"invite_link": form(INVITE, label, ""), "change_link": form(CHANGE, label, "")}
    if training.status is TrainingStatus.CANCELLED:
        return {}
    links = {"sheet_link": form(SHEET, label, "")}
    if found.world.today >= training.first_day:
        links["attend_link"] = form(ATTEND, label, "")
    if training.status is TrainingStatus.ANNOUNCED:
        links |= {"answer_link": form(ANSWER, label, ""), "change_link": form(CHANGE, label, "")}
    return links

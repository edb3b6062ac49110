"""What a notice about an amended plan says at its first claim: only what still holds for the unit then."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from flows.delivery.compose import Withdraw
from flows.work.mails.addressees import units_of
from flows.work.mails.mail_facts import duty_line, year_line
from flows.work.world import World
from models.store.duties import Duty, duties_of_units
from models.store.units import names_on
from models.tables import Message, Plan, PlanAmendment
from models.words import ObligationStatus
from templates.mail.facts import AmendedFacts, ChangedLine, MailFacts, MovedLine, Sender, UnitDuties

NOTHING_LEFT = "không còn nội dung điều chỉnh nào liên quan đến đơn vị"


def amended_facts(
    session: Session, *, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, MailFacts | Withdraw]:
    """An answer for each notice by its id, amendment by amendment."""
    by_amendment: defaultdict[int, list[Message]] = defaultdict(list)
    for message in messages:
        by_amendment[message.facts["amendment"]].append(message)
    answers: dict[int, MailFacts | Withdraw] = {}
    for key, found in by_amendment.items():
        answers |= _of_one(session, session.get_one(PlanAmendment, key), found, sender, world)
    return answers


def _of_one(
    session: Session,
    amendment: PlanAmendment,
    messages: Sequence[Message],
    sender: Sender,
    world: World,
) -> dict[int, MailFacts | Withdraw]:
    units = units_of(session, messages=messages)
    plan, names = session.get_one(Plan, amendment.plan_id), names_on(session, world.today)
    duties: defaultdict[str, dict[int, Duty]] = defaultdict(dict)
    wanted = sorted(set(units.values()))
    for duty in duties_of_units(session, plans=[amendment.plan_id], units=wanted):
        duties[duty.carried_by][duty.obligation_id] = duty
    return {
        key: _told(amendment, plan, unit, names[unit], duties[unit], sender, world)
        for key, unit in units.items()
    }


def _told(
    amendment: PlanAmendment,
    plan: Plan,
    unit: str,
    name: str,
    duties: Mapping[int, Duty],
    sender: Sender,
    world: World,
) -> MailFacts | Withdraw:
    told: Mapping[str, list[Any]] = amendment.facts["units"].get(unit, {})
    new = [duty for key in told.get("begun", ()) if (duty := duties.get(key)) and _is_open(duty)]
    facts = AmendedFacts(
        day=world.today,
        sender=sender,
        number=amendment.document_number,
        issued_on=amendment.issued_on,
        duties=_new(new, plan, name, sender, world),
        moved=tuple(_moved(told.get("moved", ()), duties, sender, world)),
        ended=tuple(
            replace(year_line(duty=duty), quantity="")
            for key in told.get("dropped", ())
            if (duty := duties.get(key)) and duty.status is ObligationStatus.EXEMPT
        ),
        changed=tuple(_changed(told.get("changed", ()), amendment, duties)),
        example=world.example,
    )
    anything = facts.duties.has_any or facts.moved or facts.ended or facts.changed
    return facts if anything else Withdraw(reason=NOTHING_LEFT)


def _is_open(duty: Duty) -> bool:
    return duty.is_owed or duty.status is ObligationStatus.WAITING


def _new(new: Sequence[Duty], plan: Plan, name: str, sender: Sender, world: World) -> UnitDuties:
    dated = sorted((duty for duty in new if duty.is_dated), key=lambda duty: duty.effective_due or date.max)
    waiting = [duty for duty in new if duty.status is ObligationStatus.WAITING]
    return UnitDuties(
        unit_name=name,
        plan_title=plan.title,
        plan_number=plan.document_number,
        plan_issued_on=plan.issued_on,
        duties=tuple(duty_line(duty=duty, sender=sender, world=world) for duty in dated),
        awaiting=tuple(year_line(duty=duty) for duty in waiting),
        whole_year=tuple(year_line(duty=duty) for duty in new if duty not in waiting and not duty.is_dated),
    )


def _moved(
    told: Sequence[Any], duties: Mapping[int, Duty], sender: Sender, world: World
) -> Sequence[MovedLine]:
    """What was moved again before the notice left is told by its newest day; what came back, not at all."""
    found = []
    for key, was, words in told:
        duty, day = duties.get(key), date.fromisoformat(was) if was else None
        if duty is None or not _is_open(duty) or (duty.effective_due == day and day is not None):
            continue
        line = duty_line(duty=duty, sender=sender, world=world) if duty.is_dated else None
        found.append(MovedLine(line=year_line(duty=duty), duty=line, was_words=words, was_day=day))
    return found


def _changed(
    codes: Sequence[str], amendment: PlanAmendment, duties: Mapping[int, Duty]
) -> Sequence[ChangedLine]:
    fields = amendment.facts["changes"]
    owed = {duty.task_code: duty for duty in duties.values() if _is_open(duty)}
    return [
        ChangedLine(
            line=year_line(duty=owed[code]),
            fields=tuple((name, old, new) for name, old, new in fields[code]),
        )
        for code in codes
        if code in owed
    ]

"""One mail to each unit that took the place of others: what it owes now, plan by plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlmodel import Session, col, select

from flows.delivery.compose import Withdraw
from flows.work.chase.announcing import write_once
from flows.work.mails.addressees import units_of
from flows.work.mails.mail_facts import group_of
from flows.work.mails.mail_kinds import NOTHING_OWED
from flows.work.mails.still_owed import key_of
from flows.work.world import World
from models.store.duties import Duty, duties_of_units
from models.store.overview import plans_in_force
from models.store.reforms import origins, reforms_applied
from models.store.units import names_on
from models.tables import Message, Obligation, ObligationTransfer, UnitReform
from models.words import MessageKind, ObligationStatus
from templates.mail.facts import MailFacts, Sender, UnitDuties, UnitsChangedFacts
from templates.words_vi import joined


def tell_units(session: Session, *, world: World) -> int:
    """Write the mails that do not exist yet; how many. A unit without address gets its own later."""
    return sum(
        write_once(
            session,
            kind=MessageKind.UNITS,
            stem=f"units_changed:{reform.id}",
            units=_owing(session, reform),
            plan_id=None,
            facts={"reform": reform.id},
            world=world,
        )
        for reform in reforms_applied(session)
        if reform.id
    )


def _owing(session: Session, reform: UnitReform) -> list[str]:
    """Units that something of this reform passed to and that carry it still."""
    statement = (
        select(ObligationTransfer.to_unit)
        .join(Obligation, col(Obligation.id) == col(ObligationTransfer.obligation_id))
        .where(
            col(ObligationTransfer.reform_id) == reform.id,
            col(Obligation.carried_by) == col(ObligationTransfer.to_unit),
            col(Obligation.status).in_(
                (
                    ObligationStatus.WAITING,
                    ObligationStatus.OPEN,
                    ObligationStatus.RETURNED,
                    ObligationStatus.FOLDED,
                )
            ),
        )
        .distinct()
    )
    return sorted(session.exec(statement))


def units_facts(
    session: Session, *, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, MailFacts | Withdraw]:
    """An answer for each mail by its id: what its unit owes on the day it leaves."""
    if not messages:
        return {}
    units = units_of(session, messages=messages)
    plans = [plan.id for plan in plans_in_force(session)]
    names = names_on(session, world.today)
    duties = _duties(session, plans, sorted(set(units.values())), names, sender, world)
    answers: dict[int, MailFacts | Withdraw] = {}
    for message in messages:
        unit, reform = units[key_of(message)], session.get_one(UnitReform, message.facts["reform"])
        groups = tuple(one for one in duties.get(unit, ()) if one.has_any)
        answers[key_of(message)] = (
            UnitsChangedFacts(
                day=world.today,
                sender=sender,
                unit_name=names[unit],
                from_day=reform.day,
                document_number=reform.document_number,
                document_issued_on=reform.issued_on,
                predecessors=_predecessors(session, reform).get(unit, ()),
                groups=groups,
                example=world.example,
            )
            if groups
            else Withdraw(reason=NOTHING_OWED)
        )
    return answers


def _duties(
    session: Session,
    plans: Sequence[int],
    units: Sequence[str],
    names: Mapping[str, str],
    sender: Sender,
    world: World,
) -> Mapping[str, Sequence[UnitDuties]]:
    """What each unit owes, a group for each plan, dated ones by their day."""
    found: defaultdict[tuple[str, int], list[Duty]] = defaultdict(list)
    for duty in duties_of_units(session, plans=plans, units=units):
        found[duty.carried_by, duty.plan_id].append(duty)
    came = origins(session, obligations=[one.obligation_id for some in found.values() for one in some])
    words = {key: joined([names[unit] for unit in units]) for key, units in came.items()}
    groups: defaultdict[str, list[UnitDuties]] = defaultdict(list)
    for (unit, _plan), some in found.items():
        some.sort(key=lambda one: (one.effective_due or date.max, one.task_position))
        groups[unit].append(
            group_of(duties=some, unit_name=names[unit], sender=sender, world=world, origins=words)
        )
    return groups


def _predecessors(session: Session, reform: UnitReform) -> Mapping[str, tuple[str, ...]]:
    """Of each unit those whose place it took, by the names they bore; itself left out."""
    old = names_on(session, reform.day - timedelta(days=1))
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for step in reform.changes["steps"]:
        for unit in step["after"]:
            found[unit] |= dict.fromkeys(old[one] for one in step["before"] if one != unit)
    return {unit: tuple(names) for unit, names in found.items()}

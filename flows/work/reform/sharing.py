"""What a unit owed that was split, for each further unit that takes a part of its place."""

import secrets
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, insert

from flows.work.chase.rearm import rearm
from flows.work.world import World
from models.rules.unit_reform import Move, Share
from models.store.duty_facts import locked
from models.tables import DueChange, Obligation
from models.words import DueChangeKind, ObligationStatus

COPIED = (
    "plan_id",
    "task_id",
    "occurrence",
    "opens_on",
    "original_due",
    "effective_due",
    "due_time",
    "target_day",
    "round_from",
)


def share(session: Session, *, shares: Sequence[Share], why: str, by: str, world: World) -> list[Move]:
    """Obligations of their own for the further successors of a split; as moves, for the record."""
    if not shares:
        return []
    like = locked(session, obligations={one.like for one in shares})
    rows = [_copy(like[one.like], one.unit, world) for one in shares]
    statement = insert(Obligation).returning(col(Obligation.id), sort_by_parameter_order=True)
    ids = list(session.execute(statement, rows).scalars())
    changes = [_due_change(key, row, by, why, world) for key, row in zip(ids, rows, strict=True)]
    if dated := [one for one in changes if one["new_due"]]:
        session.execute(insert(DueChange), dated)
    rearm(session, ids=ids, world=world)
    return [
        Move(obligation=key, from_unit=one.from_unit, to_unit=one.unit)
        for key, one in zip(ids, shares, strict=True)
    ]


def _copy(row: Obligation, unit: str, world: World) -> dict[str, object]:
    status = ObligationStatus.OPEN if row.status is not ObligationStatus.WAITING else row.status
    own = {"owed_by": unit, "carried_by": unit, "status": status, "added_at": world.now, "round": 1}
    fresh = {"public_id": secrets.token_hex(6), "ladder": None, "next_notice_on": None, "folded_into": None}
    started = max(day for day in (row.round_from, world.today) if day)  # nobody is chased for its past
    return {name: getattr(row, name) for name in COPIED} | own | fresh | {"round_from": started}


def _due_change(key: int, row: Mapping[str, object], by: str, why: str, world: World) -> dict[str, object]:
    return {
        "obligation_id": key,
        "kind": DueChangeKind.ISSUE,
        "old_due": None,
        "new_due": row["effective_due"],
        "by": by,
        "why": why,
        "recorded_at": world.now,
    }

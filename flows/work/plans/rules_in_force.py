"""Edits of policy and holiday files reach what is already issued, at the next daily run."""

from functools import lru_cache
from hashlib import sha256

from sqlmodel import Session

from flows.work.documents.days_off import aim_again
from flows.work.world import World
from models.rules.workdays import WorkCalendar
from models.tables import Folder

AUTHOR = "Hệ thống"


def follow_rules(session: Session, *, world: World) -> bool:
    """Set target days and stages anew if calendar or policy changed since they were set; whether it did."""
    folder = session.get(Folder, 1)
    fingerprint = _fingerprint(world)
    if folder is None or folder.rules == fingerprint:
        return False
    known, folder.rules = bool(folder.rules), fingerprint
    if known:
        aim_again(session, world=world, changed=world, by=AUTHOR)
    return known


def rules_changed(session: Session, *, world: World) -> bool:
    """Whether an edit has not reached what is issued yet: the next daily run does it."""
    folder = session.get(Folder, 1)
    return folder is not None and bool(folder.rules) and folder.rules != _fingerprint(world)


def _fingerprint(world: World) -> str:
    return sha256(f"{world.policy.model_dump_json()}{_days(world.calendar)}".encode()).hexdigest()


@lru_cache
def _days(calendar: WorkCalendar) -> str:
    return str(sorted((day.isoformat(), one.kind.value) for day, one in calendar.days.items()))

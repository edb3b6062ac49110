"""Which units an amendment concerns, and what is written down about it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from models.store.amendments import TASKS

from .proposing import Proposal
from .rewriting import Rewritten
from .stored import UNFINISHED

TOLD = ("title", "document", "submission", "where", "quantity", "evidence", "prepare")  # to whoever owes it
Told = dict[str, dict[str, list[Any]]]


def concerned(proposal: Proposal) -> Told:
    """Per unit what moves, ends, begins or reads otherwise for it; what begins by task and occurrence."""
    found: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    effects = proposal.effects
    phrases = {one.new.code: one.old.deadline.phrase for one in proposal.diff.changed}
    for move in effects.moved:
        row, due = move.row, move.row.effective_due
        phrase = phrases.get(row.code) or phrases.get(row.met_with, "")
        found[row.carried_by]["moved"].append([row.id, due.isoformat() if due else None, phrase])
    for row in effects.dropped:
        found[row.carried_by]["dropped"].append(row.id)
    for begin in effects.begun:
        found[_carrier(begin.row, begin.unit)]["begun"].append(
            [begin.task.code, begin.unit, begin.occurrence]
        )
    begun = {(begin.task.code, begin.unit) for begin in effects.begun}
    for code in changes(proposal):
        for row in proposal.ground.rows:
            if row.code == code and row.status in UNFINISHED and row not in effects.dropped:
                units = found[row.carried_by]["changed"]
                if code not in units and (code, row.carried_by) not in begun:
                    units.append(code)
    return {unit: dict(told) for unit, told in found.items() if any(told.values())}


def _carrier(row: Any, unit: str) -> str:
    return row.carried_by if row is not None else unit


def changes(proposal: Proposal) -> dict[str, list[list[str]]]:
    """By task the fields that a unit has to know of, as they were and as they are."""
    found = {
        one.new.code: [[field.field, field.old, field.new] for field in one.fields if field.field in TOLD]
        for one in proposal.diff.changed
    }
    return {code: fields for code, fields in found.items() if fields}


def facts_of_amendment(
    proposal: Proposal, *, rewritten: Rewritten, begun: Mapping[tuple[str, str, str], int]
) -> dict[str, Any]:
    """Everything that is read later: the words of before, and what each unit is told."""
    units = concerned(proposal)
    for told in units.values():
        told["begun"] = [begun[task, unit, occurrence] for task, unit, occurrence in told.get("begun", ())]
    return {
        TASKS: rewritten.said,
        "units": units,
        "changes": changes(proposal),
        "moved": [one.new.code for one in proposal.diff.changed if "deadline" in one.renamed],
    }

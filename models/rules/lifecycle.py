"""The life of an obligation: its status follows from facts, and each change is one the table knows."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.words import Change, ObligationStatus, ReviewResult

WAITING, OPEN, ARRIVED = ObligationStatus.WAITING, ObligationStatus.OPEN, ObligationStatus.ARRIVED
RETURNED, DONE = ObligationStatus.RETURNED, ObligationStatus.DONE
NIL, EXEMPT, FOLDED = ObligationStatus.NIL, ObligationStatus.EXEMPT, ObligationStatus.FOLDED


@dataclass(frozen=True, kw_only=True, slots=True)
class Latest:
    """The newest document that stands for an obligation, and the review of it that stands."""

    nil: bool = False
    review: ReviewResult | None = None


def status_of(
    *,
    latest: Latest | None,
    exempt: bool,
    awaits_event: bool,
    done_on_issue: bool,
    folded: bool = False,
    dropped: bool = False,
) -> ObligationStatus:
    """The one status these facts allow; the database never holds another.

    `awaits_event`: a relative deadline whose event is not recorded; `done_on_issue`: the plan's own document
    fulfilled it; `folded`: another obligation stands for it since units were merged; `dropped`: an amendment
    of the plan asks for it no more, which leaves alone what had come in.
    """
    if folded:
        return FOLDED
    unfinished = latest.review is ReviewResult.RETURNED if latest else not done_on_issue
    if exempt or (dropped and unfinished):
        return EXEMPT
    if latest is None:
        return DONE if done_on_issue else WAITING if awaits_event else OPEN
    if latest.review is ReviewResult.RETURNED:
        return RETURNED
    if latest.nil:
        return NIL
    return DONE if latest.review is ReviewResult.ACCEPTED else ARRIVED


_UNSENT = frozenset({WAITING, OPEN})
_SENT = frozenset({ARRIVED, RETURNED, DONE, NIL})
_ANY = frozenset(ObligationStatus) - {FOLDED}  # what is folded changes no more

# From which status to which each change may lead; DONE to DONE: what the plan's own document fulfilled.
ALLOWED: Mapping[Change, tuple[frozenset[ObligationStatus], frozenset[ObligationStatus]]] = {
    Change.RECORD: (_UNSENT | _SENT, frozenset({ARRIVED, NIL, RETURNED, DONE})),
    Change.VOID: (_ANY, _ANY),  # what an earlier report stated as done may count again
    Change.ACCEPT: (frozenset({ARRIVED, NIL, DONE}) | _UNSENT, frozenset({DONE, NIL, WAITING, OPEN, EXEMPT})),
    Change.RETURN: (frozenset({ARRIVED, NIL}), frozenset({RETURNED})),
    # EXEMPT: what an amendment of the plan dropped is no longer owed once nothing stands for it
    Change.UNDO_REVIEW: (_SENT | _UNSENT, _ANY),
    Change.WORKBOOK: (_ANY - {EXEMPT}, _ANY),
    Change.EVENT: (frozenset({WAITING}), frozenset({OPEN})),
    Change.EXEMPT: (_UNSENT | {RETURNED}, frozenset({EXEMPT})),
    Change.UNDO_EXEMPT: (frozenset({EXEMPT}), _ANY - {EXEMPT}),
    Change.EXTEND: (frozenset({OPEN}), frozenset({OPEN})),
    Change.UNDO_EXTEND: (_ANY, _ANY),
    Change.MOVE: (frozenset({OPEN}), frozenset({OPEN})),
    Change.AMEND: (_ANY, _ANY),
    Change.FOLD: (_UNSENT, frozenset({FOLDED})),
}


def is_allowed(*, change: Change, before: ObligationStatus, after: ObligationStatus) -> bool:
    """Whether `change` may lead from one status to the other."""
    sources, targets = ALLOWED[change]
    return before in sources and after in targets

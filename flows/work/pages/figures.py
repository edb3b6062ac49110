"""The official count as pages show it."""

from models.rules.official import official
from models.rules.statistics import Tally
from templates.dashboards.facts import Figures


def figures(tallied: Tally) -> Figures:
    """The tally with everything that is derived from it."""
    stands = official(tallied)
    return Figures(
        expected=tallied.expected,
        received=tallied.received,
        on_time=tallied.on_time,
        late=tallied.late,
        unclear=tallied.unclear,
        outstanding=tallied.outstanding,
        in_time=tallied.in_time,
        not_received=tallied.not_received,
        overdue=tallied.overdue,
        no_due=tallied.no_due,
        waiting=tallied.waiting,
        exempt=tallied.exempt,
        completeness=tallied.completeness,
        on_time_rate=tallied.on_time_rate,
        finished_on_time=stands.finished_on_time,
        finished_late=stands.finished_late,
        unfinished_in_time=stands.unfinished_in_time,
        unfinished_overdue=stands.unfinished_overdue,
        apart=stands.finished_unclear + stands.no_due + stands.extended,
        extended_received=tallied.extended_received,
        extended_outstanding=tallied.extended_outstanding,
        extended_overdue=tallied.extended_overdue,
        returned=tallied.returned,
        resubmission_overdue=tallied.resubmission_overdue,
        accepted=tallied.accepted,
        nil=tallied.nil,
        awaiting_review=tallied.awaiting_review,
    )

"""The official two by two: finished or not, đúng hạn or quá hạn; what is neither stands apart."""

from dataclasses import dataclass

from .statistics import Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class Official:
    """The official two by two, and what stands beside it; all of it together is what was expected."""

    finished_on_time: int  # hoàn thành, đúng hạn
    finished_late: int  # hoàn thành, quá hạn
    unfinished_in_time: int  # chưa hoàn thành, trong hạn
    unfinished_overdue: int  # chưa hoàn thành, quá hạn

    finished_unclear: int  # finished; whether on time cannot be said
    not_received: int  # chưa nhận được: nobody can call it overdue yet
    no_due: int  # thường xuyên
    extended: int


def official(found: Tally) -> Official:
    """Finished: received and not returned; a returned document counts by the day of its next version."""
    overdue_again = found.resubmission_overdue - found.resubmission_overdue_extended
    returned = found.returned - found.returned_extended
    return Official(
        finished_on_time=found.on_time - found.returned_on_time,
        finished_late=found.late - found.returned_late,
        unfinished_in_time=found.in_time + returned - overdue_again,
        unfinished_overdue=found.overdue + overdue_again,
        finished_unclear=found.unclear - found.returned_unclear,
        not_received=found.not_received,
        no_due=found.no_due,
        extended=found.extended,
    )

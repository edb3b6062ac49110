"""What an amendment does, in one sentence and in numbers."""

from models.rules.statistics import RECEIVED
from models.words import ObligationStatus
from templates.amendment_words import Numbers, duty_numbers, task_numbers
from templates.words_vi import count

from .noticing import Told
from .proposing import Proposal

DONE = (*RECEIVED, ObligationStatus.DONE)


def numbers_of(proposal: Proposal) -> Numbers:
    """The difference, counted."""
    diff, effects, reminders = proposal.diff, proposal.effects, proposal.reminders
    return Numbers(
        tasks_added=len(diff.added),
        tasks_dropped=len(diff.dropped),
        tasks_changed=len(diff.changed),
        moved=len(effects.moved),
        dropped=len(effects.dropped),
        begun=len(effects.begun),
        came=sum(row.status in DONE for row in effects.came),
        stays=sum(row.status in DONE for row in effects.stays),
        extended=len(effects.extended),
        cancelled=reminders.cancelled,
        reset=reminders.reset,
        added=reminders.added,
    )


def sentence_of(proposal: Proposal, *, act: str, told: Told) -> str:
    """What was done, for the coordinator."""
    numbers = numbers_of(proposal)
    tasks = task_numbers(numbers)
    mails = f" {count(told.written)} thư thông báo được đưa vào hàng chờ gửi." if told.written else ""
    if told.without_address:
        mails += f" {count(told.without_address)} đơn vị chưa có địa chỉ, thư được soạn khi có địa chỉ."
    return (
        f"Đã điều chỉnh Kế hoạch {proposal.plan.code} theo {act}: {f'{tasks}; ' if tasks else ''}"
        f"{duty_numbers(numbers)}.{mails}"
    )

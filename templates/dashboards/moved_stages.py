"""What new days off move, as the text above a form."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from templates.dashboards.markdown import md
from templates.words_vi import full_day


class Moved(Protocol):
    """One stage of one task on its old and its new day."""

    @property
    def task_code(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def old_day(self) -> date: ...
    @property
    def new_day(self) -> date: ...
    @property
    def obligations(self) -> int: ...


def moved_stages_text(*, days: Sequence[str], moved: Sequence[Moved]) -> str:
    """The days as they were read and the stages they move, in markdown."""
    read = "\n".join(f"- {md(day)}" for day in days)
    if not moved:
        return f"Hệ thống đọc được:\n\n{read}\n\nKhông mốc nhắc việc nào thay đổi."
    stages = "\n".join(
        f"- {md(one.task_code)}, mốc {md(one.stage)}: {full_day(one.old_day)} → **{full_day(one.new_day)}** "
        f"({one.obligations} nhiệm vụ của các đơn vị)"
        for one in moved
    )
    return f"Hệ thống đọc được:\n\n{read}\n\nCác mốc nhắc việc chuyển ngày:\n\n{stages}"

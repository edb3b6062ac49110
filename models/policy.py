"""How this installation chases: ladders, sending window and the numbers of days."""

import re
from collections.abc import Mapping
from datetime import time
from functools import cached_property
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from models.rules.ladders import NOMINATION_LADDER, RETURN_LADDER, QuietRule, Stage
from models.words import DeadlineKind, NoticeKind, Paper, Role

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_DAYS = 120  # half a year of working days; more is a slip of the pen


class UnknownLadderError(Exception):
    """A ladder was named that the policy does not have."""


def _clock(value: object) -> time:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(value)
    return time(int(match[1]), int(match[2]))


def _plain_name(value: str) -> str:
    if not NAME.fullmatch(value):
        raise ValueError(value)
    return value


def _not_zero(value: int) -> int:
    if value == 0:
        raise ValueError(value)
    return value


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(values)) < len(values):
        raise ValueError(values)
    return values


PlainName = Annotated[str, AfterValidator(_plain_name)]
Clock = Annotated[time, BeforeValidator(_clock)]
Days = Annotated[StrictInt, Field(ge=0, le=60)]
FewDays = Annotated[StrictInt, Field(ge=0, le=10)]
Month = Annotated[StrictInt, Field(ge=1, le=12)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StageEntry(_Entry):
    """One rung as the file writes it; the sign of `days` says what kind it is."""

    name: PlainName
    days: Annotated[StrictInt, Field(ge=-MOST_DAYS, le=MOST_DAYS), AfterValidator(_not_zero)]
    roles: Annotated[tuple[Role, ...], Field(min_length=1), AfterValidator(_distinct)]
    prepare: StrictBool = False
    repeat_every: Annotated[StrictInt, Field(ge=0, le=MOST_DAYS)] = 0
    repeat_times: Annotated[StrictInt, Field(ge=0, le=20)] = 0
    paper: Paper = Paper.NONE
    number: Annotated[StrictInt, Field(ge=1, le=9)] = 1

    def as_stage(self) -> Stage:
        """The rules' value."""
        kind = NoticeKind.REMINDER if self.days < 0 else NoticeKind.ESCALATION
        return Stage(kind=NoticeKind.PAPER if self.paper else kind, **self.model_dump())


class SendingWindow(_Entry):
    """Local time of working days in which mail that chases may leave: from <= now < until."""

    begins: Clock = Field(default=time(7, 30), alias="from")
    ends: Clock = Field(default=time(17, 30), alias="until")


class QuietDays(_Entry):
    """Working days around Tết without overdue-flavoured mail."""

    before_tet: FewDays = 5
    after_tet: FewDays = 2


COMPLETED = (
    StageEntry(name="truoc-1-ngay", days=-1, roles=(Role.CONTACT,)),
    StageEntry(name="sau-3-ngay", days=3, roles=(Role.CONTACT,)),
)

NAMING = (
    StageEntry(name="truoc-5-ngay", days=-5, roles=(Role.CONTACT,)),
    StageEntry(name="truoc-1-ngay", days=-1, roles=(Role.CONTACT,)),
    StageEntry(name="sau-1-ngay", days=1, roles=(Role.CONTACT,)),
)


class Policy(_Entry):
    """How this installation chases; numbers of days are working days."""

    entries: Mapping[Annotated[str, AfterValidator(_plain_name)], tuple[StageEntry, ...]] = Field(
        alias="ladders"
    )
    default_ladder: Mapping[DeadlineKind, str | None]
    sending_window: SendingWindow = SendingWindow()
    catch_up_days: Days = 10
    pause_days: Annotated[StrictInt, Field(ge=1, le=60)] = 20
    held_days: Days = 2
    arrival_allowance_days: Days = 5
    quiet: QuietDays = QuietDays()
    mid_year_note: StrictBool = True
    checkpoints: Annotated[tuple[Month, ...], AfterValidator(_distinct)] = (3, 6, 9)
    due_soon_days: Days = 10
    return_ladder: tuple[StageEntry, ...] = COMPLETED
    nomination_ladder: tuple[StageEntry, ...] = NAMING
    review_days: Days = 5
    receipt_minutes: Annotated[StrictInt, Field(ge=0, le=240)] = 30
    extension_days: Annotated[StrictInt, Field(ge=1, le=120)] = 20
    training_note_days: FewDays = 2
    participants_months: Annotated[StrictInt, Field(ge=0, le=120)] = 6
    roll_forward: StrictBool = False

    @cached_property
    def ladders(self) -> Mapping[str, tuple[Stage, ...]]:
        """Each ladder's stages by its name."""
        return {name: tuple(entry.as_stage() for entry in stages) for name, stages in self.entries.items()}

    @property
    def own_entries(self) -> Mapping[str, tuple[StageEntry, ...]]:
        """The ladders that have a key of their own; no plan file names them."""
        return {RETURN_LADDER: self.return_ladder, NOMINATION_LADDER: self.nomination_ladder}

    @cached_property
    def _own(self) -> Mapping[str, tuple[Stage, ...]]:
        return {name: tuple(one.as_stage() for one in stages) for name, stages in self.own_entries.items()}

    @property
    def quiet_rule(self) -> QuietRule:
        """The rules' value of the quiet days."""
        return QuietRule(before=self.quiet.before_tet, after=self.quiet.after_tet)

    def default_for(self, kind: DeadlineKind) -> str:
        """The ladder of tasks that name none; empty: not chased."""
        return self.default_ladder.get(kind) or ""

    def stages(self, ladder: str) -> tuple[Stage, ...]:
        """The stages of a ladder, none for the empty name; raises UnknownLadderError."""
        if ladder in self._own:
            return self._own[ladder]
        if ladder and ladder not in self.ladders:
            raise UnknownLadderError(
                f"Chính sách không có bậc thang “{ladder}”; hãy chọn một trong: {', '.join(self.ladders)}."
            )
        return self.ladders[ladder] if ladder else ()

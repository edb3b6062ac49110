"""The answers of a coordinator: which reading, what is left out, which deadlines are to be others."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from models.plan_file import PlanFile, PlanFileError
from models.plan_members import UnitFacts, resolve
from models.plan_next import NextPlan, Rewritten, rewrite
from models.rules.deadlines import UnreadableDeadlineError, read_deadline
from models.rules.next_year import Moved

from .proposing import LEAVE, Proposal
from .wish import read_kept

CHANGES = "Thời hạn khác đề xuất"
ONE_CHANGE = re.compile(r"(?P<code>[^\s:;]+)\s*:\s*(?P<phrase>.*)", re.DOTALL)
NEXT = re.compile(r";\s*(?=[^\s:;]+\s*:)")  # a phrase may hold a semicolon: another code has to follow


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """Labels by question, and the free text."""

    chosen: Mapping[str, str] = field(default_factory=dict)  # "due:II.1.1.b" -> label
    changes: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What the new plan is to be, and in words what differs from the proposal."""

    new: NextPlan
    echo: tuple[str, ...]


def decide(proposal: Proposal, *, answers: Answers) -> Decided:
    """The plan that the answers ask for; raises RefusedError, a sentence for each one missing."""
    changes = read_changes(answers.changes, proposal)
    left_out = _left_out(proposal, answers, changes)
    wrong = [*_missing(proposal, answers, changes, left_out), *_needed(proposal, left_out)]
    if wrong:
        raise RefusedError(" ".join(wrong))
    deadlines = {
        code: changes.get(code, _phrase(proposal, code, moved, answers))
        for code, moved in proposal.moved.items()
        if code not in left_out
    }
    return Decided(
        new=NextPlan(
            code=proposal.code,
            year=proposal.wish.year,
            number=proposal.wish.number,
            issued_on=proposal.issued_on,
            deadlines={code: one for code, one in deadlines.items() if one != proposal.moved[code].old},
            left_out=frozenset(left_out),
            units={
                q.key: _value(q.about, q.key, proposal, answers) or ""
                for q in proposal.questions
                if q.about == "unit"
            },
        ),
        echo=tuple(f"{code}: {phrase}" for code, phrase in changes.items()),
    )


def read_changes(text: str, proposal: Proposal) -> dict[str, str]:
    """`mã: cụm từ; mã: không chuyển`; raises RefusedError with what is wrong of each."""
    refuse_odd_text(text, field=CHANGES, most=10_000)
    found: dict[str, str] = {}
    wrong: list[str] = []
    for part in (one.strip() for one in NEXT.split(text.strip())):
        if part:
            try:
                code, phrase = _change(part, proposal)
            except RefusedError as refusal:
                wrong.append(str(refusal))
            else:
                found[code] = phrase
    if wrong:
        raise RefusedError(" ".join(wrong))
    return found


def _change(part: str, proposal: Proposal) -> tuple[str, str]:
    match = ONE_CHANGE.fullmatch(part.removesuffix(";").strip())
    if match is None:
        raise RefusedError(
            f"{CHANGES}: không đọc được «{part}»; đề nghị ghi «mã: thời hạn», "
            f"ví dụ II.5: quý IV/{proposal.wish.year}."
        )
    code, phrase = match["code"], " ".join(match["phrase"].split())
    if phrase.casefold() == LEAVE.casefold() and any(task.code == code for task in proposal.plan.tasks):
        return code, LEAVE
    if code not in proposal.moved:
        raise RefusedError(f"{CHANGES}: kế hoạch không có mục «{code}» có thời hạn riêng.")
    try:
        read_deadline(phrase, plan_year=proposal.wish.year)
    except UnreadableDeadlineError as error:
        raise RefusedError(f"Mục {code}: {error}") from None
    return code, phrase


def _value(about: str, key: str, proposal: Proposal, answers: Answers) -> str | None:
    question = next((one for one in proposal.questions if (one.about, one.key) == (about, key)), None)
    return question.value_of(answers.chosen.get(f"{about}:{key}", "")) if question else None


def _left_out(proposal: Proposal, answers: Answers, changes: Mapping[str, str]) -> set[str]:
    asked = [one.key for one in proposal.questions if one.about == "keep"]
    chosen = {code for code in asked if _value("keep", code, proposal, answers) == LEAVE}
    return chosen | {code for code, phrase in changes.items() if phrase == LEAVE}


def _phrase(proposal: Proposal, code: str, moved: Moved, answers: Answers) -> str:
    return _value("due", code, proposal, answers) or (
        moved.readings[0].phrase if moved.readings else moved.old
    )


def _missing(
    proposal: Proposal, answers: Answers, changes: Mapping[str, str], left_out: set[str]
) -> Iterator[str]:
    for one in proposal.questions:
        settled = one.key in left_out or (one.about == "due" and one.key in changes)
        if not settled and _value(one.about, one.key, proposal, answers) is None:
            labels = " hoặc ".join(f"«{option.label}»" for option in one.options)
            yield f"{one.title}: chưa chọn; đề nghị chọn {labels}."
    for code, moved in proposal.moved.items():
        if not moved.readings and code not in changes and code not in left_out:
            yield f"Mục {code}: không chuyển được thời hạn «{moved.old}»; đề nghị ghi ở ô «{CHANGES}»."


def _needed(proposal: Proposal, left_out: set[str]) -> Iterator[str]:
    """What is left out must not be what another item repeats or follows."""
    for task in proposal.plan.tasks:
        for other in {task.same_as, task.after, task.parent} & left_out:
            if task.code not in left_out:
                yield f"Mục {task.code} dựa vào mục {other}; đề nghị chuyển cả hai hoặc sửa trong tệp sau."


def new_file(proposal: Proposal, *, decided: Decided) -> Rewritten:
    """The new file's text."""
    return rewrite(text=proposal.source.text, plan=proposal.plan, new=decided.new)


def check_file(
    text: str, *, name: str, ladders: frozenset[str], units: list[UnitFacts], decided: Decided
) -> PlanFile:
    """The new file read back as *Triển khai kế hoạch* will; raises RefusedError with every mistake."""
    try:
        plan = read_kept(text, name, ladders)
        resolve(plan, units, day=decided.new.issued_on)
    except PlanFileError as error:
        raise RefusedError(" ".join(error.sentences)) from None
    return plan

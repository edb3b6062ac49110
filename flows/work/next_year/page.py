"""The page of *Chuẩn bị kế hoạch năm sau*: everything that a person should see before the file is written."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlmodel import Session

from flows.work.pages.overview import heading
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.plan_next import Rewritten
from models.plan_values import Task
from models.rules.moved_texts import same_day
from models.rules.next_year import Moved, Reading, meaning
from models.rules.workdays import WorkCalendar
from models.tables import Plan
from models.words import DeadlineKind
from templates.dashboards.next_year_facts import (
    AskedLine,
    DeadlineChange,
    GroupLine,
    NextYearFacts,
)
from templates.words_vi import clipped, count, plain_day

from .answering import Answers, Decided, decide, new_file
from .last_year import added_lines, address_lines, figure_lines, unfinished
from .proposing import Proposal, is_open_ended, listed_days, propose
from .rounds import Shown
from .writing import differs, name_for

TOLD = 4  # days of one deadline that are looked at one by one


def page_facts(session: Session, *, shown: Shown, folder: Path, world: World) -> NextYearFacts:
    """The page of one round; raises RefusedError if the old file cannot be read."""
    proposal = propose(session, wish=shown.wish, world=world)
    plan = session.get_one(Plan, shown.wish.plan_id)
    decided = _decided(proposal, shown.answers)
    name = name_for(folder, code=proposal.code, year=shown.wish.year)
    told = decided or _decided(proposal, _first_choices(proposal))  # what is left out is shown beforehand
    rewritten = new_file(proposal, decided=told) if told else None
    return NextYearFacts(
        heading=heading(world),
        title=plan.title,
        number=plan.document_number,
        old_year=plan.year,
        year=shown.wish.year,
        code=proposal.code,
        file=name,
        new_number=shown.wish.number,
        issued_on=proposal.issued_on,
        issue_day_known=shown.wish.issued_on is not None,
        reporting=_reporting(proposal),
        problem=shown.problem,
        echo=shown.echo,
        file_exists=bool(decided and rewritten and differs(folder / name, rewritten.text)),
        questions=tuple(_asked(shown)),
        deadlines=tuple(_deadlines(proposal, decided, world.calendar)),
        open_ended=tuple(_open_ended(proposal)),
        unfinished=tuple(_unfinished(proposal, unfinished(session, plan=shown.wish.plan_id, world=world))),
        added=tuple(added_lines(session, plan=shown.wish.plan_id)),
        notes=tuple(f"{code}: {note}" for code, note in rewritten.dropped_notes) if rewritten else (),
        figures=tuple(figure_lines(session, plan=plan)),
        groups=tuple(_groups(proposal)),
        addresses=tuple(address_lines(session, plan=shown.wish.plan_id, day=world.today)),
        look_again=tuple(_look_again(proposal, rewritten)),
    )


def _first_choices(proposal: Proposal) -> Answers:
    return Answers(chosen={f"{one.about}:{one.key}": one.options[0].label for one in proposal.questions})


def _unfinished(proposal: Proposal, owing: Mapping[str, int]) -> Iterator[str]:
    """Dated tasks one by one; whole-year tasks stand or fall with the report."""
    others = []
    for task in proposal.plan.tasks:
        if owing.get(task.code) and task.deadline.kind in (DeadlineKind.DAY, DeadlineKind.RELATIVE):
            yield f"{_name(task)}: {count(owing[task.code])} đơn vị chưa hoàn thành"
        elif owing.get(task.code):
            others.append(task.code)
    if others:
        yield f"{count(len(others))} nhiệm vụ theo năm hoặc không nêu thời hạn: {', '.join(others)}"


def _decided(proposal: Proposal, answers: Answers) -> Decided | None:
    try:
        return decide(proposal, answers=answers)
    except RefusedError:
        return None


def _reporting(proposal: Proposal) -> str:
    old, by = proposal.plan.reporting, proposal.wish.year - proposal.plan.year
    if old is None:
        return ""
    first, last, cut = (
        same_day(one, year=one.year + by) for one in (old.starts_on, old.ends_on, old.cut_off)
    )
    return f"từ {plain_day(first)} đến {plain_day(last)}, chốt số liệu {plain_day(cut)}"


def _asked(shown: Shown) -> Iterator[AskedLine]:
    for one in shown.questions:
        labels = tuple(option.label for option in one.options)
        answer = shown.answers.chosen.get(f"{one.about}:{one.key}", "")
        yield AskedLine(title=one.title, options=labels, answer=answer)


def _name(task: Task) -> str:
    return f"{task.code} {clipped(task.document or task.title, limit=90)}"


def _open_ended(proposal: Proposal) -> Iterator[str]:
    for task in proposal.plan.tasks:
        moved = proposal.moved.get(task.code)
        if moved and any(map(is_open_ended, moved.readings)):
            yield f"{_name(task)}: {moved.readings[0].phrase}"


def _deadlines(
    proposal: Proposal, decided: Decided | None, calendar: WorkCalendar
) -> Iterator[DeadlineChange]:
    for task in proposal.plan.tasks:
        if moved := proposal.moved.get(task.code):
            readings = _readings(task, moved, proposal, decided)
            yield DeadlineChange(
                code=task.code,
                name=task.document or task.title,
                old=moved.old,
                new=tuple(one.phrase for one in readings),
                meaning=tuple(map(listed_days, readings)),
                remarks=tuple(dict.fromkeys(_remarks(readings, proposal, calendar))),
                left_out=bool(decided and task.code in decided.new.left_out),
            )


def _readings(task: Task, moved: Moved, proposal: Proposal, decided: Decided | None) -> Sequence[Reading]:
    """What was decided; before that, what may be chosen."""
    phrase = decided.new.deadlines.get(task.code, moved.old) if decided else None
    found = meaning(phrase=phrase, plan_year=proposal.wish.year) if phrase is not None else None
    return (found,) if found else moved.readings


def _remarks(readings: Sequence[Reading], proposal: Proposal, calendar: WorkCalendar) -> Iterator[str]:
    for one in readings:
        for day in [occurrence.last_day for occurrence in one.deadline.occurrences][:TOLD]:
            if why := calendar.explain(day):
                aim = plain_day(calendar.on_or_before(day))
                tet = calendar.tet(day.year)
                within = ", trong dịp nghỉ Tết" if tet and tet[0] <= day <= tet[1] else ""
                yield f"{plain_day(day)} là {why}{within}; ngày làm việc cuối cùng còn trong hạn: {aim}"
            if day < proposal.issued_on:
                yield f"{plain_day(day)} ở trước ngày ban hành {plain_day(proposal.issued_on)}"


def _groups(proposal: Proposal) -> Iterator[GroupLine]:
    names = proposal.names
    for one in proposal.groups:
        gone = []
        for unit in one.gone:
            heirs = proposal.successors.get(unit, ())
            gone.append(names.get(unit, unit) + (f" (nay là {', '.join(heirs)})" if heirs else ""))
        come = [names.get(unit, unit) for unit in one.come]
        yield GroupLine(group=one.group, before=one.before, after=one.after, gone=gone, come=come)


def _look_again(proposal: Proposal, made: Rewritten | None) -> Iterator[str]:
    yield "Phần legal_basis (căn cứ) giữ nguyên: bổ sung văn bản mới, bỏ văn bản hết hiệu lực."
    if made is None:
        return
    for code in made.not_done:
        yield f"{code}: văn bản đã hoàn thành là của năm {proposal.plan.year}, không chuyển."
    for line, text in made.old_year_left:
        yield f"dòng {line} còn năm {proposal.plan.year}: {clipped(text, limit=120)}"


def above_form(facts: NextYearFacts, *, link: str) -> str:
    """The few words above the form: the dialog is narrow, the page has the rest."""
    lines = [f"**Kế hoạch năm {facts.year}** ({facts.code}). [Xem đề xuất đầy đủ]({link})"]
    lines += [f"**Chưa ghi tệp được.** {facts.problem}"] if facts.problem else []
    lines += [f"Thời hạn ghi thêm: {'; '.join(facts.echo)}. Đúng thì đồng ý lần nữa."] if facts.echo else []
    return "\n\n".join([*lines, "Ghi tệp xong vẫn sửa được tệp trước khi triển khai."])

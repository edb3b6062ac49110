"""Soạn công văn đôn đốc: shown first, drafted once the coordinator agrees, true at the moment it states."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from flows.work.audit import audit
from flows.work.files.handing_out import Paper, hand_out_all
from flows.work.files.store import Files
from flows.work.people.officers import focal_unit
from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, refuse_odd_line
from flows.work.world import World
from models.tables import LetterUnit, OutgoingLetter
from models.words import Authority, LetterKind
from templates.letters.facts import LateFacts
from templates.words_vi import count, plain_day

from .framing import AS_ABOVE, KEPT, framed, house_of, letter
from .late_units import Late, LateTask, Task, late_task, letter_facts

KIND = LetterKind.CHASING


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What the coordinator wants written."""

    task: Task
    new_date: date
    authority: Authority = Authority.FOCAL
    deputy: bool = False  # signed by a deputy
    rank: str = ""
    name: str = ""  # of who signs; empty: written by hand
    place: str = ""
    distribution: tuple[str, ...] = ()  # besides “Như trên” and “Lưu”
    separate: bool = False  # one letter for each unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What the letters say now."""

    found: LateTask
    time: int
    facts: tuple[LateFacts, ...]  # one, or one for each unit
    units: tuple[tuple[Late, ...], ...]  # whom each is about


def write(session: Session, *, order: Order, world: World) -> Written:
    """The letters as they would be at this moment; raises RefusedError. Nothing is kept."""
    refuse_closed(session, plans=[order.task[0]])
    _refuse(order, world)
    found = late_task(session, task=order.task, world=world)
    time = _time(session, found)
    groups = tuple((one,) for one in found.units) if order.separate else (found.units,)
    frame = framed(
        kind=KIND,
        house=house_of(focal_unit(session, day=world.today)),
        authority=order.authority,
        deputy=order.deputy,
        rank=order.rank,
        name=order.name,
        place=order.place,
        distribution=(AS_ABOVE, *order.distribution, KEPT),
    )
    facts = tuple(
        replace(
            letter_facts(
                session,
                found=found,
                units=group,
                time=time,
                new_date=order.new_date,
                separate=order.separate,
                world=world,
            ),
            frame=frame,
        )
        for group in groups
    )
    return Written(found=found, time=time, facts=facts, units=groups)


def draft_letters(session: Session, *, order: Order, run: str, by: str, files: Files, world: World) -> str:
    """Write the letters with the numbers of this moment; one sentence. A run answered twice writes once."""
    if known := _of_run(session, run):
        return f"Đã soạn {known[0].draft_name} từ trước."
    written = write(session, order=order, world=world)
    papers = [
        Paper(name=_name(written, place), content=letter(KIND, facts, files=files))
        for place, facts in enumerate(written.facts, 1)
    ]
    names = hand_out_all(
        session,
        papers=papers,
        told={
            "what": f"dự thảo công văn đôn đốc lần {written.time}",
            "document": written.found.document,
            "units": 0,
            "draft": True,
        },
        plan_id=order.task[0],
        by=by,
        files=files,
        world=world,
    )
    for name, paper, units in zip(names, papers, written.units, strict=True):
        _keep(session, order, written, units, name, files.keep(paper.content), run, by, world)
    sentence = (
        f"Đã soạn {count(len(names))} công văn đôn đốc lần {written.time} gửi {written.found.document} "
        f"({count(len(written.found.units))} đơn vị); tệp trong thư mục outgoing: {names[0]}"
        f"{' và các tệp tiếp theo' if len(names) > 1 else ''}."
    )
    _note(session, order, sentence, by, world)
    return sentence


def _refuse(order: Order, world: World) -> None:
    if order.new_date <= world.today:
        raise RefusedError(
            f"Thời hạn mới {plain_day(order.new_date)} phải sau hôm nay ({plain_day(world.today)})."
        )
    for text, field in ((order.name, "Họ tên người ký"), (order.rank, "Cấp bậc"), (order.place, "Địa danh")):
        refuse_odd_line(text, field=field, most=MOST_NAME)
    for line in order.distribution:
        refuse_odd_line(line, field="Nơi nhận", most=MOST_NAME)


def _time(session: Session, found: LateTask) -> int:
    """Lần: one more than the letters about this task that were signed; separate ones of one day are one."""
    statement = select(OutgoingLetter.time).where(
        col(OutgoingLetter.task_id) == found.task.id,
        col(OutgoingLetter.kind) == KIND,
        col(OutgoingLetter.letter_number) != "",
    )
    return max(session.exec(statement).all(), default=0) + 1


def _name(written: Written, place: int) -> str:
    """Of our own words alone."""
    code = re.sub(r"[^A-Za-z0-9]+", "-", written.found.task.code).strip("-")
    day = written.facts[0].as_of.date().isoformat()
    one = f"-{place:02}" if len(written.facts) > 1 else ""
    return f"cong-van-don-doc-{code}-lan-{written.time}-{day}{one}.docx"


def _of_run(session: Session, run: str) -> Sequence[OutgoingLetter]:
    return session.exec(select(OutgoingLetter).where(col(OutgoingLetter.flow_run_id) == run)).all()


def _keep(
    session: Session,
    order: Order,
    written: Written,
    units: tuple[Late, ...],
    name: str,
    kept: str,
    run: str,
    by: str,
    world: World,
) -> None:
    row = OutgoingLetter(
        plan_id=order.task[0],
        task_id=written.found.task.id,
        kind=KIND,
        authority=order.authority,
        time=written.time,
        as_of=world.now,
        new_date=order.new_date,
        facts={
            "occurrence": order.task[2],
            "deputy": order.deputy,
            "rank": order.rank,
            "name": order.name,
            "place": order.place,
            "distribution": list(order.distribution),
            "separate": order.separate,
        },
        draft_file=kept,
        draft_name=name,
        flow_run_id=run,
        drafted_by=by,
        drafted_at=world.now,
    )
    session.add(row)
    session.flush()
    for one in units:
        session.add(LetterUnit(letter_id=row.id or 0, unit_id=one.unit_id, obligation_id=one.obligation_id))
    session.flush()


def _note(session: Session, order: Order, text: str, by: str, world: World) -> None:
    audit(
        session,
        world=world,
        by=by,
        action="form:letter:draft",
        subject="plan",
        subject_id=order.task[0],
        text=text,
        facts={"task": order.task[1]},
    )

"""The trainings of an approved schedule: rows and draft letters, in one transaction, once per run."""

import secrets
from collections.abc import Sequence

from sqlmodel import Session, col, select

from flows.clock import day_of
from flows.work.audit import audit
from flows.work.files.handing_out import hand_out
from flows.work.files.store import Files
from flows.work.papers.framing import AS_ABOVE, KEPT, framed, house_of, letter
from flows.work.people.officers import FocalUnit, coordinators
from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.trainings import between, region_name
from models.store.interim import tasks_of_file
from models.store.locking import the_locked_row
from models.store.units import name_on, names_on
from models.tables import Plan, Training, Unit
from models.words import LetterKind, Phase, TrainingStatus
from templates.letters.facts import InvitationLetterFacts
from templates.letters.invitation import invitation_name
from templates.words_vi import count, plain_day

from .facts import training_facts
from .inviting_whom import invited_units
from .planning import Line, nominate_by, refuse_second
from .rounds import Shown
from .wish import Wish, refuse_past

ABOUT = "Tập huấn, bồi dưỡng kỹ năng, nghiệp vụ phổ biến, giáo dục pháp luật khu vực"
WHAT = "dự thảo giấy mời"


class DatesRefusedError(RefusedError):
    """The days cannot be any more; other days would do."""


def create_trainings(session: Session, *, shown: Shown, run: str, by: str, files: Files, world: World) -> str:
    """Set the trainings up as they were shown and say so in one sentence; an answer twice makes one set.

    Raises DatesRefusedError if a day has passed meanwhile, RefusedError if a region has a training already.
    """
    the_locked_row(session, Plan, shown.wish.plan_id)  # two answers at once come one after the other
    if made := made_by(session, run=run):
        return made
    refuse_closed(session, plans={shown.wish.plan_id})
    refuse_second(session, wish=shown.wish)
    _refuse_passed(shown, world)
    rows = [_write(session, line, shown.wish, run, by, world) for line in shown.lines]
    drafts = [_draft(session, row, by, files, world) for row in rows]
    for row, name in zip(rows, drafts, strict=True):
        _note(session, row, name, by, world)
    return f"Đã lập lịch {_told(rows)}. Dự thảo giấy mời trong thư mục outgoing: {', '.join(drafts)}."


def made_by(session: Session, *, run: str) -> str:
    """What was said when this run set its trainings up; empty if it has not yet."""
    of_run = select(Training).where(col(Training.flow_run_id) == run).order_by(col(Training.id))
    rows = list(session.exec(of_run))
    return f"Đã lập lịch từ ngày {plain_day(day_of(rows[0].recorded_at))}: {_told(rows)}." if rows else ""


def _told(rows: Sequence[Training]) -> str:
    days = (f"{region_name(one.region)} {between(one.first_day, one.last_day)}" for one in rows)
    return f"{count(len(rows))} lớp tập huấn: {'; '.join(days)}"


def _refuse_passed(shown: Shown, world: World) -> None:
    try:
        for line in shown.lines:
            refuse_past(line.wish.region, line.first, world=world)
    except RefusedError as refusal:
        raise DatesRefusedError(str(refusal)) from None


def _write(session: Session, line: Line, wish: Wish, run: str, by: str, world: World) -> Training:
    row = Training(
        public_id=secrets.token_hex(6),
        plan_id=wish.plan_id,
        serves=_task(session, wish.plan_id),
        region=line.wish.region,
        with_ministry=line.wish.with_ministry,
        title=f"{ABOUT} {region_name(line.wish.region)}",
        first_day=line.first,
        last_day=line.last,
        starts_at=wish.begins,
        ends_at=wish.ends,
        place=line.wish.place,
        host_unit=line.wish.host,
        capacity=line.wish.capacity,
        quota=wish.numbers.quota,
        nominate_by=nominate_by(first=line.first, days=wish.numbers.nominate, world=world),
        practical=wish.practical,
        status=TrainingStatus.PLANNED,
        flow_run_id=run,
        recorded_by=by,
        recorded_at=world.now,
    )
    session.add(row)
    session.flush()
    return row


def _task(session: Session, plan: int) -> str:
    """The plan's item that the trainings are held for: the first that belongs to its training phase."""
    tasks = tasks_of_file(session, plan=plan)
    return next((one.code for one in tasks if one.facts.get("phase") == Phase.TRAINING), "")


def _draft(session: Session, row: Training, by: str, files: Files, world: World) -> str:
    """The letter, laid out for the officer and mailed to whoever has an address; the file's name."""
    return hand_out(
        session,
        content=letter(LetterKind.INVITATION, letter_facts(session, training=row, world=world), files=files),
        name=invitation_name(training_facts(session, training=row, world=world)),
        what=WHAT,
        document=row.title,
        plan_id=row.plan_id,
        by=by,
        files=files,
        world=world,
    )


def letter_facts(session: Session, *, training: Training, world: World) -> InvitationLetterFacts:
    """What the giấy mời says; units bear the names they have today."""
    plan = session.get_one(Plan, training.plan_id)
    focal = session.get_one(Unit, plan.focal_unit)
    name = name_on(session, unit=focal.id, day=world.today)
    names = names_on(session, world.today)
    people = coordinators(session, unit=focal.id, day=world.today)
    phone = next((one.phone for one in people if one.phone), "")
    own = FocalUnit(id=focal.id, name=name, code=focal.code, superior=plan.superior_unit, phone=phone)
    units = invited_units(
        session,
        plan_id=training.plan_id,
        region=training.region,
        with_ministry=training.with_ministry,
        day=training.first_day,
    )
    facts = training_facts(session, training=training, world=world)
    return InvitationLetterFacts(
        training=facts,
        units=tuple(names.get(unit, unit) for unit in units),
        with_ministry=training.with_ministry,
        sender_name=name,
        sender_short=focal.code or name,
        superior=plan.superior_unit,
        phone=phone,
        example=world.example,
        frame=framed(
            kind=LetterKind.INVITATION,
            house=house_of(own),
            distribution=(AS_ABOVE, facts.host_name, KEPT),
        ),
    )


def _note(session: Session, row: Training, draft: str, by: str, world: World) -> None:
    audit(
        session,
        world=world,
        by=by,
        action="form:training:plan",
        subject="training",
        subject_id=row.id,
        text=f"Đã lập lịch {row.title}: {between(row.first_day, row.last_day)}, {row.place}.",
        facts={"draft": draft},
    )

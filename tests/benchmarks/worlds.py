"""Data folders of any size, written in bulk: an example whose clock stands on the day that is measured."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session, SQLModel, insert

from config.settings import Settings, read_settings
from models.database import connect, migrate, transaction
from models.tables import (
    Contact,
    Folder,
    Message,
    MessageItem,
    MessageRecipient,
    Notice,
    Obligation,
    PlanTask,
    Submission,
    SubmissionLink,
    Unit,
    UnitName,
)
from models.words import (
    Channel,
    DeadlineKind,
    FolderKind,
    Form,
    JudgedBy,
    MessageKind,
    MessageStatus,
    NoticeKind,
    NoticeStatus,
    ObligationStatus,
    RecipientKind,
    RecipientStatus,
    Region,
    Role,
    Secrecy,
    TaskOrigin,
    UnitKind,
)
from tests.factories import add_plan, moment

BUSY, QUIET = date(2024, 2, 21), date(2024, 4, 10)  # five working days before 28/02; a Wednesday of April
WHOLE_YEAR = 18  # tasks that are due with the year; two more have a day of their own
STAGES = (("truoc-5-ngay", date(2024, 2, 21)), ("truoc-1-ngay", date(2024, 2, 27)))
REGIONS = tuple(Region)
Row = dict[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """A data folder, to be copied for each measurement."""

    folder: Path
    units: int

    def copy(self, to: Path, *, port: int = 1) -> Settings:
        """A fresh copy whose mailbox is the server on `port`."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.folder, to)
        (to / "run" / "mailbox.port").write_text(str(port))
        return read_settings(data=to)


def busy(folder: Path, *, units: int) -> World:
    """The day on which every unit gets one mail about its plan, due on 28/02/2024."""
    return _made(folder, units, BUSY)


def quiet(folder: Path, *, units: int) -> World:
    """A day without any mail, 20 obligations a unit: one done, with its mails of the past, 19 to come."""
    return _made(folder, units, QUIET)


def _made(folder: Path, units: int, day: date) -> World:
    (folder / "run").mkdir(parents=True)
    shutil.copy(_migrated(folder.with_name("migrated.sqlite3")), folder / "dondoc.sqlite3")
    engine = connect(url=f"sqlite:///{folder}/dondoc.sqlite3")
    with transaction(engine) as session:
        _fill(session, [f"U{number:05}" for number in range(1, units + 1)], day)
    engine.dispose()
    return World(folder=folder, units=units)


def _migrated(file: Path) -> Path:
    """One empty database for all worlds of a part."""
    if not file.exists():
        engine = connect(url=f"sqlite:///{file}")
        migrate(engine)
        engine.dispose()
    return file


def _fill(session: Session, names: list[str], day: date) -> None:
    session.add(Folder(kind=FolderKind.EXAMPLE, example_day=day, created_at=moment()))
    plan = add_plan(session)
    plan.announce = day == QUIET
    assert plan.id is not None
    tasks = 2 + WHOLE_YEAR if day == QUIET else 1
    session.add_all([_task(plan.id, number) for number in range(tasks)])
    session.flush()
    _write(session, Unit, (_unit(name, at) for at, name in enumerate(names)))
    _write(session, UnitName, (_name(name, at) for at, name in enumerate(names)))
    _write(session, Contact, (_contact(name) for name in names))
    _write(
        session, Obligation, (_obligation(plan.id, at, name, day) for name in names for at in range(tasks))
    )
    if day == QUIET:
        _past(session, plan.id, names, tasks)


def _write(session: Session, table: type[SQLModel], rows: Iterator[Row]) -> None:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == 5_000:
            session.execute(insert(table), batch)
            batch = []
    if batch:
        session.execute(insert(table), batch)


def _task(plan: int, number: int) -> PlanTask:
    """The first: the unit's plan; the second: its report; then those of the whole year."""
    dated = number < 2
    return PlanTask(
        plan_id=plan,
        position=number,
        code=("II.1.1.b", "III.3.b")[number] if dated else f"II.2.{number}",
        title=f"Ban hành Kế hoạch thực hiện Đề án năm 2024 của Công an đơn vị, địa phương ({number})",
        origin=TaskOrigin.FILE,
        deadline_phrase=("trước ngày 29/02/2024", "trước ngày 15/12/2024")[number]
        if dated
        else "cả năm 2024",
        deadline_kind=DeadlineKind.DAY if dated else DeadlineKind.PERIOD,
        judged_by=JudgedBy.SENT if number else JudgedBy.ISSUED,
        ladder=("ke-hoach-don-vi", "bao-cao")[number] if dated else "",
        annual_report=number == 1,
        submission="văn bản đã ký, đóng dấu, kèm bản điện tử",
        facts={"document": "Kế hoạch của đơn vị"},
    )


def _unit(name: str, at: int) -> Row:
    return {"id": name, "code": "", "kind": UnitKind.PROVINCE, "region": REGIONS[at % 4], "position": at}


def _name(name: str, at: int) -> Row:
    return {"unit_id": name, "name": f"Công an huyện Đồng Văn, tỉnh Hà Giang {at}"}


def _contact(name: str) -> Row:
    return {
        "unit_id": name,
        "role": Role.CONTACT,
        "position": 0,
        "name": "Nguyễn Thị Hường",
        "address": _address(name),
        "phone": "",
    }


def _address(name: str) -> str:
    return f"{name.lower()}@units.example"


def _obligation(plan: int, number: int, unit: str, day: date) -> Row:
    due = (date(2024, 2, 28), date(2024, 12, 14))[number] if number < 2 else date(2024, 12, 31)
    done = day == QUIET and number == 0
    following = None if done else (BUSY, date(2024, 11, 15))[number] if number < 2 else date(2024, 6, 28)
    return {
        "public_id": f"{number}-{unit}",
        "plan_id": plan,
        "task_id": number + 1,
        "owed_by": unit,
        "carried_by": unit,
        "occurrence": "",
        "status": ObligationStatus.DONE if done else ObligationStatus.OPEN,
        "original_due": due,
        "effective_due": due,
        "target_day": date(2024, 12, 13) if number == 1 else due,
        "round": 1,
        "next_notice_on": following,
    }


def _past(session: Session, plan: int, names: list[str], tasks: int) -> None:
    """What was sent about the plan and came in; the n-th unit's document has the id n."""
    at, count = moment("2024-02-28T01:00:00"), range(len(names))
    _write(session, Submission, (_submission(name, at) for name in names))
    links: Iterator[Row] = (
        {"submission_id": n + 1, "obligation_id": n * tasks + 1, "version": 1, "on_time": True} for n in count
    )
    _write(session, SubmissionLink, links)
    mails = [("plan_issued", date(2024, 2, 6)), *STAGES]
    every = [(n, which) for which in range(len(mails)) for n in count]
    chased = [(n, which) for n, which in every if which]
    _write(session, Notice, (_notice(n * tasks + 1, *mails[which]) for n, which in chased))
    _write(session, Message, (_message(plan, names[n], *mails[which]) for n, which in every))
    _write(session, MessageRecipient, (_recipient(key, names[n]) for key, (n, _) in enumerate(every, 1)))
    _write(
        session,
        MessageItem,
        (_item(key, plan, names[n], n * tasks + 1, key - len(names)) for key, (n, _) in enumerate(every, 1)),
    )


def _submission(unit: str, at: datetime) -> Row:
    return {
        "unit_id": unit,
        "document_number": f"105/KH-{unit}",
        "issued_on": date(2024, 2, 26),
        "sent_on": date(2024, 2, 27),
        "arrived_on": date(2024, 2, 28),
        "channel": Channel.PAPER,
        "form": Form.BOTH,
        "secrecy": Secrecy.NORMAL,
        "remark": "",
        "nil": False,
        "review_run": "",
        "recorded_by": "Cán bộ 1",
        "recorded_at": at,
        "voided_by": "",
        "void_reason": "",
    }


def _notice(duty: int, stage: str, day: date) -> Row:
    at = moment(f"{day}T01:00:00")
    return {
        "obligation_id": duty,
        "round": 1,
        "kind": NoticeKind.REMINDER,
        "stage": stage,
        "role": Role.CONTACT,
        "due_on": day,
        "status": NoticeStatus.SENT,
        "reason": "",
        "decided_on": day,
        "decided_at": at,
        "settled_at": at,
    }


def _message(plan: int, unit: str, what: str, day: date) -> Row:
    at, told = moment(f"{day}T01:00:00"), what == "plan_issued"
    key = f"plan_issued:{plan}:{unit}" if told else f"chase:{day}:{_address(unit)}"
    return {
        "kind": MessageKind.ANNOUNCEMENT if told else MessageKind.CHASE,
        "day": day,
        "dedup_key": key,
        "message_id": f"{what}.{unit}@v03.example",
        "status": MessageStatus.SENT,
        "plan_id": plan if told else None,
        "created_at": at,
        "not_before": at,
        "attempts": 1,
        "claimed_by": "",
        "data_begun_at": at,
        "settled_at": at,
        "reason": "",
        "facts": {},
        "subject": "Nhắc việc",
        "content": b"x" * 8_000,
    }


def _recipient(message: int, unit: str) -> Row:
    return {
        "message_id": message,
        "kind": RecipientKind.TO,
        "address": _address(unit),
        "role": Role.CONTACT,
        "status": RecipientStatus.SENT,
        "reply": "250 2.0.0 taken",
    }


def _item(message: int, plan: int, unit: str, duty: int, notice: int) -> Row:
    """The announcements come first and carry no notice."""
    chased = notice > 0
    return {
        "message_id": message,
        "notice_id": notice if chased else None,
        "obligation_id": duty if chased else None,
        "plan_id": plan,
        "unit_id": unit,
        "submission_id": None,
        "text": "",
    }

"""The only place that builds things from settings."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from config.settings import PACKAGED, Settings
from flows.clock import ZONE, Clock, ExampleClock, RealClock, machine_now
from flows.delivery.imap import ImapSettings
from flows.delivery.sender import Outlet, run_forever
from flows.delivery.single import read_state
from flows.delivery.smtp import SmtpSettings
from flows.product import product_version
from flows.service.prefect_environment import UI, address
from flows.work.backup.kept import Copies, copies_in, kept, no_copies, prune
from flows.work.backup.taking import Taken, take
from flows.work.chase.chasing import AT_ONCE
from flows.work.choices import all_choices
from flows.work.documents.days_off import overrides
from flows.work.files.incoming import names_in
from flows.work.files.store import Files
from flows.work.mails.compose import Composer
from flows.work.mails.mail_kinds import Identity
from flows.work.mails.sending import sending_moment
from flows.work.people.officers import focal_unit
from flows.work.plans import example
from flows.work.plans.issue import Issued
from flows.work.world import World
from models.database import connect, reading, transaction
from models.plan_file import read_plan
from models.policy import Policy
from models.policy_file import read_policy
from models.rules.holiday_file import read_holiday_file
from models.rules.workdays import DayOff, WorkCalendar, shipped_days
from models.tables import DayRun, Folder
from models.words import FolderKind, MessageKind
from templates.mail.facts import Marking, Sender

YEARS = range(2020, 2041)  # cheap once the library is loaded; outside them only weekends are off


@contextmanager
def engine_of(*, settings: Settings) -> Iterator[sa.Engine]:
    """An engine on our database, disposed of at the end of the block."""
    engine = connect(url=settings.engine_url)
    try:
        yield engine
    finally:
        engine.dispose()


def folder_of(*, engine: sa.Engine) -> Folder | None:
    """The row that says what this data folder is; None before its first start."""
    with reading(engine) as session:
        return session.get(Folder, 1)


def clock_of(*, engine: sa.Engine) -> Clock:
    """The folder's clock."""
    with reading(engine) as session:
        return clock_in(session)


def clock_in(session: Session) -> Clock:
    """The folder's clock, read in the caller's transaction."""
    folder = session.get(Folder, 1)
    if folder is not None and folder.kind is FolderKind.EXAMPLE and folder.example_day is not None:
        return ExampleClock(day=folder.example_day)
    return RealClock()


def world_of(session: Session, *, settings: Settings) -> World:
    """What work of this moment needs to know of its surroundings."""
    clock = clock_in(session)
    policy, calendar = policy_of(settings=settings), calendar_of(session, settings=settings)
    now = machine_now()
    example = isinstance(clock, ExampleClock)
    return World(
        today=clock.today(),
        now=clock.now(),
        machine_now=now,
        chase_from=now if example else sending_moment(after=now, policy=policy, calendar=calendar),
        calendar=calendar,
        policy=policy,
        message_id_domain=settings.domain,
        example=example,
        copies=no_copies if example else _copies(session, settings=settings),
    )


def _copies(session: Session, *, settings: Settings) -> Callable[[], Copies | None]:
    folder = session.get(Folder, 1)
    return partial(copies_in, settings.backups, since=folder.created_at) if folder else no_copies


def sizes_of_copies(*, settings: Settings) -> list[int]:
    """Bytes of each copy, newest first."""
    return [copy.path.stat().st_size for copy in kept(settings.backups)]


def back_up(*, engine: sa.Engine, settings: Settings) -> str:
    """Take a copy and delete the oldest ones; what was done in one sentence. Raises RefusedError."""
    taken = take_copy(engine=engine, settings=settings, folder=settings.backups)
    gone = prune(settings.backups, keep=settings.backup_keep)
    cleared = f", xóa {len(gone)} bản cũ" if gone else ""
    size = max(1, taken.size >> 20)
    return f"Đã sao lưu vào {taken.path.name} ({size} MB, {len(taken.manifest.files)} tệp){cleared}."


def take_copy(*, engine: sa.Engine, settings: Settings, folder: Path) -> Taken:
    """Take a copy into a folder. Raises RefusedError."""
    return take(
        engine=engine, data=settings.data, folder=folder, now=machine_now(), product=product_version()
    )


def policy_of(*, settings: Settings) -> Policy:
    """The ladders and numbers of days in force; raises PolicyFileError."""
    path = settings.config_file("policy.yaml")
    return _policy(path.read_text("utf-8"), path.name)


@cache
def _policy(text: str, name: str) -> Policy:
    return read_policy(text, name=name)


def check_configuration(*, settings: Settings) -> None:
    """Read what an administrator may have edited; raises PolicyFileError or HolidayFileError."""
    policy_of(settings=settings)
    path = settings.config_file("holidays/vietnam.csv")
    read_holiday_file(path.read_text("utf-8"), name=path.name)


def calendar_of(session: Session, *, settings: Settings) -> WorkCalendar:
    """The library's days, corrected by the file in config/ and by what coordinators entered."""
    path = settings.config_file("holidays/vietnam.csv")
    return _calendar(path.read_text("utf-8"), path.name, tuple(overrides(session)))


@cache
def _calendar(corrections: str, name: str, added: tuple[DayOff, ...]) -> WorkCalendar:
    return shipped_days(years=YEARS, extra=(*read_holiday_file(corrections, name=name), *added))


def composer_of(*, settings: Settings) -> Composer:
    """Makes the text and bytes of messages at their first claim."""
    return Composer(
        identity=partial(identity_of, settings=settings),
        world=partial(world_of, settings=settings),
        files=Files(data=settings.data),
    )


def identity_of(session: Session, *, settings: Settings) -> Identity:
    """In whose name mail leaves: the focal unit of the plan in force."""
    unit = focal_unit(session, day=clock_in(session).today())
    return Identity(
        from_name=settings.mail_from_name,
        from_address=settings.mail_from,
        ui_link=start_page(settings=settings),
        ui_root=ui_address(settings=settings),
        sender=Sender(
            unit_name=unit.name if unit else settings.mail_from_name,
            short_name=(unit.code or unit.name) if unit else settings.mail_from_name,
            superior=unit.superior if unit else "",
            reply_to=settings.reply_to or settings.mail_from,
            phone=unit.phone if unit else "",
            marking=Marking(settings.mail_marking),
        ),
    )


def ui_address(*, settings: Settings) -> str:
    """Root of the UI as coordinators reach it, for links in mails."""
    return f"{settings.public_url or address(settings=settings)}{UI}"


def start_page(*, settings: Settings) -> str:
    """Address of the page Bắt đầu từ đây; before the first start, of the UI."""
    try:
        page = (settings.data / "run" / "start-page.id").read_text("ascii")
    except FileNotFoundError:
        return ui_address(settings=settings)
    return f"{ui_address(settings=settings)}/artifacts/artifact/{page}"


def outlet_of(*, engine: sa.Engine, settings: Settings) -> Outlet:
    """What the sender needs; the server's address is asked for anew at each pass."""
    return Outlet(
        engine=engine,
        smtp=partial(smtp_of, settings=settings),
        compose=composer_of(settings=settings),
        now=machine_now,
        folder_now=lambda: clock_of(engine=engine).now(),
        claimable=partial(_claimable, engine=engine, settings=settings),
    )


def _claimable(now: datetime, *, engine: sa.Engine, settings: Settings) -> Collection[MessageKind]:
    """Which kinds of mail may leave now: chasing only in the sending window of working days.

    Chasing mail of earlier days waits for today's run, which folds it into today's mails; an hour after the
    time of that run it leaves without it.
    """
    with reading(engine) as session:
        world = world_of(session, settings=settings)
        done = world.example or session.get(DayRun, world.today) is not None
    if world.chase_from > max(now, world.machine_now):
        return AT_ONCE
    run_by = datetime.combine(world.today, settings.daily_at, tzinfo=ZONE) + timedelta(hours=1)
    waits = not done and now < run_by
    return frozenset(MessageKind) - ({MessageKind.CHASE} if waits else set())


def choices_of(*, engine: sa.Engine, settings: Settings) -> Mapping[str, Sequence[str]]:
    """The lists that forms offer as dropdowns, by the name a field gives in `dondoc_choices`."""
    with reading(engine) as session:
        return all_choices(
            session,
            world=world_of(session, settings=settings),
            plan_files=plan_files(settings=settings),
            incoming=names_in(settings.data / "incoming"),
        )


def plan_files(*, settings: Settings) -> dict[str, Path]:
    """Plan files an installation can issue, by file name; its own shadow the packaged ones."""
    folders = (PACKAGED / "plans", settings.data / "config" / "plans")
    return {path.name: path for folder in folders for path in sorted(folder.glob("*.yaml"))}


def smtp_of(*, settings: Settings) -> SmtpSettings:
    """The configured SMTP server, or the built-in mailbox; while that is not up, nobody answers."""
    sender = settings.bounce_address or settings.mail_from
    if not settings.smtp_configured:
        port = mailbox_port(settings=settings)
        pace = settings.mails_per_minute
        return SmtpSettings(host="127.0.0.1", port=port, sender=sender, mails_per_minute=pace)
    return SmtpSettings(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=sender,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password,
        ca_file=settings.smtp_ca_file,
        timeout=settings.smtp_timeout,
        allowed_domains=settings.allowed_recipient_domains,
        redirect_all_to=settings.redirect_all_to or "",
        mails_per_minute=settings.mails_per_minute,
    )


def returned_mailbox(*, settings: Settings) -> ImapSettings | None:
    """Where notices of undeliverable mail are read; None if nowhere."""
    if not settings.bounce_imap_host:
        return None
    return ImapSettings(
        host=settings.bounce_imap_host,
        port=settings.bounce_imap_port,
        username=settings.bounce_imap_username,
        password=settings.bounce_imap_password,
        security=settings.bounce_imap_security,
        ca_file=settings.bounce_imap_ca_file,
    )


def mailbox_port(*, settings: Settings) -> int:
    """The port of the built-in mailbox; 1, where nobody listens, while it is not up."""
    try:
        return int((settings.data / "run" / "mailbox.port").read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return 1


def deliver_forever(*, settings: Settings) -> None:
    """Empty the outbox until told to end."""
    with engine_of(settings=settings) as engine:
        run_forever(outlet=outlet_of(engine=engine, settings=settings), run_folder=settings.data / "run")


def sender_fault(*, settings: Settings) -> str:
    """Why nothing leaves although it should, in Vietnamese; empty if sending works."""
    return read_state(run_folder=settings.data / "run").fault


def load_example(*, engine: sa.Engine, settings: Settings) -> Issued:
    """Fill an empty database with the shipped plan of 2024, units and sample contacts."""
    path = PACKAGED / "plans" / "2024.yaml"
    content = path.read_bytes()
    with transaction(engine) as session:
        world = world_of(session, settings=settings)
        plan = read_plan(content.decode("utf-8"), name=path.name, ladders=world.policy.ladders)
        return example.load_example(
            session,
            plan=plan,
            content=content,
            units=PACKAGED / "units" / "units.csv",
            contacts=PACKAGED / "units" / "sample-contacts.csv",
            world=world,
        )

"""Delivery: one plain function that empties the outbox, and the loop that keeps doing it."""

import asyncio
import logging
import os
import secrets
import signal
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from flows.delivery.compose import Compose
from flows.delivery.making import NothingComposesError
from flows.delivery.outbox import release_abandoned
from flows.delivery.post import Pace, Post
from flows.delivery.replies import ServerFaultError, one_line
from flows.delivery.single import SenderState, only_sender, write_state
from flows.delivery.smtp import SmtpSettings
from models.words import MessageKind

log = logging.getLogger(__name__)
Claimable = Callable[[datetime], Collection[MessageKind]]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryResult:
    """What one delivery did: messages, and recipients that were refused; `fault` says why it ended early."""

    sent: int = 0
    failed: int = 0
    retry: int = 0
    withdrawn: int = 0
    refused: int = 0  # recipients
    stopped: bool = False  # the stop switch is on
    fault: str = ""  # Vietnamese, for coordinators; everything stays queued
    permanent: bool = False  # the fault will not mend by itself


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """What sending needs, for the loop that asks for the server's settings again at each pass."""

    engine: sa.Engine
    smtp: Callable[[], SmtpSettings]
    compose: Compose
    now: Callable[[], datetime]  # machine clock
    folder_now: Callable[[], datetime]
    claimable: Claimable


def deliver(
    *,
    engine: sa.Engine,
    smtp: SmtpSettings,
    compose: Compose,
    now: Callable[[], datetime],
    claimable: Claimable,
    folder_now: Callable[[], datetime] | None = None,
    until_empty: bool = True,
    limit: int | None = None,
    owner: str = "",
    stopping: Callable[[], bool] = lambda: False,
    pace: Pace | None = None,
) -> DeliveryResult:
    """Send what may leave now: until nothing is ready, or one batch, or `limit` messages.

    `now` is the machine's clock, `folder_now` the folder's. Not to be called inside an event loop. Raises the
    database's errors and NothingComposesError; what was not recorded is then sent again, with the same
    Message-ID, when its lease is over.
    """
    post = Post(
        engine=engine,
        smtp=smtp,
        compose=compose,
        now=now,
        folder_now=folder_now or now,
        claimable=claimable,
        name=f"{owner or 'deliver'}:{os.getpid()}:{secrets.token_hex(4)}",
        pace=pace or Pace(per_minute=smtp.mails_per_minute),
        stopping=stopping,
        left=limit,
        batches=None if until_empty else 1,
    )
    tally = asyncio.run(post.run())
    return DeliveryResult(
        sent=tally.sent,
        failed=tally.failed,
        retry=tally.retry,
        withdrawn=tally.withdrawn,
        refused=tally.refused,
        stopped=tally.stopped,
        fault=_sentence(smtp, tally.fault) if tally.fault else "",
        permanent=tally.fault is not None and tally.fault.permanent,
    )


def _sentence(smtp: SmtpSettings, fault: ServerFaultError) -> str:
    server = f"{smtp.host}:{smtp.port}"
    kept = "Thư được giữ lại, chưa gửi; đề nghị báo người quản trị hệ thống."
    return f"Không gửi được thư qua máy chủ {server} (bước {fault.stage}): {fault.text}. {kept}"


def run_forever(
    *, outlet: Outlet, run_folder: Path, stopping: threading.Event | None = None, pause: float = 1.0
) -> None:
    """Deliver again and again until SIGTERM, SIGINT or `stopping`; mails in flight get about 3 seconds."""
    stopping = stopping or _stop_on_signals()
    with only_sender(run_folder=run_folder, stopping=stopping) as owner:
        if owner is not None:
            _Loop(outlet=outlet, run_folder=run_folder, owner=owner, stopping=stopping).run(pause)


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


@dataclass(kw_only=True)
class _Loop:
    outlet: Outlet
    run_folder: Path
    owner: str
    stopping: threading.Event
    _pace: Pace | None = None
    _faults: int = 0  # in a row
    _told: str | None = None  # the fault last written; None: nothing yet

    def run(self, pause: float) -> None:
        """Passes, with a short pause after a good one and a growing one after a bad one."""
        abandoned = True
        while not self.stopping.is_set():
            try:
                if abandoned:
                    release_abandoned(engine=self.outlet.engine, owner=self.owner)
                result, abandoned = self._pass(), False
            except Exception as error:
                log.exception("Sending was interrupted; it goes on after a pause")
                result, abandoned = _interrupted(error), True
            self._tell(result.fault)
            self._faults = self._faults + 1 if result.fault else 0
            self.stopping.wait(max(pause, pause_after(faults=self._faults, permanent=result.permanent)))

    def _pass(self) -> DeliveryResult:
        smtp = self.outlet.smtp()
        if self._pace is None or self._pace.per_minute != smtp.mails_per_minute:
            self._pace = Pace(per_minute=smtp.mails_per_minute)
        return deliver(
            engine=self.outlet.engine,
            smtp=smtp,
            compose=self.outlet.compose,
            now=self.outlet.now,
            folder_now=self.outlet.folder_now,
            claimable=self.outlet.claimable,
            owner=self.owner,
            stopping=self.stopping.is_set,
            pace=self._pace,
        )

    def _tell(self, fault: str) -> None:
        if fault == self._told:
            return
        if fault:
            log.error("Sending stopped: %s", fault)
        since = self.outlet.now() if fault else None
        try:
            write_state(run_folder=self.run_folder, state=SenderState(fault=fault, since=since))
        except OSError as error:  # such as a full disk, which may be the very fault; told at the next pass
            log.error("The sender's report could not be written: %s", error)
        else:
            self._told = fault


def _interrupted(error: Exception) -> DeliveryResult:
    kept = "Thư được giữ lại, chưa gửi; hệ thống sẽ tự thử lại."
    if isinstance(error, NothingComposesError):
        return DeliveryResult(fault=f"Không soạn được thư nào ({error}). {kept}")
    if isinstance(error, sa.exc.SQLAlchemyError):
        return DeliveryResult(fault=f"Không đọc, ghi được cơ sở dữ liệu. {kept}")
    return DeliveryResult(fault=f"Bộ phận gửi thư gặp lỗi ({one_line(text=str(error))}). {kept}")


def pause_after(*, faults: int, permanent: bool) -> float:
    """Seconds until the next try after so many faults in a row: a refusal is not asked again every moment."""
    first, longest = (60.0, 900.0) if permanent else (5.0, 60.0)
    return min(first * 2.0 ** min(faults - 1, 10), longest) if faults else 0.0

"""The three trainings of 2024 through the real flows, the running service and the mailbox.

Planned in a suspended run, announced, one moved, one called off and planned and announced anew, answered,
held; what units read and what their calendars are told is looked up in the mailbox.
"""

from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import vobject
from sqlmodel import Session, col, select

from flows.announce_training import AnnounceForm, announce_training
from flows.change_training import ChangeForm, change_training
from flows.delivery.captured import CapturedMail, read_all
from flows.nominate import NominateForm, PersonRow, nominate_people
from flows.sign_in_sheet import SheetForm, sign_in_sheet
from flows.work.choices import plan_labels
from flows.work.trainings.labels import training_labels
from models.tables import Obligation, PlanTask, Training, TrainingInvitation
from models.words import ObligationStatus, Region, TrainingStatus
from tests.flows.example_year import ExampleYear, running_year
from tests.running_service import eventually

PLAN_THEM, ATTEND = "Xây dựng lịch tập huấn", "Ghi nhận tham dự tập huấn"
HOSTS = {Region.NORTH: "Hà Nội", Region.CENTRE: "Đà Nẵng", Region.SOUTH: "Hồ Chí Minh"}
INITIALS = {Region.NORTH: "north", Region.CENTRE: "centre", Region.SOUTH: "south"}


class Trainings(ExampleYear):
    """The example, with the jobs of this test."""

    def host(self, region: Region) -> str:
        """Its label in forms."""
        return str(next(label for label in self.units if HOSTS[region] in label))

    def form(self, *regions: Region, **changes: Any) -> dict[str, Any]:
        """*Xây dựng lịch tập huấn* as a coordinator fills it in."""
        plan: str = next(iter(self.ask(plan_labels)))
        places = {
            key: value
            for region in regions
            for key, value in (
                (f"host_{INITIALS[region]}", self.host(region)),
                (f"place_{INITIALS[region]}", f"Hội trường Công an thành phố {HOSTS[region]}"),
                (f"capacity_{INITIALS[region]}", 100),
            )
        }
        names = [f"Miền {region.value}" for region in regions]
        window = {"first": "01/04/2024", "last": "31/05/2024"}
        fixed = {"by": self.officer, "plan": plan, "regions": names, "quota": 2}
        return {**fixed, **window, **places, **changes}

    def label(self, region: Region, *statuses: TrainingStatus) -> str:
        """How forms name the newest training of a region."""

        def look(session: Session) -> str:
            wanted = select(Training.id).where(col(Training.region) == region)
            newest = max(one for one in session.exec(wanted) if one)
            labels = training_labels(session, statuses=statuses or tuple(TrainingStatus))
            return next(label for label, key in labels.items() if key == newest)

        found: str = self.ask(look)
        return found

    async def announce(self, region: Region, number: str, day: str) -> str:
        form = AnnounceForm(by=self.officer, training=self.label(region), number=number, day=day)
        return await self.run(announce_training, form)

    async def answers(self, region: Region, *, many: int) -> list[str]:
        """So many of the invited units name two people each; the units' labels."""

        def look(session: Session) -> list[str]:
            wanted = select(Training.id).where(col(Training.region) == region)
            newest = max(one for one in session.exec(wanted) if one)
            rows = select(TrainingInvitation.unit_id).where(col(TrainingInvitation.training_id) == newest)
            return list(session.exec(rows.order_by(col(TrainingInvitation.id)).limit(many)))

        by_id = {unit: label for label, unit in self.ids.items()}
        units = [by_id[unit] for unit in self.ask(look)]
        for number, unit in enumerate(units, 1):
            people = [PersonRow(name=f"Nguyễn Văn {letter}", position="Đại úy") for letter in "AB"]
            form = NominateForm(
                by=self.officer,
                training=self.label(region),
                unit=unit,
                people=people,
                number=f"{number}/CV",
                issued_on="",
            )
            assert "cử 02 cán bộ" in await self.run(nominate_people, form)
        return units

    def attend(self, region: Region, *, absent: int) -> str:
        """*Ghi nhận tham dự tập huấn* to its end."""
        run = self.start(ATTEND, {"by": self.officer, "training": self.label(region)})
        names = self.asked(run)["absent"]["items"]["enum"]
        answer = {"answer": "Ghi nhận tham dự", "absent": names[:absent], "also_came": [], "extra": []}
        return self.answer(run, answer)

    def mails(self, *, about: str) -> list[CapturedMail]:
        """What the mailbox holds with this in the subject."""
        return [mail for mail in read_all(self.settings.data / "mailbox") if about in mail.summary.subject]

    def arrive(self, number: int, *, about: str) -> list[CapturedMail]:
        """The same, once there are so many."""
        eventually(lambda: len(self.mails(about=about)) >= number, seconds=60, what=f"{number} × {about}")
        found = self.mails(about=about)
        assert len(found) == number
        return found


def entry(mail: CapturedMail) -> Any:
    """The calendar entry of a mail, read by a library that did not write it."""
    [part] = [
        one for one in message_from_bytes(mail.content).walk() if one.get_content_type() == "text/calendar"
    ]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return vobject.readOne(payload.decode())


@pytest.fixture
def trainings(
    prefect_database: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Trainings]:
    with running_year(
        Trainings, prefect=prefect_database, factory=tmp_path_factory, monkeypatch=monkeypatch
    ) as year:
        yield year


@pytest.fixture
def anyio_backend() -> str:
    """Prefect runs on asyncio."""
    return "asyncio"


@pytest.mark.server
@pytest.mark.long
@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:.*socket:pytest.PytestUnraisableExceptionWarning")  # Prefect's clients
async def test_three_trainings_are_planned_announced_changed_called_off_and_attended(
    trainings: Trainings,
) -> None:
    north, centre, south = Region.NORTH, Region.CENTRE, Region.SOUTH
    await trainings.day("01/03/2024")

    # Planned: three good days are proposed, the middle one is set by hand.
    run = trainings.start(PLAN_THEM, trainings.form(north, centre, south))
    asked = trainings.asked(run)
    days = {name: asked[name]["default"] for name in INITIALS.values()}
    assert days == {"north": "01/04/2024", "centre": "08/04/2024", "south": "15/04/2024"}
    trainings.service.ask(
        "POST",
        f"/flow_runs/{run}/resume",
        {"run_input": {"answer": "Sửa ngày", **days, "centre": "06/04/2024"}},
    )
    trainings.reaches(run, "PAUSED")
    said = trainings.answer(run, {"answer": "Đồng ý lịch này", **days, "centre": "06/04/2024"})
    assert said.startswith("Đã lập lịch 03 lớp tập huấn")
    assert len(list((trainings.settings.data / "outgoing").glob("*.docx"))) == 3

    # Announced: every unit but the focal one is invited once.
    for number, region in enumerate((north, centre, south), 15):
        assert f"Đã gửi giấy mời số {number}/GM-V03" in await trainings.announce(
            region, f"{number}/GM-V03", "01/03/2024"
        )
    invitations = trainings.arrive(71, about="[Giấy mời]")
    assert max(Counter(mail.summary.to for mail in invitations).values()) == 1
    uids = {entry(mail).vevent.uid.value for mail in invitations}
    assert len(uids) == 3
    assert {entry(mail).method.value for mail in invitations} == {"REQUEST"}

    # One moves, one is called off.
    moved = ChangeForm(
        by=trainings.officer, training=trainings.label(centre), action="Điều chỉnh", first_day="16/04/2024"
    )
    assert "16/04/2024" in await trainings.run(change_training, moved)
    invited_centre = sum(HOSTS[centre] in mail.text for mail in invitations)
    for mail in trainings.arrive(invited_centre, about="[Thay đổi]"):
        assert entry(mail).vevent.sequence.value == "1"
        assert entry(mail).vevent.uid.value in uids
        assert entry(mail).vevent.dtstart.value.isoformat() == "2024-04-16T01:00:00+00:00"
    off = ChangeForm(
        by=trainings.officer, training=trainings.label(south), action="Hủy lớp", reason="trùng đợt cao điểm"
    )
    await trainings.run(change_training, off)
    invited_south = sum(HOSTS[south] in mail.text for mail in invitations)
    for mail in trainings.arrive(invited_south, about="[Hủy]"):
        assert (entry(mail).method.value, entry(mail).vevent.status.value) == ("CANCEL", "CANCELLED")
        assert "trùng đợt cao điểm" in mail.text

    # Planned and announced anew.
    run = trainings.start(PLAN_THEM, trainings.form(south, first="06/05/2024"))
    again = trainings.asked(run)["south"]["default"]
    assert again == "06/05/2024"
    trainings.answer(run, {"answer": "Đồng ý lịch này", "south": again})
    await trainings.announce(south, "21/GM-V03", "01/03/2024")
    trainings.arrive(71 + invited_south, about="[Giấy mời]")

    # Answered; whoever is silent is reminded.
    named = {region: await trainings.answers(region, many=4) for region in (north, centre, south)}
    assert len(named[north]) == 4
    for day in ("18/03/2024", "22/03/2024", "26/03/2024", "29/03/2024"):
        await trainings.day(day)
    reminded = [mail for mail in trainings.mails(about="[Tập huấn]") if "Nguyễn Văn A" in mail.text]
    assert len(reminded) == 4, "the practical reminder, to units with people"
    sheet = SheetForm(by=trainings.officer, training=trainings.label(north))
    assert "danh-sach-ky-nhan" in await trainings.run(sign_in_sheet, sheet)

    # Held, one after the other: then the plan's own task is done.
    await trainings.day("02/04/2024")
    assert "07 cán bộ dự, 01 vắng" in trainings.attend(north, absent=1)
    await trainings.day("17/04/2024")
    assert "08 cán bộ dự, 0 vắng" in trainings.attend(centre, absent=0)
    await trainings.day("07/05/2024")
    assert "nhiệm vụ II.8.2.a đã hoàn thành" in trainings.attend(south, absent=0)

    def done(session: Session) -> ObligationStatus:
        task = select(PlanTask.id).where(col(PlanTask.code) == "II.8.2.a")
        return session.exec(select(Obligation).where(col(Obligation.task_id).in_(task))).one().status

    assert trainings.ask(done) is ObligationStatus.DONE
    page = trainings.page("tinh-hinh-tap-huan")
    for words in ("Đã tổ chức", "Đã hủy", "trùng đợt cao điểm", "21/GM-V03"):
        assert words in page

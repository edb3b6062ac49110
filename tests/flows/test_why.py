"""`why`: every reason in a sentence for somebody who never saw the machine (issue M2, shown by 4)."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.chase.daily import run_day
from flows.work.chase.rearm import rearm
from flows.work.documents.correct import void
from flows.work.documents.record import Entry, record
from flows.work.escalation.approving import approve, refuse
from flows.work.escalation.held import held_groups
from flows.work.escalation.pausing import lift, pause
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from flows.work.story.why import find_unit, why
from models.database import reading, transaction
from models.rules.workdays import target_day
from models.tables import Contact, DueChange, Message, Obligation, Plan, Submission
from models.words import DueChangeKind, Role
from templates.dashboards.render import render
from templates.dashboards.story import as_text
from templates.dashboards.story_facts import StoriesFacts
from tests.factories import CALENDAR, add_plan, add_task, add_units, world_on
from tests.fakes.smtp_server import FakeSmtp, smtp_server
from tests.flows.outboxes import send
from tests.flows.put_in import is_exempt, reports_nothing

ISSUE = date(2024, 2, 6)
DUE = date(2024, 2, 28)  # stages on 21/02, 27/02; 07/03, 12/03 (two roles); 14/03 on paper
BY = "Cán bộ 1"


def day(number: int, month: int = 2) -> date:
    return date(2024, month, number)


class Case:
    """One unit that owes one document, and what happens to it."""

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        self.engine, self.files = engine, Files(data=folder)

    def plan(
        self,
        *,
        address: bool = True,
        due: date = DUE,
        ladder: str = "ke-hoach-don-vi",
        issued_on: date = ISSUE,
        remind_from: date | None = None,
    ) -> None:
        with transaction(self.engine) as session:
            add_units(session, "CA02", contacts=None if address else {"CA02": []})
            session.add(Contact(unit_id="CA02", role=Role.DEPARTMENT_HEAD, address="phong@units.example"))
            plan = add_plan(session, issued_on=issued_on, remind_from=remind_from)
            add_task(session, plan=plan, units=["CA02"], due=due, ladder=ladder, world=world_on(ISSUE))

    def run(self, *days: date) -> None:
        for one in days:
            with transaction(self.engine) as session:
                run_day(session, world=world_on(one))

    def deliver(self, on: date, server: FakeSmtp) -> None:
        send(self.engine, server.port, at=world_on(on).now + timedelta(minutes=15))

    def sent(self, *days: date) -> None:
        with smtp_server() as server:
            for one in days:
                self.run(one)
                self.deliver(one, server)

    def hand_in(self, on: date) -> None:
        with transaction(self.engine) as session:
            plan = session.exec(select(Plan.id)).one() or 0
            entry = Entry(
                unit="CA02", tasks=((plan, "II.1.1.b", ""),), number="05/KH", issued_on=on, arrived_on=on
            )
            record(session, entry=entry, by=BY, world=world_on(on))

    def void(self, on: date) -> None:
        with transaction(self.engine) as session:
            found = session.exec(select(Submission.id)).one() or 0
            void(session, submission_id=found, reason="nhập nhầm đơn vị", by=BY, world=world_on(on))

    def pause(self, on: date) -> None:
        facts = {
            "unit": "CA02",
            "unit_name": "Công an tỉnh CA02",
            "task": None,
            "by": BY,
            "world": world_on(on),
        }
        with transaction(self.engine) as session:
            pause(session, days=5, reason="đơn vị đang xin ý kiến", **facts)  # type: ignore[arg-type]

    def lift(self, on: date) -> None:
        facts = {
            "unit": "CA02",
            "unit_name": "Công an tỉnh CA02",
            "task": None,
            "by": BY,
            "world": world_on(on),
        }
        with transaction(self.engine) as session:
            lift(session, **facts)  # type: ignore[arg-type]

    def approve(self, on: date) -> None:
        with transaction(self.engine) as session:
            world = world_on(on)
            labels = [group.label for group in held_groups(session, world=world)]
            approve(session, labels=labels, except_units=(), by=BY, files=self.files, world=world)

    def refuse(self, on: date) -> None:
        with transaction(self.engine) as session:
            world = world_on(on)
            labels = [group.label for group in held_groups(session, world=world)]
            refuse(
                session,
                labels=labels,
                except_units=(),
                reason="đã trao đổi qua điện thoại",
                by=BY,
                world=world,
            )

    def extend(self, on: date, until: date) -> None:
        """As the form of extensions will: the day moves, a fresh round begins."""
        with transaction(self.engine) as session:
            one = session.exec(select(Obligation)).one()
            change = DueChange(
                obligation_id=one.id or 0,
                kind=DueChangeKind.EXTENSION,
                old_due=one.effective_due,
                new_due=until,
                by=BY,
                why="Công văn số 12/CAT xin gia hạn",
                recorded_at=world_on(on).now,
            )
            session.add(change)
            one.effective_due, one.target_day = until, target_day(last_day=until, calendar=CALENDAR)
            one.round, one.round_from = one.round + 1, on
            rearm(session, ids=[one.id or 0], world=world_on(on))

    def only(self, session: Session) -> int:
        return session.exec(select(Obligation.id)).one() or 0

    def story(self, on: date, *, today: date | None = None) -> StoriesFacts:
        with reading(self.engine) as session:
            return why(session, unit="CA02", on=on, links={}, world=world_on(today or on))

    def told(self, on: date) -> list[str]:
        [story] = self.story(on).stories
        return [line.text for line in story.lines]

    def message_id(self) -> str:
        with reading(self.engine) as session:
            return session.exec(select(Message.message_id).order_by(col(Message.id).desc())).first() or ""


@pytest.fixture
def case(engine: sa.Engine, tmp_path: Path) -> Case:
    return Case(engine, tmp_path)


def is_sent(case: Case) -> None:
    case.plan()
    case.sent(day(21))


def waits(case: Case) -> None:
    case.plan()
    case.run(day(21))


def arrived(case: Case) -> None:
    case.plan()
    case.hand_in(day(20))


def arrived_while_waiting(case: Case) -> None:
    case.plan()
    case.run(day(21))
    case.hand_in(day(21))
    case.run(day(22))


def nil(case: Case) -> None:
    case.plan()
    with transaction(case.engine) as session:
        reports_nothing(session, obligation=case.only(session), unit="CA02", on=day(20))


def exempt(case: Case) -> None:
    case.plan()
    with transaction(case.engine) as session:
        is_exempt(session, obligation=case.only(session), on=day(20))


def paused(case: Case) -> None:
    case.plan()
    case.pause(day(20))
    case.run(day(21))


def will_be_paused(case: Case) -> None:
    case.plan()
    case.pause(day(20))


def extended(case: Case) -> None:
    case.plan()
    case.extend(day(26), day(15, 3))


def around_a_holiday(case: Case) -> None:
    case.plan(due=day(2, 5))


def around_tet(case: Case) -> None:
    case.plan(due=day(31, 1), ladder="mac-dinh", issued_on=date(2024, 1, 2))
    case.run(day(19), day(20))


def superseded(case: Case) -> None:
    case.plan()
    case.run(day(28))


def missed(case: Case) -> None:
    case.plan()
    case.run(day(29))


def missed_for_long(case: Case) -> None:
    case.plan()
    case.run(day(10, 4))


def before_start(case: Case) -> None:
    case.plan(remind_from=day(23))
    case.run(day(23))


def held(case: Case) -> None:
    case.plan()
    case.sent(day(7, 3), day(12, 3), day(14, 3))


def not_approved(case: Case) -> None:
    held(case)
    case.refuse(day(15, 3))


def approved(case: Case) -> None:
    held(case)
    case.approve(day(15, 3))


def no_address(case: Case) -> None:
    case.plan(address=False)
    case.run(day(21))


def refused_by_the_server(case: Case) -> None:
    case.plan()
    case.run(day(21))
    with smtp_server(always={"RCPT": "550 5.1.1 no such user"}) as server:
        case.deliver(day(21), server)


def voided(case: Case) -> None:
    arrived(case)
    case.void(day(22))


REMINDER = "Nhắc trước hạn, mốc 21/02/2024, gửi cán bộ đầu mối: "
AHEAD = "chưa đến; sẽ gửi nếu khi đó chưa ghi nhận văn bản."
BEHIND_TET = "Đôn đốc sau hạn, mốc 19/02/2024, gửi cán bộ đầu mối: "
LETTER = "Dự thảo công văn đôn đốc lần 1, mốc 14/03/2024: "
REASONS: list[tuple[Callable[[Case], None], date, str]] = [
    (
        is_sent,
        day(21),
        REMINDER + "đã gửi tới ca02@units.example lúc 07 giờ 45 ngày 21/02/2024. Message-ID: <ID>.",
    ),
    (waits, day(21), REMINDER + "đang chờ gửi tới ca02@units.example. Message-ID: <ID>."),
    (arrived, day(21), REMINDER + "không gửi vì đơn vị đã gửi văn bản số 05/KH, đến ngày 20/02/2024."),
    (arrived, day(21), "Cán bộ 1 ghi nhận văn bản số 05/KH của đơn vị, đến ngày 20/02/2024, đúng hạn."),
    (
        arrived_while_waiting,
        day(22),
        REMINDER + "không gửi vì đơn vị đã gửi văn bản số 05/KH, đến ngày 21/02/2024.",
    ),
    (nil, day(21), REMINDER + "không gửi vì đơn vị đã báo cáo không phát sinh."),
    (exempt, day(21), REMINDER + "không gửi vì đơn vị không thuộc diện thực hiện nhiệm vụ này."),
    (
        paused,
        day(21),
        REMINDER + "không gửi. Tạm dừng đôn đốc từ 20/02/2024 đến hết 26/02/2024: đơn vị đang xin ý kiến. "
        "Người tạm dừng: Cán bộ 1.",
    ),
    (
        will_be_paused,
        day(20),
        REMINDER + "sẽ không gửi vì Cán bộ 1 tạm dừng đôn đốc đến hết 26/02/2024: đơn vị đang xin ý kiến.",
    ),
    (
        will_be_paused,
        day(20),
        "Cán bộ 1 tạm dừng đôn đốc mọi nhiệm vụ của đơn vị đến hết ngày 26/02/2024. "
        "Lý do: Đơn vị đang xin ý kiến.",
    ),
    (
        extended,
        day(26),
        "Cán bộ 1 chuyển ngày cuối cùng của hạn từ 28/02/2024 sang 15/03/2024. "
        "Lý do: Công văn số 12/CAT xin gia hạn.",
    ),
    (
        around_a_holiday,
        day(2, 4),
        f"Nhắc trước hạn, mốc 26/04/2024, gửi cán bộ đầu mối: {AHEAD} "
        "Mốc tính theo ngày làm việc, đã trừ ngày nghỉ: 29/04/2024 (nghỉ hoán đổi, làm bù ngày 04/05/2024); "
        "30/04/2024 (Ngày Chiến thắng); 01/05/2024 (Ngày Quốc tế Lao động).",
    ),
    (
        around_tet,
        day(20),
        BEHIND_TET + "không gửi riêng, đã có mốc tiếp theo cùng ngày thay thế. "
        "Chuyển từ ngày 01/02/2024 sang ngày 15/02/2024: chờ văn bản đã ban hành đúng hạn còn trên đường gửi "
        "đến hết ngày 07/02/2024. Chuyển từ ngày 15/02/2024 sang ngày 19/02/2024: không đôn đốc trong 5 ngày "
        "làm việc trước và 2 ngày làm việc sau đợt nghỉ Tết Nguyên đán (08/02/2024 – 14/02/2024).",
    ),
    (superseded, day(28), REMINDER + "không gửi riêng, đã có mốc 27/02/2024 thay thế."),
    (
        missed,
        day(29),
        REMINDER + "bỏ qua, không gửi bù. Đến khi hệ thống chạy thì đã hết hạn (28/02/2024), "
        "chậm 06 ngày làm việc so với mốc.",
    ),
    (
        missed_for_long,
        day(10, 4),
        "Đôn đốc sau hạn, mốc 07/03/2024, gửi cán bộ đầu mối: bỏ qua, không gửi bù. "
        "Đã qua mốc 24 ngày làm việc; chỉ gửi bù trong 10 ngày làm việc.",
    ),
    (
        before_start,
        day(23),
        REMINDER + "không gửi. Mốc 21/02/2024 đứng trước ngày bắt đầu nhắc việc (23/02/2024).",
    ),
    (held, day(18, 3), LETTER + "chờ duyệt từ ngày 14/03/2024 (02 ngày làm việc), chưa gửi."),
    (
        held,
        day(18, 3),
        "Hết hạn mà chưa ghi nhận văn bản: lịch đôn đốc được giữ nguyên dù chính sách thay đổi về sau.",
    ),
    (not_approved, day(15, 3), LETTER + "không gửi. Cán bộ 1 không duyệt gửi: đã trao đổi qua điện thoại."),
    (
        approved,
        day(15, 3),
        "Cán bộ 1: Duyệt gửi: dự thảo công văn đôn đốc lần 1, nhiệm vụ II.1.1.b, Công an tỉnh CA02.",
    ),
    (
        no_address,
        day(21),
        REMINDER + "chưa gửi được vì đơn vị chưa có địa chỉ thư điện tử dùng được của cán bộ đầu mối.",
    ),
    (
        refused_by_the_server,
        day(21),
        REMINDER
        + "không gửi được, máy chủ thư từ chối ca02@units.example, trả lời: «550 5.1.1 no such user».",
    ),
    (
        is_sent,
        day(21),
        f"Đôn đốc sau hạn, mốc 07/03/2024, gửi cán bộ đầu mối: {AHEAD}",
    ),
    (is_sent, day(21), LETTER + "chưa đến; khi đến sẽ chờ duyệt, không tự gửi."),
    (voided, day(22), "Cán bộ 1 hủy ghi nhận văn bản số 05/KH. Lý do: Nhập nhầm đơn vị."),
]


@pytest.mark.parametrize(
    ("happens", "on", "sentence"), REASONS, ids=[f"{n}-{one[0].__name__}" for n, one in enumerate(REASONS)]
)
def test_each_reason_is_told_in_a_sentence(
    case: Case, happens: Callable[[Case], None], on: date, sentence: str
) -> None:
    happens(case)
    assert sentence.replace("<ID>", f"<{case.message_id()}>") in case.told(on)


def test_a_story_of_the_past_reads_as_it_did_then(case: Case) -> None:
    """Whatever is recorded, sent, approved, voided, moved or lifted later leaves it as it was."""
    case.plan()
    then: dict[date, StoriesFacts] = {}

    def at_the_end_of(one: date) -> None:
        then[one] = case.story(one)

    at_the_end_of(day(20))
    case.run(day(21))
    at_the_end_of(day(21))
    with smtp_server() as server:
        case.deliver(day(22), server)
    case.hand_in(day(22))
    at_the_end_of(day(22))
    case.void(day(23))
    case.pause(day(23))
    at_the_end_of(day(23))
    case.lift(day(26))
    at_the_end_of(day(26))
    case.sent(day(27), day(29), day(7, 3), day(12, 3), day(14, 3))
    at_the_end_of(day(14, 3))
    case.approve(day(18, 3))
    at_the_end_of(day(18, 3))
    case.extend(day(19, 3), day(29, 3))
    at_the_end_of(day(19, 3))
    case.hand_in(day(20, 3))
    for one, facts in then.items():
        assert case.story(one, today=day(20, 3)).stories == facts.stories, one


def test_the_lines_stand_in_the_order_of_time_and_what_is_ahead_stands_last(case: Case) -> None:
    held(case)
    [story] = case.story(day(18, 3)).stories
    moments = [(line.ahead, line.day) for line in story.lines]
    assert moments == sorted(moments)
    assert story.state == "Chưa gửi, quá hạn 13 ngày làm việc."


def test_without_a_task_each_dated_obligation_has_a_line(case: Case) -> None:
    is_sent(case)
    assert case.story(day(21)).brief == (
        "II.1.1.b – văn bản II.1.1.b: hạn 28/02/2024; chưa gửi, trong hạn, còn 05 ngày làm việc.",
    )


def test_page_and_terminal_say_the_same(case: Case) -> None:
    is_sent(case)
    facts = case.story(day(21))
    page, text = render(facts), " ".join(as_text(facts).split())
    assert "Quá trình nhắc việc: Công an tỉnh CA02" in page
    assert "đã gửi tới ca02@units.example lúc 07 giờ 45 ngày 21/02/2024." in page
    assert "đã gửi tới ca02@units.example lúc 07 giờ 45 ngày 21/02/2024." in text


def test_a_unit_is_found_by_any_of_its_names_and_a_wrong_one_names_the_nearest(case: Case) -> None:
    case.plan()
    with reading(case.engine) as session:
        for text in ("CA02", "công an tỉnh ca02", "cong an tinh CA02"):
            assert find_unit(session, text=text, day=ISSUE) == "CA02"
        with pytest.raises(RefusedError, match="Có phải là: Công an tỉnh CA02"):
            find_unit(session, text="Công an tỉnh CA03", day=ISSUE)


def test_a_task_the_unit_does_not_owe_and_a_day_ahead_are_refused(case: Case) -> None:
    case.plan()
    with reading(case.engine) as session:
        with pytest.raises(
            RefusedError, match=r"không được giao nhiệm vụ «IX». Nhiệm vụ của đơn vị: II.1.1.b."
        ):
            why(session, unit="CA02", task="IX", on=ISSUE, links={}, world=world_on(ISSUE))
        with pytest.raises(RefusedError, match="là ngày trong tương lai"):
            why(session, unit="CA02", on=DUE, links={}, world=world_on(ISSUE))

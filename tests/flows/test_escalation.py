"""After the deadline: who is written to, what waits for an approval, what a pause keeps back."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.chase.daily import DayReport, run_day
from flows.work.documents.record import Entry, record
from flows.work.escalation.approving import Approved, approve, refuse
from flows.work.escalation.held import approval_facts, held_groups
from flows.work.escalation.pausing import lift, pause
from flows.work.files.store import Files
from flows.work.mails.todays_work import todays_work
from flows.work.refusals import RefusedError
from models.database import transaction
from models.policy_file import read_policy
from models.tables import (
    Audit,
    Contact,
    Message,
    MessageAttachment,
    MessageRecipient,
    Notice,
    Obligation,
    Plan,
    PlanTask,
)
from models.words import JudgedBy, MessageKind, NoticeKind, NoticeStatus, Paper, Role
from templates.dashboards.facts import HeldFacts
from tests.factories import FOCAL, POLICY, ROOT, add_plan, add_task, add_units, world_on

DUE = date(2024, 12, 14)
OFFICER = "Cán bộ 1"
HELD, SENT, PLANNED = NoticeStatus.HELD, NoticeStatus.SENT, NoticeStatus.PLANNED


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """Three units owe the report; each has a contact, the head of its department and a director."""
    with transaction(engine) as session:
        add_units(session, "CA02", "CA04", "CA06")
        plan, world = add_plan(session), world_on(date(2024, 2, 6))
        add_task(
            session,
            plan=plan,
            units=["CA02", "CA04", "CA06"],
            due=DUE,
            world=world,
            code="III.3.b",
            ladder="bao-cao",
        )
        session.execute(sa.update(PlanTask).values(judged_by="sent"))
        for unit in ("CA02", "CA04", "CA06"):
            add_contact(session, unit, Role.DEPARTMENT_HEAD, f"phong@{unit.lower()}.example")
            add_contact(session, unit, Role.UNIT_HEAD, f"giamdoc@{unit.lower()}.example")
        add_contact(session, FOCAL, Role.UNIT_HEAD, "lanhdaocuc@v03.example")
        session.flush()
        yield session


def add_contact(session: Session, unit: str, role: Role, address: str) -> None:
    session.add(Contact(unit_id=unit, role=role, address=address))


def run(session: Session, day: date) -> DayReport:
    return run_day(session, world=world_on(day))


def through(session: Session, *days: date) -> None:
    """Run these days, each day's mails leaving."""
    for day in days:
        run(session, day)
        leave(session)


def leave(session: Session) -> None:
    """What is planned and in a mail has been sent."""
    session.flush()
    session.execute(sa.update(Notice).where(col(Notice.status) == PLANNED).values(status=SENT))
    session.execute(sa.update(Message).where(col(Message.status) == "queued").values(status="sent"))
    session.expire_all()


def addresses(session: Session, day: date) -> Counter[str]:
    """Who gets how many mails of that day, receipts aside."""
    return Counter(
        session.exec(
            select(MessageRecipient.address)
            .join(Message, col(Message.id) == col(MessageRecipient.message_id))
            .where(col(Message.day) == day, col(Message.kind) != MessageKind.RECEIPT)
        )
    )


def states(session: Session, stage: str) -> Counter[NoticeStatus]:
    session.expire_all()
    return Counter(row.status for row in session.exec(select(Notice).where(col(Notice.stage) == stage)))


def labels(session: Session, day: date) -> list[str]:
    return [group.label for group in held_groups(session, world=world_on(day))]


def hand_in(session: Session, unit: str, day: date) -> None:
    plan = session.exec(select(Plan)).one()
    entry = Entry(
        unit=unit, tasks=((plan.id or 0, "III.3.b", ""),), number="9/BC", issued_on=day, arrived_on=day
    )
    record(session, entry=entry, by=OFFICER, world=world_on(day))


def let_go(session: Session, day: date, *, data: Path, only: str = "") -> Approved:
    chosen = [label for label in labels(session, day) if only in label]
    return approve(
        session,
        labels=chosen,
        except_units=(),
        by=OFFICER,
        files=Files(data=data),
        world=world_on(day),
    )


def test_one_day_after_the_report_was_due_the_contact_is_written_to(session: Session) -> None:
    run(session, date(2024, 12, 16))
    assert addresses(session, date(2024, 12, 16)) == {
        f"{unit}@units.example": 1 for unit in ("ca02", "ca04", "ca06")
    }


def test_on_the_third_day_the_head_of_the_officers_own_department_reads_it_too(session: Session) -> None:
    through(session, date(2024, 12, 16))
    run(session, date(2024, 12, 18))
    found = addresses(session, date(2024, 12, 18))
    assert found["ca02@units.example"] == found["phong@ca02.example"] == 1
    assert not [address for address in found if "giamdoc" in address or "v03" in address]


def test_on_the_fifth_day_a_page_and_a_letter_are_held_and_nothing_leaves(session: Session) -> None:
    through(session, date(2024, 12, 16), date(2024, 12, 18))
    run(session, date(2024, 12, 20))
    assert addresses(session, date(2024, 12, 20)) == {}
    assert states(session, "lanh-dao-cuc") == states(session, "cong-van-lan-1") == {HELD: 3}
    assert [label.split(" · ")[2] for label in labels(session, date(2024, 12, 20))] == [
        "dự thảo công văn đôn đốc lần 1",
        "trang tóm tắt gửi lãnh đạo đơn vị đầu mối",
    ]


def test_an_approved_page_goes_to_the_focal_units_leaders_alone(session: Session, tmp_path: Path) -> None:
    day = date(2024, 12, 20)
    through(session, date(2024, 12, 16), date(2024, 12, 18), day)
    said = let_go(session, day, data=tmp_path, only="trang tóm tắt").sentence
    assert said == "Đã duyệt: trang tóm tắt gửi lãnh đạo đơn vị đầu mối (03 đơn vị)."
    assert addresses(session, day) == {"lanhdaocuc@v03.example": 1}
    assert states(session, "lanh-dao-cuc") == {PLANNED: 3}
    assert states(session, "cong-van-lan-1") == {HELD: 3}


def test_an_approved_letter_is_drafted_for_the_officer_with_the_late_units_in_its_annex(
    session: Session, tmp_path: Path
) -> None:
    day = date(2024, 12, 20)
    through(session, date(2024, 12, 16), date(2024, 12, 18), day)
    hand_in(session, "CA04", day)
    approved = let_go(session, day, data=tmp_path, only="công văn")
    assert approved.files == ("cong-van-don-doc-III-3-b-lan-1-2024-12-20.docx",)
    content = (tmp_path / "outgoing" / approved.files[0]).read_bytes()
    document = docx.Document(BytesIO(content))
    text = text_of(document)
    assert "V/v đôn đốc gửi văn bản III.3.b (lần 1)" in text
    assert "đã nhận được 1/3 văn bản; còn 02 đơn vị chưa gửi (Phụ lục kèm theo)" in text
    assert "chậm nhất ngày 27/12/2024" in text
    assert "lãnh đạo Bộ" not in text, "only from the second letter on"
    assert [row.cells[1].text for row in document.tables[-1].rows[1:]] == [
        "Công an tỉnh CA02",
        "Công an tỉnh CA06",
    ]
    assert addresses(session, day) == {"canbo1@v03.example": 1}
    [attachment] = session.exec(select(MessageAttachment))
    assert Files(data=tmp_path).read(attachment.sha256) == content


def test_a_template_of_their_own_that_cannot_be_used_refuses_the_approval(
    session: Session, tmp_path: Path
) -> None:
    day = date(2024, 12, 20)
    through(session, date(2024, 12, 16), date(2024, 12, 18), day)
    (tmp_path / "config" / "letters").mkdir(parents=True)
    (tmp_path / "config" / "letters" / "cong-van-don-doc.docx").write_bytes(b"broken")
    with pytest.raises(RefusedError, match=r"Mẫu cong-van-don-doc\.docx \(của đơn vị\): không phải tệp"):
        let_go(session, day, data=tmp_path, only="công văn")


def test_who_sent_while_it_waited_is_not_in_what_leaves(session: Session, tmp_path: Path) -> None:
    """ "Still owed?" is asked again at approval."""
    through(session, date(2024, 12, 16), date(2024, 12, 18), date(2024, 12, 20))
    for unit in ("CA02", "CA04", "CA06"):
        hand_in(session, unit, date(2024, 12, 23))
    assert labels(session, date(2024, 12, 23)) == []
    run(session, date(2024, 12, 24))
    assert states(session, "cong-van-lan-1") == {NoticeStatus.WITHDRAWN: 3}
    reasons = session.exec(select(Notice.reason).where(col(Notice.stage) == "cong-van-lan-1"))
    assert set(reasons) == {"không còn phải đôn đốc khi còn chờ duyệt"}


def test_a_refusal_keeps_its_reason_and_nothing_leaves(session: Session) -> None:
    day = date(2024, 12, 20)
    through(session, date(2024, 12, 16), date(2024, 12, 18), day)
    refuse(
        session,
        labels=labels(session, day),
        except_units=(),
        reason="đã trao đổi qua điện thoại",
        by=OFFICER,
        world=world_on(day),
    )
    assert states(session, "lanh-dao-cuc") == {NoticeStatus.WITHDRAWN: 3}
    reasons = session.exec(select(Notice.reason).where(col(Notice.status) == NoticeStatus.WITHDRAWN))
    assert set(reasons) == {"Cán bộ 1 không duyệt gửi: đã trao đổi qua điện thoại"}
    assert addresses(session, day) == {}
    assert labels(session, day) == []


def test_a_refusal_without_a_reason_is_refused(session: Session) -> None:
    day = date(2024, 12, 20)
    through(session, day)
    with pytest.raises(RefusedError, match="đề nghị ghi lý do"):
        refuse(session, labels=labels(session, day), except_units=(), reason=" ", by="", world=world_on(day))


def test_nothing_is_preselected_and_an_old_list_is_refused(session: Session, tmp_path: Path) -> None:
    day = date(2024, 12, 20)
    through(session, day)
    for chosen, sentence in (([], "chọn ít nhất một dòng"), (["III.3.b · cũ"], "không còn chờ duyệt")):
        with pytest.raises(RefusedError, match=sentence):
            approve(
                session,
                labels=chosen,
                except_units=(),
                by=OFFICER,
                files=Files(data=tmp_path),
                world=world_on(day),
            )


def test_units_that_are_left_out_go_on_waiting(session: Session, tmp_path: Path) -> None:
    day = date(2024, 12, 20)
    through(session, day)
    approve(
        session,
        labels=[label for label in labels(session, day) if "trang" in label],
        except_units={"CA06"},
        by=OFFICER,
        files=Files(data=tmp_path),
        world=world_on(day),
    )
    assert states(session, "lanh-dao-cuc") == {PLANNED: 2, HELD: 1}


def test_the_second_letter_takes_the_place_of_the_first_that_nobody_approved(session: Session) -> None:
    through(session, *(date(2024, 12, day) for day in (16, 18, 20, 25, 27)))
    assert states(session, "cong-van-lan-1") == {NoticeStatus.SUPERSEDED: 3}
    assert states(session, "cong-van-lan-2") == states(session, "bao-cao-lanh-dao-bo") == {HELD: 3}
    assert states(session, "lanh-dao-cuc") == {HELD: 3}, "another reader, another paper"


def test_the_second_letter_says_that_leaders_will_be_informed(session: Session, tmp_path: Path) -> None:
    day = date(2024, 12, 27)
    through(session, day)
    approved = let_go(session, day, data=tmp_path)
    written = {name: docx.Document(str(tmp_path / "outgoing" / name)) for name in approved.files}
    letter = next(text_of(document) for name, document in written.items() if "lan-2" in name)
    paper = next(text_of(document) for name, document in written.items() if Paper.MINISTRY_PAPER in name)
    assert "sẽ tổng hợp, báo cáo lãnh đạo Bộ" in letter
    assert "BÁO CÁO LÃNH ĐẠO BỘ" in paper
    assert "Công an tỉnh CA02; Công an tỉnh CA04; Công an tỉnh CA06" in paper
    assert set(addresses(session, day)) <= {
        "lanhdaocuc@v03.example",
        "canbo1@v03.example",
        *(f"{unit}@units.example" for unit in ("ca02", "ca04", "ca06")),
        *(f"phong@{unit}.example" for unit in ("ca02", "ca04", "ca06")),
    }


def text_of(document: docx.document.Document) -> str:
    """All its text, the head and the foot too."""
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *tables])


def test_the_contact_is_reminded_every_five_working_days_at_most_twice_more(session: Session) -> None:
    """16, 18/12, then 25/12 and 02/01/2025 (01/01 is off); nothing after that."""
    day, got = date(2024, 12, 16), []
    while day <= date(2025, 2, 28):
        through(session, day)
        got += [day] * addresses(session, day)["ca02@units.example"]
        day = date.fromordinal(day.toordinal() + 1)
    assert [f"{one:%d/%m}" for one in got] == ["16/12", "18/12", "25/12", "02/01"]


def test_a_ladder_edited_after_the_deadline_changes_nothing_for_who_is_late(session: Session) -> None:
    """Frozen when it turns overdue: the new policy's stage on the second day does not exist for them."""
    through(session, date(2024, 12, 16))
    text = (ROOT / "config" / "policy.yaml").read_text("utf-8")
    harsher = read_policy(
        text.replace(
            "{name: sau-3-ngay, days: 3, roles: [contact, department_head]}",
            "{name: gap, days: 2, roles: [contact]}",
        ),
        name="policy.yaml",
    )
    assert harsher != POLICY
    run_day(session, world=world_on(date(2024, 12, 17), policy=harsher))
    assert addresses(session, date(2024, 12, 17)) == {}
    run_day(session, world=world_on(date(2024, 12, 18), policy=harsher))
    assert addresses(session, date(2024, 12, 18))["phong@ca02.example"] == 1


def test_what_may_be_secret_is_reminded_but_never_escalated(session: Session) -> None:
    session.execute(sa.update(PlanTask).values(secret=True))
    through(session, date(2024, 12, 12), date(2024, 12, 16), date(2024, 12, 18), date(2024, 12, 20))
    assert set(session.exec(select(Notice.kind))) == {NoticeKind.REMINDER}


def test_a_paused_unit_gets_nothing_and_its_stages_say_so(session: Session) -> None:
    through(session, date(2024, 12, 16))
    said = pause(
        session,
        unit="CA02",
        unit_name="Công an tỉnh CA02",
        task=None,
        days=4,
        reason="đang sáp nhập phòng",
        by=OFFICER,
        world=world_on(date(2024, 12, 17)),
    )
    assert said == "Đã tạm dừng đôn đốc mọi nhiệm vụ của Công an tỉnh CA02 đến hết ngày 20/12/2024."
    through(session, date(2024, 12, 18), date(2024, 12, 20))
    row = session.exec(
        select(Notice).where(col(Notice.stage) == "sau-3-ngay", col(Notice.status) == NoticeStatus.PAUSED)
    ).first()
    assert row is not None
    assert row.reason == "Tạm dừng đôn đốc từ 17/12/2024 đến hết 20/12/2024: đang sáp nhập phòng"
    assert addresses(session, date(2024, 12, 18))["ca02@units.example"] == 0
    assert addresses(session, date(2024, 12, 18))["ca04@units.example"] == 1
    through(session, date(2024, 12, 25))
    assert addresses(session, date(2024, 12, 25))["ca02@units.example"] == 1, "a pause shifts nothing"


def test_a_pause_reaches_a_mail_that_waits_to_leave(session: Session) -> None:
    run(session, date(2024, 12, 16))
    said = pause(
        session,
        unit="CA02",
        unit_name="Công an tỉnh CA02",
        task=None,
        days=1,
        reason="lũ lụt",
        by=OFFICER,
        world=world_on(date(2024, 12, 16)),
    )
    assert said.endswith("giữ lại 01 lượt nhắc chưa gửi.")
    assert states(session, "sau-1-ngay") == {PLANNED: 2, NoticeStatus.PAUSED: 1}


def test_a_pause_that_is_lifted_ends_today(session: Session) -> None:
    world = world_on(date(2024, 12, 17))
    names = {"unit": "CA02", "unit_name": "Công an tỉnh CA02", "task": None, "by": OFFICER}
    pause(session, **names, days=10, reason="lũ lụt", world=world)  # type: ignore[arg-type]
    lift(session, **names, world=world)  # type: ignore[arg-type]
    through(session, date(2024, 12, 18))
    assert addresses(session, date(2024, 12, 18))["ca02@units.example"] == 1
    with pytest.raises(RefusedError, match="không có việc tạm dừng nào"):
        lift(session, **names, world=world)  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [0, 21])
def test_a_pause_lasts_days_never_for_ever(session: Session, days: int) -> None:
    with pytest.raises(RefusedError, match="phải từ 1 đến 20"):
        pause(
            session,
            unit="CA02",
            unit_name="Công an tỉnh CA02",
            task=None,
            days=days,
            reason="x",
            by=OFFICER,
            world=world_on(DUE),
        )


def test_what_waits_longer_than_two_working_days_is_named_in_the_morning_mail(session: Session) -> None:
    through(session, date(2024, 12, 20))
    for day, told in ((date(2024, 12, 24), False), (date(2024, 12, 25), True)):
        sections = todays_work(session, world=world_on(day), links={})
        [held] = [section for section in sections if section.title == "Chờ duyệt gửi cấp trên"]
        assert ("đã 03 ngày làm việc" in held.lines[0].text) is told
    assert [group.overlong for group in held_page(session, date(2024, 12, 25))] == [True, True]


def held_page(session: Session, day: date) -> tuple[HeldFacts, ...]:
    return approval_facts(session, world=world_on(day), links={}).groups


def test_an_approval_stands_in_the_audit_trail_with_who_gave_it(session: Session, tmp_path: Path) -> None:
    day = date(2024, 12, 20)
    through(session, day)
    let_go(session, day, data=tmp_path, only="trang")
    rows = session.exec(select(Audit).where(col(Audit.action) == "form:approval:approve")).all()
    assert {row.by for row in rows} == {OFFICER}


def test_a_policy_may_write_to_heads_of_units_after_an_approval(session: Session, tmp_path: Path) -> None:
    """One mail a day and address holds for directors too; without their approval none."""
    text = (ROOT / "config" / "policy.yaml").read_text("utf-8")
    policy = read_policy(
        text.replace(
            "    - {name: sau-8-ngay,",
            "    - {name: giam-doc, days: 6, roles: [unit_head]}\n    - {name: sau-8-ngay,",
        ),
        name="policy.yaml",
    )
    day = date(2024, 12, 23)
    run_day(session, world=world_on(date(2024, 12, 20), policy=policy))
    leave(session)
    run_day(session, world=world_on(day, policy=policy))
    assert states(session, "giam-doc") == {HELD: 3}
    chosen = [label for label in labels(session, day) if "Thủ trưởng" in label]
    approve(
        session,
        labels=chosen,
        except_units=(),
        by=OFFICER,
        files=Files(data=tmp_path),
        world=world_on(day, policy=policy),
    )
    assert addresses(session, day) == {f"giamdoc@{unit}.example": 1 for unit in ("ca02", "ca04", "ca06")}
    kinds = session.exec(select(Message.kind).where(col(Message.day) == day))
    assert set(kinds) == {MessageKind.CHASE}


def test_obligations_of_the_late_keep_the_stages_they_were_frozen_with(session: Session) -> None:
    through(session, date(2024, 12, 13))
    assert set(map(bool, session.exec(select(Obligation.ladder)))) == {False}
    through(session, date(2024, 12, 16))
    ladders = session.exec(select(Obligation.ladder)).all()
    assert all(ladder and len(ladder) == 10 for ladder in ladders)


def test_the_focal_unit_drafts_no_letter_to_itself(session: Session) -> None:
    """Its leaders read of it on their page; its officer and his head are reminded like everybody's."""
    world, plan = world_on(date(2024, 2, 6)), session.exec(select(Plan)).one()
    add_task(
        session,
        plan=plan,
        units=[FOCAL],
        due=DUE,
        world=world,
        code="II.2",
        ladder="bao-cao",
        judged_by=JudgedBy.SENT,
    )
    through(session, date(2024, 12, 16), date(2024, 12, 18), date(2024, 12, 20))
    own = (
        select(Notice.stage, Notice.status, Notice.reason)
        .join(Obligation, col(Obligation.id) == col(Notice.obligation_id))
        .where(col(Obligation.owed_by) == FOCAL, col(Notice.due_on) == date(2024, 12, 20))
        .order_by(col(Notice.stage))
    )
    assert session.exec(own).all() == [
        (
            "cong-van-lan-1",
            NoticeStatus.WITHDRAWN,
            "đơn vị đầu mối soạn công văn đôn đốc nên không gửi công văn cho chính mình",
        ),
        ("lanh-dao-cuc", HELD, "chờ người có thẩm quyền duyệt trước khi gửi"),
    ]
    assert states(session, "cong-van-lan-1") == {HELD: 3, NoticeStatus.WITHDRAWN: 1}

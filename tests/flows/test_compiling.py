"""Tổng hợp báo cáo: made of what was known on a day; compiled again it says exactly what changed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from sqlmodel import Session, col, select

from flows.work.chase.daily import run_day
from flows.work.compiling.gathering import gather
from flows.work.compiling.keeping import as_content, from_content
from flows.work.compiling.making import Made, compile_report, facts_of
from flows.work.compiling.steps import APPROVAL, DRAFT, SUBMITTING
from flows.work.compiling.wish import Wish, read_wish
from flows.work.difficulties.recording import Raised, record_difficulty
from flows.work.documents.correct import void
from flows.work.documents.record import Entry, record
from flows.work.duties.exempting import exempt
from flows.work.duties.extending import Request, extend
from flows.work.duties.finding import Duty
from flows.work.duties.reviewing import Returning, accept, send_back
from flows.work.refusals import RefusedError
from models.database import transaction
from models.rules.compilation import Compiled, totals
from models.rules.compilation_changes import Changed, What, changes
from models.rules.compilation_gaps import gaps
from models.tables import (
    Audit,
    Compilation,
    Message,
    MessageAttachment,
    Notice,
    Obligation,
    PlanTask,
    SubmissionLink,
)
from models.words import Authority, LetterKind, MessageKind, ObligationStatus, ReturnReason, TaskResult
from templates.dashboards.compilation import compilation_page
from templates.letters.decree30 import check
from templates.mail.facts import DraftFacts, Sender
from templates.mail.render import render
from tests.factories import FOCAL, world_on
from tests.fakes.workbooks import unpacked
from tests.flows.reports import GOOD, UNITS, Reports, add_reports

TASK = "III.3.b"
BY = "Cán bộ 1"
LATER = date(2024, 12, 20)
PLAN_LABEL = "KH 2024 · Quyết định số 762/QĐ-BCA-V03 · năm 2024"


@pytest.fixture
def reports(engine: sa.Engine, tmp_path: Path) -> Iterator[Reports]:
    with transaction(engine) as session:
        yield add_reports(session, data=tmp_path)


def sent(reports: Reports, unit: str, *, day: date, number: str = "105/BC", nil: bool = False) -> int:
    """The unit's report came in on this day."""
    entry = Entry(
        unit=unit,
        tasks=((reports.plan, TASK, ""),),
        number=f"{number}-{unit}",
        issued_on=day,
        sent_on=day,
        arrived_on=day,
        nil=nil,
    )
    return record(reports.session, entry=entry, by=BY, world=world_on(day)).submission_id


def reported(reports: Reports, unit: str, *, day: date, sessions: int = 120, number: str = "105/BC") -> int:
    """The same with its workbook."""
    key = sent(reports, unit, day=day, number=number)
    content = reports.good(unit, but={"Số liệu!D7": sessions})
    reports.read(key, content, world=world_on(day))
    return key


def known(reports: Reports, day: date, *, today: date | None = None) -> Compiled:
    """What is compiled today as known on that day."""
    reports.session.flush()
    return gather(reports.session, plan_id=reports.plan, known_on=day, world=world_on(today or day))


def states(compiled: Compiled) -> list[ObligationStatus]:
    return [one.state for one in compiled.units]


def sums(compiled: Compiled) -> dict[str, float]:
    return {one.asked.code: one.value for one in totals(compiled)}


def duty(unit: str, reports: Reports) -> Duty:
    return Duty(unit=unit, unit_name=f"Công an tỉnh {unit}", task=(reports.plan, TASK, ""))


def test_it_is_made_of_what_was_known_at_the_end_of_the_day(reports: Reports) -> None:
    reported(reports, "CA02", day=date(2024, 12, 10))
    reported(reports, "CA04", day=date(2024, 12, 16), sessions=30)
    before = known(reports, date(2024, 12, 15), today=LATER)
    assert states(before) == [ObligationStatus.ARRIVED, ObligationStatus.OPEN, ObligationStatus.OPEN]
    assert sums(before) == {"cuoc": 120, "mo-hinh": 2, "kinh-phi": 75.5}
    now = known(reports, LATER)
    assert sums(now) == {"cuoc": 150, "mo-hinh": 4, "kinh-phi": 151}
    [first, second, third] = now.units
    assert first.source is not None
    assert (first.source.number, first.source.version, first.on_time) == ("105/BC-CA02", 1, True)
    assert (second.on_time, third.source) == (False, None)
    assert first.figures == {"cuoc": (120, False), "mo-hinh": (2, False), "kinh-phi": (75.5, True)}
    assert first.tasks == {"II.3.1": TaskResult.DONE, "II.4.1": TaskResult.UNDERWAY}


def test_the_past_stays_what_it_was_whatever_is_voided_or_read_anew_later(reports: Reports) -> None:
    first = reported(reports, "CA02", day=date(2024, 12, 10))
    second = reported(reports, "CA04", day=date(2024, 12, 10))
    day = date(2024, 12, 12)
    then = known(reports, day)
    later = world_on(LATER)
    void(reports.session, submission_id=first, reason="nhầm", by=BY, world=later)
    reports.read(second, reports.good("CA04", but={"Số liệu!D7": 7}), name="moi.xlsx", world=later)
    assert known(reports, day, today=LATER) == then
    assert sums(known(reports, LATER))["cuoc"] == 7


def test_a_returned_report_is_named_and_its_figures_do_not_count(reports: Reports) -> None:
    key = reported(reports, "CA02", day=date(2024, 12, 10))
    returning = Returning(
        reason=ReturnReason.FIGURES, comment="đề nghị bổ sung biểu", resubmit_by=date(2024, 12, 30)
    )
    send_back(reports.session, submission_id=key, returning=returning, by=BY, world=world_on(LATER))
    compiled = known(reports, LATER)
    assert sums(compiled)["cuoc"] == 0
    assert gaps(compiled).returned == ("Công an tỉnh CA02",)
    assert len(compiled.received) == 1
    reported(reports, "CA02", day=date(2024, 12, 23), sessions=99, number="120/BC")
    compiled = known(reports, date(2024, 12, 23))
    assert compiled.units[0].source is not None
    assert (sums(compiled)["cuoc"], compiled.units[0].source.version) == (99, 2)


def test_gaps_are_named(reports: Reports) -> None:
    """Extended, exempt, without figures, without one figure."""
    request = Request(
        number="8/CV",
        requested_on=date(2024, 12, 9),
        agreed_by="Phó Cục trưởng",
        reason="bão",
        new_due=date(2024, 12, 27),
    )
    extend(
        reports.session, duty=duty("CA02", reports), request=request, by=BY, world=world_on(date(2024, 12, 9))
    )
    exempt(reports.session, duty=duty("CA04", reports), basis="mục II.1.1", by=BY, world=world_on(LATER))
    key = sent(reports, "CA06", day=date(2024, 12, 10))
    compiled = known(reports, LATER)
    found = gaps(compiled)
    assert (found.missing, found.extended) == ((), ("Công an tỉnh CA02",))
    assert found.without_figures == ("Công an tỉnh CA06",)
    assert len(compiled.expected) == 2
    content = reports.good("CA06", but={"Số liệu!D9": "", "Số liệu!E9": ""})
    reports.read(key, content, world=world_on(LATER))
    found = gaps(known(reports, LATER))
    assert (found.without_figures, found.incomplete) == ((), {"Công an tỉnh CA06": ("Kinh phí",)})
    after = gaps(known(reports, date(2024, 12, 28)))
    assert after.missing == ("Công an tỉnh CA02",), "the longer time has passed too"


def test_a_nil_report_was_received_and_adds_nothing(reports: Reports) -> None:
    sent(reports, "CA02", day=date(2024, 12, 10), nil=True)
    compiled = known(reports, LATER)
    assert states(compiled)[0] is ObligationStatus.NIL
    assert (len(compiled.received), gaps(compiled).without_figures) == (1, ())


def test_figures_of_a_document_that_two_units_share_count_once(reports: Reports) -> None:
    """After a merger the successor reports for its predecessor too."""
    key = reported(reports, "CA02", day=date(2024, 12, 10))
    of_ca04 = select(Obligation.id).join(PlanTask)
    of_ca04 = of_ca04.where(col(Obligation.owed_by) == "CA04", col(PlanTask.code) == TASK)
    also = SubmissionLink(
        submission_id=key, obligation_id=reports.session.exec(of_ca04).one() or 0, version=1
    )
    reports.session.add(also)
    compiled = known(reports, LATER)
    assert states(compiled)[:2] == [ObligationStatus.ARRIVED, ObligationStatus.ARRIVED]
    assert sums(compiled)["cuoc"] == 120
    assert [one.within for one in compiled.units] == ["", "Công an tỉnh CA02", ""]
    assert gaps(compiled).without_figures == ()


def test_who_meets_the_minimum_of_each_unit(reports: Reports) -> None:
    reported(reports, "CA02", day=date(2024, 12, 10))
    key = sent(reports, "CA04", day=date(2024, 12, 10))
    reports.read(key, reports.good("CA04", but={"Số liệu!D8": 0}), world=world_on(date(2024, 12, 10)))
    [models] = [one for one in totals(known(reports, LATER)) if one.asked.code == "mo-hinh"]
    assert (models.meeting, models.below, models.units) == (1, ("Công an tỉnh CA04",), 2)


def test_what_is_kept_is_what_was_compiled(reports: Reports) -> None:
    reported(reports, "CA02", day=date(2024, 12, 10))
    compiled = known(reports, LATER)
    assert from_content(as_content(compiled)) == compiled


def test_the_changes_are_exactly_what_was_done(reports: Reports) -> None:
    first = reported(reports, "CA02", day=date(2024, 12, 10))
    reported(reports, "CA04", day=date(2024, 12, 10))
    before = known(reports, date(2024, 12, 10))
    assert changes(before, known(reports, date(2024, 12, 11))).nothing
    reports.read(first, reports.good(but={"Số liệu!D7": 130}), name="2.xlsx", world=world_on(LATER))
    accept(reports.session, submission_id=first, by=BY, world=world_on(LATER))
    reported(reports, "CA04", day=LATER, number="120/BC")
    found = changes(before, known(reports, LATER))
    name = "Công an tỉnh CA02"
    assert found.units == (
        Changed(what=What.STATE, unit=name, old="arrived", new="done"),
        Changed(what=What.FIGURE, unit=name, about="Cuộc tuyên truyền", old=(120, False), new=(130, False)),
        Changed(what=What.DOCUMENT, unit="Công an tỉnh CA04", old="105/BC-CA04", new="120/BC-CA04 (lần 2)"),
    )
    assert [(one.about, one.old, one.new) for one in found.sums if one.what is What.SUM] == [
        ("Cuộc tuyên truyền", (240, False), (250, False))
    ]


def wish(reports: Reports, *, day: date = LATER, **more: object) -> Wish:
    made = Wish(plan_id=reports.plan, known_on=day, final=False, authority=Authority.MINISTRY)
    return replace(made, **more)  # type: ignore[arg-type]  # fields of it


def compiled_now(reports: Reports, run: str, *, day: date = LATER, **more: object) -> Made:
    return compile_report(
        reports.session,
        wish=wish(reports, day=day, **more),
        run=run,
        by=BY,
        files=reports.files,
        world=world_on(day),
    )


def test_a_run_that_is_answered_twice_compiles_once(reports: Reports) -> None:
    reported(reports, "CA02", day=date(2024, 12, 10))
    first = compiled_now(reports, "run-1")
    assert compiled_now(reports, "run-1") == first
    assert len(reports.session.exec(select(Compilation)).all()) == 1
    assert len(list((reports.data / "outgoing").iterdir())) == 3
    assert compiled_now(reports, "run-2").id != first.id


def test_the_files_are_mailed_to_the_officer_with_what_changed(reports: Reports) -> None:
    reported(reports, "CA02", day=date(2024, 12, 10))
    compiled_now(reports, "run-1", day=date(2024, 12, 12))
    reported(reports, "CA04", day=date(2024, 12, 16))
    made = compiled_now(reports, "run-2")
    assert "01 đơn vị mới gửi báo cáo" in made.sentence
    drafts = select(Message).where(col(Message.kind) == MessageKind.DRAFT).order_by(col(Message.id))
    [_, mail] = reports.session.exec(drafts).all()
    assert mail.facts["note"].startswith(
        "So với lần tổng hợp trước (số liệu đến hết ngày 12/12/2024): 01 đơn vị mới gửi báo cáo,"
    )
    attached = reports.session.exec(
        select(MessageAttachment).where(col(MessageAttachment.message_id) == mail.id)
    ).all()
    assert [(one.name.partition("-2024-")[0], one.media_type.rpartition(".")[2]) for one in attached] == [
        ("bao-cao-tong-hop", "document"),
        ("to-trinh", "document"),
        ("so-lieu-tong-hop", "sheet"),
    ]
    row = reports.session.get_one(Compilation, made.id)
    assert list(row.files) == [one.name for one in attached]
    assert all((reports.data / "outgoing" / name).exists() for name in row.files)
    said = [one.text for one in reports.session.exec(select(Audit)) if "compilation" in one.action]
    assert said[-1] == made.sentence


def test_the_mail_to_the_officer_says_what_changed() -> None:
    facts = DraftFacts(
        day=LATER,
        sender=Sender(unit_name="V03", short_name="V03", reply_to="v03@v03.example"),
        what="dự thảo báo cáo tổng hợp",
        document="kết quả thực hiện Đề án năm 2024",
        file="bao-cao.docx, so-lieu.xlsx",
        units=0,
        note="So với lần tổng hợp trước: 02 đơn vị mới gửi báo cáo.",
    )
    mail = render(facts)
    for text in (" ".join(mail.text.split()), mail.html):
        assert "So với lần tổng hợp trước: 02 đơn vị mới gửi báo cáo." in text
        assert "bao-cao.docx, so-lieu.xlsx" in text


def test_the_page_says_what_is_there_what_is_missing_and_what_changed(reports: Reports) -> None:
    reported(reports, "CA02", day=date(2024, 12, 10))
    compiled_now(reports, "run-1", day=date(2024, 12, 12))
    reported(reports, "CA04", day=date(2024, 12, 16), sessions=30)
    made = compiled_now(reports, "run-2")
    facts, files = facts_of(reports.session, compilation=made.id, world=world_on(LATER))
    page = compilation_page(facts, files=files, links={"Bắt đầu từ đây": "../x"})
    assert "đã nhận báo cáo của 2/3 đơn vị" in page
    assert "- Công an tỉnh CA04: mới nhận báo cáo số 105/BC-CA04." in page
    assert "- Cuộc tuyên truyền: 120 → 150." in page
    assert "| Cuộc tuyên truyền | cuộc | 150 | 2 |" in page
    assert "- **Chưa gửi: 01**: Công an tỉnh CA06" in page
    assert "- so-lieu-tong-hop-2024-2024-12-20-thu-tuong-ban-thao.xlsx" in page


def text_of(reports: Reports, start: str) -> str:
    """All text of the newest document of that name."""
    [path] = [one for one in (reports.data / "outgoing").iterdir() if one.name.startswith(start)]
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join((*(one.text for one in document.paragraphs), *cells))


def test_to_the_prime_minister_it_is_the_ministrys_document(reports: Reports) -> None:
    reports.session.connection().execute(sa.text("UPDATE plan SET superior_unit = 'Bộ Công an'"))
    reports.session.expire_all()
    reported(reports, "CA02", day=date(2024, 12, 10))
    compiled_now(reports, "run-1")
    text = text_of(reports, "bao-cao")
    for said in (
        "BỘ CÔNG AN",
        "Số: …/BC-BCA-V03",
        "Kính gửi: Thủ tướng Chính phủ",
        "KT. BỘ TRƯỞNG",
        "THỨ TRƯỞNG",
        "DỰ THẢO",
        "75,5 (ước)",
        "Bộ Công an kính trình Thủ tướng Chính phủ xem xét, chỉ đạo./.",
        "1. Thời điểm: số liệu như đã biết đến hết ngày 20/12/2024",
    ):
        assert said in text, said
    submitted = text_of(reports, "to-trinh")
    assert "Số: …/TTr-V03-P1" in submitted
    assert "CỤC TRƯỞNG" in submitted


def test_to_the_ministrys_leaders_it_is_the_focal_units(reports: Reports) -> None:
    reported(reports, "CA02", day=date(2024, 12, 10))
    compiled_now(reports, "run-1", authority=Authority.FOCAL)
    text = text_of(reports, "bao-cao")
    assert "Số: …/BC-V03-P1" in text
    assert "CỤC TRƯỞNG" in text
    assert "BỘ TRƯỞNG" not in text.replace("CỤC TRƯỞNG", "")
    assert not [one for one in (reports.data / "outgoing").iterdir() if one.name.startswith("to-trinh")]


ODD = ("=1+1", "+84 24", "-5", "@SUM(A1)", '=HYPERLINK("http://x")')


def test_text_that_begins_like_a_formula_stays_text(reports: Reports) -> None:
    for unit, number in zip(UNITS, ODD, strict=False):
        reported(reports, unit, day=date(2024, 12, 10), number=number)
    for text in ODD:
        raised = Raised(
            plan_id=reports.plan,
            unit="CA02",
            text=text,
            raised_on=date(2024, 12, 2),
            answered_by="CA04",
            answer_by=date(2024, 12, 27),
        )
        record_difficulty(reports.session, raised=raised, by=BY, world=world_on(date(2024, 12, 3)))
    made = compiled_now(reports, "run-1")
    row = reports.session.get_one(Compilation, made.id)
    content = reports.files.read(next(kept for name, kept in row.files.items() if name.endswith("xlsx")))
    sheets = {name: part.decode() for name, part in unpacked(content).items() if "worksheets/sheet" in name}
    formulas = [formula for part in sheets.values() for formula in re.findall(r"<f>(.*?)</f>", part)]
    assert {re.match(r"\$?[A-Z]+", one)[0] for one in formulas} <= {  # type: ignore[index]  # each has one
        "SUM", "COUNT", "COUNTIF", "COUNTIFS", "SUMIF", "D"
    }  # fmt: skip
    assert not any("<hyperlink" in part for part in sheets.values())
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    troubles = [row[3] for row in book.get_sheet_by_name("Khó khăn").to_python()]
    assert set(ODD) <= set(troubles)
    numbers = [row[3] for row in book.get_sheet_by_name("Văn bản").to_python()]
    assert {f"{text}-{unit}" for unit, text in zip(UNITS, ODD, strict=False)} <= set(numbers)


def read(reports: Reports, **more: object) -> Wish:
    typed: dict[str, object] = {
        "plan": PLAN_LABEL,
        "final": False,
        "authority": Authority.MINISTRY,
        "known_on": "",
        "steps": {},
        "world": world_on(LATER),
    }
    return read_wish(reports.session, **{**typed, **more})  # type: ignore[arg-type]  # the form's fields


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"known_on": "25/12/2024"}, "25/12/2024 là ngày trong tương lai; hôm nay là 20/12/2024"),
        ({"known_on": "1/1/2024"}, "trước ngày ban hành Kế hoạch"),
        ({"known_on": "mai"}, "không đọc được"),
        ({"plan": "KH khác"}, "Kế hoạch"),
        ({"steps": {DRAFT: "20/12/2024"}}, "phải sau hôm nay"),
        ({"steps": {DRAFT: "30/12/2024", APPROVAL: "27/12/2024"}}, "không thể trước dự thảo"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    reports: Reports, more: dict[str, object], said: str
) -> None:
    with pytest.raises(RefusedError, match=said):
        read(reports, **more)


def test_the_final_report_waits_for_the_deadline_of_the_units(reports: Reports) -> None:
    with pytest.raises(
        RefusedError, match="hết ngày 14/12/2024; bản chính thức chỉ tổng hợp với số liệu sau"
    ):
        compiled_now(reports, "run-1", day=date(2024, 12, 14), final=True)
    assert "bản chính thức" in compiled_now(reports, "run-2", day=date(2024, 12, 15), final=True).sentence


def test_its_own_steps_have_days_and_are_chased_until_recorded(reports: Reports) -> None:
    days = {DRAFT: "24/12/2024", APPROVAL: "", SUBMITTING: "31/12/2024"}
    made = read(reports, steps=days)
    first = compiled_now(reports, "run-1", steps=made.steps)
    assert first.sentence.endswith("Bước nội bộ: TH-BC-1 24/12/2024, TH-BC-3 31/12/2024.")
    compiled_now(reports, "run-2", steps=made.steps)
    steps = select(PlanTask.code, Obligation).join(Obligation).where(col(PlanTask.code).like("TH-BC%"))
    found = dict(reports.session.exec(steps).all())
    assert {code: (row.owed_by, row.effective_due) for code, row in found.items()} == {
        "TH-BC-1": (FOCAL, date(2024, 12, 24)),
        "TH-BC-3": (FOCAL, date(2024, 12, 31)),
    }
    other = read(reports, steps={DRAFT: "26/12/2024"})
    with pytest.raises(RefusedError, match="đã có hạn 24/12/2024"):
        compiled_now(reports, "run-3", steps=other.steps)
    chased(reports.session, found["TH-BC-1"])
    entry = Entry(
        unit=FOCAL,
        tasks=((reports.plan, "TH-BC-1", ""),),
        number="1/DT",
        issued_on=date(2024, 12, 24),
        arrived_on=date(2024, 12, 24),
    )
    record(reports.session, entry=entry, by=BY, world=world_on(date(2024, 12, 24)))
    assert found["TH-BC-1"].status is ObligationStatus.ARRIVED
    now = known(reports, date(2024, 12, 24))
    assert all(not one.code.startswith("TH-BC") for one in now.tasks), "the report does not tell of itself"


def chased(session: Session, row: Obligation) -> None:
    """Each working day up to the day before: some stage of it was written to the ledger."""
    for day in (date(2024, 12, 20), date(2024, 12, 23)):
        run_day(session, world=world_on(day))
    assert session.exec(select(Notice).where(col(Notice.obligation_id) == row.id)).all()


assert GOOD["Số liệu!D8"] == 2  # models that the helper's workbook states


@pytest.mark.parametrize("authority", [Authority.MINISTRY, Authority.FOCAL])
def test_the_report_and_its_submission_keep_to_the_decree(reports: Reports, authority: Authority) -> None:
    """Nghị định 30/2020/NĐ-CP, Annex I, by the checker that every letter of the house passes."""
    reports.session.connection().execute(sa.text("UPDATE plan SET superior_unit = 'Bộ Công an'"))
    reports.session.expire_all()
    reported(reports, "CA02", day=date(2024, 12, 10))
    compiled_now(reports, "run-1", authority=authority)
    for path in sorted((reports.files.data / "outgoing").glob("*.docx")):
        kind = LetterKind.SUBMISSION if "to-trinh" in path.name else LetterKind.REPORT
        found = check(path.read_bytes(), kind=kind)
        assert [f"{path.name}: {one.rule}: {one.text}" for one in found] == []

"""The figures of reports: asked for in a workbook, read back whole or not at all, odd ones remarked on."""

import tracemalloc
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlmodel import col, select

from flows.import_figures import page
from flows.work.documents.correct import void
from flows.work.figures.many import Fate, Outcome, import_many, told
from flows.work.figures.opening import UnreadWorkbookError, open_workbook
from flows.work.figures.plausible import odd_figures
from flows.work.figures.reading import Expected, read_workbook
from flows.work.files.attaching import attach, attached_to, remove
from flows.work.files.checking import check_content
from flows.work.plans.issue import issue_plan
from flows.work.refusals import RefusedError
from models.database import transaction
from models.plan_file import read_plan
from models.store.figures import newest_report
from models.tables import (
    Audit,
    Figure,
    Indicator,
    Obligation,
    Plan,
    ReportedTask,
    Submission,
    SubmissionFile,
    SubmissionLink,
    WorkbookImport,
)
from models.words import FileKind, IndicatorKind, ObligationStatus, Secrecy
from templates.workbooks.facts import FigureAsked, TaskAsked, WorkbookFacts
from templates.workbooks.render import workbook
from tests.factories import add_units, world_on
from tests.fakes.workbooks import filled, unpacked
from tests.flows.malformed import WORKBOOKS, opened, small_docx
from tests.flows.reports import GOOD, UNITS, WORLD, Reports, add_reports, add_review
from tests.models.plan_units import UNITS as UNIT_FACTS

FACTS = WorkbookFacts(
    plan_code="2024",
    plan_title="Kế hoạch",
    plan_number="762/QĐ-BCA-V03",
    plan_issued_on=date(2024, 2, 6),
    unit_id="CA02",
    unit_name="Công an tỉnh CA02",
    sender="V03",
    kind="interim",
    years=(2022, 2023, 2024),
    period=(date(2023, 12, 15), date(2024, 12, 14)),
    figures=tuple(
        FigureAsked(code=f"ma-{at}", name=f"Chỉ tiêu {at}", unit="cuộc", kind=kind, minimum=None)
        for at, kind in enumerate((*[IndicatorKind.COUNT] * 3, *[IndicatorKind.TOTAL] * 2))
    ),
    tasks=(TaskAsked(code="II.3.1", title="Nhiệm vụ"),),
)
EXPECTED = Expected(
    indicators={one.code: one.kind for one in FACTS.figures}, tasks=frozenset(one.code for one in FACTS.tasks)
)
BLANK = workbook(FACTS)


@pytest.fixture
def reports(engine: sa.Engine, tmp_path: Path) -> Iterator[Reports]:
    with transaction(engine) as session:
        yield add_reports(session, data=tmp_path)


def test_a_workbook_asks_for_the_plans_figures_and_the_units_whole_year_tasks(reports: Reports) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(reports.blank()))
    assert book.sheet_names == ["Hướng dẫn", "Số liệu", "Nhiệm vụ cả năm", "dondoc"]
    rows = book.get_sheet_by_name("Số liệu").to_python(skip_empty_area=False)
    assert rows[2][0] == "Đơn vị báo cáo: Công an tỉnh CA02"
    assert rows[3][0] == "Kỳ báo cáo: từ ngày 15/12/2023 đến hết ngày 14/12/2024 (ngày chốt số liệu)"
    assert rows[5] == ["Mã", "Chỉ tiêu", "Đơn vị tính", "Năm 2024", "Ước (năm 2024)", "Ít nhất"]
    assert rows[7] == ["mo-hinh", "Mô hình mới", "mô hình", "", "", "01"]
    tasks = book.get_sheet_by_name("Nhiệm vụ cả năm").to_python(skip_empty_area=False)
    assert [row[0] for row in tasks[6:]] == ["II.3.1", "II.4.1"]


def test_only_the_cells_to_fill_in_are_open_and_they_say_in_vietnamese_what_they_take(
    reports: Reports,
) -> None:
    sheet = unpacked(reports.blank())["xl/worksheets/sheet2.xml"].decode()
    assert "<sheetProtection" in sheet
    assert "Đề nghị nhập số nguyên từ 0 trở lên, không kèm chữ." in sheet
    assert "Chọn “Ước” nếu là số ước, để trống nếu là số thực." in sheet
    label = unpacked(reports.blank())["xl/workbook.xml"].decode()
    assert 'name="dondoc" sheetId="4" state="hidden"' in label


def test_the_same_facts_give_the_same_bytes() -> None:
    assert workbook(FACTS) == BLANK


def test_an_exempt_task_is_not_asked_for_but_may_come_back(reports: Reports) -> None:
    content, submission = reports.good(), reports.record()
    [duty] = [
        one for one in reports.session.exec(select(Obligation)) if one.public_id.startswith("II.3.1-CA02")
    ]
    duty.status = ObligationStatus.EXEMPT
    reports.session.flush()
    assert b"II.3.1" not in unpacked(reports.blank())["xl/sharedStrings.xml"]
    assert reports.read(submission, content).tasks == 2


def test_a_plan_without_figures_has_no_workbook(reports: Reports) -> None:
    for one in reports.session.exec(select(Indicator)):
        reports.session.delete(one)
    with pytest.raises(RefusedError, match="chưa có danh sách chỉ tiêu"):
        reports.blank()


def test_what_a_unit_entered_is_what_is_kept(reports: Reports) -> None:
    submission = reports.record()
    done = reports.read(submission, reports.good())
    assert done.sentence == (
        "Đã nhập biểu bieu.xlsx vào văn bản số 105/BC-CA02 của Công an tỉnh CA02: "
        "3 số liệu, 2 nhiệm vụ cả năm."
    )
    assert reports.figures(submission) == {
        ("cuoc", 2024): (120, False),
        ("mo-hinh", 2024): (2, False),
        ("kinh-phi", 2024): (75.5, True),
    }
    assert reports.tasks(submission) == {
        "II.3.1": ("done", "12 cuộc; báo cáo số 9/BC"),
        "II.4.1": ("underway", ""),
    }
    [file] = attached_to(reports.session, submission_id=submission)
    assert (file.kind, reports.files.read(file.sha256)) == (FileKind.WORKBOOK, reports.good())
    told = [one.text for one in reports.session.exec(select(Audit)) if "figures" in one.action]
    assert told == [done.sentence]


def test_a_newer_workbook_takes_the_place_of_the_earlier_one(reports: Reports) -> None:
    submission = reports.record()
    reports.read(submission, reports.good())
    again = reports.read(submission, reports.good(but={"Số liệu!D7": 130}), name="moi.xlsx")
    assert again.sentence.endswith("thay cho biểu đã nhập trước đó.")
    assert reports.figures(submission)["cuoc", 2024] == (130, False)
    assert len(reports.session.exec(select(WorkbookImport)).all()) == 2, "the earlier one is still there"


def test_the_same_workbook_again_changes_nothing(reports: Reports) -> None:
    submission = reports.record()
    first = reports.read(submission, reports.good())
    again = reports.read(submission, reports.good(), name="ten-khac.xlsx")
    assert (again.already, again.import_id) == (True, first.import_id)
    assert len(reports.session.exec(select(SubmissionFile)).all()) == 1


def test_a_workbook_that_was_attached_as_a_plain_file_becomes_the_workbook(reports: Reports) -> None:
    submission = reports.record()
    checked = check_content(reports.good(), name="bieu.xlsx", largest_mb=25)
    attach(
        reports.session,
        submission_id=submission,
        checked=[checked],
        by="Cán bộ 1",
        files=reports.files,
        world=WORLD,
    )
    reports.read(submission, reports.good())
    [file] = attached_to(reports.session, submission_id=submission)
    assert file.kind is FileKind.WORKBOOK


def test_figures_of_a_removed_file_no_longer_count(reports: Reports) -> None:
    submission = reports.record()
    reports.read(submission, reports.good())
    [file] = attached_to(reports.session, submission_id=submission)
    assert file.id is not None
    remove(reports.session, file_id=file.id, reason="nhầm", by="Cán bộ 1", world=WORLD)
    assert reports.figures(submission) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_malformed_workbooks_name_every_bad_cell_take_little_memory_and_store_nothing(
    reports: Reports,
) -> None:
    """Issue M3, shown by 4."""
    submission, good = reports.record(), reports.good()
    spoilt = [(what, spoil(good), said) for what, spoil, said in WORKBOOKS]
    tracemalloc.start()
    try:
        for what, content, said in spoilt:
            with pytest.raises(UnreadWorkbookError) as caught:
                reports.read(submission, content)
            assert caught.value.mistakes == said, what
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000, f"{peak:,} bytes"
    for table in (WorkbookImport, Figure, ReportedTask, SubmissionFile):
        assert reports.session.exec(select(table)).all() == []
    assert not (reports.data / "files").exists()


@pytest.mark.parametrize(("name", "content"), [("a.docx", small_docx()), ("a.ods", opened("spreadsheet"))])
def test_only_xlsx_is_read_as_a_workbook(name: str, content: bytes) -> None:
    with pytest.raises(UnreadWorkbookError, match=r"biểu số liệu là tệp \.xlsx"):
        open_workbook(check_content(content, name=name, largest_mb=25))


def test_many_mistakes_are_counted_in_the_sentence_and_kept_one_by_one(reports: Reports) -> None:
    wrong = {f"Số liệu!{column}{row}": "?" for column in "DE" for row in (7, 8, 9)}
    wrong |= {f"Nhiệm vụ cả năm!C{row}": "?" for row in (7, 8)} | {"Số liệu!D6": "Năm", "Số liệu!A8": "x"}
    with pytest.raises(UnreadWorkbookError) as caught:
        reports.read(reports.record(), filled(reports.good(), wrong))
    assert len(caught.value.mistakes) == 9
    assert all(len(line) < 200 for line in caught.value.mistakes)


@pytest.mark.parametrize("secrecy", [Secrecy.MAT])
def test_a_secret_report_takes_no_workbook(reports: Reports, secrecy: Secrecy) -> None:
    submission = reports.record()
    reports.session.get_one(Submission, submission).secrecy = secrecy
    reports.session.flush()
    with pytest.raises(RefusedError, match="có độ mật"):
        reports.read(submission, reports.good())


def test_a_document_that_is_no_report_takes_no_workbook(reports: Reports) -> None:
    submission = reports.record(task="II.3.1")
    with pytest.raises(UnreadWorkbookError, match="không phải báo cáo có biểu số liệu"):
        reports.read(submission, reports.good())


def test_the_workbook_of_a_three_year_review_has_a_column_a_year(reports: Reports) -> None:
    add_review(reports)
    submission = reports.record(task="II.1.2.b")
    cells = {"Số liệu!D7": 90, "Số liệu!E7": 100, "Số liệu!F7": 110, "Số liệu!G7": "Ước"}
    reports.read(submission, filled(reports.blank(years=(2022, 2023, 2024)), cells))
    assert reports.figures(submission) == {
        ("cuoc", 2022): (90, False),
        ("cuoc", 2023): (100, False),
        ("cuoc", 2024): (110, True),
    }
    with pytest.raises(
        UnreadWorkbookError, match="là biểu năm 2024; văn bản này cần biểu năm 2022, 2023, 2024"
    ):
        reports.read(submission, reports.good())


VALUES = st.one_of(st.none(), st.integers(0, 10**12), st.floats(0, 10**12, allow_nan=False))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.tuples(VALUES, VALUES, VALUES, st.booleans()), min_size=5, max_size=5),
    st.sampled_from(["", "Đã hoàn thành", "Đang thực hiện", "Chưa thực hiện"]),
)
def test_figures_that_are_written_are_the_figures_that_are_read(
    lines: list[tuple[float | None, float | None, float | None, bool]], result: str
) -> None:
    cells: dict[str, object] = {"Nhiệm vụ cả năm!C7": result}
    meant = {}
    for row, (asked, (*values, estimate)) in enumerate(zip(FACTS.figures, lines, strict=True), 7):
        cells[f"Số liệu!G{row}"] = "Ước" if estimate else ""
        for column, year, value in zip("DEF", FACTS.years, values, strict=True):
            if value is not None:
                whole = asked.kind is IndicatorKind.COUNT
                entered = int(value) if whole else value
                cells[f"Số liệu!{column}{row}"] = entered
                meant[asked.code, year] = (float(entered), estimate and year == 2024)
    book = open_workbook(check_content(filled(BLANK, cells), name="a.xlsx", largest_mb=25))
    if not meant:
        with pytest.raises(UnreadWorkbookError, match="chưa có số nào"):
            read_workbook(book, expected=EXPECTED)
        return
    reading = read_workbook(book, expected=EXPECTED)
    assert {(one.code, one.year): (one.value, one.estimate) for one in reading.figures} == meant
    assert len(reading.tasks) == bool(result)


def test_odd_figures_are_remarked_on_and_not_refused(reports: Reports) -> None:
    submission = reports.record()
    reports.read(submission, reports.good(but={"Số liệu!D8": 0, "Số liệu!D9": ""}))
    assert odd_figures(reports.session, submissions=[submission]) == {
        submission: [
            "Mô hình mới năm 2024: 0 mô hình, thấp hơn mức ít nhất 1",
            "chưa ghi số liệu: Kinh phí",
        ]
    }
    other = reports.record("CA04")
    reports.read(other, reports.good("CA04"))
    assert odd_figures(reports.session, submissions=[other]) == {}
    assert odd_figures(reports.session, submissions=[]) == {}


def test_a_figure_far_from_last_years_is_odd(reports: Reports) -> None:
    """Of the same unit, under the plan before; another unit's do not matter."""
    earlier = add_reports(reports.session, data=reports.data, code="2023", year=2023)
    reports.session.get_one(Plan, reports.plan).previous_plan = "2023"
    for unit, count in (("CA02", 40), ("CA04", 119)):
        key = earlier.record(unit, number="99/BC", task="III.3.b")
        blank = earlier.blank(unit, years=(2023,))
        earlier.read(key, filled(blank, {**GOOD, "Số liệu!D7": count, "Số liệu!D9": 7550}))
    documents = {unit: reports.record(unit) for unit in ("CA02", "CA04")}
    for unit, key in documents.items():
        reports.read(key, reports.good(unit))
    found = odd_figures(reports.session, submissions=documents.values())
    assert found[documents["CA02"]] == [
        "Cuộc tuyên truyền năm 2024: 120 cuộc, cao hơn nhiều so với năm 2023 (40)",
        "Kinh phí năm 2024: 75,5 triệu đồng, thấp hơn nhiều so với năm 2023 (7.550)",
    ]
    assert found[documents["CA04"]] == [
        "Kinh phí năm 2024: 75,5 triệu đồng, thấp hơn nhiều so với năm 2023 (7.550)",
    ]


def folder_of(reports: Reports) -> list[Path]:
    """Workbooks of three units, one of them spoilt; a file that is none."""
    incoming = reports.data / "incoming"
    incoming.mkdir()
    for unit in UNITS:
        spoilt: dict[str, object] = {"Số liệu!D7": -1} if unit == "CA04" else {}
        (incoming / f"{unit}.xlsx").write_bytes(reports.good(unit, but=spoilt))
    (incoming / "thu.xlsx").write_bytes(b"khong phai")
    return sorted(incoming.iterdir())


def test_a_whole_folder_is_read_in_one_go_with_a_result_for_each(engine: sa.Engine, tmp_path: Path) -> None:
    with transaction(engine) as session:
        reports = add_reports(session, data=tmp_path)
        paths = folder_of(reports)
        for unit in ("CA02", "CA04"):
            reports.record(unit)

    def read() -> list[Outcome]:
        return list(
            import_many(
                engine=engine,
                paths=paths,
                by="Cán bộ 1",
                files=reports.files,
                world_of=lambda _session: WORLD,
                largest_mb=25,
            )
        )

    outcomes = read()
    assert {one.path.name: one.fate for one in outcomes} == {
        "CA02.xlsx": Fate.IMPORTED,
        "CA04.xlsx": Fate.REFUSED,
        "CA06.xlsx": Fate.NO_DOCUMENT,
        "thu.xlsx": Fate.REFUSED,
    }
    assert told(outcomes) == (
        "Đã nhập 1/4 biểu số liệu; 2 biểu cần sửa; 1 biểu chưa có văn bản được ghi nhận."
    )
    shown = page(outcomes)
    assert (
        "| Công an tỉnh CA04 | CA04.xlsx | Số liệu!D7: -1 là số âm; đề nghị nhập số từ 0 trở lên |" in shown
    )
    assert "chưa ghi nhận báo cáo năm của Công an tỉnh CA06 theo kế hoạch 2024" in shown
    assert read()[0].fate is Fate.KNOWN, "again: nothing is doubled"
    with transaction(engine) as session:
        assert len(session.exec(select(WorkbookImport)).all()) == 1


def test_the_newest_standing_report_of_the_unit_gets_the_workbook(engine: sa.Engine, tmp_path: Path) -> None:
    with transaction(engine) as session:
        reports = add_reports(session, data=tmp_path)
        path = tmp_path / "a.xlsx"
        path.write_bytes(reports.good())
        older, newer = reports.record(number="1/BC"), reports.record(number="2/BC")
    [outcome] = import_many(
        engine=engine,
        paths=[path],
        by="Cán bộ 1",
        files=reports.files,
        world_of=lambda _session: WORLD,
        largest_mb=25,
    )
    assert outcome.taken
    with transaction(engine) as session:
        kept = [one.submission_id for one in session.exec(select(WorkbookImport))]
    assert (older, kept) == (older, [newer])


def test_only_a_standing_report_of_the_right_kind_gets_a_workbook(reports: Reports) -> None:
    """Not a voided one, not one whose link was undone, not a secret one; a review's goes to the review."""
    session = reports.session

    def found(*, interim: bool = False) -> int | None:
        return newest_report(session, plan_code="2024", unit="CA02", interim=interim)

    add_review(reports)
    older, voided, secret, unlinked = (reports.record(number=f"{at}/BC") for at in range(1, 5))
    void(session, submission_id=voided, reason="nhầm", by="Cán bộ 1", world=WORLD)
    session.get_one(Submission, secret).secrecy = Secrecy.MAT
    [link] = session.exec(select(SubmissionLink).where(col(SubmissionLink.submission_id) == unlinked))
    link.unlinked_at = WORLD.now
    session.flush()
    assert (found(), found(interim=True)) == (older, None)
    with pytest.raises(UnreadWorkbookError, match="không phải báo cáo có biểu số liệu"):
        reports.read(unlinked, reports.good())
    review = reports.record(number="9/BC", task="II.1.2.b")
    assert (found(), found(interim=True)) == (older, review)


PLAN = """{sample}indicators:
  - {{code: mo-hinh-moi, name: Mô hình mới, unit: mô hình, kind: count, minimum: 1, task: I.2}}
  - {{code: kinh-phi, name: Kinh phí, unit: triệu đồng, kind: total}}
"""


def test_issuing_a_plan_makes_its_figures(engine: sa.Engine) -> None:
    sample = (Path(__file__).parents[1] / "models" / "plans" / "mau-2025.yaml").read_text("utf-8")
    text, world = PLAN.format(sample=sample), world_on(date(2025, 2, 10))
    with transaction(engine) as session:
        add_units(session, "van-phong-bo", "hau-can", "cong-nghe-thong-tin")
        issue_plan(
            session,
            plan=read_plan(text, name="mau.yaml", ladders=world.policy.ladders),
            content=text.encode(),
            units=UNIT_FACTS,
            remind_from=world.today,
            announce=False,
            by="Cán bộ 1",
            world=world,
        )
        rows = session.exec(select(Indicator).order_by(col(Indicator.position))).all()
    assert [(one.code, one.unit, one.kind, one.minimum, one.task_code) for one in rows] == [
        ("mo-hinh-moi", "mô hình", IndicatorKind.COUNT, 1, "I.2"),
        ("kinh-phi", "triệu đồng", IndicatorKind.TOTAL, None, ""),
    ]

"""Exports say what the pages say, print well, and never hold a formula that a user typed."""

import csv as reader
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from sqlmodel import Session, select

from flows.work.chase.daily import run_day
from flows.work.exports.asking import asked, plan_named
from flows.work.exports.exporting import Export, Wanted, export, hand_out_export
from flows.work.exports.late import late
from flows.work.exports.matrix import matrix
from flows.work.exports.register import register
from flows.work.exports.statistics import NUMBERS, RATES, statistics
from flows.work.files.store import Files
from flows.work.pages.grouped import Grouping, grouped_figures
from flows.work.pages.matrix import matrix_facts
from flows.work.pages.received import received_facts
from flows.work.pages.unsent import unsent_facts
from flows.work.refusals import RefusedError
from models.database import reading, transaction
from models.tables import Contact, Message, MessageAttachment, Plan
from models.words import MessageKind, PlanStatus, Role
from templates.dashboards.matrix import sign
from templates.dashboards.unsent_facts import Standing
from tests.factories import world_on
from tests.fakes.workbooks import unpacked
from tests.flows.put_in import document
from tests.flows.test_progress_pages import LINKS, Case, case  # noqa: F401  # the fixture is the case

pytestmark = pytest.mark.usefixtures("case")
ON = date(2024, 3, 20)
FORMULAS = ("=1+1", "+84 912", "-1", "@SUM(A1)", "\t=1", "\r=1")


def test_the_register_has_seven_columns_and_a_line_for_each_document_of_the_page(case: Case) -> None:  # noqa: F811
    with reading(case.engine) as session:
        page = received_facts(session, world=world_on(ON), links={}, owed_links=LINKS)
        found = register(
            session, asked=asked(session, plan_id=case.plan_id, known_on=None, world=world_on(ON))
        )
    [table] = found.tables
    assert [one.title for one in table.columns] == [
        "Số đến, ngày đến",
        "Tên loại, số, ký hiệu, ngày tháng và cơ quan, tổ chức ban hành văn bản",
        "Đơn vị nhận",
        "Thời hạn giải quyết",
        "Tiến độ giải quyết",
        "Số, ký hiệu văn bản trả lời",
        "Ghi chú",
    ]
    assert len(table.rows) == len(set(case.documents.values())) <= page.total
    shown = "\n".join(str(cell) for row in table.rows for cell in row)
    for task in page.tasks:
        for line in task.lines:
            assert f"Số {line.number} ngày" in shown
            assert line.unit_name in shown
    a = next(row for row in table.rows if "Công an tỉnh A" in str(row[1]))
    assert str(a[4]) == "Đúng hạn; Đạt yêu cầu"
    assert a[2] == "V03"


def test_one_document_for_several_tasks_is_one_line_of_the_register(case: Case) -> None:  # noqa: F811
    with transaction(case.engine) as session:
        both = [case.owed["H"], case.whole_year["H"]]
        document(session, *both, unit="H", on=date(2024, 3, 19), number="77/KH")
    with reading(case.engine) as session:
        found = register(
            session, asked=asked(session, plan_id=case.plan_id, known_on=None, world=world_on(ON))
        )
    [line] = [row for row in found.tables[0].rows if "77/KH" in str(row[1])]
    assert "II.1.1.b, " in str(line[6])


def test_the_register_as_known_then_has_only_what_had_been_recorded(case: Case) -> None:  # noqa: F811
    with reading(case.engine) as session:
        then = asked(session, plan_id=case.plan_id, known_on=date(2024, 2, 29), world=world_on(ON))
        found = register(session, asked=then)
        now = register(session, asked=asked(session, plan_id=case.plan_id, known_on=None, world=world_on(ON)))
    assert 0 < len(found.tables[0].rows) < len(now.tables[0].rows)
    assert found.above[-1] == ("Tính đến ngày 29/02/2024, theo những gì đã ghi nhận đến hết ngày này")


def test_late_units_are_those_the_page_calls_overdue(case: Case) -> None:  # noqa: F811
    with transaction(case.engine) as session:
        run_day(session, world=world_on(date(2024, 3, 7)))
        page = unsent_facts(session, world=world_on(ON), links={}, owed_links=LINKS)
        found = late(session, asked=asked(session, plan_id=case.plan_id, known_on=None, world=world_on(ON)))
    expected = [
        (line.unit_name, f"{task.code} – {task.title}", line.last_day, line.workdays_over, line.reminders)
        for task in page.tasks
        for _, lines in task.regions
        for line in lines
        if line.standing is Standing.OVERDUE
    ]
    rows = found.tables[0].rows
    assert [(row[1], row[2], row[3], row[4], row[5]) for row in rows] == expected != []


def test_the_matrix_has_the_marks_of_the_page(case: Case) -> None:  # noqa: F811
    with reading(case.engine) as session:
        page = matrix_facts(session, world=world_on(ON), links={}, owed_links=LINKS)
        found = matrix(session, asked=asked(session, plan_id=case.plan_id, known_on=None, world=world_on(ON)))
    table = found.tables[0]
    codes = [one.title for one in table.columns][3:-1]
    shown = {
        (str(row[2]), code): cell for row in table.rows for code, cell in zip(codes, row[3:-1], strict=True)
    }
    expected = {
        (line.unit_name, code): sign(mark)
        for plan in page.plans
        for part in plan.tables
        for line in part.lines
        for code, mark in zip(part.codes, line.marks, strict=True)
    }
    assert {key: cell for key, cell in shown.items() if key in expected} == expected != {}


@pytest.mark.parametrize("known_on", [None, date(2024, 3, 1)])
def test_statistics_are_the_figures_of_the_overview(case: Case, known_on: date | None) -> None:  # noqa: F811
    with reading(case.engine) as session:
        one = asked(session, plan_id=case.plan_id, known_on=known_on, world=world_on(ON))
        found = statistics(session, asked=one)
        [plan] = grouped_figures(session, by=Grouping.REGION, world=one.world, known_until=one.known_until)
    regions = next(table for table in found.tables if table.name == "Theo khu vực")
    fields = [name for _, name in (*NUMBERS, *RATES)]
    dated = [row for row in regions.rows if row[0] == "Có thời hạn"]
    assert [(row[1], *row[2:]) for row in dated] == [
        (name, *(getattr(figures, field) for field in fields)) for name, figures in plan.dated
    ]
    four = found.tables[-1]
    for row in four.rows:  # each line of the official two by two adds up to what is expected
        *parts, expected = (int(str(cell)) for cell in row[1:])
        assert sum(parts) == expected
    assert four.rows[-1][-1] == sum(figures.expected for _, figures in plan.dated)


def test_commendation_lists_units_in_official_order_and_ranks_only_if_asked(case: Case) -> None:  # noqa: F811
    def rows(session: Session, *, ranked: bool) -> list[dict[str, str]]:
        wanted = Wanted(export=Export.COMMENDATION, plan_id=case.plan_id, csv=True, ranked=ranked)
        return table(export(session, wanted=wanted, world=world_on(ON)).content)

    with reading(case.engine) as session:
        plain, ranked = rows(session, ranked=False), rows(session, ranked=True)
        [plan] = grouped_figures(session, by=Grouping.UNIT, world=world_on(ON))
    assert [row["Đơn vị"] for row in plain] == [name for name, _ in plan.dated]
    assert "Xếp thứ" not in plain[0]
    by_unit = {row["Đơn vị"]: row for row in plain}
    assert by_unit["Công an tỉnh B"]["Số lần đề nghị bổ sung"] == "1"
    assert by_unit["Công an tỉnh A"]["Số lần đề nghị bổ sung"] == "0"
    assert [int(row["Xếp thứ"]) for row in ranked] == sorted(int(row["Xếp thứ"]) for row in ranked)
    assert {row["Đơn vị"] for row in ranked} == set(by_unit)


def table(content: bytes) -> list[dict[str, str]]:
    """A CSV as a spreadsheet reads it."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(reader.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_user_typed_is_a_formula_in_neither_file(case: Case, text: str) -> None:  # noqa: F811
    """A unit that is late calls its contact so; the cell begins with it."""
    with transaction(case.engine) as session:
        session.add(Contact(unit_id="H", role=Role.CONTACT, name=text, phone=text, address="h@units.example"))
        session.flush()
        made = {
            csv: export(
                session,
                wanted=Wanted(export=Export.LATE, plan_id=case.plan_id, csv=csv),
                world=world_on(ON),
            ).content
            for csv in (False, True)
        }
    members = unpacked(made[False])
    assert not any(b"<f>" in part or b"<f " in part for name, part in members.items() if "sheet" in name)
    assert text.strip() in strings(made[False])
    assert b'quotePrefix="1"' in members["xl/styles.xml"]
    rows = table(made[True])
    assert "'" + text in {row["Cán bộ đầu mối"] for row in rows}
    assert not any(
        value.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for value in row.values()
    )


@pytest.mark.parametrize("what", list(Export))
def test_every_sheet_prints_on_a4_with_headings_and_page_numbers(case: Case, what: Export) -> None:  # noqa: F811
    with reading(case.engine) as session:
        made = export(session, wanted=Wanted(export=what, plan_id=case.plan_id), world=world_on(ON))
    members = unpacked(made.content)
    sheets = [part.decode() for name, part in members.items() if name.startswith("xl/worksheets/")]
    for sheet in sheets:
        assert 'paperSize="9"' in sheet
        assert 'fitToHeight="0"' in sheet
        assert "<oddHeader>&amp;C&amp;12&amp;P</oddHeader>" in sheet
        assert "Trang &amp;P/&amp;N" in sheet
        assert "<cols>" in sheet
    book = members["xl/workbook.xml"].decode()
    assert book.count("_xlnm.Print_Titles") == len(sheets)
    assert "Tính đến ngày 20/03/2024" in strings(made.content)


def strings(content: bytes) -> str:
    """Everything a reader sees in the workbook."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return "\n".join(str(cell) for row in rows for cell in row)


@pytest.mark.parametrize("what", [Export.LATE, Export.COMMENDATION])
def test_what_rests_on_the_present_alone_is_refused_for_the_past(case: Case, what: Export) -> None:  # noqa: F811
    wanted = Wanted(export=what, plan_id=case.plan_id, known_on=date(2024, 3, 1))
    with (
        reading(case.engine) as session,
        pytest.raises(RefusedError, match="chỉ lập được theo số liệu hiện tại"),
    ):
        export(session, wanted=wanted, world=world_on(ON))


def test_a_day_to_come_is_refused(case: Case) -> None:  # noqa: F811
    wanted = Wanted(export=Export.REGISTER, plan_id=case.plan_id, known_on=date(2024, 3, 21))
    with reading(case.engine) as session, pytest.raises(RefusedError, match="trong tương lai"):
        export(session, wanted=wanted, world=world_on(ON))


def test_an_officer_gets_the_file_in_outgoing_and_by_mail_even_of_a_closed_plan(
    case: Case,  # noqa: F811
    tmp_path: Path,
) -> None:
    with transaction(case.engine) as session:
        session.get_one(Plan, case.plan_id).status = PlanStatus.CLOSED
        session.flush()
        assert plan_named(session, code="") == case.plan_id
        sentence = hand_out_export(
            session,
            wanted=Wanted(export=Export.REGISTER, plan_id=case.plan_id),
            by="Cán bộ 1",
            files=Files(data=tmp_path),
            world=world_on(ON),
        )
        [mail] = session.exec(select(Message).where(Message.kind == MessageKind.DRAFT)).all()
        [attached] = session.exec(select(MessageAttachment)).all()
    assert "so-van-ban-den-2024-2024-03-20.xlsx" in sentence
    assert (tmp_path / "outgoing" / "so-van-ban-den-2024-2024-03-20.xlsx").read_bytes()[:2] == b"PK"
    assert attached.message_id == mail.id
    assert attached.media_type.endswith("spreadsheetml.sheet")


def test_the_same_facts_give_the_same_bytes(engine: sa.Engine, case: Case) -> None:  # noqa: F811
    with reading(engine) as session:
        wanted = Wanted(export=Export.STATISTICS, plan_id=case.plan_id)
        first = export(session, wanted=wanted, world=world_on(ON)).content
        assert first == export(session, wanted=wanted, world=world_on(ON)).content

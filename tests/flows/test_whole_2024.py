"""The year 2024 through the real flows of a running service: what its pages say is counted here by hand.

72 units. Their plans: 66 in time, 4 late, one never, one not meant. Their reports: 60 and a nil one in time,
5 late, 4 never, two extended (one of them comes). Three are returned: one comes back in time, one late, one
not.
"""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session, col, select

from flows.clock import end_of
from flows.exempt_unit import ExemptForm, exempt_unit
from flows.extend_deadline import ExtendForm, extend_deadline
from flows.import_figures import ImportForm, import_figures
from flows.many_form import AT_ONCE, ManyForm
from flows.nil_report import NilForm, nil_report
from flows.record_documents import record_documents
from flows.work.figures.workbook import workbook_for
from flows.work.pages.overview import figures_known
from models.tables import Plan, Submission
from templates.dashboards.facts import Figures
from tests.factories import world_on
from tests.fakes.workbooks import filled
from tests.flows.example_year import ExampleYear, running_year

PLAN, REPORT = "II.1.1.b", "III.3.b"
REVIEW = "Rà soát báo cáo"


class Year(ExampleYear):
    """The example, with the jobs of this test."""

    async def record(self, task: str, units: list[str], *, issued: str, arrived: str, number: str) -> str:
        """Their documents, pasted and recorded at once."""
        rows = [f"{name(unit)}; {n:02}/{number}; {issued}; {arrived}" for n, unit in enumerate(units, 1)]
        form = ManyForm(by=self.officer, task=self.tasks[task], rows="\n".join(rows), mode=AT_ONCE, units=[])
        return await self.run(record_documents, form)

    async def extend(self, unit: str) -> str:
        form = ExtendForm(
            by=self.officer,
            unit=unit,
            task=self.tasks[REPORT],
            action="Gia hạn",
            reason="khắc phục hậu quả bão",
            new_due="31/12/2024",
            number="88/CAT-PV01",
            requested_on="05/12/2024",
            agreed_by="Phó Cục trưởng",
        )
        return await self.run(extend_deadline, form)

    def review(self, *, returned: list[str]) -> str:
        """Everything that waits is accepted, but for these; the run is suspended and answered."""
        run = self.start(REVIEW, {"task": self.tasks[REPORT], "by": self.officer})
        answer = {"answer": "Ghi kết quả rà soát", "accepted": [], "rest": True}
        back = [
            {
                "document": label,
                "reason": "Thiếu số liệu, biểu mẫu",
                "comment": "đề nghị bổ sung biểu số liệu",
                "resubmit_by": "24/12/2024",
            }
            for label in self._labels(returned)
        ]
        return self.answer(run, {**answer, "returned": back})

    def _labels(self, units: list[str]) -> list[str]:
        """How the form names the newest documents of these units."""

        def look(session: Session) -> list[str]:
            rows = session.exec(select(Submission).order_by(col(Submission.id)))
            newest = {row.unit_id: row for row in rows}
            found = [(name(unit), newest[self.ids[unit]]) for unit in units]
            return [f"{unit} · số {row.document_number} · #{row.id}" for unit, row in found]

        labels: list[str] = self.ask(look)
        return labels

    def figures(self, task: str, *, on: date, known_on: date) -> Figures:
        """The official figures of a day, as they were known on another."""

        def look(session: Session) -> Figures:
            found = figures_known(session, world=world_on(on), known_until=end_of(known_on))
            return next(line.figures for plan in found for line in plan.dated if line.code == task)

        found: Figures = self.ask(look)
        return found


def name(label: str) -> str:
    """The unit's name without the key for the search box."""
    return label.partition(" · ")[0]


@pytest.fixture
def year(
    prefect_database: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Year]:
    with running_year(
        Year, prefect=prefect_database, factory=tmp_path_factory, monkeypatch=monkeypatch
    ) as year:
        yield year


def rows_of(page: str, task: str) -> list[list[str]]:
    """The cells of the rows that begin with this task, without its own."""
    lines = [line for line in page.splitlines() if line.startswith(f"| **{task}** |")]
    return [[cell.strip() for cell in line.strip("|").split("|")[1:]] for line in lines]


@pytest.fixture
def anyio_backend() -> str:
    """Prefect runs on asyncio."""
    return "asyncio"


@pytest.mark.server
@pytest.mark.long
@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:.*socket:pytest.PytestUnraisableExceptionWarning")  # Prefect's clients
async def test_the_pages_of_the_year_2024_say_what_is_counted_by_hand(year: Year) -> None:
    units = year.units
    assert len(units) == 72

    # Plans, due 28/02 by the day of issue.
    assert (await year.day("21/02/2024")).startswith("Ngày 21/02/2024: 72 thư nhắc việc")
    await year.day("07/03/2024")
    await year.record(PLAN, units[:60], issued="26/02/2024", arrived="28/02/2024", number="KH-A")
    await year.record(PLAN, units[60:66], issued="28/02/2024", arrived="05/03/2024", number="KH-B")
    await year.record(PLAN, units[66:70], issued="04/03/2024", arrived="06/03/2024", number="KH-C")
    not_meant = ExemptForm(by=year.officer, unit=units[70], task=year.tasks[PLAN], basis="mục II.1.1")
    assert "không thuộc diện thực hiện nhiệm vụ II.1.1.b" in await year.run(exempt_unit, not_meant)

    # Reports, due 14/12 by the day of sending.
    for day in ("06/06/2024", "05/09/2024", "06/12/2024"):  # the clock moves 92 days at most
        await year.day(day)
    for unit in units[:2]:
        assert "đến hết ngày 31/12/2024 (trước đây: 14/12/2024)" in await year.extend(unit)
    nil = NilForm(
        by=year.officer,
        unit=units[2],
        task=year.tasks[REPORT],
        number="05/BC",
        issued_on="05/12/2024",
        arrived_on="06/12/2024",
    )
    assert "Đã ghi nhận báo cáo không phát sinh số 05/BC" in await year.run(nil_report, nil)
    await year.day("12/12/2024")
    await year.record(REPORT, units[3:63], issued="10/12/2024", arrived="12/12/2024", number="BC-A")
    book = year.ask(lambda session: _book(session, year.ids[units[10]]))
    (year.service.data / "incoming" / "bieu.xlsx").write_bytes(book)
    assert "Đã nhập 1/1 biểu số liệu" in await year.run(import_figures, ImportForm(by=year.officer, files=[]))
    await year.day("18/12/2024")
    await year.record(REPORT, units[63:68], issued="16/12/2024", arrived="18/12/2024", number="BC-B")
    assert year.review(returned=units[20:23]) == (
        "Đã rà soát: 63 văn bản đạt yêu cầu, 03 văn bản đề nghị bổ sung, hoàn thiện; xem ở thẻ Artifacts"
    )
    await year.day("24/12/2024")
    await year.record(REPORT, units[20:21], issued="23/12/2024", arrived="24/12/2024", number="BC-C")
    await year.day("27/12/2024")
    await year.record(REPORT, units[21:22], issued="26/12/2024", arrived="27/12/2024", number="BC-D")
    await year.record(REPORT, units[:1], issued="26/12/2024", arrived="27/12/2024", number="BC-E")
    await year.day("31/12/2024")

    overview = year.page("tong-quan-tien-do")
    # expected, received, on time (of those who owed it by that day), late, outstanding, those of them overdue
    assert rows_of(overview, PLAN)[0] == ["71", "70", "66 (93%)", "4", "1", "1"]
    assert rows_of(overview, REPORT)[0] == ["72", "67", "61 (87,1%)", "5", "5", "4"]
    # finished in time, late; unfinished in time, late; not received yet; apart
    assert rows_of(overview, PLAN)[1] == ["66", "4", "0", "1", "0", "0"]
    assert rows_of(overview, REPORT)[1] == ["60", "5", "0", "5", "0", "2"]
    apart = next(line for line in overview.splitlines() if line.startswith(f"- **{REPORT}**: được gia hạn"))
    assert apart.partition(" → ")[0] == (
        "- **III.3.b**: được gia hạn 02 (đã nhận 01); báo cáo không phát sinh 01; "
        "đề nghị bổ sung 01 (quá ngày gửi lại 01); chờ rà soát 03; đạt yêu cầu 63"
    )
    assert rows_of(overview, "II.4.1") == [["72", "1", "0", "cả năm 2024", rows_of(overview, "II.4.1")[0][4]]]

    unsent = year.page("don-vi-chua-gui")
    assert rows_of(unsent, REPORT)[0][:2] == ["6", "72"], "4 never, 1 extended, 1 to be completed"
    assert rows_of(unsent, PLAN)[0][:2] == ["1", "71"]
    received = year.page("van-ban-da-nhan")
    found = rows_of(received, REPORT)[0]
    assert (*found[:2], found[5]) == ("67", "72", "3"), "received, expected, waiting for a review"
    assert "đề nghị bổ sung biểu số liệu" in received
    matrix = year.page("tien-do-theo-don-vi")
    assert sum(line.count(" | ") > 1 and "Công an tỉnh" in line for line in matrix.splitlines()) == 63 - 5

    # What was known on earlier evenings is still what it was.
    nobody_reviewed = year.figures(REPORT, on=date(2024, 12, 12), known_on=date(2024, 12, 12))
    assert (nobody_reviewed.expected, nobody_reviewed.received, nobody_reviewed.accepted) == (72, 61, 0)
    reviewed = year.figures(REPORT, on=date(2024, 12, 18), known_on=date(2024, 12, 18))
    assert (reviewed.received, reviewed.on_time, reviewed.late) == (66, 61, 5)
    assert (reviewed.returned, reviewed.accepted, reviewed.nil) == (3, 63, 1)


def _book(session: Session, unit: str) -> bytes:
    """A unit's workbook with one whole-year task reported as done."""
    plan = session.exec(select(Plan.id)).one() or 0
    blank = workbook_for(session, plan_id=plan, unit=unit, years=(2024,), world=world_on(date(2024, 12, 12)))
    row = next(n for n in range(7, 40) if _task_in(blank, n) == "II.4.1")
    return filled(blank, {f"Nhiệm vụ cả năm!C{row}": "Đã hoàn thành", "Số liệu!D7": 5})


def _task_in(book: bytes, row: int) -> str:
    sheet = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_name("Nhiệm vụ cả năm").to_python()
    return str(sheet[row - 1][0]) if row <= len(sheet) else ""

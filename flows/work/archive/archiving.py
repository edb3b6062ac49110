"""`dondoc archive`: everything of one plan, in the state of one moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from flows.clock import day_of
from flows.work.exports.asking import plan_named
from flows.work.exports.exporting import Export, Wanted, export
from flows.work.files.store import Files
from flows.work.pages.overview import local
from flows.work.world import World
from models.store.archived import CONDITIONS, archived_columns, archived_rows
from models.store.units import name_on, names_on
from models.tables import Plan
from templates.archive.facts import ArchiveFacts, FileLine, TableLine
from templates.archive.render import index

from .collecting import Collector
from .rows import as_csv, as_json_lines
from .sinks import Writer, archive_at

WORDS = {
    "plan": "Kế hoạch",
    "plan_revision": "Các bản tệp kế hoạch",
    "plan_amendment": "Văn bản điều chỉnh kế hoạch",
    "plan_task": "Nhiệm vụ",
    "plan_event": "Sự kiện làm căn cứ tính hạn",
    "unit": "Đơn vị",
    "unit_name": "Tên đơn vị theo thời gian",
    "unit_change": "Sáp nhập, chia tách đơn vị",
    "unit_reform": "Văn bản sắp xếp đơn vị",
    "obligation_transfer": "Nhiệm vụ chuyển đơn vị, gộp",
    "obligation": "Nhiệm vụ của từng đơn vị",
    "due_change": "Thay đổi thời hạn",
    "extension": "Gia hạn",
    "exemption": "Không thuộc diện thực hiện",
    "pause": "Tạm dừng đôn đốc",
    "submission": "Văn bản đến",
    "submission_link": "Văn bản đến theo nhiệm vụ",
    "submission_file": "Tệp đính kèm",
    "review": "Kết quả rà soát",
    "indicator": "Chỉ tiêu",
    "workbook_import": "Lần nhập biểu số liệu",
    "figure": "Số liệu",
    "reported_task": "Kết quả nhiệm vụ cả năm",
    "interim_review": "Sơ kết",
    "difficulty": "Khó khăn, vướng mắc",
    "training": "Lớp tập huấn",
    "training_invitation": "Đơn vị được mời tập huấn",
    "participant": "Cán bộ được cử (không ghi họ tên)",
    "outgoing_letter": "Văn bản đi",
    "letter_unit": "Đơn vị trong văn bản đi",
    "compilation": "Lần tổng hợp báo cáo",
    "notice": "Sổ nhắc việc",
    "message": "Thư",
    "message_recipient": "Người nhận thư",
    "message_item": "Nội dung của thư",
    "message_attachment": "Tệp kèm thư",
    "returned_mail": "Thư bị trả lại, đến chậm",
    "audit": "Nhật ký thay đổi",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Archived:
    """What was written."""

    files: int
    problems: tuple[str, ...]  # files whose content could not be had, each a sentence


def archive(session: Session, *, code: str, out: Path, files: Files, world: World) -> Archived:
    """Write the archive of a plan; raises RefusedError, and then there is nothing at `out`."""
    plan = session.get_one(Plan, plan_named(session, code=code))
    with archive_at(out) as writer:
        facts = _contents(session, plan, writer, files, world)
        writer.add("index.html", index(facts))
        problems = tuple(f"{one.name}: {one.problem} (SHA-256 {one.sha256})." for one in facts.problems)
        return Archived(files=len(writer.sums), problems=problems)


def _contents(session: Session, plan: Plan, writer: Writer, files: Files, world: World) -> ArchiveFacts:
    assert plan.id is not None
    names = names_on(session, world.today)
    found = Collector(session=session, plan=plan.id, files=files, writer=writer, names=names)
    return ArchiveFacts(
        title=plan.title,
        number=plan.document_number,
        issued_on=plan.issued_on,
        year=plan.year,
        focal_unit=name_on(session, unit=plan.focal_unit, day=world.today),
        closed_on=day_of(plan.closed_at) if plan.closed_at else None,
        closed_by=plan.closed_by,
        made_at=local(world.now),
        example=world.example,
        revisions=found.plan_files(),
        statistics=_statistics(session, plan.id, writer, world),
        documents=found.documents(),
        papers=found.papers(),
        trainings=found.trainings(),
        mails=found.mails(),
        tables=[_table(session, name, plan.id, writer) for name in CONDITIONS],
    )


def _statistics(session: Session, plan: int, writer: Writer, world: World) -> list[FileLine]:
    """Every table that can be exported, to print and to read on."""
    lines = []
    for what in Export:
        for as_text in (False, True):
            wanted = Wanted(export=what, plan_id=plan, csv=as_text)
            made = export(session, wanted=wanted, world=world)
            path = f"thong-ke/{made.name}"
            kind = "CSV" if as_text else "Excel"
            digest = writer.add(path, (made.content,))
            lines.append(FileLine(name=f"{made.title} ({kind})", path=path, sha256=digest))
    return lines


def _table(session: Session, name: str, plan: int, writer: Writer) -> TableLine:
    columns = archived_columns(name)
    writer.add(f"bang/{name}.csv", as_csv(archived_rows(session, table=name, plan=plan), columns=columns))
    seen: list[int] = [0]

    def counted() -> Iterator[Mapping[str, Any]]:
        for row in archived_rows(session, table=name, plan=plan):
            seen[0] += 1
            yield row

    writer.add(f"bang/{name}.jsonl", as_json_lines(counted(), columns=columns))
    return TableLine(name=name, what=WORDS[name], rows=seen[0])

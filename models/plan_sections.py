"""The head of a plan file, its reporting period and its groups of units."""

import re
from collections.abc import Iterable
from datetime import date

from models.plan_indicators import indicators_of
from models.plan_tasks import plain, tasks_of
from models.plan_values import AllOf, Group, PlanFile, Product, Reporting
from models.plan_yaml import Section
from models.words import Region, UnitKind

TOP = ("plan", "reporting", "headings", "groups", "tasks", "indicators")
DOCUMENT = ("code", "title", "document", "issued_on", "issued_by", "year", "legal_basis", "previous_plan")
PLAN = (*DOCUMENT, "focal_unit", "superior_unit", "focal_unit_owes_plan")
REPORTING = ("from", "to", "cut_off", "basis")
GROUP = ("key", "name", "also_written", "units", "all_of", "groups", "exclude", "chosen_later", "note")
ALL_OF = ("kind", "region", "as_of")
EARLIEST = 1976
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def plan_of(top: Section, *, name: str) -> PlanFile:
    """The whole file; what is wrong with a part is noted in `top.problems`."""
    head = _part(top, "plan", PLAN)
    issued_on = head.day("issued_on", required=True) or date.min
    year = _year(head, issued_on)
    headings = top.section("headings", where="headings")
    tasks = tasks_of(top, year=year or max(issued_on.year, EARLIEST))
    if any(task.product is Product.UNIT_PLAN for task in tasks) and not head.has("focal_unit_owes_plan"):
        head.missing("focal_unit_owes_plan", right="true (đơn vị đầu mối cũng lập kế hoạch) hoặc false")
    return PlanFile(
        name=name,
        code=_code(head),
        title=head.text("title", right="tên kế hoạch, viết như trong văn bản"),
        document=head.text("document", right="số, ký hiệu văn bản, ví dụ 762/QĐ-BCA-V03"),
        issued_on=issued_on,
        issued_by=head.text("issued_by"),
        year=year,
        legal_basis=plain(head.texts("legal_basis")),
        focal_unit=head.written("focal_unit", right="tên hoặc mã đơn vị đầu mối"),
        superior_unit=head.text("superior_unit"),
        previous_plan=head.text("previous_plan"),
        focal_unit_owes_plan=head.flag("focal_unit_owes_plan", default=True),
        reporting=_reporting(top.section("reporting", fields=REPORTING)),
        headings={code: headings.text(code) for code in headings.found} if headings else {},
        groups=tuple(_group(part) for part in top.sections("groups", fields=GROUP, named_by="key")),
        tasks=tasks,
        indicators=indicators_of(top),
    )


def _part(top: Section, name: str, fields: Iterable[str]) -> Section:
    part = top.section(name, fields=fields)
    if part is None:
        if not top.has(name):
            top.missing(name, right=f"phần {name} với các trường {', '.join(fields)}")
        silent = Section(node=top.node, where=name, problems=[], fields=())
        silent.found = {}
        return silent
    return part


def _year(head: Section, issued_on: date) -> int:
    year = head.number("year", low=EARLIEST, high=2100, right="năm của kế hoạch, ví dụ 2024")
    if year and issued_on > date.min and abs(issued_on.year - year) > 1:
        head.wrong("year", f"năm {year} cách xa ngày ban hành {_vn(issued_on)}; kiểm tra lại cả hai")
    return year


def _code(head: Section) -> str:
    right = "mã ngắn của kế hoạch bằng chữ thường không dấu, chữ số, gạch ngang, ví dụ pbgdpl-2024"
    code = head.text("code", right=right)
    if code and not CODE.fullmatch(code):
        head.wrong("code", f"“{code}” không dùng được; cần {right}")
    return code


def _reporting(part: Section | None) -> Reporting | None:
    if part is None:
        return None
    starts, ends = part.day("from", required=True), part.day("to", required=True)
    cut_off = part.day("cut_off") or ends
    if starts is None or ends is None or cut_off is None:
        return None
    if starts > ends:
        part.wrong(
            "to", f"kỳ báo cáo kết thúc ({_vn(ends)}) trước ngày bắt đầu; cần ngày từ {_vn(starts)} trở đi"
        )
    elif not starts <= cut_off <= ends:
        part.wrong("cut_off", f"ngày chốt số liệu nằm ngoài kỳ; cần ngày từ {_vn(starts)} đến {_vn(ends)}")
    return Reporting(starts_on=starts, ends_on=ends, cut_off=cut_off, basis=part.text("basis"))


def _group(part: Section) -> Group:
    return Group(
        key=part.text("key", right="mã ngắn của nhóm, ví dụ congan-dvdp"),
        name=part.written("name", right="tên nhóm, viết như trong văn bản"),
        aliases=part.texts("also_written"),
        units=part.texts("units"),
        all_of=tuple(_all_of(each) for each in part.sections("all_of", fields=ALL_OF, named_by="kind")),
        groups=part.texts("groups"),
        exclude=part.texts("exclude"),
        chosen_later=part.text("chosen_later"),
        note=part.text("note"),
        line=part.line,
    )


def _all_of(part: Section) -> AllOf:
    part.text("kind", right="loại đơn vị: department, province hoặc other")
    kind = part.word("kind", UnitKind, default=UnitKind.OTHER)
    assert kind is not None
    return AllOf(kind=kind, region=part.word("region", Region), as_of=part.day("as_of"), line=part.line)


def _vn(day: date) -> str:
    return f"{day:%d/%m/%Y}"

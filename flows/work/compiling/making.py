"""A report is compiled: written into files, kept with what it was made from, handed to the officer."""

from dataclasses import dataclass

from sqlmodel import Session

from flows.work.audit import audit
from flows.work.files.handing_out import Paper, hand_out_all
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.compilation import Compiled
from models.store.compilations import compilation_before, compilation_of_run
from models.tables import Compilation, Plan
from models.words import Authority
from templates.letters.report import report, submission
from templates.report_changes import told
from templates.report_facts import ReportFacts
from templates.report_words import subject
from templates.words_vi import lowered, plain_day
from templates.workbooks.render import MEDIA_TYPE
from templates.workbooks.report import report_workbook

from .facts import Order, report_facts
from .gathering import gather
from .keeping import as_content, from_content
from .steps import add_steps
from .wish import Wish


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """One compiling that is kept."""

    id: int
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A compiling that is ready to be kept: reading and writing papers takes long, keeping it does not."""

    wish: Wish
    by: str
    compiled: Compiled
    earlier: int | None  # the compiling it is compared with
    facts: ReportFacts
    papers: tuple[Paper, ...]


def compile_report(session: Session, *, wish: Wish, run: str, by: str, files: Files, world: World) -> Made:
    """Compile and say so in a sentence; a run tried again finds what it made. Raises RefusedError."""
    if made := made_by(session, run=run):
        return made
    prepared = prepare(session, wish=wish, by=by, world=world)
    return keep(session, prepared=prepared, run=run, files=files, world=world)


def prepare(session: Session, *, wish: Wish, by: str, world: World) -> Prepared:
    """Read everything and write the papers; nothing is changed. Raises RefusedError."""
    plan = session.get_one(Plan, wish.plan_id)
    compiled = gather(session, plan_id=wish.plan_id, known_on=wish.known_on, world=world)
    _refuse_early(compiled, wish)
    order = Order(authority=wish.authority, final=wish.final, by=by, made_at=world.now)
    earlier = compilation_before(session, plan=wish.plan_id)
    before = from_content(earlier.content["compiled"]) if earlier else None
    facts = report_facts(session, plan=plan, compiled=compiled, before=before, order=order, world=world)
    return Prepared(
        wish=wish,
        by=by,
        compiled=compiled,
        earlier=earlier.id if earlier else None,
        facts=facts,
        papers=_papers(facts),
    )


def keep(session: Session, *, prepared: Prepared, run: str, files: Files, world: World) -> Made:
    """Keep what was compiled, hand its papers out, add its steps; once per run. Raises RefusedError."""
    if made := made_by(session, run=run):
        return made
    wish, by = prepared.wish, prepared.by
    plan = session.get_one(Plan, wish.plan_id)
    steps = add_steps(session, plan=plan, steps=wish.steps, by=by, world=world)
    names = _hand_out(session, prepared, files, world)
    sentence = _sentence(prepared.facts, names, steps)
    row = Compilation(
        plan_id=wish.plan_id,
        known_on=wish.known_on,
        final=wish.final,
        content={
            "compiled": as_content(prepared.compiled),
            "authority": wish.authority.value,
            "before": prepared.earlier,
            "sentence": sentence,
        },
        files=names,
        flow_run_id=run,
        compiled_by=by,
        compiled_at=world.now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    audit(
        session,
        world=world,
        by=by,
        action="form:compilation:make",
        subject="compilation",
        subject_id=row.id,
        text=sentence,
        facts={"files": list(names)},
    )
    return Made(id=row.id, sentence=sentence)


def made_by(session: Session, *, run: str) -> Made | None:
    """What this run made before it was cut off; None if it has not yet."""
    row = compilation_of_run(session, run=run) if run else None
    if row is None or row.id is None:
        return None
    return Made(id=row.id, sentence=row.content["sentence"])


def facts_of(session: Session, *, compilation: int, world: World) -> tuple[ReportFacts, tuple[str, ...]]:
    """A compiling that was kept, as it was, and the names of its files."""
    row = session.get_one(Compilation, compilation)
    earlier = session.get(Compilation, row.content["before"]) if row.content["before"] else None
    facts = report_facts(
        session,
        plan=session.get_one(Plan, row.plan_id),
        compiled=from_content(row.content["compiled"]),
        before=from_content(earlier.content["compiled"]) if earlier else None,
        order=Order(
            authority=Authority(row.content["authority"]),
            final=row.final,
            by=row.compiled_by,
            made_at=row.compiled_at,
        ),
        world=world,
    )
    return facts, tuple(row.files)


def _refuse_early(compiled: Compiled, wish: Wish) -> None:
    if wish.final and compiled.last_day is not None and wish.known_on <= compiled.last_day:
        raise RefusedError(
            f"Hạn gửi báo cáo của các đơn vị là hết ngày {plain_day(compiled.last_day)}; bản chính thức chỉ "
            "tổng hợp với số liệu sau ngày đó. Đề nghị chọn «Bản thảo»."
        )


def _papers(facts: ReportFacts) -> tuple[Paper, ...]:
    stem = _stem(facts)
    papers = [
        Paper(content=report(facts), name=f"bao-cao-tong-hop-{stem}.docx"),
        Paper(content=report_workbook(facts), name=f"so-lieu-tong-hop-{stem}.xlsx", media_type=MEDIA_TYPE),
    ]
    if facts.authority is Authority.MINISTRY:
        papers.insert(1, Paper(content=submission(facts), name=f"to-trinh-{stem}.docx"))
    return tuple(papers)


def _hand_out(session: Session, prepared: Prepared, files: Files, world: World) -> dict[str, str]:
    """The files in outgoing/ and in one mail; name -> SHA-256."""
    facts, papers = prepared.facts, prepared.papers
    kind = "báo cáo tổng hợp" if facts.final else "dự thảo báo cáo tổng hợp"
    names = hand_out_all(
        session,
        papers=papers,
        told={"what": kind, "document": lowered(subject(facts)), "units": 0, "note": told(facts.changes)},
        plan_id=prepared.wish.plan_id,
        by=prepared.by,
        files=files,
        world=world,
    )
    return {name: files.keep(one.content) for name, one in zip(names, papers, strict=True)}


def _stem(facts: ReportFacts) -> str:
    """`pbgdpl-2024-2024-12-20-trinh-thu-tuong`: our own words alone."""
    code = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in facts.plan_code)
    whom = "thu-tuong" if facts.authority is Authority.MINISTRY else "lanh-dao-bo"
    kind = "chinh-thuc" if facts.final else "ban-thao"
    return f"{code}-{facts.known_on.isoformat()}-{whom}-{kind}"


def _sentence(facts: ReportFacts, names: dict[str, str], steps: list[str]) -> str:
    kind = "bản chính thức" if facts.final else "bản thảo"
    internal = f" Bước nội bộ: {', '.join(steps)}." if steps else ""
    return (
        f"Đã tổng hợp {kind} báo cáo gửi {facts.reader}: {facts.received}/{facts.expected} đơn vị có báo "
        f"cáo, số liệu của {facts.counted} đơn vị, tính đến hết ngày {plain_day(facts.known_on)}. "
        f"{told(facts.changes)} Tệp trong thư mục outgoing: {', '.join(names)}.{internal}"
    )

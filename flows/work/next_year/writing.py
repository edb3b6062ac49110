"""The file laid where *Triển khai kế hoạch* finds it: whole or not at all, no other overwritten."""

import os
import secrets
from pathlib import Path

from sqlmodel import Session, col, select

from flows.work.audit import audit
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.plan_file import PlanFile, PlanFileError
from models.store.plan_units import plan_units
from models.tables import Audit

from .answering import Answers, check_file, decide, new_file
from .proposing import propose
from .wish import Wish, read_kept

ACTION = "form:plan:next"


def write_next(
    session: Session,
    *,
    wish: Wish,
    answers: Answers,
    folder: Path,
    replace: bool,
    run: str,
    by: str,
    world: World,
) -> str:
    """Write the file of the new plan into `folder`; one sentence. Raises RefusedError: nothing is written."""
    proposal = propose(session, wish=wish, world=world)
    decided = decide(proposal, answers=answers)
    made = new_file(proposal, decided=decided)
    path = folder / name_for(folder, code=proposal.code, year=wish.year)
    plan = check_file(
        made.text,
        name=path.name,
        ladders=frozenset(world.policy.ladders),
        units=plan_units(session, day=decided.new.issued_on),
        decided=decided,
    )
    put_file(path, made.text, replace=replace)
    sentence = _sentence(plan, path.name, known=bool(wish.number))
    audit(
        session,
        world=world,
        by=by,
        action=ACTION,
        subject="plan",
        subject_id=wish.plan_id,
        text=sentence,
        facts={"run": run, "sentence": sentence, "file": path.name, "code": plan.code},
    )
    return sentence


def written_by(session: Session, *, run: str) -> str:
    """What was said when this very run wrote its file; empty if it has not: it may start from the top."""
    rows = session.exec(select(Audit).where(col(Audit.action) == ACTION).order_by(col(Audit.id).desc()))
    return next((str(row.facts["sentence"]) for row in rows if row.facts.get("run") == run), "")


def name_for(folder: Path, *, code: str, year: int) -> str:
    """`2025.yaml`; where a file of that name is of another plan, `<code>.yaml`."""
    usual = folder / f"{year}.yaml"
    return usual.name if not usual.exists() or _code_in(usual) in ("", code) else f"{code}.yaml"


def _code_in(path: Path) -> str:
    try:
        return read_kept(path.read_text("utf-8"), path.name, None).code
    except PlanFileError as error:
        return error.plan.code if error.plan else ""
    except (OSError, UnicodeDecodeError):
        return ""


def differs(path: Path, text: str) -> bool:
    """Whether another file lies there already."""
    return path.exists() and path.read_bytes() != text.encode()


def put_file(path: Path, text: str, *, replace: bool) -> None:
    """Write it whole under another name, then move it there; raises RefusedError before anything is lost."""
    if differs(path, text) and not replace:
        raise RefusedError(
            f"Tệp {path.name} đã có và khác với tệp vừa chuẩn bị; không ghi đè. "
            "Đề nghị đổi tên hoặc xóa tệp đã có, hoặc chọn thay tệp đã có."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    if differs(path, text):
        os.replace(path, _free_name(path))
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.write_text(text, "utf-8", newline="")
    os.replace(draft, path)


def _free_name(path: Path) -> Path:
    """Where the file that is replaced goes: `2025.yaml.cu`, then `2025.yaml.cu2`."""
    names = (path.with_name(f"{path.name}.cu{n or ''}") for n in (0, *range(2, 1_000)))
    return next(one for one in names if not one.exists())


def _sentence(plan: PlanFile, name: str, *, known: bool) -> str:
    fill = "" if known else "Trước khi triển khai, đề nghị điền số, ngày văn bản vào tệp. "
    return (
        f"Đã chuẩn bị Kế hoạch {plan.code}: {len(plan.tasks)} mục, tệp config/plans/{name} "
        f"trong thư mục dữ liệu. {fill}Khi văn bản được ban hành, dùng biểu mẫu «Triển khai kế hoạch»."
    )

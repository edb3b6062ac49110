"""A plan's archive: complete, checkable with any tool, whole or absent; and what verify says of it."""

import csv
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select
from typer.testing import CliRunner

from flows.cli import main
from flows.work.archive.archiving import Archived, archive
from flows.work.archive.names import safe, safe_file
from flows.work.archive.sinks import SUMS, Writer, archive_at, is_safe
from flows.work.archive.verifying import verify
from flows.work.chase.daily import run_day
from flows.work.exports.exporting import Export
from flows.work.files.attaching import attach
from flows.work.files.checking import Checked
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from models.database import connect, snapshot, transaction
from models.store.archived import CONDITIONS
from models.tables import (
    Compilation,
    Folder,
    Message,
    OutgoingLetter,
    Participant,
    PlanRevision,
    SubmissionFile,
    Training,
)
from models.words import (
    Authority,
    FolderKind,
    LetterKind,
    MessageStatus,
    ParticipantStatus,
    Region,
    TrainingStatus,
)
from tests.factories import add_plan, add_task, add_units, moment, world_on
from tests.flows.mailing import send_everything
from tests.flows.put_in import BY, document

ON = date(2024, 3, 20)
PERSON = "Nguyễn Văn Bí Mật"
ODD_NAME = "../../=Báo cáo «đặc biệt» năm 2024.PDF"


@dataclass(frozen=True)
class Plan:
    """A small plan with everything in it, and the store of its files."""

    engine: sa.Engine
    plan_id: int
    files: Files


@pytest.fixture
def plan(engine: sa.Engine, tmp_path: Path) -> Plan:
    """Reminders sent, a document with a file, a letter, a report, a training; beside it another plan."""
    files = Files(data=tmp_path / "data")
    with transaction(engine) as session:
        return set_up(engine, session, files)


def set_up(engine: sa.Engine, session: Session, files: Files) -> Plan:
    add_units(session, "A", "B")
    one, other = add_plan(session), add_plan(session, code="2025")
    assert one.id is not None
    assert other.id is not None
    world = world_on(date(2024, 2, 6))
    due = date(2024, 2, 28)
    ids = add_task(session, plan=one, units=["A", "B"], due=due, world=world)
    others = add_task(session, plan=other, units=["A"], due=date(2024, 9, 30), world=world)
    session.add(
        PlanRevision(plan_id=one.id, number=1, sha256="x", content=b"plan: 2024\n", recorded_at=moment())
    )
    run_day(session, world=world_on(date(2024, 2, 21)))
    send_everything(session, world=world_on(date(2024, 2, 21)))
    came = document(session, ids[0], unit="A", on=date(2024, 2, 22), number="=05/KH-CAT")
    document(session, others[0], unit="A", on=date(2024, 3, 1), number="99/KH-KHAC")
    session.flush()
    content = b"%PDF-1.4 noi dung"
    checked = Checked(name=ODD_NAME, suffix=".pdf", content=content)
    attach(session, submission_id=came, checked=[checked], by=BY, files=files, world=world_on(ON))
    _papers(session, one.id, files)
    _training(session, one.id)
    return Plan(engine=engine, plan_id=one.id, files=files)


def _papers(session: Session, plan_id: int, files: Files) -> None:
    session.add(
        OutgoingLetter(
            plan_id=plan_id,
            kind=LetterKind.CHASING,
            authority=Authority.FOCAL,
            as_of=moment(),
            draft_file=files.keep(b"PK draft"),
            draft_name="cong-van.docx",
            drafted_by=BY,
            drafted_at=moment(),
            letter_number="12/V03-P1",
            letter_date=date(2024, 3, 5),
            signed_file=files.keep(b"%PDF signed"),
            signed_name="cong-van.pdf",
        )
    )
    session.add(
        Compilation(
            plan_id=plan_id,
            known_on=date(2024, 3, 10),
            content={},
            files={"bao-cao.docx": files.keep(b"PK report")},
            compiled_by=BY,
            compiled_at=moment(),
        )
    )


def _training(session: Session, plan_id: int) -> None:
    training = Training(
        public_id="t1",
        plan_id=plan_id,
        serves="II.8.2.a",
        region=Region.NORTH,
        title="Tập huấn khu vực phía Bắc",
        first_day=date(2024, 3, 12),
        last_day=date(2024, 3, 13),
        starts_at=moment().time(),
        ends_at=moment().time(),
        place="Hà Nội",
        host_unit="A",
        capacity=50,
        quota=2,
        nominate_by=date(2024, 3, 1),
        status=TrainingStatus.HELD,
        recorded_by=BY,
        recorded_at=moment(),
    )
    session.add(training)
    session.flush()
    assert training.id is not None
    session.add(
        Participant(
            training_id=training.id,
            unit_id="A",
            name=PERSON,
            phone="0912",
            status=ParticipantStatus.ATTENDED,
            recorded_by=BY,
            recorded_at=moment(),
        )
    )
    session.flush()


def archived(plan: Plan, out: Path) -> Archived:
    with snapshot(plan.engine) as session:
        return archive(session, code="2024", out=out, files=plan.files, world=world_on(ON))


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def rows(folder: Path, table: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "bang" / f"{table}.jsonl").read_text("utf-8").splitlines()]


def test_an_archive_has_everything_of_its_plan_and_nothing_of_another(plan: Plan, tmp_path: Path) -> None:
    made = archived(plan, tmp_path / "luu")
    folder = tmp_path / "luu"
    found = names_in(folder)
    assert made.files == len(found) - 1  # the sums themselves
    assert not made.problems
    assert (folder / "ke-hoach/ban-1.yaml").read_bytes() == b"plan: 2024\n"
    [attached] = [name for name in found if name.startswith("van-ban-den/")]
    assert attached == "van-ban-den/1-05-KH-CAT/1-Bao-cao-dac-biet-nam-2024.pdf"
    assert (folder / attached).read_bytes() == b"%PDF-1.4 noi dung"
    assert {name.split("/", 1)[0] for name in found} == {
        "index.html", SUMS, "bang", "bao-cao", "ke-hoach", "thong-ke", "thu", "van-ban-den", "van-ban-di",
    }  # fmt: skip
    assert sum(name.startswith("van-ban-di/") for name in found) == 2
    with transaction(plan.engine) as session:
        mails = session.exec(select(Message).where(Message.status == MessageStatus.SENT)).all()
        assert {row["id"] for row in rows(folder, "message")} >= {mail.id for mail in mails}
        for mail in mails:
            [path] = (folder / "thu").rglob(f"{mail.id}-*.eml")
            assert path.read_bytes() == mail.content
    assert {row["document_number"] for row in rows(folder, "submission")} == {"=05/KH-CAT"}
    assert {row["plan_id"] for row in rows(folder, "obligation")} == {plan.plan_id}
    assert "99/KH-KHAC" not in (folder / "bang/submission.csv").read_text("utf-8")


def test_each_table_is_there_twice_and_both_say_the_same(plan: Plan, tmp_path: Path) -> None:
    archived(plan, tmp_path / "luu")
    for table in CONDITIONS:
        text = (tmp_path / "luu" / "bang" / f"{table}.csv").read_text("utf-8-sig")
        lines = list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))
        machine = rows(tmp_path / "luu", table)
        assert len(lines) == len(machine)
        assert [str(row.get("id")) for row in machine] == [line.get("id", "None") for line in lines]
        assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line.values())


def test_participants_are_counted_and_not_named_and_contacts_are_no_table(plan: Plan, tmp_path: Path) -> None:
    archived(plan, tmp_path / "luu")
    [person] = rows(tmp_path / "luu", "participant")
    assert person["status"] == "attended"
    for name in names_in(tmp_path / "luu"):
        assert PERSON.encode() not in (tmp_path / "luu" / name).read_bytes()
    assert not (tmp_path / "luu" / "bang" / "contact.csv").exists()
    index = (tmp_path / "luu" / "index.html").read_text("utf-8")
    assert "Chỉ lưu số lượng" in index


def test_the_index_opens_by_itself_links_what_is_there_and_escapes(plan: Plan, tmp_path: Path) -> None:
    with transaction(plan.engine) as session:
        session.exec(select(SubmissionFile)).one().name = "<script>alert(1)</script>.pdf"
    archived(plan, tmp_path / "luu")
    index = (tmp_path / "luu" / "index.html").read_text("utf-8")
    assert "<script" not in index
    assert "http" not in index
    links = [part.split('"', 1)[0] for part in index.split('href="')[1:]]
    assert links
    assert all((tmp_path / "luu" / link).is_file() for link in links)
    assert "12/V03-P1" in index


def test_sha256sum_itself_accepts_the_archive(plan: Plan, tmp_path: Path) -> None:
    archived(plan, tmp_path / "luu")
    command = ["sha256sum", "--strict", "--quiet", "-c", SUMS]
    done = subprocess.run(command, cwd=tmp_path / "luu", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", ["luu", "luu.zip"])
def test_a_fresh_archive_is_verified(plan: Plan, tmp_path: Path, name: str) -> None:
    made = archived(plan, tmp_path / name)
    found = verify(tmp_path / name)
    assert (found.files, found.faults) == (made.files, ())


def test_a_stored_file_that_is_gone_or_changed_is_named_and_the_rest_is_archived(
    plan: Plan, tmp_path: Path
) -> None:
    store = plan.files.data / "files"
    [pdf] = [path for path in store.rglob("*") if path.is_file() and path.read_bytes().startswith(b"%PDF-1")]
    pdf.unlink()
    [draft] = [path for path in store.rglob("*") if path.is_file() and path.read_bytes() == b"PK draft"]
    draft.write_bytes(b"PK other")
    made = archived(plan, tmp_path / "luu")
    assert [problem.split(" (SHA-256")[0] for problem in made.problems] == [
        f"{ODD_NAME}: không còn tệp trong kho",
        "cong-van.docx: nội dung tệp trong kho không khớp mã SHA-256 đã ghi",
    ]
    assert not verify(tmp_path / "luu").faults


@pytest.mark.parametrize("name", ["luu", "luu.zip"])
def test_an_archive_is_never_written_over_another(plan: Plan, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("của ai đó")
    with pytest.raises(RefusedError, match="đã có; đề nghị chọn tên khác"):
        archived(plan, tmp_path / name)
    assert (tmp_path / name).read_text() == "của ai đó"


@pytest.mark.parametrize("name", ["luu", "luu.zip"])
def test_what_fails_half_way_leaves_nothing(tmp_path: Path, name: str) -> None:
    def broken() -> None:
        with archive_at(tmp_path / name) as writer:
            writer.add("a.txt", (b"a",))
            assert not (tmp_path / name).exists()
            raise KeyError("half way")

    with pytest.raises(KeyError):
        broken()
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_plan_is_refused_and_leaves_nothing(plan: Plan, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "luu"
    with snapshot(plan.engine) as session, pytest.raises(RefusedError, match="đang có: 2025, 2024"):
        archive(session, code="1999", out=out, files=plan.files, world=world_on(ON))
    assert not out.parent.exists()


@pytest.mark.parametrize(
    "path", ["../a", "/etc/passwd", "a/../b", "a//b", "", ".hidden", "a/.b", "a\\b", "C:x", "a\nb", "đ", SUMS]
)
def test_no_path_leaves_the_archive(tmp_path: Path, path: str) -> None:
    class Nowhere:
        def write(self, path: str, chunks: object) -> None:
            raise AssertionError(path, chunks)

    with pytest.raises(ValueError, match="not a new, safe path"):
        Writer(sink=Nowhere()).add(path, (b"x",))


@given(st.text(max_size=300))
def test_whatever_a_user_called_a_file_its_name_is_safe(name: str) -> None:
    assert is_safe(safe_file(name, number=7))
    assert is_safe(safe(name))


# What verify says of an archive that somebody touched.


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive, as the writer makes it."""
    folder = tmp_path_factory.mktemp("verify")
    for path in (folder / "luu", folder / "luu.zip"):
        with archive_at(path) as writer:
            for number in range(4):
                writer.add(f"bang/{number}.csv", (f"dòng {number}\n".encode() * 20,))
            writer.add("index.html", (b"<p>",))
    return folder


def copied(untouched: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(untouched / "luu", to)
    return to


def test_untouched_is_unchanged(untouched: Path) -> None:
    assert verify(untouched / "luu").faults == ()
    assert verify(untouched / "luu.zip").faults == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_byte_anywhere_is_found(untouched: Path, tmp_path: Path, data: st.DataObject) -> None:
    folder = copied(untouched, tmp_path / "copy")
    path = data.draw(st.sampled_from(sorted(one for one in folder.rglob("*") if one.is_file())))
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    faults = verify(folder).faults
    assert faults
    if path.name != SUMS:
        assert faults == (f"Tệp {path.relative_to(folder).as_posix()} đã thay đổi.",)


def _linked(folder: Path) -> None:
    (folder / "bang/1.csv").unlink()
    os.symlink("/etc/hosts", folder / "bang/1.csv")


Touch = Callable[[Path], object]
TOUCHED: dict[str, tuple[Touch, list[str]]] = {
    "removed": (lambda f: (f / "bang/1.csv").unlink(), ["Thiếu tệp bang/1.csv."]),
    "added": (
        lambda f: (f / "bang/la.csv").write_text("x"),
        [f"Thừa tệp bang/la.csv: không có trong {SUMS}."],
    ),
    "emptied": (lambda f: (f / "index.html").write_bytes(b""), ["Tệp index.html đã thay đổi."]),
    "longer": (lambda f: (f / "index.html").write_bytes(b"<p> "), ["Tệp index.html đã thay đổi."]),
    "moved": (
        lambda f: (f / "bang/1.csv").rename(f / "bang/9.csv"),
        ["Thiếu tệp bang/1.csv.", f"Thừa tệp bang/9.csv: không có trong {SUMS}."],
    ),
    "link": (
        _linked,
        ["bang/1.csv là liên kết, không phải tệp của lưu trữ.", "Thiếu tệp bang/1.csv."],
    ),
    "escape": (
        lambda f: (f / SUMS).write_text((f / SUMS).read_text() + f"{'0' * 64}  ../../etc/passwd\n"),
        [f"Tệp {SUMS}, dòng 6: không đúng mẫu hoặc đường dẫn không hợp lệ."],
    ),
}


@pytest.mark.parametrize("how", list(TOUCHED))
def test_each_touched_file_has_its_sentence(untouched: Path, tmp_path: Path, how: str) -> None:
    touch, expected = TOUCHED[how]
    folder = copied(untouched, tmp_path / "copy")
    touch(folder)
    assert list(verify(folder).faults) == expected


@pytest.mark.parametrize("name", ["bang/0.csv", "bang/3.csv", "index.html"])
def test_a_zip_whose_content_was_changed_names_the_file(untouched: Path, tmp_path: Path, name: str) -> None:
    content = bytearray((untouched / "luu.zip").read_bytes())
    with zipfile.ZipFile(untouched / "luu.zip") as archive:
        begins = archive.getinfo(name).header_offset
    sizes = int.from_bytes(content[begins + 26 : begins + 28], "little"), content[begins + 28]
    content[begins + 30 + sum(sizes) + 2] ^= 0xFF
    (tmp_path / "hong.zip").write_bytes(content)
    assert verify(tmp_path / "hong.zip").faults == (f"Tệp {name} hỏng, không đọc được.",)


def test_a_zip_with_a_file_more_or_twice_is_told(untouched: Path, tmp_path: Path) -> None:
    shutil.copy(untouched / "luu.zip", tmp_path / "luu.zip")
    with zipfile.ZipFile(tmp_path / "luu.zip", "a") as more:
        more.writestr("bang/la.csv", b"x")
    assert verify(tmp_path / "luu.zip").faults == (f"Thừa tệp bang/la.csv: không có trong {SUMS}.",)
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(tmp_path / "luu.zip", "a") as more,
    ):
        more.writestr("bang/la.csv", b"y")
    assert verify(tmp_path / "luu.zip").faults[0] == "Tệp bang/la.csv có hai lần."


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.zip").write_bytes(b"no zip")
    for path, told in (("empty", "thiếu tệp SHA256SUMS"), ("a.zip", "zip hỏng"), ("none", "không có tệp")):
        with pytest.raises(RefusedError, match=told):
            verify(tmp_path / path)


# The commands.


@pytest.fixture
def folder(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """A data folder with the plan."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(migrated_sqlite, data / "dondoc.sqlite3")
    engine = connect(url=f"sqlite:///{data / 'dondoc.sqlite3'}")
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.EXAMPLE, example_day=ON, created_at=moment()))
        set_up(engine, session, Files(data=data))
    engine.dispose()
    return data


def dondoc(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(word) for word in words])
    return done.exit_code, done.output


@pytest.mark.parametrize("name", ["luu", "luu.zip"])
def test_archive_and_verify_as_typed(folder: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    code, told = dondoc("archive", "--plan", "2024", "--out", out, "--data", folder)
    assert (code, told.endswith(f" files: {out}\n")) == (0, True), told
    assert dondoc("archive", "verify", out)[0] == 0
    code, told = dondoc("archive", "--plan", "2024", "--out", out, "--data", folder)
    assert (code, "đã có; đề nghị chọn tên khác" in told) == (1, True)
    if out.is_dir():
        (out / "index.html").unlink()
        assert dondoc("archive", "verify", out) == (1, "Thiếu tệp index.html.\n")
    code, told = dondoc("archive", "--out", out, "--data", folder)
    assert (code, "say which plan and where" in told) == (1, True)


def test_every_export_as_typed(folder: Path, tmp_path: Path) -> None:
    for what in Export:
        out = tmp_path / f"{what.value}.csv"
        code, told = dondoc("export", what.value, "--plan", "2024", "--csv", "--out", out, "--data", folder)
        assert (code, told.endswith(f" rows: {out}\n")) == (0, True), told
        assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    code, told = dondoc("export", "register", "--plan", "1999", "--out", tmp_path / "x", "--data", folder)
    assert (code, "Không có kế hoạch «1999»" in told) == (1, True)

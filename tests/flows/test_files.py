"""Files that come in: what is taken, what is refused with one sentence, and that nothing gets lost or out."""

import os
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select
from typer.testing import CliRunner

from flows.cli import main
from flows.work.choices import attached_labels
from flows.work.documents.correct import void
from flows.work.documents.record import Entry, record
from flows.work.files.attaching import Attached, attach, attached_to, remove
from flows.work.files.checking import Checked, UnfitFileError, check_content, check_file
from flows.work.files.incoming import names_in, only_name, path_of, put_away
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from models.database import connect, migrate, transaction
from models.tables import Audit, Folder, Plan, SubmissionFile
from models.words import FolderKind, Secrecy
from tests.factories import add_plan, add_task, add_units, moment, world_on
from tests.flows.malformed import FILES, JPG, PDF, PNG, opened, small_docx

TODAY = date(2024, 12, 10)
WORLD = world_on(TODAY)
LARGEST = 25


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A document that was recorded, and the data folder."""

    session: Session
    submission: int
    files: Files
    incoming: Path

    def lay(self, name: str, content: bytes) -> Path:
        """A file in incoming/."""
        path = self.incoming / name
        path.write_bytes(content)
        return path

    def attach(self, *names: str) -> Attached:
        """As the form does it."""
        checked = [check_file(path_of(name, incoming=self.incoming), largest_mb=LARGEST) for name in names]
        return attach(
            self.session,
            submission_id=self.submission,
            checked=checked,
            by="Cán bộ 1",
            files=self.files,
            world=WORLD,
        )

    def stored(self) -> list[Path]:
        """Whatever lies in files/."""
        return [path for path in (self.files.data / "files").rglob("*") if path.is_file()]


def recorded(session: Session, *, secrecy: Secrecy = Secrecy.NORMAL, unit: str = "CA02") -> int:
    """An annual report of the unit."""
    plan = session.exec(select(Plan.id)).one()
    assert plan is not None
    entry = Entry(
        unit=unit,
        tasks=((plan, "III.3.b", ""),),
        number=f"105/BC-{unit}",
        issued_on=date(2024, 12, 9),
        arrived_on=TODAY,
        secrecy=secrecy,
    )
    return record(session, entry=entry, by="Cán bộ 1", world=WORLD).submission_id


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        add_units(session, "CA02", "CA04")
        plan = add_plan(session)
        add_task(
            session,
            plan=plan,
            units=["CA02", "CA04"],
            due=date(2024, 12, 14),
            world=world_on(date(2024, 2, 6)),
            code="III.3.b",
            annual_report=True,
        )
        yield session


@pytest.fixture
def desk(session: Session, tmp_path: Path) -> Desk:
    (tmp_path / "incoming").mkdir()
    files = Files(data=tmp_path)
    return Desk(session=session, submission=recorded(session), files=files, incoming=tmp_path / "incoming")


TAKEN = [
    ("bao-cao.pdf", PDF, "application/pdf"),
    (
        "Báo cáo năm 2024.DOCX",
        small_docx(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("thuyet-minh.odt", opened("text"), "application/vnd.oasis.opendocument.text"),
    ("bang.ods", opened("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
    ("trang-1.png", PNG, "image/png"),
    ("trang-2.jpeg", JPG, "image/jpeg"),
]


@pytest.mark.parametrize(("name", "content", "media_type"), TAKEN)
def test_what_a_file_is_comes_from_its_bytes(name: str, content: bytes, media_type: str) -> None:
    checked = check_content(content, name=name, largest_mb=LARGEST)
    assert (checked.name, checked.media_type) == (name, media_type)


@pytest.mark.parametrize(("name", "content", "sentence"), FILES, ids=[name for name, _, _ in FILES])
def test_a_malformed_file_is_refused_with_its_sentence(
    name: str, content: Callable[[], bytes], sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(RefusedError) as caught:
        check_file(path, largest_mb=LARGEST)
    assert str(caught.value) == f"{name}: {sentence}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_looking_at_malformed_files_takes_little_memory_and_stores_nothing(desk: Desk) -> None:
    """A file that takes 40 MB once unpacked, or 50 MB as it lies there, never is in memory."""
    for name, content, _ in FILES:
        desk.lay(name, content())
    tracemalloc.start()
    try:
        for name, _, _ in FILES:
            with pytest.raises(RefusedError):
                desk.attach(name)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000, f"{peak:,} bytes"
    assert desk.stored() == []
    assert desk.session.exec(select(SubmissionFile)).all() == []
    assert len(names_in(desk.incoming)) == len(FILES), "all still lie where they were"


def test_one_bad_file_among_good_ones_stops_all_of_them(desk: Desk) -> None:
    desk.lay("bao-cao.pdf", PDF)
    desk.lay("tep.rar", b"Rar!\x1a\7\1\0")
    with pytest.raises(UnfitFileError, match=r"^tep.rar: là tệp nén"):
        desk.attach("bao-cao.pdf", "tep.rar")
    assert desk.stored() == []


def test_attached_files_are_kept_by_content_and_told(desk: Desk) -> None:
    desk.lay("Báo cáo.pdf", PDF)
    desk.lay("biểu.docx", small_docx())
    done = desk.attach("Báo cáo.pdf", "biểu.docx")
    document = "văn bản số 105/BC-CA02 của Công an tỉnh CA02"
    assert done.sentence == f"Đã đính kèm 2 tệp vào {document}: Báo cáo.pdf, biểu.docx."
    rows = attached_to(desk.session, submission_id=desk.submission)
    assert [(row.name, row.size, desk.files.read(row.sha256)) for row in rows] == [
        ("Báo cáo.pdf", len(PDF), PDF),
        ("biểu.docx", len(small_docx()), small_docx()),
    ]
    told = [row.text for row in desk.session.exec(select(Audit)) if row.action == "form:submission:attach"]
    assert told == [done.sentence]


def test_the_same_file_twice_on_one_document_is_said_and_not_doubled(desk: Desk) -> None:
    desk.lay("a.pdf", PDF)
    desk.lay("b.pdf", PDF)
    document = "văn bản số 105/BC-CA02 của Công an tỉnh CA02"
    assert desk.attach("a.pdf", "b.pdf").sentence == (
        f"Đã đính kèm 1 tệp vào {document}: a.pdf; đã đính kèm vào {document} từ trước, không ghi lại: b.pdf."
    )
    assert desk.attach("a.pdf").sentence == f"Đã đính kèm vào {document} từ trước, không ghi lại: a.pdf."
    assert len(attached_to(desk.session, submission_id=desk.submission)) == 1


def test_a_removed_file_is_off_the_document_and_may_come_again(desk: Desk) -> None:
    desk.lay("a.pdf", PDF)
    desk.attach("a.pdf")
    [(_, file_id)] = attached_labels(desk.session).values()
    with pytest.raises(RefusedError, match="Thiếu lý do gỡ tệp"):
        remove(desk.session, file_id=file_id, reason=" ", by="Cán bộ 1", world=WORLD)
    told = remove(desk.session, file_id=file_id, reason="nhầm đơn vị", by="Cán bộ 1", world=WORLD)
    assert told.endswith("khỏi văn bản số 105/BC-CA02 của Công an tỉnh CA02; lý do: nhầm đơn vị.")
    assert attached_labels(desk.session) == {}
    with pytest.raises(RefusedError, match="Không có tệp đính kèm"):
        remove(desk.session, file_id=file_id, reason="lại", by="Cán bộ 1", world=WORLD)
    assert desk.attach("a.pdf").added == ("a.pdf",)


@pytest.mark.parametrize("secrecy", [one for one in Secrecy if one is not Secrecy.NORMAL])
def test_a_secret_document_takes_no_file(desk: Desk, secrecy: Secrecy) -> None:
    secret = recorded(desk.session, secrecy=secrecy, unit="CA04")
    checked = [Checked(name="a.pdf", suffix=".pdf", content=PDF)]
    with pytest.raises(RefusedError, match="có độ mật nên hệ thống chỉ lưu số và ngày, không nhận tệp"):
        attach(
            desk.session, submission_id=secret, checked=checked, by="Cán bộ 1", files=desk.files, world=WORLD
        )
    assert desk.stored() == []


def test_a_voided_or_unknown_document_takes_no_file(desk: Desk) -> None:
    void(desk.session, submission_id=desk.submission, reason="nhầm", by="Cán bộ 1", world=WORLD)
    desk.lay("a.pdf", PDF)
    for submission in (desk.submission, 999):
        with pytest.raises(RefusedError, match="đề nghị chọn lại văn bản"):
            attach(
                desk.session,
                submission_id=submission,
                checked=[check_file(desk.incoming / "a.pdf", largest_mb=LARGEST)],
                by="Cán bộ 1",
                files=desk.files,
                world=WORLD,
            )


def test_only_plain_files_of_the_folder_are_offered_and_reached(desk: Desk) -> None:
    desk.lay("Báo cáo.pdf", PDF)
    desk.lay(".an.pdf", PDF)
    (desk.incoming / "thư mục").mkdir()
    outside = desk.files.data / "dondoc.sqlite3"
    outside.write_bytes(PDF)
    (desk.incoming / "lien-ket.pdf").symlink_to(outside)
    assert names_in(desk.incoming) == ["Báo cáo.pdf"]
    for name in ("../dondoc.sqlite3", str(outside), "lien-ket.pdf", "thư mục", ".an.pdf", ""):
        with pytest.raises(RefusedError, match="trong thư mục incoming"):
            path_of(name, incoming=desk.incoming)
    with pytest.raises(UnfitFileError, match="là liên kết"):
        check_file(desk.incoming / "lien-ket.pdf", largest_mb=LARGEST)


def test_a_pipe_in_place_of_a_file_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong.pdf")
    with pytest.raises(UnfitFileError, match="không phải là tệp thường"):
        check_file(tmp_path / "ong.pdf", largest_mb=LARGEST)


def test_a_name_that_nobody_can_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="Tên tệp có chỗ xuống dòng"):
        check_content(PDF, name="bao\ncao.pdf", largest_mb=LARGEST)


def test_a_taken_file_leaves_the_list_and_a_crash_before_that_loses_nothing(desk: Desk) -> None:
    """Crash between commit and move: the file still lies there, is recognised, and moves the next time."""
    path = desk.lay("a.pdf", PDF)
    desk.attach("a.pdf")
    assert names_in(desk.incoming) == ["a.pdf"]
    again = check_file(path, largest_mb=LARGEST)
    assert desk.attach("a.pdf").known == ("a.pdf",)
    assert put_away(path, incoming=desk.incoming, sha256_taken=again.sha256)
    assert names_in(desk.incoming) == []
    assert (desk.incoming / "da-nhan" / "a.pdf").read_bytes() == PDF


def test_a_file_that_took_the_place_of_a_taken_one_is_not_moved_away(desk: Desk) -> None:
    path = desk.lay("a.pdf", PDF)
    taken = check_file(path, largest_mb=LARGEST)
    path.write_bytes(PDF + b"%%EOF")
    assert not put_away(path, incoming=desk.incoming, sha256_taken=taken.sha256)
    assert names_in(desk.incoming) == ["a.pdf"]


def test_names_in_the_folder_of_taken_files_do_not_collide(desk: Desk) -> None:
    for _ in range(2):
        path = desk.lay("a.pdf", PDF)
        put_away(path, incoming=desk.incoming, sha256_taken=check_file(path, largest_mb=LARGEST).sha256)
    assert sorted(one.name for one in (desk.incoming / "da-nhan").iterdir()) == ["a-2.pdf", "a.pdf"]


def test_the_commands_attach_list_and_remove(tmp_path: Path) -> None:
    engine = connect(url=f"sqlite:///{tmp_path / 'dondoc.sqlite3'}")
    migrate(engine)
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.EXAMPLE, example_day=TODAY, created_at=moment()))
        add_units(session, "CA02")
        add_task(
            session,
            plan=add_plan(session),
            units=["CA02"],
            due=date(2024, 12, 14),
            world=world_on(date(2024, 2, 6)),
            code="III.3.b",
        )
        document = recorded(session)
    engine.dispose()
    (tmp_path / "incoming").mkdir()
    path = tmp_path / "incoming" / "a.pdf"
    path.write_bytes(PDF)

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["file", *words, "--data", str(tmp_path)])
        return done.exit_code, done.output

    assert run("list") == (0, "a.pdf\n")
    assert run("attach", str(document), str(path), "--by", "Cán bộ 1")[0] == 0
    assert run("list", "--all") == (0, "[đã đính kèm] a.pdf · 105/BC-CA02 · #1\n")
    assert run("attach", "99", str(path), "--by", "Cán bộ 1")[0] == 1
    assert run("remove", "1", "--by", "Cán bộ 1", "--reason", "nhầm")[0] == 0
    assert run("list", "--all") == (0, "")


def test_a_form_that_names_no_file_means_the_only_one_there_is(tmp_path: Path) -> None:
    """None, or several: the person has to say which."""
    with pytest.raises(RefusedError, match="thư mục incoming đang trống"):
        only_name(tmp_path)
    (tmp_path / "bao-cao.pdf").touch()
    (tmp_path / ".an").touch()
    assert only_name(tmp_path) == "bao-cao.pdf"
    (tmp_path / "phu-luc.pdf").touch()
    with pytest.raises(RefusedError, match="thư mục incoming đang có 02 tệp"):
        only_name(tmp_path)

"""What came in and went out under a plan, with its files, as an archive lays them out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from flows.clock import day_of
from flows.work.files.store import Files
from flows.work.plans.closing import LETTERS
from models.store.archived import archived_rows, revisions, sent_mails
from models.words import ParticipantStatus, Secrecy
from templates.archive.facts import DocumentLine, FileLine, PaperLine, TrainingLine
from templates.words_vi import plain_day

from .names import safe, safe_file
from .sinks import Writer

GONE = "không còn tệp trong kho"
CHANGED = "nội dung tệp trong kho không khớp mã SHA-256 đã ghi"
SECRECY = {Secrecy.MAT: "Mật", Secrecy.TOI_MAT: "Tối mật", Secrecy.TUYET_MAT: "Tuyệt mật"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Collector:
    """Writes one plan's papers, subject by subject; each says what it wrote."""

    session: Session
    plan: int
    files: Files
    writer: Writer
    names: Mapping[str, str]  # of units

    def plan_files(self) -> list[FileLine]:
        """The bytes of each revision."""
        return [
            self._bytes(
                f"ke-hoach/ban-{one.number}.yaml", f"Tệp kế hoạch, bản {one.number} (.yaml)", (one.content,)
            )
            for one in revisions(self.session, plan=self.plan)
        ]

    def documents(self) -> list[DocumentLine]:
        """Every recorded document, voided ones too; of classified ones there are no files."""
        attached = defaultdict[int, list[tuple[int, str, str, bool]]](list)
        for row in archived_rows(self.session, table="submission_file", plan=self.plan):
            one = row["id"], row["name"], row["sha256"], row["removed_at"] is not None
            attached[row["submission_id"]].append(one)
        found = []
        for row in archived_rows(self.session, table="submission", plan=self.plan):
            folder = f"van-ban-den/{row['id']}-{safe(row['document_number'], otherwise='khong-so')}"
            found.append(
                DocumentLine(
                    key=row["id"],
                    unit=self.names.get(row["unit_id"], row["unit_id"]),
                    number=row["document_number"],
                    issued_on=row["issued_on"],
                    arrived_on=row["arrived_on"],
                    note=_note(row),
                    files=tuple(self._attached(folder, attached[row["id"]])),
                )
            )
        return found

    def _attached(self, folder: str, found: Iterable[tuple[int, str, str, bool]]) -> Iterator[FileLine]:
        for key, name, digest, removed in found:
            shown = f"{name} (đã gỡ)" if removed else name
            yield self._stored(f"{folder}/{safe_file(name, number=key)}", shown, digest)

    def papers(self) -> list[PaperLine]:
        """Letters with their drafts and signed copies, invitations, compiled reports."""
        return [*self._letters(), *self._invitations(), *self._reports()]

    def _letters(self) -> Iterator[PaperLine]:
        for row in archived_rows(self.session, table="outgoing_letter", plan=self.plan):
            again = f" lần {row['time']}" if row["time"] > 1 else ""
            replaced = " (đã có dự thảo mới thay)" if row["replaced_by"] else ""
            folder = f"van-ban-di/{row['id']}-{safe(LETTERS[row['kind']])}"
            copies = [("du-thao", row["draft_name"], row["draft_file"])]
            copies += [("da-ky", row["signed_name"], row["signed_file"])] if row["signed_file"] else []
            yield PaperLine(
                what=f"{LETTERS[row['kind']]}{again}{replaced}",
                number=row["letter_number"],
                day=row["letter_date"],
                files=tuple(
                    self._stored(f"{folder}/{what}-{safe_file(name, number=row['id'])}", name, digest)
                    for what, name, digest in copies
                ),
            )

    def _invitations(self) -> Iterator[PaperLine]:
        for row in archived_rows(self.session, table="training", plan=self.plan):
            if row["letter_number"]:
                path = (
                    f"van-ban-di/tap-huan-{row['id']}/{safe_file(row['letter_file_name'], number=row['id'])}"
                )
                signed = row["letter_file"], row["letter_file_name"]
                yield PaperLine(
                    what=f"Giấy mời: {row['title']}",
                    number=row["letter_number"],
                    day=row["letter_date"],
                    files=(self._stored(path, signed[1], signed[0]),) if signed[0] else (),
                )

    def _reports(self) -> Iterator[PaperLine]:
        for row in archived_rows(self.session, table="compilation", plan=self.plan):
            folder = f"bao-cao/{row['id']}-{row['known_on'].isoformat()}"
            draft = "" if row["final"] else " (bản nháp)"
            yield PaperLine(
                what=f"Tổng hợp báo cáo{draft}, số liệu đến ngày {plain_day(row['known_on'])}",
                number="–",
                day=day_of(row["compiled_at"]),
                files=tuple(
                    self._stored(f"{folder}/{safe_file(name, number=place)}", name, str(digest))
                    for place, (name, digest) in enumerate(row["files"].items(), 1)
                ),
            )

    def trainings(self) -> list[TrainingLine]:
        """Counts; whoever took part is not named."""
        invited, named, came = (defaultdict[int, int](int) for _ in range(3))
        for row in archived_rows(self.session, table="training_invitation", plan=self.plan):
            invited[row["training_id"]] += 1
        for row in archived_rows(self.session, table="participant", plan=self.plan):
            named[row["training_id"]] += row["status"] is not ParticipantStatus.WITHDRAWN
            came[row["training_id"]] += row["status"] is ParticipantStatus.ATTENDED
        return [
            TrainingLine(
                title=row["title"],
                first_day=row["first_day"],
                last_day=row["last_day"],
                place=row["place"],
                invited=invited[row["id"]],
                named=named[row["id"]],
                attended=came[row["id"]],
            )
            for row in archived_rows(self.session, table="training", plan=self.plan)
        ]

    def mails(self) -> int:
        """Each mail as it left, a file; how many."""
        count = 0
        for one in sent_mails(self.session, plan=self.plan):
            path = f"thu/{one.day.isoformat()}/{one.id}-{one.kind.value}-{one.status.value}.eml"
            self.writer.add(path, (one.content or b"",))
            count += 1
        return count

    def _bytes(self, path: str, name: str, chunks: Iterable[bytes]) -> FileLine:
        return FileLine(name=name, path=path, sha256=self.writer.add(path, chunks))

    def _stored(self, path: str, name: str, digest: str) -> FileLine:
        """A file of the store; one that is gone or changed is named, the rest is archived all the same."""
        if not self.files.has(digest):
            return FileLine(name=name, path="", sha256=digest, problem=GONE)
        line = self._bytes(path, name, self.files.chunks(digest))
        if line.sha256 == digest:
            return line
        return FileLine(name=name, path=path, sha256=digest, problem=CHANGED)


def _note(row: Mapping[str, object]) -> str:
    voided = f"Đã hủy ghi nhận: {row['void_reason']}" if row["voided_at"] else ""
    secret = SECRECY.get(row["secrecy"], "") if isinstance(row["secrecy"], Secrecy) else ""
    secret = f"Độ mật: {secret}; chỉ lưu số, ngày" if secret else ""
    return "; ".join(part for part in (voided, secret, str(row["remark"] or "")) if part)

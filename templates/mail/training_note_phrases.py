"""The sentences of notes about a training, shared by text, HTML and subject."""

from collections.abc import Sequence

from models.words import NoteAbout, ParticipantStatus
from templates import training_words as words

from .facts import ParticipantLine, TrainingNoteFacts
from .phrases import named
from .training_phrases import (
    Rows,
    named_training,
    titled,
    to_contact,
    where_and_when,
)

NOTES = {
    NoteAbout.BEFORE: "Sắp tổ chức:",
    NoteAbout.PLACE_FOUND: "Có thêm chỗ:",
    NoteAbout.AFTER: "Kết quả tham dự:",
}
BEFOREHAND = (
    ("Cán bộ của đơn vị trong danh sách dự", (ParticipantStatus.NOMINATED,)),
    ("Cán bộ trong danh sách chờ (khi có chỗ sẽ thông báo)", (ParticipantStatus.WAITING,)),
)
MOVED_UP = (("Cán bộ được chuyển sang danh sách dự", (ParticipantStatus.NOMINATED,)),)
AFTERWARDS = (
    ("Cán bộ đã dự", (ParticipantStatus.ATTENDED,)),
    ("Cán bộ có trong danh sách, chưa dự được", (ParticipantStatus.ABSENT,)),
)

LISTS = {NoteAbout.BEFORE: BEFOREHAND, NoteAbout.PLACE_FOUND: MOVED_UP, NoteAbout.AFTER: AFTERWARDS}


def subject(facts: TrainingNoteFacts) -> str:
    """`[Tập huấn] Sắp tổ chức: Tập huấn …, 10/06 – 11/06/2024`."""
    return f"[Tập huấn] {NOTES[facts.about]} {titled(facts.training)}"


def intro(facts: TrainingNoteFacts) -> str:
    """The opening sentence of a note."""
    training, sender = facts.training, named(facts.sender)
    if facts.about is NoteAbout.BEFORE:
        return f"{sender} trân trọng nhắc đồng chí về lớp tập huấn sắp tổ chức:"
    if facts.about is NoteAbout.PLACE_FOUND:
        return (
            f"{sender} trân trọng thông báo với đồng chí: {named_training(training)} có thêm chỗ, cán bộ "
            "của đơn vị nêu dưới đây được chuyển từ danh sách chờ sang danh sách dự."
        )
    came = any(one.status is ParticipantStatus.ATTENDED for one in facts.people)
    return (
        f"{sender} trân trọng cảm ơn đồng chí và đơn vị đã {'cử cán bộ dự' if came else 'quan tâm đến'} "
        f"{named_training(training)}, tổ chức ngày {words.days(training)} tại {training.place}."
    )


def rows(facts: TrainingNoteFacts) -> Rows:
    """When and where; once it is over nobody needs it."""
    if facts.about is NoteAbout.AFTER:
        return ()
    found = (
        *where_and_when(facts.training),
        ("Giấy mời", words.letter(facts.training.letter_number, facts.training.letter_date)),
    )
    return tuple((label, value) for label, value in found if value)


def lists(facts: TrainingNoteFacts) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who of the unit, under what stands above them; whoever was withdrawn stands nowhere."""
    found = ((head, _people(facts.people, *wanted)) for head, wanted in LISTS[facts.about])
    return tuple((head, names) for head, names in found if names)


def _people(people: Sequence[ParticipantLine], *wanted: ParticipantStatus) -> tuple[str, ...]:
    return tuple(
        f"{one.name}, {one.position}" if one.position else one.name for one in people if one.status in wanted
    )


def asks(facts: TrainingNoteFacts) -> tuple[str, ...]:
    """What the unit is asked, if anything."""
    contact = to_contact(facts.sender)
    if facts.about is not NoteAbout.AFTER:
        return (f"Trường hợp thay người hoặc không dự được, đề nghị báo sớm cho {contact}.",)
    if not _people(facts.people, ParticipantStatus.ABSENT):
        return ()
    return (
        f"Đối với cán bộ chưa dự được, đề nghị đồng chí cho biết lý do, gửi {contact}, để "
        f"{facts.sender.short_name} tổng hợp và thông tin về lớp tập huấn khác nếu có.",
    )

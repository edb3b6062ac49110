"""Words about a training that invitations and notes share."""

from datetime import date

from templates import training_words as words
from templates import words_vi as vi
from templates.training_facts import TrainingFacts

from .facts import Sender

Rows = tuple[tuple[str, str], ...]


def titled(training: TrainingFacts) -> str:
    """`Tập huấn khu vực miền Bắc, 10/06 – 11/06/2024`: the title itself is too long for a subject."""
    return f"Tập huấn khu vực {words.region_name(training.region)}, {words.days(training)}"


def letter(training: TrainingFacts) -> str:
    """`Giấy mời số 35/GM-BCA ngày 10/05/2024`; empty: not numbered."""
    found = words.letter(training.letter_number, training.letter_date)
    return f"Giấy mời {found}" if found else ""


def named_training(training: TrainingFacts) -> str:
    """`lớp tập huấn “…” (Giấy mời số … ngày …)`."""
    quoted = f" ({letter(training)})" if letter(training) else ""
    kind = "lớp" if training.title.lower().startswith("tập huấn") else "lớp tập huấn"
    return f"{kind} “{training.title}”{quoted}"


def plan(training: TrainingFacts) -> str:
    """The plan with number and day."""
    issued = vi.plain_day(training.plan_issued_on)
    return f"{training.plan_title} ({vi.document(training.plan_number)} ngày {issued})"


def nominate_by(training: TrainingFacts) -> str:
    """`chậm nhất ngày 03/06/2024 (thứ Hai)`."""
    day = training.nominate_by
    return f"chậm nhất ngày {vi.plain_day(day)} ({vi.weekday(day)})"


def where_and_when(training: TrainingFacts) -> Rows:
    """What, when, where and at whose."""
    return (
        ("Nội dung", training.title),
        ("Thời gian", words.when(training)),
        ("Địa điểm", training.place),
        ("Đơn vị đăng cai", training.host_name),
    )


def in_time(training: TrainingFacts, *, day: date) -> str:
    """By when a list is asked for; once that has passed, soon."""
    return nominate_by(training) if day <= training.nominate_by else "trong thời gian sớm nhất"


def to_contact(sender: Sender) -> str:
    """Where units answer."""
    phone = f", điện thoại {sender.phone}" if sender.phone else ""
    return f"cán bộ đầu mối {sender.short_name} (hộp thư {sender.reply_to}{phone})"


def practical(training: TrainingFacts) -> tuple[str, ...]:
    """What the coordinator wrote, a line each."""
    return tuple(line.strip() for line in training.practical.splitlines() if line.strip())

"""Rà soát báo cáo: the rounds of one run, and what its answer brings about; each done once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from flows.work.dates import read_day
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.locking import the_locked_row
from models.tables import RecordingRound, Submission
from templates.duty_words import RETURN_REASONS
from templates.words_vi import count

from .review_layout import LaidOut, Layout, Wanted, lay_out
from .reviewing import Returning, accept, refuse_returning, send_back

ELSEWHERE = "đã chuyển sang một lần rà soát khác"
REASONS = {words: code for code, words in RETURN_REASONS.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """One document to be returned, as the form states it."""

    document: str  # label
    reason: str  # in words
    comment: str
    resubmit_by: str  # as typed


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the reviewer decided."""

    accepted: tuple[str, ...] = ()  # labels
    rest: bool = False  # all that is left meets the requirements
    returned: tuple[Returned, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What an answer brought about, a sentence each; `stale` could not be applied any more."""

    accepted: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    left: tuple[str, ...] = ()  # labels that nobody decided over
    again: str = ""  # the answer is wrong: why the form comes back
    answer: Answer = field(default_factory=Answer)

    @property
    def sentence(self) -> str:
        """The whole in one sentence, as the run's name."""
        parts = [
            f"{count(len(self.accepted))} văn bản đạt yêu cầu",
            f"{count(len(self.returned))} văn bản đề nghị bổ sung, hoàn thiện",
        ]
        if self.stale:
            parts.append(f"{count(len(self.stale))} văn bản chưa áp dụng được")
        if self.left:
            parts.append(f"{count(len(self.left))} văn bản để lại")
        return f"Đã rà soát: {', '.join(parts)}."


LAYOUT, EFFECT = TypeAdapter(Layout), TypeAdapter(Effect)


def open_review(
    session: Session, *, run: str, number: int, wanted: Wanted, title: str, world: World
) -> tuple[Layout, Effect | None]:
    """The round as it was first shown, with its effect once it is answered; raises RefusedError."""
    kept = session.get(RecordingRound, (run, number))
    if kept is None:
        layout = lay_out(session, run=run, wanted=wanted, title=title, world=world)
        kept = RecordingRound(flow_run_id=run, number=number, shown=LAYOUT.dump_python(layout, mode="json"))
        session.add(kept)
        session.flush()
    effect = EFFECT.validate_python(kept.effect) if kept.effect is not None else None
    return LAYOUT.validate_python(kept.shown), effect


def answer_review(
    session: Session, *, run: str, number: int, answer: Answer, by: str, world: World
) -> Effect:
    """Apply an answer and keep what came of it; done once, however often it is asked for.

    A wrong answer changes nothing: its effect says why, and the form comes back.
    """
    kept = the_locked_row(session, RecordingRound, (run, number))
    if kept.effect is not None:
        return EFFECT.validate_python(kept.effect)
    layout = LAYOUT.validate_python(kept.shown)
    try:
        accepted, returning = _read(layout, answer, world)
    except RefusedError as refusal:
        effect = Effect(again=str(refusal), answer=answer)
    else:
        effect = _apply(session, layout, accepted, returning, run, by, world)
    kept.effect = EFFECT.dump_python(effect, mode="json")
    session.flush()
    return effect


def reopen(session: Session, *, run: str, number: int, problem: str) -> None:
    """The next round shows the same documents, with the sentence that says what was wrong."""
    kept = session.get_one(RecordingRound, (run, number - 1))
    if session.get(RecordingRound, (run, number)) is None:
        shown = {**kept.shown, "problem": problem}
        session.add(RecordingRound(flow_run_id=run, number=number, shown=shown))
        session.flush()


def _read(
    layout: Layout, answer: Answer, world: World
) -> tuple[list[LaidOut], list[tuple[LaidOut, Returning]]]:
    """The answer as decisions over documents; raises RefusedError with one sentence."""
    known = layout.by_label
    returning = [(_known(known, one.document), _returning(one, world)) for one in answer.returned]
    back = [document.label for document, _ in returning]
    twice = next((label for label in back if back.count(label) > 1 or label in answer.accepted), "")
    if twice:
        raise RefusedError(f"{twice}: được chọn hai lần; đề nghị chỉ chọn một kết quả.")
    ticked = [_known(known, label) for label in dict.fromkeys(answer.accepted)]
    rest = [one for one in layout.documents if answer.rest and one not in ticked and one.label not in back]
    if not (ticked or rest or returning):
        raise RefusedError("Chưa chọn văn bản nào; đề nghị chọn ít nhất một văn bản, hoặc chọn «Dừng lại».")
    return [*ticked, *rest], returning


def _known(known: Mapping[str, LaidOut], label: str) -> LaidOut:
    if label not in known:
        raise RefusedError(f"«{label}» không có trong danh sách rà soát; đề nghị chọn lại.")
    return known[label]


def _returning(one: Returned, world: World) -> Returning:
    if one.reason not in REASONS:
        raise RefusedError(f"{one.document}: đề nghị chọn lý do trong danh sách.")
    returning = Returning(
        reason=REASONS[one.reason],
        comment=one.comment,
        resubmit_by=read_day(one.resubmit_by, field=f"{one.document}, ngày gửi lại"),
    )
    refuse_returning(returning, who=one.document, world=world)
    return returning


def _apply(
    session: Session,
    layout: Layout,
    accepted: Sequence[LaidOut],
    returning: Sequence[tuple[LaidOut, Returning]],
    run: str,
    by: str,
    world: World,
) -> Effect:
    told: dict[str, list[str]] = {"accepted": [], "returned": [], "stale": []}
    decisions = [*((document, None) for document in accepted), *returning]
    for document, why in sorted(
        decisions, key=lambda one: one[0].submission_id
    ):  # one order for all: no deadlock
        _one(session, document, why, told, run, by, world)
    decided = {document.label for document, _ in decisions}
    end_review(session, run=run)
    return Effect(
        accepted=tuple(told["accepted"]),
        returned=tuple(told["returned"]),
        stale=tuple(told["stale"]),
        left=tuple(one.label for one in layout.documents if one.label not in decided),
    )


def _one(
    session: Session,
    document: LaidOut,
    returning: Returning | None,
    told: Mapping[str, list[str]],
    run: str,
    by: str,
    world: World,
) -> None:
    """One decision; what has changed meanwhile is told and stops no other."""
    key = document.submission_id
    try:
        with session.begin_nested():
            row = the_locked_row(session, Submission, key)
            if not row.voided_at and row.review_run not in (run, ""):
                raise RefusedError(f"{document.label}: {ELSEWHERE}.")
            if returning is None:
                told["accepted"].append(accept(session, submission_id=key, by=by, world=world))
            else:
                sentence = send_back(session, submission_id=key, returning=returning, by=by, world=world)
                told["returned"].append(sentence)
    except RefusedError as refusal:
        told["stale"].append(str(refusal))


def end_review(session: Session, *, run: str) -> None:
    """Documents that this run still holds wait for a review again."""
    for row in session.exec(select(Submission).where(col(Submission.review_run) == run)):
        row.review_run = ""
    session.flush()

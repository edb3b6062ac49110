"""Facts about trainings turned into what a template shows."""

from typing import Any

from models.words import InvitationAbout, NoteAbout

from . import invitation_phrases, training_note_phrases
from .facts import InvitationFacts, TrainingNoteFacts
from .training_phrases import practical
from .views import frame


def invitation(facts: InvitationFacts) -> dict[str, Any]:
    """What an invitation, its change or its cancellation shows."""
    answer = invitation_phrases.answer_link(facts)
    cancelled = facts.about is InvitationAbout.CANCEL
    return frame(facts) | {
        "subject": invitation_phrases.subject(facts),
        "recipients": (facts.unit_name,),
        "intro": invitation_phrases.intro(facts),
        "changed": facts.changed,
        "rows": invitation_phrases.rows(facts),
        "practical": () if cancelled else practical(facts.training),
        "asks": invitation_phrases.asks(facts),
        "calendar": invitation_phrases.calendar(facts.about),
        "answer": answer,
        "links": ((1, answer),) if answer else (),
    }


def note(facts: TrainingNoteFacts) -> dict[str, Any]:
    """What a note about a training shows."""
    after = facts.about is NoteAbout.AFTER
    return frame(facts) | {
        "subject": training_note_phrases.subject(facts),
        "recipients": (facts.unit_name,),
        "intro": training_note_phrases.intro(facts),
        "rows": training_note_phrases.rows(facts),
        "lists": training_note_phrases.lists(facts),
        "practical": () if after else practical(facts.training),
        "asks": training_note_phrases.asks(facts),
    }

"""What stands around the text of a paper: head, symbol and signature that belong together."""

from collections.abc import Sequence
from datetime import date

from flows.work.files.store import Files
from flows.work.people.officers import FocalUnit
from flows.work.refusals import RefusedError
from models.rules.authority import OFFICE, House, check_number, head, positions, refuse_mix, symbol
from models.words import Authority, LetterKind
from templates.letters.facts import FrameFacts, HeadFacts, LetterFacts, SignatureFacts
from templates.letters.forms_in_use import LetterFormError
from templates.letters.render import render_letter

AS_ABOVE, KEPT = "Như trên", f"Lưu: VT, {OFFICE}"


def house_of(focal: FocalUnit | None) -> House:
    """The focal unit's names and codes; the superior's code is made of its initials: Bộ Công an, BCA."""
    if focal is None:
        return House(focal="", focal_code="", superior="", superior_code="")
    code = "".join(word[0] for word in focal.superior.split()).upper()
    return House(focal=focal.name, focal_code=focal.code, superior=focal.superior, superior_code=code)


def framed(
    *,
    kind: LetterKind,
    house: House,
    authority: Authority = Authority.FOCAL,
    deputy: bool = False,
    rank: str = "",
    name: str = "",
    place: str = "",
    day: date | None = None,
    number: str = "",
    distribution: Sequence[str] = (AS_ABOVE, KEPT),
) -> FrameFacts:
    """The frame; number, day and name may be open. Raises RefusedError for what does not go together."""
    problem = refuse_mix(kind=kind, authority=authority)
    if number and problem is None:
        problem = check_number(kind=kind, authority=authority, number=number, house=house)
    if problem:
        raise RefusedError(problem)
    over = head(authority=authority, house=house)
    return FrameFacts(
        head=HeadFacts(
            parent=over.parent,
            body=over.body,
            symbol=symbol(kind=kind, authority=authority, house=house),
            number=number,
        ),
        signature=SignatureFacts(
            positions=positions(authority=authority, deputy=deputy, house=house), rank=rank, name=name
        ),
        place=place,
        day=day,
        distribution=tuple(distribution),
    )


def letter(kind: LetterKind, facts: LetterFacts, *, files: Files) -> bytes:
    """The draft, by the installation's template if it has one. Raises RefusedError."""
    try:
        return render_letter(kind, facts, templates=files.letter_forms)
    except LetterFormError as error:
        raise RefusedError(str(error)) from None

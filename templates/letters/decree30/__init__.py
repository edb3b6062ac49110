"""Whether a .docx has the layout of Nghị định 30/2020/NĐ-CP, Annex I: a rule is named after its article."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.words import LetterKind
from templates.letters.reading import read_paper

from . import foot, general, head, text
from .anatomy import Anatomy, anatomy

Rule = Callable[[Anatomy], Iterator[str]]
RULES: tuple[Rule, ...] = (*general.RULES, *head.RULES, *text.RULES, *foot.RULES)
OF_ENCLOSURES: tuple[Rule, ...] = (*general.RULES, *text.ENCLOSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is not as the decree has it, in Vietnamese."""

    rule: str  # ii_4_place_and_day
    text: str

    @property
    def article(self) -> str:
        """`Phụ lục I, mục II.4`."""
        section, number, *_ = self.rule.split("_")
        return f"Phụ lục I, mục {section.upper()}.{number}"

    def __str__(self) -> str:
        return f"{self.article}: {self.text}."


def check(content: bytes, *, kind: LetterKind | None) -> tuple[Problem, ...]:
    """What is wrong, rule by rule; kind None: an enclosure (outline, list) without head and signature.

    Raises ValueError if it is no .docx.
    """
    paper = anatomy(read_paper(content), kind=kind)
    rules = OF_ENCLOSURES if kind is None else RULES
    return tuple(Problem(rule=rule.__name__, text=said) for rule in rules for said in rule(paper))

"""Matching unit names as documents write them: spelling, abbreviations, commas inside names."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

SEPARATOR = " · "
TONES = "\u0300\u0301\u0303\u0309\u0323"
# The older habit marks the first vowel of oa, oe, uy (hòa, thủy), the newer one the second (hoà, thuỷ).
TONE_PLACES = {
    unicodedata.normalize("NFC", first + tone + second): unicodedata.normalize("NFC", first + second + tone)
    for first, second in ("oa", "oe", "uy")
    for tone in TONES
}
ABBREVIATIONS = {
    "ca": "công an",
    "cat": "công an tỉnh",
    "catp": "công an thành phố",
    "tp": "thành phố",
    "tphcm": "thành phố hồ chí minh",
    "hcm": "hồ chí minh",
}
# What names of units begin with, unaccented; the rest is what people search by.
GENERIC = re.compile(r"^(?:cong an thanh pho|cong an tinh|cong an|thanh pho|tinh|cuc) ")
PROVINCIAL = ("công an thành phố", "công an tỉnh")
WORD = re.compile(r"t\s?[./]\s?p\b|[^\W_]+", re.IGNORECASE)
JOINTS = re.compile(r"^(?:[\s,;.:/–-]|và\b)+|(?:[\s,;.:/–-]|\bvà)+$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Names(Mapping[str, str]):
    """Normalised name -> unit id; a name that several units bear is kept apart."""

    ids: Mapping[str, str]
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)  # unit id -> official name
    searched: Mapping[str, str] = field(default_factory=dict)  # unit id -> search key of that name
    longest: int = 0  # words of the longest name

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownName:
    """A text that names no unit, or more than one."""

    text: str
    suggestions: tuple[str, ...] = ()
    shared_by: tuple[str, ...] = ()  # ids of the units that all bear this name

    def __str__(self) -> str:
        if self.shared_by:
            return (
                f"Có nhiều đơn vị cùng tên «{self.text}»; ghi mã định danh: {' hoặc '.join(self.shared_by)}."
            )
        hint = f" Có phải là: {'; '.join(self.suggestions)}?" if self.suggestions else ""
        return f"Không có đơn vị nào tên là «{self.text}».{hint}"


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundNames:
    """The units a text names, in its order and each once, and what is left of the text."""

    units: tuple[str, ...]
    remains: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


@lru_cache(maxsize=2**15)  # an index asks for every name three times
def normalise(text: str) -> str:
    """The key names are compared by: lower case, one tone-mark style, words only, abbreviations in full."""
    return " ".join(word.text for word in _words(_clean(text)))


def unaccented(text: str) -> str:
    """Lower case without diacritics, đ as d: what people type into a search box."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")


def search_key(name: str) -> str:
    """The distinguishing part of a unit's name, unaccented: `ha giang`."""
    return GENERIC.sub("", unaccented(normalise(name)))


def unit_label(name: str) -> str:
    """The dropdown's text for a unit: `Công an tỉnh Hà Giang · ha giang`."""
    return f"{name}{SEPARATOR}{search_key(name)}"


def short_forms(name: str) -> tuple[str, ...]:
    """Other ways to write a provincial police: without `tỉnh`, or by the province's name alone."""
    key = normalise(name)
    for words in PROVINCIAL:
        if key.startswith(words + " "):
            place = key.removeprefix(words).strip()
            return (f"công an {place}", f"{words.removeprefix('công an ')} {place}", place)
    return ()


def names_of(*, units: Iterable[tuple[str, str]], also: Iterable[tuple[str, str]] = ()) -> Names:
    """An index of (unit id, official name) and of (unit id, other name); short forms yield to real names."""
    shown = dict(units)
    written = [*shown.items(), *also]
    bearers = _bearers((unit, normalise(name)) for unit, name in written)
    short = _bearers((unit, form) for unit, name in written for form in short_forms(name))
    bearers = {**short, **bearers}
    return Names(
        ids={key: units[0] for key, units in bearers.items() if len(units) == 1},
        shared={key: units for key, units in bearers.items() if len(units) > 1},
        shown=shown,
        searched={unit: search_key(name) for unit, name in shown.items()},
        longest=max((key.count(" ") + 1 for key in bearers), default=0),
    )


def _bearers(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for unit, key in pairs:
        if key:
            found[key][unit] = None
    return {key: tuple(units) for key, units in found.items()}


def match(text: str, names: Names) -> str | UnknownName:
    """The id of the unit that `text` names exactly, by any of its names; never a guess."""
    key = normalise(text)
    if key in names:
        return names[key]
    shown = " ".join(text.split())
    if key in names.shared:
        return UnknownName(text=shown, shared_by=names.shared[key])
    return UnknownName(text=shown, suggestions=nearest(text, names))


def match_typed(text: str, names: Names) -> str | UnknownName:
    """Like `match`, and also without diacritics if only one unit can be meant: for what people type."""
    found = match(text, names)
    if isinstance(found, str):
        return found
    plain = unaccented(normalise(text))
    meant = {unit for name, unit in names.items() if unaccented(name) == plain}
    return meant.pop() if len(meant) == 1 else found


def nearest(text: str, names: Names) -> tuple[str, ...]:
    """Up to three official names that look like `text`, best first."""
    found = process.extract(search_key(text), names.searched, scorer=fuzz.ratio, limit=3, score_cutoff=70)
    return tuple(names.shown[unit] for _key, _score, unit in found)


def find_all(text: str, names: Names) -> FoundNames:
    """Every unit named in a running text; the longest known name wins, commas split nothing."""
    text = _clean(text)
    words = _words(text)
    taken = _longest_first([word.text for word in words], names)
    found = sorted(taken.items())
    spans = [(words[start].start, words[end - 1].end) for (start, end), _unit in found]
    return FoundNames(
        units=tuple(dict.fromkeys(unit for _span, unit in found)), remains=_remains(text, spans)
    )


def _longest_first(words: Sequence[str], names: Names) -> dict[tuple[int, int], str]:
    taken: dict[tuple[int, int], str] = {}
    free = [True] * len(words)
    for length in range(min(names.longest, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            end = start + length
            unit = names.ids.get(" ".join(words[start:end])) if all(free[start:end]) else None
            if unit is not None:
                taken[start, end] = unit
                free[start:end] = [False] * length
    return taken


def _remains(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    pieces = (text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    bare = (" ".join(JOINTS.sub("", piece).split()) for piece in pieces)
    return tuple(piece for piece in bare if re.search(r"\w", piece))


def _clean(text: str) -> str:
    """NFC without invisible characters; the look-alikes of đ become đ."""
    text = unicodedata.normalize("NFC", text).translate({0xD0: "Đ", 0xF0: "đ", 0x189: "Đ", 0x256: "đ"})
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _words(text: str) -> list[_Word]:
    found = []
    for hit in WORD.finditer(text):
        for part in _expand(hit.group()):
            found.append(_Word(text=part, start=hit.start(), end=hit.end()))
    return found


def _expand(word: str) -> list[str]:
    word = word.casefold()
    if len(word) > 1 and word[0] == "t" and not word.isalnum():
        word = "tp"  # T.P, t/p
    parts = ABBREVIATIONS.get(word, word).split()
    return [part[:-2] + TONE_PLACES.get(part[-2:], part[-2:]) for part in parts]

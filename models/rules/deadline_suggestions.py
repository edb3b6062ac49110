"""What is wrong with a deadline phrase that cannot be read, and the nearest form that can."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from models.rules.deadline_phrases import ImpossibleDayError, read_stretch, spelling_key, stated_year

_LIKE_ENOUGH = 60  # of 100, letters and marks counted apart
_COMPARED = 120  # characters of a phrase that are compared with the model forms
_VOCABULARY = (
    "trước ngày tháng năm quý tuần giờ phút đến hết chậm muộn nhất trong vòng thời hạn gian từ sau khi kể "
    "làm việc hằng hàng định kỳ thường xuyên liên tục cả đầu cuối và những các tiếp theo hoàn thành xong "
    "giai đoạn phát sinh của mỗi không quá yêu cầu"
)
_WORDS = _VOCABULARY.split()
_MODELS = (
    "trước ngày 15/12/{year}",
    "chậm nhất ngày 15/12/{year}",
    "từ ngày 01/03/{year} đến ngày 31/03/{year}",
    "tháng 6/{year}",
    "trước tháng 6/{year}",
    "quý II/{year}",
    "6 tháng đầu năm {year}",
    "cả năm {year}",
    "hằng tháng",
    "hằng quý",
    "hằng năm",
    "trước ngày 25 hằng tháng",
    "trước ngày 15 của tháng cuối quý",
    "định kỳ 6 tháng: trước ngày 15/6 và trước ngày 01/12",
    "20 ngày sau khi kết thúc",
    "05 ngày làm việc kể từ ngày nhận được văn bản",
    "trước 17h00 ngày 15/12/{year}",
    "thường xuyên",
    "khi phát sinh",
    "không nêu thời hạn",
)
_REASONS = (
    (r"\.\.", "còn chỗ trống chưa điền"),
    (r"\b(?P<w>tuần (?:thứ )?\w+) (?:của )?(?:tháng|quý|năm)\b", "“{w}” không chỉ rõ ngày cuối cùng"),
    (
        r"\b(?P<w>(?:đầu|giữa|cuối) (?:tháng|quý|năm)|(?:thượng|trung|hạ) tuần"
        r"|khoảng|dự kiến|dịp|sớm nhất|tết)\b",
        "“{w}” không chỉ rõ ngày cuối cùng",
    ),
    (
        r"(?P<w>[0-9]+ (?:tháng|quý|năm)) (?:sau|kể từ|tính từ)",
        "“{w}” tính từ một sự kiện phải ghi bằng số ngày",
    ),
    (
        r"ngày làm việc (?:sau|kể từ|tính từ|từ).*[0-9]",
        "số ngày làm việc tính từ một ngày đã biết phải ghi thẳng ngày cuối cùng",
    ),
    (r"trước khi|ngày trước", "chưa tính được thời hạn lùi trước một sự kiện"),
    (r"sau khi|kể từ|tính từ", "không có số ngày tính từ sự kiện"),
    (r"(?P<w>(?:hằng|mỗi|định kỳ) (?:tuần|ngày))", "không lập được kỳ hạn “{w}”"),
    (r"(?:hằng|mỗi|6) \w+\b.*\b(?:hằng|mỗi|6 tháng)", "nhiều kỳ hạn trong một nhiệm vụ phải tách riêng"),
    (r"(?:hằng|mỗi) quý", "không rõ ngày ấy thuộc tháng nào của quý"),
    (r"định kỳ", "không rõ bao lâu một kỳ"),
    (r"[0-9] ?(?:h|giờ)(?:[0-9]| |$)", "có giờ nhưng không có ngày"),
    (r"^[^/]*ngày [0-9]{1,2}$", "có ngày nhưng không có tháng"),
    (r"^từ ", "không có ngày kết thúc"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Why a phrase cannot be read, and the readable form nearest to it."""

    reason: str
    instead: str


def mend(text: str, error: ImpossibleDayError, *, plan_year: int, reads: Callable[[str], bool]) -> Trouble:
    """The phrase with the impossible day or period replaced by the nearest that exists."""
    key = spelling_key(text)
    text = text if len(text) == len(key) else key
    at = key.find(error.wrong) if error.wrong else -1
    mended = text[:at] + error.right + text[at + len(error.wrong) :] if at >= 0 else error.right
    instead = next((form for form in (mended, error.right) if reads(form)), None)
    return Trouble(reason=error.reason, instead=_shown(instead or _nearest_model(key, plan_year)))


def explain(text: str, *, plan_year: int, reads: Callable[[str], bool]) -> Trouble:
    """Why no form fits: a misspelt word, something left vague or missing, or simply an unknown form."""
    key = spelling_key(text[:_COMPARED])
    spelled = _spelled(key)
    if spelled != key and reads(spelled):
        wrong = next(a for a, b in zip(key.split(), spelled.split(), strict=True) if a != b)
        return Trouble(reason=f"không nhận ra chữ “{wrong}”", instead=_shown(spelled))
    reason = "không nhận ra cách ghi này"
    for pattern, sentence in _REASONS:
        if found := re.search(pattern, key):
            reason = sentence.format(w=found.groupdict().get("w", ""))
            break
    instead = next((form for form in _clearer(key, plan_year) if reads(form)), None)
    return Trouble(reason=reason, instead=_shown(instead or _nearest_model(key, plan_year)))


def _spelled(key: str) -> str:
    """Each word that deadlines do not use replaced by the one most like it, if any is."""

    def nearest(found: re.Match[str]) -> str:
        word = found[0]
        if word in _WORDS or re.fullmatch("[ivx]+|h|g", word):
            return word
        match = process.extractOne(
            word, _WORDS, scorer=fuzz.ratio, processor=_letters, score_cutoff=_LIKE_ENOUGH
        )
        return match[0] if match else word

    return re.sub(r"[^\W\d_]+", nearest, key)


def _letters(word: str) -> str:
    return unicodedata.normalize("NFD", word)


def _clearer(key: str, plan_year: int) -> Iterator[str]:
    """The phrase with its vague or missing part settled, for a person to confirm."""
    if week := re.fullmatch(r".*?\btuần (?:thứ )?\w+ (?:của )?(?P<period>(?:tháng|quý|năm)\b.*)", key):
        yield week["period"]
    vague = re.fullmatch(r".*?(?P<part>đầu|giữa|cuối) (?P<period>(?:tháng|quý|năm).*)", key)
    if vague and (period := read_stretch(vague["period"], year=plan_year)):
        day = period.first if vague["part"] == "đầu" else period.last
        yield vague["period"] if vague["part"] == "giữa" else f"ngày {day:%d/%m/%Y}"
    year = stated_year(key) or plan_year
    for pattern, instead in (
        (r"^(?:khoảng|dự kiến|sớm nhất) ", ""),
        (r"([12][0-9]{3})-([0-9]{2})-([0-9]{2})", r"\3/\2/\1"),
        (r"^(?:trong )?((tháng|quý) \w+)(?:,| và) (?:tháng |quý )?(?=\w)", r"từ \1 đến \2 "),
        (r"^((?:định kỳ )?hằng quý,? .*ngày [0-9]{1,2})$", r"\1 tháng cuối quý"),
        (r"(?<=/)\.\.+$", str(year)),
        (r"^([0-9]{1,2}-[0-9]{1,2}/[0-9]{4})$", r"tháng \1"),
        (r"(/[0-9]{1,2})$", rf"\1/{year}"),
        (r"ngày ([0-9]{1,2})$", rf"ngày \1/12/{year}"),
        (r"([0-9]{1,2}(?:h| giờ|:)[0-9]*(?: phút)?)$", rf"\1 ngày 15/12/{year}"),
        (r"^(từ .*)$", rf"\1 đến hết năm {year}"),
        (r"(?:,| và) [^0-9]*$", ""),
    ):
        yield re.sub(pattern, instead, key)
    yield re.sub("([0-9]{1,2}) tháng (?=sau|kể từ|tính từ)", lambda found: f"{30 * int(found[1])} ngày ", key)
    words, digits = key.split(), re.findall("[0-9]+", key)
    for count in range(1, len(words)):
        for shorter in (" ".join(words[count:]), " ".join(words[:-count])):
            if re.findall("[0-9]+", shorter) == digits:
                yield shorter


def _shown(form: str) -> str:
    """The form with Roman numerals in capitals."""
    return re.sub(r"(?<=quý )[ivx]+(?:-[ivx]+)?", lambda found: found[0].upper(), form)


def _nearest_model(key: str, plan_year: int) -> str:
    models = [model.format(year=plan_year) for model in _MODELS]
    match = process.extractOne(key[:_COMPARED], models, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    return match[0] if match else models[0]

"""The old year in a plan's titles, lists and comments becomes the new one; laws and periods keep theirs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

FULL_DAY = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/([12][0-9]{3})(?![0-9])")


@dataclass(frozen=True, kw_only=True, slots=True)
class YearWords:
    """What of a text belongs to the old plan: its year, its number, days that it sets itself."""

    old_year: int
    new_year: int
    numbers: Mapping[str, str]  # document number -> the new plan's
    days: Mapping[date, date]

    def moved(self, text: str) -> str:
        """The text for the new year; 56/2023/TT-BTC, 2021 - 2027, days of others stay."""
        for old, new in self.numbers.items():
            text = text.replace(old, new)
        return self._year().sub(str(self.new_year), FULL_DAY.sub(self._day, text))

    def names_a_day(self, text: str) -> bool:
        """The text for the new year; laws (56/2023/TT-BTC), periods (2021 - 2027) stay."""
        return any(int(year) == self.old_year for _, _, year in FULL_DAY.findall(text))

    def is_left(self, text: str) -> bool:
        """Whether the old year still stands in it."""
        return bool(re.search(rf"(?<![0-9]){self.old_year}(?![0-9])", text))

    def _day(self, found: re.Match[str]) -> str:
        try:
            new = self.days.get(date(int(found[3]), int(found[2]), int(found[1])))
        except ValueError:
            new = None
        return f"{new:%d/%m/%Y}" if new else found[0]

    def _year(self) -> re.Pattern[str]:
        """Alone, or after a quarter or month; not in a stretch of years, a full date, a document's number."""
        year = str(self.old_year)
        alone = rf"(?<![0-9/.\-–])(?<![0-9] [-–] ){year}(?![0-9]|[/.\-–][0-9]| [-–] [0-9]|/[^\W\d_])"
        quarter = "(?<=quý [IV1-4]/)|(?<=quý I[IV]/)|(?<=quý III/)"
        after = rf"(?:{quarter}|(?<=tháng [0-9]/)|(?<=tháng [0-9]{{2}}/)){year}(?![0-9])"
        file = rf"(?<=plans/){year}(?=\.yaml)"
        return re.compile(f"{alone}|{after}|{file}", re.IGNORECASE)


def next_code(code: str, *, old_year: int, new_year: int) -> str:
    """`pbgdpl-2024` → `pbgdpl-2025`; a code without its year gets the new one behind it."""
    moved = re.sub(rf"(?<![0-9]){old_year}(?![0-9])", str(new_year), code)
    return moved if moved != code else f"{code}-{new_year}"


def same_day(day: date, *, year: int) -> date:
    """The day of that name in another year; 29/02 becomes the last of February."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)

"""Days with a name whose date is certain: fixed, by rule, or from the calendar of India.

A feast that follows the moon is known only for the years of the table; in any other it is no date.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_FIXED = {
    (1, 1): "new years day|new year day|new year s day|new years|new year|naya saal",
    (1, 26): "republic day",
    (2, 14): "valentines day|valentine day|valentines",
    (3, 8): "womens day",
    (5, 1): "labour day|may day|maharashtra day",
    (8, 15): "independence day|swatantrata diwas",
    (9, 5): "teachers day",
    (10, 2): "gandhi jayanti",
    (10, 31): "halloween",
    (11, 14): "childrens day",
    (12, 24): "christmas eve|xmas eve",
    (12, 25): "christmas day|christmas|xmas day|xmas|x mas|bada din",
    (12, 26): "boxing day",
    (12, 31): "new years eve|new year eve|new year s eve|nye",
}
_BY_MOON = {
    "diwali|deepavali|deepawali|dipawali|divali|dewali": "2019-10-27 2020-11-14 2021-11-04 2022-10-24 "
    "2023-11-12 2024-10-31 2025-10-20 2026-11-08",
    "holi": "2020-03-10 2021-03-29 2022-03-18 2023-03-08 2024-03-25 2025-03-14 2026-03-04",
    "dussehra|dasara|dussera|vijayadashami|vijaya dashami": "2019-10-08 2020-10-25 2021-10-15 2022-10-05 "
    "2023-10-24 2024-10-12 2025-10-02 2026-10-20",
    "raksha bandhan|rakshabandhan|rakhi": "2021-08-22 2022-08-11 2023-08-30 2024-08-19 2025-08-09 2026-08-28",
    "ganesh chaturthi": "2021-09-10 2022-08-31 2023-09-19 2024-09-07 2025-08-27 2026-09-14",
    "dhanteras": "2021-11-02 2023-11-10 2024-10-29 2025-10-18 2026-11-06",
    "onam": "2021-08-21 2022-09-08 2023-08-29 2024-09-15 2025-09-05",
    "eid ul fitr|eid al fitr|eid": "2021-05-14 2022-05-03 2023-04-22 2024-04-11 2025-03-31",
}


@dataclass(frozen=True, slots=True)
class Holiday:
    """A named day; `None` in a year in which nobody here knows its date."""

    on: Callable[[int], date | None]

    def latest(self, today: date, *, before: bool = False) -> date | None:
        """Its last occurrence, today included unless `before`; none if this year's date is not known."""
        this = self.on(today.year)
        if this is None:
            return None
        return this if this < today or (this == today and not before) else self.on(today.year - 1)

    def coming(self, today: date) -> date | None:
        this = self.on(today.year)
        if this is None:
            return None
        return this if this > today else self.on(today.year + 1)


def _fixed(month: int, day: int) -> Holiday:
    return Holiday(lambda year: date(year, month, day))


def _listed(text: str) -> Holiday:
    days = {day.year: day for day in map(date.fromisoformat, text.split())}
    return Holiday(days.get)


def _easter(year: int) -> date:
    """The Gregorian rule in the form of Meeus, Jones and Butcher."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leap, odd = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * odd + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _thanksgiving(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


_BY_RULE: dict[str, Callable[[int], date | None]] = {
    "easter sunday|easter": _easter,
    "good friday": lambda year: _easter(year) - timedelta(days=2),
    "easter monday": lambda year: _easter(year) + timedelta(days=1),
    "thanksgiving day|thanksgiving": _thanksgiving,
    "black friday": lambda year: _thanksgiving(year) + timedelta(days=1),
    "cyber monday": lambda year: _thanksgiving(year) + timedelta(days=4),
}
_ALL = (
    *((names, _fixed(*day)) for day, names in _FIXED.items()),
    *((names, _listed(days)) for names, days in _BY_MOON.items()),
    *((names, Holiday(on)) for names, on in _BY_RULE.items()),
)
_NAMES = {tuple(name.split()): holiday for names, holiday in _ALL for name in names.split("|")}
HOLIDAY_STARTS = frozenset(name[0] for name in _NAMES)
HOLIDAY_WORDS = sorted({word for name in _NAMES for word in name if len(word) >= 6})


def holidays_at(words: list[str], at: int) -> Iterator[tuple[int, Holiday]]:
    """The named days that begin at this word, the longest name first, and where each ends."""
    if words[at] not in HOLIDAY_STARTS:
        return
    for size in (4, 3, 2, 1):
        if (found := _NAMES.get(tuple(words[at : at + size]))) and at + size <= len(words):
            yield at + size, found

"""The words of time, English and Hinglish, and the classes the grammar knows them by."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import OSA

from transactions.questions.numbers import ORDINALS, small_number


def _table(**rows: str) -> dict[str, str]:
    return {word: name for name, words in rows.items() for word in words.split()}


MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTHS = {
    **{name: i for i, name in enumerate(MONTH_NAMES, 1)},
    **{name[:3]: i for i, name in enumerate(MONTH_NAMES, 1)},
    "sept": 9,
    "janwari": 1,
    "farvari": 2,
    "agast": 8,
    "sitambar": 9,
    "aktubar": 10,
    "navambar": 11,
    "disambar": 12,
    "julai": 7,
    "aprail": 4,
}
WEEKDAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS = {
    **{name: i for i, name in enumerate(WEEKDAY_NAMES)},
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "weds": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
    "somvar": 0,
    "somwar": 0,
    "mangalvar": 1,
    "mangalwar": 1,
    "budhvar": 2,
    "budhwar": 2,
    "guruvar": 3,
    "guruwar": 3,
    "shukravar": 4,
    "shukrawar": 4,
    "shanivar": 5,
    "shaniwar": 5,
    "ravivar": 6,
    "raviwar": 6,
    "itwar": 6,
    "itvar": 6,
}
UNITS = _table(
    day="day days din dino dinon",
    week="week weeks wk wks hafte hafta hafton haftey haftay haftey saptah weeks'",
    month="month months mth mths mnth mahine mahina maheene mahino mahinon maheena",
    quarter="quarter quarters qtr qtrs timahi",
    year="year years yr yrs saal saalo sal varsh",
    fortnight="fortnight fortnights",
)
RELATIVES = _table(
    this="this current is iss ongoing running present chalu",
    last="last previous prev past prior preceding lst pichle pichla pichli pichhle pichhla pichhli picchle "
    "gaye gujre guzre beete",
    next="next coming upcoming agle agla agli aane",
)
LITERALS = [
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "aaj",
    "kal",
    "parso",
    "parson",
    "narso",
    "before",
    "after",
    "since",
    "until",
    "between",
    "weekend",
    "weekends",
    "fortnight",
    "financial",
    "fiscal",
    "vitt",
    "assessment",
    "calendar",
    "half",
    "first",
    "second",
    "third",
    "fourth",
    "date",
    "month-to-date",
    "beginning",
    "ending",
    "month's",
]
_FUZZY = {
    word: word
    for word in (
        *MONTH_NAMES,
        *WEEKDAY_NAMES,
        *LITERALS,
        "month",
        "months",
        "quarter",
        "previous",
        "pichle",
        "mahine",
        "hafte",
        "current",
        "january",
    )
    if len(word) >= 5
}
_NEVER = frozenset(
    [
        "mall",
        "call",
        "male",
        "marc",
        "munch",
        "match",
        "mock",
        "patch",
        "today's",
        "days",
        "says",
        "dates",
        "dater",
        "sunday's",
        "orders",
        "birthday",
        "holiday",
        "holidays",
        "rather",
        "father",
        "mother",
        "after",
        "marche",
        "party",
        "sides",
        "wills",
        "where",
        "there",
        "these",
        "those",
        "when",
        "money",
        "monet",
        "month",
        "monthly",
        "weekly",
        "daily",
        "yearly",
        "quarterly",
        "hourly",
        "months",
        "weeks",
        "quarters",
        "marchers",
        "monthlies",
        "current",
        "currency",
        "currently",
        "secondary",
        "firstly",
        "halfway",
        "since",
        "until",
        "friends",
        "paid",
        "past",
        "food",
        "tees",
    ]
)


@lru_cache(maxsize=4096)
def corrected(word: str) -> str:
    """A misspelt word of time as it should be; any other word unchanged."""
    if len(word) < 5 or not word.isalpha() or word in _NEVER or word in UNITS or word in RELATIVES:
        return word
    if word in MONTHS or word in WEEKDAYS or word in ORDINALS:
        return word
    limit = 1 if len(word) <= 6 else 2
    near = [(OSA.distance(word, right, score_cutoff=limit), right) for right in _FUZZY]
    best = min(near, default=(9, word))
    return best[1] if best[0] <= limit and best[1][0] == word[0] else word


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")


def written_date(word: str) -> date | None:
    """2025-10-05, or day first: 5/10/2025, 05.10.25; month first only where day first cannot be."""
    if found := _ISO.fullmatch(word):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(word):
        day, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
        if month > 12:
            day, month = month, day
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_number(word: str) -> int | None:
    digits = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word)
    return int(digits.group(1)) if digits and 1 <= int(digits.group(1)) <= 31 else None


def _year(word: str) -> int | None:
    return int(word) if re.fullmatch(r"(?:19[5-9]|20\d)\d", word) else None


def _two_digits(word: str) -> int | None:
    return int(word) if re.fullmatch(r"\d\d", word) else None


def _ordinal(word: str) -> int | None:
    if word in ORDINALS:
        return ORDINALS[word]
    return _day_number(word) if word[-2:] in ("st", "nd", "rd", "th") else None


def _relative(kind: str) -> Callable[[str], str | None]:
    return lambda word: kind if RELATIVES.get(word) == kind else None


CLASSES: dict[str, Callable[[str], object]] = {
    "NUM": small_number,
    "ORD": _ordinal,
    "DAY": _day_number,
    "ORDDAY": lambda word: _day_number(word) if not word.isdigit() else None,
    "MM": lambda word: int(word) if word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 12 else None,
    "MONTH": MONTHS.get,
    "YEAR": _year,
    "YY": _two_digits,
    "UNIT": UNITS.get,
    "WEEKDAY": WEEKDAYS.get,
    "DATE": written_date,
    "LAST": _relative("last"),
    "THIS": _relative("this"),
    "NEXT": _relative("next"),
}

"""The words of time, English and Hinglish, and the classes the grammar knows them by."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import OSA

from transactions.questions.numbers import ONES, ORDINALS, TENS, small_number
from transactions.questions.periods.holidays import HOLIDAY_STARTS, HOLIDAY_WORDS, holidays_at


def words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _table(**rows: str) -> dict[str, str]:
    return {word: name for name, words in rows.items() for word in words.split()}


MONTH_NAMES = words_of(
    "january february march april may june july august september october november december"
)
MONTHS = {
    **{name: i for i, name in enumerate(MONTH_NAMES, 1)},
    **{name[:3]: i for i, name in enumerate(MONTH_NAMES, 1)},
    **{
        word: i
        for i, words in enumerate(
            (
                "janwari janvari januar enero janvier",
                "farvari farwari feb febr februar febrero",
                "mär märz marzo",
                "aprail abril avril",
                "mai mayo",
                "juni junio juin",
                "julai juli julio juillet",
                "agast agosto août",
                "sept sitambar septiembre septembre",
                "aktubar oktober oktubar octubre octobre",
                "navambar noviembre novembre",
                "disambar dezember diciembre décembre",
            ),
            1,
        )
        for word in words.split()
    },
}
WEEKDAY_NAMES = words_of("monday tuesday wednesday thursday friday saturday sunday")
WEEKDAYS = {
    word: i
    for i, words in enumerate(
        (
            "monday mon somvar somwar montag lundi lunes",
            "tuesday tue tues mangalvar mangalwar dienstag mardi martes",
            "wednesday wed weds budhvar budhwar mittwoch mercredi miércoles",
            "thursday thu thur thurs guruvar guruwar donnerstag jeudi jueves",
            "friday fri shukravar shukrawar freitag vendredi viernes",
            "saturday sat shanivar shaniwar samstag samedi sábado",
            "sunday sun ravivar raviwar itwar itvar sonntag dimanche domingo",
        )
    )
    for word in words.split()
}
UNITS = _table(
    day="day days din dino dinon tag tage tagen",
    week="week weeks wk wks hafte hafta hafton haftey haftay haftey saptah woche wochen semana semanas "
    "semaine semaines",
    month="month months mth mths mnth mnths mo mos mahine mahina maheene mahino mahinon maheena monat monate "
    "monaten mes meses mois",
    quarter="quarter quarters qtr qtrs timahi quartal",
    year="year years yr yrs saal saalo sal varsh jahr jahre jahren año años année lannée lannee",
    fortnight="fortnight fortnights",
)
RELATIVES = _table(
    this="this current is iss ongoing running present chalu diesen diese dieses dieser este esta cette",
    last="last previous prev past prior preceding lst pichle pichla pichli pichhle pichhla pichhli picchle "
    "gaye gujre guzre beete letzten letzte letztes letzter vergangenen pasado pasada pasados dernier "
    "dernière derniere derniers dernières",
    next="next coming upcoming agle agla agli aane",
)
_LETTERS = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
_LITERALS = words_of(
    "today yesterday tomorrow tonight before after since until between weekend weekends fortnight "
    "financial fiscal assessment calendar first second third fourth beginning ending previous pichle "
    "quarter month months mahine hafte current rolling trailing"
)
_FUZZY = sorted(word for word in {*MONTH_NAMES, *WEEKDAY_NAMES, *_LITERALS, *HOLIDAY_WORDS} if len(word) >= 5)
_NEVER = frozenset(
    words_of(
        "mall machine machines call male marc munch match mock patch today's days says dates dater sunday's "
        "orders "
        "birthday holiday holidays rather father mother after marche party sides wills where there these "
        "those when money monet month monthly weekly daily yearly quarterly hourly months weeks quarters "
        "marchers monthlies current currency currently secondary firstly halfway since until friends paid "
        "past food tees trading tailing sending spending vending lending bending"
    )
)
_UNIT_TYPOS = ("day", "days", "week", "weeks", "month", "months", "year", "years", "quarter")


@lru_cache(maxsize=4096)
def corrected(word: str) -> str:
    """A misspelt word of time as it should be; any other word unchanged."""
    if len(word) < 5 or not word.isalpha() or word in _NEVER or _is_known(word):
        return word
    limit = 1 if len(word) <= 6 else 2
    near = [(OSA.distance(word, right, score_cutoff=limit), right) for right in _FUZZY]
    best = min(near, default=(9, word))
    return best[1] if best[0] <= limit and best[1][0] == word[0] else word


def _is_known(word: str) -> bool:
    return any(word in table for table in (UNITS, RELATIVES, MONTHS, WEEKDAYS, ORDINALS))


def corrected_relative(word: str, following: str) -> str:
    """`las month`, `thsi week`: a letter left out or swapped, and only where a unit comes next."""
    if following not in UNITS or not 3 <= len(word) <= 4 or word in RELATIVES:
        return word
    for right in ("last", "this", "next", "past"):
        is_swapped = len(word) == len(right) and sorted(word) == sorted(right)
        if word[0] == right[0] and (
            is_swapped or word in (right[:3], right[0] + right[2:], right[:2] + right[3])
        ):
            return right
    return word


@lru_cache(maxsize=4096)
def corrected_unit(word: str) -> str:
    """`wek`, `moth`: short words are mended only where a unit must stand, after `last` or a number."""
    if len(word) < 3 or not word.isalpha() or word in _NEVER - {"days"} or _is_known(word):
        return word
    near = min((OSA.distance(word, right, score_cutoff=1), right) for right in _UNIT_TYPOS)
    return near[1] if near[0] <= 1 and near[1][0] == word[0] else word


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"(20\d\d)([01]\d)([0-3]\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")


def written_date(word: str) -> date | None:
    """2025-10-05, or day first: 5/10/2025, 05.10.25; month first only where day first cannot be."""
    if found := _ISO.fullmatch(word) or _COMPACT.fullmatch(word):
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


_SUFFIXED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")


def _day_number(word: str) -> int | None:
    digits = _SUFFIXED.fullmatch(word)
    return int(digits.group(1)) if digits and 1 <= int(digits.group(1)) <= 31 else None


def _no_day(word: str) -> int | None:
    """A number where a day should be, but no month has so many."""
    digits = _SUFFIXED.fullmatch(word)
    return int(digits.group(1)) if digits and not 1 <= int(digits.group(1)) <= 31 else None


def _year(word: str) -> int | None:
    return int(word) if re.fullmatch(r"(?:19[5-9]|20\d)\d", word, re.ASCII) else None


def _two_digits(word: str) -> int | None:
    return int(word) if re.fullmatch(r"\d\d", word, re.ASCII) else None


def _ordinal(word: str) -> int | None:
    if word in ORDINALS:
        return ORDINALS[word]
    return _day_number(word) if word[-2:] in ("st", "nd", "rd", "th") else None


def _relative(kind: str) -> Callable[[str], str | None]:
    return lambda word: kind if RELATIVES.get(word) == kind else None


def _fused(word: str) -> tuple[str, str] | None:
    """`lastmonth`, `thisweek`."""
    for size in range(4, len(word) - 1):
        if (kind := RELATIVES.get(word[:size])) and (unit := UNITS.get(word[size:])):
            return kind, unit
    return None


CLASSES: dict[str, Callable[[str], object]] = {
    "N": lambda word: int(word) if word.isdecimal() and len(word) == 1 else None,
    "ORD": _ordinal,
    "DAY": _day_number,
    "NODAY": _no_day,
    "ORDDAY": lambda word: _day_number(word) if not word.isdecimal() else None,
    "MM": lambda word: int(word) if word.isdecimal() and len(word) <= 2 and 1 <= int(word) <= 12 else None,
    "YEAR": _year,
    "YY": _two_digits,
    "GLUED": lambda word: _two_digits(word[1:]) if word[:1] == "'" else None,
    "UNIT": UNITS.get,
    "LETTER": _LETTERS.get,
    "FUSED": _fused,
    "WEEKDAY": WEEKDAYS.get,
    "DATE": written_date,
    "LAST": _relative("last"),
    "THIS": _relative("this"),
    "NEXT": _relative("next"),
}


def _numbers_at(words: list[str], at: int) -> Iterator[tuple[int, int]]:
    """`3`, `three`, `forty five`, `forty-five`."""
    first = words[at]
    ones_at = at + 1 + (words[at + 1 : at + 2] == ["-"])
    if first in TENS and ones_at < len(words) and 1 <= (ones := ONES.get(words[ones_at], 0)) <= 9:
        yield ones_at + 1, int(TENS[first] + ones)
    if (value := small_number(first)) is not None:
        yield at + 1, value


_TEENS = {
    f"{word}th": number
    for number, word in enumerate(
        words_of("thirteen fourteen fifteen sixteen seventeen eighteen nineteen"), 13
    )
}
_SPELT_DAYS = {
    **{word: number for word, number in ORDINALS.items() if word.isalpha()},
    **{word: number for number, word in enumerate(_TEENS, 13)},
    "twentieth": 20,
    "thirtieth": 30,
}


def _spelt_days_at(words: list[str], at: int) -> Iterator[tuple[int, int]]:
    """`fourth`, `twenty first`, `twenty-first`."""
    first = words[at]
    last_at = at + 1 + (words[at + 1 : at + 2] == ["-"])
    if first in ("twenty", "thirty") and last_at < len(words):
        ones = _SPELT_DAYS.get(words[last_at], 0)
        if 1 <= ones <= 9:
            yield last_at + 1, int(TENS[first]) + ones
    if first in _SPELT_DAYS:
        yield at + 1, _SPELT_DAYS[first]


def _months_at(words: list[str], at: int) -> Iterator[tuple[int, int]]:
    """`october`, `oct`, `oct.`"""
    if (month := MONTHS.get(words[at])) is not None:
        yield at + 1, month
        if words[at + 1 : at + 2] == ["."] and len(words[at]) <= 4:
            yield at + 2, month


_FY = [
    tuple(text.split())
    for head in ("financial", "fiscal", "tax", "vitt", "vittiya", "fin", "finance")
    for text in (f"{head} year", f"{head} yr", f"{head} years", f"{head} varsh", f"{head} saal")
] + [("fiscal",), ("fy",), ("fys",), ("f", ".", "y", "."), ("f", ".", "y"), ("f", "y")]
_AY = [("assessment", "year"), ("assessment", "yr"), ("ay",), ("a", ".", "y", "."), ("a", ".", "y")]


def _starts(choices: list[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(choice[0] for choice in choices)


def _phrase_of(choices: list[tuple[str, ...]]) -> Callable[[list[str], int], Iterator[tuple[int, str]]]:
    choices = sorted(choices, key=len, reverse=True)
    firsts = _starts(choices)

    def read(words: list[str], at: int) -> Iterator[tuple[int, str]]:
        if words[at] in firsts:
            for choice in choices:
                if tuple(words[at : at + len(choice)]) == choice:
                    yield at + len(choice), "fy"

    return read


PHRASES: dict[str, Callable[[list[str], int], Iterator[tuple[int, object]]]] = {
    "NUM": _numbers_at,
    "MONTH": _months_at,
    "DAYWORD": _spelt_days_at,
    "HOLIDAY": holidays_at,
    "FY": _phrase_of(_FY),
    "AY": _phrase_of(_AY),
}

# Whether a phrase of several words can begin with this one; the index of patterns asks.
PHRASE_STARTS: dict[str, Callable[[str], bool]] = {
    "NUM": lambda word: word in TENS or small_number(word) is not None,
    "MONTH": MONTHS.__contains__,
    "DAYWORD": lambda word: word in _SPELT_DAYS or word in ("twenty", "thirty"),
    "HOLIDAY": HOLIDAY_STARTS.__contains__,
    "FY": _starts(_FY).__contains__,
    "AY": _starts(_AY).__contains__,
}

"""Dates on papers, in the orders and spellings of many countries, as readers of pictures see them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FIRST_YEAR = 1990
_NAMES = {
    1: "january januar januari jan janvier janv enero ene gennaio gen janeiro jaenner janner",
    2: "february februar februari feb fevrier fevr fev febrero febbraio fevereiro febuari",
    3: "march mar marz maerz maret mac mars marzo marco mrt maart mrz",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mei mayo maggio mag maio",
    6: "june jun juni juin junio giugno giu junho",
    7: "july jul juli julai juillet juil julio luglio lug julho",
    8: "august aug agustus agu ags ogos ogo aout agosto ago",
    9: "september sep sept septembre septiembre settembre set setembro",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out",
    11: "november nov novembre noviembre novembro nopember",
    12: "december dec dezember dez desember des disember dis decembre diciembre dic dicembre dezembro",
}
MONTHS = {name: number for number, names in _NAMES.items() for name in names.split()}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_AFTER = r"(?![.,]\d)(?=\D|$|\d{1,2}\s?:\s?\d{2})"  # a time may be glued to the year
_SEP = r"\s?([-/.])\s?"
_YEAR_FIRST = re.compile(rf"(?<!\d)((?:19|20)\d{{2}}){_SEP}(\d{{1,2}})\s?\2\s?(\d{{1,2}}){_AFTER}")
_NUMBERS = re.compile(rf"(?<!\d)(\d{{1,2}}){_SEP}(\d{{1,2}})\s?\2\s?(\d{{4}}|\d{{2}}){_AFTER}")
_MIXED = re.compile(rf"(?<!\d)(\d{{1,2}})\s?([-/.,])\s?(\d{{1,2}})\s?[-/.,]\s?(\d{{4}}|\d{{2}}){_AFTER}")
_EAST = re.compile(r"((?:19|20)\d{2})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_DAY_NAME = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?(?:st|nd|rd|th|\.|º"
    rf"|°)?[\s\-/.,']*(?:de\s)?({_MONTH})(?![a-z])[\s\-/.,']*(?:de\s)?"
    rf"(\d{{4}}|\d{{2}}){_AFTER}"
)
_NAME_DAY = re.compile(
    rf"(?<![a-z])({_MONTH})(?![a-z])[\s.\-]*(\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:[\s,.\-']+(\d{{4}})|\s?[,'\-]\s?(\d{{2}})){_AFTER}"
)
_YEAR_NAME = re.compile(rf"((?:19|20)\d{{2}})[\s\-/.]*({_MONTH})[\s\-/.]*(\d{{1,2}})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(?:(20\d{2})([01]\d)([0-3]\d)|([0-3]\d)([01]\d)(20\d{2}))(?!\d)")
_MISREAD = re.compile(rf"(?<!\d)([0-3]\d)[/\-.17|]([01]\d)[/\-.17|](20\d{{2}}){_AFTER}")
_DROPPED = re.compile(r"(?<!\d)([0-3]\d)(?:[-/.]([01]\d)|([01]\d)[-/.])(20\d{2})(?!\d)")
_DROPPED_EAST = re.compile(r"(?<!\d)(20\d{2})(?:[-/.]([01]\d)([0-3]\d)|([01]\d)[-/.]([0-3]\d))(?!\d)")
_SPACED = re.compile(r"(?<!\d)([0-3]?\d)\s([01]?\d)\s(20\d{2})(?!\d)")
_LOOKS_LIKE = re.compile(
    r"(?<=\d)[BSZ](?=[\-/.])|(?<=[\d/.\-])[OoQlI|](?=[\d/.\-OoQlI|])|(?<![A-Za-z])[OoQlI|](?=\d[/.\-])"
)
_DIGITS = dict(zip("OoQlI|BSZ", "000111852", strict=True))
_TIME = re.compile(r"\d{1,2}\s?[:.]\s?\d{2}(?:\s?[:.]\s?\d{2})?\s?(?:[ap]\.?m)?|\b(?:[ap]m)\b", re.IGNORECASE)
_LABEL = re.compile(r"date|datum|tarikh|tanggal|\btgl\b|fecha|\bdata\b|\bdt\b|dated|दिनांक|तारीख|дата|日期")
_WRONG = re.compile(
    r"exp|due|valid|until|till\b|before|regist|reg\.? ?date|since|estd|member|return|refund|warranty|"
    r"birth|\bdob\b|next|delivery|hingga|sehingga|sebelum|jatuh tempo|effective|w\.?e\.?f|licen[cs]e"
)


_MISSPELT = (
    *(("0ct", "oct"), ("0kt", "okt"), ("n0v", "nov"), ("5ep", "sep"), ("au9", "aug"), ("0ut", "out")),
    *(("0tt", "ott"), ("n0p", "nop"), ("ag0", "ago"), ("0go", "ogo"), ("ju1", "jul")),
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at `text[start:end]`; `readings` are the days it may mean, the likeliest first."""

    readings: tuple[date, ...]
    start: int
    end: int
    weight: float


def find_dates(text: str, *, today: date, month_first: bool = False) -> list[FoundDate]:
    """Every date of a row. `month_first` reads 03/04 as the Americans do."""
    plain = _plain(text)
    found: list[FoundDate] = []
    for one in _candidates(plain, today, month_first=month_first):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return found


def _plain(text: str) -> str:
    """Lower case, letters that stand for digits as digits; offsets stay."""
    fixed = _LOOKS_LIKE.sub(lambda match: _DIGITS[match[0]], text)
    lowered = fixed.lower()
    for wrong, right in _MISSPELT:
        lowered = lowered.replace(wrong, right)
    lowered = lowered if len(lowered) == len(text) else fixed
    return lowered.translate(str.maketrans("éèûôäüç", "eeuoauc"))


def _candidates(plain: str, today: date, *, month_first: bool) -> Iterator[FoundDate]:
    """The surest spellings first."""
    for match, order, weight in _spelt(plain):
        yield from _found(match, [order], today, weight)
    for pattern, weight in ((_NUMBERS, 0.9), (_MIXED, 0.4)):
        for match in pattern.finditer(plain):
            orders = _orders(match[1], match[3], match[4], month_first=month_first)
            yield from _found(match, orders, today, weight)
    for match, order, weight in _doubtful(plain):
        yield from _found(match, [order], today, weight)


def _spelt(plain: str) -> Iterator[tuple["re.Match[str]", tuple[str, str, str], float]]:
    """Dates that can be read one way only, as (year, month, day)."""
    for pattern, groups in ((_YEAR_FIRST, (1, 3, 4)), (_EAST, (1, 2, 3))):
        for match in pattern.finditer(plain):
            year, month, day = (match[n] for n in groups)
            yield match, (year, month, day), 1.0
    for pattern, groups in ((_DAY_NAME, (3, 2, 1)), (_NAME_DAY, (3, 1, 2)), (_YEAR_NAME, (1, 2, 3))):
        for match in pattern.finditer(plain):
            year, month, day = (match[n] or match[match.lastindex or n] for n in groups)
            yield match, (year, str(MONTHS[month]), day), 1.0


def _doubtful(plain: str) -> Iterator[tuple["re.Match[str]", tuple[str, str, str], float]]:
    for pattern in (_MISREAD, _SPACED):
        for match in pattern.finditer(plain):
            yield match, (match[3], match[2], match[1]), 0.4
    for match in _DROPPED.finditer(plain):
        yield match, (match[4], match[2] or match[3], match[1]), 0.4
    for match in _DROPPED_EAST.finditer(plain):
        yield match, (match[1], match[2] or match[4], match[3] or match[5]), 0.4
    for match in _COMPACT.finditer(plain):
        parts = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
        yield match, parts, 0.2


def _orders(first: str, second: str, third: str, *, month_first: bool) -> list[tuple[str, str, str]]:
    day_month, month_day = (third, second, first), (third, first, second)
    orders = [month_day, day_month] if month_first else [day_month, month_day]
    return [*orders, (first, second, third)] if len(third) == 2 and len(first) == 2 else orders


def _found(
    match: "re.Match[str]", orders: list[tuple[str, str, str]], today: date, weight: float
) -> Iterator[FoundDate]:
    readings = tuple(dict.fromkeys(day for order in orders if (day := _day(*order, today=today))))
    if readings:
        yield FoundDate(readings, match.start(), match.end(), weight)


def _day(year: str, month: str, day: str, *, today: date) -> date | None:
    number = int(year)
    if len(year) == 4 and not FIRST_YEAR <= number <= today.year + 30:
        number = int(year[:2])  # a glued time was read as the end of the year
    number = number + 2000 if number < 100 else number
    try:
        found = date(number, int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= today.year + 30 else None


@dataclass(frozen=True, slots=True)
class PlacedDate:
    """The day a paper was issued, and where it says so: a row's number and offsets in it."""

    value: date
    row: int
    start: int
    end: int
    confidence: float


def issue_date(texts: list[str], *, today: date, month_first: bool = False) -> PlacedDate | None:
    """The day of a receipt or letter: never a day to pay until, an expiry or a registration."""
    placed = [
        (row, one, _score(texts, row, one))
        for row, text in enumerate(texts)
        for one in find_dates(text, today=today, month_first=month_first)
    ]
    past = [(row, one, score) for row, one, score in placed if any(day <= today for day in one.readings)]
    if not past:
        return None
    votes = Counter(day for _row, one, _score in past for day in one.readings)
    sure = Counter(one.readings[0] for _row, one, _score in past if len(one.readings) == 1)
    best_row, best, best_score = max(past, key=lambda each: each[2] - 0.002 * each[0])
    days = [day for day in best.readings if day <= today]
    value = max(days, key=lambda day: (sure[day], votes[day] if sure else 0, -days.index(day)))
    return PlacedDate(value, best_row, best.start, best.end, min(0.98, max(0.2, 0.35 + best_score / 5)))


def _score(texts: list[str], row: int, found: FoundDate) -> float:
    """How likely this is the day of the paper, by what stands around it."""
    text = texts[row].lower()
    before = text[: found.start]
    above = texts[row - 1].lower() if row else ""
    score = 2 * found.weight
    if _LABEL.search(before):
        score += 1.5
    elif _LABEL.search(above) and not re.search(r"\d", above):
        score += 1
    rest = text[: found.start] + " " + text[found.end :]
    if _TIME.search(rest) or re.match(r"\s?\d{1,2}:\d{2}", text[found.end :]):
        score += 1
    if _WRONG.search(before[-30:]) or (_WRONG.search(above) and not before.strip(" :") and len(above) < 30):
        score -= 3
    return score

"""Codes, amounts, numbers with their units, and numbers in words."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistants.gate.facts import Fact, Key, Reading
from assistants.gate.spelled import spelled_numbers
from lumen.common.money import CURRENCIES
from lumen.common.text import fold

_CODE = re.compile(r"(?<![\w])#?(?=[\w./-]*\d)(?=[\w./-]*[^\W\d_])[^\W_][\w]*(?:[-_/.][\w]+)*")
_DIGIT_CODE = re.compile(
    r"#\s?\d+|(?<![\w.,])(?:\d{2,}(?:[-/]\d{2,}){2,4}|\d{3,}[-/]\d{3,}|0\d{2,}|\d{7,})(?![\w%]|[.,]\d)"
)
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|er|ème|eme|º|ª|te|ten|ter|de|ste)", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![\w\x00])(?:\d{1,3}(?:[,.'’\u00a0\u202f ]\d{2,3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?!\d)"
)
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "$": "USD",
    "us$": "USD",
    "a$": "AUD",
    "c$": "CAD",
    "s$": "SGD",
    "r$": "BRL",
    "euro": "EUR",
    "euros": "EUR",
    "dollar": "USD",
    "dollars": "USD",
    "bucks": "USD",
    "pound": "GBP",
    "pounds": "GBP",
    "quid": "GBP",
    "rupee": "INR",
    "rupees": "INR",
    "rs": "INR",
    "rupaye": "INR",
    "rupay": "INR",
    "franken": "CHF",
    "francs": "CHF",
    "reais": "BRL",
    "dolares": "USD",
    "libras": "GBP",
    "dollari": "USD",
    "sterline": "GBP",
}
_UNITS = {
    "minute": "minute minutes min mins minuten minuto minutos minuti minuut",
    "hour": "hour hours hr hrs h stunde stunden std heure heures hora horas ora ore uur uren ghante",
    "day": "day days tag tage tagen jour jours dia dias giorno giorni dag dagen din",
    "week": "week weeks wk wks woche wochen semaine semaines semana semanas settimana settimane weken hafte",
    "month": "month months monat monate monaten mois mes meses mese mesi maand maanden mahine",
    "year": "year years yr yrs jahr jahre jahren an ans annee annees ano anos anno anni jaar saal",
    "%": "% percent prozent pourcent procent percento",
    "kg": "kg kgs kilo kilos kilogram kilograms",
    "g": "g gram grams gramm",
    "lb": "lb lbs",
    "oz": "oz",
    "km": "km kms kilometer kilometers kilometre kilometres",
    "m": "m metre metres meter meters",
    "cm": "cm",
    "mm": "mm",
    "mile": "mile miles mi",
    "l": "l litre litres liter liters",
    "ml": "ml",
    "gb": "gb",
    "mb": "mb",
    "tb": "tb",
    "inch": "inch inches",
    "w": "w watt watts",
    "v": "v volt volts",
    "point": "points point punkte",
    "degree": "°c °f °",
}
_UNIT_OF = {name: unit for unit, names in _UNITS.items() for name in names.split()}
_WORKING = re.compile(
    r"(?:business|working|work|bank|arbeits|werk|trading)[\s-]?|(?:week)(?=days?\b)", re.IGNORECASE
)
_AFTER_WORKING = re.compile(r"\s+(?:ouvrables?|ouvrés?|laborables|hábiles|lavorativi|úteis)", re.IGNORECASE)
_MULTIPLES = {
    "k": 1_000,
    "thousand": 1_000,
    "tausend": 1_000,
    "mille": 1_000,
    "mil": 1_000,
    "million": 1_000_000,
    "millionen": 1_000_000,
    "millions": 1_000_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "crore": 10_000_000,
    "crores": 10_000_000,
}
_TIME_UNITS = "|".join(
    name for unit in ("hour", "day", "week", "month", "year") for name in _UNITS[unit].split()
)
_OFTEN = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
}
_RATE = re.compile(
    r"\s?(?:[€£¥₹$%]|[a-z]{3}|euros?|dollars?|pounds?|rupees?|rupaye|percent)?\s?"
    r"(?:(?:an?|per|each|every|/|pro|im|par|al|a la|por|je)\s?"
    rf"({_TIME_UNITS})|({'|'.join(_OFTEN)}))\b",
    re.IGNORECASE,
)
_WORD_AFTER = re.compile(r"[\s\u00a0-]?\s?(%|°[cf]?|[^\W\d_]+|[€£¥₹$])")
_RANGE_AFTER = re.compile(
    r"\s?(?:[-–—/]|to|bis|à|or|and|und|ou|oder|a|e|o|al|tot|se)\s?(?=\d)", re.IGNORECASE
)
_LONG_DIGITS = 4


def read_codes(reading: Reading) -> None:
    """Note order numbers, part numbers and vouchers: letters with digits, and digits that are no quantity."""
    for match in _CODE.finditer(reading.rest):
        token = match.group().rstrip("./-")
        if not _ORDINAL.fullmatch(token) and not _quantity(token):
            _note_code(reading, match.start(), token)
    for match in _DIGIT_CODE.finditer(reading.rest):
        _note_code(reading, match.start(), match.group())


def _note_code(reading: Reading, start: int, token: str) -> None:
    plain = plain_code(token)
    offers: set[Key] = {("number", plain.lstrip("0") or "0")} if plain.isdigit() else set()
    reading.found("code", start, start + len(token), needs={("code", plain)}, offers=offers)


def is_written(fact: Fact, texts: Sequence[str]) -> bool:
    """Whether a code stands in one of `texts` with other spaces or dashes in it."""
    if fact.kind != "code" or not (plain := plain_code(fact.text)):
        return False
    letters = r"[\s./-]?".join(map(re.escape, plain))
    spaced = re.compile(rf"(?<!\w){letters}(?!\w)", re.IGNORECASE)
    return any(spaced.search(text) for text in texts)


def plain_code(token: str) -> str:
    """`#AB-12 34` as `ab1234`."""
    return re.sub(r"[^\w]|_", "", token).lower()


def _quantity(token: str) -> bool:
    """`5kg`, `10GB`, `3x`: a number with its unit, not a code."""
    match = re.fullmatch(r"\d+(?:[.,]\d+)?-?([^\W\d_]+)", token)
    if not match:
        return False
    word = match[1].lower()
    return (
        word in {"x", "am", "pm"}
        or any(word in known for known in (_UNIT_OF, _MULTIPLES, _SIGNS))
        or word.upper() in CURRENCIES
    )


def read_numbers(reading: Reading) -> None:
    """Note amounts and numbers in digits and in words, each with the unit beside it."""
    places = [
        (match.start(), match.end(), values_of(match.group())) for match in _NUMBER.finditer(reading.rest)
    ]
    places += [
        (found.start, found.end, {Decimal(found.value)})
        for found in spelled_numbers(reading.rest, reading.language)
    ]
    for start, end, values in sorted(places):
        _note(reading, start, end, values)


def _note(reading: Reading, start: int, end: int, values: set[Decimal]) -> None:
    values, end = _multiplied(reading.text, end, values)
    bare: set[Key] = {("number", _plain(value)) for value in values}
    if all(value >= 10**_LONG_DIGITS for value in values):
        bare |= {("code", _plain(value)) for value in values}
    currency = _currency(reading.text, start, end)
    unit = "" if currency else _unit(reading.text, end)
    if currency:
        needs: set[Key] = {("money", _plain(value), currency) for value in values}
    elif unit:
        needs = {("measure", _plain(value), unit) for value in values}
    else:
        needs = bare
    reading.found("number", start, end, needs=needs, offers=bare)
    if rate := _RATE.match(reading.text, end):
        keys: set[Key] = {("rate", _plain(value), _rate_unit(rate)) for value in values}
        reading.found("number", start, rate.end(), needs=keys)


def _rate_unit(rate: re.Match[str]) -> str:
    word = fold(rate[1] or rate[2])
    return _OFTEN.get(word) or _UNIT_OF.get(word, word)


def values_of(written: str) -> set[Decimal]:
    """What digits with separators may mean: `1.250` is both 1250 and 1.25, `1,250.00` only 1250."""
    plain = re.sub(r"['’\u00a0\u202f ]", "", written)
    if "," in plain and "." in plain:
        decimal = max(plain.rfind(","), plain.rfind("."))
        return {Decimal(re.sub(r"[.,]", "", plain[:decimal]) + "." + plain[decimal + 1 :])}
    sign = "," if "," in plain else "." if "." in plain else ""
    if not sign:
        return {Decimal(plain)}
    if plain.count(sign) > 1:
        return {Decimal(plain.replace(sign, ""))}
    if len(plain.partition(sign)[2]) != 3:
        return {Decimal(plain.replace(sign, "."))}
    grouped = Decimal(plain.replace(sign, ""))
    return {grouped} if sign == "," else {grouped, Decimal(plain)}


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _multiplied(text: str, end: int, values: set[Decimal]) -> tuple[set[Decimal], int]:
    match = re.match(r"\s?([^\W\d_]+)\b", text[end:])
    factor = _MULTIPLES.get(match[1].lower()) if match else None
    return ({value * factor for value in values}, end + match.end()) if match and factor else (values, end)


def _currency(text: str, start: int, end: int) -> str:
    """The currency written just before or after a number."""
    before = re.search(
        r"(us\$|[acsr]\$|[€£¥₹$]|\b[a-z]{2,3})[.\s\u00a0]{0,2}[-−]?$",
        text[max(0, start - 6) : start],
        re.IGNORECASE,
    )
    after = _WORD_AFTER.match(text, end)
    for match in (before, after):
        if match:
            word = match[1]
            if word.upper() in CURRENCIES and word.isupper():
                return word.upper()
            if found := _SIGNS.get(fold(word)):
                return found
    return ""


def _unit(text: str, end: int) -> str:
    """The unit after a number, also of the first number of a range: `3 to 5 working days`."""
    ahead = _RANGE_AFTER.match(text, end)
    if ahead and (second := re.compile(r"\d+(?:[.,]\d+)?").match(text, ahead.end())):
        return _unit(text, second.end())
    place = end + len(text[end:]) - len(text[end:].lstrip(" \u00a0-"))
    working = _WORKING.match(text, place)
    match = re.compile(r"(%|°[cf]?|[^\W\d_]+)", re.IGNORECASE).match(
        text, working.end() if working else place
    )
    unit = _UNIT_OF.get(fold(match[1])) if match else None
    if not unit or not match:
        return ""
    return f"working {unit}" if working or _AFTER_WORKING.match(text, match.end()) else unit

"""Dates, weekdays, months, times of day and days counted from today."""

import re

from assistants.gate.facts import Key, Reading
from lumen.common.text import fold

_MONTHS = (
    "january jan januar janvier janv enero ene gennaio gen janeiro januari jaenner",
    "february feb februar fevrier fevr febrero febbraio fevereiro fev februari",
    "march mar maerz marz mars marzo marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dicembre dezembro",
)
_MONTH_OF = {name: i for i, names in enumerate(_MONTHS, 1) for name in names.split()}
_SMALL_ONLY_WITH_DAY = frozenset(
    [
        "may",
        "mar",
        "mai",
        "set",
        "gen",
        "ago",
        "out",
        "dic",
        "mag",
        "mei",
        "mars",
        "march",
        "ene",
        "marco",
        "abr",
        "jan",
        "sep",
        "dez",
    ]
)
_WEEKDAYS = (
    "monday mondays montag montags lundi lunes lunedi maandag segunda-feira somvar",
    "tuesday tuesdays dienstag dienstags mardi martes martedi dinsdag terca-feira mangalvar",
    "wednesday wednesdays mittwoch mittwochs mercredi miercoles mercoledi woensdag quarta-feira budhvar",
    "thursday thursdays donnerstag donnerstags jeudi jueves giovedi donderdag quinta-feira guruvar",
    "friday fridays freitag freitags vendredi viernes venerdi vrijdag sexta-feira shukravar",
    "saturday saturdays samstag samstags sonnabend samedi sabado zaterdag shanivar",
    "sunday sundays sonntag sonntags dimanche domingo domenica zondag ravivar",
)
_WEEKDAY_OF = {name: i for i, names in enumerate(_WEEKDAYS) for name in names.split()}
_SHORT_DAYS = {
    "Mon": 0,
    "Tue": 1,
    "Tues": 1,
    "Wed": 2,
    "Thu": 3,
    "Thur": 3,
    "Thurs": 3,
    "Fri": 4,
    "Sat": 5,
    "Sun": 6,
}
_WORD = r"[^\W\d_]+"
_DAY_MONTH = re.compile(
    rf"(?<![\w.,/])(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?(?:\s+(?:of|de|di))?[\s-]+({_WORD})\.?(?:(?:,|"
    rf"\s+of|\s+de|\s+del)?[\s-]+(\d{{4}}))?(?!\w)",
    re.IGNORECASE,
)
_DAYS_MONTH = re.compile(
    rf"(?<![\w.,/])(\d{{1,2}})(?:st|nd|rd|th|\.)?\s?(?:-|–|to|until|till|and|bis|und|au|et|al|y|e|a|tot|en)\s?"
    rf"(?=\d{{1,2}}(?:st|nd|rd|th|er|\.)?(?:\s+(?:of|de|di))?\s+({_WORD}))",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"\b({_WORD})\.?[\s-]+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?(?:,?[\s-]+(\d{{4}}))?(?![\w:]|[.,]\d|"
    rf"\s?(?:%|am\b|pm\b))",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<![\w-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\w-])")
_NUMERIC = re.compile(r"(?<![\w./-])(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\w/-]|\.\d)")
_MONTH_YEAR = re.compile(rf"\b({_WORD})\.?\s+(?:de\s+|del\s+|of\s+)?((?:19|20)\d\d)\b")
_CLOCK = re.compile(
    r"(?<![\w.,/])(\d{1,2})(?:[:.h](\d{2}))\s*(a\.?m\.?|p\.?m\.?|uhr|h)?(?![\w%]|[.,:]\d)", re.IGNORECASE
)
_HOUR = re.compile(
    r"(?<![\w.,:/])(\d{1,2})\s*(a\.?m\b\.?|p\.?m\b\.?|o['’]clock|uhr\b|baje\b)(?!\w)", re.IGNORECASE
)
_NAMED_TIMES = {
    "noon": 720,
    "midday": 720,
    "midnight": 0,
    "mittag": 720,
    "mitternacht": 0,
    "midi": 720,
    "minuit": 0,
}
_RELATIVE = {
    "en": {
        "day after tomorrow": "+2",
        "tomorrow": "+1",
        "today": "0",
        "tonight": "0",
        "yesterday": "-1",
        "overnight": "+1",
        "next week": "+w",
        "this week": "w",
        "last week": "-w",
        "next month": "+m",
        "this month": "m",
        "last month": "-m",
        "next year": "+y",
        "this year": "y",
        "last year": "-y",
        "this weekend": "we",
        "next weekend": "+we",
        "this morning": "0",
        "this afternoon": "0",
        "this evening": "0",
        "end of the day": "eod",
        "end of day": "eod",
        "end of the week": "eow",
        "end of the month": "eom",
        "within the hour": "h",
        "same day": "0",
        "right away": "!",
        "straight away": "!",
        "immediately": "!",
        "instantly": "!",
        "asap": "!",
        "next day": "+1",
    },
    "de": {
        "sofort": "!",
        "umgehend": "!",
        "übermorgen": "+2",
        "morgen": "+1",
        "heute": "0",
        "gestern": "-1",
        "nächste woche": "+w",
        "diese woche": "w",
        "letzte woche": "-w",
        "nächsten monat": "+m",
        "diesen monat": "m",
        "nächster woche": "+w",
        "dieser woche": "w",
    },
    "fr": {
        "immédiatement": "!",
        "tout de suite": "!",
        "après-demain": "+2",
        "demain": "+1",
        "aujourd'hui": "0",
        "hier": "-1",
        "la semaine prochaine": "+w",
        "cette semaine": "w",
        "le mois prochain": "+m",
        "ce mois-ci": "m",
    },
    "es": {
        "inmediatamente": "!",
        "enseguida": "!",
        "pasado mañana": "+2",
        "mañana": "+1",
        "hoy": "0",
        "ayer": "-1",
        "la próxima semana": "+w",
        "esta semana": "w",
        "el próximo mes": "+m",
        "este mes": "m",
    },
    "it": {
        "subito": "!",
        "immediatamente": "!",
        "dopodomani": "+2",
        "domani": "+1",
        "oggi": "0",
        "ieri": "-1",
        "la prossima settimana": "+w",
        "questa settimana": "w",
        "il mese prossimo": "+m",
        "questo mese": "m",
    },
    "pt": {
        "imediatamente": "!",
        "depois de amanhã": "+2",
        "amanhã": "+1",
        "hoje": "0",
        "ontem": "-1",
        "na próxima semana": "+w",
        "próxima semana": "+w",
        "esta semana": "w",
        "próximo mês": "+m",
        "este mês": "m",
    },
    "nl": {
        "meteen": "!",
        "onmiddellijk": "!",
        "overmorgen": "+2",
        "morgen": "+1",
        "vandaag": "0",
        "gisteren": "-1",
        "volgende week": "+w",
        "deze week": "w",
        "vorige week": "-w",
        "volgende maand": "+m",
        "deze maand": "m",
    },
    "hi": {
        "turant": "!",
        "parson": "+2",
        "parso": "+2",
        "kal": "+1",
        "aaj": "0",
        "agle hafte": "+w",
        "agle mahine": "+m",
        "कल": "+1",
        "आज": "0",
        "परसों": "+2",
    },
}
_PART_OF_DAY = re.compile(r"(?:guten|goede|por la|de la|la)\s*$", re.IGNORECASE)  # buenas: por la mañana
_FILLER = re.compile(
    r"(?:are you|(?:help|assist)(?:ing)? you(?: \w+){0,3}|(?:contact|email|messag|call|writ|visit|choos|"
    r"join)ing(?: to)? us|"
    r"with us|reaching out(?: to us)?|getting in touch|writing in|your day|ihnen|dir)\s*$",
    re.IGNORECASE,
)
_LAST_MONTH, _LAST_DAY = 12, 31
_NOON = 12


def read_calendar(reading: Reading) -> None:
    """Note dates, times of day, weekdays and words like `tomorrow`."""
    _read_numeric(reading)
    _read_times(reading)
    _read_ranges(reading)
    _read_worded(reading)
    _read_weekdays(reading)
    _read_relative(reading)
    _read_bare_months(reading)


def _dated(day: int, month: int, year: int | None) -> set[Key]:
    return {("date", day, month, year)}


def _offered(day: int, month: int, year: int | None) -> set[Key]:
    """A full date vouches for itself without its year, for its month and for its year."""
    keys: set[Key] = {("date", day, month, None), ("month", month)}
    return keys | ({("month-of", month, year), ("number", str(year))} if year else set())


def _read_numeric(reading: Reading) -> None:
    for match in _ISO.finditer(reading.rest):
        year, month, day = (int(part) for part in match.groups())
        if month <= _LAST_MONTH and day <= _LAST_DAY:
            reading.found(
                "date", *match.span(), needs=_dated(day, month, year), offers=_offered(day, month, year)
            )
    for match in _NUMERIC.finditer(reading.rest):
        first, sign, second = int(match[1]), match[2], int(match[3])
        in_year = int(match[4]) + (2000 if len(match[4]) == 2 else 0) if match[4] else None
        if not _looks_dated(first, second, sign, match):
            continue
        raw: Key = ("written", first, second, in_year)
        day, month = (first, second) if second <= _LAST_MONTH else (second, first)
        if sign == "." or first > _LAST_MONTH or second > _LAST_MONTH or first == second:
            needs, offers = _dated(day, month, in_year) | {raw}, _offered(day, month, in_year)
        else:  # 03/05 is two days: it stands for itself only
            needs, offers = {raw}, {("written", first, second, None)}
        reading.found("date", *match.span(), needs=needs, offers=offers)


def _looks_dated(first: int, second: int, sign: str, match: re.Match[str]) -> bool:
    if not (0 < first <= _LAST_DAY and 0 < second <= _LAST_DAY and min(first, second) <= _LAST_MONTH):
        return False
    if match[4]:
        return True
    if sign == "-":  # a range: 3-5 days
        return False
    return sign == "/" and first != 24 if sign != "." else match.string[match.end() : match.end() + 1] == "."


def _read_times(reading: Reading) -> None:
    for match in _CLOCK.finditer(reading.rest):
        hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
        if hour > 24 or minute > 59 or ("." in match.group() and not half):
            continue
        minutes = _minutes(hour, minute, half)
        reading.found("date", *match.span(), needs={("time", minutes)})
    for match in _HOUR.finditer(reading.rest):
        if int(match[1]) <= 24:
            reading.found(
                "date", *match.span(), needs={("time", _minutes(int(match[1]), 0, match[2].lower()))}
            )
    if reading.language in {"fr", "pt", "es"}:
        for match in re.finditer(r"(?<![\w.,/])(\d{1,2})\s?h\b", reading.rest):
            keys: set[Key] = {("time", int(match[1]) * 60), ("measure", match[1], "hour")}
            reading.found("date", *match.span(), needs=keys)
    for match in re.finditer(r"\b(?:" + "|".join(_NAMED_TIMES) + r")\b", reading.rest, re.IGNORECASE):
        reading.found("date", *match.span(), needs={("time", _NAMED_TIMES[match.group().lower()])})


def _minutes(hour: int, minute: int, half: str) -> int:
    if half.startswith("p") and hour < _NOON:
        hour += _NOON
    if half.startswith("a") and hour == _NOON:
        hour = 0
    return hour % 24 * 60 + minute


def _month(word: str) -> int | None:
    return _MONTH_OF.get(fold(word).replace("ß", "ss"))


def _read_ranges(reading: Reading) -> None:
    """The first day of `6 to 10 July`."""
    for match in _DAYS_MONTH.finditer(reading.rest):
        month, day = _month(match[2]), int(match[1])
        if month and 0 < day <= _LAST_DAY:
            reading.found(
                "date", *match.span(1), needs=_dated(day, month, None), offers=_offered(day, month, None)
            )


def _read_worded(reading: Reading) -> None:
    for pattern, day_group, month_group in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        for match in pattern.finditer(reading.rest):
            month, day = _month(match[month_group]), int(match[day_group])
            if month is None or not 0 < day <= _LAST_DAY:
                continue
            if match[month_group] in {"may", "set", "out"}:  # "you may 2": the verb
                continue
            year = int(match[3]) if match[3] else None
            reading.found(
                "date", *match.span(), needs=_dated(day, month, year), offers=_offered(day, month, year)
            )
    for match in _MONTH_YEAR.finditer(reading.rest):
        if month := _month(match[1]):
            year = int(match[2])
            offers: set[Key] = {("month", month), ("number", str(year))}
            reading.found("date", *match.span(), needs={("month-of", month, year)}, offers=offers)


def _read_bare_months(reading: Reading) -> None:
    for match in re.finditer(_WORD, reading.rest):
        word = match.group()
        month = _month(word)
        if (
            month is None
            or len(word) < 3
            or (fold(word) in _SMALL_ONLY_WITH_DAY and not _says_month(reading, match))
        ):
            continue
        if (len(word) > 3 and word[0].isupper()) or _says_month(reading, match):
            reading.found("date", *match.span(), needs={("month", month)})


def _says_month(reading: Reading, match: re.Match[str]) -> bool:
    """`in May`, `until mid-March`: the word before makes it a month."""
    before = reading.text[max(0, match.start() - 14) : match.start()].lower()
    leads = (
        r"\b(?:in|of|by|until|till|since|from|during|early|late|mid|this|next|last|im|ab|bis|en|de|em|"
        r"a|di|vanaf|tot)[\s-]+$"
    )
    return match.group()[0].isupper() and bool(re.search(leads, before))


def _read_weekdays(reading: Reading) -> None:
    for match in re.finditer(r"[^\W\d_]+(?:-feira)?", reading.rest):
        day = _WEEKDAY_OF.get(fold(match.group()))
        if day is None:
            day = _SHORT_DAYS.get(match.group()) if _in_short_range(reading, match) else None
        if day is not None:
            reading.found("date", *match.span(), needs={("weekday", day)})


def _in_short_range(reading: Reading, match: re.Match[str]) -> bool:
    """`Mon-Fri`, `Sat 9-1`: a shortened day beside a dash, another day or an hour."""
    after, before = (
        reading.text[match.end() : match.end() + 6],
        reading.text[max(0, match.start() - 4) : match.start()],
    )
    return bool(re.match(r"\.?\s*(?:[-–—,/&]|to\b|\d)", after) or re.search(r"(?:[-–—,/&]|to)\s*$", before))


def _read_relative(reading: Reading) -> None:
    phrases = {**_RELATIVE["en"], **_RELATIVE.get(reading.language, {})}
    longest = sorted(phrases, key=len, reverse=True)
    lowered = reading.rest.lower().replace("’", "'")
    for match in re.finditer(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)", lowered):
        before, day = reading.text[: match.start()], phrases[match.group()]
        filler = (day == "0" and _FILLER.search(before)) or (day == "+1" and _PART_OF_DAY.search(before))
        if not filler:
            reading.found("date", *match.span(), needs={("relative", day)})

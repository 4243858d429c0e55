"""Dates as a tool: days until and between, the weekday of a date, the date some days from now."""

import re
from calendar import isleap, monthrange
from collections.abc import Callable
from datetime import MAXYEAR, date, timedelta

from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools import utterances
from lumen.ai.tools.builtin.number_words import with_digits
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.common.dates import add_months, today_in
from lumen.common.errors import LumenError

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_YEARS_TO_29_FEBRUARY = 8  # around a century that is none
_WORDS = {"today": 0, "tomorrow": 1, "yesterday": -1}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_FEASTS = {  # of the same date every year
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "xmas": (12, 25),
    "new year": (1, 1),
    "new years": (1, 1),
    "new year's": (1, 1),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "new years eve": (12, 31),
    "valentine's day": (2, 14),
    "valentines day": (2, 14),
    "halloween": (10, 31),
}
_NAMED_DAYS = "|".join(
    [*sorted(_FEASTS, key=len, reverse=True), rf"(?:(?:this|next|coming) )?(?:{'|'.join(WEEKDAYS)})"]
)
_DATE = (
    rf"({_NAMED_DAYS}|today|tomorrow|yesterday|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{4}}"
    r"|\d{1,2}(?:st|nd|rd|th)?(?: of)? [a-z]{3,9}\.?,?(?: \d{4})?"
    r"|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,?(?: \d{4})?)"
)
_SPAN = r"(\d{1,5}) (day|week|month|year)s?"


_POLITE = re.compile(
    r"^(?:(?:please|can you|could you|hey|tell me|do you know|i want to know)[\s,]+)+"
    r"(?=how|what|which|is|days)"
    r"|[\s,]+(?:please|right now)$",
    re.IGNORECASE,
)


class NotADateError(LumenError):
    code, title = "not-a-date", "There is no such date"


def read_date(text: str, today: date) -> date:
    """A date as people write it, day before month; without a year the next one to come.

    Raises:
        NotADateError: it is none.
    """
    words = text.lower().strip()
    if words in _WORDS:
        return today + timedelta(days=_WORDS[words])
    if words in _FEASTS:
        return _next_one(*_FEASTS[words], today)
    if words.rpartition(" ")[2] in WEEKDAYS:
        return _weekday_after(words, today)
    try:
        return _numeric(words) or _named(words, today)
    except ValueError:
        raise NotADateError(f"{text} is not a date.") from None


def read_past_date(text: str, today: date) -> date:
    """The same, but without a year the latest one that was.

    Raises:
        NotADateError: it is none.
    """
    found = read_date(text, today)
    is_bare = bool(re.search(r"\d", text)) and not re.search(r"\d{4}", text)
    years = 0
    while is_bare and found > today:  # 29 February needs more than one step
        found = read_date(text, date(today.year - years, 1, 1))
        years += 1
    return found


def _weekday_after(words: str, today: date) -> date:
    """`friday` is the one to come, today included; `next friday` is of the week after this one."""
    which, _, name = words.rpartition(" ")
    steps = (WEEKDAYS.index(name) - today.weekday()) % 7
    if which == "next":
        steps = WEEKDAYS.index(name) - today.weekday() + 7
    return today + timedelta(days=steps)


def _numeric(words: str) -> date | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words):
        return date.fromisoformat(words)
    if match := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", words):
        return date(int(match[3]), int(match[2]), int(match[1]))
    return None


def _named(words: str, today: date) -> date:
    day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", words)
    month = re.search(r"[a-z]{3,9}", re.sub(r"\d+(?:st|nd|rd|th)|\bof\b", " ", words))
    year = re.search(r"\b\d{4}\b", words)
    if day is None or month is None:
        raise ValueError(words)
    number = _MONTHS.index(month[0][:3]) + 1
    if year:
        return date(int(year[0]), number, int(day[1]))
    return _next_one(number, int(day[1]), today)


def _next_one(month: int, day: int, today: date) -> date:
    """The next day of this name; 29 February waits for a leap year."""
    for year in range(today.year, min(today.year + _YEARS_TO_29_FEBRUARY, MAXYEAR) + 1):
        if day <= monthrange(year, month)[1] and (found := date(year, month, day)) >= today:
            return found
    raise ValueError(f"{day} of {month}")


def _shown(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _until(match: re.Match[str], today: date) -> Answer:
    is_since = bool(re.search(r"\bsince\b", match[0], re.IGNORECASE))
    day = read_past_date(match[1], today) if is_since else read_date(match[1], today)
    days = (day - today).days
    return _counted(days, f"{abs(days)} days {'until' if days >= 0 else 'since'} {_shown(day)}.")


def _between(match: re.Match[str], today: date) -> Answer:
    first, second = read_date(match[1], today), read_date(match[2], today)
    days = abs((second - first).days)
    return _counted(days, f"{days} days between {_shown(first)} and {_shown(second)}.")


def _weekday(match: re.Match[str], today: date) -> Answer:
    day = read_date(match[1], today)
    return Answer(status="ok", text=f"{_shown(day)}.", value=f"{day:%A}", source="date_arithmetic")


def _said(day: date) -> Answer:
    return Answer(status="ok", text=f"{_shown(day)}.", value=day.isoformat(), source="date_arithmetic")


def _dated(match: re.Match[str], today: date) -> Answer:
    return _said(read_date(match[1], today))


def _moved(match: re.Match[str], today: date) -> Answer:
    sign = -1 if match[3].lower() in ("ago", "before") else 1
    number, unit = sign * int(match[1]), match[2].lower()
    try:
        day = _moved_by(today, number, unit)
    except (OverflowError, ValueError):
        raise NotADateError("That is too far away for a calendar.") from None
    return _said(day)


def _moved_by(today: date, number: int, unit: str) -> date:
    if unit in ("month", "year"):
        return add_months(today, number * (12 if unit == "year" else 1))
    return today + timedelta(days=number * (7 if unit == "week" else 1))


def _counted(days: int, text: str) -> Answer:
    return Answer(status="ok", text=text, value=days, unit="days", source="date_arithmetic")


def _today(match: re.Match[str], today: date) -> Answer:
    return _said(today)


def _weeks(match: re.Match[str], today: date) -> Answer:
    days = (read_date(match[2], today) - today).days
    number, rest = divmod(abs(days), 7)
    more = f" and {rest} day{'s' * (rest != 1)}" if rest else ""
    text = f"{number} weeks{more} {'until' if days >= 0 else 'since'} {_shown(read_date(match[2], today))}."
    return Answer(
        status="ok", text=text, value=round(abs(days) / 7, 2), unit="weeks", source="date_arithmetic"
    )


def _whole_units(match: re.Match[str], today: date) -> Answer:
    """Whole weeks, months or years between two days, and the days that are left over."""
    unit = match[1].lower()
    first, second = sorted((read_date(match[2], today), read_date(match[3], today)))
    if unit == "week":
        number, rest = divmod((second - first).days, 7)
    else:
        months = _months_between(first, second)
        number = months // 12 if unit == "year" else months
        rest = (second - add_months(first, number * (12 if unit == "year" else 1))).days
    more = f" and {rest} day{'s' * (rest != 1)}" if rest else ""
    text = f"{number} {unit}{'s' * (number != 1)}{more} between {_shown(first)} and {_shown(second)}."
    return Answer(status="ok", text=text, value=number, unit=f"{unit}s", source="date_arithmetic")


def _months_between(first: date, second: date) -> int:
    months = (second.year - first.year) * 12 + second.month - first.month
    return months if add_months(first, months) <= second else months - 1


def _age(match: re.Match[str], today: date) -> Answer:
    born = read_past_date(match[1], today)
    years = _months_between(born, today) // 12
    if years < 0:
        raise NotADateError("That day is still to come.")
    text = f"{years} year{'s' * (years != 1)} old: born on {_shown(born)}."
    return Answer(status="ok", text=text, value=years, unit="years", source="date_arithmetic")


def _from_day(match: re.Match[str], today: date) -> Answer:
    sign = -1 if match[3].lower() == "before" else 1
    try:
        day = _moved_by(read_date(match[4], today), sign * int(match[1]), match[2].lower())
    except (OverflowError, ValueError):
        raise NotADateError("That is too far away for a calendar.") from None
    return _said(day)


def _leap(match: re.Match[str], today: date) -> Answer:
    year = int(match[1]) if match[1].isdigit() else today.year
    is_leap = isleap(year)
    text = f"{year} is {'a' if is_leap else 'no'} leap year: it has {366 if is_leap else 365} days."
    return Answer(status="ok", text=text, value=is_leap, source="date_arithmetic")


_IS = r"(?:is|was|will be|falls on|will it be|is it)"
_FORMS: list[tuple[str, Callable[[re.Match[str], date], Answer]]] = [
    (
        r"(?:how many )?days (?:are |is )?(?:left |there |remaining |to go )*"
        rf"(?:until|till|to|before|since) (?:my [\w ]{{3,30}} on )?{_DATE}",
        _until,
    ),
    (rf"{_DATE} (?:tak|ko|mein) (?:kitne|kitna) din(?: baaki| bache| baki)?(?: hai| hain)?", _until),
    (
        rf"(?:how long|how much time) (?:is it |is there |left )*(?:until|till|to|before|since) {_DATE}",
        _until,
    ),
    (
        r"how many (weeks) (?:are |is )?(?:left |there )*(?:until|till|to|before|since) "
        rf"(?:my [\w ]{{3,30}} on )?{_DATE}",
        _weeks,
    ),
    (rf"(?:how many )?days (?:are there )?(?:between|from) {_DATE} (?:and|to|until|till) {_DATE}", _between),
    (
        r"(?:how many )?(week|month|year)s (?:are there )?(?:between|from) "
        rf"{_DATE} (?:and|to|until|till) {_DATE}",
        _whole_units,
    ),
    (
        r"(?:how old (?:is|am|are|was) [\w ]{1,30}?|what is the age of [\w ]{2,30}?)"
        rf"(?: (?:who|if))?(?: (?:is|was|were|i was|they were))? born (?:on )?{_DATE}(?: now| today)?",
        _age,
    ),
    (rf"(?:what|which) (?:day|weekday)(?: of the week)? {_IS} (?:it )?(?:on )?{_DATE}", _weekday),
    (rf"{_DATE} (?:ko )?(?:kaun ?sa|kya) (?:din|vaar)(?: hai| tha| hoga)?", _weekday),
    (
        rf"(?:what (?:date|day) {_IS}|what(?:'s| is| was| will be) the (?:date|day)) (?:it )?(?:in )?"
        rf"{_SPAN} (from (?:now|today)|ago|hence)",
        _moved,
    ),
    (rf"(?:what (?:date|day) {_IS} (?:it )?)?{_SPAN} (after|before|from) {_DATE}", _from_day),
    (rf"what(?:'s| is| will be)? (?:the )?(?:date|day)(?: be| is)?(?: on| of)? {_DATE}", _dated),
    (r"(?:is|was|will) (\d{4}|it|this year|this) (?:be )?a leap year", _leap),
    (r"what(?:'s| is)? (?:the )?(?:current )?year(?: is it| is this)?", _today),
    (
        r"what(?:'s| is) (?:the date )?today(?:'s date)?"
        r"|what(?:'s| is)? (?:the )?(?:day|date)(?: of the (?:week|month))?(?: is)?(?: it| this)?(?: today)?"
        r"|(?:tell me |give me |show me )(?:the |today's )?(?:date|day)(?: of the (?:week|month))?(?: today)?"
        r"|today's date",
        _today,
    ),
]


_COMPILED = [(re.compile(form, re.IGNORECASE), work) for form, work in _FORMS]


def _found(text: str) -> tuple[re.Match[str], Callable[[re.Match[str], date], Answer]] | None:
    plain = _POLITE.sub("", with_digits(" ".join(text.split()))).rstrip(" ?.!")
    for pattern, work in _COMPILED:
        if match := pattern.fullmatch(plain):
            return match, work
    return None


def claim(context: ToolContext, text: str) -> Claim:
    """Certain for a question about the calendar itself."""
    found = _found(text)
    if found is None:
        return Claim(score=0.0)
    return Claim(score=0.96, arguments={"text": text}, reason="asks the calendar")


def run(context: ToolContext, *, text: str) -> Answer:
    """Answer from the calendar, in the workspace's zone.

    Raises:
        NotADateError: a date in it does not exist, or the text asks something else.
    """
    found = _found(text)
    if found is None:
        raise NotADateError("This does not ask about a date.")
    match, work = found
    return work(match, today_in(context.workspace.time_zone, context.now))


TOOL = Tool(
    name="date_arithmetic",
    description="Days until or between dates, the weekday of a date, the date some time from now.",
    parameters={
        "type": "object",
        "required": ["text"],
        "additionalProperties": False,
        "properties": {"text": {"type": "string"}},
    },
    effect=Effect.READ,
    run=run,
    claim=claim,
    timeout_seconds=2.0,
    attempts=1,
    takes_answers=True,
    title=gettext_lazy("Looked at the calendar"),
    utterances=utterances.of("date_arithmetic"),
)
TOOLS = (TOOL,)

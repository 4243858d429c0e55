"""The weather as a tool: which place and day is meant, and the forecast in a sentence."""

import re
from dataclasses import replace
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools import before, utterances
from lumen.ai.tools.builtin.date_arithmetic import WEEKDAYS, NotADateError, read_date
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.ai.world import weather
from lumen.common.dates import today_in

LOOSE = 0.7  # the words may be in the name of a song
GOES_ON, MAY_GO_ON = 0.96, 0.8  # with another day or "in" another place; with a name alone
MOST_PLACES = 3
WET = 50  # per cent; from here on it "will probably" rain
_SUBJECT = re.compile(
    r"\b(?:weather|forecast|umbrella|raincoat|rain(?:s|y|ing|fall)?|snow(?:s|y|ing|fall)?|sunny|sunshine|cloudy|windy"
    r"|humid(?:ity)?|drizzl\w+|thunder\w*|hail(?:ing)?|heatwave|sunrise|sunset|uv index|wind speed|mausam"
    r"|baarish|barish|temperature)\b"
    r"|\b(?:hot|cold|warm|chilly|freezing|cool|degrees)\b(?=.*\b(?:outside|out|today|tonight|tomorrow|weekend|week"
    r"|now|there|in [a-z]|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)"
    r"|\b(?:need|wear|take|bring)\b.*\b(?:a coat|a jacket|sunscreen|an umbrella|a sweater|boots)\b",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(
    r"\b(?:spen[dt]|paid|pay|cost|costs|buy|bought|budget|price|bill|invoice|insurance|transactions?|oven|fever|body"
    r"|water|boil|cpu|convert|fahrenheit|celsius|kelvin|fund|emergency|song|lyrics|movie|rainy day"
    r"|cover(?:ed|s)?)\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:(?:for|on|this|next(?! week)|by|until)\s+)*"
    r"(today|tonight|tomorrow(?: morning| evening)?|day after tomorrow"
    r"|now|right now|currently|"
    r"(?:this\s+|the\s+|next\s+)?weekend|(?:this\s+|next\s+|coming\s+)?week|aaj|kal|parso|"
    + "|".join(WEEKDAYS)
    + r"|\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\s+\d{1,2}(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)
_HINGLISH = re.compile(r"\b(?:mein|me|ka|ki|ke|kaisa|kaisi|rahega|rahegi|hai|hoga|hogi|kya)\b", re.IGNORECASE)
_OTHER_PLACE = re.compile(
    r"(?P<sure>(?:in|at|for|near)\s+)?(?:the\s+)?(?P<name>[^\W\d][^\d?!.;]{1,60})", re.IGNORECASE
)
_NOT_A_PLACE = re.compile(
    r"^(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|cash|total|all|general|detail|words|dollars?"
    r"|euros?|rupees?|pounds?|yen|fahrenheit|celsius)$",
    re.IGNORECASE,
)
_STEPS = {"tonight": 0, "aaj": 0, "kal": 1, "day after tomorrow": 2, "parso": 2}
_PLACE = re.compile(
    r"\b(?:in|at|for|near|around|over)\s+(?:the\s+)?([^\d?!.,;]{2,60}(?:,\s*[^\d?!.;]{2,40})?)", re.IGNORECASE
)
_PLACE_FIRST = re.compile(
    r"^(?:what(?:'s| is) )?(?:the )?([\w' -]{2,40}?)(?:'s)? (?:weather|forecast|temperature|mausam)\b",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(
    r"^(?:(?:the|my|a|an|this|that|it|is|be|me|us|today|tomorrow|outside|local|current|how|hows|what|whats|weekly|daily|hourly|area|city|town"
    r"|here|home|now|morning|afternoon|evening|night|next|few|days?|week|weekend|rain|some|going|like|s|check|show|tell|give|get|weather|and|out"
    r"|moment|please|of|should|will|do|i|need|to|hot|cold)\b\s*)+$",
    re.IGNORECASE,
)


def claim(context: ToolContext, text: str) -> Claim:
    """Sure when the words are about the weather and about nothing that costs."""
    if continued := _continued(context, text):
        return continued
    if not _SUBJECT.search(text) or _NOT_THIS.search(text):
        return Claim(score=0.0)
    return Claim(score=LOOSE, arguments=arguments_of(text), reason="the words are about weather")


def _continued(context: ToolContext, text: str) -> Claim | None:
    """`and in Goa?`, `what about Friday?`, after the weather of another place or day."""
    earlier = before.asked_of(context, "weather")
    if earlier is None or _SUBJECT.search(text):
        return None
    added = before.addition(text) or text.strip(" ?.!")
    day, rest = day_in(added), " ".join(_DAY.sub(" ", added).split())
    new = {"day": day} if day else {}
    score = GOES_ON
    if rest:
        match = _OTHER_PLACE.fullmatch(rest)
        has_lead = bool(before.addition(text))
        if match is None or _NOT_A_PLACE.match(match["name"]) or not (match["sure"] or has_lead):
            return None
        new |= {"place": match["name"].strip()}
        score = GOES_ON if match["sure"] else MAY_GO_ON
    if not new or len(text.split()) > before.MOST_WORDS:
        return None
    return Claim(score=score, arguments=earlier | new, reason="goes on from the weather before")


def arguments_of(text: str) -> dict[str, str]:
    """The place or places and the day that are named."""
    said = {"place": place_in(text), "day": day_in(text)}
    return {name: value for name, value in said.items() if value}


def place_in(text: str) -> str:
    """The place that is named, several with "and" between them; empty when none is."""
    bare = " ".join(_DAY.sub(" ", _HINGLISH.sub(" ", text)).split())
    for pattern in (_PLACE, _PLACE_FIRST):
        for match in pattern.finditer(bare):
            name = re.split(
                r"\b(?:on|at|by|this|next|please|right|with|for|be|like|going|will|is)\b", match[1]
            )[0]
            names = [part.strip(" '-?") for part in re.split(r"\s+(?:and|or|vs|&)\s+", name)]
            if len(names[0].strip(" ,")) > 1 and not _NO_PLACE.match(names[0]):
                others = [other for other in names[1:] if _is_another(other)]
                return " and ".join([names[0].strip(" ,"), *others])
    return ""


def _is_another(said: str) -> bool:
    """Whether what follows "and" names a place too, rather than asking something else."""
    return 0 < len(said.split()) <= 2 and not _NO_PLACE.match(said) and not _SUBJECT.search(said)


def day_in(text: str) -> str:
    match = _DAY.search(text)
    return match[1].lower() if match else ""


def run(context: ToolContext, *, place: str = "", day: str = "") -> Answer:
    """Say the weather of a place on a day; without a place, of the town of the workspace's time zone.

    Raises:
        NotConfiguredError, ServiceDownError, UnknownPlaceError: and what to do.
    """
    names = place.split(" and ")[:MOST_PLACES]
    if len(names) == 1:
        return _of_place(context, place, day)
    return _of_places(context, place, names, day)


def _of_places(context: ToolContext, place: str, names: list[str], day: str) -> Answer:
    """Each place below the other; "Trinidad and Tobago" is one that is known by its whole name."""
    answers: list[Answer] = []
    for name in names:
        try:
            answers.append(_of_place(context, name, day))
        except weather.UnknownPlaceError as problem:
            answers.append(Answer(status="no_data", text=problem.detail, source="weather"))
    known = [answer for answer in answers if answer.status == "ok"]
    if len(known) < len(names):
        try:
            return _of_place(context, place, day)
        except weather.UnknownPlaceError:
            if not known:
                raise
    parts = [answer.text.rsplit("\n", 1) for answer in answers]
    sources = dict.fromkeys(part[1] for part in parts if part[1:])
    text = "\n".join([*(part[0] for part in parts), *sources])
    return replace(known[0], text=text)


def _of_place(context: ToolContext, place: str, day: str) -> Answer:
    wanted = place or context.workspace.time_zone.rsplit("/", 1)[-1].replace("_", " ")
    told = weather.forecast(weather.find_place(wanted, now=context.now), now=context.now)
    today = today_in(told.place.time_zone or context.workspace.time_zone, context.now)
    days = _days(day, today)
    chosen = [each for each in told.days if each.on in days]
    if day and days and not chosen:
        last = date_format(today + timedelta(days=weather.DAYS - 1), "j F")
        text = _("A forecast reaches two weeks ahead. Ask about a day until %(last)s.") % {"last": last}
        return Answer(status="no_data", text=text, source="weather")
    is_now = not days or today in days
    lines = [_now_line(told) if is_now else f"{told.place.name}:"]
    lines += [_day_line(each, today) for each in chosen or told.days[:1]]
    return Answer(
        status="ok",
        text="\n".join([*lines, _source_line(told, is_guess=not place)]),
        value=told.now.degrees if is_now else chosen[0].highest,
        unit="°C",
        rows=[(date_format(each.on, "D j M"), each.highest) for each in chosen] if chosen[1:] else None,
        source="weather",
        as_of=told.told.at.isoformat(),
    )


def _days(said: str, today: date) -> set[date]:
    """The days that are meant; empty: now."""
    if not said or said in ("now", "right now", "currently"):
        return set()
    if "weekend" in said:
        saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        if today.weekday() == 6:
            saturday = today - timedelta(days=1)
        saturday += timedelta(days=7 if said.startswith("next") else 0)
        return {max(saturday, today), saturday + timedelta(days=1)}
    if said == "next week":
        monday = today + timedelta(days=7 - today.weekday())
        return {monday + timedelta(days=step) for step in range(7)}
    if "week" in said:
        return {today + timedelta(days=step) for step in range(7)}
    if said in _STEPS:
        return {today + timedelta(days=_STEPS[said])}
    try:
        return {read_date(said.removesuffix(" morning").removesuffix(" evening"), today)}
    except NotADateError:
        return set()


def _now_line(told: weather.Forecast) -> str:
    now = told.now
    said = _("%(place)s now: %(words)s, %(degrees)s °C") % {
        "place": told.place.name,
        "words": now.words,
        "degrees": _whole(now.degrees),
    }
    if now.feels is not None and abs(now.feels - now.degrees) >= 2:
        said += _(", feels like %(degrees)s °C") % {"degrees": _whole(now.feels)}
    if now.humidity is not None:
        said += _(", humidity %(percent)s%%") % {"percent": _whole(now.humidity)}
    if now.wind is not None:
        said += _(", wind %(speed)s km/h") % {"speed": _whole(now.wind)}
    return f"{said}."


def _day_line(day: weather.Day, today: date) -> str:
    name = {0: _("Today"), 1: _("Tomorrow")}.get((day.on - today).days) or date_format(day.on, "l j F")
    said = _("%(day)s: %(words)s, %(lowest)s to %(highest)s °C") % {
        "day": name,
        "words": day.words,
        "lowest": _whole(day.lowest),
        "highest": _whole(day.highest),
    }
    if day.chance is not None:
        wet = _(", rain likely (%(percent)s%%)") if day.chance >= WET else _(", chance of rain %(percent)s%%")
        said += wet % {"percent": _whole(day.chance)}
    if day.rain:
        said += _(", %(millimetres)s mm") % {"millimetres": f"{day.rain:g}"}
    if day.sunrise and day.sunset:
        said += _(", sun %(rise)s to %(down)s") % {"rise": day.sunrise, "down": day.sunset}
    return f"{said}."


def _source_line(told: weather.Forecast, *, is_guess: bool) -> str:
    said = _("Source: Open-Meteo (%(host)s), %(at)s; free for use that is not commercial.") % {
        "host": told.told.source,
        "at": date_format(localtime(told.told.at), "j F H:i T"),
    }
    if told.told.is_late:
        said = _("The service does not answer now; this is what it said before.") + " " + said
    if is_guess:
        said += " " + _("The place is the town of your time zone; name another.")
    return said


def _whole(value: float) -> str:
    return str(round(value)).replace("-", "−")


TOOLS = (
    Tool(
        name="weather",
        description="The weather now and for two weeks at a place, with its source and moment.",
        parameters={
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "place": {"type": "string", "maxLength": 80},
                "day": {"type": "string", "maxLength": 40, "description": "today, saturday, weekend, 3 May"},
            },
        },
        effect=Effect.READ,
        run=run,
        claim=claim,
        arguments_of=arguments_of,
        timeout_seconds=20.0,
        lacks=gettext_lazy("the weather"),
        title=gettext_lazy("Looked at the weather"),
        utterances=utterances.of("weather"),
    ),
)

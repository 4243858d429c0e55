"""The time of day as a tool: here, in another town, and how far two towns are apart."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools import utterances
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.common.errors import LumenError

_PLACE = r"(?P<place>[a-z][a-z .'-]{1,40}?)"
_POLITE = r"(?:(?:please|can you|could you|hey|tell me|do you know|i need to know|give me|show me)[\s,]+)*"
_NOW = r"(?:\s+(?:right )?(?:now|at the moment|currently|today))?(?:,? please)?"
_FORMS = [
    re.compile(rf"^{_POLITE}{form}{_NOW}$", re.IGNORECASE)
    for form in (
        r"what(?:'s| is)? (?:the )?(?:current |local |exact )?time(?: is it| it is)?(?: (?:here|now"
        r"|exactly))?",
        r"what(?:'s| is)? (?:the )?(?:current |local )?time(?: is it| it is)? (?:over )?"
        rf"(?:in|at|for) (?:the )?{_PLACE}",
        r"(?:the )?(?:current |local )?time",
        rf"(?:the )?(?:current |local )?time (?:in|at|for) (?:the )?{_PLACE}",
        rf"{_PLACE} time(?: zone)?",
        r"kitne baje hain?|(?:abhi )?(?:kya )?(?:time|samay) (?:kya |kitna )?(?:hai|hua hai|ho gaya)",
    )
]
_APART = re.compile(
    rf"^{_POLITE}(?:what(?:'s| is)? |how much is |how many hours is )?(?:the )?time (?:zone )?"
    r"(?:difference|diff) (?:between|from) (?P<first>[a-z .'-]{2,40}?) "
    r"(?:and|to) (?P<second>[a-z .'-]{2,40})$",
    re.IGNORECASE,
)
_MORE = {  # towns and countries whose zone has another name
    name: zone
    for zone, names in {
        "Asia/Kolkata": "delhi, new delhi, mumbai, bangalore, bengaluru, chennai, hyderabad, pune, india",
        "America/Los_Angeles": "california, san francisco, sf, seattle, las vegas, vegas, la, pst, pacific, "
        "nevada, oregon, portland, san diego, washington state",
        "America/Chicago": "texas, houston, dallas, austin, cst, central, illinois, memphis, new orleans, "
        "minneapolis, st louis, nashville, tennessee",
        "America/New_York": "boston, miami, washington, washington dc, atlanta, philadelphia, florida, nyc, "
        "est, eastern, georgia, ohio, north carolina, charlotte, pittsburgh",
        "Europe/London": "uk, england, united kingdom, scotland",
        "Europe/Paris": "france",
        "Europe/Berlin": "germany, munich, frankfurt",
        "Europe/Rome": "italy, milan",
        "Europe/Madrid": "spain, barcelona",
        "Asia/Tokyo": "japan, osaka",
        "Asia/Shanghai": "china, beijing, shenzhen, guangzhou",
        "Asia/Dubai": "uae, abu dhabi",
        "Asia/Seoul": "korea, south korea",
        "Australia/Sydney": "canberra",
        "Europe/Zurich": "switzerland, geneva",
        "Europe/Moscow": "russia",
        "Asia/Karachi": "pakistan",
        "Asia/Dhaka": "bangladesh",
        "Asia/Bangkok": "thailand",
        "Africa/Nairobi": "kenya",
        "Africa/Lagos": "nigeria",
        "Africa/Johannesburg": "south africa, cape town",
        "America/Sao_Paulo": "brazil, rio",
        "America/Argentina/Buenos_Aires": "argentina",
        "America/Mexico_City": "mexico",
        "Pacific/Honolulu": "hawaii",
        "America/Anchorage": "alaska",
        "America/Denver": "mountain, mst, colorado, utah, salt lake city, wyoming, montana, new mexico",
        "America/Phoenix": "arizona, tucson",
        "America/Toronto": "ottawa, montreal, quebec, ontario",
        "America/Vancouver": "british columbia",
        "America/Edmonton": "calgary, alberta",
        "America/Bogota": "colombia, medellin",
        "America/Lima": "peru",
        "America/Santiago": "chile",
        "America/Caracas": "venezuela",
        "Europe/Dublin": "ireland, cork",
        "Europe/Lisbon": "portugal, porto",
        "Europe/Amsterdam": "netherlands, the netherlands, holland, rotterdam",
        "Europe/Brussels": "belgium",
        "Europe/Vienna": "austria",
        "Europe/Warsaw": "poland, krakow",
        "Europe/Prague": "czechia, czech republic",
        "Europe/Budapest": "hungary",
        "Europe/Athens": "greece",
        "Europe/Istanbul": "turkey, ankara",
        "Europe/Kyiv": "ukraine, kiev",
        "Europe/Stockholm": "sweden",
        "Europe/Oslo": "norway",
        "Europe/Copenhagen": "denmark",
        "Europe/Helsinki": "finland",
        "Asia/Manila": "philippines, the philippines, cebu",
        "Asia/Jakarta": "indonesia",
        "Asia/Kuala_Lumpur": "malaysia, penang",
        "Asia/Ho_Chi_Minh": "vietnam, saigon, hanoi",
        "Asia/Hong_Kong": "hong kong",
        "Asia/Taipei": "taiwan",
        "Asia/Kathmandu": "nepal",
        "Asia/Colombo": "sri lanka",
        "Asia/Riyadh": "saudi arabia, jeddah",
        "Asia/Qatar": "doha",
        "Asia/Tehran": "iran",
        "Asia/Baghdad": "iraq",
        "Asia/Jerusalem": "israel, tel aviv",
        "Africa/Cairo": "egypt",
        "Africa/Accra": "ghana",
        "Africa/Casablanca": "morocco",
        "Pacific/Auckland": "new zealand, wellington",
        "UTC": "utc, gmt",
    }.items()
    for name in names.split(", ")
}


_NAMED = re.compile(
    r"\b(?P<word>in|for|at|between|and|from|to|of)\s+(?=(?:the )?(?P<place>[^\W\d][\w .'-]{1,40}))",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"(?=\b(?P<place>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}))")
_AFTER_PLACE = re.compile(
    r"\s+(?:right now|now|currently|at the moment|already|yet|today|please|pls|is|are|it|if|when|what|and|to"
    r"|from|than|ahead|behind|at|on|time|in)\b.*",
    re.IGNORECASE,
)
_NO_TOWN = re.compile(
    r"(?:(?:the|this|a|an|my|our|your|his|her|their)\b ?)?"
    r"(?:morning|afternoon|evening|night|day|moment|minutes?|hours?|seconds?|noon|midnight|midday|home|here"
    r"|there|now|sure|me|us|you|it|them|area|town|city|place|country|zone|time|general|total|tell|know|say"
    r"|clock|phone|watch|what|how|which|lunch|dinner|bed|start|end|world|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|half|quarter|an?)\b.*",
    re.IGNORECASE,
)


class NoTownError(LumenError):
    status, code, title = 404, "no-town", "The time of this place is not known"


def claim(context: ToolContext, text: str) -> Claim:
    """Certain when the time of day is asked for, here or in a place that is known."""
    asked = " ".join(text.strip(" ?.!").split())
    if match := _APART.match(asked):
        places = [match["first"], match["second"]]
    elif match := next((found for form in _FORMS if (found := form.match(asked))), None):
        places = [place] if (place := match.groupdict().get("place")) else []
    else:
        return Claim(score=0.0)
    if any(_zone(place) is None for place in places):
        return Claim(score=0.0)
    return Claim(score=0.96, arguments={"places": places}, reason="asks for the time of day")


def arguments_of(text: str) -> dict[str, list[str]]:
    """The towns a text that asks for the time speaks of: those that are known, else the one it names."""
    asked = " ".join(text.strip(" ?.!").split())
    said = [(match["word"], _AFTER_PLACE.sub("", match["place"]).strip()) for match in _NAMED.finditer(asked)]
    named = [name for _word, name in said]
    capitals = [name for match in _CAPITALS.finditer(asked) for name in _beginnings(match["place"])]
    towns = [name for name in [*named, *capitals] if _zone(name)]
    known = sorted(
        {one for one in towns if not any(one in other for other in towns if other != one)}, key=asked.find
    )
    unknown = [name for word, name in said if word in ("in", "at", "for") and not _NO_TOWN.fullmatch(name)]
    return {"places": (known or unknown[:1])[:2]}


def _beginnings(words: str) -> list[str]:
    """`New York Friday` may begin with a town of one, two or three words."""
    parts = words.split()
    return [" ".join(parts[:count]) for count in range(len(parts), 0, -1)]


def run(context: ToolContext, *, places: list[str]) -> Answer:
    """Say the time, here when no place is named, and the difference of two.

    Raises:
        NoTownError: a place is not known.
    """
    zones = [_known(place) for place in places] or [ZoneInfo(context.workspace.time_zone)]
    moments = [context.now.astimezone(zone) for zone in zones]
    names = [place.title() for place in places] or [_town(zones[0].key)]
    lines = [
        _("It is %(time)s in %(place)s (%(day)s).")
        % {"time": f"{moment:%H:%M}", "place": name, "day": date_format(moment, "l j F")}
        for moment, name in zip(moments, names, strict=True)
    ]
    value: str | float = f"{moments[0]:%H:%M}"
    if len(moments) == 2:
        value = _hours(moments[1]) - _hours(moments[0])
        lines.append(_apart(names[0], names[1], value))
    return Answer(status="ok", text="\n".join(lines), value=value, source="tell_time")


def _hours(moment: datetime) -> float:
    return (moment.utcoffset() or timedelta()).total_seconds() / 3600


def _apart(first: str, second: str, hours: float) -> str:
    if hours == 0:
        return _("%(first)s and %(second)s have the same time.") % {"first": first, "second": second}
    ahead, behind = (second, first) if hours > 0 else (first, second)
    return _("%(ahead)s is %(hours)s hours ahead of %(behind)s.") % {
        "ahead": ahead,
        "behind": behind,
        "hours": f"{abs(hours):g}",
    }


def _known(place: str) -> ZoneInfo:
    zone = _zone(place)
    if zone is None:
        raise NoTownError(_("The time of “%(place)s” is not known. Name a large town.") % {"place": place})
    return ZoneInfo(zone)


def _zone(place: str) -> str | None:
    name = " ".join(place.lower().split()).removeprefix("the ")
    return _MORE.get(name) or _towns().get(name)


@lru_cache(maxsize=1)
def _towns() -> dict[str, str]:
    """Towns of the time zone database: `Europe/Lisbon` is the zone of Lisbon."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return {_town(key).lower(): key for key in sorted(available_timezones()) if key.startswith(regions)}


def _town(key: str) -> str:
    return key.rsplit("/", 1)[-1].replace("_", " ")


TOOLS = (
    Tool(
        name="tell_time",
        description="The time of day here or in a town, and the difference between two towns.",
        parameters={
            "type": "object",
            "required": ["places"],
            "additionalProperties": False,
            "properties": {"places": {"type": "array", "maxItems": 2, "items": {"type": "string"}}},
        },
        effect=Effect.READ,
        run=run,
        claim=claim,
        arguments_of=arguments_of,
        timeout_seconds=2.0,
        attempts=1,
        title=gettext_lazy("Looked at the clock"),
        utterances=utterances.of("tell_time"),
    ),
)

"""What people say when they want to be told of a value: which one, which line, which day."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lumen.ai.tools.builtin import number_words
from lumen.common.money import CURRENCIES
from lumen.feeds.models import Watch

Kind, Condition, Day = Watch.Kind, Watch.Condition, Watch.Day
_NAMES = {
    word: code
    for code, words in {
        "INR": "₹,rs,rs.,rupee,rupees",
        "USD": "$,dollar,dollars,us dollar,us dollars,american dollar,bucks",
        "EUR": "€,euro,euros",
        "GBP": "£,pound,pounds,british pound,pound sterling,sterling",
        "JPY": "¥,yen,japanese yen",
        "AED": "dirham,dirhams",
        "CHF": "franc,francs,swiss franc,swiss francs",
        "CNY": "yuan,renminbi",
        "AUD": "australian dollar,australian dollars,aussie dollar,aussie dollars",
        "CAD": "canadian dollar,canadian dollars",
        "SGD": "singapore dollar,singapore dollars",
        "NZD": "new zealand dollar,new zealand dollars",
        "HKD": "hong kong dollar,hong kong dollars",
        "THB": "baht",
        "KRW": "won,korean won",
        "ZAR": "rand",
        "BRL": "real,reais,brazilian real",
        "MXN": "peso,pesos,mexican peso,mexican pesos",
        "NGN": "naira",
        "PLN": "zloty,zlotys",
        "TRY": "lira,turkish lira",
    }.items()
    for word in words.split(",")
}
_PLEASE = r"(?:(?:please|pls|kindly|hey|ok|can you|could you|would you|will you|i want you to)[\s,]+)*"
_FIRM = (
    r"(?:alert|notify|warn|ping|message|text|buzz) me|holler(?: at me)?|alert|notify"
    r"|(?:send|give) me (?:an? )?(?:alert|notification|notice|heads[ -]?up|warning|shout|buzz|ping)"
    r"|set (?:up )?an? (?:alert|alarm|notification)(?: for me)?"
)
_SOFT = (
    r"(?:tell|inform|remind|advise|say) me|(?:let|lemme) (?:me )?(?:know|no)|lmk"
    r"|i (?:want|would like|'d like) to (?:know|be told)"
)
_WHEN = r"(?:when(?:ever)?|wen|once|as soon as|the moment|if(?: ever)?|in case|for when)"
_NUMBER = (
    r"(?P<money>[₹$€£¥]|rs\.?|usd|inr|eur|gbp)?\s*(?P<number>[-−]?\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<scale>k|thousand|lakhs?|crores?)?\s*(?P<unit>[a-z°%₹$€£¥][a-z° ]*)?"
)
_VERB = (
    r"(?:(?:is|are|was|going|goes|go|gets|get|falls|fall|drops|drop|dips|dip|slips|rises|rise|climbs|climb"
    r"|jumps|jump|trades"
    r"|trade|moves|move|stays|sinks|slides|stands|shoots|closes|close|opens|comes|runs|crosses|cross|breaks|reaches|reach"
    r"|hits|hit|touches|exceeds|ever|down|up|back|at|trading|to|again|strengthens|weakens|costs?)\s+)*"
)
_ABOVE = r"(?:above|over|past|beyond|more than|higher than|greater than|at least|hotter than|warmer than)"
_BELOW = r"(?:below|under|beneath|less than|lower than|cheaper than|colder than|cooler than)"
_UP = (
    r"(?:cross(?:es)?|hits?|reach(?:es)?|exceeds?|touch(?:es)?|breaks?|pass(?:es)?|tops?|>"
    r"|(?:rises?|climbs?|gets?|go(?:es)?(?: up)?|comes?) to|stands? at)"
)
_DOWN = r"(?:(?:falls?|drops?|dips?|sinks?|go(?:es)? down) to|<)"
_LINE = re.compile(
    rf"(?P<what>.+?)\s+{_VERB}(?:(?P<above>{_ABOVE}|{_UP})|(?P<below>{_BELOW}"
    rf"|{_DOWN}))\s+(?:the\s+)?{_NUMBER}\s*",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?P<what>.+?)\s+(?:changes?|moves?|varies|swings?|goes (?:up or down)|rises? or falls?|jumps?"
    r"|fluctuates?)"
    r"\s+(?:by\s+)?(?:more than\s+|over\s+|at least\s+)?(?P<number>\d+(?:\.\d+)?)\s*(?:%|percent"
    r"|per cent)\s*",
    re.IGNORECASE,
)
_RAIN = re.compile(
    r"(?:it|there)\s*(?:'s|is|will be|will|'ll|'s going to|is going to|starts|might"
    r"|may)?\s*(?:start\s+)?(?:be\s+)?"
    r"(?:rain(?:s|ing|y)?|(?:a chance of |going to )rain|pours?|drizzl\w+)(?P<rest>.*)",
    re.IGNORECASE,
)
_RAIN_COMES = re.compile(
    r"(?:there is |there's )?(?:a chance of |any |some |heavy )*rain\s+(?:is |will be )?"
    r"(?:expected|forecast|coming|likely|due|announced|comes|starts)\b(?P<rest>.*)",
    re.IGNORECASE,
)
_ZERO = re.compile(r"\b(below|under|above|over|to|past) (?:freezing(?: point)?|zero)\b", re.IGNORECASE)
_FOR_ONE = re.compile(r"(?:to|per|for)\s+(?:the|an?|one|1)\s+(?P<money>.+)", re.IGNORECASE)
_WORDS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?:there(?:'?s| is| are)|i have|i get|something|anything)?\s*(?:is\s+)?(?:any\s+|some\s+"
        r"|new\s+)*(?:news|something|anything|articles?"
        r"|headlines?|entries|posts?)\s+(?:in the (?:news|papers?)\s+)?(?:about|on|of|mentioning|with)\s+"
        r"(?P<words>.+?)"
        r"(?:\s+(?:appears?|comes? (?:up|out)|shows? up|turns? up|comes?|is|are|is out))*"
        r"(?:\s+(?:in|on)\s+(?:my|our|the|any of my)\s+(?:rss\s+)?(?:feeds?|news))?",
        r"(?:my|our|the|any of my)\s+(?:rss\s+)?feeds?\s+(?:mentions?|says?|talks? about|writes? about"
        r"|names?|has|have)"
        r"\s+(?:anything about\s+|something about\s+)?(?P<words>.+)",
        r"(?P<words>.+?)\s+(?:appears?|comes? up|shows? up|turns? up|is mentioned|are mentioned|is|are)"
        r"\s+in\s+(?:my|our|the|any of my)\s+(?:rss\s+)?(?:feeds?|news|headlines)",
    )
]
_FEEDS_FOR = re.compile(
    rf"{_PLEASE}(?:watch|search|monitor|keep an eye on)\s+(?:my|our|the)\s+(?:rss\s+)?(?:feeds?"
    rf"|news)\s+for\s+(?P<words>.+)",
    re.IGNORECASE,
)
_EACH_DAY = r"(?:every|each)(?: single)? (?:day|morning|evening|night)|every ?day|daily"
_ASK = re.compile(
    rf"{_PLEASE}(?:(?P<firm>{_FIRM})|(?P<soft>{_SOFT}))\s*,?\s*(?:(?P<daily>{_EACH_DAY})\s+)?"
    rf"(?P<when>{_WHEN})\s+(?P<what>.+)",
    re.IGNORECASE,
)
_ASK_AFTER = re.compile(
    rf"(?P<when>{_WHEN})\s+(?P<what>.+?),?\s+(?:please )?(?:{_FIRM}|{_SOFT})(?: please)?", re.IGNORECASE
)
_WATCH = re.compile(
    rf"{_PLEASE}(?:watch|track|keep an eye on|monitor|alert(?: me)?(?: on)?|notify(?: me)?(?: of)?)\s+"
    r"(?P<what>.+)",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:my|our|i|we|spen[dt]\w*|spending|budgets?|balances?|accounts?|bills?|expenses?|salary"
    r"|payments?|transactions?"
    r"|rent|paid|pays?|owe|loan|emi|card|charges?|income|savings?|subscriptions?|documents?|deliver\w*"
    r"|packages?"
    r"|flights?|timer|oven|battery|time|clock|meeting|someone|anyone|somebody|you|he|she|they|him|her)\b",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = re.compile(
    r"\b(?:on\s+|by\s+|this\s+)?(?P<day>today|tonight|tomorrow|day after tomorrow|monday|tuesday|wednesday"
    rf"|thursday|friday|saturday|sunday|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?"
    r"|\d{4}-\d{2}-\d{2})\b(?:\s+(?:morning|evening|night|afternoon))?",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:in|at|near|around|for)\s+(?P<place>[^\d?!.,;]{2,60})", re.IGNORECASE)
_TEMPERATURE = re.compile(
    r"\b(?:temperature|temp|mercury|degrees?|celsius|°c?|colder|hotter|warmer|cooler)\b|°", re.IGNORECASE
)
_SHARE_NOISE = re.compile(
    r"\b(?:the|a|an|of|for|price|prices|share|shares|stock|stocks|value|quote|in|ticker|company|exchange"
    r"|rate|'s)\b|'s\b",
    re.IGNORECASE,
)
_SCALES = {"k": 1_000, "thousand": 1_000, "lakh": 100_000, "crore": 10_000_000}
_DAILY = re.compile(rf"\b(?:{_EACH_DAY})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is to be watched, as it was said; `money` is the currency of the line.

    `day` is the word for it; with "every day" in it, it is meant anew each day.
    """

    kind: str
    subject: str
    condition: str
    threshold: Decimal | None = None
    day: str = ""
    money: str = ""


def hear(text: str, *, base: str) -> Heard | None:
    """The watch a sentence asks for, nothing when it asks for none. `base` is the workspace's currency."""
    plain = " ".join(text.split()).rstrip(" ?.!")
    if match := _FEEDS_FOR.fullmatch(plain):
        return _of_words(match["words"])
    if match := _ASK.fullmatch(plain):
        dated = f"{match['what']} {match['daily'] or ''}".rstrip()
        is_wish = bool(match["firm"]) or not match["when"].lower().startswith(("if", "in case"))
        return _condition(match["what"], dated, base, is_wish=is_wish)
    if match := _ASK_AFTER.fullmatch(plain):
        return _condition(match["what"], match["what"], base, is_wish=True)
    if match := _WATCH.fullmatch(plain):
        return _value(match["what"], base)
    return None


def _condition(what: str, dated: str, base: str, *, is_wish: bool) -> Heard | None:
    """Rain, a value and its line, or words. `is_wish`: not "tell me if it rains", which asks about now."""
    is_rain = _RAIN.fullmatch(what) or _RAIN_COMES.fullmatch(what)
    return _rain(dated) if is_wish and is_rain else _value(dated, base) or _words(what)


def code_of(said: str) -> str:
    """The code of a currency as people call it, empty when it is none."""
    word = " ".join(re.sub(r"^(?:the|one|a|1)\s+", "", said.strip().lower()).split())
    return _NAMES.get(word) or (word.upper() if word.upper() in CURRENCIES else "")


def _of_words(words: str) -> Heard | None:
    words = words.strip(" '\"“”,")
    is_fit = words and len(words) <= 120 and not re.match(r"(?:it|that|this|there)\b", words, re.IGNORECASE)
    return Heard(kind=Kind.WORDS, subject=words, condition=Condition.NEW) if is_fit else None


def _words(what: str) -> Heard | None:
    for form in _WORDS:
        if match := form.fullmatch(what):
            return _of_words(match["words"])
    return None


def _rain(what: str) -> Heard | None:
    match = _RAIN.fullmatch(what) or _RAIN_COMES.fullmatch(what)
    rest = match["rest"] if match else ""
    if _OWN.search(rest):
        return None
    day = _day(rest)
    place = _place(rest)
    return Heard(kind=Kind.RAIN, subject=place, condition=Condition.ABOVE, threshold=Decimal(50), day=day)


def _value(what: str, base: str) -> Heard | None:
    if _OWN.search(what):
        return None
    said = number_words.with_digits(_ZERO.sub(r"\1 0 degrees", what))
    bare = " ".join(_DAY.sub(" ", _DAILY.sub(" ", said)).split())
    if match := _CHANGE.fullmatch(bare):
        return _rate_or_share(match["what"], Condition.CHANGE, Decimal(match["number"]), "", base)
    if not (match := _LINE.match(bare)):
        return None
    condition = Condition.ABOVE if match["above"] else Condition.BELOW
    line = _number(match)
    rest = f"{match['unit'] or ''}{bare[match.end() :]}"
    if line is None:
        return None
    if _TEMPERATURE.search(bare):
        return Heard(
            kind=Kind.TEMPERATURE, subject=_place(bare), condition=condition, threshold=line, day=_day(what)
        )
    if (other := _FOR_ONE.fullmatch(rest.strip())) and (money := code_of(match["what"])):
        return _rate_or_share(other["money"], condition, line, money, base)  # "20 to the dollar"
    money = code_of(match["money"] or "") or code_of(rest)
    if rest.strip() and not money:
        return None  # a line in something that is no money
    return _rate_or_share(match["what"], condition, line, money, base)


def _number(match: "re.Match[str]") -> Decimal | None:
    scale = (match["scale"] or "").lower()
    try:
        value = Decimal(match["number"].replace(",", "").replace("−", "-"))
    except InvalidOperation:
        return None
    return value * _SCALES.get(scale.removesuffix("s") if len(scale) > 1 else scale, 1)


def _rate_or_share(what: str, condition: str, line: Decimal, money: str, base: str) -> Heard | None:
    named = re.sub(
        r"\b(?:exchange |conversion )?rate\b(?: of| for)?|\bprice of\b", " ", what, flags=re.IGNORECASE
    )
    parts = [
        code_of(part) for part in re.split(r"\s*(?:/|\bto\b|\bvs\b|\bin\b|\bagainst\b|-)\s*", named.strip())
    ]
    if len(words := named.split()) == 2 and not all(parts):  # "usd inr"
        parts = [code_of(word) for word in words]
    if parts and all(parts) and len(parts) <= 2:
        source, target = parts[0], parts[1] if len(parts) == 2 else money or base
        if source != target:
            return Heard(kind=Kind.RATE, subject=f"{source}/{target}", condition=condition, threshold=line)
        return None
    name = " ".join(_SHARE_NOISE.sub(" ", what).split()).strip(" '\"“”")
    is_name = 0 < len(name) <= 60 and len(name.split()) <= 4 and re.search(r"[A-Za-z]{2}", name)
    if not is_name or re.match(
        r"(?:it|that|this|there|which|everything|something|temperature)\b", name, re.IGNORECASE
    ):
        return None
    return Heard(kind=Kind.SHARE, subject=name, condition=condition, threshold=line, money=money)


def _day(said: str) -> str:
    match = _DAY.search(said)
    day = match["day"].lower() if match else ""
    if not _DAILY.search(said):
        return day
    return "every day, for tomorrow" if day == "tomorrow" else "every day"


def rolling(day: str) -> str:
    """Which day's weather is meant each day; empty when one day is meant, or none was said."""
    if not _DAILY.search(day):
        return ""
    return Day.TOMORROW if "tomorrow" in day.lower() else Day.TODAY


def _place(said: str) -> str:
    bare = " ".join(_DAY.sub(" ", _DAILY.sub(" ", said)).split())
    for match in _PLACE.finditer(bare):
        name = re.split(
            r"\b(?:is|goes|falls|drops|rises|gets|on|at|by|next|please|and|below|above|over|under|than)\b",
            match["place"],
        )[0]
        name = name.strip(" ,'-")
        if len(name) > 1 and not re.match(r"(?:the|my|case|least|night|morning)\b", name, re.IGNORECASE):
            return name
    return ""

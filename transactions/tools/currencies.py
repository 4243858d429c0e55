"""Converting money: at rates the workspace has stored, saying of which day they are."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools.builtin.date_arithmetic import NotADateError, read_past_date
from lumen.ai.tools.builtin.number_words import with_digits
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.ai.tools.utterances import read
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.money import CURRENCIES, format_money
from transactions import conversion
from transactions.conversion import OLD, Converted, KnownRate
from transactions.services import rates
from transactions.tools import currency_places

MOST = Decimal("1e15")
_WORDS = {
    word: code
    for code, words in {
        "INR": "₹ rs rs. re rupee rupees rupaye rupay rupaiya rupaya",
        "USD": "$ us$ dollar dollars buck bucks",
        "EUR": "€ euro euros",
        "GBP": "£ pound pounds quid sterling",
        "JPY": "¥ yen",
        "AED": "dirham dirhams",
        "SGD": "s$",
        "AUD": "a$",
        "CHF": "franc francs",
        "THB": "baht",
        "CNY": "yuan renminbi rmb",
        "KRW": "won",
        "MXN": "peso pesos",
        "RUB": "rouble roubles ruble rubles",
        "TRY": "lira",
        "ZAR": "rand",
        "BRL": "real reais",
        "SEK": "krona kronor",
        "NOK": "krone kroner",
        "PLN": "zloty",
        "MYR": "ringgit",
        "IDR": "rupiah",
        "PHP": "php",
        "ILS": "shekel shekels",
        "KES": "shilling shillings",
        "BDT": "taka",
    }.items()
    for word in words.split()
}
_SCALES = {"k": 10**3, "thousand": 10**3, "lakh": 10**5, "lakhs": 10**5, "lac": 10**5, "lacs": 10**5,
           "million": 10**6, "mn": 10**6, "crore": 10**7, "crores": 10**7, "cr": 10**7}  # fmt: skip
_CODES = "|".join(sorted(CURRENCIES))
_NAMES = "|".join(
    re.escape(word) + (r"\b" if word[-1].isalpha() else "") for word in sorted(_WORDS, key=len)[::-1]
)
_OF_COUNTRY = {
    name.strip(): code
    for code, names in {
        "CAD": "canadian dollar",
        "AUD": "australian dollar",
        "SGD": "singapore dollar",
        "HKD": "hong kong dollar",
        "NZD": "new zealand dollar",
        "USD": "us dollar, american dollar, american one",
        "GBP": "british pound, english pound",
        "MXN": "mexican peso",
        "PHP": "philippine peso",
        "CHF": "swiss franc, swiss money",
        "INR": "indian rupee",
        "PKR": "pakistani rupee",
        "LKR": "sri lankan rupee",
        "DKK": "danish krone",
        "NOK": "norwegian krone",
        "SEK": "swedish krona",
        "JPY": "japanese yen",
        "CNY": "chinese yuan",
        "KRW": "south korean won, korean won",
        "TRY": "turkish lira",
        "RUB": "russian rouble",
        "AED": "uae dirham",
    }.items()
    for name in names.split(",")
}
_COUNTRIES = "|".join(sorted({name.rpartition(" ")[0] for name in _OF_COUNTRY}, key=len, reverse=True))
_CUR = rf"(?:(?<![a-z])(?:(?:{_COUNTRIES}) )?(?:{_NAMES}|money\b|ones\b)|\b(?:{_CODES})\b)"
_AMOUNT = (
    rf"(?P<amount>(?:{_CUR})?\s*[-−]?\s*\d[\d,]*(?:\.\d+)?\s*(?:(?:{'|'.join(_SCALES)})\b)?\s*(?:{_CUR})?)"
)
_TO = rf"(?P<to>{_CUR})"
_ON = r"(?:\s+(?:on|at|as of|as on)\s+(?P<on>[\w ,/-]{3,30}?))?"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:convert|change|exchange)\s+{_AMOUNT}\s+(?:to|into|in)\s+{_TO}{_ON}",
        rf"(?:what(?:'s| is| are| would)?|how much (?:is|are|would)|calculate)?\s*{_AMOUNT}\s*"
        rf"(?:be )?(?:worth )?(?:to|into|in|=)\s+{_TO}{_ON}",
        rf"how (?:many|much) {_TO} (?:is|are|for|do i get for|does|make|in|will i get for) {_AMOUNT}{_ON}",
        rf"{_AMOUNT} (?:ka |ke |mein |me )?(?:kitne|kitna) {_TO}"
        r"(?: (?:hota|hote|hue|honge|hoga|hai|hain|banta))*",
        rf"{_AMOUNT} ko {_TO} (?:mein|me|main)(?: (?:badlo|badal do|convert karo|convert kar do|batao))?",
    )
]
_RATE_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:what(?:'s| is| was)? )?(?:the |today'?s )?(?P<of>{_CUR})(?:\s*(?:to|vs|in|/|-)\s*{_TO})? "
        rf"(?:exchange |conversion )?rate{_ON}",
        r"(?:what(?:'s| is| was)? )?(?:the )?(?:exchange |conversion )?rate (?:of|for)(?: the)? "
        rf"(?P<of>{_CUR})"
        rf"(?:\s+(?:to|vs|in|against)\s+(?:the )?{_TO})?{_ON}",
        rf"(?P<of>{_CUR}) ka (?:rate|bhav)(?: kya hai| kitna hai)?",
    )
]
_NUMBER = re.compile(r"([-−]?)\s*(\d[\d,]*(?:\.\d+)?)\s*(" + "|".join(_SCALES) + r")?\b", re.IGNORECASE)
_CUR_ONLY = re.compile(_CUR, re.IGNORECASE)
_POLITE = re.compile(r"^(?:(?:please|pls|can you|could you|hey|ok|kindly)[\s,]+)+", re.IGNORECASE)


_PAID = re.compile(
    r"\b(?:spen[dt]|spending|paid|pay|payments?|bought|bill|bills|budget|transactions?|income|salary|owe|balance|expenses?"
    r"|received|earn(?:ed)?|saved?|cost me|should i|between .+ and .+ (?:last|this))\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\b(?:exchange|rates?|conversion|convert|forex|stronger|weaker|against|strong|weak)\b", re.IGNORECASE
)
_WORTH = re.compile(r"\b(?:worth|to|in|into|make|makes|get|for|equal|how much|how many)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:my own|my|local|home) (?:money|currency)\b", re.IGNORECASE)


class NotAnAmountError(LumenError):
    code, title = "not-an-amount", "This is not an amount of money"


def code_of(said: str) -> str:
    """The ISO code of a currency as people call it; empty when it is none."""
    word = " ".join(said.lower().split())
    country, _space, name = word.rpartition(" ")
    if code := _OF_COUNTRY.get(word) or _OF_COUNTRY.get(word.removesuffix("s")):
        return code
    word = name if country else word
    return _WORDS.get(word) or (word.upper() if word.upper() in CURRENCIES else "")


def claim(context: ToolContext, text: str) -> Claim:
    """Certain when the whole text asks to convert an amount or for a rate."""
    plain = _POLITE.sub("", with_digits(" ".join(text.split()))).rstrip(" ?.!")
    for form in (*_FORMS, *_RATE_FORMS):
        if match := form.fullmatch(plain):
            return _claimed(context, match.groupdict())
    return _loosely(context, plain)


def _loosely(context: ToolContext, plain: str) -> Claim:
    """Two currencies, or one and a rate, in words that no form foresees; nothing that was paid."""
    if _PAID.search(plain):
        return Claim(score=0.0)
    names = _CUR_ONLY.finditer(plain)
    codes = [code for name in names if name[0] not in currency_places.WORDS and (code := code_of(name[0]))]
    codes = list(dict.fromkeys(codes))
    number = _NUMBER.search(plain)
    is_rate = bool(_RATE.search(plain))
    if len(codes) == 1 and (is_rate or _OWN.search(plain)) and codes[0] != context.workspace.base_currency:
        codes = [codes[0], context.workspace.base_currency]
    if len(codes) != 2 or not (is_rate or _WORTH.search(plain)):
        return Claim(score=0.0)
    source, target = codes
    if number and (beside := _CUR_ONLY.search(plain, number.start())) and code_of(beside[0]) == target:
        source, target = target, source  # "how many yen for 200 dollars"
    amount = f"{number[0]} {source}" if number else f"1 {source}"
    return Claim(score=0.9, arguments={"amount": amount, "to": target}, reason="names two currencies")


def arguments_of(text: str) -> dict[str, str]:
    """What such a sentence names: `60 bucks in mexico` is 60 USD to MXN; any of it may be missing."""
    plain = with_digits(" ".join(text.split()))
    places = currency_places.in_order(plain, _CUR_ONLY, code_of)
    number = _NUMBER.search(plain)
    if not places:
        return {}
    beside = next((code for place, code in places if number and place >= number.start()), places[0][1])
    source = beside if len(places) < 3 else places[0][1]
    others = [code for _place, code in places if code != source]
    amount = f"{number[0].strip()} {source}" if number else f"1 {source}"
    return {"amount": amount, "to": others[0]} if others else {"amount": amount}


def _claimed(context: ToolContext, said: dict[str, str | None]) -> Claim:
    base = context.workspace.base_currency
    of = code_of(said.get("of") or "")
    to = code_of(said.get("to") or "") or base
    amount = f"1 {of}" if of else str(said.get("amount")).strip()
    source = of or _currency_in(amount) or base
    if source == to:
        return Claim(score=0.0)
    arguments = {"amount": amount, "to": to}
    if said.get("on"):
        try:
            arguments["on"] = _past(str(said["on"]), context).isoformat()
        except NotADateError:
            return Claim(score=0.0)
    return Claim(score=0.96, arguments=arguments, reason="asks to convert money")


def _past(said: str, context: ToolContext) -> date:
    """A day without a year is the latest such day."""
    today = today_in(context.workspace.time_zone, context.now)
    return read_past_date(said, today)


def _currency_in(amount: str) -> str:
    rest = _NUMBER.sub(" ", amount)
    found = _CUR_ONLY.search(rest)
    return code_of(found[0]) if found else ""


def read_money(text: str, default: str) -> tuple[Decimal, str]:
    """An amount and its currency, as people write it.

    Raises:
        NotAnAmountError: there is no number in it, or one too large to mean anything.
    """
    number = _NUMBER.search(text)
    if number is None:
        raise NotAnAmountError(f"“{text[:60]}” is not an amount of money.")
    try:
        value = Decimal(number[2].replace(",", "")) * _SCALES.get((number[3] or "").lower(), 1)
    except InvalidOperation:
        raise NotAnAmountError(f"“{text[:60]}” is not an amount of money.") from None
    if value > MOST:
        raise NotAnAmountError("That is more money than there is. Ask for a smaller amount.")
    sign = -1 if "-" in text[: number.end(1)] or "−" in text[: number.end(1)] else 1
    return sign * value, _currency_in(text) or default


def convert_currency(
    context: ToolContext, *, amount: str = "", to: str = "", on: str | None = None
) -> Answer:
    """Convert an amount at the latest rate known, or known on a day.

    Into the workspace's own currency when none is said; one of its own currency asks which is wanted.

    Raises:
        NotAnAmountError: the amount is none.
        NotADateError: the day is none.
    """
    today = today_in(context.workspace.time_zone, context.now)
    day = min(_day(on), today) if on else today
    value, source = read_money(amount or "1", context.workspace.base_currency)
    is_told, to = bool(to), to or context.workspace.base_currency
    if source == to and not is_told:
        text = _("Which amount, and into which currency? For example “50 dollars in euros”.")
        return Answer(status="clarify", text=text, source="convert_currency")
    asked = partial(
        conversion.convert, workspace=context.workspace, amount=value, source=source, target=to, on=day
    )
    try:
        done = _with_new_rates(context, asked, {source, to}, is_today=day == today)
    except conversion.NoRateError as problem:
        return Answer(status="no_data", text=problem.detail, source="convert_currency")
    return Answer(
        status="ok", text=_sentence(done, day), value=float(done.worth), unit=to, source="convert_currency"
    )


def _with_new_rates(
    context: ToolContext, asked: Callable[[], Converted], currencies: set[str], *, is_today: bool
) -> Converted:
    """At stored rates; when there is none for today, the service is asked for it first.

    Raises:
        NoRateError: it does not know either, or cannot be asked.
    """
    try:
        return asked()
    except conversion.NoRateError as problem:
        if not is_today:
            raise
        try:
            rates.learn(workspace=context.workspace, currencies=currencies, now=context.now)
        except LumenError as failure:
            raise conversion.NoRateError(f"{problem.detail} {failure.detail}") from None
    return asked()


def _day(on: str) -> date:
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise NotADateError(f"{on} is not a date.") from None


def _sentence(done: Converted, day: date) -> str:
    first = f"{format_money(done.amount, done.source)} is {format_money(done.worth, done.target)}"
    used = " and ".join(_rate_in_words(rate) for rate in done.rates)
    aged = [rate for rate in done.rates if day - rate.on > OLD]
    old = _(" That rate is old, so take this as a rough figure.") if aged else ""
    return f"{first}, at the rate of {used}.{old}" if used else f"{first}."


def _rate_in_words(rate: KnownRate) -> str:
    return f"{rate.on.day} {rate.on:%B %Y} (1 {rate.currency} = {rate.rate.normalize():f})"


TOOLS = (
    Tool(
        name="convert_currency",
        description="Converts an amount of money at the exchange rates this workspace has stored.",
        parameters={
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "amount": {
                    "type": "string",
                    "maxLength": 60,
                    "description": "like “$50”, “1.2 lakh” or “40 EUR”",
                },
                "to": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code"},
                "on": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            },
        },
        effect=Effect.READ,
        run=convert_currency,
        claim=claim,
        arguments_of=arguments_of,
        timeout_seconds=12.0,
        lacks=gettext_lazy("what it is in that currency"),
        cache_seconds=600.0,
        takes_answers=True,
        title=gettext_lazy("Converted at a stored rate"),
        utterances=read(Path(__file__).parent / "utterances" / "convert_currency.txt"),
    ),
)

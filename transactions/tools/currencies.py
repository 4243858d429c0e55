"""Converting money: at rates the workspace has stored, saying of which day they are."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools.builtin.date_arithmetic import NotADateError, read_past_date
from lumen.ai.tools.builtin.number_words import with_digits
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.ai.tools.utterances import read
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from transactions import conversion
from transactions.conversion import Converted
from transactions.services import rates
from transactions.tools import currency_places, currency_wording
from transactions.tools.currency_words import CURRENCY, WORDS_TOO, code_of, may_name_one

if TYPE_CHECKING:
    from accounts.models import Workspace

SOURCE = "convert_currency"
MOST = Decimal("1e15")
FRESH = timedelta(days=4)  # a long weekend has no rate of its own
Money = tuple[Decimal, str]
_SCALES = {"k": 10**3, "thousand": 10**3, "lakh": 10**5, "lakhs": 10**5, "lac": 10**5, "lacs": 10**5,
           "million": 10**6, "mn": 10**6, "crore": 10**7, "crores": 10**7, "cr": 10**7}  # fmt: skip
_ONE_AMOUNT = (
    rf"(?:{CURRENCY})?\s*[-−]?\s*\d[\d,]*(?:\.\d+)?\s*(?:(?:{'|'.join(_SCALES)})\b)?\s*(?:{CURRENCY})?"
)
_PLUS = re.compile(r"\s*(?:\bplus\b|\band\b|\+|&)\s*", re.IGNORECASE)
_AMOUNT = rf"(?P<amount>{_ONE_AMOUNT}(?:\s*(?:plus|and|\+|&)\s*{_ONE_AMOUNT}){{0,3}})"
_TO = rf"(?P<to>{CURRENCY})"
_ALSO = rf"(?P<also>(?:(?:\s*,)?\s*(?:,|and|&)\s*(?:(?:to|in|into)\s+)?{CURRENCY}){{0,4}})"
_ON = r"(?:\s+(?:on|at|as of|as on)\s+(?P<on>[\w ,/-]{3,30}?))?"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:convert|change|exchange)\s+{_AMOUNT}\s+(?:to|into|in)\s+{_TO}{_ALSO}{_ON}",
        rf"(?:what(?:'s| is| are| would)?|how much (?:is|are|would)|calculate)?\s*{_AMOUNT}\s*"
        rf"(?:be )?(?:worth )?(?:to|into|in|=)\s+{_TO}{_ALSO}{_ON}",
        rf"how (?:many|much) {_TO} (?:is|are|for|do i get for|does|make|in|will i get for) {_AMOUNT}{_ON}",
        rf"{_AMOUNT} (?:ka |ke |mein |me )?(?:kitne|kitna) {_TO}"
        r"(?: (?:hota|hote|hue|honge|hoga|hai|hain|banta))*",
        rf"{_AMOUNT} ko {_TO} (?:mein|me|main)(?: (?:badlo|badal do|convert karo|convert kar do|batao))?",
    )
]
_RATE_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:what(?:'s| is| was)? )?(?:the |today'?s )?(?P<of>{CURRENCY})(?:\s*(?:to|vs|in|/|-)\s*{_TO})? "
        rf"(?:exchange |conversion )?rate{_ON}",
        r"(?:what(?:'s| is| was)? )?(?:the )?(?:exchange |conversion )?rate (?:of|for)(?: the)? "
        rf"(?P<of>{CURRENCY})"
        rf"(?:\s+(?:to|vs|in|against)\s+(?:the )?{_TO})?{_ON}",
        rf"(?P<of>{CURRENCY})\s*(?:to|vs|in|into|/)\s*{_TO}{_ON}",
        rf"(?P<of>{CURRENCY}) ka (?:rate|bhav)(?: kya hai| kitna hai)?",
    )
]
_NUMBER = re.compile(
    r"(?<!\d[e.])([-−]?)\s*(\d[\d,]*(?:\.\d+)?)(?!\d|\.\d|e\d)\s*(?:(" + "|".join(_SCALES) + r")\b)?",
    re.IGNORECASE,
)
_CUR_ONLY = re.compile(CURRENCY, re.IGNORECASE)
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
_DATED = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+\d|\b\d{4}-\d\d"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\b(?:in|since|from|of) (?:19|20)\d\d\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:my own|my|local|home) (?:money|currency)\b", re.IGNORECASE)


class NotAnAmountError(LumenError):
    code, title = "not-an-amount", "This is not an amount of money"


def claim(context: ToolContext, text: str) -> Claim:
    """Certain when the whole text asks to convert an amount or for a rate."""
    if not may_name_one(text):
        return Claim(score=0.0)
    plain = _POLITE.sub("", with_digits(" ".join(text.split()))).rstrip(" ?.!")
    for form in (*_FORMS, *_RATE_FORMS):
        if match := form.fullmatch(plain):
            return _claimed(context, match.groupdict())
    return _loosely(context, plain)


def _loosely(context: ToolContext, plain: str) -> Claim:
    """Two currencies, or one and a rate, in words that no form foresees; nothing that was paid."""
    if _PAID.search(plain):
        return Claim(score=0.0)
    codes = list(dict.fromkeys(code for name in _CUR_ONLY.finditer(plain) if (code := code_of(name[0]))))
    numbers = list(_NUMBER.finditer(plain))
    if len(numbers) != bool(re.search(r"\d", plain)) or _DATED.search(plain):
        return Claim(score=0.0)
    number = numbers[0] if numbers else None
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
    numbers = list(_NUMBER.finditer(plain))
    if not places or len(numbers) != bool(re.search(r"\d", plain)) or _DATED.search(plain):
        return {}
    number = numbers[0] if numbers else None
    beside = next((code for place, code in places if number and place >= number.start()), places[0][1])
    source = beside if len(places) < 3 else places[0][1]
    others = [code for _place, code in places if code != source]
    amount = f"{number[0].strip()} {source}" if number else f"1 {source}"
    return {"amount": amount, "to": others[0]} if others else {"amount": amount}


def _claimed(context: ToolContext, said: dict[str, str | None]) -> Claim:
    base = context.workspace.base_currency
    of = code_of(said.get("of") or "")
    to = code_of(said.get("to") or "") or base
    if (said.get("to") or "").lower() in WORDS_TOO and to == base:
        return Claim(score=0.0)  # "in all" is no money of Albania
    amount = f"1 {of}" if of else str(said.get("amount")).strip()
    source = of or _currency_in(amount) or base
    if source == to:
        return Claim(score=0.0)
    arguments: dict[str, Any] = {"amount": amount, "to": to}
    also = [code_of(name[0]) for name in _CUR_ONLY.finditer(said.get("also") or "")]
    if others := [code for code in dict.fromkeys(also) if code not in ("", to, source)]:
        arguments["also"] = others
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


def read_moneys(text: str, default: str) -> list[Money]:
    """Amounts with "plus" or "and" between them; one without a currency has that of the one after it.

    Raises:
        NotAnAmountError: one of them is none.
    """
    found: list[Money] = []
    currency = default
    for part in reversed(_PLUS.split(text)):
        amount, currency = read_money(part, currency)
        found.append((amount, currency))
    return found[::-1]


def convert_currency(
    context: ToolContext, *, amount: str = "", to: str = "", also: Sequence[str] = (), on: str | None = None
) -> Answer:
    """Convert an amount, or the sum of several, at the latest rate known, or known on a day.

    Into the workspace's own currency when none is said; one of its own currency asks which is wanted.

    Args:
        also: other currencies that it is wanted in.

    Raises:
        NotAnAmountError: the amount is none.
        NotADateError: the day is none.
    """
    today = today_in(context.workspace.time_zone, context.now)
    day = min(_day(on), today) if on else today
    moneys = read_moneys(amount or "1", context.workspace.base_currency)
    target = to or context.workspace.base_currency
    if not to and all(currency == target for _amount, currency in moneys):
        text = _("Which amount, and into which currency? For example “50 dollars in euros”.")
        return Answer(status="clarify", text=text, source=SOURCE)
    asked = partial(_converted, context.workspace, moneys, [target, *also], day)
    currencies = {target, *also, *(currency for _amount, currency in moneys)}
    try:
        done = _with_new_rates(context, asked, currencies, day)
    except conversion.NoRateError as problem:
        return Answer(status="no_data", text=problem.detail, source=SOURCE)
    worth = [(code, float(sum(one.worth for one in found))) for code, found in done.items()]
    return Answer(
        status="ok",
        text=currency_wording.sentence(done, day),
        value=worth[0][1],
        unit=target,
        rows=worth if also else None,
        source=SOURCE,
    )


def _converted(
    workspace: "Workspace", moneys: Sequence[Money], targets: Sequence[str], day: date
) -> dict[str, list[Converted]]:
    return {
        target: [
            conversion.convert(workspace=workspace, amount=amount, source=source, target=target, on=day)
            for amount, source in moneys
        ]
        for target in targets
    }


def _with_new_rates(
    context: ToolContext,
    asked: Callable[[], dict[str, list[Converted]]],
    currencies: set[str],
    day: date,
) -> dict[str, list[Converted]]:
    """At stored rates; the service is asked first where there is none of that day, nor of shortly before.

    Raises:
        NoRateError: it does not know either, or cannot be asked.
    """
    missing: conversion.NoRateError | None = None
    done: dict[str, list[Converted]] = {}
    try:
        done = asked()
    except conversion.NoRateError as problem:
        missing = problem
    rates_used = [rate for found in done.values() for one in found for rate in one.rates]
    if missing is None and all(day - rate.on <= FRESH for rate in rates_used):
        return done
    try:
        rates.learn(workspace=context.workspace, currencies=currencies, on=day, now=context.now)
    except LumenError as failure:
        if missing is None:
            return done  # said with its day, and that it is old where it is
        raise conversion.NoRateError(f"{missing.detail} {failure.detail}") from None
    return asked()


def _day(on: str) -> date:
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise NotADateError(f"{on} is not a date.") from None


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
                    "maxLength": 120,
                    "description": "like “$50”, “1.2 lakh” or “40 EUR”",
                },
                "to": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code"},
                "also": {
                    "type": "array",
                    "maxItems": 4,
                    "items": {"type": "string", "pattern": "^[A-Z]{3}$"},
                    "description": "more currencies it is wanted in",
                },
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

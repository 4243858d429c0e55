"""Units as a tool: "how many grams in 2.5 pounds", "5 feet 11 in cm", "20 C to F"."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools import utterances
from lumen.ai.tools.builtin.number_words import with_digits
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.ai.world import units
from lumen.ai.world.units import UNIT, Measure

_WORDS = {
    "a": Decimal(1),
    "an": Decimal(1),
    "half": Decimal("0.5"),
    "half a": Decimal("0.5"),
    "quarter": Decimal("0.25"),
    "a quarter": Decimal("0.25"),
}
_NUMBER = r"[-−]?\d[\d,]*(?:\.\d+)?(?:\s*/\s*\d+)?|" + "|".join(
    rf"\b{word}\b" for word in sorted(_WORDS, key=len, reverse=True)
)
_ONE = (
    rf"(?P<amount>{_NUMBER})\s*(?:of\s+)?(?:degrees?\s+)?(?P<unit>{UNIT})"
    rf"(?:\s*(?:and\s+)?(?P<more>\d+(?:\.\d+)?)\s*(?P<rest>{UNIT})?)?"
)
_TO = rf"(?:degrees?\s+)?(?P<to>{UNIT})"
_ASK = (
    r"(?:(?:please|can you|could you|hey|ok|tell me|i need to know|do you know)[\s,]+)*"
    r"(?:what(?:'s| is| are)?\s+|how much is\s+)?"
)
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"^{_ASK}(?:convert|change|turn)?\s*{_ONE}\s+(?:to|into|in|as|equals?|=)\s+"
        rf"(?:how many |what )?{_TO}\b.*$",
        rf"^{_ASK}how (?:many|much)\s+{_TO}\s+"
        r"(?:are |is |do |does |make |makes |there |in |equals? |would |be |fit |into )+"
        rf"{_ONE}(?:\s+(?:have|has|equal|make|contain))?\b.*$",
        rf"^{_ASK}(?:convert|change)\s+{_ONE}\s+{_TO}$",
    )
]
_ANYWHERE = re.compile(rf"\b{_ONE}\b.*?\b(?:to|into|in)\s+{_TO}\b", re.IGNORECASE)
_BARE = re.compile(
    rf"^{_ASK}(?:convert|conversion(?: of)?)?\s*(?P<unit>{UNIT})\s+(?:to|into)\s+{_TO}(?:\s+conversion)?$",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(?:(?P<amount>{_NUMBER})\s*(?:degrees?\s+)?)?\b(?P<unit>{UNIT})", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_SMALLER = {"foot": "inch", "pound": "ounce", "stone": "pound", "hour": "minute", "minute": "second"}


def claim(context: ToolContext, text: str) -> Claim:
    """Certain when the whole text asks for a measure in another unit of the same kind."""
    asked = with_digits(" ".join(text.strip(" ?.!").split()))
    for form in (*_FORMS, _BARE):
        if (match := form.match(asked)) and (arguments := _arguments(match.groupdict())):
            return Claim(score=0.97, arguments=arguments, reason="a measure in another unit")
    return Claim(score=0.0)


def arguments_of(text: str) -> dict[str, str]:
    """A measure and another unit anywhere in the text; empty when they are not both named."""
    plain = with_digits(text)
    if (match := _ANYWHERE.search(plain)) and (arguments := _arguments(match.groupdict())):
        return arguments
    named = [match for match in _NAMED.finditer(plain) if match["amount"] or len(match["unit"]) > 1]
    if len(named) < 2:
        return {}
    first, second = named[0], named[-1]
    asked = _HOW_MANY.search(plain)
    asks_first = second["amount"] and not first["amount"]  # "ounces in a gallon" asks for ounces
    if first.start() >= asked.end() if asked else asks_first:
        first, second = second, first
    return _arguments({"amount": first["amount"], "unit": first["unit"], "to": second["unit"]})


def _arguments(said: dict[str, str | None]) -> dict[str, str]:
    unit, to = units.unit_of(said["unit"] or ""), units.unit_of(said["to"] or "")
    amount = _number(said.get("amount") or "1")
    if said.get("more"):
        rest = units.unit_of(said["rest"]) if said["rest"] else _SMALLER.get(unit)
        if rest is None:
            return {}
        whole = units.convert(Measure(value=amount, unit=unit), rest)
        amount, unit = whole.result.value + Decimal(said["more"] or 0), rest
    if unit == to:
        return {}
    return {"amount": str(amount), "unit": unit, "to": to}


def _number(said: str) -> Decimal:
    words = said.lower().strip()
    if words in _WORDS:
        return _WORDS[words]
    top, _, bottom = words.replace(",", "").replace("−", "-").replace(" ", "").partition("/")
    return Decimal(top) / Decimal(bottom) if bottom and Decimal(bottom) else Decimal(top)


def run(context: ToolContext, *, amount: str = "1", unit: str = "", to: str = "") -> Answer:
    """Convert, and show the step; ask when the measure or the other unit is missing.

    Raises:
        UnlikeUnitsError: the units measure different things.
    """
    if not unit or not to:
        text = _("Which measure, and in which unit? For example “5 miles in km”.")
        return Answer(status="clarify", text=text, source="convert_units")
    found = units.convert(Measure(value=Decimal(amount), unit=unit), to)
    sign = "=" if found.is_exact else "≈"
    left = f"{units.plain(found.measure.value)} {units.name(unit)}"
    text = f"{left} {sign} {units.plain(found.result.value)} {units.name(to)}"
    if found.step:
        text += f"\n{found.step}"
    return Answer(
        status="ok", text=text, value=float(found.result.value), unit=units.name(to), source="convert_units"
    )


TOOLS = (
    Tool(
        name="convert_units",
        description="A measure in another unit: length, mass, volume, area, temperature, time, data, energy.",
        parameters={
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "amount": {"type": "string", "maxLength": 40},
                "unit": {"enum": sorted(set(units.UNITS.values()))},
                "to": {"enum": sorted(set(units.UNITS.values()))},
            },
        },
        effect=Effect.READ,
        run=run,
        claim=claim,
        arguments_of=arguments_of,
        timeout_seconds=10.0,
        attempts=1,
        takes_answers=True,
        title=gettext_lazy("Converted units"),
        utterances=utterances.of("convert_units"),
    ),
)

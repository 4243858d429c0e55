"""The calculator as a tool: recognises arithmetic in a sentence and answers it exactly."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools import utterances
from lumen.ai.tools.builtin import arithmetic, equations, interest, statistics
from lumen.ai.tools.builtin.number_words import with_digits
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.common.money import format_money, group_digits

DECIMALS_SHOWN = 6
_POLITE = re.compile(
    r"^(?:(?:please|pls|can you|could you|hey|ok)[\s,]+)*"
    r"(?:what(?:'s| is| are|s)?|how much (?:is|are|does)|calculate|compute|work out|evaluate|solve"
    r"|kitna (?:hai|hota hai))?\s+"
    r"|\s*(?:please|pls|kitna (?:hai|hota hai)|equals?|makes?|=|\?|\.)+\s*$",
    re.IGNORECASE,
)


def _compiled(*forms: tuple[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(form, re.IGNORECASE), told) for form, told in forms]


_NUMBER = (
    r"((?:₹|rs\.?|inr|[as]?\$|€|£|¥|aed|chf|cad)?\s*[\d.,]+(?:\s*(?:k|lakhs?|lacs?|crores?|cr)\b)?"
    r"(?:\s*(?:dollars?|rupees?|euros?)\b)?)"
)
_REWRITES = _compiled(
    (rf"^(?:what )?per ?cent(?:age)? (?:is|are) {_NUMBER} (?:out )?of {_NUMBER}$", r"(\1) / (\2)"),
    (rf"^{_NUMBER} (?:is|as) (?:a |what )?per ?cent(?:age)? of {_NUMBER}$", r"(\1) / (\2)"),
    (
        r"^(?:the )?per ?cent(?:age)? (?:change|increase|decrease|growth|difference) "
        rf"from {_NUMBER} to {_NUMBER}$",
        r"((\2) - (\1)) / (\1)",
    ),
)
_LIST = r"([\d.,]+(?:\s*(?:,|and|&)\s*[\d.]+)+)"
_LISTED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")  # 1,440 is one number
_SAID = _compiled(  # sentences that say the operation first
    (rf"^(?:the )?(?:sum|total) of {_LIST}$", "+"),
    (rf"^add(?: up)? {_LIST}(?: together)?$", "+"),
    (rf"^(?:the )?product of {_LIST}$", "*"),
    (rf"^multiply {_LIST}(?: together)?$", "*"),
    (rf"^(?:the )?(?:average|mean) (?:of )?{_LIST}$", "mean"),
)
_FRACTIONS = "half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth"
_SIMPLER = _compiled(
    (
        rf"^(?:split|share|divide) {_NUMBER} (?:among|between|by|in|into) (\d+)"
        r"(?: (?:people|friends|ways|of us|parts))?"
        r"(?:,? (?:with|plus|including|and|adding)(?: a| an)? (\d+(?:\.\d+)?)\s*(?:%|per ?cent)"
        r"(?: (?:tip|tax|gst|vat|service(?: charge)?)))$",
        r"(\1 + \3%) / \2",
    ),
    (rf"^(?:the )?square root (?:of )?{_NUMBER}$", r"(\1) ^ 0.5"),
    (rf"^(?:the )?cube root (?:of )?{_NUMBER}$", r"(\1) ^ (1 / 3)"),
    (rf"^{_NUMBER} squared$", r"(\1) ^ 2"),
    (rf"^{_NUMBER} cubed$", r"(\1) ^ 3"),
    (rf"^(?:the )?square of {_NUMBER}$", r"(\1) ^ 2"),
    (
        rf"^{_NUMBER} (?:raised )?to the (?:power (?:of )?)?{_NUMBER}(?:st|nd|rd|th)?(?: power)?$",
        r"(\1) ^ (\2)",
    ),
    (rf"^add {_NUMBER} to {_NUMBER}$", r"(\2) + (\1)"),
    (rf"^(?:subtract|take(?: away)?) {_NUMBER} (?:away )?from {_NUMBER}$", r"(\2) - (\1)"),
    (rf"^{_NUMBER} (?:subtracted|taken) from {_NUMBER}$", r"(\2) - (\1)"),
    (rf"^multiply {_NUMBER} (?:by|with|times|and) {_NUMBER}$", r"(\1) * (\2)"),
    (rf"^divide {_NUMBER} by {_NUMBER}$", r"(\1) / (\2)"),
    (rf"^(?:the )?difference between {_NUMBER} and {_NUMBER}$", r"(\1) - (\2)"),
    (
        r"^(?:a |an |the )?(\d+(?:\.\d+)?)\s*(?:%|per ?cent) (?:tip|tax|gst|vat|discount|commission) "
        rf"(?:on|of|for|off) (?:a |an )?{_NUMBER}(?: bill| meal| check)?$",
        r"\1% of \2",
    ),
    (
        rf"^add (\d+(?:\.\d+)?\s*(?:%|per ?cent))(?: (?:gst|tax|vat|tip))? (?:to|on) {_NUMBER}$",
        r"\2 + \1",
    ),
    (rf"^{_NUMBER} (?:plus|with|\+) (\d+(?:\.\d+)?\s*%)(?: (?:gst|tax|vat|tip))$", r"\1 + \2"),
    (
        rf"^(?:split|share|divide) {_NUMBER} with (\d+)(?: other| more)?(?: people| friends| others)?$",
        r"\1 / (\2 + 1)",
    ),
    (
        r"^(?:the )?(?:price|amount|base|cost) (?:before|without|excluding) (\d+(?:\.\d+)?)\s*(?:%|per ?cent)"
        rf"(?: (?:gst|tax|vat|tip))? (?:of|if the total is|if it is|when it is|in) {_NUMBER}$",
        r"(\2) / (1 + \1 / 100)",
    ),
    (
        rf"^(?:split|share|divide) {_NUMBER} (?:among|between|by|in|into) (\d+)"
        r"(?: (?:people|friends|ways|of us|parts))?$",
        r"\1 / \2",
    ),
)
_TOPS = {"a": "1", "an": "1", "one": "1", "two": "2", "three": "3"}
_POWERS = [  # inside a longer calculation: "17 squared times 3"
    (re.compile(r"(\d+(?:\.\d+)?)\s+squared\b", re.IGNORECASE), r"(\1) ^ 2"),
    (re.compile(r"(\d+(?:\.\d+)?)\s+cubed\b", re.IGNORECASE), r"(\1) ^ 3"),
    (re.compile(r"\b(?:the )?square root of (\d+(?:\.\d+)?)", re.IGNORECASE), r"(\1) ^ 0.5"),
    (re.compile(r"\b(?:the )?cube root of (\d+(?:\.\d+)?)", re.IGNORECASE), r"(\1) ^ (1 / 3)"),
]
_DECIMALS = re.compile(
    r",?\s+(?:(?:rounded )?to|with) ([0-6]) (?:decimals?(?: places)?|dp|digits after the point)$",
    re.IGNORECASE,
)
_FRACTION = re.compile(rf"^(a |an |\d+ )?({_FRACTIONS})s? of {_NUMBER}$", re.IGNORECASE)
_DATE = re.compile(r"^\d{1,4}([-/.])\d{1,2}\1\d{1,4}$")


def claim(context: ToolContext, text: str) -> Claim:
    """Certain when the whole text is arithmetic with at least one operation, else not at all."""
    try:
        if _with_steps(context, text) is not None:
            return Claim(score=0.97, arguments={"expression": text}, reason="an equation, or interest")
    except arithmetic.ArithmeticProblemError as problem:
        return Claim(score=0.9, arguments={"expression": text}, reason=problem.detail)
    if not _has_digits(text):
        return Claim(score=0.0)
    core = _core(text)
    is_short = len(core) <= arithmetic.MAX_LENGTH
    if not is_short or _DATE.match(core) or not _has_digits(core):
        return Claim(score=0.0)
    try:
        _, result = _worked_out(core)
    except arithmetic.ArithmeticProblemError as problem:
        is_arithmetic = bool(re.fullmatch(r"[\d\s.,+*/^%()x×÷−₹$€£-]+", core)) and len(core) > 2
        reason = problem.detail if is_arithmetic else ""
        return Claim(score=0.9 if is_arithmetic else 0.0, arguments={"expression": core}, reason=reason)
    score = 0.97 if result.operations else 0.0
    return Claim(score=score, arguments={"expression": core}, reason="the text is a calculation")


def run(context: ToolContext, *, expression: str) -> Answer:
    """Work out the expression.

    Raises:
        ArithmeticProblemError: it has no result.
    """
    if (answer := _with_steps(context, expression)) is not None:
        return answer
    core = _core(expression)
    is_percent, result = _worked_out(core)
    unit = "%" if is_percent else result.currency or None
    value = result.value * 100 if is_percent else result.value
    shown, is_exact = _shown(value, unit)
    sign = "=" if is_exact else "≈"
    return Answer(
        status="ok",
        text=f"{core} {sign} {shown}",
        value=float(value),
        unit=unit,
        source="calculate",
    )


def _with_steps(context: ToolContext, text: str) -> Answer | None:
    """The answer to an equation, to a question about interest or about several numbers, step by step.

    Raises:
        ArithmeticProblemError: it is one without an answer here.
    """
    if len(text) > arithmetic.MAX_LENGTH:
        return None
    if (solved := equations.solve(text)) is not None:
        value = list(solved.values) if len(solved.values) > 1 else next(iter(solved.values), None)
        return _stepwise(solved.text, solved.steps, value=value)
    if not _has_digits(text):
        return None
    if (counted := statistics.work_out(_core(text))) is not None:
        return _stepwise(counted.text, counted.steps, value=float(counted.value))
    if (asked := interest.read(with_digits(text))) is not None:
        currency = asked.currency or context.workspace.base_currency
        worked = interest.work_out(replace(asked, currency=currency))
        rows = [(label, float(part)) for label, part in worked.rows]
        answer = _stepwise(worked.text, worked.steps, value=float(worked.value))
        return replace(answer, unit=worked.currency, rows=rows)
    return None


def _stepwise(result: str, steps: Sequence[str], *, value: Any) -> Answer:
    lines = [f"{number}. {step}" for number, step in enumerate(steps, start=1)]
    return Answer(status="ok", text="\n".join([result, *lines]), value=value, source="calculate")


def _has_digits(text: str) -> bool:
    return any(map(str.isdigit, with_digits(text)))


@lru_cache(maxsize=256)
def _core(text: str) -> str:
    """The text without courtesies: `what is 2 + 2?` is `2 + 2`."""
    core, before = with_digits(" ".join(text.split())), None
    while core != before:
        before, core = core, _POLITE.sub("", f" {core}" if core[:1].isdigit() else core).strip()
    return core


def _worked_out(core: str) -> tuple[bool, arithmetic.Result]:
    if rounded := _DECIMALS.search(core):
        is_percent, result = _worked_out(core[: rounded.start()])
        places = int(rounded[1]) + 2 * is_percent
        value = result.value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        return is_percent, replace(result, value=value)
    if fraction := _FRACTION.match(core):
        parts = 2 + _FRACTIONS.split("|").index(fraction[2].lower())
        top = _TOPS.get((fraction[1] or "a").strip().lower(), fraction[1])
        return False, arithmetic.calculate(f"{top} / {parts} * ({fraction[3]})")
    for pattern, operation in _SAID:
        if match := pattern.match(core):
            return False, arithmetic.calculate(_of_all(match[1], operation))
    for pattern, expression in _REWRITES:
        if match := pattern.match(core):
            return True, arithmetic.calculate(match.expand(expression))
    return False, arithmetic.calculate(_in_signs(core))


def _in_signs(core: str) -> str:
    """The calculation with the signs that its words stand for."""
    for pattern, expression in _SIMPLER:
        if match := pattern.match(core):
            return match.expand(expression)
    for power, expression in _POWERS:
        core = power.sub(expression, core)
    return core


def _of_all(said: str, operation: str) -> str:
    """`4, 8 and 15` added, multiplied or averaged."""
    numbers = [number.replace(",", "") for number in _LISTED.findall(said)]
    if operation == "mean":
        return f"({' + '.join(numbers)}) / {len(numbers)}"
    return f" {operation} ".join(numbers)


def _shown(value: Decimal, unit: str | None) -> tuple[str, bool]:
    """The number in words of the unit, and whether nothing was rounded away."""
    if unit and unit != "%":
        rounded = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        return format_money(value, unit), rounded == value
    if abs(value) >= Decimal("1e18") or (value and abs(value) < Decimal("1e-6")):
        return f"{value:.10E}", False
    rounded = value.quantize(Decimal(1).scaleb(-DECIMALS_SHOWN), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    fraction = fraction.rstrip("0")
    text = group_digits(whole, indian=True) + (f".{fraction}" if fraction else "")
    minus = "−" if rounded < 0 else ""
    return f"{minus}{text}{'%' if unit else ''}", rounded == value


TOOL = Tool(
    name="calculate",
    description="Arithmetic, equations with steps, loans and interest, averages; k, lakh and crore.",
    parameters={
        "type": "object",
        "required": ["expression"],
        "additionalProperties": False,
        "properties": {"expression": {"type": "string", "maxLength": arithmetic.MAX_LENGTH}},
    },
    effect=Effect.READ,
    run=run,
    claim=claim,
    arguments_of=lambda text: {"expression": text[: arithmetic.MAX_LENGTH]},
    timeout_seconds=2.0,
    attempts=1,
    takes_answers=True,
    title=gettext_lazy("Calculated"),
    utterances=utterances.of("calculate"),
)
TOOLS = (TOOL,)

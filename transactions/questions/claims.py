"""How sure it is, without computing anything, that a text asks about money that moved."""

import re
from collections.abc import Mapping
from typing import Any

from lumen.ai.tools.registry import Claim, ToolContext
from lumen.common.dates import today_in
from transactions.questions.followups import is_follow_up
from transactions.questions.names import names_of
from transactions.questions.periods import Clock
from transactions.questions.reading import Reading, read
from transactions.questions.refusals import is_about_papers, refusal_of

_SECOND_COPY = re.compile(
    r"\bduplicate (?:\w+ )?(?:card|key|copy|sim|licen[cs]e|certificate|passport)\b", re.IGNORECASE
)
MAY_GO_ON, GOES_ON = 0.75, 0.92  # from the question before; the latter needs no one to ask what is meant
OTHER_CURRENCY = (
    0.99  # `and the euros?` after `what did I pay in dollars?`: those rows, not what the sum is worth
)
_LEADS = ("and", "only", "instead")
_STRONG = ("spend", "budget", "recurring", "duplicates", "income_word")
_WEAK = (
    "measure",
    "noun",
    "of",
    "extreme",
    "top",
    "often",
    "list",
    "per",
    "dim",
    "group",
    "exists",
    "compare",
    "more",
)


def claim(context: ToolContext, text: str) -> Claim:
    """Near 1 for a question about payments, near 0 for papers and small talk."""
    clock = Clock(today_in(context.workspace.time_zone, context.now))
    names = context.once("names", lambda: names_of(context.workspace))
    reading = read(text, names, clock)
    previous: Mapping[str, Any] = (context.memory.get("ledger") or {}).get("query") or {}
    if is_about_papers(text) and not _is_plainly_money(reading):
        return Claim(score=0.1, reason="it speaks of what a document says")
    refusal = refusal_of(text, is_follow_up=bool(previous))
    if refusal is not None:
        known = 0.92 if _touches_money(reading) else 0.55
        score = refusal.certainty if refusal.is_trick else known
        return Claim(score=score, reason=refusal.text, declines=not refusal.is_trick)
    said = _said(reading)
    again = "repeat" in said and ("noun" in said or "spend" in said)
    twice = "duplicates" in said and not _SECOND_COPY.search(text)
    if twice or again or ("price_change" in said and "recurring" in said):
        return Claim(score=0.95, reason="what the ledger's own rows tell")
    score = _score(reading)
    goes_on = bool(previous) and is_follow_up(reading)
    if goes_on:
        score = max(score, _going_on(reading, previous))
    return Claim(score=score, reason="words, names and times of the ledger", goes_on=goes_on)


def _going_on(reading: Reading, previous: Mapping[str, Any]) -> float:
    """How sure it is that a short text edits the question before."""
    filters = previous.get("filters") or {}
    said = {item.currency for item in reading.items if item.currency}
    points = reading.has("follow", "that")
    if len(said) == 1 and (filters.get("currency") or filters.get("not_currency")) and not points:
        return OTHER_CURRENCY
    return GOES_ON if _plainly_goes_on(reading) else MAY_GO_ON


def _plainly_goes_on(reading: Reading) -> bool:
    """`and Zipride?`, `and in October?`, `without the rent`: what the ledger knows, after a question to it.

    Sums, currencies and bare days may as well be for another tool.
    """
    if reading.unknown or any(item.amount or item.number or item.currency for item in reading.items):
        return False
    lead = reading.items[0] if reading.items else None
    leads = lead is not None and (lead.means("not") or any(lead.means("follow", how) for how in _LEADS))
    if leads:
        return bool(reading.named or reading.periods)
    return any(item.hit is not None and item.hit.how == "exact" for item in reading.items)


def _is_plainly_money(reading: Reading) -> bool:
    """`how much did I pay for the policy`: an amount is asked for and a payment is named."""
    return reading.has("measure", "sum") and reading.has("spend") and bool(reading.periods or reading.named)


def _touches_money(reading: Reading) -> bool:
    return bool(reading.named or reading.amounts) or not _said(reading).isdisjoint((*_STRONG, "noun", "of"))


def _said(reading: Reading) -> set[str]:
    """All kinds of meanings that the words of a question have."""
    return {kind for item in reading.items for kind, _value in item.meanings}


def _score(reading: Reading) -> float:
    if not reading.items:
        return 0.0
    said, periods = _said(reading), reading.periods
    strong = (
        not said.isdisjoint(_STRONG)
        or reading.has("measure", "net")
        or reading.has("measure", "savings_rate")
        or (len(periods) > 1 and ("compare" in said or "more" in said))
    )
    weak = len(said.intersection(_WEAK))
    score = (
        0.55 * strong
        + 0.25 * min(weak, 2)
        + 0.3 * bool(reading.named)
        + 0.15 * bool(periods)
        + 0.3 * bool(reading.amounts)
        + 0.2 * bool(periods and "noun" in said)
    )
    unknown = len(reading.unknown) / len(reading.items)
    return round(max(0.0, min(1.0, score) * (1 - unknown)), 2)

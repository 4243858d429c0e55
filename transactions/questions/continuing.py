"""Short replies about regular payments, budgets and shares that keep to what was just answered."""

from dataclasses import replace

from transactions.questions.query import Filters, LedgerQuery, Measure, QueryPeriod
from transactions.questions.reading import Reading


def continued(reading: Reading, before: LedgerQuery) -> LedgerQuery | None:
    """`which of them went up`, `which am I over on`, `as a share of everything`; nothing for the rest."""
    if reading.named or reading.periods:
        return None
    if before.intent == "recurring" and (change := reading.value("price_change")):
        return replace(before, change=change, active=None, next=None, field="", of=("expense",), measure=None)
    if before.intent == "budget" and reading.has("left", "over"):
        return replace(before, exceeded=True, filters=Filters(), measure=Measure(op="budget_left"))
    narrowed = before.filters.changed(not_category=(), not_merchant=()) != Filters()
    if reading.has("measure", "share") and narrowed and before.intent in ("aggregate", "breakdown", "list"):
        return LedgerQuery(
            intent="aggregate", measure=Measure(op="share_pct"), filters=before.filters, period=before.period
        )
    return None


def says_the_same_time(said: QueryPeriod, before: QueryPeriod | None) -> bool:
    """`and the previous month?` about October, when October is the previous month: September is meant."""
    if before is None or (said.start, said.end) != (before.start, before.end):
        return False
    return bool({"previous", "prior", "preceding", "earlier"} & set(said.text.lower().split()))

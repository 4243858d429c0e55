"""How parts of a query are said back: the time, the filters, the kind of money."""

from datetime import date, timedelta
from decimal import Decimal

from lumen.common.dates import add_months
from lumen.common.money import format_money
from transactions.questions.executor import Result
from transactions.questions.periods.words import MONTH_NAMES
from transactions.questions.query import Filters, LedgerQuery, QueryPeriod

_BOUND_WORDS = {
    "amount_gt": "above",
    "amount_gte": "of at least",
    "amount_lt": "below",
    "amount_lte": "of at most",
    "amount_eq": "of exactly",
    "original_amount_gt": "above",
}
KIND_NOUNS = {
    "spend": ("purchase", "purchases"),
    "expense": ("purchase", "purchases"),
    "refund": ("refund", "refunds"),
    "income": ("income payment", "income payments"),
    "transfer": ("transfer", "transfers"),
}


def day(value: date) -> str:
    return f"{value.day} {MONTH_NAMES[value.month - 1][:3].capitalize()} {value.year}"


def month(value: date) -> str:
    return f"{MONTH_NAMES[value.month - 1].capitalize()} {value.year}"


def money(value: Decimal, unit: str) -> str:
    return format_money(value, unit)


def listed(parts: list[str], joiner: str = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {joiner} {parts[-1]}" if parts else ""


def period(chosen: QueryPeriod | None) -> str:
    """`in October 2025`, `on 5 Oct 2025`, `from 1 Apr 2025 to 31 Mar 2026`, `since 1 Jan 2025`."""
    if chosen is None or (chosen.start is None and chosen.end is None):
        return "over all your records"
    if chosen.end is None and chosen.start is not None:
        return f"since {day(chosen.start)}"
    if chosen.start is None and chosen.end is not None:
        return f"up to {day(chosen.end - timedelta(days=1))}"
    return _closed(chosen.start, chosen.end)  # type: ignore[arg-type]


def _closed(start: date, end: date) -> str:
    last = end - timedelta(days=1)
    if start == last:
        return f"on {day(start)}"
    if start.day == 1 and end == add_months(start, 1):
        return f"in {month(start)}"
    if (start.month, start.day) == (1, 1) and end == add_months(start, 12):
        return f"in {start.year}"
    return f"from {day(start)} to {day(last)}"


def filters(chosen: Filters, unit: str) -> str:
    """` on Groceries at DMart by UPI above ₹500`; empty when nothing is filtered."""
    parts = [
        (" on ", chosen.category, "and"),
        (" at ", chosen.merchant, "and"),
        (" by ", chosen.method, "or"),
        (" from ", chosen.account, "or"),
        (" without ", (*chosen.not_category, *chosen.not_merchant), "and"),
    ]
    text = "".join(f"{lead}{listed(list(names), joiner)}" for lead, names, joiner in parts if names)
    return text + _other_filters(chosen, unit)


def _other_filters(chosen: Filters, unit: str) -> str:
    text = ""
    if chosen.currency:
        text += f" in {chosen.currency}"
    if chosen.not_currency:
        text += f" not in {chosen.not_currency}"
    for name, words in _BOUND_WORDS.items():
        if (bound := getattr(chosen, name)) is not None:
            text += f" {words} {money(bound, unit)}"
    if chosen.weekend is not None:
        text += " on weekends" if chosen.weekend else " on weekdays"
    if chosen.hour_gte is not None:
        text += f" after {chosen.hour_gte}:00"
    if chosen.text:
        text += f" mentioning “{chosen.text}”"
    return text + (f" tagged {chosen.tag}" if chosen.tag else "")


def group_label(label: str) -> str:
    """2025-10 as October 2025; other labels as they are."""
    parts = label.split("-")
    if len(parts) == 2 and all(part.isdigit() for part in parts):
        return month(date(int(parts[0]), int(parts[1]), 1))
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        return day(date(int(parts[0]), int(parts[1]), int(parts[2])))
    return label


def nouns(query: LedgerQuery) -> tuple[str, str]:
    of = query.of[0] if query.of else (query.measure.of if query.measure else "spend")
    return KIND_NOUNS[of]


def quantity(value: Decimal, unit: str) -> str:
    if unit == "count":
        return f"{int(value):,}"
    return f"{value:f}%".replace("-", "−") if unit == "%" else money(value, unit)


def left_out(result: Result) -> str:
    if not result.missing_rate:
        return ""
    return f" {result.missing_rate} of them have no known exchange rate and are left out of the amount."

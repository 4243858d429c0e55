"""Rules in words, and what they say when they speak."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anomalies.rules.engine import COUNT, DAY, EACH, TOTAL, WEEK, Spec
from lumen.common.money import format_money
from transactions.rules.wording import condition_words

if TYPE_CHECKING:
    from anomalies.facts import Facts

LARGE = 1000  # decimals say little from here on
_NAMED_BY = ("merchant", "category", "account")
_WINDOWS = {
    DAY: gettext_lazy("in a day"),
    WEEK: gettext_lazy("in a week"),
    "month": gettext_lazy("in a month"),
}
_EVERY = {DAY: gettext_lazy("a day"), WEEK: gettext_lazy("a week"), "month": gettext_lazy("a month")}


def money(amount: float | Decimal, currency: str, *, above: float | None = None) -> str:
    """An amount without decimals where they say nothing.

    Args:
        above: a limit that the amount is above, which must stay visible.
    """
    value = Decimal(str(round(amount, 2)))
    is_close = above is not None and round(value) == round(above)
    is_round = value == int(value) or (value >= LARGE and not is_close)
    return format_money(value, currency, decimals=0 if is_round else None)


def subject_of(conditions: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    """Whom or what conditions are about, when one of them names it."""
    for field in _NAMED_BY:
        for condition in conditions:
            if condition.get("field") == field and not condition.get("not"):
                value = condition.get("value", "")
                values = value if isinstance(value, list) else [value]
                found = [names.get(str(each), "") if field != "merchant" else str(each) for each in values]
                if len(found) == 1 and found[0]:
                    return found[0]
    return ""


def sentence(spec: Spec, names: Mapping[str, str], *, base_currency: str) -> str:
    """The whole rule: `All of a month above ₹15,000, where category is Eating out`."""
    asks = [condition_words(condition, names) for condition in spec.conditions]
    head = _head(spec, base_currency)
    if not asks:
        return head
    return _("%(what)s, where %(conditions)s") % {"what": head, "conditions": _(" and ").join(asks)}


def _head(spec: Spec, base_currency: str) -> str:
    if spec.threshold is None:
        return _("Any money in") if spec.is_about_income else _("Any payment")
    limit = money(spec.threshold, base_currency)
    if spec.measure == EACH:
        return _("One payment above %(limit)s") % {"limit": limit}
    if spec.measure == TOTAL:
        return _("All %(window)s above %(limit)s") % {"window": _WINDOWS[spec.window], "limit": limit}
    count = int(spec.threshold)
    return ngettext("More than %(n)d payment %(window)s", "More than %(n)d payments %(window)s", count) % {
        "n": count,
        "window": _WINDOWS[spec.window],
    }


# What it says: title and sentence


def say(facts: "Facts") -> tuple[str, str]:
    """Title and sentence of a notice of a rule: a pure function of its facts."""
    says = {EACH: _say_each, TOTAL: _say_total, COUNT: _say_count}.get(facts.words["measure"], _say_any)
    return says(facts)


def _paid(facts: "Facts") -> str:
    """The payment itself: `₹12,400 at Coral Hotel`."""
    is_known = facts.amount and facts.currency == facts.base_currency
    amount = facts.amount if is_known else facts.original
    limit = facts.numbers["threshold"] if is_known else None
    form = _("%(amount)s from %(merchant)s") if _is_income(facts) else _("%(amount)s at %(merchant)s")
    return form % {"amount": money(amount, facts.currency, above=limit), "merchant": facts.merchant}


def _is_income(facts: "Facts") -> bool:
    return facts.words["direction"] == "in"


def _say_each(facts: "Facts") -> tuple[str, str]:
    title = _("Above your limit at %(merchant)s") % {"merchant": facts.merchant}
    paid = _paid(facts)
    if facts.currency != facts.base_currency:
        paid = f"{paid} ({money(facts.amount, facts.base_currency, above=facts.numbers['threshold'])})"
    return title, _("%(paid)s: above your limit of %(limit)s for one payment.") % {
        "paid": paid,
        "limit": money(facts.numbers["threshold"], facts.base_currency),
    }


def _say_any(facts: "Facts") -> tuple[str, str]:
    return facts.words["rule"], _("%(paid)s: your rule “%(rule)s” asks for it.") % {
        "paid": _paid(facts),
        "rule": facts.words["rule"],
    }


def _say_total(facts: "Facts") -> tuple[str, str]:
    everything = _("Money in") if _is_income(facts) else _("Your spending")
    subject = facts.words["subject"] or everything
    title = _("%(subject)s: above your limit") % {"subject": subject}
    return title, _("%(subject)s reached %(total)s %(when)s, above your limit of %(limit)s.") % {
        "subject": subject,
        "total": money(facts.numbers["value"], facts.base_currency, above=facts.numbers["threshold"]),
        "when": _when(facts),
        "limit": money(facts.numbers["threshold"], facts.base_currency),
    }


def _say_count(facts: "Facts") -> tuple[str, str]:
    count, limit = int(facts.numbers["value"]), int(facts.numbers["threshold"])
    told = ngettext("%(n)d payment", "%(n)d payments", count) % {"n": count}
    if subject := facts.words["subject"]:
        told = _("%(subject)s: %(payments)s") % {"subject": subject, "payments": told}
    title = _("More than %(limit)d payments %(window)s") % {
        "limit": limit,
        "window": _WINDOWS[facts.words["window"]],
    }
    return title, _("%(payments)s %(when)s, above your limit of %(limit)d %(every)s.") % {
        "payments": told,
        "when": _when(facts),
        "limit": limit,
        "every": _EVERY[facts.words["window"]],
    }


def _when(facts: "Facts") -> str:
    start, window = date.fromisoformat(facts.words["from"]), facts.words["window"]
    if window == DAY:
        return _("on %(day)s") % {"day": date_format(start, "j M")}
    if window == WEEK:
        return _("in the week of %(day)s") % {"day": date_format(start, "j M")}
    return _("in %(month)s") % {"month": date_format(start, "F")}

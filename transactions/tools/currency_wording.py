"""Saying what money is worth elsewhere: the sum, the rate, its day and where it is from."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Context, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.common.money import format_money
from transactions.conversion import OLD, Converted, KnownRate

DIGITS = Context(prec=6)  # of a rate, as people read it
_SOURCES = {
    "frankfurter": gettext_lazy("European Central Bank"),
    "hand": gettext_lazy("entered by hand"),
    "file": gettext_lazy("from a file"),
    "booked": gettext_lazy("of a payment"),
}


def sentence(done: Mapping[str, Sequence[Converted]], day: date) -> str:
    """What it comes to in each currency, a line each, with the rates that were used."""
    lines = [_sum(found, target) for target, found in done.items()]
    rates = list(dict.fromkeys(rate for found in done.values() for one in found for rate in one.rates))
    if not rates:
        return "\n".join(f"{line}." for line in lines)
    used = _(" and ").join(_rate(rate) for rate in rates)
    is_old = any(day - rate.on > OLD for rate in rates)
    old = _(" That rate is old, so take this as a rough figure.") if is_old else ""
    if len(lines) == 1:
        return _("%(sum)s, at the rate of %(rates)s.%(old)s") % {"sum": lines[0], "rates": used, "old": old}
    return "\n".join(
        [*(f"{line}." for line in lines), _("Rates of %(rates)s.%(old)s") % {"rates": used, "old": old}]
    )


def _sum(found: Sequence[Converted], target: str) -> str:
    amounts = " + ".join(format_money(one.amount, one.source) for one in found)
    worth = sum((one.worth for one in found), Decimal(0))
    return _("%(amount)s is %(worth)s") % {"amount": amounts, "worth": format_money(worth, target)}


def _rate(rate: KnownRate) -> str:
    value = f"{DIGITS.create_decimal(rate.rate).normalize():f}"
    source = str(_SOURCES.get(rate.source, rate.source))
    said = f"{rate.on.day} {rate.on:%B %Y} (1 {rate.currency} = {value}"
    return f"{said}; {source})" if source else f"{said})"

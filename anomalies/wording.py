"""Facts into sentences. Every number in a sentence comes from the facts; "unusual", never "fraud"."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anomalies import scoring, weights
from anomalies.detectors import duplicate
from anomalies.facts import Facts
from anomalies.features import Features
from anomalies.rules import wording as rules
from lumen.common.money import format_money

DAYS_PER_MONTH = 30.4
OWN_SIGNAL = {  # what a kind is about is named first, whatever else counted more
    "amount_far_above_usual": "amount",
    "new_merchant_large_night": "hour",
    "velocity": "count_1h",
}
LEVEL_BITS = {  # a rule of one's own counts as much as its level says
    scoring.INFO: weights.INFO_BITS,
    scoring.LOOK: weights.LOOK_BITS,
    scoring.URGENT: weights.URGENT_BITS,
}
ROUNDED_FROM = 20  # a median is not a price: decimals would pretend


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A notice in words: what, why in one sentence with its numbers, and all its reasons."""

    score: float
    level: str
    title: str
    text: str
    reasons: list[dict[str, Any]]


def money(amount: float, currency: str) -> str:
    """Whole amounts without decimals."""
    value = Decimal(str(round(amount, 2)))
    return format_money(value, currency, decimals=0 if value == int(value) or value >= 1000 else 2)


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def how_sure(bits: float) -> str:
    """Bits in words, for people."""
    if bits >= 13:
        return _("hardly ever happens to you")
    if bits >= 10:
        return _("very rare for you")
    if bits >= 7:
        return _("rare for you")
    return _("a little unusual for you")


def describe(facts: Facts) -> Description:
    """The words of a notice: a pure function of its facts."""
    title, text, level, rule_bits = _KINDS[facts.kind](facts)
    score = scoring.score(facts.features) if facts.features else scoring.NOTHING
    own = OWN_SIGNAL.get(facts.kind)
    reasons = sorted(reasons_of(facts, score), key=lambda reason: reason["code"] != own)
    if rule_bits:
        reasons.insert(0, {"code": facts.kind, "bits": round(rule_bits, 2), "text": text})
    total = max(score.total, rule_bits)
    return Description(score=round(total, 2), level=level, title=title, text=text, reasons=reasons)


def reasons_of(facts: Facts, score: scoring.Score) -> list[dict[str, Any]]:
    """The signals of a score in words, leading first."""
    return [
        {"code": s.code, "bits": s.bits, "text": REASONS[s.code](facts, facts.features)}
        for s in score.surprises
    ]


# Reasons: one for each signal


def _usual_of(features: Features, facts: Facts) -> str:
    exact = features.usual
    usual = money(round(exact) if exact >= ROUNDED_FROM else exact, facts.base_currency)
    if features.merchant_count:
        return _("your usual %(usual)s") % {"usual": usual}
    if facts.category and features.category_count >= weights.MIN_CATEGORY_PAYMENTS:
        return _("what you usually pay for %(category)s, %(usual)s") % {
            "category": facts.category,
            "usual": usual,
        }
    return _("a usual payment of yours, %(usual)s") % {"usual": usual}


def _times(value: float) -> str:
    return f"{value:.1f}" if value < 20 else f"{value:.0f}"


def _why_amount(facts: Facts, features: Features) -> str:
    return _("%(amount)s is %(times)s times %(usual)s.") % {
        "amount": money(features.amount, facts.base_currency),
        "times": _times(features.times_usual),
        "usual": _usual_of(features, facts),
    }


def _why_hour(facts: Facts, features: Features) -> str:
    return _("You hardly ever pay at %(time)s.") % {"time": clock(features.minute or 0)}


def _why_category_hour(facts: Facts, features: Features) -> str:
    return _("You do not usually pay for %(category)s at %(time)s.") % {
        "category": facts.category or _("such things"),
        "time": clock(features.minute or 0),
    }


def _why_new_merchant(facts: Facts, features: Features) -> str:
    return _(
        "This is your first payment to %(merchant)s; about 1 in %(n)d of your payments goes to somebody new."
    ) % {"merchant": facts.merchant, "n": round(1 / features.newcomer_rate)}


def _why_rare_category(facts: Facts, features: Features) -> str:
    return _("Only about 1 in %(n)d of your payments is for %(category)s.") % {
        "n": round(1 / features.category_rate),
        "category": facts.category or _("no category"),
    }


def _why_count(facts: Facts, features: Features) -> str:
    return _("It is payment number %(n)d within one hour.") % {"n": features.burst + 1}


def _why_spend(facts: Facts, features: Features) -> str:
    return _("With it you spent %(spend)s within 24 hours.") % {
        "spend": money(features.spend_24h, facts.base_currency)
    }


def _why_company(facts: Facts, features: Features) -> str:
    return _("It comes soon after other unusual payments.")


def _why_forest(facts: Facts, features: Features) -> str:
    return _("Taken together, it is unlike your other payments.")


REASONS: dict[str, Callable[[Facts, Any], str]] = {
    "amount": _why_amount,
    "hour": _why_hour,
    "category_hour": _why_category_hour,
    "new_merchant": _why_new_merchant,
    "rare_category": _why_rare_category,
    "count_1h": _why_count,
    "spend_24h": _why_spend,
    "company": _why_company,
    "forest": _why_forest,
}

# Kinds: title, sentence, level, bits of the rule itself
Words = tuple[str, str, str, float]


def _hours(count: int) -> str:
    return ngettext("an hour", "%(n)d hours", count) % {"n": count}


def _gap(minutes: int) -> str:
    if minutes < 1:
        return _("in the same minute")
    if minutes < 120:
        return ngettext("%(n)d minute apart", "%(n)d minutes apart", minutes) % {"n": minutes}
    if minutes < 1440:
        return _("%(n)d hours apart") % {"n": round(minutes / 60)}
    return _("a day apart")


def _duplicate_charge(facts: Facts) -> Words:
    features = _features(facts)
    charged = money(facts.original, facts.currency)
    text = _("%(amount)s twice at %(merchant)s, %(gap)s; you do not usually pay there twice.") % {
        "amount": charged,
        "merchant": facts.merchant,
        "gap": _gap(features.twin_minutes),
    }
    title = _("Charged twice at %(merchant)s?") % {"merchant": facts.merchant}
    return title, text, scoring.LOOK, duplicate.duplicate_bits(features)


def _highest(features: Features) -> str:
    months = int(features.highest_days / DAYS_PER_MONTH)
    if features.merchant_count < weights.MIN_MERCHANT_PAYMENTS or months < 2:
        return ""
    return _(", the highest in %(n)d months") % {"n": months}


def _amount_far_above_usual(facts: Facts) -> Words:
    features = _features(facts)
    text = _("%(amount)s at %(merchant)s: %(times)s times %(usual)s%(highest)s.") % {
        "amount": money(facts.amount, facts.base_currency),
        "merchant": facts.merchant,
        "times": _times(features.times_usual),
        "usual": _usual_of(features, facts),
        "highest": _highest(features),
    }
    title = _("Far above the usual at %(merchant)s") % {"merchant": facts.merchant}
    return title, text, _level(features), 0.0


def _new_merchant_large_night(facts: Facts) -> Words:
    features = _features(facts)
    text = _(
        "%(amount)s to %(merchant)s at %(time)s: your first payment there, larger than %(share)d in "
        "100 of your payments, at an hour you hardly ever pay."
    ) % {
        "amount": money(facts.amount, facts.base_currency),
        "merchant": facts.merchant,
        "time": clock(features.minute or 0),
        "share": int(features.rank * 100),
    }
    title = _("First payment to %(merchant)s, at night") % {"merchant": facts.merchant}
    return title, text, _level(features), 0.0


def _velocity(facts: Facts) -> Words:
    features = _features(facts)
    text = _(
        "%(n)d payments within one hour, the latest %(amount)s at %(merchant)s; usually you make one or two."
    ) % {
        "n": features.burst + 1,
        "amount": money(facts.amount, facts.base_currency),
        "merchant": facts.merchant,
    }
    title = _("%(n)d payments within one hour") % {"n": features.burst + 1}
    return title, text, _level(features), 0.0


def _unusual_pattern(facts: Facts) -> Words:
    features = _features(facts)
    leading = scoring.score(features).surprises[0]
    text = _("%(amount)s at %(merchant)s is unlike your other payments. %(why)s") % {
        "amount": money(facts.amount, facts.base_currency),
        "merchant": facts.merchant,
        "why": REASONS[leading.code](facts, features),
    }
    title = _("An unusual payment at %(merchant)s") % {"merchant": facts.merchant}
    return title, text, scoring.INFO, 0.0


def _card_testing(facts: Facts) -> Words:
    count = int(facts.numbers["small_count"])
    text = _(
        "%(n)d small charges (%(smalls)s in all) and then %(amount)s at %(merchant)s within %(hours)s, "
        "all at places new to you: this is how a stolen card is tried out."
    ) % {
        "n": count,
        "smalls": money(facts.numbers["small_sum"], facts.base_currency),
        "amount": money(facts.amount, facts.base_currency),
        "merchant": facts.merchant,
        "hours": _hours(max(1, round(facts.numbers["hours"]))),
    }
    title = _("Small charges, then a large one at %(merchant)s") % {"merchant": facts.merchant}
    return title, text, scoring.URGENT, facts.numbers["bits"]


def _price_increase(facts: Facts) -> Words:
    numbers = facts.numbers
    text = _("%(merchant)s went from %(old)s to %(new)s (%(percent)s%% more): %(yearly)s more per year.") % {
        "merchant": facts.merchant,
        "old": money(numbers["old"], facts.currency),
        "new": money(numbers["new"], facts.currency),
        "percent": f"{(numbers['new'] / numbers['old'] - 1) * 100:.0f}",
        "yearly": money(round((numbers["new"] - numbers["old"]) * numbers["per_year"]), facts.currency),
    }
    title = _("%(merchant)s costs more") % {"merchant": facts.merchant}
    return title, text, scoring.LOOK, 8.0


def _trial_converted(facts: Facts) -> Words:
    text = _("%(merchant)s began to cost: %(new)s after %(old)s %(days)d days earlier.") % {
        "merchant": facts.merchant,
        "new": money(facts.original, facts.currency),
        "old": money(facts.numbers["old"], facts.currency),
        "days": int(facts.numbers["days"]),
    }
    title = _("The trial of %(merchant)s is over") % {"merchant": facts.merchant}
    return title, text, scoring.LOOK, 8.0


def _subscription_stopped(facts: Facts) -> Words:
    text = _("%(merchant)s, %(amount)s every %(gap)d days, was due on %(due)s and did not come.") % {
        "merchant": facts.merchant,
        "amount": money(facts.original, facts.currency),
        "gap": int(facts.numbers["gap_days"]),
        "due": _day_of(facts.numbers["due"]),
    }
    title = _("%(merchant)s was not charged") % {"merchant": facts.merchant}
    return title, text, scoring.INFO, 6.0


def _income(facts: Facts, title: str) -> Words:
    text = _(
        "%(merchant)s usually pays about %(amount)s; it was due on %(due)s and %(days)d days later it "
        "is not here."
    ) % {
        "merchant": facts.merchant,
        "amount": money(round(facts.original), facts.currency),
        "due": _day_of(facts.numbers["due"]),
        "days": int(facts.numbers["days"]),
    }
    return title % {"merchant": facts.merchant}, text, scoring.LOOK, 8.0


def _income_late(facts: Facts) -> Words:
    return _income(facts, _("Money from %(merchant)s is late"))


def _income_missing(facts: Facts) -> Words:
    return _income(facts, _("Money from %(merchant)s did not come"))


def _foreign_trip(facts: Facts) -> Words:
    text = _("First payments in %(currency)s: %(amount)s at %(merchant)s. A trip counts once.") % {
        "currency": facts.currency,
        "amount": money(facts.original, facts.currency),
        "merchant": facts.merchant,
    }
    return _("Paying in %(currency)s") % {"currency": facts.currency}, text, scoring.INFO, 6.0


def _custom_rule(facts: Facts) -> Words:
    title, text = rules.say(facts)
    level = facts.words["level"]
    return title, text, level, LEVEL_BITS[level]


def _charged_after_cancellation(facts: Facts) -> Words:
    cancelled = date.fromordinal(int(facts.numbers["cancelled"]))
    text = _("%(merchant)s charged %(amount)s on %(day)s, though you cancelled it on %(cancelled)s.") % {
        "merchant": facts.merchant,
        "amount": money(facts.original, facts.currency),
        "day": date_format(facts.day, "j M"),
        "cancelled": date_format(cancelled, "j M" if cancelled.year == facts.day.year else "j M Y"),
    }
    title = _("%(merchant)s charged after you cancelled") % {"merchant": facts.merchant}
    return title, text, scoring.LOOK, 8.0


def _day_of(ordinal: float) -> str:
    day = date.fromordinal(int(ordinal))
    return f"{day.day} {day:%b %Y}"


def _features(facts: Facts) -> Features:
    if facts.features is None:
        raise ValueError(f"A notice of kind {facts.kind} needs its features.")
    return facts.features


def _level(features: Features) -> str:
    """What became a notice is worth a look at least."""
    is_urgent = scoring.score(features).level == scoring.URGENT
    return scoring.URGENT if is_urgent else scoring.LOOK


_KINDS: dict[str, Callable[[Facts], Words]] = {
    "duplicate_charge": _duplicate_charge,
    "amount_far_above_usual": _amount_far_above_usual,
    "new_merchant_large_night": _new_merchant_large_night,
    "velocity": _velocity,
    "unusual_pattern": _unusual_pattern,
    "card_testing": _card_testing,
    "price_increase": _price_increase,
    "trial_converted": _trial_converted,
    "subscription_stopped": _subscription_stopped,
    "income_late": _income_late,
    "income_missing": _income_missing,
    "foreign_trip": _foreign_trip,
    "custom_rule": _custom_rule,
    "charged_after_cancellation": _charged_after_cancellation,
}

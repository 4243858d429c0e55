"""Loans and interest with their steps: instalments, compound and simple interest, saving every month."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException

from lumen.ai.tools.builtin import arithmetic
from lumen.ai.tools.builtin.arithmetic import ArithmeticProblemError
from lumen.common.money import format_money

MOST_MONTHS = 1_200
MOST_PERCENT = Decimal(200)
_CONTEXT = Context(prec=34)
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|per ?cent\b|pc\b)", re.IGNORECASE)
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*-?\s*(years?|yrs?|y|months?|mos?|saal|mahine)\b", re.IGNORECASE)
_MONEY = re.compile(
    r"((?:₹|rs\.?|inr|\$|usd|€|eur|£|gbp)?\s*\d[\d,]*(?:\.\d+)?"
    r"\s*(?:(?:k|lakhs?|lacs?|l|crores?|cr|thousand|million|mn)\b)?"
    r"\s*(?:rupees?|dollars?|euros?|pounds?|inr|usd|eur|gbp)?)",
    re.IGNORECASE,
)
_FORMS = {
    "emi": r"\bemi\b|\bmonthly (?:instal?lments?|payments?|repayments?)\b"
    r"|\b(?:loan|mortgage) (?:of|payment|emi)\b",
    "sip": r"\bsip\b|\b(?:invest|save|saving|put|deposit)\w*\b.*\b(?:a|per|every|each) month\b"
    r"|\b(?:monthly|recurring) (?:deposit|saving|investment)s?\b",
    "simple": r"\bsimple interest\b",
    "compound": r"\bcompound(?:ed|ing)?\b|\b(?:fd|fixed deposit|future value|maturity|turn into|amount to)\b"
    r"|\b(?:grow|become|be worth)\b",
}
_TIMES = {"month": 12, "quarter": 4, "half": 2, "semi": 2, "year": 1, "annual": 1, "dai": 365}
_OFTEN = re.compile(r"\b(month|quarter|half|semi|year|annual|dai)\w*\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be worked out: `percent` a year, over `months`, with interest added `times` a year."""

    kind: str
    amount: Decimal
    currency: str  # empty when none is named
    percent: Decimal
    months: Decimal
    times: int


@dataclass(frozen=True, slots=True)
class Worked:
    text: str
    steps: tuple[str, ...]
    value: Decimal
    currency: str
    rows: tuple[tuple[str, Decimal], ...]


def read(text: str) -> Asked | None:
    """What a sentence asks, when it names a sum, a rate and a time."""
    rate, time = _RATE.search(text), _TIME.search(text)
    if rate is None or time is None:
        return None
    kind = next((name for name, form in _FORMS.items() if re.search(form, text, re.IGNORECASE)), "")
    if not kind:
        return None
    rest = _TIME.sub(" ", _RATE.sub(" ", text))
    sums = [match[1].strip() for match in _MONEY.finditer(rest)]
    if not sums:
        return None
    try:
        money = arithmetic.calculate(max(sums, key=len))
    except ArithmeticProblemError:
        return None
    months = Decimal(time[1]) * (1 if time[2].lower().startswith(("mo", "mah")) else 12)
    behind = text[text.lower().find("compound") :] if "compounded" in text.lower() else ""
    often = _OFTEN.search(behind.partition("compounded")[2]) if behind else None
    return Asked(
        kind=kind,
        amount=money.value,
        currency=money.currency,
        percent=Decimal(rate[1]),
        months=months,
        times=_TIMES[often[1].lower()] if often else 1,
    )


def work_out(asked: Asked) -> Worked:
    """The result with its steps.

    Raises:
        ArithmeticProblemError: no such loan exists.
    """
    if not 0 < asked.months <= MOST_MONTHS or asked.percent > MOST_PERCENT or asked.amount <= 0:
        raise ArithmeticProblemError("I work with a sum above zero, up to 200% a year and up to 100 years.")
    try:
        return {"emi": _emi, "sip": _sip, "simple": _simple, "compound": _compound}[asked.kind](asked)
    except DecimalException:
        raise ArithmeticProblemError("The result is too large to be useful.") from None


def _emi(asked: Asked) -> Worked:
    monthly, count = asked.percent / 1200, asked.months
    grown = _CONTEXT.power(1 + monthly, count)
    each = asked.amount * monthly * grown / (grown - 1) if monthly else asked.amount / count
    paid = _cents(each) * count
    steps = (
        _monthly(asked, monthly),
        f"EMI = P · r · (1 + r)ⁿ / ((1 + r)ⁿ − 1), with (1 + r)ⁿ = {_plain(grown)}",
        f"In all {_money(paid, asked)}, of which interest {_money(paid - asked.amount, asked)}",
    )
    text = f"{_money(each, asked)} a month for {_plain(count)} months"
    rows = (("Loan", asked.amount), ("Interest", paid - asked.amount))
    return Worked(text, steps, _cents(each), asked.currency, rows)


def _sip(asked: Asked) -> Worked:
    monthly, count = asked.percent / 1200, asked.months
    grown = _CONTEXT.power(1 + monthly, count)
    worth = asked.amount * (grown - 1) / monthly * (1 + monthly) if monthly else asked.amount * count
    put_in = asked.amount * count
    steps = (
        _monthly(asked, monthly),
        f"Worth = S · ((1 + r)ⁿ − 1) / r · (1 + r), paid in when a month begins; (1 + r)ⁿ = {_plain(grown)}",
        f"Paid in {_money(put_in, asked)}, earned {_money(worth - put_in, asked)}",
    )
    rows = (("Paid in", put_in), ("Earned", _cents(worth - put_in)))
    text = f"{_money(worth, asked)} after {_plain(count)} months"
    return Worked(text, steps, _cents(worth), asked.currency, rows)


def _simple(asked: Asked) -> Worked:
    years = asked.months / 12
    interest = asked.amount * asked.percent / 100 * years
    steps = (
        f"I = P · r · t = {_money(asked.amount, asked)} · {_plain(asked.percent)}% · {_plain(years)} years",
        f"With the sum itself {_money(asked.amount + interest, asked)}",
    )
    rows = (("Sum", asked.amount), ("Interest", _cents(interest)))
    return Worked(
        f"Simple interest of {_money(interest, asked)}", steps, _cents(interest), asked.currency, rows
    )


def _compound(asked: Asked) -> Worked:
    years, each = asked.months / 12, asked.percent / 100 / asked.times
    grown = _CONTEXT.power(1 + each, years * asked.times)
    worth = asked.amount * grown
    interest = worth - asked.amount
    steps = (
        f"A = P · (1 + r/m)^(m·t), added m = {asked.times} times a year",
        f"r/m = {_plain(each * 100)}%, m·t = {_plain(years * asked.times)}",
        f"A = {_money(asked.amount, asked)} · {_plain(grown)} = {_money(worth, asked)}",
    )
    text = f"{_money(worth, asked)}, of which interest {_money(interest, asked)}"
    rows = (("Sum", asked.amount), ("Interest", _cents(interest)))
    return Worked(text, steps, _cents(worth), asked.currency, rows)


def _monthly(asked: Asked, monthly: Decimal) -> str:
    rate, months = _plain(asked.percent), _plain(asked.months)
    return f"Monthly rate r = {rate}% / 12 = {_plain(monthly * 100)}%, months n = {months}"


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _money(value: Decimal, asked: Asked) -> str:
    return format_money(_cents(value), asked.currency)


def _plain(value: Decimal) -> str:
    rounded = value.quantize(Decimal("0.00000001"), rounding=ROUND_HALF_UP)
    return f"{rounded.normalize():f}"

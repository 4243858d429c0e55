"""Rules asked of payments, oldest first: a pure function from payments to notices.

A payment counts itself and the earlier ones of its day, week or month, never a later one. A total or a
number speaks once in its window: at the payment that went above the limit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from anomalies.facts import Facts, Notice
from anomalies.payments import MINUTES_OF_DAY, NOON
from lumen.common.dates import add_months
from transactions.rules.conditions import Known, Predicate, compile_condition
from transactions.rules.facts import Facts as Asked

KIND = "custom_rule"
EACH, TOTAL, COUNT = "each", "total", "count"
DAY, WEEK, MONTH = "day", "week", "month"
MOST_OTHERS = 200  # payments of a window that are kept with its notice, the latest ones


@dataclass(slots=True)
class RulePayment:
    """A payment as rules see it. Years of them are made at once, so this is as light as it can be.

    Attributes:
        moment: minutes on the endless clock of `Payment.moment`.
        party: whom it went to, as the ledger knows them; a text where it knows nobody.
        value: in the base currency, positive, negative for a refund; `None` while no rate is known.
        asked: what conditions look at; its amount is that in the base currency where that is known.
    """

    key: UUID | str
    day: date
    moment: int
    party: UUID | str
    name: str
    category: str
    value: Decimal | None
    original: Decimal
    currency: str
    asked: Asked
    is_refund: bool = False


def moment_of(day: date, at: time | None) -> int:
    """Minutes on one endless clock; noon stands in where the time is unknown."""
    return day.toordinal() * MINUTES_OF_DAY + (at.hour * 60 + at.minute if at else NOON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A rule without its database row. Without a condition on the direction it is about money out.

    Attributes:
        subject: whom or what it is about in a word or two: "Eating out"; empty for every payment.
        threshold: in the base currency, or a number of payments; `None`: each payment that fits.
    """

    key: str = ""
    name: str = ""
    subject: str = ""
    conditions: Sequence[Mapping[str, Any]] = ()
    measure: str = EACH
    window: str = MONTH
    threshold: Decimal | None = None
    level: str = "look"

    @property
    def is_about_income(self) -> bool:
        wanted = next((c for c in self.conditions if c.get("field") == "direction"), None)
        if wanted is None:
            return False
        values = wanted.get("value")
        is_in = "in" in (values if isinstance(values, list) else [values])
        return is_in != bool(wanted.get("not"))


@dataclass(slots=True)
class _Rule:
    spec: Spec
    predicates: Sequence[Predicate]
    needs_value: bool

    def holds(self, payment: RulePayment) -> bool:
        if self.needs_value and payment.value is None:
            return False
        asked = payment.asked
        return all(predicate(asked) for predicate in self.predicates)


@dataclass(slots=True)
class _Tally:
    """What was counted in one window so far."""

    total: Decimal = Decimal(0)  # or how many
    keys: list[UUID | str] = field(default_factory=list)
    is_told: bool = False


class RuleBook:
    """Rules, compiled once."""

    def __init__(self, specs: Iterable[Spec], known: Known, *, base_currency: str) -> None:
        self.base_currency = base_currency
        self._rules = [_compiled(spec, known) for spec in specs]

    def fitting(self, payments: Iterable[RulePayment]) -> list[Spec]:
        """The rules that one of these payments fits."""
        told = list(payments)
        return [rule.spec for rule in self._rules if any(map(rule.holds, told))]

    def judge(self, payments: Iterable[RulePayment]) -> list[Notice]:
        """Notices of payments (oldest first), in the order in which they were to be told."""
        tallies: dict[tuple[int, date], _Tally] = {}
        return [notice for payment in payments for notice in self._ask(payment, tallies)]

    def _ask(self, payment: RulePayment, tallies: dict[tuple[int, date], _Tally]) -> Iterator[Notice]:
        for at, rule in enumerate(self._rules):
            if not rule.holds(payment):
                continue
            if rule.spec.measure == EACH:
                if _is_each(rule.spec, payment):
                    yield self._notice(rule.spec, payment, payment.value, payment.day, [])
                continue
            start = start_of(payment.day, rule.spec.window)
            tally = tallies.setdefault((at, start), _Tally())
            value = _counted(rule.spec, payment, tally)
            if value is not None:
                others = [str(key) for key in tally.keys[-MOST_OTHERS - 1 : -1]]
                yield self._notice(rule.spec, payment, value, start, others)

    def _notice(
        self, spec: Spec, payment: RulePayment, value: Decimal | None, start: date, others: list[str]
    ) -> Notice:
        numbers = {"value": float(value or 0), "threshold": float(spec.threshold or 0)}
        words = {
            "rule": spec.name,
            "subject": spec.subject,
            "measure": spec.measure if spec.threshold is not None else "",
            "window": spec.window,
            "from": start.isoformat(),
            "level": spec.level,
            "direction": "in" if spec.is_about_income else "out",
        }
        facts = Facts(
            kind=KIND,
            merchant=payment.name,
            category=payment.category,
            day=payment.day,
            amount=float(payment.value or 0),
            base_currency=self.base_currency,
            original=float(payment.original),
            currency=payment.currency,
            numbers=numbers,
            words=words,
        )
        return Notice(
            kind=KIND,
            key=str(payment.key),
            merchant=str(payment.party),
            day=payment.day,
            moment=payment.moment,
            facts=facts,
            others=others,
            rule=spec.key,
        )


def _compiled(spec: Spec, known: Known) -> _Rule:
    fields = {str(condition.get("field")) for condition in spec.conditions}
    predicates = [compile_condition(condition, known) for condition in spec.conditions]
    if "direction" not in fields:
        predicates.insert(0, _is_out)
    return _Rule(spec, predicates, needs_value="amount" in fields)


def _is_out(asked: Asked) -> bool:
    return asked.amount < 0


def _is_each(spec: Spec, payment: RulePayment) -> bool:
    """Whether this payment by itself is one to tell of; a refund never is."""
    if payment.is_refund:
        return False
    return spec.threshold is None or (payment.value is not None and payment.value > spec.threshold)


def _counted(spec: Spec, payment: RulePayment, tally: _Tally) -> Decimal | None:
    """Count the payment; what the window came to when it went above the limit just now, else `None`."""
    if tally.is_told or spec.threshold is None:
        return None
    tally.keys.append(payment.key)
    if spec.measure == TOTAL:
        tally.total += payment.value or 0
    else:
        tally.total += not payment.is_refund
    if tally.total <= spec.threshold:
        return None
    tally.is_told = True
    return tally.total


# Windows


def start_of(day: date, window: str) -> date:
    """The first day of the window that `day` lies in; weeks begin on Monday."""
    if window == MONTH:
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if window == WEEK else day


def end_of(start: date, window: str) -> date:
    """The day after the last one of the window that begins on `start`."""
    if window == MONTH:
        return add_months(start, 1)
    return start + timedelta(days=7 if window == WEEK else 1)

"""Regular payments of one party: subscriptions side by side, bills, salaries; their next day and price."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from lumen.common.dates import add_months, days_in_month

SAME_PRICE = Decimal("0.02")
_MOST_PRICE_CHANGE = Decimal(2)  # from one payment to the next of a subscription
_WIDEST_BILL = 8  # the largest bill against the smallest
_STEADY_SHARE = 0.75
_FEWEST, _FEWEST_YEARLY = 3, 2
_FEWEST_SHORT = 4  # what comes every week or two is a habit sooner than a contract
_COVERS = 0.6
_LONG, _FEWEST_AMONG_MANY = {"quarterly", "half_yearly", "yearly"}, 4
_SAME_DAY_OF_MONTH = 6
_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
_DAYS = {
    "weekly": 7.0,
    "fortnightly": 14.0,
    "monthly": 30.44,
    "quarterly": 91.31,
    "half_yearly": 182.62,
    "yearly": 365.25,
}
_GAPS = {  # how many days may lie between two payments
    "weekly": (6, 8),
    "fortnightly": (12, 16),
    "monthly": (25, 36),
    "quarterly": (84, 98),
    "half_yearly": (173, 193),
    "yearly": (353, 378),
}
_PER_MONTH = {
    "weekly": Decimal(52) / 12,
    "fortnightly": Decimal(26) / 12,
    "monthly": Decimal(1),
    "quarterly": Decimal(1) / 3,
    "half_yearly": Decimal(1) / 6,
    "yearly": Decimal(1) / 12,
}


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment: its day and signed amount."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Payments that come back. `is_variable`: another amount every time, as bills have."""

    cadence: str
    payments: tuple[Paid, ...]
    is_variable: bool

    @property
    def first_on(self) -> date:
        return self.payments[0].on

    @property
    def last(self) -> Paid:
        return self.payments[-1]

    @property
    def amount(self) -> Decimal:
        """The latest price; for a bill the middle of the last six."""
        if not self.is_variable:
            return self.last.amount
        recent = [paid.amount for paid in self.payments[-6:]]
        return median(recent).quantize(Decimal("0.01"))

    @property
    def next_on(self) -> date:
        return next_day(self.cadence, [paid.on for paid in self.payments])

    def prices(self) -> list[tuple[date, Decimal]]:
        """Since when it costs what, oldest first; nothing for bills."""
        if self.is_variable:
            return []
        known = [(self.payments[0].on, self.payments[0].amount)]
        for paid in self.payments[1:]:
            if not _is_same_price(paid.amount, known[-1][1]):
                known.append((paid.on, paid.amount))
        return known


def find_series(payments: Sequence[Paid], *, may_vary: bool) -> list[Series]:
    """The series in what one party was paid, or paid, in one currency and direction.

    Args:
        may_vary: whether payments of different amounts may be a bill. Shops are visited regularly too.
    """
    ordered = sorted(payments, key=lambda paid: (paid.on, paid.amount))
    side_by_side = _by_price(ordered)
    covered = sum(len(one.payments) for one in side_by_side)
    if side_by_side and covered >= _COVERS * len(ordered):
        return side_by_side
    whole = _as_series(ordered)
    if whole is not None and (_has_prices(whole) or (may_vary and _is_bill(whole))):
        return [replace(whole, is_variable=not _has_prices(whole))]
    return side_by_side


def is_over(cadence: str, last_on: date, today: date) -> bool:
    """Whether it should have come one and a half periods after the last time, and did not."""
    return today > last_on + timedelta(days=round(1.5 * _DAYS[cadence]))


def per_month(cadence: str, amount: Decimal) -> Decimal:
    """What a payment of this rhythm comes to in a month."""
    return (amount * _PER_MONTH[cadence]).quantize(Decimal("0.01"))


def next_day(cadence: str, days: Sequence[date]) -> date:
    """When the next one is expected after these days: on the usual day of the month, or week."""
    last = days[-1]
    months = _MONTHS.get(cadence)
    if months is None:
        return last + timedelta(days=round(_DAYS[cadence]))
    usual = _usual_day([day.day for day in days[-6:]])
    expected = last + timedelta(days=_DAYS[cadence])
    around = [_on_day(add_months(last.replace(day=1), months + shift), usual) for shift in (-1, 0, 1)]
    return min((day for day in around if day > last), key=lambda day: abs((day - expected).days))


def following(cadence: str, day: date) -> date:
    """One period after an expected day."""
    months = _MONTHS.get(cadence)
    return add_months(day, months) if months else day + timedelta(days=round(_DAYS[cadence]))


def _usual_day(days: Sequence[int]) -> int:
    """The day of the month most payments have; of the month's end, the latest."""
    if max(days) >= 29 and min(days) >= 26:
        return max(days)
    return max(set(days), key=lambda day: (days.count(day), len(days) - days[::-1].index(day)))


def _on_day(month: date, day: int) -> date:
    return month.replace(day=min(day, days_in_month(month.year, month.month)))


def _by_price(ordered: Sequence[Paid]) -> list[Series]:
    """Series of one price each, joined where one price follows another."""
    rest = list(ordered)
    found: list[Series] = []
    for cluster in sorted(_clusters(ordered), key=len, reverse=True):
        series = _as_series(cluster)
        if series is not None and _is_no_chance(series, len(ordered)):
            found.append(series)
            rest = [paid for paid in rest if paid not in series.payments]
    found = _joined(sorted(found, key=lambda one: one.first_on))
    return [_continued(series, rest) for series in found]


def _is_no_chance(series: Series, of: int) -> bool:
    """Among many purchases some cost the same a quarter or a year apart; that alone is no contract."""
    if series.cadence not in _LONG or len(series.payments) * 2 >= of:
        return True
    return len(series.payments) >= _FEWEST_AMONG_MANY and len({one.amount for one in series.payments}) == 1


def _clusters(ordered: Sequence[Paid]) -> Iterator[list[Paid]]:
    by_amount = sorted(ordered, key=lambda paid: (abs(paid.amount), paid.on))
    cluster: list[Paid] = []
    for paid in by_amount:
        if cluster and not _is_same_price(paid.amount, cluster[0].amount):
            yield sorted(cluster, key=lambda one: one.on)
            cluster = []
        cluster.append(paid)
    if cluster:
        yield sorted(cluster, key=lambda one: one.on)


def _joined(found: Sequence[Series]) -> list[Series]:
    """A series that starts when another is due to go on is the same at another price."""
    kept: list[Series] = []
    for series in found:
        earlier = next((one for one in kept if _follows(one, series)), None)
        if earlier is None:
            kept.append(series)
        else:
            kept[kept.index(earlier)] = replace(earlier, payments=(*earlier.payments, *series.payments))
    return kept


def _follows(earlier: Series, later: Series) -> bool:
    return earlier.cadence == later.cadence and _goes_on(earlier, later.payments[0])


def _continued(series: Series, rest: list[Paid]) -> Series:
    """With the payments at a new price that came on the days it was due."""
    for paid in list(rest):
        if _goes_on(series, paid):
            rest.remove(paid)
            series = replace(series, payments=(*series.payments, paid))
    return series


def _goes_on(series: Series, paid: Paid) -> bool:
    low, high = _GAPS[series.cadence]
    before, after = abs(series.last.amount), abs(paid.amount)
    is_alike = bool(before) and before / _MOST_PRICE_CHANGE <= after <= before * _MOST_PRICE_CHANGE
    return is_alike and low <= (paid.on - series.last.on).days <= high


def _as_series(ordered: Sequence[Paid]) -> Series | None:
    """These payments as one series, if their days have a rhythm."""
    days = sorted({paid.on for paid in ordered})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if not gaps or len(days) < len(ordered) * _STEADY_SHARE:
        return None
    middle = median(gaps)
    for cadence, (low, high) in _GAPS.items():
        if low <= middle <= high and _is_steady(cadence, days, gaps):
            is_plain = _is_same_price(ordered[0].amount, ordered[-1].amount)
            if len(days) >= _FEWEST or is_plain:
                return Series(cadence=cadence, payments=tuple(ordered), is_variable=False)
    return None


def _is_steady(cadence: str, days: Sequence[date], gaps: Sequence[int]) -> bool:
    fewest = {"weekly": _FEWEST_SHORT, "fortnightly": _FEWEST_SHORT, "yearly": _FEWEST_YEARLY}
    if len(days) < fewest.get(cadence, _FEWEST):
        return False
    low, high = _GAPS[cadence]
    fitting = sum(low <= gap <= high for gap in gaps) / len(gaps)
    if cadence in _MONTHS:
        return fitting >= _STEADY_SHARE and _is_about_the_same_day(days)
    return fitting >= _STEADY_SHARE


def _is_about_the_same_day(days: Sequence[date]) -> bool:
    """Whether most fall near one day of the month, counting around its end."""
    best = max(sum(_apart(day.day, usual) <= _SAME_DAY_OF_MONTH for day in days) for usual in range(1, 32))
    return best / len(days) >= _STEADY_SHARE


def _apart(one: int, other: int) -> int:
    return min(abs(one - other), 31 - abs(one - other))


def _has_prices(series: Series) -> bool:
    """Whether the amounts are a few prices, each of which held for a while."""
    amounts = [paid.amount for paid in series.payments]
    changes = sum(not _is_same_price(before, after) for before, after in pairwise(amounts))
    alike = all(
        abs(after) <= abs(before) * _MOST_PRICE_CHANGE and abs(before) <= abs(after) * _MOST_PRICE_CHANGE
        for before, after in pairwise(amounts)
    )
    return alike and changes <= max(1, len(amounts) // 4) and changes < len(amounts) - 1


def _is_bill(series: Series) -> bool:
    sizes = [abs(paid.amount) for paid in series.payments]
    return series.cadence in _MONTHS and min(sizes) > 0 and max(sizes) <= _WIDEST_BILL * min(sizes)


def _is_same_price(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= abs(other) * SAME_PRICE

"""Whether the entries between two balances that a bank told add up to their difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations

_SLACK = timedelta(minutes=3)  # a message is sent a little before or after what it tells about
_MOST_SUBSETS_OF = 6
_CANCELS_WITHIN = timedelta(days=7)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A balance at a local moment. `edge` is "start" or "end" when the whole day is before or after it."""

    key: int
    at: datetime
    balance: Decimal
    edge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    on: date
    at: time | None
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Between two balances the ledger and the bank disagree.

    `missing` is what has to be added to the ledger: negative is money out that nobody recorded.
    """

    start: Told
    end: Told
    missing: Decimal


def find_gaps(told: Sequence[Told], totals: dict[date, Decimal], entries: Sequence[Entry]) -> list[Gap]:
    """The fewest gaps that explain what the bank told, oldest first.

    Rows of a day whose time is not known may lie before or after a balance of that day, whichever fits.

    Args:
        totals: what each day moved, for all days from the first balance on.
        entries: the single rows of the days on which a balance was told.
    """
    kept = sorted(told, key=lambda one: (one.at, one.key))
    if len(kept) < 2:
        return []
    drifts = [_drifts(one, before, entries) for one, before in zip(kept, _before(kept, totals), strict=True)]
    path = _calmest(drifts)
    gaps = [
        Gap(start=kept[i - 1], end=kept[i], missing=path[i] - path[i - 1])
        for i in range(1, len(kept))
        if path[i] != path[i - 1]
    ]
    return _without_cancelling(gaps)


def drift_at(told: Told, before: Decimal, entries: Sequence[Entry]) -> Decimal:
    """How much more the bank has than the ledger; nothing if some order of the day's rows agrees.

    Args:
        before: what the ledger holds at the start of the day.
    """
    drifts = _drifts(told, before, entries)
    return _ZERO if _ZERO in drifts else drifts[min(1, len(drifts) - 1)]  # with all of the day's rows


def _before(told: Sequence[Told], totals: dict[date, Decimal]) -> list[Decimal]:
    """What all days before the day of each balance moved."""
    days = sorted(totals)
    sums, at, running = [], 0, _ZERO
    for one in told:
        while at < len(days) and days[at] < one.at.date():
            running += totals[days[at]]
            at += 1
        sums.append(running)
    return sums


def _drifts(told: Told, before: Decimal, entries: Sequence[Entry]) -> list[Decimal]:
    """How much more the bank has than the ledger, for every order the day may have had; likeliest first."""
    sure, unsure = before, []
    for entry in entries:
        if entry.on != told.at.date() or told.edge == "start":
            continue
        if told.edge == "end" or _is_before(entry, told):
            sure += entry.amount
        elif entry.at is None or _is_near(entry, told) or told.at.time() == time(0):
            unsure.append(entry.amount)
    sums = {_ZERO: None, sum(unsure, _ZERO): None}
    if len(unsure) <= _MOST_SUBSETS_OF:
        for size in range(1, len(unsure)):
            sums |= {sum(some, _ZERO): None for some in combinations(unsure, size)}
    else:
        for size in range(1, len(unsure)):
            sums |= {sum(unsure[:size], _ZERO): None, sum(unsure[size:], _ZERO): None}
    return [told.balance - sure - some for some in sums]


def _is_before(entry: Entry, told: Told) -> bool:
    return entry.at is not None and datetime.combine(entry.on, entry.at) <= _naive(told) - _SLACK


def _is_near(entry: Entry, told: Told) -> bool:
    return entry.at is not None and abs(datetime.combine(entry.on, entry.at) - _naive(told)) <= _SLACK


def _naive(told: Told) -> datetime:
    return told.at.replace(tzinfo=None)


def _calmest(drifts: Sequence[Sequence[Decimal]]) -> list[Decimal]:
    """One drift for each balance, changing as seldom as possible."""
    costs: list[dict[Decimal, int]] = [dict.fromkeys(drifts[0], 0)]
    came: list[dict[Decimal, Decimal]] = [{}]
    for choices in drifts[1:]:
        before = costs[-1]
        cheapest = min(before, key=lambda drift: before[drift])
        cost, origin = {}, {}
        for drift in choices:
            stays = before.get(drift)
            is_staying = stays is not None and stays <= before[cheapest] + 1
            cost[drift] = stays if is_staying and stays is not None else before[cheapest] + 1
            origin[drift] = drift if is_staying else cheapest
        costs.append(cost)
        came.append(origin)
    drift = min(costs[-1], key=lambda one: costs[-1][one])
    path = [drift]
    for origin in reversed(came[1:]):
        drift = origin[drift]
        path.append(drift)
    return path[::-1]


def _without_cancelling(gaps: Sequence[Gap]) -> list[Gap]:
    """What is missing before one balance and too much before the next was told late, not lost."""
    kept: list[Gap] = []
    for gap in gaps:
        if kept and kept[-1].missing == -gap.missing and gap.end.at - kept[-1].end.at <= _CANCELS_WITHIN:
            kept.pop()
        else:
            kept.append(gap)
    return kept

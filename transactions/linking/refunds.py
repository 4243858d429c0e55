"""Which purchase a refund gives back, in full or in part."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

MOST_DAYS = 120
_UNSAID_DAYS = 45  # money back that is not called a refund
_REFERENCE, _EXACT, _MERCHANT, _ACCOUNT = 8, 4, 3, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Money spent. `left` is what no earlier refund has given back, as a positive amount.

    `is_personal`: between people, where money back is not a refund unless it says so.
    """

    key: str
    account: str
    on: date
    amount: Decimal
    left: Decimal
    currency: str
    merchant: str
    references: frozenset[str] = frozenset()
    is_personal: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Money that came in. `is_refund`: it, or its bank, says so."""

    key: str
    account: str
    on: date
    amount: Decimal
    currency: str
    merchant: str
    is_refund: bool
    references: frozenset[str] = frozenset()
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Edge:
    credit: Credit
    purchase: Purchase
    score: int

    @property
    def order(self) -> tuple[object, ...]:
        days = (self.credit.on - self.purchase.on).days
        credit, purchase = self.credit, self.purchase
        return (-self.score, days, credit.on, credit.label, credit.key, purchase.label, purchase.key)


def find_refunds(credits_: Sequence[Credit], purchases: Sequence[Purchase]) -> dict[str, str]:
    """Credit key -> purchase key, best first; refunds of one purchase never exceed it.

    A part of a price that fits several purchases equally well is nobody's: a person decides.
    """
    edges = sorted(_edges(credits_, purchases), key=lambda edge: edge.order)
    left = {purchase.key: purchase.left for purchase in purchases}
    found: dict[str, str] = {}
    for edge in edges:
        credit, purchase = edge.credit, edge.purchase
        if credit.key not in found and credit.amount <= left[purchase.key]:
            found[credit.key] = purchase.key
            left[purchase.key] -= credit.amount
    return found


def suggestions(credit: Credit, purchases: Sequence[Purchase], *, most: int) -> list[str]:
    """Keys of purchases this could give back, likeliest first, also those that are not certain."""
    fitting = [_Edge(credit, one, _score(credit, one)) for one in purchases if _is_possible(credit, one)]
    return [edge.purchase.key for edge in sorted(fitting, key=lambda edge: edge.order)[:most]]


def _edges(credits_: Sequence[Credit], purchases: Sequence[Purchase]) -> Iterator[_Edge]:
    by_merchant: dict[str, list[Purchase]] = defaultdict(list)
    by_reference: dict[str, list[Purchase]] = defaultdict(list)
    for purchase in purchases:
        if purchase.merchant:
            by_merchant[purchase.merchant].append(purchase)
        for reference in purchase.references:
            by_reference[reference].append(purchase)
    for credit in credits_:
        yield from _certain(credit, _near(credit, by_merchant, by_reference))


def _near(
    credit: Credit, by_merchant: Mapping[str, list[Purchase]], by_reference: Mapping[str, list[Purchase]]
) -> list[Purchase]:
    near = {one.key: one for one in by_merchant.get(credit.merchant, ())} if credit.merchant else {}
    for reference in credit.references:
        near |= {one.key: one for one in by_reference.get(reference, ())}
    return [one for one in near.values() if _is_possible(credit, one)]


def _is_possible(credit: Credit, purchase: Purchase) -> bool:
    earliest = credit.on - timedelta(days=MOST_DAYS)
    return (
        credit.currency == purchase.currency
        and earliest <= purchase.on <= credit.on
        and credit.amount <= purchase.left
    )


def _certain(credit: Credit, possible: list[Purchase]) -> Iterator[_Edge]:
    edges = [_Edge(credit, one, _score(credit, one)) for one in possible if _is_said(credit, one)]
    best = max((edge.score for edge in edges), default=0)
    is_clear = best >= _EXACT + _MERCHANT or sum(edge.score == best for edge in edges) == 1
    for edge in edges:
        if is_clear and (edge.score >= _EXACT + _MERCHANT or edge.score == best):
            yield edge


def _is_said(credit: Credit, purchase: Purchase) -> bool:
    """Whether something besides the amount says that this gives that back."""
    if credit.references & purchase.references:
        return True
    if credit.is_refund:
        return True
    days = (credit.on - purchase.on).days
    return not purchase.is_personal and credit.amount == purchase.amount and days <= _UNSAID_DAYS


def _score(credit: Credit, purchase: Purchase) -> int:
    return (
        _REFERENCE * bool(credit.references & purchase.references)
        + _EXACT * (credit.amount == purchase.amount)
        + _MERCHANT * (bool(credit.merchant) and credit.merchant == purchase.merchant)
        + _ACCOUNT * (credit.account == purchase.account)
    )

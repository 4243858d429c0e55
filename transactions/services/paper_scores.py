"""How well payments of the ledger fit a paper: amount, day, name, reference."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from documents.models import Document
from lumen.common.text import slug_key
from transactions.models import PaperMatch, Transaction
from transactions.services import catalog, matching

EARLIER, LATER = timedelta(days=3), timedelta(days=10)
BILL_LATER = timedelta(days=45)  # a bill is paid when it is due
CONVERTED = Decimal("0.04")  # how far a bank's rate may be from the one that is known
TIP = Decimal("1.25")
MOST_ROWS = 200
_EXACT, _NEARLY, _TIPPED = 0.5, 0.3, 0.25
_NAMED, _OTHER_NAME, _REFERENCED = 0.3, -0.15, 0.35


@dataclass(frozen=True, slots=True)
class Ranked:
    """A payment and how well it fits (0 to 1).

    `is_exact` says that the amount is the paper's own, `is_named` that name or number say so too.
    """

    transaction: Transaction
    score: float
    is_exact: bool
    is_named: bool


def signed_amount(document: Document) -> Decimal:
    """What was paid: money out, in cents as the ledger keeps it."""
    return -(document.amount or Decimal(0)).quantize(Decimal("0.01"))


def rank(document: Document, *, but: Iterable[UUID]) -> list[Ranked]:
    """Payments that may be the one of this paper, the best first; at most four queries."""
    day = document.issued_on or document.created_at.date()
    rows = (
        Transaction.objects.in_workspace(document.workspace)
        .entries()
        .filter(amount__lt=0, booked_on__range=(day - EARLIER, last_day(document, day)))
        .filter(_sums(document, day))
        .exclude(pk__in=list(but))
        .exclude(Exists(PaperMatch.objects.filter(transaction=OuterRef("pk"), state="attached")))
        .select_related("merchant", "account")[:MOST_ROWS]
    )
    ranked = [_ranked(document, row, day) for row in rows]
    return sorted(ranked, key=lambda one: (-one.score, abs((one.transaction.booked_on - day).days)))


def last_day(document: Document, day: date) -> date:
    """Until when a paper of that day is paid."""
    if document.kind == Document.Kind.RECEIPT:
        return day + LATER
    return max(day + BILL_LATER, (document.due_on or day) + LATER)


def _sums(document: Document, day: date) -> Q:
    """The amount itself; more with a tip on a receipt; what it is worth in other currencies."""
    paid, currency = signed_amount(document), document.currency or document.workspace.base_currency
    wanted = Q(amount=paid, currency=currency)
    if document.kind == Document.Kind.RECEIPT:
        wanted |= Q(amount__range=(paid * TIP, paid), currency=currency)
    base = document.workspace.base_currency
    if currency != base:
        worth = catalog.rates_of(document.workspace, {currency}).to_base(paid, currency, day)
        if worth is not None:
            wanted |= Q(amount__range=(worth * (1 + CONVERTED), worth * (1 - CONVERTED)), currency=base)
    return wanted


def _ranked(document: Document, row: Transaction, day: date) -> Ranked:
    paid = signed_amount(document)
    is_same_money = row.currency == (document.currency or document.workspace.base_currency)
    rough = _TIPPED if is_same_money else _NEARLY
    is_exact = is_same_money and row.amount == paid
    score = _EXACT if is_exact else rough
    score += _by_day(abs((row.booked_on - day).days))
    named, told = _is_named(document, row), _names_of(row)
    score += _NAMED if named else (_OTHER_NAME if told and document.correspondent else 0.0)
    referenced = _is_referenced(document, row)
    score += _REFERENCED if referenced else 0.0
    return Ranked(row, max(0.0, min(1.0, score)), is_exact, named or referenced)


def _by_day(apart: int) -> float:
    if apart <= 1:
        return 0.2 if apart == 0 else 0.17
    return 0.12 if apart <= 3 else 0.05


def _names_of(row: Transaction) -> list[str]:
    return [name for name in (row.merchant.name if row.merchant else "", row.description) if name]


def _is_named(document: Document, row: Transaction) -> bool:
    if document.correspondent is None:
        return False
    name = document.correspondent.name
    if matching.is_same_party(name, _names_of(row)):
        return True
    first = slug_key(name).split(" ")[0]
    return len(first) > 4 and any(first in slug_key(other).split(" ") for other in _names_of(row))


def _is_referenced(document: Document, row: Transaction) -> bool:
    """Whether the payment names the number of the paper."""
    number = slug_key(document.number).replace(" ", "")
    told = slug_key(f"{row.reference} {row.description} {row.invoice_number}").replace(" ", "")
    return len(number) >= 5 and number in told

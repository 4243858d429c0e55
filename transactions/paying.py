"""Whether a bill was paid, what was paid to somebody before, and whether an amount is the usual one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from documents.models import Correspondent, Document
from lumen.common.text import slug_key
from transactions.models import PaperMatch, Transaction
from transactions.services import matching, paper_scores, papers

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import Workspace

MOST_ROWS = 500
LOOKED_BACK = timedelta(days=400)  # for what is usual
FEWEST_FOR_USUAL = 2
MOST_SHOWN = 3
LONG_WORD = 3
UNDATED = timedelta(days=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What the ledger knows of a bill. `rows`: its payment, or those that may be it, the best first."""

    paper: Document
    rows: Sequence[Transaction]
    is_sure: bool
    is_twice: bool  # several payments fit as well as one could
    newest: date | None  # day of the newest payment in the ledger
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usually paid to somebody; amounts are positive."""

    middle: Decimal
    least: Decimal
    most: Decimal
    rows: Sequence[Transaction]


def papers_of(workspace: "Workspace", bills: Sequence[dict[str, Any]]) -> list[Document]:
    """The papers of bills that another tool read, with what only it could read; nothing is saved."""
    rows = Document.objects.in_workspace(workspace).live().select_related("workspace", "correspondent")
    found = {str(paper.pk): paper for paper in rows.filter(pk__in=[bill["document"] for bill in bills])}
    return [_filled(found[bill["document"]], bill) for bill in bills if bill["document"] in found]


def _filled(paper: Document, bill: dict[str, Any]) -> Document:
    paper.amount = paper.amount or Decimal(bill["amount"])
    paper.currency = paper.currency or bill["currency"]
    if paper.kind not in papers.PAYABLE:
        paper.kind = Document.Kind.RECEIPT
    if paper.correspondent is None and bill["sender"]:
        paper.correspondent = Correspondent(workspace=paper.workspace, name=bill["sender"])
    return paper


def payment_of(paper: Document, today: date) -> Paid:
    """The payment of a paper: the attached one, else the best of those that fit; at most seven queries."""
    entries = Transaction.objects.in_workspace(paper.workspace).entries()
    day = paper.issued_on or paper.created_at.date()
    facts: dict[str, Any] = {
        "paper": paper,
        "newest": entries.order_by("-booked_on").values_list("booked_on", flat=True).first(),
        "first_day": day - paper_scores.EARLIER,
        "last_day": min(today, paper_scores.last_day(paper, day)),
    }
    attached = (
        papers.attached_to(paper).select_related("transaction__merchant", "transaction__account").first()
    )
    if attached is not None:
        return Paid(rows=[attached.transaction], is_sure=True, is_twice=False, **facts)
    ranked = [
        one for one in paper_scores.rank(paper, but=_rejected(paper)) if one.score >= papers.PROPOSE_FROM
    ]
    fitting = [one for one in ranked if one.is_exact and one.is_named and one.score >= papers.SURE_FROM]
    certain = ranked[:1] if papers.is_sure(ranked) else fitting
    rows = [one.transaction for one in (certain or ranked)[:MOST_SHOWN]]
    if not rows and paper.issued_on is None:
        rows = _of_any_day(paper, day)
    return Paid(rows=rows, is_sure=bool(certain), is_twice=len(certain) > 1, **facts)


def _of_any_day(paper: Document, day: date) -> list[Transaction]:
    """A paper that names no day may be older than its upload."""
    entries = Transaction.objects.in_workspace(paper.workspace).entries().for_lists()
    same = entries.filter(amount=paper_scores.signed_amount(paper), currency=paper.currency)
    near = same.filter(booked_on__range=(day - UNDATED, day)).order_by("-booked_on", "-pk")[:MOST_SHOWN]
    name = paper.correspondent.name if paper.correspondent else ""
    return [row for row in near if _is_to(row, name, "")] or list(near)


def _rejected(paper: Document) -> list["UUID"]:
    known = PaperMatch.objects.filter(document=paper, state=papers.State.REJECTED)
    return list(known.values_list("transaction_id", flat=True))


def payments_to(workspace: "Workspace", *, name: str, address: str) -> list[Transaction]:
    """Payments to somebody by name or payment address, the newest first; one query."""
    entries = Transaction.objects.in_workspace(workspace).entries().for_lists()
    rows = entries.filter(amount__lt=0).filter(_mentions(name, address)).order_by("-booked_on", "-pk")
    return [row for row in rows[:MOST_ROWS] if _is_to(row, name, address)]


def _mentions(name: str, address: str) -> Q:
    words = [word for word in slug_key(name).split() if len(word) >= LONG_WORD][:2]
    wanted = Q(pk__in=[])
    for word in words:
        wanted |= Q(merchant__name__icontains=word) | Q(description__icontains=word)
    if address:
        wanted |= Q(description__icontains=address) | Q(reference__icontains=address)
    return wanted


def _is_to(row: Transaction, name: str, address: str) -> bool:
    told = [said for said in (row.merchant.name if row.merchant else "", row.description) if said]
    whole = re.compile(rf"(?<![\w.@-]){re.escape(address)}(?![\w@-]|\.\w)", re.IGNORECASE)
    if address and any(whole.search(said) for said in (*told, row.reference)):
        return True
    return bool(name) and matching.is_same_party(name, told)


def usual_of(paper: Document, today: date) -> Usual | None:
    """What was paid to the sender of a bill in a year, but for its own payment; nothing when too little."""
    name = paper.correspondent.name if paper.correspondent else ""
    paid = payment_of(paper, today)
    own = {row.pk for row in paid.rows} if paid.is_sure else set()
    rows = [
        row
        for row in payments_to(paper.workspace, name=name, address="")
        if row.currency == paper.currency and row.pk not in own and row.booked_on > today - LOOKED_BACK
    ]
    if len(rows) < FEWEST_FOR_USUAL:
        return None
    sums = [-row.amount for row in rows]
    return Usual(middle=median(sums), least=min(sums), most=max(sums), rows=rows)

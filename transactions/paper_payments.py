"""What the page of a paper says about its payment, and the page of a payment about its papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from documents.models import Document
from transactions.models import Account, PaperMatch, Transaction
from transactions.services import catalog, papers
from transactions.services.paper_scores import signed_amount

if TYPE_CHECKING:
    from django.db.models import QuerySet

NEAR = timedelta(days=60)
MOST_CHOICES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPayment:
    """A paper and its payment: attached, proposed, to be chosen, or to be recorded."""

    document: Document
    attached: PaperMatch | None
    proposed: Sequence[PaperMatch]
    choices: Sequence[Transaction]  # other payments of the same amount
    accounts: Sequence[Account]  # where it may have been paid from; the usual one first
    is_payable: bool
    is_statement: bool


def payment_of(document: Document, *, may_edit: bool) -> PaperPayment:
    """At most seven queries."""
    matches = list(_matches().filter(document=document).exclude(state=PaperMatch.State.REJECTED))
    attached = next((one for one in matches if one.state == PaperMatch.State.ATTACHED), None)
    proposed = [one for one in matches if one.state == PaperMatch.State.PROPOSED]
    is_open = attached is None and papers.is_payable(document)
    wants_more = is_open and may_edit
    return PaperPayment(
        document=document,
        attached=attached,
        proposed=proposed if attached is None else [],
        choices=_choices(document, proposed) if wants_more else [],
        accounts=_accounts(document) if wants_more else [],
        is_payable=is_open,
        is_statement=document.kind == Document.Kind.STATEMENT and document.is_readable,
    )


def _matches() -> "QuerySet[PaperMatch]":
    live = PaperMatch.objects.filter(transaction__deleted_at=None)
    return live.select_related("transaction__account", "transaction__merchant", "document")


def _choices(document: Document, proposed: Sequence[PaperMatch]) -> list[Transaction]:
    day = document.issued_on or document.created_at.date()
    rows = Transaction.objects.in_workspace(document.workspace).entries().for_lists()
    near = rows.filter(amount=signed_amount(document), booked_on__range=(day - NEAR, day + NEAR))
    return list(near.exclude(pk__in=[one.transaction_id for one in proposed])[:MOST_CHOICES])


def _accounts(document: Document) -> list[Account]:
    usual = catalog.usual_account(document.workspace)
    open_ones = Account.objects.in_workspace(document.workspace).filter(is_archived=False)
    return [usual, *open_ones.exclude(pk=usual.pk)]


def papers_of(row: Transaction) -> list[PaperMatch]:
    """The papers of a payment, and those that may be its own: one query."""
    shown = [PaperMatch.State.ATTACHED, PaperMatch.State.PROPOSED]
    matches = PaperMatch.objects.filter(transaction=row, state__in=shown, document__deleted_at=None)
    return list(matches.select_related("document").order_by("state", "-score"))

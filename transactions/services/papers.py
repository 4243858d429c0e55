"""Receipt meets payment: papers are matched with the ledger, attached as evidence, or booked."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet

from documents import services as documents
from documents.models import Document
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from transactions.models import Account, Evidence, ImportBatch, PaperMatch, Transaction
from transactions.services import catalog, changes, evidence, imports, ledger
from transactions.services.announcing import announce_changed
from transactions.services.drafts import TransactionDraft
from transactions.services.evidence import Attachment, Facts, Kind
from transactions.services.paper_scores import Ranked, rank, signed_amount

if TYPE_CHECKING:
    from accounts.models import User, Workspace

State = PaperMatch.State
PAYABLE = (Document.Kind.RECEIPT, Document.Kind.INVOICE, Document.Kind.BILL)
SURE_FROM = 0.75
SURE_AHEAD = 0.1  # of the second best
PROPOSE_FROM = 0.45
MOST_PROPOSALS = 3
MOST_WAITING = 500


class NotPayableError(LumenError):
    status, code, title = 409, "paper-without-amount", "This paper names no amount"


class AlreadyAttachedError(LumenError):
    status, code, title = 409, "paper-attached", "This paper has its payment"


class NotStatementError(LumenError):
    status, code, title = 409, "not-a-statement", "This paper is no bank statement"


class AlreadyUndoneError(LumenError):
    status, code, title = 409, "booking-undone", "There is nothing to take back"


class GonePaperError(LumenError):
    status, code, title = 409, "paper-gone", "This paper is gone"


class OppositeDirectionError(LumenError):
    status, code, title = 409, "opposite-direction", "This payment went the other way"


@transaction.atomic
def match_paper(*, document_id: str) -> PaperMatch | None:
    """Find the payment of a paper that was understood; safe to repeat.

    A sure one is attached, others are proposed. What a person decided stays.
    """
    document = Document.objects.select_for_update(of=("self",)).select_related("workspace", "correspondent")
    paper = document.filter(pk=document_id, deleted_at=None).first()
    if paper is None or not is_payable(paper):
        return None
    known = PaperMatch.objects.in_workspace(paper.workspace).filter(document=paper)
    known.filter(state=State.PROPOSED).delete()
    if attached_to(paper).exists():
        return None
    ranked = rank(paper, but=known.filter(state=State.REJECTED).values_list("transaction_id", flat=True))
    if is_sure(ranked):
        best = ranked[0]
        return _attach(paper, best.transaction, actor=None, score=best.score)
    proposed = [one for one in ranked[:MOST_PROPOSALS] if one.score >= PROPOSE_FROM]
    for one in proposed:
        _note(paper, one.transaction, State.PROPOSED, score=one.score)
    if proposed:
        announce_changed(paper.workspace, count=len(proposed))
    return None


def is_payable(document: Document) -> bool:
    """Whether a payment can be looked for: a receipt, invoice or bill with an amount."""
    return document.kind in PAYABLE and bool(document.amount) and document.is_readable


def is_sure(ranked: list[Ranked]) -> bool:
    """One payment fits in amount, day and name, and no other does nearly as well."""
    best = ranked[0] if ranked else None
    if best is None or best.score < SURE_FROM or not (best.is_exact and best.is_named):
        return False
    return len(ranked) == 1 or best.score - ranked[1].score >= SURE_AHEAD


def attached_to(document: Document) -> "QuerySet[PaperMatch]":
    """The payment a paper is evidence of; one that was deleted does not count."""
    return PaperMatch.objects.filter(document=document, state=State.ATTACHED, transaction__deleted_at=None)


@transaction.atomic
def match_waiting(*, workspace: "Workspace", rows: Collection[str]) -> int:
    """After payments arrived: papers that wait for one of them are matched; says how many were attached.

    Args:
        rows: the payments that arrived; every one of the workspace when there are none.
    """
    waiting = Document.objects.in_workspace(workspace).readable().filter(kind__in=PAYABLE, amount__gt=0)
    if not waiting.exists():
        return 0
    attached = PaperMatch.objects.in_workspace(workspace).filter(
        state=State.ATTACHED, transaction__deleted_at=None
    )
    waiting = waiting.exclude(pk__in=attached.values("document_id")).order_by("created_at")
    if rows:
        new = Transaction.objects.in_workspace(workspace).filter(pk__in=rows)
        sums = {abs(amount) for amount in new.values_list("amount", flat=True)}
        waiting = waiting.filter(amount__in=sums)
    ids = list(waiting.values_list("pk", flat=True)[:MOST_WAITING])
    return sum(match_paper(document_id=str(pk)) is not None for pk in ids)


@transaction.atomic
def attach(*, actor: "User", document: Document, row: Transaction) -> PaperMatch:
    """Make a paper evidence of a payment because a person says so.

    Raises:
        AlreadyAttachedError: it is evidence of another payment; detach it there first.
        OppositeDirectionError: the paper was paid, and this is money received.
    """
    document = _locked(document)
    _require_free(document, but=row)
    return _attach(document, row, actor=actor, score=1.0)


def _locked(document: Document) -> Document:
    """The paper as it is now; nobody else decides about it before this is committed.

    Raises:
        GonePaperError: it was deleted a moment ago.
    """
    rows = Document.objects.select_for_update(of=("self",)).select_related("workspace", "correspondent")
    found = rows.filter(pk=document.pk, deleted_at=None).first()
    if found is None:
        raise GonePaperError("This paper was deleted a moment ago.")
    return found


def _require_free(document: Document, *, but: Transaction | None = None) -> None:
    others = attached_to(document)
    if but is not None:
        others = others.exclude(transaction=but)
    if others.exists():
        raise AlreadyAttachedError("Detach this paper from its payment first.")


def _attach(document: Document, row: Transaction, *, actor: "User | None", score: float) -> PaperMatch:
    [settled] = evidence.attach(
        workspace=document.workspace,
        told=[Attachment(transaction=row, facts=facts_of(document), document=document)],
    )
    if not settled.is_attached and not Evidence.objects.filter(transaction=row, document=document).exists():
        raise OppositeDirectionError("This is money received; the paper tells about money paid.")
    match = _note(document, row, State.ATTACHED, score=score, actor=actor)
    PaperMatch.objects.filter(document=document, state=State.PROPOSED).delete()
    _record(document, row, actor, "attached")
    return match


def facts_of(document: Document) -> Facts:
    """What a paper says about its payment."""
    return Facts(
        kind=Kind.RECEIPT,
        booked_on=document.issued_on,
        amount=signed_amount(document),
        currency=document.currency or document.workspace.base_currency,
        merchant=document.correspondent.name if document.correspondent else "",
        items=tuple(document.items),
    )


def _note(
    document: Document, row: Transaction, state: str, *, score: float, actor: "User | None" = None
) -> PaperMatch:
    match, _is_new = PaperMatch.objects.update_or_create(
        document=document,
        transaction=row,
        defaults={
            "workspace": document.workspace,
            "state": state,
            "score": round(score, 3),
            "decided_by": actor,
        },
    )
    return match


def _record(document: Document, row: Transaction, actor: "User | None", what: str) -> None:
    audit.record(
        workspace=document.workspace,
        actor=actor,
        action=f"paper.{what}",
        document_id=document.pk,
        transaction_id=row.pk,
    )
    announce_changed(document.workspace, count=1)


@transaction.atomic
def reject(*, actor: "User", document: Document, row: Transaction) -> None:
    """Remember that this is not the payment of this paper; evidence of it is taken away."""
    document = _locked(document)
    withdraw = Evidence.objects.filter(document=document, transaction=row)
    was_attached = withdraw.exists()
    evidence.withdraw(workspace=document.workspace, evidence=withdraw)
    _note(document, row, State.REJECTED, score=0.0, actor=actor)
    _record(document, row, actor, "detached" if was_attached else "rejected")


@transaction.atomic
def book(*, actor: "User", document: Document, account: Account | None = None, now: datetime) -> Transaction:
    """Record the payment a paper tells about, with everything it says, and attach the paper.

    Args:
        account: what it was paid from; the usual one when `None`.

    Raises:
        NotPayableError: the paper names no amount.
        AlreadyAttachedError: it is evidence of a payment already.
    """
    document = _locked(document)
    if not is_payable(document):
        raise NotPayableError("Write its amount first, then add it to the ledger.")
    _require_free(document)
    workspace = document.workspace
    [row] = ledger.record_transactions(
        workspace=workspace,
        actor=actor,
        drafts=[draft_of(document, account or catalog.usual_account(workspace), now=now)],
        origin=Transaction.Origin.FORM,
    )
    row.items = list(document.items)
    row.save(update_fields=["items"])
    match = _attach(document, row, actor=actor, score=1.0)
    match.is_booked = True
    match.save(update_fields=["is_booked"])
    return row


def draft_of(document: Document, account: Account, *, now: datetime) -> TransactionDraft:
    """The movement a paper asks for; today where it names no day."""
    sender = document.correspondent.name if document.correspondent else document.title or document.filename
    return TransactionDraft(
        account=account,
        kind=Transaction.Kind.EXPENSE,
        booked_on=document.issued_on or now.date(),
        amount=signed_amount(document),
        currency=document.currency or document.workspace.base_currency,
        merchant=sender,
        invoice_number=document.number[:60] if document.kind != Document.Kind.RECEIPT else "",
        gstin=document.gstin,
        tax_amount=document.tax,
    )


@transaction.atomic
def unbook(*, actor: "User", match: PaperMatch, now: datetime) -> None:
    """Take back what `book` did: the payment leaves the ledger, the paper waits for one again."""
    document, row = _locked(match.document), match.transaction
    if not PaperMatch.objects.filter(pk=match.pk, is_booked=True).exists():
        raise AlreadyUndoneError("This booking was taken back already.")
    rows = Transaction.objects.in_workspace(match.workspace).filter(pk=row.pk)
    changes.delete_transactions(workspace=match.workspace, actor=actor, rows=rows, now=now)
    Evidence.objects.filter(document=document, transaction=row).delete()
    match.delete()
    _record(document, row, actor, "booking_undone")


@transaction.atomic
def import_statement(*, actor: "User", document: Document) -> ImportBatch:
    """Hand a bank statement to the importer, which shows its payments before it books them.

    Raises:
        NotStatementError, FileTooLargeError, UnreadableFileError: nothing is imported.
    """
    if document.kind != Document.Kind.STATEMENT:
        raise NotStatementError("Only bank statements are imported. Change its kind if it is one.")
    with documents.open_file(document) as stored:
        file = ContentFile(stored.read(), name=document.filename)
    batch = imports.start_import(workspace=document.workspace, actor=actor, file=file)
    audit.record(
        workspace=document.workspace,
        actor=actor,
        action="paper.sent_to_import",
        document_id=document.pk,
        batch_id=batch.pk,
    )
    return batch


@transaction.atomic
def keep_receipt(*, transaction_id: str) -> PaperMatch | None:
    """Make the receipt file of a payment a paper of the library, attached to that payment."""
    row = Transaction.objects.select_related("workspace", "created_by").filter(pk=transaction_id).first()
    if row is None or not row.receipt or row.deleted_at:
        return None
    with row.receipt.open("rb") as stored:
        file = ContentFile(stored.read(), name=(row.receipt.name or "receipt").rsplit("/", 1)[-1])
    try:
        stored_paper = documents.store_upload(
            workspace=row.workspace, actor=row.created_by, file=file, name=_receipt_name(row)
        )
    except documents.RefusedUploadError:
        return None  # the file stays with the payment, as it was uploaded
    try:
        paper = _locked(stored_paper.document)
    except GonePaperError:
        return None  # it is in the bin, and stays there
    if attached_to(paper).exists():
        return None
    Evidence.objects.get_or_create(transaction=row, document=paper)
    return _note(paper, row, State.ATTACHED, score=1.0, actor=row.created_by)


def _receipt_name(row: Transaction) -> str:
    ending = (row.receipt.name or "").rpartition(".")[2]
    return f"receipt {row.booked_on:%Y-%m-%d} {row.title[:60]}.{ending}"

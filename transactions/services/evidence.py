"""One payment, many evidences: what a source told is attached, and the strongest word counts.

For amount and date a statement beats a bank's mail, that a message, that a receipt; for merchant and
items a receipt beats all others. A field a person set, a row agreed with the bank, and the parts of a
split stay as they are. Opposite directions never meet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Manager, QuerySet

from transactions.enrichment.merchants import NamedMerchant, named_merchant
from transactions.models import Account, Evidence, ImportRow, Merchant, RawItem, Transaction
from transactions.services import catalog, row_values

if TYPE_CHECKING:
    from accounts.models import Workspace
    from documents.models import Document

BATCH = 1_000
_TYPED = {Transaction.Origin.FORM, Transaction.Origin.API, Transaction.Origin.LEDGER}
_LINKS: dict[str, type[Merchant] | type[Account]] = {"merchant": Merchant, "account": Account}
_SAVED = (
    *("booked_on", "booked_at", "amount", "currency", "base_amount"),
    *("account", "merchant", "reference", "method", "items"),
)


class Kind(StrEnum):
    """What kind of source tells something."""

    STATEMENT = "statement"
    BANK_MAIL = "bank_mail"
    SMS = "sms"
    RECEIPT = "receipt"


_BY_AMOUNT = {Kind.STATEMENT: 4, Kind.BANK_MAIL: 3, Kind.SMS: 2, Kind.RECEIPT: 1}
_ORIGINS = {
    Transaction.Origin.CSV: Kind.STATEMENT,
    Transaction.Origin.SMS: Kind.SMS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one source says about a payment; what it does not say is empty.

    `amount` is signed: negative is money out.
    """

    kind: Kind
    booked_on: date | None = None
    booked_at: time | None = None
    amount: Decimal | None = None
    currency: str = ""
    account: Account | None = None  # the one it names by its digits
    merchant: str = ""
    items: tuple[Mapping[str, Any], ...] = ()
    reference: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One source's word about a transaction: exactly one of the three origins is given."""

    transaction: Transaction
    facts: Facts
    raw_item: RawItem | None = None
    import_row: ImportRow | None = None
    document: "Document | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What attaching did: `changes` holds [before, after] of each field, as JSON values.

    `is_attached` is false when the directions are opposite, or the evidence was there already.
    """

    transaction: Transaction
    is_attached: bool
    changes: Mapping[str, list[Any]]


@transaction.atomic
def attach(*, workspace: "Workspace", told: Sequence[Attachment]) -> list[Settled]:
    """Attach evidence and settle fields by precedence, in a constant number of queries a thousand rows.

    What changed is kept with the evidence, so that `withdraw` can put it back.
    """
    if not told:
        return []
    rows = _locked_rows(workspace, {one.transaction.pk for one in told})
    kinds = _kinds_told(rows.values())
    known = _known(rows)
    merchants = _merchants(workspace, told)
    rates = catalog.rates_of(workspace, {one.facts.currency for one in told if one.facts.currency})
    made: list[Evidence] = []
    settled: list[Settled] = []
    for one in told:
        row = rows[one.transaction.pk]
        origin = _origin_of(one)
        if (row.pk, origin) in known or _is_opposite(row, one.facts):
            settled.append(Settled(transaction=row, is_attached=False, changes={}))
            continue
        changes = _settle(row, one.facts, kinds[row.pk], merchants.get(one.facts.merchant), rates)
        known.add((row.pk, origin))
        kinds[row.pk].add(one.facts.kind)
        made.append(
            Evidence(
                transaction=row,
                raw_item=one.raw_item,
                import_row=one.import_row,
                document=one.document,
                changes=changes,
            )
        )
        settled.append(Settled(transaction=row, is_attached=True, changes=changes))
    Evidence.objects.bulk_create(made, batch_size=BATCH)
    _save(one.transaction for one in settled if one.changes)
    return settled


@transaction.atomic
def withdraw(*, workspace: "Workspace", evidence: "QuerySet[Evidence]") -> list[UUID]:
    """Take evidence away and put back what it settled; returns the rows that changed.

    A field that was changed since, by a person or another source, stays; amount and date also stay
    where another statement tells them.
    """
    taken = list(evidence.select_for_update(of=("self",)).order_by("-created_at", "-pk"))
    Evidence.objects.filter(pk__in=[one.pk for one in taken]).delete()
    rows = _locked_rows(workspace, {one.transaction_id for one in taken if one.changes})
    kinds = _kinds_told(rows.values(), with_origin=False)
    gone = _gone(workspace, taken)
    changed: dict[UUID, Transaction] = {}
    for one in taken:
        row = rows.get(one.transaction_id)
        changes = {
            name: told for name, told in one.changes.items() if name not in _LINKS or told[0] not in gone
        }
        if row is not None and _put_back(row, changes, kinds[row.pk]):
            changed[row.pk] = row
    _save(changed.values())
    return list(changed)


def kind_of(item: RawItem) -> Kind:
    """What kind of source a message or mail is."""
    if item.source.channel != "mail":
        return Kind.SMS
    return Kind.RECEIPT if item.reading.get("is_receipt") else Kind.BANK_MAIL


def _locked_rows(workspace: "Workspace", ids: set[UUID]) -> dict[UUID, Transaction]:
    rows = Transaction.objects.in_workspace(workspace).filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",)).select_related("merchant", "account")}


def _kinds_told(rows: Iterable[Transaction], *, with_origin: bool = True) -> dict[UUID, set[Kind]]:
    """Which kinds of sources have told each row so far."""
    kinds: dict[UUID, set[Kind]] = {}
    for row in rows:
        first = _ORIGINS.get(Transaction.Origin(row.origin)) if with_origin else None
        kinds[row.pk] = {first} if first else set()
    evidence = Evidence.objects.filter(transaction__in=kinds).select_related("raw_item__source")
    for one in evidence:
        if one.raw_item is not None:
            kinds[one.transaction_id].add(kind_of(one.raw_item))
        else:
            kinds[one.transaction_id].add(Kind.STATEMENT if one.import_row_id else Kind.RECEIPT)
    return kinds


def _known(rows: Mapping[UUID, Transaction]) -> set[tuple[UUID, str]]:
    told = Evidence.objects.filter(transaction__in=rows).values_list(
        "transaction_id", "raw_item_id", "import_row_id", "document_id"
    )
    return {(row, f"{item}:{line}:{document}") for row, item, line, document in told}


def _origin_of(one: Attachment) -> str:
    item, line, document = one.raw_item, one.import_row, one.document
    return f"{item.pk if item else None}:{line.pk if line else None}:{document.pk if document else None}"


def _merchants(workspace: "Workspace", told: Sequence[Attachment]) -> dict[str, Merchant]:
    names = {one.facts.merchant: _named(one.facts.merchant) for one in told if one.facts.merchant}
    found = catalog.resolve_merchants(workspace=workspace, wanted=names.values())
    return {name: found[named] for name, named in names.items() if named in found}


def _named(merchant: str) -> NamedMerchant:
    return named_merchant("", told=merchant) or NamedMerchant(name=" ".join(merchant.split()))


def _is_opposite(row: Transaction, facts: Facts) -> bool:
    return facts.amount is not None and facts.amount * row.amount < 0


def _settle(
    row: Transaction, facts: Facts, kinds: set[Kind], merchant: Merchant | None, rates: catalog.Rates
) -> dict[str, list[Any]]:
    """Write the stronger word into the row, and say what it was before."""
    before = row_values.snapshot(row, _SAVED)
    if row.reconciled_at is None:
        if _is_stronger(row, facts, kinds):
            _settle_date(row, facts)
            _settle_amount(row, facts, rates)
        _fill_empty(row, facts, merchant)
        if facts.account and is_guess(row) and _is_free(row, "account"):
            row.account = facts.account
        if facts.kind == Kind.RECEIPT:
            _settle_purchase(row, facts, merchant)
    return row_values.differences(before, row)


def is_guess(row: Transaction) -> bool:
    """Whether a message that named no account put the row on one that nothing identifies."""
    is_told = row.origin in {Transaction.Origin.SMS, Transaction.Origin.MAIL}
    return is_told and not row.account.last4 and not row.account.number_key


def _is_stronger(row: Transaction, facts: Facts, kinds: set[Kind]) -> bool:
    """Whether this source's amount and date beat those of everything that told the row so far."""
    if row.origin in _TYPED or row.is_split:
        return False
    return _BY_AMOUNT[facts.kind] > max((_BY_AMOUNT[kind] for kind in kinds), default=0)


def _is_free(row: Transaction, name: str) -> bool:
    """Whether no person decided about this field."""
    if row.edited_at is not None and not row.locked:
        return False  # changed by hand before fields were locked one by one
    return name not in row.locked


def _settle_date(row: Transaction, facts: Facts) -> None:
    if facts.booked_on is not None and _is_free(row, "booked_on"):
        row.booked_on = facts.booked_on
        row.booked_at = facts.booked_at or row.booked_at


def _settle_amount(row: Transaction, facts: Facts, rates: catalog.Rates) -> None:
    if facts.amount is None or not _is_free(row, "amount"):
        return
    currency = facts.currency or row.currency
    if (row.amount, row.currency) != (facts.amount, currency):
        row.amount, row.currency = facts.amount, currency
        row.base_amount = rates.to_base(row.amount, row.currency, row.booked_on)


def _fill_empty(row: Transaction, facts: Facts, merchant: Merchant | None) -> None:
    """What nobody has said yet may come from anywhere."""
    if row.booked_at is None and facts.booked_at and "booked_on" not in row.locked:
        row.booked_at = facts.booked_at
    if row.merchant is None and merchant is not None and _is_free(row, "merchant"):
        row.merchant = merchant
    row.reference = row.reference or facts.reference[:80]
    row.method = row.method or facts.method[:40]
    row.items = row.items or [dict(item) for item in facts.items]


def _settle_purchase(row: Transaction, facts: Facts, merchant: Merchant | None) -> None:
    if facts.items and "items" not in row.locked:
        row.items = [dict(item) for item in facts.items]
    if merchant is not None and row.origin not in _TYPED and _is_free(row, "merchant"):
        row.merchant = merchant


def _gone(workspace: "Workspace", taken: Sequence[Evidence]) -> set[str]:
    """Merchants and accounts that were replaced by these, and were merged or removed since."""
    gone: set[str] = set()
    for name, model in _LINKS.items():
        known: Manager[Any] = model.objects
        wanted = {told[0] for one in taken if (told := one.changes.get(name)) and told[0]}
        gone |= wanted - row_values.still_there(known.filter(workspace=workspace), wanted)
    return gone


def _put_back(row: Transaction, changes: Mapping[str, list[Any]], kinds: set[Kind]) -> bool:
    if row.reconciled_at is not None:
        return False
    is_told_still = Kind.STATEMENT in kinds
    done = False
    for name, (before, after) in changes.items():
        is_kept = is_told_still and name in {"booked_on", "amount", "currency", "base_amount"}
        if not is_kept and name not in row.locked and row_values.plain(row, name) == after:
            row_values.write(row, name, before)
            done = True
    return done


def _save(rows: Iterable[Transaction]) -> None:
    unique = list({row.pk: row for row in rows}.values())
    Transaction.objects.bulk_update(unique, [*_SAVED], batch_size=BATCH)

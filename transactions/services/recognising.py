"""Recognising the payment a message is about among those the ledger has: the same told twice is one.

Two coffees of one price on one day are two: one sender never tells a payment twice, unless the
reference or the running balance is the same. What two senders tell within minutes is one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from transactions.models import Account, Evidence, RawItem, Transaction
from transactions.parsing.own import sender_key
from transactions.services import evidence, matching
from transactions.services.evidence import Kind

if TYPE_CHECKING:
    from accounts.models import Workspace

MOMENTS = timedelta(minutes=10)
HOUR = timedelta(hours=1)
NOON = time(12)
BURST, BURST_SIZE = timedelta(minutes=1), 6
SURE_REFERENCE = 10
_OTHER_ACCOUNT, _MAYBE_ACCOUNT, _SAME_ACCOUNT = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one message says about a payment, as far as recognising it goes. `amount` is signed."""

    item: RawItem
    kind: Kind
    account: Account | None  # None where the message names none
    booked_on: date
    moment: datetime
    amount: Decimal
    currency: str
    merchant: str = ""
    reference: str = ""
    balance: Decimal | None = None

    @property
    def is_receipt(self) -> bool:
        return self.kind == Kind.RECEIPT


def find_same(*, workspace: "Workspace", word: Word) -> Transaction | None:
    """The ledger's row that certainly is this payment."""
    margin = timedelta(days=matching.POSSIBLE_DAYS)
    rows = (
        Transaction.objects.in_workspace(workspace)
        .entries()
        .between(word.booked_on - margin, word.booked_on + margin + timedelta(days=1))
        .filter(amount=word.amount, currency=word.currency)
        .select_related("merchant", "account")
        .prefetch_related("evidence__raw_item__source")
        .order_by("booked_on", "day_time", "id")
    )
    judged = [(score, _apart(word, row), row) for row in rows if (score := _score(word, row))]
    if not judged:
        return None
    return min(judged, key=lambda one: (-one[0], one[1]))[2]


def _score(word: Word, row: Transaction) -> int:
    """0 another payment, otherwise how sure it is that both are one."""
    told = [one.raw_item for one in row.evidence.all() if one.raw_item is not None]
    if any(item.pk == word.item.pk for item in told):
        return 9
    fit = _account_fit(word, row)
    if common := _common_references(word, row):
        is_long = any(len(code) >= SURE_REFERENCE for code in common)
        return 8 if fit or is_long else 0
    if not fit or _names_another_reference(word, row, told):
        return 0
    said = _said_before(word, told)
    if said is not None:
        return said
    if word.is_receipt or (told and all(evidence.kind_of(item) == Kind.RECEIPT for item in told)):
        return _receipt_score(word, row, fit)
    return _bank_score(word, row, told, fit)


def _account_fit(word: Word, row: Transaction) -> int:
    if word.account is not None and word.account.pk == row.account_id:
        return _SAME_ACCOUNT
    if word.is_receipt:
        return _MAYBE_ACCOUNT
    is_open = word.account is None or not (word.account.last4 or word.account.number_key)
    return _MAYBE_ACCOUNT if is_open or evidence.is_guess(row) else _OTHER_ACCOUNT


def _common_references(word: Word, row: Transaction) -> set[str]:
    mine = matching.references(word.reference)
    return mine & _references_of(row)


def _references_of(row: Transaction) -> set[str]:
    messages = [one.raw_item for one in row.evidence.all() if one.raw_item is not None]
    told = [str(item.reading.get("reference") or "") for item in messages]
    return matching.references(row.reference, row.description, *told)


def _names_another_reference(word: Word, row: Transaction, told: list[RawItem]) -> bool:
    """Both name a reference and none is the same; a shop's order number is no bank's reference."""
    if word.is_receipt or not word.reference:
        return False
    of_banks = [
        str(item.reading.get("reference") or "") for item in told if evidence.kind_of(item) != Kind.RECEIPT
    ]
    is_written = any(one.import_row_id for one in row.evidence.all()) or row.origin == Transaction.Origin.CSV
    theirs = matching.references(*of_banks, *((row.reference, row.description) if is_written else ()))
    return bool(matching.references(word.reference) and theirs)


def _said_before(word: Word, told: list[RawItem]) -> int | None:
    """What it means that this very sender, by this kind of channel, told the row already."""
    mine = sender_key(word.item.sender)
    for item in told:
        if evidence.kind_of(item) != word.kind or sender_key(item.sender) != mine:
            continue
        return 7 if _is_copy(word, item) else 0
    return None


def _is_copy(word: Word, item: RawItem) -> bool:
    """The same message through two phones, or told again with the same balance after it."""
    balance = item.reading.get("balance")
    if word.balance is not None and balance is not None:
        return word.balance == Decimal(balance)
    is_other_way = item.source_id != word.item.source_id
    return is_other_way and abs(item.received_at - word.item.received_at) <= MOMENTS


def _receipt_score(word: Word, row: Transaction, fit: int) -> int:
    """A receipt and a bank's word: the days may differ, the names are the shop's and the bank's."""
    apart = abs((word.booked_on - row.booked_on).days)
    if _same_party(word, row):
        return 5 if apart <= 1 else 4
    if fit == _SAME_ACCOUNT and apart <= 1 and (_is_unnamed(word, row) or _apart(word, row) <= HOUR):
        return 4
    return 0


def _bank_score(word: Word, row: Transaction, told: list[RawItem], fit: int) -> int:
    near = [item for item in told if abs(moment_of(item) - word.moment) <= MOMENTS]
    is_near = bool(near) and is_timed(word.item, word.moment) and any(is_timed(item) for item in near)
    is_alike = _same_party(word, row)
    if near and is_alike and fit == _SAME_ACCOUNT:
        return 6
    if is_near and (fit == _SAME_ACCOUNT or is_alike or _is_unnamed(word, row)):
        return 6
    same_kind = any(evidence.kind_of(item) == word.kind for item in told)
    apart = abs((word.booked_on - row.booked_on).days)
    if fit != _SAME_ACCOUNT or same_kind or apart > matching.CERTAIN_DAYS:
        return 0
    if is_alike:
        return 5 if apart == 0 else 4
    return 4 if apart == 0 and not told and _is_from_file(row) and _is_unnamed(word, row) else 0


def _is_from_file(row: Transaction) -> bool:
    return row.origin == Transaction.Origin.CSV


def _same_party(word: Word, row: Transaction) -> bool:
    names = [row.merchant.name if row.merchant else "", row.description]
    return bool(word.merchant) and matching.is_same_party(word.merchant, names)


def _is_unnamed(word: Word, row: Transaction) -> bool:
    return not word.merchant or row.merchant is None


def _apart(word: Word, row: Transaction) -> timedelta:
    """How far apart the two are: by the nearest message, else by the day."""
    moments = [moment_of(one.raw_item) for one in row.evidence.all() if one.raw_item is not None]
    if moments:
        return min(abs(moment - word.moment) for moment in moments)
    return abs(timedelta(days=(word.booked_on - row.booked_on).days)) or timedelta(hours=12)


def moment_of(item: RawItem) -> datetime:
    """When the payment of a message was, as the message says, else when it came."""
    told = item.reading.get("occurred_at")
    if not told:
        return item.received_at
    moment = datetime.fromisoformat(told)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_timed(item: RawItem, moment: datetime | None = None) -> bool:
    """Whether the clock of a message tells anything: noon stands for a day without one, and a phone that
    sends its whole backlog at once gives every message the same arrival."""
    moment = moment or moment_of(item)
    if moment != item.received_at:
        return moment.timetz().replace(tzinfo=None) != NOON
    if item.created_at - item.received_at > MOMENTS:
        return True  # the phone's own stamp
    beside = RawItem.objects.filter(
        source=item.source_id, created_at__range=(item.created_at - BURST, item.created_at + BURST)
    )
    return len(beside.order_by().values_list("pk")[: BURST_SIZE + 1]) <= BURST_SIZE


def untold(rows: Iterable[Transaction]) -> list[Transaction]:
    """Rows that no receipt has told yet."""
    found = list(rows)
    told = Evidence.objects.filter(transaction__in=found).select_related("raw_item__source")
    receipts = {
        one.transaction_id
        for one in told
        if one.document_id or (one.raw_item is not None and evidence.kind_of(one.raw_item) == Kind.RECEIPT)
    }
    return [row for row in found if row.pk not in receipts]

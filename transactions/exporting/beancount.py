"""The ledger for plain-text accounting: https://beancount.github.io/docs/beancount_language_syntax.html."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from transactions.models import (
    Account,
    Category,
    ExchangeRate,
    Transaction,
    TransactionQuerySet,
    TransferPair,
)

if TYPE_CHECKING:
    from accounts.models import Workspace

CHUNK = 1_000
OPENING, UNPAIRED = "Equity:Opening-Balances", "Equity:Transfers"
_ROOTS: dict[str, str] = {
    Account.Kind.CARD: "Liabilities:Cards",
    Account.Kind.LOAN: "Liabilities:Loans",
    Account.Kind.WALLET: "Assets:Wallets",
    Account.Kind.CASH: "Assets:Cash",
    Account.Kind.INVESTMENT: "Assets:Investments",
    Account.Kind.OTHER: "Assets:Other",
}
_CATEGORY_ROOTS = {"expense": "Expenses", "refund": "Expenses", "income": "Income", "transfer": UNPAIRED}


@dataclass(frozen=True, slots=True)
class _Names:
    """What accounts and categories are called in the file, each name once."""

    accounts: dict[UUID, str]
    categories: dict[tuple[UUID | None, str], str]

    def counter(self, row: Transaction) -> str:
        root = _CATEGORY_ROOTS[row.kind]
        return self.categories.get((row.category_id, root), f"{root}:Unknown")


def beancount_lines(rows: TransactionQuerySet, workspace: "Workspace") -> Iterator[str]:
    """A whole file: options, accounts, prices, then the rows asked for, oldest first.

    A confirmed transfer between own accounts is one entry with both accounts; a split payment one
    entry with a line for each part.
    """
    accounts = list(Account.objects.in_workspace(workspace).order_by("name"))
    names = _names(accounts, list(Category.objects.in_workspace(workspace).select_related("parent")))
    started = rows.aggregate(first=Min("booked_on"))["first"] or timezone.localdate()
    yield f'option "title" "{_quoted(workspace.name)}"\n'
    yield f'option "operating_currency" "{workspace.base_currency}"\n\n'
    yield from _opened(accounts, names, started)
    for rate in ExchangeRate.objects.in_workspace(workspace).order_by("on", "currency").iterator():
        yield f"{rate.on} price {rate.currency} {rate.rate.normalize():f} {rate.base}\n"
    yield from _entries(rows, workspace, names)


def _names(accounts: Iterable[Account], categories: Iterable[Category]) -> _Names:
    taken: set[str] = set()
    by_account = {
        account.pk: _once(f"{_ROOTS.get(account.kind, 'Assets:Bank')}:{_component(account.name)}", taken)
        for account in accounts
    }
    by_category: dict[tuple[UUID | None, str], str] = {}
    for category in categories:
        path = [category.parent.name] if category.parent else []
        tail = ":".join(_component(name) for name in [*path, category.name])
        for root in set(_CATEGORY_ROOTS.values()):
            by_category[category.pk, root] = _once(f"{root}:{tail}", taken)
    return _Names(by_account, by_category)


def _once(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    taken.add(free)
    return free


def _component(name: str) -> str:
    """A part of an account's name: letters, digits and dashes, a capital or a digit first."""
    words = re.sub(r"[^\w]+", "-", name.replace("_", " "), flags=re.UNICODE).strip("-")
    first = words[:1].upper()
    return first + words[1:] if first.isupper() or first.isdigit() else f"X{words}"


def _opened(accounts: list[Account], names: _Names, on: date) -> Iterator[str]:
    for name in (OPENING, *sorted({f"{root}:Unknown" for root in _CATEGORY_ROOTS.values()})):
        yield f"{on} open {name}\n"
    for name in sorted({*names.accounts.values(), *names.categories.values()}):
        yield f"{on} open {name}\n"
    yield "\n"
    for account in accounts:
        if account.opening_balance:
            opening = _posting(names.accounts[account.pk], account.opening_balance, account.currency)
            against = _posting(OPENING, -account.opening_balance, account.currency)
            yield f'{on} * "Opening balance"\n{opening}{against}\n'


def _entries(rows: TransactionQuerySet, workspace: "Workspace", names: _Names) -> Iterator[str]:
    pairs = TransferPair.objects.in_workspace(workspace).filter(state=TransferPair.State.CONFIRMED)
    by_outgoing = {pair.outgoing_id: pair for pair in pairs.select_related("incoming")}
    arrived = {pair.incoming_id for pair in by_outgoing.values()}
    wanted = rows.values("pk")
    whole = Transaction.objects.in_workspace(workspace).entries()
    asked = whole.filter(pk__in=wanted) | whole.filter(is_split=True, parts__in=wanted)
    ordered = asked.distinct().for_lists().prefetch_related("parts__category")
    for row in ordered.order_by("booked_on", "day_time", "id").iterator(chunk_size=CHUNK):
        if row.pk in arrived:
            continue
        pair = by_outgoing.get(row.pk)
        against = _pair_posting(row, pair, names) if pair else _counter_postings(row, names)
        yield _head(row) + _posting(names.accounts[row.account_id], row.amount, row.currency) + against


def _head(row: Transaction) -> str:
    tags = "".join(f" #{tag}" for tag in (re.sub(r"[^A-Za-z0-9_/.-]+", "-", tag) for tag in row.tags) if tag)
    payee = f'"{_quoted(row.merchant.name)}" ' if row.merchant else ""
    return (
        f'\n{row.booked_on} * {payee}"{_quoted(row.description or row.note)}"{tags}\n  lumen-id: "{row.pk}"\n'
    )


def _pair_posting(row: Transaction, pair: TransferPair, names: _Names) -> str:
    other = pair.incoming
    name = names.accounts[other.account_id]
    if other.currency == row.currency and other.amount == -row.amount:
        return _posting(name, other.amount, other.currency)
    if other.currency == row.currency:
        fee = -row.amount - other.amount
        return _posting(name, other.amount, other.currency) + _posting(
            f"{UNPAIRED}:Unknown", fee, row.currency
        )
    worth = f" @@ {-row.amount:f} {row.currency}"
    return f"  {name}  {other.amount:f} {other.currency}{worth}\n"


def _counter_postings(row: Transaction, names: _Names) -> str:
    parts = sorted(row.parts.all(), key=lambda part: part.created_at) if row.is_split else []
    return "".join(_posting(names.counter(one), -one.amount, one.currency) for one in parts or [row])


def _posting(name: str, amount: Decimal, currency: str) -> str:
    return f"  {name}  {amount:f} {currency}\n"


def _quoted(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')

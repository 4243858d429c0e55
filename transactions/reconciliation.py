"""An account beside its statement: what is open, what is ticked, and what the difference may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from transactions.models import Account, Reconciliation, ToldBalance, Transaction, TransactionQuerySet

if TYPE_CHECKING:
    from accounts.models import Workspace

ZERO = Decimal(0)
TWICE_WITHIN = timedelta(days=3)
MOST_HINTS = 5
SHOWN = 1_000  # older entries are ticked together


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One movement of the account; `worth` is in the account's own currency."""

    row: Transaction
    worth: Decimal
    is_ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A guess at the difference: `kind` is untick, tick, turned or twice, about `entry`."""

    kind: str
    entry: Entry
    other: Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A reconciliation and every entry it may tick, newest first.

    `before` is what the account held by earlier agreements; `agreed` is what the last statement said.
    """

    reconciliation: Reconciliation
    entries: list[Entry]
    before: Decimal
    agreed: Decimal | None

    @property
    def ticked(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_ticked]

    @property
    def cleared(self) -> Decimal:
        return self.before + sum((entry.worth for entry in self.ticked), ZERO)

    @property
    def difference(self) -> Decimal:
        """What is missing to the statement; positive when more money in has to be found."""
        return self.reconciliation.statement_balance - self.cleared

    @property
    def is_settled(self) -> bool:
        return self.difference == 0

    @property
    def drift(self) -> Decimal:
        """What changed in the agreed part since the last statement, by unlocking or a new opening."""
        return ZERO if self.agreed is None else self.before - self.agreed

    @property
    def shown(self) -> list[Entry]:
        return self.entries[:SHOWN]

    @property
    def older(self) -> list[Entry]:
        return self.entries[SHOWN:]

    @property
    def older_worth(self) -> Decimal:
        return sum((entry.worth for entry in self.older), ZERO)

    @property
    def is_older_ticked(self) -> bool:
        return all(entry.is_ticked for entry in self.older)

    @property
    def hints(self) -> list[Hint]:
        """At most five guesses, the surest first."""
        return [] if self.is_settled else list(_hints(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What the last told balance proposes as a statement."""

    on: date
    balance: Decimal


def sheet(reconciliation: Reconciliation) -> Sheet:
    """The state of a reconciliation that is not finished. Four queries."""
    account = reconciliation.account
    ticked = set(reconciliation.transactions.values_list("pk", flat=True))
    rows = open_entries(account, upto=reconciliation.statement_on).select_related("merchant", "category")
    last = last_finished(account)
    return Sheet(
        reconciliation=reconciliation,
        entries=[
            Entry(row=row, worth=row.worth, is_ticked=row.pk in ticked)  # type: ignore[attr-defined]
            for row in rows.order_by("-booked_on", "-day_time", "-id")
        ],
        before=reconciled_balance(account),
        agreed=last.statement_balance if last else None,
    )


def open_entries(account: Account, *, upto: date) -> TransactionQuerySet:
    """Entries of an account that no statement has confirmed yet, with their `worth`."""
    rows = _with_worth(Transaction.objects.in_workspace(account.workspace).entries().filter(account=account))
    return rows.filter(reconciled_at=None, booked_on__lte=upto)


def reconciled_balance(account: Account) -> Decimal:
    """The opening balance and every entry that was reconciled. One query."""
    rows = Transaction.objects.in_workspace(account.workspace).entries().filter(account=account)
    found = _with_worth(rows.filter(reconciled_at__isnull=False)).aggregate(total=Sum("worth", default=ZERO))
    total: Decimal = account.opening_balance + found["total"]
    return total


def moved_before(account: Account, day: date) -> Decimal:
    """What every entry before a day moved on an account, in its own currency. One query."""
    rows = Transaction.objects.in_workspace(account.workspace).entries().filter(account=account)
    found = _with_worth(rows.filter(booked_on__lt=day)).aggregate(total=Sum("worth", default=ZERO))
    total: Decimal = found["total"]
    return total


def _with_worth(rows: TransactionQuerySet) -> TransactionQuerySet:
    worth = Case(When(currency=F("account__currency"), then=F("amount")), default=F("base_amount"))
    return rows.annotate(worth=Coalesce(worth, ZERO))


def last_finished(account: Account) -> Reconciliation | None:
    """The newest statement this account agreed with."""
    done = Reconciliation.objects.in_workspace(account.workspace).filter(account=account)
    return done.filter(finished_at__isnull=False).order_by("-statement_on", "-finished_at").first()


def unfinished(account: Account) -> Reconciliation | None:
    """The one in progress; an account has at most one."""
    rows = Reconciliation.objects.in_workspace(account.workspace).filter(account=account, finished_at=None)
    return rows.select_related("account", "workspace").first()


def history(account: Account) -> QuerySet[Reconciliation]:
    """Finished ones, newest first, with `row_count`."""
    rows = Reconciliation.objects.in_workspace(account.workspace).filter(account=account)
    rows = rows.filter(finished_at__isnull=False).select_related("created_by")
    return rows.annotate(row_count=Count("transactions")).order_by("-statement_on", "-finished_at")


def suggested(account: Account, *, today: date) -> Suggested | None:
    """The newest balance the bank or a file told, unless a statement since then was agreed with."""
    told = ToldBalance.objects.in_workspace(account.workspace).filter(account=account)
    newest = told.order_by("-at", "-pk").first()
    if newest is None:
        return None
    on = newest.at.astimezone(ZoneInfo(account.workspace.time_zone)).date()
    return Suggested(on=min(on, today), balance=newest.balance)


def statement_of(row: Transaction) -> Reconciliation | None:
    """The statement a payment was reconciled with, through its whole if it is a part."""
    whole = row.split_of_id or row.pk
    done = Reconciliation.objects.in_workspace(row.workspace).filter(transactions=whole)
    return done.filter(finished_at__isnull=False).order_by("-statement_on").first()


def waiting_in(workspace: "Workspace") -> dict[object, date]:
    """Accounts whose reconciliation is in progress, with the day of the statement. One query."""
    rows = Reconciliation.objects.in_workspace(workspace).filter(finished_at=None)
    return dict(rows.order_by().values_list("account_id", "statement_on"))


def _hints(made: Sheet) -> Iterator[Hint]:
    found = [*_single(made), *_turned(made), *_twice(made)]
    yield from found[:MOST_HINTS]


def _single(made: Sheet) -> Iterator[Hint]:
    """One entry of exactly this amount that is ticked or not, and should be the other way."""
    for entry in made.entries:
        if not entry.is_ticked and entry.worth == made.difference:
            yield Hint(kind="tick", entry=entry)
        elif entry.is_ticked and entry.worth == -made.difference:
            yield Hint(kind="untick", entry=entry)


def _turned(made: Sheet) -> Iterator[Hint]:
    """Booked as money out instead of in, or the other way round, a movement is off by twice itself."""
    for entry in made.ticked:
        if -2 * entry.worth == made.difference:
            yield Hint(kind="turned", entry=entry)


def _twice(made: Sheet) -> Iterator[Hint]:
    """Ticked entries of one amount within three days: one of them may be a double."""
    by_worth: dict[Decimal, list[Entry]] = {}
    for entry in made.ticked:
        by_worth.setdefault(entry.worth, []).append(entry)
    for alike in by_worth.values():
        for later, earlier in combinations(alike[:10], 2):
            if later.row.booked_on - earlier.row.booked_on <= TWICE_WITHIN:
                yield Hint(kind="twice", entry=later, other=earlier)

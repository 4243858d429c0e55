"""What everything together is worth, month by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Case, F, Sum, When
from django.db.models.functions import TruncMonth

from lumen.common.dates import add_months
from lumen.common.money import round_money
from transactions.models import Account, ExchangeRate, Transaction

if TYPE_CHECKING:
    from accounts.models import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthWorth:
    """The last day of a month, or today: what is owned, what is owed, in the base currency.

    `owed` is negative or zero.
    """

    on: date
    owned: Decimal
    owed: Decimal

    @property
    def net(self) -> Decimal:
        return self.owned + self.owed


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountWorth:
    """An account now. `worth` is its balance in the base currency; `None` while no rate is known."""

    account: Account
    balance: Decimal
    worth: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetWorth:
    """Months oldest first, the running one last; accounts the most valuable first."""

    months: list[MonthWorth]
    accounts: list[AccountWorth]

    @property
    def now(self) -> MonthWorth:
        return self.months[-1]

    @property
    def change(self) -> Decimal:
        """Since the end of the month before the first one shown."""
        return self.now.net - self.months[0].net

    @property
    def is_complete(self) -> bool:
        """Whether a rate is known for every account."""
        return all(line.worth is not None for line in self.accounts)


def net_worth(workspace: "Workspace", *, today: date, months: int | None) -> NetWorth:
    """Balances at the end of each month. Three queries, however long the ledger is.

    Args:
        months: how many months back from this one; `None` for all since the first movement.
    """
    accounts = list(Account.objects.in_workspace(workspace).order_by("name"))
    moved = _moved_by_month(workspace, today)
    first = min((month for _account, month in moved), default=today.replace(day=1))
    start = first if months is None else max(first, add_months(today.replace(day=1), -months))
    rates = _Rates(workspace, {account.currency for account in accounts})
    running = {account.pk: account.opening_balance for account in accounts}
    found: list[MonthWorth] = []
    month = first
    while month <= today:
        for account in accounts:
            running[account.pk] += moved.get((account.pk, month), Decimal(0))
        following = add_months(month, 1)
        if month >= start:
            on = min(following - timedelta(days=1), today)
            found.append(_sum(on, (rates.worth(running[one.pk], one.currency, on) for one in accounts)))
        month = following
    lines = [
        AccountWorth(
            account=one, balance=running[one.pk], worth=rates.worth(running[one.pk], one.currency, today)
        )
        for one in accounts
        if not one.is_archived or running[one.pk]
    ]
    return NetWorth(months=found, accounts=sorted(lines, key=lambda line: -(line.worth or Decimal(0))))


def _sum(on: date, worths: Iterable[Decimal | None]) -> MonthWorth:
    known = [worth for worth in worths if worth is not None]
    return MonthWorth(
        on=on,
        owned=sum((worth for worth in known if worth > 0), Decimal(0)),
        owed=sum((worth for worth in known if worth < 0), Decimal(0)),
    )


def _moved_by_month(workspace: "Workspace", today: date) -> dict[tuple[object, date], Decimal]:
    """What each account gained or lost in each month, in its own currency."""
    rows = (
        Transaction.objects.in_workspace(workspace)
        .entries()
        .filter(booked_on__lte=today)
        .annotate(
            month=TruncMonth("booked_on"),
            moved=Case(When(currency=F("account__currency"), then=F("amount")), default=F("base_amount")),
        )
        .values_list("account", "month")
        .annotate(total=Sum("moved"))
        .order_by()
    )
    return {(account, month): total or Decimal(0) for account, month, total in rows}


class _Rates:
    """The last known rate of or before a day, however old: an old worth is better than none."""

    def __init__(self, workspace: "Workspace", currencies: set[str]) -> None:
        self.base = workspace.base_currency
        self.newest_first: dict[str, list[tuple[date, Decimal]]] = {}
        known = ExchangeRate.objects.in_workspace(workspace).filter(
            currency__in=currencies - {self.base}, base=self.base
        )
        for currency, on, rate in known.order_by("-on").values_list("currency", "on", "rate"):
            self.newest_first.setdefault(currency, []).append((on, rate))

    def worth(self, balance: Decimal, currency: str, on: date) -> Decimal | None:
        if currency == self.base or not balance:
            return balance
        known = self.newest_first.get(currency, [])
        rate = next((rate for day, rate in known if day <= on), known[-1][1] if known else None)
        return None if rate is None else round_money(balance * rate, self.base)

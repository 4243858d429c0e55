"""Regular payments: found in the ledger, told by a bank, or entered, and kept up to date."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from transactions.linking.series import Paid, Series, find_series, is_over, next_day
from transactions.models import Account, Recurring, Transaction
from transactions.services import catalog

if TYPE_CHECKING:
    from accounts.models import User, Workspace

State, Origin, Kind = Recurring.State, Recurring.Origin, Transaction.Kind
LOOK_BACK = timedelta(days=3 * 366)
_NO_BILLS = {  # what people buy there varies, and so does the price: no regular payment
    *("Groceries", "Food & Dining", "Shopping", "Fuel", "Travel", "Health", "Personal Care", "Entertainment"),
    *("Transport", "Gifts & Donations", "Friends & Family", "Home Supplies", "Pets"),
}
_NO_CONTRACT = {"Cash Withdrawal", "Wallet Top-up", "Own Transfer"}
_ALIKE = Decimal("0.35")  # amounts of one regular payment that changed its price


class NotRegularError(LumenError):
    code, title = "not-regular", "This cannot be a regular payment"


class RegularExistsError(LumenError):
    status, code, title = 409, "regular-exists", "This regular payment exists already"


@dataclass(frozen=True, slots=True)
class _Group:
    """Payments to one merchant, in one currency, of one kind."""

    merchant: UUID
    currency: str
    kind: str


@dataclass(slots=True)
class _Payments:
    paid: list[Paid]
    accounts: dict[date, UUID]
    categories: set[str]


@transaction.atomic
def refresh(*, workspace: "Workspace", today: date, merchants: Iterable[UUID] | None = None) -> int:
    """Look for regular payments to these merchants, or all. Returns how many there are now.

    What persons dismissed, named or confirmed stays as they said.
    """
    wanted = None if merchants is None else set(merchants)
    payments = _payments(workspace, today, wanted)
    known = Recurring.objects.in_workspace(workspace).order_by("series", "pk")
    if wanted is not None:
        known = known.filter(merchant__in=wanted)
    stored: dict[_Group, list[Recurring]] = defaultdict(list)
    for row in known:
        stored[_Group(row.merchant_id, row.currency, row.kind)].append(row)
    work = _Work(workspace, today)
    for group in sorted(payments.keys() | stored.keys(), key=lambda one: (str(one.merchant), one.kind)):
        work.settle(group, payments.get(group) or _Payments([], {}, set()), stored[group])
    work.save()
    return sum(map(len, stored.values())) + len(work.made) - len(work.gone)


def _payments(workspace: "Workspace", today: date, merchants: set[UUID] | None) -> dict[_Group, _Payments]:
    rows = (
        Transaction.objects.in_workspace(workspace)
        .entries()
        .between(today - LOOK_BACK, today + timedelta(days=2))
        .filter(merchant__isnull=False)
        .exclude(kind=Kind.REFUND)
    )
    if merchants is not None:
        rows = rows.filter(merchant__in=merchants)
    found: dict[_Group, _Payments] = {}
    told = rows.order_by("booked_on").values_list(
        "merchant", "currency", "kind", "booked_on", "amount", "account", "category__name"
    )
    for merchant, currency, kind, on, amount, account, category in told:
        if not amount or (kind == Kind.TRANSFER and (amount > 0 or category in _NO_CONTRACT)):
            continue
        group = _Group(merchant, currency, kind)
        payments = found.setdefault(group, _Payments([], {}, set()))
        payments.paid.append(Paid(on, amount))
        payments.accounts[on] = account
        payments.categories.add(category or "")
    return found


class _Work:
    """Rows to make, to change and to remove, written at the end."""

    def __init__(self, workspace: "Workspace", today: date) -> None:
        self.workspace, self.today = workspace, today
        self.made: list[Recurring] = []
        self.changed: list[Recurring] = []
        self.gone: list[Recurring] = []

    def settle(self, group: _Group, payments: _Payments, stored: Sequence[Recurring]) -> None:
        may_vary = group.kind == Kind.INCOME or not payments.categories & _NO_BILLS
        found = find_series(payments.paid, may_vary=may_vary)
        left = list(stored)
        for series in sorted(found, key=lambda one: (one.first_on, one.amount)):
            row = _same(series, left)
            if row is not None:
                left.remove(row)
                self._update(row, series, payments)
            else:
                self._make(group, series, payments, [*stored, *self.made])
        for row in left:
            self._settle_unfound(row, payments.paid)

    def _make(self, group: _Group, series: Series, payments: _Payments, others: Sequence[Recurring]) -> None:
        row = Recurring(
            workspace=self.workspace,
            merchant_id=group.merchant,
            kind=group.kind,
            currency=group.currency,
            cadence=series.cadence,
            series=_free_number(group, series.cadence, others),
        )
        self._fill(row, series, payments)
        self.made.append(row)

    def _update(self, row: Recurring, series: Series, payments: _Payments) -> None:
        if row.state == State.DISMISSED:
            return
        if not row.confirmed_at and row.cadence != series.cadence and row.origin == Origin.FOUND:
            row.cadence = series.cadence
        was_over = row.state == State.STOPPED and row.last_on is not None and row.last_on >= series.last.on
        state = row.state
        self._fill(row, series, payments)
        if was_over and state == State.STOPPED:
            row.state = state
        self.changed.append(row)

    def _fill(self, row: Recurring, series: Series, payments: _Payments) -> None:
        days = [paid.on for paid in series.payments]
        row.amount, row.is_variable = series.amount, series.is_variable
        row.first_on, row.last_on = series.first_on, series.last.on
        row.next_on = next_day(row.cadence, days)
        row.account_id = payments.accounts.get(series.last.on)
        row.prices = [{"from": on.isoformat(), "amount": f"{price:.2f}"} for on, price in series.prices()]
        has_ended = row.cancelled_on or is_over(row.cadence, series.last.on, self.today)
        row.state = State.STOPPED if has_ended else State.ACTIVE

    def _settle_unfound(self, row: Recurring, paid: Sequence[Paid]) -> None:
        """What the rows do not show by themselves: gone if only they had told it, else kept."""
        if row.state == State.DISMISSED:
            return
        if row.origin == Origin.FOUND and not row.confirmed_at and not row.cancelled_on:
            self.gone.append(row)
            return
        fitting = [one for one in paid if _is_alike(one.amount, row.amount)]
        if fitting and (row.last_on is None or fitting[-1].on > row.last_on):
            row.first_on = row.first_on or fitting[0].on
            row.last_on, row.next_on = fitting[-1].on, next_day(row.cadence, [one.on for one in fitting])
        if row.last_on and row.state == State.ACTIVE and is_over(row.cadence, row.last_on, self.today):
            row.state = State.STOPPED
        self.changed.append(row)

    def save(self) -> None:
        Recurring.objects.filter(pk__in=[row.pk for row in self.gone]).delete()
        for row in self.changed:
            row.save()
        Recurring.objects.bulk_create(self.made)


def _same(series: Series, stored: Sequence[Recurring]) -> Recurring | None:
    """The stored row this series is: of the nearest amount, by any price it had."""
    prices = [abs(price) for _on, price in series.prices()] or [abs(series.amount)]

    def distance(row: Recurring) -> tuple[bool, Decimal]:
        had = [abs(Decimal(price["amount"])) for price in row.prices] + [abs(row.amount)]
        nearest = min(abs(one - other) / (other or 1) for one in prices for other in had)
        return row.cadence != series.cadence, nearest

    fitting = [
        row for row in stored if distance(row)[1] <= _ALIKE or (row.is_variable and series.is_variable)
    ]
    return min(fitting, key=distance, default=None)


def _is_alike(one: Decimal, other: Decimal) -> bool:
    return one * other > 0 and abs(one - other) <= abs(other) * _ALIKE


def _free_number(group: _Group, cadence: str, others: Sequence[Recurring]) -> int:
    taken = {
        row.series
        for row in others
        if _Group(row.merchant_id, row.currency, row.kind) == group and row.cadence == cadence
    }
    return next(number for number in range(len(taken) + 1) if number not in taken)


def mark_stopped(*, today: date) -> int:
    """Once a day, everywhere: what should have come long ago and did not has stopped."""
    rows = Recurring.objects.filter(state=State.ACTIVE, last_on__isnull=False)
    over = [
        pk
        for pk, cadence, last_on in rows.values_list("pk", "cadence", "last_on")
        if last_on and is_over(cadence, last_on, today)
    ]
    return Recurring.objects.filter(pk__in=over).update(state=State.STOPPED)


@transaction.atomic
def enter(
    *,
    workspace: "Workspace",
    actor: "User",
    merchant: str,
    amount: Decimal,
    currency: str,
    cadence: str,
    next_on: date,
    now: datetime,
    label: str = "",
    account: Account | None = None,
) -> Recurring:
    """Add a regular payment by hand. `amount` is signed: negative is money out.

    Raises:
        NotRegularError: it names nobody, or no amount.
    """
    party = catalog.merchant_called(workspace, merchant)
    if party is None or not amount:
        raise NotRegularError(_("Say whom it goes to or comes from, and how much it is."))
    kind = Kind.EXPENSE if amount < 0 else Kind.INCOME
    group = _Group(party.pk, currency, kind)
    others = list(Recurring.objects.in_workspace(workspace).filter(merchant=party))
    if any(_is_alike(row.amount, amount) and row.cadence == cadence for row in others):
        raise RegularExistsError(
            _("There is one of this merchant, rhythm and about this amount. Change that one.")
        )
    row = Recurring.objects.create(
        workspace=workspace,
        merchant=party,
        kind=kind,
        currency=currency,
        cadence=cadence,
        series=_free_number(group, cadence, others),
        amount=amount,
        next_on=next_on,
        label=label,
        account=account,
        origin=Origin.USER,
        confirmed_at=now,
    )
    audit.record(workspace=workspace, actor=actor, action="recurring.entered", recurring_id=row.pk)
    return row


@transaction.atomic
def change(
    *, workspace: "Workspace", actor: "User", row: Recurring, now: datetime, **values: Any
) -> Recurring:
    """Change name, rhythm, amount or next day by hand; from then on they stay.

    Raises:
        NotRegularError: the amount is nothing, or turns money out into money in.
    """
    row = Recurring.objects.in_workspace(workspace).select_for_update().get(pk=row.pk)
    amount = values.get("amount", row.amount)
    if amount * row.amount <= 0:
        raise NotRegularError(_("Money out stays money out: the sign cannot change."))
    if unknown := set(values) - {"label", "cadence", "amount", "next_on", "state"}:
        raise ValueError(f"not fields that people change: {sorted(unknown)}")
    if values.get("cadence", row.cadence) != row.cadence:
        others = Recurring.objects.in_workspace(workspace).filter(merchant=row.merchant_id).exclude(pk=row.pk)
        row.series = _free_number(
            _Group(row.merchant_id, row.currency, row.kind), values["cadence"], list(others)
        )
    for name, value in values.items():
        setattr(row, name, value)
    if values.get("state") == State.ACTIVE:
        row.cancelled_on = None
    row.confirmed_at = now
    row.save()
    audit.record(
        workspace=workspace,
        actor=actor,
        action="recurring.changed",
        recurring_id=row.pk,
        fields=sorted(values),
    )
    return row


def confirm(*, workspace: "Workspace", actor: "User", row: Recurring, now: datetime) -> Recurring:
    """A person says that it is regular, also when the rows show it no more."""
    return change(workspace=workspace, actor=actor, row=row, now=now, state=State.ACTIVE)


@transaction.atomic
def dismiss(*, workspace: "Workspace", actor: "User", row: Recurring) -> Recurring:
    """Not regular; it is never found again."""
    row = Recurring.objects.in_workspace(workspace).select_for_update().get(pk=row.pk)
    row.state, row.next_on = State.DISMISSED, None
    row.save(update_fields=["state", "next_on", "updated_at"])
    audit.record(workspace=workspace, actor=actor, action="recurring.dismissed", recurring_id=row.pk)
    return row


@transaction.atomic
def restore(*, workspace: "Workspace", actor: "User", row: Recurring, today: date) -> None:
    """Regular after all: what the rows say about it is found again."""
    row = Recurring.objects.in_workspace(workspace).select_for_update().get(pk=row.pk)
    row.state = State.ACTIVE
    row.save(update_fields=["state", "updated_at"])
    refresh(workspace=workspace, today=today, merchants=[row.merchant_id])
    audit.record(workspace=workspace, actor=actor, action="recurring.restored", recurring_id=row.pk)

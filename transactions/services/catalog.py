"""Accounts, categories, merchants and rates: what transactions point at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from lumen.common.errors import LumenError
from lumen.common.money import CURRENCIES, round_money
from lumen.common.text import fold, slug_key
from transactions.enrichment.merchants import NamedMerchant
from transactions.enrichment.starter import starter_tree
from transactions.models import Account, Category, ExchangeRate, Merchant, MerchantAlias, Transaction

if TYPE_CHECKING:
    from accounts.models import Workspace

CASH = "Cash"
RATE_KEEPS_DAYS = 31


class UnknownCurrencyError(LumenError):
    code, title = "unknown-currency", "This currency is not known"


class MissingRateError(LumenError):
    code, title = "missing-rate", "No exchange rate is known"


def resolve_currency(text: str) -> str:
    """The ISO 4217 code in `text`.

    Raises:
        UnknownCurrencyError: no currency in circulation has this code.
    """
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise UnknownCurrencyError(
            f"“{text.strip()[:20]}” is not a currency code. Use three letters such as INR, USD or EUR."
        )
    return code


def ensure_catalog(workspace: "Workspace") -> None:
    """Give a workspace its starter categories and a Cash account, once."""
    if not Category.objects.in_workspace(workspace).exists():
        starter_categories(workspace)
        Account.objects.bulk_create(
            [
                Account(
                    workspace=workspace,
                    name=CASH,
                    kind=Account.Kind.CASH,
                    currency=workspace.base_currency,
                )
            ],
            ignore_conflicts=True,
        )


@transaction.atomic
def starter_categories(workspace: "Workspace") -> None:
    """Create the starter tree; names that exist stay as they are."""
    starters = starter_tree(is_business=workspace.is_business)
    Category.objects.bulk_create(
        [Category(workspace=workspace, name=each.name, kind=each.kind) for each in starters],
        ignore_conflicts=True,
    )
    known = {row.name: row for row in Category.objects.in_workspace(workspace)}
    children = []
    for each in starters:
        if each.parent and known[each.name].parent_id is None:
            known[each.name].parent = known[each.parent]
            children.append(known[each.name])
    Category.objects.bulk_update(children, ["parent"])


def account_named(
    *, workspace: "Workspace", name: str, kind: str = Account.Kind.BANK, currency: str = ""
) -> Account:
    """The account of this name, made if the workspace has none."""
    account, _made = Account.objects.get_or_create(
        workspace=workspace,
        name=" ".join(name.split())[:100] or CASH,
        defaults={"kind": kind, "currency": currency or workspace.base_currency},
    )
    return account


def categories_named(*, workspace: "Workspace", wanted: Mapping[str, str]) -> dict[str, Category]:
    """Categories by folded name; those missing are made.

    Args:
        wanted: name as written -> kind of category to make when there is none.
    """
    known = {fold(row.name): row for row in Category.objects.in_workspace(workspace)}
    missing = {
        fold(name): Category(workspace=workspace, name=" ".join(name.split())[:80], kind=kind)
        for name, kind in wanted.items()
        if name.strip() and fold(name) not in known
    }
    if missing:
        Category.objects.bulk_create(
            [missing[key] for key in sorted(missing)], ignore_conflicts=True
        )  # somebody else may make the same at this moment
        known = {fold(row.name): row for row in Category.objects.in_workspace(workspace)}
    return known | {key: known.get(fold(row.name), row) for key, row in missing.items()}


def category_kind_for(transaction_kind: str) -> str:
    """Which kind of category fits a kind of transaction."""
    if transaction_kind in {Transaction.Kind.INCOME, Transaction.Kind.TRANSFER}:
        return transaction_kind
    return Category.Kind.EXPENSE


def resolve_merchants(
    *, workspace: "Workspace", wanted: Iterable[NamedMerchant]
) -> dict[NamedMerchant, Merchant]:
    """Merchants by the names sources use, through their aliases; those unknown are made."""
    names = [named for named in dict.fromkeys(wanted) if named.keys]
    by_key = merchants_by_key(workspace, {key for named in names for key in named.keys})
    made: list[Merchant] = []
    aliases: list[MerchantAlias] = []
    found: dict[NamedMerchant, Merchant] = {}
    for named in names:
        merchant = next((by_key[key] for key in named.keys if key in by_key), None)
        if merchant is None:
            merchant = Merchant(workspace=workspace, name=named.name[:200], key=slug_key(named.name)[:200])
            made.append(merchant)
            by_key[merchant.key] = merchant
        found[named] = merchant
        for key in named.keys:
            if key not in by_key:
                by_key[key] = merchant
                aliases.append(MerchantAlias(workspace=workspace, merchant=merchant, key=key))
    stored = _made_once(workspace, made)
    for alias in aliases:
        alias.merchant = stored.get(alias.merchant.key, alias.merchant)
    MerchantAlias.objects.bulk_create(aliases, ignore_conflicts=True)
    return {named: stored.get(merchant.key, merchant) for named, merchant in found.items()}


def _made_once(workspace: "Workspace", made: Sequence[Merchant]) -> dict[str, Merchant]:
    """Store new merchants, by key: each is ours or the one that somebody else made at this moment."""
    if not made:
        return {}
    Merchant.objects.bulk_create(sorted(made, key=lambda row: row.key), ignore_conflicts=True)
    rows = Merchant.objects.in_workspace(workspace).filter(key__in=[row.key for row in made])
    return {row.key: row for row in rows}


def merchant_called(workspace: "Workspace", name: str) -> Merchant | None:
    """The merchant a person means by this name, made if need be; an empty name is nobody."""
    named = NamedMerchant(name=" ".join(name.split()))
    return resolve_merchants(workspace=workspace, wanted=[named]).get(named)


def merchants_by_key(workspace: "Workspace", keys: set[str]) -> dict[str, Merchant]:
    """Known merchants by the spellings that mean them, each with its category."""
    by_key = {
        alias.key: alias.merchant
        for alias in MerchantAlias.objects.in_workspace(workspace)
        .filter(key__in=keys)
        .select_related("merchant__category")
    }
    merchants = Merchant.objects.in_workspace(workspace).filter(key__in=keys)
    return by_key | {row.key: row for row in merchants.select_related("category")}


@dataclass(frozen=True, slots=True)
class Rates:
    """Exchange rates of a workspace, read once for many amounts."""

    base: str
    by_currency: Mapping[str, list[tuple[date, Decimal]]]

    def to_base(self, amount: Decimal, currency: str, on: date) -> Decimal | None:
        """The amount in the base currency at the last rate of the month before `on`, if one is known."""
        if currency == self.base:
            return amount
        oldest = on - timedelta(days=RATE_KEEPS_DAYS)
        for day, rate in self.by_currency.get(currency, []):
            if oldest <= day <= on:
                return round_money(amount * rate, self.base)
        return None


def rates_of(workspace: "Workspace", currencies: Iterable[str]) -> Rates:
    """Known rates of these currencies into the base currency, newest first."""
    foreign = set(currencies) - {workspace.base_currency}
    by_currency: dict[str, list[tuple[date, Decimal]]] = {}
    if foreign:
        rows = ExchangeRate.objects.in_workspace(workspace).filter(
            currency__in=foreign, base=workspace.base_currency
        )
        for currency, on, rate in rows.order_by("-on").values_list("currency", "on", "rate"):
            by_currency.setdefault(currency, []).append((on, rate))
    return Rates(workspace.base_currency, by_currency)


def remember_rates(*, workspace: "Workspace", rates: Mapping[tuple[str, date], Decimal], source: str) -> None:
    """Keep rates that a form or a file stated; a rate already known for the day stays."""
    ExchangeRate.objects.bulk_create(
        [
            ExchangeRate(
                workspace=workspace,
                currency=currency,
                base=workspace.base_currency,
                on=on,
                rate=rate,
                source=source,
            )
            for (currency, on), rate in rates.items()
        ],
        ignore_conflicts=True,
    )


def usual_account(workspace: "Workspace") -> Account:
    """The account of the latest entry made by hand, or the Cash account."""
    latest = (
        Transaction.objects.in_workspace(workspace)
        .live()
        .filter(origin=Transaction.Origin.FORM, account__is_archived=False)
        .select_related("account")
        .order_by("-created_at")
        .first()
    )
    if latest:
        return latest.account
    return account_named(workspace=workspace, name=CASH, kind=Account.Kind.CASH)


def base_or_refuse(workspace: "Workspace", amount: Decimal, currency: str, on: date) -> Decimal:
    """What an amount is worth in the base currency.

    Raises:
        MissingRateError: no rate of the month before that day is known.
    """
    worth = rates_of(workspace, {currency}).to_base(amount, currency, on)
    if worth is None:
        raise MissingRateError(
            f"No {currency} rate is known for that day. Send base_amount: "
            f"what it came to in {workspace.base_currency}."
        )
    return worth

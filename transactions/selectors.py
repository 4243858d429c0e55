"""Reads of the ledger: filtered pages, totals, balances."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import (
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Abs, Coalesce

from lumen.common.text import slug_key
from transactions.models import (
    Account,
    Category,
    Merchant,
    MerchantAlias,
    Transaction,
    TransactionQuerySet,
)

if TYPE_CHECKING:
    from accounts.models import Workspace

NONE = "none"  # the filter value for "without a category"
OUT, IN = "out", "in"
_ZERO = Value(Decimal(0), output_field=DecimalField(max_digits=16, decimal_places=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFilters:
    """Which rows a list shows. Empty means all; several values of one name mean any of them."""

    q: str = ""
    start: date | None = None  # first day
    end: date | None = None  # last day, included
    categories: tuple[str, ...] = ()  # ids, names or "none"
    merchants: tuple[str, ...] = ()  # ids or names
    accounts: tuple[str, ...] = ()  # ids or names
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str = ""
    direction: str = ""
    kind: str = ""
    source: str = ""
    tag: str = ""
    flagged: bool | None = None

    @property
    def is_empty(self) -> bool:
        return self == LedgerFilters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The filtered set in one line. Money in the workspace's currency."""

    count: int
    spent: Decimal
    received: Decimal
    without_rate: int


def transactions(workspace: "Workspace", filters: LedgerFilters) -> TransactionQuerySet:
    """The live rows that fit the filters, unordered."""
    rows = Transaction.objects.in_workspace(workspace).live()
    for word in filters.q.split():
        rows = rows.filter(_word(workspace, word))
    if filters.start:
        rows = rows.filter(booked_on__gte=filters.start)
    if filters.end:
        rows = rows.filter(booked_on__lte=filters.end)
    rows = rows.filter(
        _named("category", filters.categories)
        & _named("merchant", filters.merchants)
        & _named("account", filters.accounts)
        & _amount_between(filters)
        & _exact(filters)
    )
    if filters.flagged is not None:
        rows = _flagged(rows, is_flagged=filters.flagged)
    return rows


def _word(workspace: "Workspace", word: str) -> Q:
    """Names are looked up among the few merchants and categories, not once a row."""
    named_so = Merchant.objects.in_workspace(workspace).filter(name__icontains=word)
    filed_so = Category.objects.in_workspace(workspace).filter(name__icontains=word)
    text = (
        Q(description__icontains=word)
        | Q(merchant_id__in=named_so.values("pk"))
        | Q(category_id__in=filed_so.values("pk"))
        | Q(note__icontains=word)
        | Q(reference__iexact=word)
        | Q(invoice_number__iexact=word)
        | Q(tags__contains=[word.lower().lstrip("#")])
    )
    try:
        number = abs(Decimal(word.replace(",", "").lstrip("₹$€£")))
    except InvalidOperation:
        return text
    return text | Q(amount__in=[number, -number]) if number.is_finite() else text


def _named(field: str, values: tuple[str, ...]) -> Q:
    """Rows whose `field` is one of these, named by id, by name, or `none`."""
    if not values:
        return Q()
    ids = [value for value in values if is_uuid(value)]
    names = [value for value in values if value != NONE and not is_uuid(value)]
    wanted = Q(**{f"{field}_id__in": ids})
    for name in names:
        wanted |= Q(**{f"{field}__name__iexact": name})
    if NONE in values:
        wanted |= Q(**{f"{field}__isnull": True})
    return wanted


def is_uuid(text: str) -> bool:
    """Whether a filter value names a row by id rather than by name."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _amount_between(filters: LedgerFilters) -> Q:
    """By size, whatever the direction; in the base currency unless a currency is named."""
    field = "amount" if filters.currency else "base_amount"
    wanted = Q()
    if filters.low is not None:
        wanted &= Q(**{f"{field}__gte": filters.low}) | Q(**{f"{field}__lte": -filters.low})
    if filters.high is not None:
        wanted &= Q(**{f"{field}__lte": filters.high, f"{field}__gte": -filters.high})
    return wanted


def _exact(filters: LedgerFilters) -> Q:
    wanted = Q()
    if filters.currency:
        wanted &= Q(currency=filters.currency)
    if filters.kind:
        wanted &= Q(kind=filters.kind)
    if filters.source:
        wanted &= Q(origin=filters.source)
    if filters.tag:
        wanted &= Q(tags__contains=[filters.tag])
    if filters.direction:
        wanted &= Q(amount__lt=0) if filters.direction == OUT else Q(amount__gt=0)
    return wanted


def _flagged(rows: TransactionQuerySet, *, is_flagged: bool) -> TransactionQuerySet:
    """Rows something unusual was found about; findings belong to an app above this one."""
    found = Transaction.findings.field.model.objects.filter(transaction=OuterRef("pk"))  # type: ignore[attr-defined]
    condition = Q(pk__in=Subquery(found.values("transaction_id")))
    return rows.filter(condition) if is_flagged else rows.exclude(condition)


def totals(rows: TransactionQuerySet) -> Totals:
    """Count, spent (refunds taken off) and received of these rows, in one query."""
    kinds = Transaction.Kind
    found = rows.order_by().aggregate(
        count=Count("pk"),
        spent=Coalesce(Sum("base_amount", filter=Q(kind__in=[kinds.EXPENSE, kinds.REFUND])), _ZERO),
        received=Coalesce(Sum("base_amount", filter=Q(kind=kinds.INCOME)), _ZERO),
        without_rate=Count("pk", filter=Q(base_amount__isnull=True)),
    )
    return Totals(
        count=found["count"],
        spent=-found["spent"] or Decimal(0),
        received=found["received"],
        without_rate=found["without_rate"],
    )


def with_size(rows: TransactionQuerySet) -> TransactionQuerySet:
    """Adds `size`: how large the movement is, in the base currency where a rate is known."""
    return rows.annotate(size=Abs(Coalesce(F("base_amount"), F("amount"))))


def account_balances(workspace: "Workspace") -> QuerySet[Account]:
    """Accounts with `balance`, `last_on` and `row_count`, in one query."""
    live = Q(transactions__deleted_at__isnull=True, transactions__split_of__isnull=True)
    same = live & Q(transactions__currency=F("currency"))
    other = live & ~Q(transactions__currency=F("currency"))
    moved = Coalesce(Sum("transactions__amount", filter=same), _ZERO) + Coalesce(
        Sum("transactions__base_amount", filter=other), _ZERO
    )
    return Account.objects.in_workspace(workspace).annotate(
        balance=ExpressionWrapper(
            F("opening_balance") + moved, DecimalField(max_digits=16, decimal_places=2)
        ),
        last_on=Max("transactions__booked_on", filter=live),
        row_count=Count("transactions", filter=live),
    )


def in_tree_order(categories: list[Category]) -> list[Category]:
    """Parents by name, each followed by its children; spending, income, transfers."""
    order = {kind: at for at, kind in enumerate(Category.Kind.values)}
    tops = [row for row in categories if row.parent_id is None]
    tops.sort(key=lambda row: (order[row.kind], row.name.casefold()))
    children: dict[UUID | None, list[Category]] = {}
    for row in categories:
        if row.parent_id is not None:
            children.setdefault(row.parent_id, []).append(row)
    return [row for top in tops for row in (top, *children.get(top.pk, []))]


def categories_of(workspace: "Workspace") -> list[Category]:
    """Every category, in the order of the tree."""
    return in_tree_order(list(Category.objects.in_workspace(workspace).order_by("name")))


def merchants(workspace: "Workspace", *, q: str = "") -> QuerySet[Merchant]:
    """Merchants with `row_count`, `spent` and `last_on`, the most used first."""
    live = Q(transactions__deleted_at__isnull=True, transactions__split_of__isnull=True)
    spending = live & Q(transactions__kind__in=["expense", "refund"])
    rows = Merchant.objects.in_workspace(workspace).select_related("category")
    if q:
        known = MerchantAlias.objects.in_workspace(workspace).filter(key__icontains=q)
        rows = rows.filter(Q(name__icontains=q) | Q(pk__in=known.values("merchant_id")))
    return rows.annotate(
        row_count=Count("transactions", filter=live),
        spent=Coalesce(-Sum("transactions__base_amount", filter=spending), _ZERO),
        last_on=Max("transactions__booked_on", filter=live),
    ).order_by("-row_count", "name")


def tags_of(workspace: "Workspace") -> list[str]:
    """Every tag in use, for suggestions; one query."""
    rows = Transaction.objects.in_workspace(workspace).live().exclude(tags=[])
    return sorted({tag for tags in rows.order_by().values_list("tags", flat=True) for tag in tags})


def merchant_called(workspace: "Workspace", name: str) -> Merchant | None:
    """The merchant of this name or spelling, if there is one."""
    key = slug_key(name)
    merchants_here = Merchant.objects.in_workspace(workspace)
    by_alias = MerchantAlias.objects.in_workspace(workspace).filter(key=key).values("merchant_id")
    return merchants_here.filter(key=key).first() or merchants_here.filter(pk__in=by_alias).first()


def merchant_names(workspace: "Workspace", *, limit: int = 300) -> list[str]:
    """Names to suggest while typing."""
    rows = Merchant.objects.in_workspace(workspace).order_by("name")
    return list(rows.values_list("name", flat=True)[:limit])


def account_names(workspace: "Workspace") -> QuerySet[Account]:
    """Accounts to choose from, those in use first."""
    return Account.objects.in_workspace(workspace).order_by("is_archived", "name")

"""Money for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from transactions.enrichment.merchants import NamedMerchant
from transactions.models import Account, Category, Merchant, Rule, Transaction
from transactions.services import catalog, ledger
from transactions.services.drafts import TransactionDraft

LUNCH_DAY = date(2024, 11, 15)


def make_account(workspace, name="HDFC Savings", **extra: Any) -> Account:
    return Account.objects.create(workspace=workspace, name=name, **extra)


def make_category(workspace, name="Food & Dining", kind=Category.Kind.EXPENSE) -> Category:
    return Category.objects.get_or_create(workspace=workspace, name=name, defaults={"kind": kind})[0]


def make_merchant(workspace, name="Truffles", **extra: Any) -> Merchant:
    named = NamedMerchant(name=name)
    merchant = catalog.resolve_merchants(workspace=workspace, wanted=[named])[named]
    for field, value in extra.items():
        setattr(merchant, field, value)
    merchant.save()
    return merchant


def make_rule(workspace, contains="truffles", **extra: Any) -> Rule:
    """A rule about payments whose text contains something, unless told otherwise."""
    conditions = [{"field": "text", "op": "contains", "value": contains}]
    facts: dict[str, Any] = {"name": contains, "conditions": conditions}
    return Rule.objects.create(workspace=workspace, **{**facts, **extra})


def a_draft(workspace, **changes: Any) -> TransactionDraft:
    """A lunch at Truffles, unless told otherwise."""
    facts: dict[str, Any] = {
        "account": changes.pop("account", None)
        or catalog.account_named(workspace=workspace, name="HDFC Savings"),
        "kind": "expense",
        "booked_on": LUNCH_DAY,
        "amount": Decimal("-450.00"),
        "currency": "INR",
        "merchant": "Truffles",
    }
    return TransactionDraft(**{**facts, **changes})


def make_transaction(workspace, **changes: Any) -> Transaction:
    origin = changes.pop("origin", Transaction.Origin.FORM)
    actor = changes.pop("actor", None)
    drafts = [a_draft(workspace, **changes)]
    return ledger.record_transactions(workspace=workspace, actor=actor, drafts=drafts, origin=origin)[0]


def make_transactions(workspace, count: int, **changes: Any) -> list[Transaction]:
    """`count` lunches that cost 101, 102, ..."""
    changes.setdefault("account", catalog.account_named(workspace=workspace, name="HDFC Savings"))
    drafts = [
        a_draft(workspace, **{"amount": Decimal(-101 - n), "merchant": f"Place {n % 7}", **changes})
        for n in range(count)
    ]
    return ledger.record_transactions(
        workspace=workspace, actor=None, drafts=drafts, origin=Transaction.Origin.FORM
    )

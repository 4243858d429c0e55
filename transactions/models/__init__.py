"""Money: where it sits, where it moved, and what told us so."""

from transactions.models.catalog import Account, Budget, Category, ExchangeRate, Merchant, MerchantAlias, Rule
from transactions.models.imports import ImportBatch, ImportRow
from transactions.models.inbox import Evidence, RawItem, Source
from transactions.models.ledger import Change, Transaction, TransactionQuerySet

__all__ = [
    "Account",
    "Budget",
    "Category",
    "Change",
    "Evidence",
    "ExchangeRate",
    "ImportBatch",
    "ImportRow",
    "Merchant",
    "MerchantAlias",
    "RawItem",
    "Rule",
    "Source",
    "Transaction",
    "TransactionQuerySet",
]

"""Money: where it sits, where it moved, and what told us so."""

from transactions.models.catalog import (
    Account,
    Budget,
    BudgetMonth,
    Category,
    ExchangeRate,
    Merchant,
    MerchantAlias,
    Rule,
)
from transactions.models.imports import ImportBatch, ImportMapping, ImportRow
from transactions.models.inbox import Evidence, Expectation, OwnTemplate, RawItem, Source
from transactions.models.ledger import Change, Transaction, TransactionQuerySet
from transactions.models.links import Reconciliation, Recurring, ToldBalance, TransferPair
from transactions.models.papers import PaperMatch
from transactions.models.uploads import MailUpload

__all__ = [
    "Account",
    "Budget",
    "BudgetMonth",
    "Category",
    "Change",
    "Evidence",
    "ExchangeRate",
    "Expectation",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "MailUpload",
    "Merchant",
    "MerchantAlias",
    "OwnTemplate",
    "PaperMatch",
    "RawItem",
    "Reconciliation",
    "Recurring",
    "Rule",
    "Source",
    "ToldBalance",
    "Transaction",
    "TransactionQuerySet",
    "TransferPair",
]

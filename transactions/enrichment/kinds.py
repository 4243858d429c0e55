"""Expense, refund, income or transfer: read from the words of a description."""

import re
from decimal import Decimal

from lumen.common.text import slug_key

EXPENSE, REFUND, INCOME, TRANSFER = "expense", "refund", "income", "transfer"

_REFUND = re.compile(
    r"\b(refund|refunded|reversal|reversed|rev|rvsl|chargeback|credit adjustment|returned)\b"
)
_TAX_REFUND = re.compile(r"\b(income ?tax|itd|itdtax|tax) (refund|rfnd)\b|\bitdtax\b")
_TRANSFER_CATEGORIES = (
    (
        "Cash Withdrawal",
        re.compile(
            r"\b(atm|atw|nwd|eaw|ats) |\b(cash (withdrawal|wdl|withdrawl|deposit)|atm ?(wdl|cash))\b|\batm$"
        ),
    ),
    (
        "Card Payment",
        re.compile(
            r"\b((credit ?card|cc|card) (bill|payment|pymt|pmt|autopay|dues)|bill ?desk (cc|card)|cred club"
            r"|payment received|autopay payment|cardpayment|ccpayment|ccbill)\b"
        ),
    ),
    (
        "Wallet Top-up",
        re.compile(
            r"\b(wallet (top ?up|load|reload|recharge)|add(ed)? money|top ?up wallet|load (paytm|mobikwik"
            r"|amazon pay)"
            r"|add ?money|(paytm|mobikwik|freecharge|amazon ?pay) (wallet|add))\b"
        ),
    ),
    (
        "Investments",
        re.compile(
            r"\b(sip|mutual ?funds?|zerodha|groww|kuvera|upstox|indmoney|bse star ?mf|indian clearing corp"
            r"|iccl|nsccl|cams|kfintech|ppf|nps|sukanya|(fd|rd|fixed deposit|recurring deposit)"
            r" (booking|opened|instal?lment|transfer)|to (fd|rd))\b"
        ),
    ),
    (
        "Own Transfer",
        re.compile(
            r"\b((own|self|internal) (a c|ac|acc|account|accounts|transfer|trf)|self|own transfer|sweep"
            r"|transfer to (savings|current|own))\b"
        ),
    ),
)


def transfer_category(description: str) -> str:
    """The transfer category the words name, or an empty string when this is no transfer."""
    words = slug_key(description) + " "
    for category, pattern in _TRANSFER_CATEGORIES:
        if pattern.search(words):
            return category
    return ""


def detect_kind(description: str, amount: Decimal) -> str:
    """The kind of a movement.

    Args:
        description: as the source wrote it.
        amount: signed; negative is money out.
    """
    words = slug_key(description)
    if amount > 0 and _REFUND.search(words) and not _TAX_REFUND.search(words):
        return REFUND
    if transfer_category(description):
        return TRANSFER
    return INCOME if amount > 0 else EXPENSE

"""Bank templates: data, each with an example that it must read."""

import re
from dataclasses import dataclass
from decimal import Decimal

from transactions.parsing import fields, generic, indian, merchants
from transactions.parsing.amounts import find_money, parse_number
from transactions.parsing.banks import Bank
from transactions.parsing.reading import Reading


@dataclass(frozen=True, slots=True)
class Template:
    """What one kind of message of one bank looks like.

    The pattern's groups fill the reading: `amount` (with its currency), `merchant`, `last4`,
    `balance`, `reference`, or `vpa` instead of the merchant. What it does not name comes from the
    generic reader. `first` templates are tried before the refusals, because they hold words that look
    like one.
    """

    name: str
    pattern: re.Pattern[str]
    direction: str
    example: str
    merchant: str | None = None
    bank: str = ""
    first: bool = False


def _template(
    name: str,
    pattern: str,
    direction: str,
    example: str,
    *,
    merchant: str | None = None,
    bank: str = "",
    first: bool = False,
) -> Template:
    compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL | re.VERBOSE)
    return Template(name, compiled, direction, example, merchant, bank, first)


_M = indian.AMOUNT

TEMPLATES = [
    _template(
        "autopay-first-charge",
        rf"auto\s?pay\s+facility\s+has\s+been\s+successfully\s+activated.*?\bfrom\s+(?P<merchant>[^.\n]+)\..*?initial\s+amount\s+of\s+{_M}\s+has\s+been\s+debited",
        "debit",
        "auto pay facility has been successfully activated on your Card XX1111 for Rs. 5000.00, from "
        "Blue Cloud. An initial amount of Rs. 2.00 has been debited from your account.",
        first=True,
    ),
    _template(
        "icici-own-transfer",
        rf"acct?\s+(?P<last4>[x*]*\d+)\s+(?:is\s+)?debited\s+(?:with|for)\s+{_M}[^;]*?(?:&|and)\s+acct?\s+[x*]*\d+\s+(?:is\s+)?credited",
        "transfer",
        "ICICI Bank Acct XX123 is debited with Rs 200 and Acct XX456 is credited. IMPS:ABC123.",
        bank="ICICI Bank",
    ),
    _template(
        "card-bill-paid",
        rf"payment\s+of\s+{_M}\s+has\s+been\s+(?:successfully\s+)?credited\s+towards\s+your\s+(?P<merchant>[\w\s]+?credit\s+card)",
        "transfer",
        "Payment of Rs.9000 has been successfully credited towards your Axis Bank Credit Card.",
    ),
    _template(
        "fund-purchase",
        rf"(?:sip\s+)?purchase\b.*?\b(?:under|in)\s+(?P<merchant>(?!folio)[A-Z][^.\n]*?(?:fund|scheme|plan|index|etf)[^.\n]*?)\s+(?:for\s+{_M}\s+)?has\s+been\s+processed",
        "debit",
        "Your SIP Purchase in Folio 123/45 under Sunrise Midcap Fund-DG for Rs. 2,000.00 has been "
        "processed at the NAV of 22.4 for 89.2 units.",
        first=True,
    ),
    _template(
        "telebirr-saving",
        r"successfully\s+deposited\s+(?P<amount>etb\s?[\d,.]*\d)\s+to\s+your\s+(?P<merchant>saving\s+account).*telebirr\s+account\s+balance\s+is\s+etb\s?(?P<balance>[\d,]+\.\d\d)",
        "debit",
        "You have successfully deposited ETB 500.00 to your Saving Account on 31/01/2026. Your current "
        "Saving balance is ETB 900.00 and Your current telebirr Account balance is ETB 82.25.",
    ),
    _template(
        "wallet-loan-repaid",
        r"paid\s+your\s+(?P<merchant>\w+)\s+balance\s+by\s+(?P<amount>tsh\s?[\d,]+(?:\.\d+)?)",
        "debit",
        "You have successfully paid your Bustisha Balance by TSh 9,000.00. New balance: TSh 1,000.",
    ),
    _template(
        "amazon-pay-debit",
        rf"apay\s+wallet\s+balance\s+is\s+debited\s+for\s+{_M}",
        "debit",
        "Your Apay Wallet balance is debited for INR 25.00 Transaction Reference Number is 600000000001",
        merchant="Amazon Pay",
    ),
    _template(
        "amazon-pay-credit",
        rf"apay\s+wallet\s+balance\s+is\s+credited\s+for\s+{_M}",
        "credit",
        "Your Apay Wallet balance is credited for INR 25.00 Transaction Reference Number is 600000000001",
        merchant="Amazon Pay",
    ),
    _template(
        "recharge",
        rf"recharge\s+successful\s+for\s+(?P<merchant>\w+)\s+number.*?{_M}\s+paid",
        "debit",
        "Recharge Successful for Jio Number : 9800000000. Rs. 199.00 paid. Transaction ID : BR0001",
        first=True,
    ),
]


TEMPLATES += [
    _template(name, pattern, direction, example, bank=bank)
    for name, bank, direction, pattern, example in indian.ALERTS
]


def read_first(text: str, bank: Bank | None) -> Reading | None:
    """Templates that must be tried before the refusals."""
    return _first_fit([t for t in TEMPLATES if t.first], text, bank)


def read(text: str, bank: Bank | None) -> Reading | None:
    return _first_fit([t for t in TEMPLATES if not t.first], text, bank)


def _first_fit(candidates: list[Template], text: str, bank: Bank | None) -> Reading | None:
    for template in candidates:
        if template.bank and (bank is None or bank.name != template.bank):
            continue
        match = template.pattern.search(text)
        if match and (reading := _reading(template, match, text, bank)):
            return reading
    return None


def _reading(template: Template, match: re.Match[str], text: str, bank: Bank | None) -> Reading | None:
    home = bank.currency if bank else "INR"
    groups = match.groupdict()
    amount, currency = _amount(groups.get("amount"), text, home)
    if amount is None:
        return None
    is_debit = template.direction != "credit"
    named = template.merchant or merchants.clean_name(groups.get("merchant") or "")
    if groups.get("vpa"):
        named = merchants.name_of_vpa(groups["vpa"]) or "UPI"
    return Reading(
        outcome="transaction",
        reason="Money moved between accounts" if template.direction == "transfer" else "Recognised template",
        amount=amount,
        currency=currency,
        direction=template.direction,
        merchant=named or merchants.find_merchant(text, is_debit=is_debit),
        account_last4=_digits(groups.get("last4")) or fields.last4(text, is_debit=is_debit),
        balance=parse_number(groups["balance"]) if groups.get("balance") else fields.balance(text, home),
        reference=groups.get("reference") or fields.reference(text),
        payment_method=fields.payment_method(text),
        confidence=0.97,
        parser=f"template:{template.name}",
    )


def _digits(token: str | None) -> str | None:
    return re.sub(r"\D", "", token)[-4:] if token else None


def _amount(found: str | None, text: str, home: str) -> tuple[Decimal | None, str | None]:
    if found:
        money = find_money(found, home)
        if money:
            return money[0].value, money[0].currency
    picked = generic.pick_amount(text, home)
    return (picked.value, picked.currency) if picked else (None, None)

"""Which mails are worth fetching, judged by sender and subject alone: the rest stays in the mailbox."""

import re

MONEY, EVERYTHING = "money", "everything"

_SENDERS = """
    alerts instaalerts transactions receipts receipt billing invoice invoices payments payment orders order
    hdfcbank icicibank sbi axisbank kotak yesbank indusind idfcfirstbank federalbank pnb bankofbaroda
    canarabank unionbankofindia rblbank aubank dbs hsbc citi chase barclays revolut wise monzo n26 starling
    visa mastercard amex americanexpress paypal stripe razorpay paytm phonepe cred
    amazon flipkart myntra ajio nykaa meesho bigbasket blinkit zepto swiggy zomato uber ola rapido
    bookmyshow makemytrip irctc netflix spotify apple googleplay airtel jio
""".split()  # noqa: SIM905
_SUBJECTS = """
    transaction txn debited credited debit credit spent payment paid receipt invoice order bill statement
    refund refunded purchase purchased subscription renewal booking ticket salary upi imps neft rtgs emi
    autopay mandate balance charged withdrawn withdrawal deposit transfer rechnung zahlung factura pago
    facture paiement
""".split()  # noqa: SIM905
_SENDER_WORDS = re.compile(rf"bank|\b(?:{'|'.join(_SENDERS)})\b", re.IGNORECASE)
_SUBJECT_WORDS = re.compile(rf"\b(?:{'|'.join(_SUBJECTS)}|rs|inr|usd|eur|gbp|a/c)\b|[₹$€£¥]", re.IGNORECASE)


def is_worth_reading(sender: str, subject: str) -> bool:
    """Whether sender or subject speak of money."""
    return bool(_SENDER_WORDS.search(sender) or _SUBJECT_WORDS.search(subject))


def gmail_query() -> str:
    """The same choice in Gmail's search language, and purchases as Gmail itself sorts them."""
    return f"{{category:purchases from:({' OR '.join(_SENDERS)}) subject:({' OR '.join(_SUBJECTS)})}}"

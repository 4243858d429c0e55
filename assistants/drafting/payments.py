"""Whether a customer asks if their own payment arrived, and which rows may answer that."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from lumen.common.text import fold, slug_key

LOOKS_BACK = timedelta(days=120)
MOST_ROWS = 20
SHORTEST_KEY = 5
_PAID = (
    r"payment|paid|transfer(?:red)?|money|deposit|zahlung|uberweisung|uberwiesen|bezahlt|geld|paiement|virement|paye"
    r"|pago|pague|pagado|transferencia|pagamento|bonifico|pagato|paguei|betaling|betaald|overboeking|overgemaakt"
    r"|bhugtan|paisa|paise"
)
_ARRIVED = (
    r"arriv\w*|receiv\w*|got|get|come through|came through|gone through|go through|reach\w*|in yet"
    r"|angekommen|eingegangen|erhalten|da|recus?|arrivee?|bien passe|llegad\w+|llego"
    r"|recibid\w+|recibio|arrivat\w+"
    r"|ricevut\w+|chegou|recebid\w+|recebeu|caiu|aangekomen|ontvangen|binnen|mila|mil gaya|aaya|pahunch\w*"
)
_ASKS = re.compile(
    rf"\b(?:{_PAID})\b.{{0,60}}?\b(?:{_ARRIVED})\b|\b(?:{_ARRIVED})\b.{{0,40}}?\b(?:{_PAID})\b"
)
_NOT_THEIRS = re.compile(
    r"\b(?:refund\w*|ruckerstatt\w*|ruckzahlung|erstattung|rembourse\w*|reembolso\w*|rimborso|terugbetaling"
    r"|someone|somebody|other customer|another|all payments?|everyone|every customer"
    r"|how much money|revenue|salary)\b"
)
_AMOUNT = re.compile(r"\d[\d.,' ]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment that came in, as far as a customer may hear of it."""

    booked_on: date
    amount: Decimal
    currency: str
    title: str


def asks_for_own_payment(text: str) -> bool:
    """Whether the text asks if a payment of theirs arrived; anything wider is not this question."""
    plain = slug_key(text.replace("'", " "))
    return bool(_ASKS.search(plain)) and not _NOT_THEIRS.search(plain)


def keys_of(*, name: str, email: str, signed: Sequence[str]) -> list[str]:
    """What a payment of theirs may be known by: the whole name, address and the business's own number."""
    full_name = name if len(name.split()) > 1 else ""
    keys = [" ".join(key.split()) for key in (*signed, email, full_name)]
    return list(dict.fromkeys(key for key in keys if len(key) >= SHORTEST_KEY and slug_key(key)))


def query_for(key: str, today: date) -> dict[str, Any]:
    """The one narrow question to the ledger: money in that names this key, of the last months."""
    period = {
        "start": (today - LOOKS_BACK).isoformat(),
        "end": (today + timedelta(days=1)).isoformat(),
    }
    return {
        "intent": "list",
        "of": "income",
        "filters": {"text": key},
        "period": period,
        "sort": "date desc",
        "limit": MOST_ROWS,
    }


def own(rows: Iterable[Any], keys: Sequence[str]) -> list[Payment]:
    """The rows that name one of the keys in whole words, newest first.

    A search finds `Anna Li` in `Joanna Lind`; such a row is somebody else's.
    """
    mine = [
        Payment(booked_on=row.booked_on, amount=row.amount, currency=row.currency, title=row.title)
        for row in rows
        if row.amount > 0
    ]
    named = [payment for payment in mine if names(payment, keys)]
    return sorted(named, key=lambda payment: payment.booked_on, reverse=True)


def names(payment: Payment, keys: Sequence[str]) -> bool:
    """Whether a payment says one of the keys in whole words."""
    said = f" {slug_key(payment.title)} "
    return any(f" {slug_key(key)} " in said for key in keys if slug_key(key))


def amounts_named(entities: Sequence[tuple[str, str]]) -> set[Decimal]:
    """The amounts that a customer's message names."""
    found = (_amount(text) for kind, text in entities if kind == "amount")
    return {amount for amount in found if amount is not None}


def _amount(text: str) -> Decimal | None:
    match = _AMOUNT.search(fold(text))
    if match is None:
        return None
    plain = re.sub(r"[' ]", "", match[0]).strip(".,")
    if re.search(r"[.,]\d{1,2}$", plain):
        plain = re.sub(r"[.,](?=.*[.,])", "", plain).replace(",", ".")
    else:
        plain = re.sub(r"[.,]", "", plain)
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def meant(payments: Sequence[Payment], amounts: set[Decimal]) -> Payment | None:
    """The payment asked about: of the named amount where one is named, else the newest."""
    if amounts:
        return next((payment for payment in payments if payment.amount in amounts), None)
    return payments[0] if payments else None

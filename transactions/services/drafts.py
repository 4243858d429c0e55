"""A movement before it is recorded."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.core.files.base import File

from transactions.models import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionDraft:
    """One movement before it is recorded. `amount` is signed: negative is money out."""

    account: Account
    kind: str = ""  # read from the description when empty
    booked_on: date
    amount: Decimal
    currency: str
    booked_at: time | None = None
    base_amount: Decimal | None = None  # computed from known rates when None
    merchant: str = ""  # read from the description when empty
    category: str = ""  # chosen by rules, history and keywords when empty
    category_source: str = ""  # who chose `category`; by origin when empty
    description: str = ""
    method: str = ""
    reference: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    external_id: str = ""
    invoice_number: str = ""
    gstin: str = ""
    hsn_sac: str = ""
    tax_amount: Decimal | None = None
    receipt: "File[bytes] | None" = None

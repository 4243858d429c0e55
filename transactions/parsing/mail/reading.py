"""What a mail was understood to say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from transactions.parsing.reading import Reading


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was bought; `amount` is the price of the line, where the mail tells it."""

    name: str
    quantity: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A payment that a mail announces and a bank's row will fulfil: an order, or a refund on its way.

    `direction` is debit for what will be paid and credit for what will come back.
    """

    merchant: str
    amount: Decimal
    currency: str
    expected_on: date | None
    reference: str | None = None
    direction: str = "debit"
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReading:
    """One mail, read.

    Attributes:
        items: what was bought, without taxes, fees and discounts.
        expects: the payment to wait for when nothing has been charged yet.
        is_receipt: the seller's word for a settled payment; weaker than the bank's own alert, and
            evidence for the bank's row rather than a second payment.
        institution: the bank that wrote, when its address is the bank's own; else empty.
        author: the address of whoever wrote the mail first, also when a person forwarded it.
        helped_by: `papers` or `model` where the mail's own words said nothing; else empty.
    """

    reading: Reading
    items: tuple[Item, ...] = ()
    expects: Expected | None = None
    is_receipt: bool = False
    institution: str = ""
    author: str = ""
    helped_by: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether no rule found anything in the mail: papers and models are asked next."""
        return self.reading.outcome == "unreadable" or self.reading.parser.startswith(
            ("mail:none", "mail:generic")
        )

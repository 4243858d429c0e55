"""What a file tells of one movement."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitLine:
    """One part of a split payment as a file tells it; signed like the row's amount."""

    amount: Decimal
    category: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One data line. `problem` says what is wrong with it, else date and amount are there.

    Attributes:
        amount: signed, negative is money out.
        section: which of the file's accounts it belongs to (`Statement.sections`).
        external_id: the bank's own id of the movement (FITID, AcctSvcrRef), unique in its account.
        account_hint: the other account's name, where a file says that this is a transfer.
        hint: what a person should look at, although the line can be read.
    """

    line: int
    booked_on: date | None = None
    booked_at: time | None = None
    amount: Decimal | None = None
    currency: str = ""
    description: str = ""
    merchant: str = ""
    category: str = ""
    method: str = ""
    reference: str = ""
    note: str = ""
    balance: Decimal | None = None
    section: int = 0
    external_id: str = ""
    account_hint: str = ""
    splits: tuple[SplitLine, ...] = ()
    problem: str = ""
    hint: str = ""

    @property
    def is_transfer(self) -> bool:
        """Whether the money stayed with its owner: the other account is named, or securities were traded."""
        return bool(self.account_hint) or self.category == "Investments"

"""One door for every kind of statement file: what it is, is seen from its content."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from transactions.importers.columns import Layout
from transactions.importers.rows import StatementRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One account of a file. What the file does not say is empty.

    Attributes:
        key: the account as files name it, always the same for one account (IBAN, bank and account id).
    """

    key: str = ""
    name: str = ""
    institution: str = ""
    last4: str = ""
    currency: str = ""
    kind: str = ""  # a value of Account.Kind
    opening_balance: Decimal | None = None
    closing_balance: Decimal | None = None
    closing_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A file that was read.

    Attributes:
        format: `csv`, `tsv`, `xlsx`, `xls`, `ofx`, `qfx`, `qif`, `camt.053`, `mt940`, `pdf`, ...
        layout: how its columns were understood; only where a file has columns a person may correct.
        needs_review: why the rows must not be taken without looking, e.g. balances do not add up.
        note: a sentence for the person that changes nothing, e.g. that the period had no payments.
    """

    format: str
    encoding: str = ""
    delimiter: str = ""
    sections: tuple[Section, ...]
    rows: list[StatementRow]
    layout: Layout | None = None
    needs_review: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the reader is told besides the bytes.

    Attributes:
        today: a row with a later date has a problem.
        currency: meant where the file names none.
        layout: columns a person chose, or that were remembered; only for files with columns.
    """

    filename: str
    today: date
    currency: str
    layout: Layout | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: whether these bytes are one, and how to read it.

    `read` raises `UnreadableFileError`, whose sentence says what to do, and nothing else.
    """

    name: str
    detects: Callable[[bytes, str], bool]
    read: Callable[[bytes, Asked], Statement]

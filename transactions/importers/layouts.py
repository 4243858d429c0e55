"""How a file with columns is to be read; kept with an import and changed by the person if need be."""

import hashlib
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from lumen.common.text import fold

SIGNS = ("positive_is_out", "negative_is_out", "balance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is to be read. Kept with the import, and changed by the person if need be.

    Attributes:
        header_line: the number of the line with the headings; 0 when there is none.
        columns: role -> column index, from 0.
        sign: what a bare positive amount means; `balance`: what the running balance says.
        currency: what the file says its amounts are in, if it does.
        table: which of several sheets it is about.
        inherits_date: lines without a date are of the day above.
    """

    encoding: str
    delimiter: str
    header_line: int
    headers: tuple[str, ...]
    columns: dict[str, int]
    date_order: str = "dmy"
    is_date_certain: bool = True
    decimal_mark: str = "."
    sign: str = "positive_is_out"
    institution: str = ""
    last4: str = ""
    format: str = "csv"
    currency: str = ""
    table: str = ""
    inherits_date: bool = False

    @property
    def has_columns(self) -> bool:
        """Whether a person may say which column means what; of a QIF file only the order of dates is open."""
        return self.format != "qif"

    def changed(self, **changes: Any) -> "Layout":
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape in which an import keeps it."""
        return {**asdict(self), "headers": list(self.headers)}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Layout":
        names = {one.name for one in fields(cls)}
        known = {name: value for name, value in kept.items() if name in names}
        return cls(**{**known, "headers": tuple(known["headers"])})


def header_key(layout: Layout) -> str:
    """The fingerprint of a kind of file: its headings, folded, and its format.

    Two exports of one bank have the same, whatever their period, encoding or chosen columns.
    """
    told = "\x1f".join((layout.format, *(fold(heading) for heading in layout.headers)))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()

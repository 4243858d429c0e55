"""The merchant and the category each line will get, as recording it will choose them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from transactions.enrichment import categories, kinds, merchants
from transactions.enrichment.merchants import NamedMerchant
from transactions.models import Merchant
from transactions.services import catalog, filing
from transactions.services.filing import Filed, Unfiled
from transactions.services.importing.lines import Line

if TYPE_CHECKING:
    from accounts.models import Workspace


@dataclass(frozen=True, slots=True)
class Naming:
    """What the preview says a line will be called and filed under, and who says so.

    Attributes:
        source: file, user, rule, history, keyword.
        rules: the names of the user's rules that have a say.
        is_ignored: a rule keeps such payments out of the ledger.
    """

    merchant: str = ""
    category: str = ""
    source: str = ""
    rules: tuple[str, ...] = ()
    is_ignored: bool = False

    def as_fields(self) -> dict[str, object]:
        return {
            "named": self.merchant,
            "filed": self.category,
            "filed_by": self.source,
            "rules": list(self.rules),
            "is_ignored": self.is_ignored,
        }


def names_of(
    *, workspace: "Workspace", lines: Sequence[Line], edited: Sequence[Sequence[str]] = ()
) -> list[Naming]:
    """One naming a line, in a constant number of queries; lines with problems get empty ones.

    Args:
        edited: for each line the fields a person corrected; none were when it is empty.
    """
    named = _named(lines)
    edits = edited or [()] * len(lines)
    movements = [_unfiled(line, one, edit) for line, one, edit in zip(lines, named, edits, strict=True)]
    filed = filing.file_all(workspace=workspace, movements=movements)
    known = catalog.merchants_by_key(workspace, {key for one in filed if one.named for key in one.named.keys})
    return [
        Naming() if line.row.problem else _naming(one, filing.merchant_of(one.named, known))
        for line, one in zip(lines, filed, strict=True)
    ]


def _named(lines: Sequence[Line]) -> list[NamedMerchant | None]:
    """Files repeat themselves: each text is read once."""
    seen: dict[tuple[str, str], NamedMerchant | None] = {}
    for line in lines:
        told = (line.row.description, line.row.merchant)
        if told not in seen:
            seen[told] = merchants.named_merchant(line.row.description, told=line.row.merchant)
    return [seen[line.row.description, line.row.merchant] for line in lines]


def _unfiled(line: Line, named: NamedMerchant | None, edits: Sequence[str]) -> Unfiled:
    row = line.row
    amount = row.amount or Decimal(0)
    return Unfiled(
        description=row.description,
        named=named,
        kind=kinds.TRANSFER
        if row.is_transfer
        else kinds.detect_kind(row.description or row.merchant, amount),
        amount=amount,
        currency=row.currency,
        booked_on=row.booked_on or date.min,
        booked_at=row.booked_at,
        account=str(line.account_id or ""),
        method=row.method,
        note=row.note,
        told=row.category,
        told_by=categories.USER if "category" in edits else categories.FILE,
    )


def _naming(filed: Filed, merchant: Merchant | None) -> Naming:
    outcome = filed.outcome
    known = merchant or filed.named
    return Naming(
        merchant=known.name if known else "",
        category=filed.category,
        source=filed.source,
        rules=tuple(rule.name for rule in outcome.matched if rule.name),
        is_ignored=outcome.ignored_by is not None,
    )

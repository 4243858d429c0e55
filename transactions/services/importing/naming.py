"""The merchant and the category each line will get, as recording it would choose them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumen.common.text import fold
from transactions.enrichment import categories, kinds, merchants
from transactions.enrichment.merchants import NamedMerchant
from transactions.importers.statement import StatementRow
from transactions.models import Merchant, Rule
from transactions.services import catalog

if TYPE_CHECKING:
    from accounts.models import Workspace


@dataclass(frozen=True, slots=True)
class Naming:
    """What the preview says a line will be called and filed under, and who says so."""

    merchant: str = ""
    category: str = ""
    source: str = ""  # file, rule, history, keyword
    rule: str = ""

    def as_fields(self) -> dict[str, str]:
        return {"named": self.merchant, "filed": self.category, "filed_by": self.source, "rule": self.rule}


def names_of(*, workspace: "Workspace", rows: Sequence[StatementRow]) -> list[Naming]:
    """One naming a row, in a constant number of queries; rows with problems get empty ones."""
    named = _named(rows)
    keys = {key for one in named if one for key in one.keys}
    known = catalog.merchants_by_key(workspace, keys)
    rules = list(Rule.objects.in_workspace(workspace).filter(is_active=True).select_related("category"))
    return [
        Naming() if row.problem else _naming(row, one, _merchant(one, known), rules)
        for row, one in zip(rows, named, strict=True)
    ]


def _named(rows: Sequence[StatementRow]) -> list[NamedMerchant | None]:
    seen: dict[tuple[str, str], NamedMerchant | None] = {}
    for row in rows:
        told = (row.description, row.merchant)
        if told not in seen:
            seen[told] = merchants.named_merchant(row.description, told=row.merchant)
    return [seen[row.description, row.merchant] for row in rows]


def _merchant(named: NamedMerchant | None, known: dict[str, Merchant]) -> Merchant | None:
    return next((known[key] for key in named.keys if key in known), None) if named else None


def _naming(
    row: StatementRow, named: NamedMerchant | None, merchant: Merchant | None, rules: Sequence[Rule]
) -> Naming:
    text = f"{row.description} {named.name if named else ''}"
    texts = [categories.TextRule(fold(r.contains), r.category) for r in rules if r.category and r.contains]
    choice = categories.choose(
        text=text,
        kind=_kind(row),
        told=row.category,
        told_by=categories.FILE,
        rules=texts,
        habit=merchant.category if merchant else None,
    )
    name = merchant.name if merchant else named.name if named else ""
    rule = _rule_of(text, rules) if choice.source == categories.RULE else ""
    return Naming(name, choice.name, choice.source, rule)


def _kind(row: StatementRow) -> str:
    if row.account_hint:
        return kinds.TRANSFER
    return kinds.detect_kind(row.description or row.merchant, row.amount or 0)  # type: ignore[arg-type]


def _rule_of(text: str, rules: Sequence[Rule]) -> str:
    folded = fold(text)
    return next((str(rule) for rule in rules if rule.contains and fold(rule.contains) in folded), "")

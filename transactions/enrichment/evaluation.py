"""How well statement lines are named and filed. `make evaluate` prints totals, of the unseen only these."""

import csv
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from lumen.common.text import slug_key
from transactions.enrichment import categories, kinds
from transactions.enrichment.merchants import named_merchant

_SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples"
SETS = {"seen": _SAMPLES / "names", "unseen": _SAMPLES / "unseen"}
UNKNOWN = "unknown"
_INCOME = frozenset(
    {"Salary", "Freelance", "Sales", "Interest", "Dividends", "Rental Income", "Tax Refund"}
    | {"Cashback & Rewards", "Other Income"}
)


def run() -> str:
    """A line for each set and measure; a set without samples is left out."""
    lines = []
    for name, folder in SETS.items():
        if (merchants := folder / "merchants.tsv").exists():
            lines.append(_line(name, "merchant", [is_named(*row) for row in _pairs(merchants)]))
        if (filed := folder / "categories.tsv").exists():
            lines.append(_line(name, "category", [is_filed(*row) for row in _pairs(filed)]))
    return "\n".join(lines)


def pairs(measure: str) -> list[tuple[str, str]]:
    """Our own statement lines with what is expected of them: `merchants` or `categories`."""
    return _pairs(SETS["seen"] / f"{measure}.tsv")


def _pairs(path: Path) -> list[tuple[str, str]]:
    """The first two columns below the headings."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [(row[0], row[1]) for row in rows]


def is_named(statement: str, wanted: str) -> bool:
    """Whether a statement line gets the name people use."""
    named = named_merchant(statement)
    return named is not None and slug_key(named.name) == slug_key(wanted)


def is_filed(statement: str, wanted: str) -> bool:
    """Whether it gets one of the accepted categories (`a|b`), or none where `unknown` is right."""
    return filed_under(statement, wanted=wanted) in wanted.split("|")


def filed_under(statement: str, *, wanted: str) -> str:
    """The category a statement line gets; the wanted one tells whether money came in."""
    accepted = wanted.split("|")
    amount = Decimal(1 if set(accepted) & _INCOME else -1)
    named = named_merchant(statement)
    choice = categories.choose(
        text=statement,
        kind=kinds.detect_kind(statement, amount),
        told="",
        told_by="",
        habit=None,
        merchant=named.name if named else "",
    )
    return choice.name or UNKNOWN


def _line(name: str, measure: str, right: list[bool]) -> str:
    return f"  {measure:22}{name:11}{sum(right):4}/{len(right):<4}{100 * sum(right) / len(right):6.1f}%"

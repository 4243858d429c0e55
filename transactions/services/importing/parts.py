"""Split payments of a file: the parts it tells become parts in the ledger."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lumen.common.text import fold
from transactions.enrichment.categories import FILE, fits
from transactions.importers.rows import SplitLine
from transactions.models import Category, ImportRow, Transaction
from transactions.rules.shares import BadSplitError
from transactions.services import catalog, splits
from transactions.services.importing.lines import statement_row

if TYPE_CHECKING:
    from accounts.models import Workspace


def record(workspace: "Workspace", rows: Sequence[ImportRow]) -> None:
    """Split the recorded payments of these rows as the file does, where the parts add up."""
    told = [(row.transaction, statement_row(row).splits) for row in rows if row.fields.get("splits")]
    wholes = [(whole, lines) for whole, lines in told if whole is not None and not whole.is_split]
    if not wholes:
        return
    wanted = {
        line.category: catalog.category_kind_for(splits.kind_of(whole, line.amount))
        for whole, lines in wholes
        for line in lines
        if line.category
    }
    by_name = catalog.categories_named(workspace=workspace, wanted=wanted)
    made: list[Transaction] = []
    for whole, lines in wholes:
        made += _parts(whole, lines, by_name)
    Transaction.objects.bulk_create(made)
    Transaction.objects.bulk_update([whole for whole, _lines in wholes], ["is_split", "note"])


def _parts(whole: Transaction, lines: Sequence[SplitLine], by_name: dict[str, Category]) -> list[Transaction]:
    try:
        made = splits.build(whole, [_part(whole, line, by_name) for line in lines], category_source=FILE)
    except BadSplitError:
        told = " · ".join(f"{line.category or line.note} {line.amount}" for line in lines)
        whole.note = f"{whole.note}\n{told}".strip()
        return []
    whole.is_split = True
    return made


def _part(whole: Transaction, line: SplitLine, by_name: dict[str, Category]) -> splits.Part:
    category = by_name.get(fold(line.category))
    if category is not None and not fits(category.kind, splits.kind_of(whole, line.amount)):
        return splits.Part(amount=line.amount, note=f"{line.category} {line.note}".strip())
    return splits.Part(amount=line.amount, category=category, note=line.note)

"""The names that a household says: its merchants, categories and accounts."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count

from lumen.ai.speech import vocabulary
from lumen.ai.speech.vocabulary import Name
from transactions.models import Account, Category, Merchant, Transaction

if TYPE_CHECKING:
    from accounts.models import Workspace

MOST_MERCHANTS = 2_000


def register() -> None:
    """Offer them to whoever hears."""
    vocabulary.register(names_of)


def names_of(workspace: "Workspace") -> Iterator[Name]:
    """Merchants by how often they are paid, every category and every account."""
    counted = (
        Transaction.objects.in_workspace(workspace)
        .live()
        .filter(merchant__isnull=False)
        .order_by()
        .values_list("merchant_id")
        .annotate(count=Count("pk"))
    )
    counts = dict(counted)
    merchants = Merchant.objects.in_workspace(workspace).values_list("pk", "name")
    often = sorted(merchants, key=lambda row: (-counts.get(row[0], 0), row[1]))[:MOST_MERCHANTS]
    for key, name in often:
        yield Name(name, "merchant", 1.0 + math.log1p(counts.get(key, 0)))
    for name in Category.objects.in_workspace(workspace).values_list("name", flat=True):
        yield Name(name, "category", 2.0)
    for name in Account.objects.in_workspace(workspace).values_list("name", flat=True):
        yield Name(name, "account", 2.0)

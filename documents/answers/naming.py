"""Which papers a person means by their names."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from documents import terms
from documents.models import Document

if TYPE_CHECKING:
    from accounts.models import Workspace

LOOKED_AT = 2_000
MOST_CUTS = 5  # between two names, that are tried
NAMED_FROM = 0.6  # share of the words said that the paper's name must have
_IDLE = frozenset(
    terms.words(
        "document paper file pdf of the my our this that a an and or me please from with in what which "
        "summary summarise summarize compare comparison difference between differ short brief content"
    )
)
_AND = re.compile(
    r"\s+(?:and|with|to|against|versus|vs\.?|from)\s+(?:with\s+)?(?:the |my |our )?", re.IGNORECASE
)


def named(workspace: "Workspace", said: str) -> Document | None:
    """The one readable paper whose title, file name or correspondent holds the words; none when unclear."""
    wanted = set(terms.words(said)) - _IDLE
    if not wanted:
        return None
    best: list[tuple[float, float, UUID]] = []
    rows = Document.objects.in_workspace(workspace).readable().order_by("-created_at")
    for key, title, filename, correspondent in rows.values_list(
        "pk", "title", "filename", "correspondent__name"
    )[:LOOKED_AT]:
        name = set(terms.words(f"{title} {filename.replace('_', ' ')} {correspondent or ''}"))
        share = len(wanted & name) / len(wanted)
        if share >= NAMED_FROM:
            best.append((share, len(wanted & name) / len(name), key))
    best.sort(key=lambda one: (-one[0], -one[1]))
    if not best or (len(best) > 1 and best[0][:2] == best[1][:2]):
        return None
    return Document.objects.in_workspace(workspace).readable().get(pk=best[0][2])


def two_named(workspace: "Workspace", said: str) -> Sequence[Document]:
    """Both papers of `the rent agreement and the lease of 2024`; fewer when one is not known."""
    for cut in islice(_AND.finditer(said), MOST_CUTS):
        first, second = named(workspace, said[: cut.start()]), named(workspace, said[cut.end() :])
        if first and second and first != second:
            return [first, second]
    return []


def chosen(workspace: "Workspace", document_ids: Sequence[UUID | str]) -> list[Document]:
    """The readable papers of these ids, in the order given."""
    found = (
        Document.objects.in_workspace(workspace).readable().in_bulk([UUID(str(key)) for key in document_ids])
    )
    return [found[key] for each in document_ids if (key := UUID(str(each))) in found]

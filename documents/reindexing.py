"""Making passages anew after the model, the way of cutting or the weighing of words has changed.

Each document's new passages are made beside its old ones from the stored pages, and put in their place in
one transaction: search finds either all old or all new ones. What is left to do is read from the passages
themselves, so that an interrupted run goes on where it was.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.core.cache import cache
from django.db import OperationalError

from documents import indexing
from documents.models import Document

if TYPE_CHECKING:
    from accounts.models import Workspace

log = structlog.get_logger(__name__)
RUNNING = "documents:reindexing"
RUN_SECONDS = 45.0  # of one turn, so that other tasks get theirs
LONGEST_DOCUMENT_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Reindexed:
    """One document that was made anew, or was left alone: changed meanwhile, or it could not be."""

    document: Document
    was_replaced: bool


def reindex(*, workspace: "Workspace | None" = None) -> Iterator[Reindexed]:
    """Make all outdated passages anew, of one workspace or of all, document by document."""
    outdated = indexing.outdated_documents()
    if workspace is not None:
        outdated = outdated.in_workspace(workspace)
    for key in list(outdated.values_list("pk", flat=True)):
        document = indexing.outdated_documents().filter(pk=key).first()
        if document is not None:
            yield Reindexed(document=document, was_replaced=_was_replaced(document))


def _was_replaced(document: Document) -> bool:
    """One that cannot be made anew keeps its old passages, and keeps no other waiting."""
    try:
        return indexing.reindex_document(document)
    except OperationalError:  # the database went away
        raise
    except Exception:
        log.exception("reindex.failed", document_id=str(document.pk))
        return False


def reindex_for_a_while() -> int:
    """A turn of `reindex` in one worker at a time.

    Returns:
        How many documents were made anew; the next turn goes on.
    """
    if not cache.add(RUNNING, 1, timeout=LONGEST_DOCUMENT_SECONDS):
        return 0
    started, done = time.monotonic(), 0
    try:
        for _ in reindex():
            done += 1
            if time.monotonic() - started > RUN_SECONDS:
                break
    finally:
        cache.delete(RUNNING)
    return done

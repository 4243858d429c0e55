"""Waiting for papers that were given a moment ago to be read, saying how far that is."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.attachments import ids_of
from documents.models import Document
from documents.understanding import understand as understanding
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import Workspace

LOOK_SECONDS = 0.15
UNDERSTOOD_SECONDS = 2.0  # after reading, before it is done here
LONGEST_SECONDS = 45.0


class StillReadingError(LumenError):
    status, code, title = 409, "still-reading", "This is still being read"


class NothingGivenError(LumenError):
    status, code, title = 404, "no-such-paper", "These papers are not there"


def read_papers(
    *,
    workspace: "Workspace",
    document_ids: Sequence[str],
    should_stop: Callable[[], bool],
    tell: Callable[[str], None],
    longest_seconds: float = LONGEST_SECONDS,
) -> list[Document]:
    """These papers, as soon as they are read and understood, in the order given.

    Args:
        tell: is told in words what is waited for, whenever that changes.

    Raises:
        NothingGivenError: none of them is in this workspace.
        StillReadingError: reading takes longer than that, or nobody waits any more.
    """
    started = time.monotonic()
    told = ""
    while True:
        papers = _papers(workspace, document_ids)
        reading = next((paper for paper in papers if not paper.is_finished), None)
        if reading is None:
            return _understood(papers, workspace, document_ids, should_stop)
        if should_stop() or time.monotonic() - started > longest_seconds:
            raise StillReadingError(_still(reading))
        if (words := _still(reading)) != told:
            told = words
            tell(words)
        time.sleep(LOOK_SECONDS)


def _papers(workspace: "Workspace", document_ids: Sequence[str]) -> list[Document]:
    rows = Document.objects.in_workspace(workspace).live().select_related("correspondent", "workspace")
    wanted = list(dict.fromkeys(ids_of(document_ids)))
    found = rows.in_bulk(wanted) if wanted else {}
    if not found:
        raise NothingGivenError(_("I cannot find what you attached. It may have been deleted."))
    return [found[key] for key in wanted if key in found]


def _still(paper: Document) -> str:
    words = _("Reading “%(name)s”…") % {"name": paper}
    return f"{words} ({paper.step})" if paper.step else words


def _understood(
    papers: list[Document],
    workspace: "Workspace",
    document_ids: Sequence[str],
    should_stop: Callable[[], bool],
) -> list[Document]:
    """Give the worker that finds out what a paper says a moment; then do it here, which may be repeated."""
    until = time.monotonic() + UNDERSTOOD_SECONDS
    while any(_is_raw(paper) for paper in papers):
        if should_stop():
            raise StillReadingError(_still(papers[0]))
        if time.monotonic() > until:
            for paper in filter(_is_raw, papers):
                understanding.understand(document_id=str(paper.pk), now=timezone.now())
            return _papers(workspace, document_ids)
        time.sleep(LOOK_SECONDS)
        papers = _papers(workspace, document_ids)
    return papers


def _is_raw(paper: Document) -> bool:
    return paper.is_readable and not paper.understood_by

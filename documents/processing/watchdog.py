"""Documents whose reader died are read on; those whose message got lost are queued again."""

from datetime import datetime, timedelta

from documents import services
from documents.models import Document, ProcessingRun
from documents.processing import states, turns
from documents.processing.states import INTERRUPTED, SILENT_AFTER
from lumen.common.tasks import enqueue

LOST_AFTER = timedelta(minutes=10)
MOST_RUNS = 3
READERS = 4
TOO_OFTEN = (
    "Reading this file was interrupted three times, so Lumen stopped. "
    "Choose Try again, or split the file and upload the parts."
)


def revive_stuck(*, now: datetime) -> int:
    """Queue documents again whose reader died; after three tries they count as failed."""
    silent = [document for document in _unattended() if _is_silent(document, now)]
    revived = sum(_revive(document) for document in silent)
    if turns.is_anyone_waiting():
        for _ in range(READERS):
            enqueue(services.READ_NEXT)
    return revived


def _unattended() -> list[Document]:
    """At work, and not waiting for a worker."""
    waiting = {"status": Document.Status.QUEUED, "queued_at__isnull": False}
    rows = Document.objects.unfinished().exclude(**waiting).select_related("workspace")
    return list(rows.prefetch_related("runs"))


def _latest(document: Document) -> ProcessingRun | None:
    return next(iter(document.runs.all()), None)


def _is_silent(document: Document, now: datetime) -> bool:
    latest = _latest(document)
    if latest is None or latest.finished_at:
        return now - (latest.heartbeat_at if latest else document.created_at) >= LOST_AFTER
    return now - latest.heartbeat_at >= SILENT_AFTER


def _revive(document: Document) -> bool:
    latest = _latest(document)
    interrupted = [run for run in document.runs.all() if not run.finished_at or run.problem == INTERRUPTED]
    if latest is not None and len(interrupted) >= MOST_RUNS:
        states.fail(document, latest, TOO_OFTEN, "interrupted")
        return False
    services.queue(document)
    return True

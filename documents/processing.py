"""Reading a stored document: its pages, its passages, and how far it is."""

import time
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import OperationalError, transaction
from django.utils import timezone

from documents import indexing, services
from documents.models import Document, Page, ProcessingRun
from documents.pipeline import extract
from documents.pipeline.parsed import ParsedPage, UnreadableDocumentError
from documents.pipeline.parsers.base import Outline
from lumen.common.tasks import enqueue

log = structlog.get_logger(__name__)
FLUSH_SECONDS = 0.7
FLUSH_PAGES = 25
SILENT_AFTER = timedelta(minutes=3)
LOST_AFTER = timedelta(minutes=10)
MOST_RUNS = 3
NO_TEXT = (
    "No text was found in this file. If it is a photo or scan, take it again in good light, "
    "straight from above, and upload that."
)
BROKE = "Something went wrong while reading this file. Choose Try again; the file itself is kept."
TOO_OFTEN = (
    "Reading this file was interrupted three times, so Lumen stopped. "
    "Choose Try again, or split the file and upload the parts."
)


class CancelledError(Exception):
    """The document was deleted while it was being read."""


def process(*, document_id: str) -> None:
    """Read one document to the end. A second call while one is at work, or after it, does nothing.

    An interrupted reading goes on after the last stored page.
    """
    run = _begin(document_id)
    if run is None:
        return
    document = run.document
    try:
        _read_pages(document, run)
        _index(document, run)
    except CancelledError:
        _end(run, "cancelled")
    except UnreadableDocumentError as error:
        _fail(document, run, str(error))
    except OperationalError:  # the database went away: revive_stuck takes it up again
        raise
    except Exception:
        log.exception("document.failed", document_id=document_id)
        _fail(document, run, BROKE)
        raise
    else:
        _succeed(document, run)


@transaction.atomic
def _begin(document_id: str) -> ProcessingRun | None:
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("workspace")
        .filter(pk=document_id)
        .first()
    )
    if document is None or document.deleted_at or document.is_finished:
        return None
    alive = timezone.now() - SILENT_AFTER
    if document.runs.filter(finished_at=None, heartbeat_at__gt=alive).exists():
        return None
    document.runs.filter(finished_at=None).update(finished_at=timezone.now(), problem="interrupted")
    document.status = Document.Status.EXTRACTING
    document.step = "opening the file"
    document.save(update_fields=["status", "step", "updated_at"])
    services.announce(document)
    return ProcessingRun.objects.create(document=document)


def _read_pages(document: Document, run: ProcessingRun) -> None:
    done = document.pages.count()
    pending: list[ParsedPage] = []
    flushed = time.monotonic()
    with services.open_file(document) as file:
        for found in extract.read(file, document.content_type, after=done):
            if isinstance(found, Outline):
                _note_outline(document, found)
                continue
            pending.append(found)
            if len(pending) >= FLUSH_PAGES or time.monotonic() - flushed > FLUSH_SECONDS:
                _store(document, run, pending)
                pending, flushed = [], time.monotonic()
    _store(document, run, pending)


def _note_outline(document: Document, outline: Outline) -> None:
    document.page_count = outline.page_count
    document.title = document.title or outline.title[:255]
    document.save(update_fields=["page_count", "title", "updated_at"])


@transaction.atomic
def _store(document: Document, run: ProcessingRun, pages: list[ParsedPage]) -> None:
    Page.objects.bulk_create(
        [Page(document=document, **page.as_dict()) for page in pages], ignore_conflicts=True
    )
    document.pages_done += len(pages)
    document.step = f"page {document.pages_done} of {document.page_count}"
    if pages and pages[-1].origin == "ocr":
        document.step += ", reading the picture"
    _beat(document, run)


def _beat(document: Document, run: ProcessingRun) -> None:
    """Show a sign of life and how far it is.

    Raises:
        CancelledError: the document is in the bin.
    """
    updated = Document.objects.filter(pk=document.pk, deleted_at=None).update(
        step=document.step, pages_done=document.pages_done, updated_at=timezone.now()
    )
    if not updated:
        raise CancelledError
    run.save(update_fields=["heartbeat_at"])
    services.announce(document)


def _index(document: Document, run: ProcessingRun) -> None:
    if not document.pages.exclude(text="").exists():
        raise UnreadableDocumentError(NO_TEXT)
    document.step = "preparing it for search"
    _beat(document, run)
    indexing.index_document(document, on_progress=lambda done, total: _beat(document, run))


@transaction.atomic
def _succeed(document: Document, run: ProcessingRun) -> None:
    _finish(document, status=Document.Status.READY, problem="")
    _end(run, "")


@transaction.atomic
def _fail(document: Document, run: ProcessingRun, problem: str) -> None:
    _finish(document, status=Document.Status.FAILED, problem=problem)
    _end(run, problem)


def _finish(document: Document, *, status: str, problem: str) -> None:
    document.status, document.problem, document.step = status, problem, ""
    document.save(update_fields=["status", "problem", "step", "updated_at"])
    services.announce(document)


def _end(run: ProcessingRun, problem: str) -> None:
    run.finished_at, run.problem = timezone.now(), problem
    run.save(update_fields=["finished_at", "problem", "heartbeat_at"])


def revive_stuck(*, now: datetime) -> int:
    """Queue documents again whose reader died; after three tries they count as failed."""
    stuck: Any = Document.objects.unfinished().select_related("workspace")
    revived = 0
    for document in stuck:
        latest = document.runs.first()
        seen = latest.heartbeat_at if latest else document.created_at
        patience = SILENT_AFTER if latest else LOST_AFTER
        if now - seen < patience:
            continue
        if document.runs.count() >= MOST_RUNS and latest.finished_at is None:
            _fail(document, latest, TOO_OFTEN)
            continue
        enqueue(services.PROCESS, document_id=str(document.pk))
        revived += 1
    return revived

"""Where a reading stands: begun, alive, stopped, ended. Each step is one short transaction."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from documents import indexing, services
from documents.models import Chunk, Document, ProcessingRun
from lumen.audit import services as audit

SILENT_AFTER = timedelta(seconds=60)
INTERRUPTED, CANCELLED = "interrupted", "cancelled"
MOST_WARNINGS = 50
Status = Document.Status


class StoppedError(Exception):
    """The document was cancelled or deleted, or another worker has taken it over."""


@transaction.atomic
def begin(document_id: str | UUID) -> ProcessingRun | None:
    """Take a document for reading; `None` when it is finished, in the bin, or somebody reads it."""
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("workspace", "uploaded_by")
        .filter(pk=document_id)
        .first()
    )
    if document is None or document.deleted_at or document.is_finished:
        return None
    alive = timezone.now() - SILENT_AFTER
    if document.runs.filter(finished_at=None, heartbeat_at__gt=alive).exists():
        return None
    document.runs.filter(finished_at=None).update(finished_at=timezone.now(), problem=INTERRUPTED)
    document.status, document.step, document.queued_at = Status.EXTRACTING, "opening the file", None
    document.save(update_fields=["status", "step", "queued_at", "updated_at"])
    services.announce(document)
    return ProcessingRun.objects.create(document=document)


@transaction.atomic
def beat(document: Document, run: ProcessingRun) -> None:
    """Show a sign of life and how far it is.

    Raises:
        StoppedError: nobody wants this reading any more.
    """
    now = timezone.now()
    wanted = Document.objects.filter(pk=document.pk, deleted_at=None, status__in=Document.AT_WORK)
    if not wanted.update(
        status=document.status, step=document.step, pages_done=document.pages_done, updated_at=now
    ):
        raise StoppedError
    if not ProcessingRun.objects.filter(pk=run.pk, finished_at=None).update(heartbeat_at=now):
        raise StoppedError
    services.announce(document, may_skip=True)


@transaction.atomic
def succeed(document: Document, run: ProcessingRun, passages: list[Chunk]) -> None:
    """Ready and to be found at once, unless somebody stopped it at the last moment.

    Raises:
        StoppedError: nobody wants this reading any more.
    """
    locked = Document.objects.select_for_update().filter(pk=document.pk).first()
    if locked is None or not ProcessingRun.objects.filter(pk=run.pk, finished_at=None).exists():
        raise StoppedError
    if locked.is_finished or locked.deleted_at:
        raise StoppedError
    indexing.replace_chunks(document, passages)
    status = Status.READY_WITH_WARNINGS if document.warnings else Status.READY
    _finish(document, status=status, problem="", code="")
    end(run, "")


@transaction.atomic
def unpacked(document: Document, run: ProcessingRun, *, count: int) -> None:
    """The files of a zip are documents of their own now; the zip itself goes.

    Raises:
        StoppedError: nobody wants this any more.
    """
    beat(document, run)
    document.status, document.step = Status.READY, ""
    services.announce(document)
    audit.record(
        workspace=document.workspace,
        actor=document.uploaded_by,
        action="document.unpacked",
        document_id=document.pk,
        documents=count,
    )
    document.delete()


@transaction.atomic
def fail(document: Document, run: ProcessingRun, problem: str, code: str) -> None:
    """Failed with a sentence and a code; nothing can be found of it."""
    if not ProcessingRun.objects.filter(pk=run.pk, finished_at=None).exists():
        return
    locked = Document.objects.select_for_update().filter(pk=document.pk).first()
    if locked is not None and not locked.is_finished:
        indexing.replace_chunks(document, [])
        _finish(document, status=Status.FAILED, problem=problem, code=code)
    end(run, problem)


def stop(run: ProcessingRun) -> None:
    """Leave a reading that nobody wants."""
    still_ours = ProcessingRun.objects.filter(pk=run.pk, finished_at=None)
    still_ours.update(finished_at=timezone.now(), problem=CANCELLED)


def add_warnings(document: Document, sentences: tuple[str, ...]) -> None:
    """Sentences for the person, each once."""
    new = [sentence for sentence in sentences if sentence and sentence not in document.warnings]
    if new:
        document.warnings = [*document.warnings, *new][:MOST_WARNINGS]
        Document.objects.filter(pk=document.pk).update(warnings=document.warnings)


def end(run: ProcessingRun, problem: str) -> None:
    run.finished_at, run.problem = timezone.now(), problem
    run.save(update_fields=["finished_at", "problem", "heartbeat_at"])


def _finish(document: Document, *, status: str, problem: str, code: str) -> None:
    document.status, document.problem, document.problem_code, document.step = status, problem, code, ""
    document.save(update_fields=["status", "problem", "problem_code", "step", "updated_at"])
    services.announce(document)

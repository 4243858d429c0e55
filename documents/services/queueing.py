"""Handing documents to workers."""

from django.utils import timezone

from documents.models import Document
from lumen.common.tasks import enqueue

READ_NEXT = "documents.tasks.read_next"


def queue(document: Document) -> None:
    """Let a worker read a document when it is its turn (`documents.processing.turns`)."""
    document.status, document.queued_at = Document.Status.QUEUED, timezone.now()
    Document.objects.filter(pk=document.pk).update(status=document.status, queued_at=document.queued_at)
    enqueue(READ_NEXT)

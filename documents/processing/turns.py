"""Whose document is read next: members take turns, and nobody has more than a few at work at once.

Two hundred files of one member so do not keep another's single file waiting.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from documents.models import Document
from documents.processing.states import SILENT_AFTER

RECENT = timedelta(hours=12)
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('documents-turns', 0))"
_NEXT = """
WITH waiting AS (
    SELECT DISTINCT ON (workspace_id, uploaded_by_id) id, workspace_id, uploaded_by_id, queued_at
    FROM documents_document
    WHERE queued_at IS NOT NULL AND status = 'queued' AND deleted_at IS NULL
    ORDER BY workspace_id, uploaded_by_id, queued_at, id
), served AS (
    SELECT document.workspace_id, document.uploaded_by_id, max(run.started_at) AS last,
        count(*) FILTER (WHERE run.finished_at IS NULL AND run.heartbeat_at > %(alive)s) AS at_work
    FROM documents_processingrun run JOIN documents_document document ON document.id = run.document_id
    WHERE run.started_at > %(recent)s
    GROUP BY document.workspace_id, document.uploaded_by_id
)
SELECT waiting.id FROM waiting LEFT JOIN served
    ON served.workspace_id = waiting.workspace_id
    AND served.uploaded_by_id IS NOT DISTINCT FROM waiting.uploaded_by_id
WHERE coalesce(served.at_work, 0) < %(most)s
ORDER BY coalesce(served.at_work, 0), served.last NULLS FIRST, waiting.queued_at
LIMIT 1
"""


def next_in_turn() -> UUID | None:
    """The document to read now. Inside a transaction: until its end nobody else takes a turn."""
    now = timezone.now()
    bounds = {"alive": now - SILENT_AFTER, "recent": now - RECENT, "most": settings.DOCUMENTS_AT_ONCE}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_NEXT, bounds)
        row = cursor.fetchone()
    return row[0] if row else None


def is_anyone_waiting() -> bool:
    waiting = Document.objects.live().filter(queued_at__isnull=False, status=Document.Status.QUEUED)
    return waiting.exists()

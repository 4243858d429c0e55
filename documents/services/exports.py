"""Packing papers into one file to take away."""

import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.files import File
from django.db import transaction

from documents.models import Document, PaperExport
from documents.packing import write_papers
from lumen.audit import services as audit
from lumen.common import events
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from accounts.models import User, Workspace

KEEP_EXPORTS = timedelta(days=7)
RUNNING_AT_MOST = timedelta(hours=1)
MOST_CHOSEN = 5_000
Status = PaperExport.Status


class ExportRefusedError(LumenError):
    status, code, title = 409, "export-running", "An export is already being made"


class NothingToExportError(LumenError):
    status, code, title = 400, "nothing-to-export", "There is nothing to pack"


@transaction.atomic
def request_export(
    *, workspace: "Workspace", actor: "User", now: datetime, document_ids: Iterable[UUID] = ()
) -> PaperExport:
    """Have papers packed into a zip file: the chosen ones, or all outside the bin.

    Raises:
        ExportRefusedError: one of theirs is being made.
        NothingToExportError: none of these papers is in the workspace, or they are too many to choose.
    """
    wanted = {str(key) for key in document_ids}
    papers = Document.objects.in_workspace(workspace).live()
    if len(wanted) > MOST_CHOSEN:
        raise NothingToExportError(f"Choose up to {MOST_CHOSEN:,} papers, or all of them.")
    if not (papers.filter(pk__in=wanted) if wanted else papers).exists():
        raise NothingToExportError("There are no such papers.")
    get_user_model().objects.select_for_update().get(pk=actor.pk)  # one export a person at a time
    mine = PaperExport.objects.in_workspace(workspace).filter(user=actor)
    if mine.filter(status=Status.QUEUED, created_at__gt=now - RUNNING_AT_MOST).exists():
        raise ExportRefusedError("Wait for the export that is being made.")
    export = PaperExport.objects.create(
        workspace=workspace, user=actor, document_ids=sorted(wanted), expires_at=now + KEEP_EXPORTS
    )
    audit.record(workspace=workspace, actor=actor, action="paper_export.started", export_id=export.pk)
    enqueue("documents.tasks.build_export", export_id=str(export.pk))
    return export


def build_export(*, export_id: str) -> None:
    """Write the file; a second run does nothing."""
    export = PaperExport.objects.select_related("workspace", "user").filter(pk=export_id).first()
    if export is None or export.status != Status.QUEUED:
        return
    with tempfile.TemporaryFile() as target:
        try:
            export.documents = write_papers(export=export, target=target)
            target.seek(0)
            export.file.save(f"papers-{export.pk}.zip", File(target), save=False)
        except Exception:
            _finish(export, Status.FAILED)
            raise
    export.size = export.file.size
    _finish(export, Status.READY)


@transaction.atomic
def _finish(export: PaperExport, status: str) -> None:
    export.status = status
    export.save(update_fields=["status", "file", "size", "documents"])
    audit.record(
        workspace=export.workspace,
        actor=export.user,
        action="paper_export.finished",
        export_id=export.pk,
        status=status,
        documents=export.documents,
    )
    transaction.on_commit(
        lambda: events.publish(
            workspace_id=export.workspace_id,
            user_ids=[export.user_id],
            type="progress",
            kind="export",
            id=export.pk,
        )
    )


def note_export_download(*, export: PaperExport) -> None:
    audit.record(
        workspace=export.workspace, actor=export.user, action="paper_export.downloaded", export_id=export.pk
    )


def forget_exports(*, now: datetime) -> int:
    """Delete exports after a week; their files go with them."""
    old = list(PaperExport.objects.filter(expires_at__lte=now))
    for export in old:
        export.delete()
    return len(old)

"""Asking for, building and forgetting exports."""

import tempfile
from datetime import datetime, timedelta

from django.core.files import File
from django.db import transaction

from accounts.exports import write_export
from accounts.models import DataExport, User, Workspace
from lumen.audit import services as audit
from lumen.common import events
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

KEEP_DAYS = 7


class ExportRunningError(LumenError):
    status, code, title = 409, "export-running", "An export is already being made"

    def __init__(self) -> None:
        super().__init__("Wait for the export that is being made; it is in the list.")


@transaction.atomic
def start_export(*, workspace: Workspace, user: User, now: datetime) -> DataExport:
    """Queue an export of everything the member may see.

    Raises:
        ExportRunningError: one of theirs is not done yet.
    """
    User.objects.select_for_update().get(pk=user.pk)
    mine = DataExport.objects.in_workspace(workspace).filter(user=user)
    if mine.filter(status=DataExport.Status.QUEUED, created_at__gt=now - timedelta(hours=1)).exists():
        raise ExportRunningError
    export = DataExport.objects.create(
        workspace=workspace, user=user, expires_at=now + timedelta(days=KEEP_DAYS)
    )
    audit.record(workspace=workspace, actor=user, action="export.started", export_id=export.pk)
    enqueue("accounts.tasks.build_export", export_id=str(export.pk))
    return export


def build_export(*, export: DataExport) -> None:
    """Write the file; a second run replaces nothing and does nothing."""
    if export.status != DataExport.Status.QUEUED:
        return
    with tempfile.TemporaryFile() as target:
        try:
            write_export(export=export, target=target)
        except Exception:
            _finish(export, DataExport.Status.FAILED)
            raise
        target.seek(0)
        export.file.save(f"{export.pk}.zip", File(target), save=False)
    export.size = export.file.size
    _finish(export, DataExport.Status.READY)


@transaction.atomic
def _finish(export: DataExport, status: str) -> None:
    export.status = status
    export.save(update_fields=["status", "file", "size"])
    audit.record(
        workspace=export.workspace,
        actor=export.user,
        action="export.finished",
        export_id=export.pk,
        status=status,
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


def note_download(*, export: DataExport) -> None:
    audit.record(
        workspace=export.workspace, actor=export.user, action="export.downloaded", export_id=export.pk
    )


def forget_old_exports(*, now: datetime) -> int:
    """Delete exports after a week; a receiver removes their files."""
    old = list(DataExport.objects.filter(expires_at__lte=now))
    for export in old:
        export.delete()
    return len(old)

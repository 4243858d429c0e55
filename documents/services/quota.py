"""How much room the papers of a workspace take."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Q, Sum

from documents.models import Document, DocumentVersion
from documents.services.errors import RefusedUploadError

if TYPE_CHECKING:
    from accounts.models import Workspace

MEGABYTE = 1024 * 1024


class QuotaError(RefusedUploadError):
    status, code, title = 413, "document-quota", "There is no room left for papers"


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageUse:
    """Bytes; failed files do not count, papers in the bin and earlier versions do.

    `quota_bytes` is 0 where there is no limit.
    """

    documents: int
    used_bytes: int
    bin_bytes: int
    version_bytes: int
    failed_bytes: int
    quota_bytes: int

    @property
    def left_bytes(self) -> int | None:
        return max(0, self.quota_bytes - self.used_bytes) if self.quota_bytes else None

    @property
    def share(self) -> float:
        """0..1 of the quota; 0 where there is no limit."""
        return min(1.0, self.used_bytes / self.quota_bytes) if self.quota_bytes else 0.0


def storage_use(workspace: "Workspace") -> StorageUse:
    """Two queries."""
    is_failed, in_bin = Q(status=Document.Status.FAILED), Q(deleted_at__isnull=False)
    sums = Document.objects.in_workspace(workspace).aggregate(
        documents=Count("pk", filter=~is_failed & ~in_bin),
        kept=Sum("size", filter=~is_failed, default=0),
        in_bin=Sum("size", filter=~is_failed & in_bin, default=0),
        failed=Sum("size", filter=is_failed, default=0),
    )
    versions = DocumentVersion.objects.filter(document__workspace=workspace)
    version_bytes = int(versions.aggregate(total=Sum("size", default=0))["total"])
    return StorageUse(
        documents=sums["documents"],
        used_bytes=sums["kept"] + version_bytes,
        bin_bytes=sums["in_bin"],
        version_bytes=version_bytes,
        failed_bytes=sums["failed"],
        quota_bytes=settings.DOCUMENTS_QUOTA_MB * MEGABYTE,
    )


def require_room(workspace: "Workspace", size: int) -> None:
    """Let a file in only while there is room for it.

    Raises:
        QuotaError: the workspace's papers would take more than they may.
    """
    use = storage_use(workspace)
    if use.left_bytes is not None and size > use.left_bytes:
        raise QuotaError(
            f"Your papers take {use.used_bytes / MEGABYTE:.0f} of {settings.DOCUMENTS_QUOTA_MB} MB, so this "
            "file does not fit. Delete papers you no longer need, also from the bin, and try again."
        )


def reserve_room(workspace: "Workspace", size: int) -> None:
    """Like `require_room`, and until the end of the transaction nobody else takes the room that is left.

    Raises:
        QuotaError: the workspace's papers would take more than they may.
    """
    if settings.DOCUMENTS_QUOTA_MB:
        list(type(workspace).objects.select_for_update(no_key=True).filter(pk=workspace.pk).values("pk"))
        require_room(workspace, size)

"""Every change to documents."""

from documents.services.announcing import announce
from documents.services.errors import (
    NotAtWorkError,
    NotFailedError,
    NotInBinError,
    NotLockedError,
    RefusedUploadError,
    TooLargeError,
)
from documents.services.exports import (
    ExportRefusedError,
    NothingToExportError,
    build_export,
    forget_exports,
    note_export_download,
    request_export,
)
from documents.services.files import open_file
from documents.services.life import (
    KEEP_DELETED,
    cancel,
    delete,
    delete_for_good,
    purge,
    restore,
    retry,
    retry_all,
    start_over,
)
from documents.services.links import fetch_link
from documents.services.photographing import combine
from documents.services.queueing import READ_NEXT, queue
from documents.services.quota import QuotaError, StorageUse, require_room, storage_use
from documents.services.storing import CheckedFile, Stored, check, safe_folder, store_upload
from documents.services.unlocking import forget_password, unlock
from documents.services.versions import add_version, restore_version

__all__ = [
    "KEEP_DELETED",
    "READ_NEXT",
    "CheckedFile",
    "ExportRefusedError",
    "NotAtWorkError",
    "NotFailedError",
    "NotInBinError",
    "NotLockedError",
    "NothingToExportError",
    "QuotaError",
    "RefusedUploadError",
    "StorageUse",
    "Stored",
    "TooLargeError",
    "add_version",
    "announce",
    "build_export",
    "cancel",
    "check",
    "combine",
    "delete",
    "delete_for_good",
    "fetch_link",
    "forget_exports",
    "forget_password",
    "note_export_download",
    "open_file",
    "purge",
    "queue",
    "request_export",
    "require_room",
    "restore",
    "restore_version",
    "retry",
    "retry_all",
    "safe_folder",
    "start_over",
    "storage_use",
    "store_upload",
    "unlock",
]

"""Where an import stands, and what it refuses to do there."""

from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import transaction

from accounts import selectors as people
from lumen.common import events
from lumen.common.errors import LumenError
from transactions.models import ImportBatch

State = ImportBatch.State
_KEEP_SECONDS = 3_600


class ImportStateError(LumenError):
    status = 409
    code, title = "import-state", "This import is not waiting for that"


class FileTooLargeError(LumenError):
    status = 413
    code, title = "file-too-large", "This file is too large"


class NoRowsChosenError(LumenError):
    status = 422
    code, title = "no-rows-chosen", "No row is chosen"


def locked(batch_id: str) -> ImportBatch:
    """The import, held until the end of the transaction."""
    return (
        ImportBatch.objects.select_for_update(of=("self",))
        .select_related("workspace", "account", "created_by")
        .get(pk=batch_id)
    )


def require(batch: ImportBatch, *states: str) -> None:
    """Raises: ImportStateError when it stands elsewhere."""
    if batch.state not in states:
        raise ImportStateError(
            f"This import is in the state “{batch.get_state_display()}”. "
            "Reload the page to see where it stands."
        )


def tell_progress(batch: ImportBatch, done: int, total: int) -> None:
    """Let open pages show how far it is, while the work is still inside its transaction."""
    cache.set(_key(batch), (done, total), _KEEP_SECONDS)
    _publish(batch, done=done, total=total)


def progress_of(batch: ImportBatch) -> tuple[int, int]:
    """Rows done and rows in all; (0, 0) while nothing is counted."""
    found: tuple[int, int] = cache.get(_key(batch)) or (0, 0)
    return found


def announce(batch: ImportBatch) -> None:
    """After commit, let open pages know that it stands elsewhere now."""
    transaction.on_commit(partial(_finished, batch))


def _finished(batch: ImportBatch) -> None:
    cache.delete(_key(batch))
    _publish(batch)


def _key(batch: ImportBatch) -> str:
    return f"import:{batch.pk}:progress"


def _publish(batch: ImportBatch, **facts: Any) -> None:
    events.publish(
        workspace_id=batch.workspace_id,
        user_ids=people.member_ids(batch.workspace),
        type="progress",
        kind="import",
        id=str(batch.pk),
        state=batch.state,
        **facts,
    )

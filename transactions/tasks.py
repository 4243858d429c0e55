"""Work for after the answer: reading messages and files."""

from celery import shared_task
from django.db import OperationalError

from transactions.services import imports, inbox

RETRY = {"autoretry_for": (OperationalError,), "retry_backoff": True, "max_retries": 5}


@shared_task(name="transactions.tasks.read_item", **RETRY)  # type: ignore[untyped-decorator]
def read_item(*, item_id: str) -> None:
    inbox.read_item(item_id=item_id)


@shared_task(name="transactions.tasks.read_import", **RETRY)  # type: ignore[untyped-decorator]
def read_import(*, batch_id: str) -> None:
    imports.read_import(batch_id=batch_id)


@shared_task(name="transactions.tasks.commit_import", **RETRY)  # type: ignore[untyped-decorator]
def commit_import(*, batch_id: str) -> None:
    imports.run_commit(batch_id=batch_id)

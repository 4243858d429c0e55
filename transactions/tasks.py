"""Work for after the answer: reading messages and files."""

from functools import partial

from celery import shared_task
from django.db import OperationalError

from transactions.services import imports, inbox

_task = partial(shared_task, autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)


@_task(name="transactions.tasks.read_item")
def read_item(*, item_id: str) -> None:
    inbox.read_item(item_id=item_id)


@_task(name="transactions.tasks.read_import")
def read_import(*, batch_id: str) -> None:
    imports.read_import(batch_id=batch_id)


@_task(name="transactions.tasks.commit_import")
def commit_import(*, batch_id: str) -> None:
    imports.run_commit(batch_id=batch_id)

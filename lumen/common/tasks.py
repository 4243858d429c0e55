"""Queueing work for after the surrounding transaction."""

from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string


def enqueue(task: str, /, **kwargs: str | int | bool | None) -> None:
    """Queue `task` (its dotted path) once the surrounding transaction has committed.

    Raises:
        ImportError: the path names no task; raised here, not in the worker.
    """
    transaction.on_commit(partial(import_string(task).delay, **kwargs))

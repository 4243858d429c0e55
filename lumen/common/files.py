"""Stored files end with the row that names them."""

from functools import partial
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_delete


def remove_files_with_rows() -> None:
    """Connect every model that has a file, so that deleting a workspace leaves none behind."""
    for model in apps.get_models():
        if _file_fields(model):
            post_delete.connect(_remove_files, sender=model, dispatch_uid=f"files-of-{model._meta.label}")


def _file_fields(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.fields if isinstance(field, models.FileField)]


def _remove_files(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    for name in _file_fields(sender):
        stored = getattr(instance, name)
        if stored:
            transaction.on_commit(partial(stored.storage.delete, stored.name))

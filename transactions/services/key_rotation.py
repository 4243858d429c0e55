"""Putting everything that is encrypted under the newest key of the ring, in batches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from documents.models import Document, DocumentVersion
from lumen.common.crypto import is_current, rotate
from lumen.notifications.models import OutgoingHook
from transactions.models import RawItem, Source

BATCH = 200
_FIELDS: list[tuple[type[models.Model] | str, str]] = [  # a model of a higher app by its name
    (RawItem, "body"),
    (Source, "secret"),
    (Source, "credentials"),
    (Document, "password"),
    (DocumentVersion, "password"),
    (OutgoingHook, "secret"),
    ("assistants.Channel", "secret"),
    ("assistants.Channel", "credentials"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """How much of one kind of thing was looked at, and how much was under an older key."""

    name: str
    seen: int
    changed: int


def rotate_all(*, apply: bool) -> Iterator[Rotated]:
    """Re-encrypt what older keys encrypted; each batch is saved by itself, so a second run goes on.

    Args:
        apply: save; without it only count.
    """
    for named, field in _FIELDS:
        model = apps.get_model(named) if isinstance(named, str) else named
        yield _rotate_field(model, field, apply=apply)


def _rotate_field(model: type[models.Model], field: str, *, apply: bool) -> Rotated:
    seen = changed = 0
    last: Any = None
    while batch := _next(model, field, last):
        last = batch[-1][0]
        old = {pk: token for pk, token in batch if not is_current(token)}
        seen, changed = seen + len(batch), changed + len(old)
        if apply and old:
            _save(model, field, old)
    return Rotated(name=f"{model._meta.model_name}.{field}", seen=seen, changed=changed)


def _next(model: type[models.Model], field: str, last: Any) -> list[tuple[Any, bytes]]:
    kept = model._default_manager.filter(**{f"{field}__isnull": False})
    rows = kept.exclude(**{field: b""}).order_by("pk")
    if last is not None:
        rows = rows.filter(pk__gt=last)
    return [(pk, bytes(token)) for pk, token in rows.values_list("pk", field)[:BATCH]]


@transaction.atomic
def _save(model: type[models.Model], field: str, old: dict[Any, bytes]) -> None:
    """Only what is still as it was read: a key made meanwhile is under the newest already."""
    for pk, token in old.items():
        model._default_manager.filter(pk=pk, **{field: token}).update(**{field: rotate(token)})

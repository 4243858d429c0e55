"""Bases for every model that belongs to a workspace."""

import uuid
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from accounts.models import Workspace

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class WorkspaceQuerySet(models.QuerySet[M_co]):
    """Every read starts here."""

    def in_workspace(self, workspace: "Workspace") -> Self:
        return self.filter(workspace=workspace)


class RandomIdModel(models.Model):
    """A primary key that says nothing and cannot be counted through."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class TimestampedModel(models.Model):
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

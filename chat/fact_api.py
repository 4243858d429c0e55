"""The REST API of what Lumen remembers for a person."""

from typing import Any, cast

from rest_framework import generics

from chat import facts
from chat.models import Fact, FactQuerySet
from chat.serializers import FactSerializer
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages


class NewestFacts(CursorPages):
    ordering = "-created_at"


class FactList(IdempotentMixin, generics.ListCreateAPIView[Fact]):
    """A member's own facts of the workspace."""

    serializer_class = FactSerializer
    pagination_class = NewestFacts
    reads_only = True  # viewers remember too: it changes nothing in the workspace

    def get_queryset(self) -> FactQuerySet:
        return facts.facts_of(self.request.membership)  # type: ignore[attr-defined]

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = facts.add_fact(
            workspace=self.request.workspace,  # type: ignore[attr-defined]
            user=cast("Any", self.request.user),
            text=serializer.validated_data["text"],
        )


class FactDetail(generics.RetrieveUpdateDestroyAPIView[Fact]):
    """One fact; `PATCH` says it differently."""

    serializer_class = FactSerializer
    reads_only = True
    http_method_names = ["get", "patch", "delete", "head", "options"]

    def get_queryset(self) -> FactQuerySet:
        return facts.facts_of(self.request.membership)  # type: ignore[attr-defined]

    def perform_update(self, serializer: Any) -> None:
        text = serializer.validated_data.get("text", serializer.instance.text)
        serializer.instance = facts.edit_fact(fact=serializer.instance, text=text)

    def perform_destroy(self, instance: Fact) -> None:
        facts.delete_fact(fact=instance)

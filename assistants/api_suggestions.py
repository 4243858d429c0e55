"""Suggestions over REST: what was found in many messages, and what a member decides about it."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assistants.models import Suggestion
from assistants.services import suggestions
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages


class SuggestionSerializer(serializers.ModelSerializer[Suggestion]):
    """A reply, a topic, a term or a missing answer, with how many messages stand behind it."""

    topic = serializers.CharField(source="topic.label", default=None, read_only=True)
    decided_by = serializers.CharField(source="decided_by.display_name", default=None, read_only=True)
    examples = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Suggestion
        fields = [
            *("id", "assistant", "kind", "state", "topic", "title", "text", "approved_text", "count"),
            *("examples", "created_at", "decided_by", "decided_at"),
        ]
        read_only_fields = fields


class SuggestionEditSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(
        max_length=suggestions.LONGEST_TEXT,
        help_text="the reply or the answer, the topic's name, what the term means",
    )


class NewestSuggestions(CursorPages):
    ordering = "-created_at"


def _suggestions(request: Request) -> Any:
    workspace = request.workspace  # type: ignore[attr-defined]
    mine = Suggestion.objects.filter(assistant__workspace=workspace, assistant__deleted_at__isnull=True)
    return mine.select_related("topic", "decided_by")


@extend_schema(
    parameters=[
        OpenApiParameter("state", enum=Suggestion.State.values),
        OpenApiParameter("kind", enum=Suggestion.Kind.values),
        OpenApiParameter("assistant", type=UUID),
    ]
)
class SuggestionList(ListAPIView[Suggestion]):
    """Suggestions of the workspace; those that wait unless a state is named, dismissed ones only by it."""

    serializer_class = SuggestionSerializer
    pagination_class = NewestSuggestions
    queryset = Suggestion.objects.none()

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        rows = _suggestions(self.request).filter(state=asked.get("state") or Suggestion.State.OPEN)
        if kind := asked.get("kind"):
            rows = rows.filter(kind=kind)
        if assistant := asked.get("assistant"):
            rows = rows.filter(assistant_id=_uuid(assistant))
        return rows


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise serializers.ValidationError({"detail": f"{text} is not an id."}) from None


class _Decision(IdempotentMixin, APIView):
    """One decision about one suggestion; whoever is second gets 409."""

    def one(self, request: Request, pk: UUID) -> Suggestion:
        suggestion: Suggestion | None = _suggestions(request).filter(pk=pk).first()
        if suggestion is None:
            raise Http404
        return suggestion

    def answer(self, request: Request, pk: UUID) -> Response:
        return Response(SuggestionSerializer(self.one(request, pk)).data)


class SuggestionApprove(_Decision):
    """Take a suggestion as it is."""

    @extend_schema(request=None, responses=SuggestionSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        now, actor = timezone.now(), self.request.user
        suggestions.approve(suggestion=self.one(request, pk), actor=actor, now=now)  # type: ignore[arg-type]
        return self.answer(request, pk)


class SuggestionEdit(_Decision):
    """Take a suggestion in other words."""

    @extend_schema(request=SuggestionEditSerializer, responses=SuggestionSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        asked = SuggestionEditSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        now, actor, text = timezone.now(), self.request.user, asked.validated_data["text"]
        one = self.one(request, pk)
        suggestions.edit(suggestion=one, actor=actor, text=text, now=now)  # type: ignore[arg-type]
        return self.answer(request, pk)


class SuggestionDismiss(_Decision):
    """Never show it again."""

    @extend_schema(request=None, responses=SuggestionSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        now, actor = timezone.now(), self.request.user
        suggestions.dismiss(suggestion=self.one(request, pk), actor=actor, now=now)  # type: ignore[arg-type]
        return self.answer(request, pk)

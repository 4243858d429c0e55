"""Drafts over REST: what the assistant proposes, and what a member decides about it."""

from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assistants.models import Draft
from assistants.services import drafts
from assistants.services.messages import LONGEST_TEXT
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages

SHOWN = [state for state in Draft.State.values if state != Draft.State.HIDDEN]


class DraftCitationSerializer(serializers.Serializer[Any]):
    document = serializers.CharField()
    external_name = serializers.CharField()
    page = serializers.IntegerField()
    quote = serializers.CharField()
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    boxes = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


class DraftSourceSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="approved, earlier, document, fact, money or customer")
    title = serializers.CharField()
    text = serializers.CharField()
    id = serializers.CharField(help_text="of the approved reply or the document; empty for others")


class DraftProblemSerializer(serializers.Serializer[Any]):
    """Something the words say and no source does."""

    kind = serializers.CharField(help_text="number, date, code, address, name, promise or slot")
    text = serializers.CharField()
    sentence = serializers.CharField()


class DraftSerializer(serializers.ModelSerializer[Draft]):
    """A reply the assistant proposes. Customers never see it."""

    topic = serializers.CharField(source="topic.label", default=None, read_only=True)
    enquiry_number = serializers.IntegerField(source="enquiry.number", read_only=True)
    question = serializers.CharField(source="message.text", read_only=True)
    decided_by = serializers.CharField(source="decided_by.display_name", default=None, read_only=True)
    citations = DraftCitationSerializer(many=True, read_only=True)
    sources = DraftSourceSerializer(many=True, read_only=True)
    problems = DraftProblemSerializer(many=True, read_only=True)

    class Meta:
        model = Draft
        fields = [
            *("id", "assistant", "enquiry", "enquiry_number", "message", "question", "topic", "state"),
            *("action", "handover_reason", "origin", "text", "sent_text", "citations", "sources", "problems"),
            *("confidence", "in_scope_score", "voice_distance", "style", "edit_distance", "reject_reason"),
            *("remark", "version", "phase", "model", "created_at", "decided_by", "decided_at"),
        ]
        read_only_fields = fields


VERSION_HELP = "of the draft that was read; without it the present one is decided about"


class DraftAcceptSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, required=False, allow_null=True, help_text=VERSION_HELP)


class DraftEditSerializer(DraftAcceptSerializer):
    text = serializers.CharField(max_length=LONGEST_TEXT)


class DraftRejectSerializer(DraftAcceptSerializer):
    reason = serializers.ChoiceField(choices=Draft.Reason.choices, default=Draft.Reason.OTHER.value)
    remark = serializers.CharField(max_length=drafts.LONGEST_REMARK, required=False, allow_blank=True)


class DraftAgainSerializer(DraftAcceptSerializer):
    style = serializers.CharField(  # type: ignore[assignment]  # a field of that name; DRF takes it away
        max_length=40, required=False, allow_blank=True
    )


class NewestDrafts(CursorPages):
    ordering = "-created_at"


def _drafts(request: Request) -> Any:
    workspace = request.workspace  # type: ignore[attr-defined]
    seen = Draft.objects.in_workspace(workspace).filter(state__in=SHOWN, assistant__deleted_at__isnull=True)
    return seen.select_related("topic", "enquiry", "message", "decided_by")


@extend_schema(
    parameters=[
        OpenApiParameter("state", enum=SHOWN),
        OpenApiParameter("assistant", type=UUID),
        OpenApiParameter("enquiry", type=UUID),
    ]
)
class DraftList(ListAPIView[Draft]):
    """Drafts of the workspace, newest first; what was only observed is not among them."""

    serializer_class = DraftSerializer
    pagination_class = NewestDrafts
    queryset = Draft.objects.none()

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        rows = _drafts(self.request)
        if state := asked.get("state"):
            rows = rows.filter(state=state)
        for name in ("assistant", "enquiry"):
            if value := asked.get(name):
                rows = rows.filter(**{f"{name}_id": _uuid(value)})
        return rows


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise serializers.ValidationError({"detail": f"{text} is not an id."}) from None


class DraftDetail(RetrieveAPIView[Draft]):
    """One draft, with what it rests on."""

    serializer_class = DraftSerializer
    queryset = Draft.objects.none()

    def get_queryset(self) -> Any:
        return _drafts(self.request)


def _one(request: Request, pk: UUID) -> Draft:
    draft: Draft | None = _drafts(request).filter(pk=pk).first()
    if draft is None:
        raise Http404
    return draft


class _Decision(IdempotentMixin, APIView, ABC):
    """One decision about one draft; whoever is second gets 409 with who was first."""

    form: type[serializers.Serializer[Any]] = DraftAcceptSerializer

    def decide(self, request: Request, pk: UUID) -> Response:
        asked = self.form(data=request.data)
        asked.is_valid(raise_exception=True)
        told = {"version": None, **asked.validated_data}
        self.carry_out(_one(request, pk), request.user, told)
        return Response(DraftSerializer(_one(request, pk)).data)

    @abstractmethod
    def carry_out(self, draft: Draft, actor: Any, asked: dict[str, Any]) -> None:
        """Take the decision, with what the body of the request says."""


class DraftAccept(_Decision):
    """Send a draft as it is."""

    @extend_schema(request=DraftAcceptSerializer, responses=DraftSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        return self.decide(request, pk)

    def carry_out(self, draft: Draft, actor: Any, asked: dict[str, Any]) -> None:
        drafts.accept(draft=draft, actor=actor, now=timezone.now(), **asked)


class DraftEdit(_Decision):
    """Send a draft in one's own words."""

    form = DraftEditSerializer

    @extend_schema(request=DraftEditSerializer, responses=DraftSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        return self.decide(request, pk)

    def carry_out(self, draft: Draft, actor: Any, asked: dict[str, Any]) -> None:
        drafts.edit(draft=draft, actor=actor, now=timezone.now(), **asked)


class DraftReject(_Decision):
    """Do not send a draft, and say why."""

    form = DraftRejectSerializer

    @extend_schema(request=DraftRejectSerializer, responses=DraftSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        return self.decide(request, pk)

    def carry_out(self, draft: Draft, actor: Any, asked: dict[str, Any]) -> None:
        drafts.reject(draft=draft, actor=actor, now=timezone.now(), **asked)


class DraftUndo(_Decision):
    """Propose a refused draft again."""

    @extend_schema(request=DraftAcceptSerializer, responses=DraftSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        return self.decide(request, pk)

    def carry_out(self, draft: Draft, actor: Any, asked: dict[str, Any]) -> None:
        drafts.undo_reject(draft=draft, actor=actor, **asked)


class DraftAgain(_Decision):
    """Have other words found; the new draft replaces this one."""

    form = DraftAgainSerializer

    @extend_schema(request=DraftAgainSerializer, responses=DraftSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        return self.decide(request, pk)

    def carry_out(self, draft: Draft, actor: Any, asked: dict[str, Any]) -> None:
        drafts.ask_again(draft=draft, actor=actor, **asked)

"""Enquiries over REST: the list with its filters, one with its messages, and what members do."""

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

from assistants.forms_inbox import STATES
from assistants.models import Enquiry, EnquiryMessage, HandoverReason
from assistants.selectors import inbox, threads
from assistants.selectors.inbox import ANY, WHO, Filters
from assistants.services import enquiries, handover, mentions
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages


class EnquiryContactSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()


class EnquirySerializer(serializers.ModelSerializer[Enquiry]):
    """One matter of one customer. `waiting_since` is the oldest message nobody answered."""

    assistant = serializers.CharField(source="assistant.slug", read_only=True)
    channel_kind = serializers.CharField(source="channel.kind", read_only=True)
    contact = EnquiryContactSerializer(read_only=True)
    topic = serializers.CharField(source="topic.label", default=None, read_only=True)
    assignee = serializers.UUIDField(source="assignee_id", allow_null=True, read_only=True)
    merged_into = serializers.UUIDField(source="merged_into_id", allow_null=True, read_only=True)

    class Meta:
        model = Enquiry
        fields = [
            *("id", "number", "subject", "assistant", "channel", "channel_kind", "contact", "state"),
            *("priority", "assignee", "labels", "topic", "confidence", "in_scope_score", "anger", "urgency"),
            *("language", "snoozed_until", "waiting_since", "first_reply_at", "first_reply_due_at"),
            *("resolve_due_at", "resolved_at", "resolution", "reopened", "handed_over_at"),
            *("handover_reason", "last_message_at", "merged_into", "created_at"),
        ]
        read_only_fields = fields


class MessageFileSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="bytes")


class EnquiryMessageSerializer(serializers.ModelSerializer[EnquiryMessage]):
    """`action` and `reason` say what the assistant did; they are never read out of the text."""

    user = serializers.UUIDField(source="user_id", allow_null=True, read_only=True)
    user_name = serializers.CharField(source="user.display_name", default=None, read_only=True)
    files = MessageFileSerializer(many=True, read_only=True)
    citations = serializers.ListField(child=serializers.DictField(), read_only=True)
    details = serializers.DictField(read_only=True)

    class Meta:
        model = EnquiryMessage
        fields = [
            *("id", "seq", "author", "kind", "state", "text", "user", "user_name", "action", "reason"),
            *("citations", "details", "files", "problem", "created_at", "delivered_at", "seen_at"),
        ]
        read_only_fields = fields


class EnquiryWithMessagesSerializer(EnquirySerializer):
    messages = EnquiryMessageSerializer(many=True, read_only=True)

    class Meta(EnquirySerializer.Meta):
        fields = [*EnquirySerializer.Meta.fields, "messages"]
        read_only_fields = fields


class FilterSerializer(serializers.Serializer[Any]):
    """The filters of the list, as the page has them; without a state: every state."""

    who = serializers.ChoiceField(choices=WHO, required=False)
    state = serializers.ChoiceField(choices=[value for value, _label in STATES], default=ANY)
    assistant = serializers.SlugField(required=False)
    channel = serializers.UUIDField(required=False)
    topic = serializers.UUIDField(required=False)
    contact = serializers.UUIDField(required=False)
    label = serializers.CharField(required=False, max_length=40)  # type: ignore[assignment]
    priority = serializers.ChoiceField(choices=Enquiry.Priority.choices, required=False)
    overdue = serializers.BooleanField(required=False)
    q = serializers.CharField(required=False, max_length=200, allow_blank=True)


class NewMessageSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=20_000)
    kind = serializers.ChoiceField(
        choices=["reply", "note"], default="reply", help_text="a note is for the team only"
    )


class EscalateSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=HandoverReason.choices, default=HandoverReason.POLICY.value)


class ResolveSerializer(serializers.Serializer[Any]):
    resolution = serializers.ChoiceField(
        choices=Enquiry.Resolution.choices,
        default=Enquiry.Resolution.ASSUMED.value,
        help_text="confirmed only when the customer said so",
    )


def _found(request: Request) -> Any:
    return threads.enquiries_with_facts(request.workspace)  # type: ignore[attr-defined]


def _one(request: Request, pk: UUID) -> Enquiry:
    enquiry: Enquiry | None = _found(request).filter(pk=pk).first()
    if enquiry is None:
        raise Http404
    return enquiry


def _open(request: Request, pk: UUID) -> Enquiry:
    """One that is not part of another."""
    enquiry = _one(request, pk)
    return _one(request, enquiry.merged_into_id) if enquiry.merged_into_id else enquiry


@extend_schema(
    parameters=[
        OpenApiParameter("who", enum=WHO),
        OpenApiParameter("state", enum=[value for value, _label in STATES]),
        OpenApiParameter("assistant", str),
        OpenApiParameter("channel", UUID),
        OpenApiParameter("topic", UUID),
        OpenApiParameter("contact", UUID),
        OpenApiParameter("label", str),
        OpenApiParameter("priority", enum=Enquiry.Priority.values),
        OpenApiParameter("overdue", bool),
        OpenApiParameter("q", str, description="words of a message, a customer, or a number"),
    ]
)
class EnquiryList(ListAPIView[Enquiry]):
    """Enquiries of the workspace, the newest first."""

    serializer_class = EnquirySerializer
    pagination_class = CursorPages
    cursor_ordering = ("-created_at", "pk")
    queryset = Enquiry.objects.none()

    def get_queryset(self) -> Any:
        asked = FilterSerializer(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        filters = Filters(**{name: value for name, value in asked.validated_data.items() if value})
        user: Any = self.request.user
        workspace = self.request.workspace  # type: ignore[attr-defined]
        rows = inbox.enquiries(workspace, filters, user=user, now=timezone.now())
        return rows.select_related("assistant", "channel", "contact", "topic")


class EnquiryDetail(APIView):
    """One enquiry with everything said in it: replies, notes and events, in their order."""

    @extend_schema(responses=EnquiryWithMessagesSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        enquiry = _one(request, pk)
        said = enquiry.messages.select_related("user").prefetch_related("files").order_by("seq")
        known = EnquirySerializer(enquiry).data
        return Response({**known, "messages": EnquiryMessageSerializer(said, many=True).data})


class EnquiryMessages(IdempotentMixin, APIView):
    """Write to the customer, or a note to the team (`@name` tells a colleague)."""

    @extend_schema(request=NewMessageSerializer, responses={201: EnquiryMessageSerializer})
    def post(self, request: Request, pk: UUID) -> Response:
        enquiry = _open(request, pk)
        asked = NewMessageSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        write = mentions.write_note if asked.validated_data["kind"] == "note" else enquiries.reply
        user: Any = request.user
        message = write(enquiry=enquiry, actor=user, text=asked.validated_data["text"], now=timezone.now())
        return Response(EnquiryMessageSerializer(message).data, status=201)


class EnquiryEscalate(IdempotentMixin, APIView):
    """Leave it to people until it is resolved; a second time changes nothing."""

    @extend_schema(request=EscalateSerializer, responses=EnquirySerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        enquiry = _open(request, pk)
        asked = EscalateSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user: Any = request.user
        handover.hand_over(
            enquiry=enquiry, reason=asked.validated_data["reason"], now=timezone.now(), user=user
        )
        return Response(EnquirySerializer(_one(request, enquiry.pk)).data)


class EnquiryResolve(IdempotentMixin, APIView):
    """End it; a second time changes nothing."""

    @extend_schema(request=ResolveSerializer, responses=EnquirySerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        enquiry = _open(request, pk)
        asked = ResolveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user: Any = request.user
        enquiries.resolve(
            enquiry=enquiry,
            actor=user,
            now=timezone.now(),
            resolution=asked.validated_data["resolution"],
        )
        return Response(EnquirySerializer(_one(request, enquiry.pk)).data)

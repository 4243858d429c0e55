"""The chat's REST API: conversations, one answer, a stream of it, and how it would come about."""

import json
from collections.abc import AsyncIterator
from typing import Any, cast
from uuid import UUID

from channels.db import database_sync_to_async
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat import context, selectors, services
from chat.following import Follower, wait_until_closed
from chat.models import Conversation, ConversationQuerySet, Message
from chat.serializers import (
    AnswerSerializer,
    AskSerializer,
    ContextSerializer,
    ConversationDetailSerializer,
    ConversationSerializer,
    StopSerializer,
    answer_of,
    contract_of,
)
from chat.services import Turn
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages
from lumen.common import events

STOP_SECONDS = 1.0


class NewestConversations(CursorPages):
    ordering = "-updated_at"


class ConversationList(IdempotentMixin, generics.ListCreateAPIView[Conversation]):
    """A member's own conversations."""

    serializer_class = ConversationSerializer
    pagination_class = NewestConversations
    reads_only = True  # viewers ask too: a question changes nothing in the workspace

    def get_queryset(self) -> ConversationQuerySet:
        return selectors.conversations_of(self.request.membership)  # type: ignore[attr-defined]

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = services.start_conversation(
            workspace=self.request.workspace,  # type: ignore[attr-defined]
            user=cast("Any", self.request.user),
            title=serializer.validated_data.get("title", ""),
        )


class ConversationDetail(generics.RetrieveUpdateDestroyAPIView[Conversation]):
    """One conversation with its messages; `PATCH` renames it."""

    serializer_class = ConversationDetailSerializer
    lookup_field = "pk"
    reads_only = True
    http_method_names = ["get", "patch", "delete", "head", "options"]

    def get_queryset(self) -> ConversationQuerySet:
        mine = selectors.conversations_of(self.request.membership)  # type: ignore[attr-defined]
        return selectors.with_messages(mine)

    def perform_update(self, serializer: Any) -> None:
        title = serializer.validated_data.get("title", "")
        services.rename_conversation(conversation=serializer.instance, title=title)

    def perform_destroy(self, instance: Conversation) -> None:
        services.delete_conversation(conversation=instance, now=timezone.now())


def _asked(request: Request) -> tuple[Turn, int]:
    """Start the turn that a request asks for; the number of the last event before it."""
    form = AskSerializer(data=request.data)
    form.is_valid(raise_exception=True)
    asked = form.validated_data
    membership = request.membership  # type: ignore[attr-defined]
    conversation = None
    if asked["conversation_id"]:
        mine = selectors.conversations_of(membership)
        conversation = get_object_or_404(mine, pk=asked["conversation_id"])
    before = events.last_seq(workspace_id=membership.workspace_id, user_id=membership.user_id)
    turn = services.start_turn(
        workspace=membership.workspace,
        membership=membership,
        conversation=conversation,
        text=asked["message"],
        document_ids=_ids(asked["document_ids"]),
        now=timezone.now(),
    )
    return turn, before


def _ids(document_ids: list[UUID] | None) -> list[str] | None:
    return None if document_ids is None else [str(key) for key in document_ids]


class MessageView(IdempotentMixin, APIView):
    """Ask and wait for the answer."""

    reads_only = True

    @extend_schema(request=AskSerializer, responses=AnswerSerializer)
    def post(self, request: Request) -> Response:
        turn, before = _asked(request)
        for _event in Follower(turn.reply, before):
            pass
        reply = Message.objects.get(pk=turn.reply.pk)
        if reply.state == Message.State.FAILED:
            ids = {"conversation_id": str(reply.conversation_id), "message_id": str(reply.pk)}
            raise services.NoWorkerError(reply.problem, **ids)
        return Response(AnswerSerializer(answer_of(reply)).data)


class EventStreamRenderer(BaseRenderer):
    """Lets clients say `Accept: text/event-stream`; the view streams by itself."""

    media_type = "text/event-stream"
    format = "events"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return JSONRenderer().render(data)


class StreamView(APIView):
    """Ask and receive the answer word by word as server-sent events."""

    reads_only = True
    renderer_classes = [JSONRenderer, EventStreamRenderer]

    @extend_schema(
        request=AskSerializer,
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR,
                "Lines `data: {...}` of type started, plan, tool_started, tool_result, chunk, "
                "citation, error and done.",
            )
        },
    )
    def post(self, request: Request) -> StreamingHttpResponse:
        turn, before = _asked(request)
        return _stream(turn.reply, before)


class ResumeView(APIView):
    """Go on receiving an answer after the connection was lost."""

    reads_only = True
    renderer_classes = [JSONRenderer, EventStreamRenderer]

    @extend_schema(
        parameters=[OpenApiParameter("after", int, description="`seq` of the last event that was received")],
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR, "The lines after that one, as of `chat/stream`."
            )
        },
    )
    def get(self, request: Request, pk: UUID) -> StreamingHttpResponse:
        mine = selectors.messages_of(request.membership)  # type: ignore[attr-defined]
        reply = get_object_or_404(mine.select_related("conversation"), run=pk)
        after = request.query_params.get("after", "")
        return _stream(reply, events.read_seq(after, 0))


def _stream(reply: Message, after: int) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(reply, after), content_type="text/event-stream")
    response["Cache-Control"], response["X-Accel-Buffering"] = "no-cache", "no"
    return response


async def _lines(reply: Message, after: int) -> AsyncIterator[str]:
    ids: dict[str, Any] = {
        "conversation_id": str(reply.conversation_id),
        "message_id": str(reply.pk),
        "run_id": str(reply.run),
    }
    yield _line({"type": "started", **ids, "seq": after})  # what stopping and going on later need
    async for event in Follower(reply, after):
        ids["seq"] = event.seq
        if event.type == "delta":
            yield _line({"type": "chunk", "content": event.payload["content"], **ids})
        elif event.type in ("plan", "tool_started", "tool_result", "citation", "error"):
            facts = {k: v for k, v in event.payload.items() if k not in ("run", "conversation", "message")}
            yield _line({"type": event.type, **facts, **ids})
        elif event.type == "done":
            facts = {name: event.payload.get(name) for name in ("state", "answer", "proposals")}
            yield _line({"type": "done", **facts, **ids})
            return
    yield await database_sync_to_async(_kept)(reply, ids)


def _kept(reply: Message, ids: dict[str, Any]) -> str:
    """The end of an answer whose events are no longer there."""
    stored = Message.objects.get(pk=reply.pk)
    answer = contract_of(stored) if stored.answer else None
    return _line({"type": "done", "state": stored.state, "answer": answer, "proposals": [], **ids})


def _line(payload: dict[str, Any]) -> str:
    return f"data: {json.dumps(payload, ensure_ascii=False)}\n\n"


class ContextView(APIView):
    """The plan, the passages and the prompt of an answer, without the answer."""

    reads_only = True

    @extend_schema(request=AskSerializer, responses=ContextSerializer)
    def post(self, request: Request) -> Response:
        form = AskSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        found = context.context_of(
            membership=request.membership,  # type: ignore[attr-defined]
            text=form.validated_data["message"],
            document_ids=_ids(form.validated_data["document_ids"]) or [],
            now=timezone.now(),
        )
        return Response(ContextSerializer(found).data)


class StopView(APIView):
    """Stop a run of one's own."""

    reads_only = True

    @extend_schema(request=None, responses={202: StopSerializer})
    def post(self, request: Request, pk: UUID) -> Response:
        mine = selectors.messages_of(request.membership)  # type: ignore[attr-defined]
        reply = get_object_or_404(mine.select_related("conversation"), run=pk)
        services.stop_turn(reply=reply)
        wait_until_closed(reply, STOP_SECONDS)
        body = {"run_id": pk, "state": reply.state}
        return Response(StopSerializer(body).data, status=status.HTTP_202_ACCEPTED)

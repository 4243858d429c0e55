"""REST for assistants: making and changing them, how far they are, how they do."""

from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListCreateAPIView, RetrieveUpdateDestroyAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import require_administer
from assistants.models import Assistant, Phase
from assistants.selectors import analytics as figures
from assistants.selectors import decisions, overview, status
from assistants.selectors.analytics import PERIODS, USUAL
from assistants.serializers_assistants import AnalyticsSerializer, AssistantSerializer, StatusSerializer
from assistants.services import assistants as service
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages


def _assistants(request: Request) -> Any:
    return overview.cards(request.workspace)  # type: ignore[attr-defined]


@extend_schema(parameters=[OpenApiParameter("phase", enum=Phase.values), OpenApiParameter("q", str)])
class AssistantList(IdempotentMixin, ListCreateAPIView[Assistant]):
    """Assistants of the workspace; a new one begins with a website channel. Owners make them."""

    serializer_class = AssistantSerializer
    pagination_class = CursorPages
    queryset = Assistant.objects.none()

    def get_queryset(self) -> Any:
        asked, rows = self.request.query_params, _assistants(self.request)
        if asked.get("phase"):
            rows = rows.filter(phase=asked["phase"])
        return rows.filter(name__icontains=asked["q"]) if asked.get("q") else rows

    def perform_create(self, serializer: Any) -> None:
        require_administer(self.request.membership)  # type: ignore[attr-defined]
        made = service.create(
            workspace=self.request.workspace,  # type: ignore[attr-defined]
            actor=cast("Any", self.request.user),
            website=_("Website"),
            **serializer.validated_data,
        )
        serializer.instance = _assistants(self.request).get(pk=made.pk)


class AssistantDetail(RetrieveUpdateDestroyAPIView[Assistant]):
    """One assistant; `DELETE` closes its channels and keeps what was written."""

    serializer_class = AssistantSerializer
    queryset = Assistant.objects.none()
    http_method_names = ["get", "patch", "delete", "head", "options"]

    def get_queryset(self) -> Any:
        return _assistants(self.request)

    def perform_update(self, serializer: Any) -> None:
        require_administer(self.request.membership)  # type: ignore[attr-defined]
        service.update(
            assistant=serializer.instance,
            actor=cast("Any", self.request.user),
            now=timezone.now(),
            **serializer.validated_data,
        )
        serializer.instance = self.get_queryset().get(pk=serializer.instance.pk)

    def perform_destroy(self, instance: Assistant) -> None:
        require_administer(self.request.membership)  # type: ignore[attr-defined]
        service.delete(assistant=instance, actor=cast("Any", self.request.user), now=timezone.now())


class AssistantStatus(APIView):
    """How far an assistant is, explained by its parts."""

    @extend_schema(responses=StatusSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        assistant = get_object_or_404(_assistants(request), pk=pk)
        found = status.status_of(assistant, now=timezone.now())
        proof = found.figures.evidence
        answer = {
            "id": assistant.pk,
            "phase": assistant.phase,
            "may_automate": assistant.may_automate,
            "stage": found.stage,
            "parts": found.parts,
            "decisions": proof.decisions,
            "accepted": proof.accepted,
            "bound": proof.bound,
            "target": proof.target,
        }
        return Response(StatusSerializer(answer).data)


class AssistantAnalytics(APIView):
    """How an assistant did in the last days."""

    @extend_schema(
        parameters=[OpenApiParameter("days", enum=[*PERIODS, "all"], default=USUAL)],
        responses=AnalyticsSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        assistant = get_object_or_404(_assistants(request), pk=pk)
        asked = request.query_params.get("days", USUAL)
        chosen = asked if asked in PERIODS or asked == "all" else USUAL
        now = timezone.now()
        found = figures.analytics(assistant, figures.span_of(chosen, now))
        answer = {
            "days": PERIODS.get(chosen),
            "conversations": found.conversations,
            "drafts": found.drafts,
            "handovers": [{"reason": reason, "count": count} for reason, count in found.handovers],
            "satisfaction": found.contentment,
            "topics": found.topics,
            "channels": found.channels,
            "weeks": found.weeks,
            "unanswered": found.questions,
            "what_if": [_what_if(*pair) for pair in decisions.replays(assistant, now=now)],
            "styles": found.styles,
            "reliability": found.reliability,
            "cost_per_conversation_usd": found.cost_per_conversation.quantize(Decimal("0.000001")),
        }
        return Response(AnalyticsSerializer(answer).data)


def _what_if(topic: Any, replay: Any) -> dict[str, Any]:
    names = ("messages", "answered", "wrong", "answered_share", "wrong_share", "from_confidence")
    return {"topic": topic.pk, "name": topic.name, **{name: getattr(replay, name) for name in names}}

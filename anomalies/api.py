"""Findings over REST."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from anomalies import services
from anomalies.models import Feedback, Finding
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages


class ReasonSerializer(serializers.Serializer[dict[str, Any]]):
    code = serializers.CharField()
    bits = serializers.FloatField()
    text = serializers.CharField()


class FindingSerializer(serializers.ModelSerializer[Finding]):
    """A finding with its reasons; amounts are those of the payment it is about."""

    merchant = serializers.CharField(source="transaction.title", read_only=True)
    amount = serializers.DecimalField(
        source="transaction.amount", max_digits=16, decimal_places=2, read_only=True
    )
    currency = serializers.CharField(source="transaction.currency", read_only=True)
    related = serializers.PrimaryKeyRelatedField[Any](many=True, read_only=True)
    reasons = ReasonSerializer(many=True, read_only=True)

    class Meta:
        model = Finding
        fields = [
            "id",
            "kind",
            "level",
            "state",
            "title",
            "text",
            "reasons",
            "score",
            "merchant",
            "amount",
            "currency",
            "transaction",
            "related",
            "model_version",
            "happened_on",
            "noticed_at",
        ]
        read_only_fields = fields


class FeedbackSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=Feedback.Verdict.choices)
    for_ever = serializers.BooleanField(default=False)


class NewestFindings(CursorPages):
    ordering = "-happened_on"


def _findings(request: Request) -> Any:
    workspace = request.workspace  # type: ignore[attr-defined]
    return Finding.objects.in_workspace(workspace).for_lists().prefetch_related("related")


@extend_schema(
    parameters=[
        OpenApiParameter("state", enum=Finding.State.values),
        OpenApiParameter("kind", enum=Finding.Kind.values),
        OpenApiParameter("level", enum=Finding.Level.values),
    ]
)
class FindingList(ListAPIView[Finding]):
    """Findings of the workspace, newest first."""

    serializer_class = FindingSerializer
    pagination_class = NewestFindings
    queryset = Finding.objects.none()

    def get_queryset(self) -> Any:
        asked = self.request.query_params
        filters = {name: asked[name] for name in ("state", "kind", "level") if asked.get(name)}
        return _findings(self.request).filter(**filters)


class FindingDetail(RetrieveAPIView[Finding]):
    serializer_class = FindingSerializer
    queryset = Finding.objects.none()

    def get_queryset(self) -> Any:
        return _findings(self.request)


def _one(request: Request, pk: Any) -> Finding:
    finding: Finding | None = _findings(request).filter(pk=pk).first()
    if finding is None:
        raise Http404
    return finding


class FindingFeedback(IdempotentMixin, APIView):
    """Say what a finding was; the answer before it is replaced."""

    @extend_schema(request=FeedbackSerializer, responses=FindingSerializer)
    def post(self, request: Request, pk: Any) -> Response:
        asked = FeedbackSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.give_feedback(
            finding=_one(request, pk),
            verdict=asked.validated_data["verdict"],
            is_for_ever=asked.validated_data["for_ever"],
            actor=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return Response(FindingSerializer(_one(request, pk)).data)


class FindingUndo(IdempotentMixin, APIView):
    """Take the standing answer back."""

    @extend_schema(request=None, responses=FindingSerializer)
    def post(self, request: Request, pk: Any) -> Response:
        services.undo_feedback(
            finding=_one(request, pk),
            actor=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return Response(FindingSerializer(_one(request, pk)).data)

"""Cases, the history beside a finding, and what was learnt, over REST."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from anomalies import lessons, presenting, selectors, services
from anomalies.checklists import CaseView, case_of
from anomalies.models import Case, CaseStep, Feedback, Finding
from lumen.api.idempotency import IdempotentMixin


class StepLineSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    is_done = serializers.BooleanField()
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = serializers.CharField()


class CaseSerializer(serializers.Serializer[CaseView]):
    """`money_back` is the row by which the payment came back, where one is linked to it."""

    finding = serializers.UUIDField(source="case.finding_id")
    is_open = serializers.BooleanField(source="case.is_open")
    opened_at = serializers.DateTimeField(source="case.created_at")
    closed_at = serializers.DateTimeField(source="case.closed_at", allow_null=True)
    outcome = serializers.CharField(source="case.outcome")
    note = serializers.CharField(source="case.note")
    steps = StepLineSerializer(many=True)
    money_back = serializers.UUIDField(source="money_back.pk", allow_null=True, default=None)


class StepSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=CaseStep.Code.choices)
    done = serializers.BooleanField(default=True)


class NoteSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(allow_blank=True, max_length=4_000)


class CloseSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=Case.Outcome.choices)


class PointSerializer(serializers.Serializer[Any]):
    date = serializers.DateField(source="day")
    amount = serializers.DecimalField(max_digits=16, decimal_places=2)
    is_marked = serializers.BooleanField()


class HistorySerializer(serializers.Serializer[Any]):
    """Payments to the finding's merchant, oldest first, in the workspace's currency."""

    currency = serializers.CharField()
    usual = serializers.FloatField(allow_null=True)
    points = PointSerializer(many=True)


class LessonSerializer(serializers.Serializer[Any]):
    finding = serializers.UUIDField(source="feedback.finding_id")
    verdict = serializers.ChoiceField(choices=Feedback.Verdict.choices, source="feedback.verdict")
    text = serializers.CharField()
    said_at = serializers.DateTimeField(source="feedback.created_at")
    until = serializers.DateTimeField(source="feedback.until", allow_null=True)


def _finding(request: Request, pk: Any) -> Finding:
    workspace = request.workspace  # type: ignore[attr-defined]
    found: Finding | None = selectors.findings(workspace).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _case(request: Request, pk: Any) -> Case:
    workspace = request.workspace  # type: ignore[attr-defined]
    found = Case.objects.in_workspace(workspace).filter(finding=pk).first()
    if found is None:
        raise Http404
    return found


def _answer(request: Request, pk: Any) -> Response:
    return Response(CaseSerializer(case_of(_finding(request, pk))).data)


class FindingCase(APIView):
    """What is done about a payment that nobody here made; 404 while nobody said "not me"."""

    @extend_schema(responses=CaseSerializer)
    def get(self, request: Request, pk: Any) -> Response:
        _case(request, pk)
        return _answer(request, pk)

    @extend_schema(request=NoteSerializer, responses=CaseSerializer)
    def patch(self, request: Request, pk: Any) -> Response:
        """Keep a note."""
        case = _case(request, pk)
        asked = NoteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.save_note(
            case=case,
            note=asked.validated_data["note"],
            actor=request.user,  # type: ignore[arg-type]
        )
        return _answer(request, pk)


class FindingCaseStep(IdempotentMixin, APIView):
    """Tick a step of the checklist, or untick it."""

    @extend_schema(request=StepSerializer, responses=CaseSerializer)
    def post(self, request: Request, pk: Any) -> Response:
        case = _case(request, pk)
        asked = StepSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        code, is_done = asked.validated_data["code"], asked.validated_data["done"]
        services.set_step(
            case=case,
            code=code,
            is_done=is_done,
            actor=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return _answer(request, pk)


class FindingCaseClose(IdempotentMixin, APIView):
    """Say how it ended."""

    @extend_schema(request=CloseSerializer, responses=CaseSerializer)
    def post(self, request: Request, pk: Any) -> Response:
        case = _case(request, pk)
        asked = CloseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.close_case(
            case=case,
            outcome=asked.validated_data["outcome"],
            actor=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return _answer(request, pk)


class FindingCaseReopen(IdempotentMixin, APIView):
    """Go on with a closed case."""

    @extend_schema(request=None, responses=CaseSerializer)
    def post(self, request: Request, pk: Any) -> Response:
        services.reopen_case(
            case=_case(request, pk),
            actor=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return _answer(request, pk)


class FindingHistory(APIView):
    """The merchant's payments with this one marked, as the chart shows them."""

    @extend_schema(responses=HistorySerializer)
    def get(self, request: Request, pk: Any) -> Response:
        finding = _finding(request, pk)
        chart = presenting.present(finding).chart
        history = {
            "currency": finding.workspace.base_currency,
            "usual": chart.usual if chart else None,
            "points": chart.points if chart else [],
        }
        return Response(HistorySerializer(history).data)


class Lessons(APIView):
    """What people's answers taught, newest first; undo the finding's answer to unlearn one."""

    @extend_schema(responses=LessonSerializer(many=True))
    def get(self, request: Request) -> Response:
        workspace = request.workspace  # type: ignore[attr-defined]
        said = selectors.feedback_in_force(workspace, timezone.now())
        found = [lessons.lesson(feedback, workspace.base_currency) for feedback in said]
        return Response(LessonSerializer(found, many=True).data)

"""REST: what happens when in a recording."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from documents import recordings
from documents.api.papers import OneDocumentView


class ShotSerializer(serializers.Serializer[Any]):
    """A shot of a film, or a stretch of sound; `picture` is the address of its key frame, or null."""

    starts_ms = serializers.IntegerField()
    ends_ms = serializers.IntegerField()
    page = serializers.IntegerField()
    text = serializers.CharField()
    picture = serializers.CharField(allow_null=True)
    motion = serializers.FloatField(allow_null=True, help_text="0..1; null for sound.")
    faces = serializers.IntegerField()


class LineSerializer(serializers.Serializer[Any]):
    at_ms = serializers.IntegerField()
    text = serializers.CharField()
    is_screen = serializers.BooleanField(help_text="It stands on the screen; else it is said.")
    page = serializers.IntegerField()


class TimelineSerializer(serializers.Serializer[Any]):
    duration_ms = serializers.IntegerField(allow_null=True)
    shots = ShotSerializer(many=True)
    lines = LineSerializer(many=True)


class DocumentTimelineView(OneDocumentView):
    @extend_schema(
        responses=TimelineSerializer,
        description="The shots of a film, or stretches of sound, with their words. Papers have none: 404.",
    )
    def get(self, request: Request, pk: UUID) -> Response:
        document = self.document(request, pk)
        if not document.is_recording:
            raise Http404
        shots = [self._shot(request, document.pk, shot) for shot in recordings.shots(document)]
        parts = recordings.timeline(document).parts
        lines = [line for part in parts for line in part.lines]
        told = {"duration_ms": document.duration_ms, "shots": shots, "lines": lines}
        return Response(TimelineSerializer(told).data)

    def _shot(self, request: Request, pk: UUID, shot: recordings.ShotShown) -> dict[str, Any]:
        address = reverse("api-document-page", args=[pk, shot.page], request=request)
        return {
            "starts_ms": shot.starts_ms,
            "ends_ms": shot.ends_ms,
            "page": shot.page,
            "text": shot.text,
            "picture": address if shot.has_picture else None,
            "motion": shot.motion,
            "faces": shot.faces,
        }

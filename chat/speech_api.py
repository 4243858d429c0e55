"""Hearing by REST."""

import tempfile
from collections.abc import Mapping
from typing import IO, Any

from django.core.files import File
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat import hearing
from chat.hearing import Recording

PIECE = 1 << 18


class SoundParser(BaseParser):
    """A body that is the recording itself, read no further than the limit."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        file = tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - closed with the request
        size = 0
        while size <= hearing.MOST_BYTES and (piece := stream.read(PIECE)):
            size += len(piece)
            file.write(piece)
        file.seek(0)
        found: File = File(file, name="recording")  # type: ignore[type-arg]
        found.size = size
        return found


class SegmentSerializer(serializers.Serializer[Any]):
    start_ms = serializers.IntegerField()
    end_ms = serializers.IntegerField()
    text = serializers.CharField()
    confidence = serializers.FloatField(help_text="0 to 1; 0 where the recogniser does not tell.")


class TranscriptSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="As people type it: numbers in digits, names as they are written.")
    words = serializers.CharField(help_text="As it was said, in small letters.")
    segments = SegmentSerializer(many=True)
    recogniser = serializers.CharField()
    seconds = serializers.FloatField()
    took_ms = serializers.IntegerField()


class SoundSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="Sound or film of up to 50 MB and 30 minutes.")
    language = serializers.CharField(required=False, default="")


class TranscribeView(APIView):
    """What is said in a recording. Nothing of it is kept.

    Send it as `file` of a form, or as the body itself with its own content type.
    """

    parser_classes = [MultiPartParser, SoundParser]
    reads_only = True  # viewers speak too

    @extend_schema(
        parameters=[OpenApiParameter("language", OpenApiTypes.STR, description="ISO 639-1; else English")],
        request={"multipart/form-data": SoundSerializer, "audio/*": OpenApiTypes.BINARY},
        responses=TranscriptSerializer,
    )
    def post(self, request: Request) -> Response:
        recording, language = _given(request)
        told = hearing.transcribe(
            workspace=request.workspace,  # type: ignore[attr-defined]
            recording=recording,
            language=hearing.require_language(language),
        )
        return Response(told)


def _given(request: Request) -> tuple[Recording, str]:
    language = request.query_params.get("language", "")
    given: Any = request.data
    if isinstance(given, File):
        return Recording(file=given, mime=(request.content_type or "").split(";")[0]), language
    file = given.get("file") or given.get("audio")
    if not isinstance(file, File):
        raise exceptions.ValidationError({"file": ["Send the recording as `file`."]})
    mime = getattr(file, "content_type", "") or ""
    return Recording(file=file, mime=mime), language or str(given.get("language", ""))

"""Speaking by REST."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from chat import speaking
from chat.spoken_views import as_sound
from lumen.ai.speech.speaking import LANGUAGES, LONGEST_GIVEN


class SpeakSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_GIVEN)
    language = serializers.ChoiceField(
        choices=[(language.code, language.name) for language in LANGUAGES],
        required=False,
        default="",
        allow_blank=True,
        help_text="Left out: told from the letters, English for Latin ones.",
    )


class SoundRenderer(BaseRenderer):
    """Lets clients say `Accept: audio/mpeg`; the view answers by itself, and refusals are JSON."""

    media_type = "audio/*"
    format = "sound"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return JSONRenderer().render(data)


class SpeakView(APIView):
    """A text read aloud by a voice of this machine; markup in it is taken out, not obeyed.

    About the first 1,500 characters are read, to the end of a sentence; `X-Lumen-Cut` says whether more
    was given, `X-Lumen-Voice` who speaks.
    """

    renderer_classes = [JSONRenderer, SoundRenderer]
    reads_only = True  # viewers listen too

    @extend_schema(
        request=SpeakSerializer,
        responses={(200, "audio/mpeg"): OpenApiResponse(OpenApiTypes.BINARY, "WAV where ffmpeg is absent.")},
    )
    def post(self, request: Request) -> HttpResponse:
        form = SpeakSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        return as_sound(request._request, speaking.speak(asked["text"], language=asked["language"]))

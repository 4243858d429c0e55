"""REST: what is seen in pictures, copies of them, and finding them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from documents import picture_search, responses
from documents.api.papers import OneDocumentView
from documents.picture_search import SeenHit
from lumen.api.idempotency import IdempotentMixin
from lumen.common.tasks import enqueue

MOST = 100


class PictureQuestionSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=300, allow_blank=True)
    k = serializers.IntegerField(min_value=1, max_value=MOST, default=24)


class FoundPictureSerializer(serializers.Serializer[SeenHit]):
    document = serializers.UUIDField(source="document.pk")
    external_name = serializers.CharField(source="document.filename")
    page = serializers.IntegerField()
    score = serializers.FloatField()
    why = serializers.CharField()


class FoundPicturesSerializer(serializers.Serializer[Any]):
    results = FoundPictureSerializer(many=True, source="hits")
    compared = serializers.ChoiceField(choices=["model", "words"], source="way")


class SeenSerializer(serializers.Serializer[Any]):
    """As `Look` has it; empty until somebody has looked."""

    seen = serializers.JSONField()


class PictureSearchView(APIView):
    """Pictures by what they show; without a picture model by text, colours, codes and faces."""

    reads_only = True
    parser_classes = [JSONParser]

    @extend_schema(
        operation_id="documents_search_pictures",
        request=PictureQuestionSerializer,
        responses=FoundPicturesSerializer,
    )
    def post(self, request: Request) -> Response:
        asked = PictureQuestionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = picture_search.find(
            workspace=request.workspace,  # type: ignore[attr-defined]
            text=asked.validated_data["text"],
            k=asked.validated_data["k"],
        )
        return Response(FoundPicturesSerializer(found).data)


class DocumentSeenView(IdempotentMixin, OneDocumentView):
    """What is seen in the first page's picture; a POST has it looked at more closely."""

    @extend_schema(operation_id="document_seen_retrieve", responses=SeenSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        page = self.document(request, pk).pages.order_by("number").first()
        return Response({"seen": page.seen if page else {}})

    @extend_schema(operation_id="document_seen_create", request=None, responses={202: SeenSerializer})
    def post(self, request: Request, pk: UUID) -> Response:
        document = self.document(request, pk)
        enqueue("documents.tasks.look_closer", document_id=str(document.pk))
        page = document.pages.order_by("number").first()
        return Response({"seen": page.seen if page else {}}, status=status.HTTP_202_ACCEPTED)


class DocumentBareView(OneDocumentView):
    @extend_schema(
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
        description="The pixels alone as JPEG: no place, no camera, no time.",
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        return responses.bare_picture(self.document(request, pk))


class DocumentEnhancedView(OneDocumentView):
    @extend_schema(
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
        description="The picture as JPEG: straightened, without grain, evenly lit.",
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        return responses.enhanced_picture(self.document(request, pk))

"""REST for the ways in: webhooks and sources."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages
from lumen.api.throttling import WebhookThrottle
from transactions.mailboxes import push
from transactions.models import Source
from transactions.services import inbox, sources
from transactions.services.inbox import Received
from transactions.sources import deliveries
from transactions.sources.deliveries import Delivery


class RawBodyParser(JSONParser):
    """Webhooks read the signed bytes themselves."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> dict[str, Any]:
        return {}


class WebhookAnswer(serializers.Serializer[Any]):
    raw_item_id = serializers.UUIDField()
    outcome = serializers.CharField()
    reason = serializers.CharField()
    transaction = serializers.UUIDField(allow_null=True)


class WebhookView(APIView):
    """Signed deliveries from outside: no session, no cookie, no CSRF."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (WebhookThrottle,)
    parser_classes = (RawBodyParser,)

    def deliver(self, request: Request, kind: str) -> Delivery:
        wire: HttpRequest = request._request
        deliveries.require_fitting(kind, int(wire.META.get("CONTENT_LENGTH") or 0))
        headers = request.headers
        return Delivery(
            source_id=headers.get("X-Lumen-Source", "") or wire.GET.get("source", ""),
            timestamp=headers.get("X-Lumen-Timestamp", ""),
            signature=headers.get("X-Lumen-Signature", ""),
            key=headers.get("X-Lumen-Key", ""),
            twilio_signature=headers.get("X-Twilio-Signature", ""),
            urls=(wire.build_absolute_uri(), f"{settings.SITE_URL}{wire.get_full_path()}"),
            content_type=wire.headers.get("Content-Type", ""),
            body=wire.body,
        )

    @staticmethod
    def answer(received: Received) -> Response:
        item = inbox.read_item(item_id=str(received.item.pk))
        row = inbox.transaction_of(item)
        body = {
            "raw_item_id": item.pk,
            "outcome": item.outcome,
            "reason": item.reason,
            "transaction": row.pk if row else None,
        }
        code = status.HTTP_202_ACCEPTED if received.is_new else status.HTTP_200_OK
        return Response(WebhookAnswer(body).data, status=code)


_SIGNED = "Signed with X-Lumen-Source, X-Lumen-Timestamp and X-Lumen-Signature."


class SmsWebhook(WebhookView):
    @extend_schema(
        description=f"One bank message. {_SIGNED}",
        auth=[],
        request=inline_serializer(
            "BankMessage",
            {
                "from": serializers.CharField(),
                "body": serializers.CharField(),
                "timestamp": serializers.CharField(required=False),
            },
        ),
        responses={202: WebhookAnswer, 200: WebhookAnswer},
    )
    def post(self, request: Request) -> Response:
        delivery = self.deliver(request, Source.Kind.SMS)
        return self.answer(deliveries.accept_message(delivery=delivery, now=timezone.now()))


class MailWebhook(WebhookView):
    @extend_schema(
        description=(
            "One mail as it is (RFC 5322), or the JSON or form of Mailgun, SendGrid, Postmark or a "
            f"Cloudflare Email Worker. {_SIGNED}"
        ),
        auth=[],
        request={"message/rfc822": {"type": "string", "format": "binary"}},
        responses={202: WebhookAnswer, 200: WebhookAnswer},
    )
    def post(self, request: Request) -> Response:
        delivery = self.deliver(request, Source.Kind.MAIL)
        return self.answer(deliveries.accept_mail(delivery=delivery, now=timezone.now()))


class GmailPush(APIView):
    """Google's Pub/Sub: new mail in a mailbox."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (WebhookThrottle,)
    parser_classes = (RawBodyParser,)

    @extend_schema(
        description="Google's Pub/Sub tells of new mail, with its OIDC token as bearer.",
        auth=[],
        request={"application/json": {"type": "object"}},
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        wire: HttpRequest = request._request
        deliveries.require_fitting(Source.Kind.SMS, int(wire.META.get("CONTENT_LENGTH") or 0))
        push.accept(authorization=request.headers.get("Authorization", ""), body=wire.body)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SourceSerializer(serializers.ModelSerializer[Source]):
    class Meta:
        model = Source
        fields = (
            "id", "kind", "name", "is_active", "state", "problem", "last_item_at", "polled_at", "created_at",
        )  # fmt: skip
        read_only_fields = ("is_active", "state", "problem", "last_item_at", "polled_at", "created_at")


class NewSourceSerializer(SourceSerializer):
    secret = serializers.CharField(read_only=True, help_text="Shown this once.")

    class Meta:
        model = Source
        fields = (*SourceSerializer.Meta.fields, "secret")
        read_only_fields = SourceSerializer.Meta.read_only_fields


class SourceList(IdempotentMixin, ListAPIView[Source]):
    serializer_class = SourceSerializer
    pagination_class = CursorPages

    def get_queryset(self) -> Any:
        return Source.objects.in_workspace(self.request.workspace)  # type: ignore[attr-defined]

    @extend_schema(request=SourceSerializer, responses={201: NewSourceSerializer})
    def post(self, request: Request) -> Response:
        form = SourceSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        made = sources.create_source(
            workspace=request.workspace,  # type: ignore[attr-defined]
            actor=request.user,  # type: ignore[arg-type]
            name=form.validated_data["name"],
            kind=form.validated_data["kind"],
        )
        answer = {**SourceSerializer(made.source).data, "secret": made.secret}
        return Response(answer, status=status.HTTP_201_CREATED)


class SourceChange(serializers.Serializer[Any]):
    is_active = serializers.BooleanField()


class SourceDetail(APIView):
    def _source(self, request: Request, pk: str) -> Source:
        return get_object_or_404(Source.objects.in_workspace(request.workspace), pk=pk)  # type: ignore[attr-defined]

    @extend_schema(responses=SourceSerializer)
    def get(self, request: Request, pk: str) -> Response:
        return Response(SourceSerializer(self._source(request, pk)).data)

    @extend_schema(request=SourceChange, responses=SourceSerializer)
    def patch(self, request: Request, pk: str) -> Response:
        source = self._source(request, pk)
        form = SourceChange(data=request.data)
        form.is_valid(raise_exception=True)
        active = form.validated_data["is_active"]
        sources.set_active(source=source, actor=request.user, active=active)  # type: ignore[arg-type]
        return Response(SourceSerializer(source).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        sources.disconnect(
            source=self._source(request, pk),
            actor=request.user,  # type: ignore[arg-type]
            keep=sources.PAYMENTS,
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

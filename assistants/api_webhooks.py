"""REST for programs and Slack that bring customers' messages: signed, no session, no cookie."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assistants.channels import doors, program
from assistants.channels.program import Taken, Told
from assistants.channels.slack import receiving, signing
from assistants.models import Channel
from lumen.api.throttling import RedisThrottle
from lumen.common import signatures

LONGEST_TEXT = 20_000


class ChannelThrottle(RedisThrottle):
    """For programs, which send in bursts; each channel and network address by itself."""

    scope = "webhook"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.key_of(f"{view.kwargs.get('public_key', '')[:40]}:{self.get_ident(request)}")


class RawBodyParser(JSONParser):
    """The signed bytes are read as they are."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> dict[str, Any]:
        return {}


class SignedView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ChannelThrottle,)
    parser_classes = (RawBodyParser,)

    @staticmethod
    def body_of(request: Request) -> bytes:
        wire: HttpRequest = request._request
        doors.require_fitting(int(wire.META.get("CONTENT_LENGTH") or 0))
        body = wire.body
        doors.require_fitting(len(body))
        return body

    @staticmethod
    def object_in(body: bytes) -> dict[str, Any]:
        """
        Raises:
            UnreadableMessageError: it is no JSON object.
        """
        try:
            told = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise doors.UnreadableMessageError("The body is not JSON.") from error
        if not isinstance(told, dict):
            raise doors.UnreadableMessageError("The body is not a JSON object.")
        return told


class MessageContact(serializers.Serializer[Any]):
    id = serializers.CharField(required=False, allow_blank=True, max_length=120, allow_null=True)
    name = serializers.CharField(required=False, allow_blank=True, max_length=120, allow_null=True)
    email = serializers.EmailField(required=False, allow_blank=True, allow_null=True)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=32, allow_null=True)


class CustomerMessage(serializers.Serializer[Any]):
    external_id = serializers.CharField(max_length=300, help_text="Your own name of the message.")
    thread = serializers.CharField(required=False, allow_blank=True, max_length=300, allow_null=True)
    text = serializers.CharField(max_length=LONGEST_TEXT)
    contact = MessageContact(required=False)
    verified = serializers.BooleanField(default=False, help_text="You know who this contact is.")
    at = serializers.DateTimeField(required=False, allow_null=True)


class CustomerMessageTaken(serializers.Serializer[Any]):
    message_id = serializers.UUIDField()
    enquiry_id = serializers.UUIDField()
    contact_id = serializers.UUIDField()
    number = serializers.IntegerField()


class ChannelMessage(SignedView):
    @extend_schema(
        description=(
            "A customer's message from a program of your own, signed with X-Lumen-Timestamp and "
            "X-Lumen-Signature (sha256=<hex HMAC of `timestamp.rawbody`>). The same external_id again "
            "gives the same ids."
        ),
        auth=[],
        request=CustomerMessage,
        responses={202: CustomerMessageTaken, 200: CustomerMessageTaken},
    )
    def post(self, request: Request, public_key: str) -> Response:
        body, now = self.body_of(request), timezone.now()
        channel = doors.channel_at(public_key=public_key, kind=Channel.Kind.WEBHOOK)
        signatures.verify(
            secret=channel.key,
            timestamp=request.headers.get("X-Lumen-Timestamp", ""),
            signature=request.headers.get("X-Lumen-Signature", ""),
            body=body,
            now=now,
        )
        doors.require_active(channel)
        form = CustomerMessage(data=self.object_in(body))
        form.is_valid(raise_exception=True)
        taken = program.take(channel=channel, told=_told(form.validated_data), now=now)
        code = status.HTTP_202_ACCEPTED if taken.is_new else status.HTTP_200_OK
        return Response(_answer(taken), status=code)


def _told(cleaned: dict[str, Any]) -> Told:
    contact = cleaned.get("contact") or {}
    return Told(
        text=cleaned["text"],
        external_id=cleaned["external_id"],
        thread=cleaned.get("thread") or "",
        contact_id=contact.get("id") or "",
        name=contact.get("name") or "",
        email=contact.get("email") or "",
        phone=contact.get("phone") or "",
        is_verified=cleaned["verified"],
        at=cleaned.get("at"),
    )


def _answer(taken: Taken) -> dict[str, Any]:
    enquiry = taken.message.enquiry
    told = {
        "message_id": taken.message.pk,
        "enquiry_id": enquiry.pk,
        "contact_id": enquiry.contact_id,
        "number": enquiry.number,
    }
    return dict(CustomerMessageTaken(told).data)


class SlackEvents(SignedView):
    @extend_schema(
        description="Slack's Events API, signed with the app's signing secret.",
        auth=[],
        request={"application/json": {"type": "object"}},
        responses={200: {"type": "object", "properties": {"challenge": {"type": "string"}}}},
    )
    def post(self, request: Request, public_key: str) -> Response:
        body, now = self.body_of(request), timezone.now()
        channel = doors.channel_at(public_key=public_key, kind=Channel.Kind.SLACK)
        signing.verify(
            secret=channel.key,
            timestamp=request.headers.get("X-Slack-Request-Timestamp", ""),
            signature=request.headers.get("X-Slack-Signature", ""),
            body=body,
            now=now,
        )
        told = self.object_in(body)
        if told.get("type") == "url_verification":
            return Response({"challenge": str(told.get("challenge", ""))[:500]})
        receiving.take(channel=channel, body=told, now=now)
        return Response({})

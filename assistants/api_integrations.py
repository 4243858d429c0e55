"""REST for channels: what connects an assistant to mailboxes, programs and Slack."""

from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import require_administer
from assistants.channels import checking
from assistants.forms.channels import EmailForm, ProgramForm, SlackForm
from assistants.models import Assistant, Channel
from assistants.services import channels
from assistants.services.hooks import EVENTS
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages

DOORS = {Channel.Kind.WEBHOOK: "api-channel-message", Channel.Kind.SLACK: "api-slack-events"}


def address_of(channel: Channel) -> str:
    """Where the other side sends to; empty where it sends to a mailbox or a window."""
    door = DOORS.get(channel.kind)  # type: ignore[call-overload]
    return f"{settings.SITE_URL}{reverse(door, args=[channel.public_key])}" if door else ""


class IntegrationSerializer(serializers.ModelSerializer[Channel]):
    assistant = serializers.UUIDField(source="assistant_id")
    address = serializers.SerializerMethodField(help_text="Where the other side sends to.")
    settings = serializers.SerializerMethodField(help_text="By kind; never passwords or keys.")

    class Meta:
        model = Channel
        fields = (
            "id", "assistant", "kind", "name", "is_active", "public_key", "address", "settings", "problem",
            "tried_at", "worked_at", "created_at",
        )  # fmt: skip

    def get_address(self, channel: Channel) -> str:
        return address_of(channel)

    def get_settings(self, channel: Channel) -> dict[str, Any]:
        return dict(channel.settings)


class NewIntegrationSerializer(IntegrationSerializer):
    secret = serializers.CharField(
        allow_null=True, help_text="Signs requests in both directions. Shown this once."
    )

    class Meta:
        model = Channel
        fields = (*IntegrationSerializer.Meta.fields, "secret")


class _New(serializers.Serializer[Any]):
    assistant = serializers.CharField(
        required=False, help_text="Its id or slug; may be left out when the workspace has one."
    )
    name = serializers.CharField(required=False, max_length=80)
    check = serializers.BooleanField(default=False, help_text="Refuse when the connection does not work.")


class NewEmailSerializer(_New):
    address = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False, max_length=300)
    from_name = serializers.CharField(required=False, allow_blank=True, max_length=80)
    imap_host = serializers.CharField(required=False, allow_blank=True, max_length=200)
    imap_port = serializers.IntegerField(required=False, min_value=1, max_value=65_535)
    folder = serializers.CharField(required=False, allow_blank=True, max_length=200)
    smtp_host = serializers.CharField(required=False, allow_blank=True, max_length=200)
    smtp_port = serializers.IntegerField(required=False, min_value=1, max_value=65_535)
    smtp_security = serializers.ChoiceField(choices=["starttls", "tls"], required=False)
    user = serializers.CharField(required=False, allow_blank=True, max_length=200)
    uses_plus = serializers.BooleanField(default=False)


class NewSlackSerializer(_New):
    bot_token = serializers.CharField(max_length=300)
    signing_secret = serializers.CharField(max_length=200)
    places = serializers.ListField(child=serializers.CharField(max_length=40), required=False)


class NewWebhookSerializer(_New):
    url = serializers.CharField(required=False, allow_blank=True, max_length=2_000)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=list(EVENTS)), required=False, help_text="All when left out."
    )


class IntegrationList(ListAPIView[Channel]):
    serializer_class = IntegrationSerializer
    pagination_class = CursorPages

    def get_queryset(self) -> Any:
        mine = Channel.objects.in_workspace(self.request.workspace).kept()  # type: ignore[attr-defined]
        return mine.exclude(kind=Channel.Kind.HISTORY)


class _Creating(IdempotentMixin, APIView, ABC):
    """Owners connect channels; what the form refuses is answered field by field."""

    serializer: type[_New]

    def made(self, request: Request) -> Response:
        require_administer(request.membership)  # type: ignore[attr-defined]
        told = self.serializer(data=request.data)
        told.is_valid(raise_exception=True)
        channel, secret = self.create(request, told.validated_data)
        answer = {**IntegrationSerializer(channel).data, "secret": secret}
        return Response(answer, status=status.HTTP_201_CREATED)

    @abstractmethod
    def create(self, request: Request, told: dict[str, Any]) -> tuple[Channel, str | None]:
        """The new channel, and the secret that is shown this once."""

    @staticmethod
    def assistant(request: Request, told: dict[str, Any]) -> Assistant:
        mine = Assistant.objects.in_workspace(request.workspace).kept()  # type: ignore[attr-defined]
        named = str(told.get("assistant", ""))
        if named:
            return get_object_or_404(mine, **_key_of(named))
        found = list(mine[:2])
        if len(found) != 1:
            raise serializers.ValidationError({"assistant": [_("Say which assistant: its id or slug.")]})
        return found[0]

    @staticmethod
    def valid(form: Any) -> Any:
        if not form.is_valid():
            raise serializers.ValidationError(_errors(form))
        return form


def _key_of(named: str) -> dict[str, Any]:
    try:
        return {"pk": UUID(named)}
    except ValueError:
        return {"slug": named}


def _errors(form: forms.Form) -> dict[str, list[str]]:
    return {field: [str(one) for one in found] for field, found in form.errors.items()}


class EmailIntegration(_Creating):
    serializer = NewEmailSerializer

    @extend_schema(request=NewEmailSerializer, responses={201: NewIntegrationSerializer})
    def post(self, request: Request) -> Response:
        return self.made(request)

    def create(self, request: Request, told: dict[str, Any]) -> tuple[Channel, str | None]:
        form = self.valid(EmailForm(data=told))
        if told["check"]:
            login, server = form.servers(form.credentials()["password"])
            checking.check_mail(login=login, server=server, now=timezone.now())
        channel = channels.create(
            assistant=self.assistant(request, told),
            actor=request.user,  # type: ignore[arg-type]
            kind=Channel.Kind.EMAIL,
            name=told.get("name") or form.name,
            settings={**form.settings(), "starts_at": timezone.now().isoformat()},
            credentials=form.credentials(),
        )
        return channel, None


class SlackIntegration(_Creating):
    serializer = NewSlackSerializer

    @extend_schema(request=NewSlackSerializer, responses={201: NewIntegrationSerializer})
    def post(self, request: Request) -> Response:
        return self.made(request)

    def create(self, request: Request, told: dict[str, Any]) -> tuple[Channel, str | None]:
        fields = {"name": "Slack", **told, "places": " ".join(told.get("places") or [])}
        form = self.valid(SlackForm(data=fields))
        if told["check"]:
            checking.check_slack(token=form.credentials()["bot_token"])
        channel = channels.create(
            assistant=self.assistant(request, told),
            actor=request.user,  # type: ignore[arg-type]
            kind=Channel.Kind.SLACK,
            name=form.cleaned_data["name"],
            settings=form.settings(),
            credentials=form.credentials(),
            secret=form.secret,
        )
        return channel, None


class WebhookIntegration(_Creating):
    serializer = NewWebhookSerializer

    @extend_schema(request=NewWebhookSerializer, responses={201: NewIntegrationSerializer})
    def post(self, request: Request) -> Response:
        return self.made(request)

    def create(self, request: Request, told: dict[str, Any]) -> tuple[Channel, str | None]:
        fields = {"name": _("Program"), "events": list(EVENTS), **told}
        form = self.valid(ProgramForm(data=fields))
        channel = channels.create(
            assistant=self.assistant(request, told),
            actor=request.user,  # type: ignore[arg-type]
            kind=Channel.Kind.WEBHOOK,
            name=form.cleaned_data["name"],
            settings=form.settings(),
        )
        return channel, channel.key


class IntegrationDetail(APIView):
    def _channel(self, request: Request, pk: str) -> Channel:
        mine = Channel.objects.in_workspace(request.workspace).kept()  # type: ignore[attr-defined]
        return get_object_or_404(mine.exclude(kind=Channel.Kind.HISTORY), pk=pk)

    @extend_schema(responses=IntegrationSerializer)
    def get(self, request: Request, pk: str) -> Response:
        return Response(IntegrationSerializer(self._channel(request, pk)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        require_administer(request.membership)  # type: ignore[attr-defined]
        channel = self._channel(request, pk)
        channels.delete(channel=channel, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)

"""`watches`: values somebody is told of."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from lumen.api.idempotency import IdempotentMixin
from lumen.common.tasks import enqueue
from lumen.feeds import wording
from lumen.feeds.api.shared import FeedsView
from lumen.feeds.models import Watch
from lumen.feeds.services import watches as services
from lumen.feeds.services.watches import Draft


class WatchIn(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Watch.Kind.choices)
    subject = serializers.CharField(max_length=120, help_text="USD/INR, INFY.NS, Pune, or words")
    condition = serializers.ChoiceField(
        choices=Watch.Condition.choices, required=False, help_text="Of rain and words there is one only"
    )
    threshold = serializers.DecimalField(
        max_digits=20, decimal_places=8, required=False, allow_null=True, help_text="`change`: per cent"
    )
    day = serializers.ChoiceField(choices=Watch.Day.choices, required=False, help_text="Of weather")
    on = serializers.DateField(required=False, allow_null=True, help_text="With the day `date`")
    tells_all = serializers.BooleanField(required=False)


class WatchPatch(WatchIn):
    is_active = serializers.BooleanField(required=False, help_text="false pauses it")


class WatchOut(serializers.ModelSerializer[Watch]):
    state = serializers.ChoiceField(choices=Watch.State.choices, read_only=True)
    sentence = serializers.SerializerMethodField(help_text="The watch in words")
    history = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        read_only=True,
        help_text="[moment, value], oldest first",
    )

    class Meta:
        model = Watch
        fields = [
            *("id", "kind", "subject", "condition", "threshold", "day", "on", "tells_all", "is_active"),
            *("state", "sentence", "value", "unit", "source", "value_at", "is_late", "history", "problem"),
            *("checked_at", "next_at", "told_at", "told_count", "created_at"),
        ]
        read_only_fields = fields

    def get_sentence(self, watch: Watch) -> str:
        return wording.sentence(watch)


class WatchView(FeedsView):
    serializer_class = WatchOut
    queryset = Watch.objects.none()

    def watch(self, pk: UUID) -> Watch:
        kept = Watch.objects.in_workspace(self.workspace).kept().select_related("workspace")
        return get_object_or_404(kept, pk=pk)


class WatchList(IdempotentMixin, WatchView):
    @extend_schema(responses=WatchOut(many=True))
    def get(self, request: Request) -> Response:
        """What is watched, with its last values."""
        return self.listed(Watch.objects.in_workspace(self.workspace).kept())

    @extend_schema(request=WatchIn, responses={201: WatchOut})
    def post(self, request: Request) -> Response:
        """Watch something; it is looked at once at once, in the background."""
        given = WatchIn(data=request.data)
        given.is_valid(raise_exception=True)
        watch = services.save_watch(
            **self.who, watch=None, draft=Draft(**given.validated_data), now=timezone.now()
        )
        return Response(WatchOut(watch).data, status=status.HTTP_201_CREATED)


class WatchDetail(WatchView):
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(WatchOut(self.watch(pk)).data)

    @extend_schema(request=WatchPatch)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change what is watched, or pause it and go on."""
        watch = self.watch(pk)
        given = WatchPatch(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        changes = dict(given.validated_data)
        is_active = changes.pop("is_active", None)
        if changes:
            draft = Draft(**_merged(watch, changes))
            watch = services.save_watch(**self.who, watch=watch, draft=draft, now=timezone.now())
        if is_active is not None:
            services.turn(watch=watch, actor=self.who["actor"], is_active=is_active, now=timezone.now())
        return self.get(request, pk)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take a watch away; its page can bring it back for a day."""
        services.delete_watch(watch=self.watch(pk), actor=self.who["actor"], now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _merged(watch: Watch, changes: dict[str, Any]) -> dict[str, Any]:
    """The watch as it is with what is changed; of each day and one day, what is said now counts."""
    names = ("kind", "subject", "condition", "threshold", "day", "on", "tells_all")
    said = {name: getattr(watch, name) for name in names}
    if {"day", "on"} & changes.keys():
        said |= {"day": "", "on": said["on"] if changes.get("day") == Watch.Day.DATE else None}
    return said | changes


class WatchCheck(IdempotentMixin, WatchView):
    @extend_schema(request=None, responses={202: WatchOut})
    def post(self, request: Request, pk: UUID) -> Response:
        """Look at it now, in the background."""
        watch = self.watch(pk)
        enqueue("lumen.feeds.tasks.check_watch", watch_id=str(watch.pk))
        return Response(WatchOut(self.watch(pk)).data, status=status.HTTP_202_ACCEPTED)

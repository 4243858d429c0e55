"""`feeds` and `feed-entries`."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lumen.api.idempotency import IdempotentMixin
from lumen.feeds import opml, selectors
from lumen.feeds.api.shared import ByDay, FeedsView
from lumen.feeds.models import Entry, Feed
from lumen.feeds.services import feeds as services


class FeedOut(serializers.ModelSerializer[Feed]):
    state = serializers.ChoiceField(choices=Feed.State.choices, read_only=True)
    unread = serializers.IntegerField(read_only=True, help_text="Entries the caller has not read")
    entry_count = serializers.IntegerField(read_only=True)
    problem = serializers.CharField(read_only=True, help_text="What is wrong and what to do; empty when fine")

    class Meta:
        model = Feed
        fields = [
            *("id", "url", "site_url", "title", "name", "is_active", "state", "problem", "unread"),
            *("entry_count", "fetched_at", "next_at", "created_at"),
        ]
        read_only_fields = fields


class FeedIn(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=2_000, help_text="A feed, or a site that names one")
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)


class FeedPatch(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    is_active = serializers.BooleanField(required=False)


class EntryOut(serializers.ModelSerializer[Entry]):
    feed = serializers.UUIDField(source="feed_id", read_only=True)
    feed_name = serializers.CharField(source="feed.__str__", read_only=True)
    is_read = serializers.BooleanField(read_only=True)

    class Meta:
        model = Entry
        fields = [
            *("id", "feed", "feed_name", "title", "link", "summary", "author", "published_at", "is_read"),
        ]
        read_only_fields = fields


class EntryPatch(serializers.Serializer[Any]):
    is_read = serializers.BooleanField()


class OpmlIn(serializers.Serializer[Any]):
    file = serializers.FileField()


class OpmlOut(serializers.Serializer[Any]):
    new = serializers.IntegerField()
    known = serializers.IntegerField()
    refused = serializers.IntegerField(help_text="What is no address of the web")


class FeedView(FeedsView):
    serializer_class = FeedOut
    queryset = Feed.objects.none()

    def feed(self, pk: UUID) -> Feed:
        return get_object_or_404(selectors.feeds_of(self.membership).select_related("workspace"), pk=pk)


class FeedList(IdempotentMixin, FeedView):
    @extend_schema(responses=FeedOut(many=True))
    def get(self, request: Request) -> Response:
        """The feeds of the workspace, with how the last reading of each went."""
        return self.listed(selectors.feeds_of(self.membership))

    @extend_schema(request=FeedIn, responses={201: FeedOut})
    def post(self, request: Request) -> Response:
        """Follow a feed or a site; it is read in the background, and `state` says how that went."""
        given = FeedIn(data=request.data)
        given.is_valid(raise_exception=True)
        feed = services.add_feed(**self.who, now=timezone.now(), **given.validated_data)
        return Response(FeedOut(self.feed(feed.pk)).data, status=status.HTTP_201_CREATED)


class FeedDetail(FeedView):
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(FeedOut(self.feed(pk)).data)

    @extend_schema(request=FeedPatch)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Name it otherwise, pause it, go on with it."""
        feed, given = self.feed(pk), FeedPatch(data=request.data)
        given.is_valid(raise_exception=True)
        services.change_feed(feed=feed, actor=self.who["actor"], now=timezone.now(), **given.validated_data)
        return self.get(request, pk)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take a feed away; its page can bring it back for a day."""
        services.delete_feed(feed=self.feed(pk), actor=self.who["actor"], now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class FeedRefresh(IdempotentMixin, FeedView):
    @extend_schema(request=None, responses={202: FeedOut})
    def post(self, request: Request, pk: UUID) -> Response:
        """Read it now, in the background."""
        feed = self.feed(pk)
        services.refresh_now(feeds=[feed], now=timezone.now())
        return Response(FeedOut(self.feed(pk)).data, status=status.HTTP_202_ACCEPTED)


class FeedOpml(IdempotentMixin, FeedView):
    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(
        operation_id="feeds_opml",
        responses={(200, "text/x-opml"): OpenApiResponse(OpenApiTypes.STR)},
    )
    def get(self, request: Request) -> HttpResponse:
        """The feeds as OPML, which other readers take."""
        feeds = list(Feed.objects.in_workspace(self.workspace).kept())
        content = opml.write(feeds, title=self.workspace.name)
        return HttpResponse(content, content_type="text/x-opml; charset=utf-8")

    @extend_schema(operation_id="feeds_opml_import", request=OpmlIn, responses={201: OpmlOut})
    def post(self, request: Request) -> Response:
        """Follow the feeds of another reader's list."""
        given = OpmlIn(data=request.data)
        given.is_valid(raise_exception=True)
        file = given.validated_data["file"]
        wanted = opml.read(file.read(opml.MOST_BYTES + 1))
        added = services.add_feeds(**self.who, wanted=wanted, now=timezone.now())
        return Response(OpmlOut(added).data, status=status.HTTP_201_CREATED)


class EntryList(FeedsView):
    serializer_class = EntryOut
    queryset = Entry.objects.none()
    pagination_class = ByDay

    @extend_schema(
        parameters=[
            OpenApiParameter("feed", OpenApiTypes.UUID),
            OpenApiParameter("q", str, description="Words that all occur in the title or the text"),
            OpenApiParameter("unread", bool),
        ],
        responses=EntryOut(many=True),
    )
    def get(self, request: Request) -> Response:
        """What the feeds told, the newest first."""
        asked = request.query_params
        rows = selectors.entries_of(
            self.membership,
            feed=_id(asked.get("feed", "")),
            words=asked.get("q", "")[:120],
            only_unread=asked.get("unread") == "true",
        )
        return self.listed(rows)


def _id(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        raise ValidationError({"feed": ["This is no id of a feed."]}) from None


class EntryDetail(APIView):
    """One entry; whether it is read is each member's own, viewers' too."""

    reads_only = True

    def _entry(self, pk: UUID) -> Entry:
        return get_object_or_404(selectors.entries_of(self.request.membership), pk=pk)  # type: ignore[attr-defined]

    @extend_schema(responses=EntryOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(EntryOut(self._entry(pk)).data)

    @extend_schema(request=EntryPatch, responses=EntryOut)
    def patch(self, request: Request, pk: UUID) -> Response:
        entry, given = self._entry(pk), EntryPatch(data=request.data)
        given.is_valid(raise_exception=True)
        user = request.membership.user  # type: ignore[attr-defined]
        services.mark_read(entry=entry, user=user, now=timezone.now(), **given.validated_data)
        return self.get(request, pk)

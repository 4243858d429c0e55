"""`share-prices`: closes from the workspace's own files."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from lumen.api.idempotency import IdempotentMixin
from lumen.common.dates import today_in
from lumen.feeds import selectors
from lumen.feeds.api.shared import FeedsView
from lumen.feeds.services import prices as services


class ShareOut(serializers.Serializer[Any]):
    symbol = serializers.CharField()
    name = serializers.CharField()
    on = serializers.DateField(help_text="The day of the latest close")
    close = serializers.DecimalField(max_digits=24, decimal_places=8)
    currency = serializers.CharField()
    count = serializers.IntegerField(help_text="Days with a close")


class SharesOut(serializers.Serializer[Any]):
    results = ShareOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="Always null: it is one page")


class PricesIn(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="CSV with the columns symbol,date,close,currency")


class LoadedOut(serializers.Serializer[Any]):
    symbols = serializers.IntegerField()
    prices = serializers.IntegerField()


class SharePriceList(IdempotentMixin, FeedsView):
    serializer_class = ShareOut
    pagination_class = None  # type: ignore[assignment]
    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(operation_id="share_prices_list", responses=SharesOut)
    def get(self, request: Request) -> Response:
        """Every share with its latest close."""
        return Response(SharesOut({"results": selectors.shares_of(self.workspace), "next": None}).data)

    @extend_schema(request=PricesIn, responses={201: LoadedOut})
    def post(self, request: Request) -> Response:
        """Add the prices of a file, all of them or none; the problem's `line` names what does not fit."""
        given = PricesIn(data=request.data)
        given.is_valid(raise_exception=True)
        done = services.load(
            **self.who,
            content=given.validated_data["file"].read(services.MOST_BYTES + 1),
            today=today_in(self.workspace.time_zone, timezone.now()),
        )
        return Response(LoadedOut(done).data, status=status.HTTP_201_CREATED)


class SharePriceDetail(FeedsView):
    serializer_class = ShareOut

    @extend_schema(responses={204: None})
    def delete(self, request: Request, symbol: str) -> Response:
        """Take a share's prices away."""
        if not services.delete_share(**self.who, symbol=symbol.upper(), now=timezone.now()):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)

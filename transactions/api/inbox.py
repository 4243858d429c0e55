"""REST for the raw inbox."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lumen.api.pagination import CursorPages
from transactions.models import Account, Category, RawItem
from transactions.services import corrections, inbox
from transactions.services.catalog import resolve_currency
from transactions.services.verdicts import Correction

DIRECTIONS = [("debit", "Money out"), ("credit", "Money in"), ("transfer", "Between own accounts")]


class RawItemSerializer(serializers.ModelSerializer[RawItem]):
    transaction = serializers.SerializerMethodField()
    is_corrected = serializers.SerializerMethodField()

    class Meta:
        model = RawItem
        fields = (
            "id", "source", "sender", "received_at", "outcome", "reason", "confidence", "parser",
            "reading", "is_corrected", "transaction",
        )  # fmt: skip

    def get_transaction(self, item: RawItem) -> str | None:
        told = [one for one in item.evidence.all() if one.transaction.deleted_at is None]
        return str(told[0].transaction_id) if told else None

    def get_is_corrected(self, item: RawItem) -> bool:
        return item.correction is not None


def _items(request: Request) -> Any:
    items = RawItem.objects.in_workspace(request.workspace)  # type: ignore[attr-defined]
    return items.prefetch_related("evidence__transaction")


def _item(request: Request, pk: UUID) -> RawItem:
    item: RawItem = get_object_or_404(_items(request), pk=pk)
    return item


@extend_schema(parameters=[OpenApiParameter("outcome", enum=RawItem.Outcome.values)])
class RawItemList(ListAPIView[RawItem]):
    serializer_class = RawItemSerializer
    pagination_class = CursorPages

    def get_queryset(self) -> Any:
        outcome = self.request.query_params.get("outcome")
        items = _items(self.request)
        return items.filter(outcome=outcome) if outcome else items


class RawItemDetail(APIView):
    @extend_schema(responses=RawItemSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(RawItemSerializer(_item(request, pk)).data)


class CorrectionSerializer(serializers.Serializer[Any]):
    """What a message really means."""

    outcome = serializers.ChoiceField([RawItem.Outcome.TRANSACTION.value, RawItem.Outcome.NOT_MONEY.value])
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0, required=False)
    currency = serializers.CharField(min_length=3, max_length=3, required=False)
    direction = serializers.ChoiceField(DIRECTIONS, default="debit")
    occurred_on = serializers.DateField(required=False)
    merchant = serializers.CharField(max_length=200, default="", allow_blank=True)
    account = serializers.UUIDField(required=False, allow_null=True)
    category = serializers.UUIDField(required=False, allow_null=True)
    learn = serializers.BooleanField(default=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["outcome"] == RawItem.Outcome.TRANSACTION and not attrs.get("amount"):
            raise serializers.ValidationError({"amount": ["A payment needs an amount of more than zero."]})
        return attrs


class CorrectedSerializer(serializers.Serializer[Any]):
    item = RawItemSerializer()
    learnt = serializers.BooleanField()


class RawItemCorrect(APIView):
    @extend_schema(request=CorrectionSerializer, responses=CorrectedSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        item = _item(request, pk)
        form = CorrectionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        done = corrections.correct(
            item=item,
            actor=request.user,  # type: ignore[arg-type]
            correction=_correction(request, item, form.validated_data),
            learn=form.validated_data["learn"],
            now=timezone.now(),
        )
        answer = {"item": _item(request, pk), "learnt": done.template is not None}
        return Response(CorrectedSerializer(answer).data)


def _correction(request: Request, item: RawItem, told: dict[str, Any]) -> Correction:
    if told["outcome"] != RawItem.Outcome.TRANSACTION:
        return Correction(outcome=told["outcome"])
    workspace = request.workspace  # type: ignore[attr-defined]
    accounts, categories = Account.objects.in_workspace(workspace), Category.objects.in_workspace(workspace)
    account, category = told.get("account"), told.get("category")
    return Correction(
        outcome=told["outcome"],
        amount=told["amount"],
        currency=resolve_currency(told["currency"]) if told.get("currency") else workspace.base_currency,
        direction=told["direction"],
        occurred_at=_moment(told.get("occurred_on"), item),
        merchant=told["merchant"],
        account=get_object_or_404(accounts, pk=account) if account else None,
        category=get_object_or_404(categories, pk=category) if category else None,
    )


def _moment(day: date | None, item: RawItem) -> datetime:
    if day is None:
        told = item.reading.get("occurred_at")
        return datetime.fromisoformat(told) if told else item.received_at
    return datetime.combine(day, time(12), tzinfo=UTC)


class RawItemReread(APIView):
    @extend_schema(request=None, responses=RawItemSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        inbox.reread_item(item_id=_item(request, pk).pk)
        return Response(RawItemSerializer(_item(request, pk)).data)

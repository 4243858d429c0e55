"""REST for regular payments."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from lumen.api.idempotency import IdempotentMixin
from lumen.common.dates import today_in
from transactions.api.catalog import ByAge, CatalogView
from transactions.linking.series import per_month
from transactions.models import Recurring
from transactions.services import cancelling, catalog, recurring


class RecurringSerializer(serializers.ModelSerializer[Recurring]):
    """One regular payment; `amount` is signed, `monthly_cost` is positive where money goes out."""

    merchant: Any = serializers.CharField(source="merchant.name", read_only=True)
    monthly_cost: Any = serializers.SerializerMethodField()
    prices: Any = serializers.JSONField(read_only=True)

    class Meta:
        model = Recurring
        fields = [
            *("id", "merchant", "label", "kind", "cadence", "amount", "currency", "is_variable", "next_on"),
            *("last_on", "state", "cancelled_on", "origin", "monthly_cost", "prices"),
        ]

    def get_monthly_cost(self, row: Recurring) -> str:
        return f"{-per_month(row.cadence, row.amount):.2f}"


class RecurringIn(serializers.Serializer[Any]):
    merchant = serializers.CharField(max_length=200)
    amount: Any = serializers.DecimalField(max_digits=14, decimal_places=2, help_text="Negative is money out")
    currency = serializers.CharField(max_length=3, required=False)
    cadence = serializers.ChoiceField(choices=Recurring.Cadence.choices)
    next_on = serializers.DateField()
    label: Any = serializers.CharField(max_length=120, required=False, allow_blank=True)


class RecurringPatch(serializers.Serializer[Any]):
    label: Any = serializers.CharField(max_length=120, required=False, allow_blank=True)
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, required=False)
    cadence = serializers.ChoiceField(choices=Recurring.Cadence.choices, required=False)
    next_on = serializers.DateField(required=False)
    state = serializers.ChoiceField(choices=["active", "stopped"], required=False)
    cancelled_on = serializers.DateField(
        required=False, allow_null=True, help_text="You cancelled it on this day; null takes that back"
    )


class RecurringView(CatalogView):
    serializer_class = RecurringSerializer
    pagination_class = ByAge
    queryset = Recurring.objects.none()

    def regulars(self) -> "QuerySet[Recurring]":
        return Recurring.objects.in_workspace(self.workspace).select_related("merchant")

    def regular(self, pk: UUID) -> Recurring:
        return get_object_or_404(self.regulars(), pk=pk)

    def answer(self, row: Recurring, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.regular(row.pk)).data, status=code)


class RecurringList(IdempotentMixin, RecurringView):
    @extend_schema(
        parameters=[OpenApiParameter("state", OpenApiTypes.STR, enum=Recurring.State.values)],
        responses=RecurringSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Subscriptions, bills and income that come back; dismissed ones only when asked for."""
        rows = self.regulars()
        state = request.query_params.get("state", "")
        if state in Recurring.State.values:
            return self.listed(rows.filter(state=state))
        return self.listed(rows.exclude(state=Recurring.State.DISMISSED))

    @extend_schema(request=RecurringIn, responses={201: RecurringSerializer})
    def post(self, request: Request) -> Response:
        """Add one by hand."""
        given = RecurringIn(data=request.data)
        given.is_valid(raise_exception=True)
        sent = dict(given.validated_data)
        sent["currency"] = catalog.resolve_currency(sent.get("currency") or self.workspace.base_currency)
        return self.answer(recurring.enter(now=timezone.now(), **sent, **self.who), status.HTTP_201_CREATED)


class RecurringDetail(RecurringView):
    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(self.regular(pk))

    @extend_schema(request=RecurringPatch)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change its name, rhythm, amount or next day; what is said so stays."""
        row = self.regular(pk)
        given = RecurringPatch(data=request.data)
        given.is_valid(raise_exception=True)
        sent = dict(given.validated_data)
        is_about_end = "cancelled_on" in sent
        cancelled_on = sent.pop("cancelled_on", None)
        with transaction.atomic():
            if sent:
                row = recurring.change(row=row, now=timezone.now(), **sent, **self.who)
            if is_about_end:
                self._end(row, cancelled_on)
        return self.answer(row)

    def _end(self, row: Recurring, on: date | None) -> None:
        today = today_in(self.workspace.time_zone, timezone.now())
        if on is None:
            cancelling.resume(row=row, today=today, **self.who)
        else:
            cancelling.cancel(row=row, on=on, today=today, **self.who)


class RecurringDismiss(IdempotentMixin, RecurringView):
    @extend_schema(request=None, responses=RecurringSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Not regular: it is never found again. `DELETE` takes that back."""
        return self.answer(recurring.dismiss(row=self.regular(pk), **self.who))

    @extend_schema(responses=RecurringSerializer)
    def delete(self, request: Request, pk: UUID) -> Response:
        row = self.regular(pk)
        today = today_in(self.workspace.time_zone, timezone.now())
        recurring.restore(row=row, today=today, **self.who)
        return self.answer(row)

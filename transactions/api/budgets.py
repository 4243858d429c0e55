"""REST for budgets: what is planned, carried over, spent and left in a month."""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from lumen.api.idempotency import IdempotentMixin
from lumen.common.dates import today_in
from transactions import budgeting
from transactions.api.catalog import ByAge, CatalogView
from transactions.api.lookups import category_required
from transactions.api.serializers import Named
from transactions.models import Budget
from transactions.services import budgets

_MONTH = re.compile(r"(19[7-9]\d|20\d\d|21\d\d)-(0[1-9]|1[0-2])")
MONTH = OpenApiParameter("month", OpenApiTypes.STR, description="Such as 2026-03; this month when left out")


class MonthField(serializers.CharField):
    """A calendar month, such as 2026-03."""

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        if not _MONTH.fullmatch(text):
            raise serializers.ValidationError("Write the month as year-month, such as 2026-03.")
        return date.fromisoformat(f"{text}-01")

    def to_representation(self, value: Any) -> str:
        return f"{value:%Y-%m}"


class MonthQuery(serializers.Serializer[Any]):
    month = MonthField(required=False)


class BudgetOut(serializers.ModelSerializer[Budget]):
    """A budget and one month of it, in the base currency."""

    category = Named()
    currency = serializers.CharField(source="workspace.base_currency")
    month = MonthField(source="line.month", help_text="The month that the amounts below are of")
    planned = serializers.DecimalField(max_digits=16, decimal_places=2, source="line.planned")
    carried = serializers.DecimalField(
        max_digits=16, decimal_places=2, source="line.carried", help_text="What earlier months left"
    )
    spent = serializers.DecimalField(max_digits=16, decimal_places=2, source="line.spent")
    left = serializers.DecimalField(
        max_digits=16, decimal_places=2, source="line.left", help_text="planned + carried - spent"
    )
    is_only_this_month = serializers.BooleanField(source="line.is_only_this_month")

    class Meta:
        model = Budget
        fields = [
            *("id", "category", "monthly_amount", "currency", "rolls_over", "starts_on"),
            *("month", "planned", "carried", "spent", "left", "is_only_this_month"),
        ]


class BudgetIn(serializers.Serializer[Any]):
    category = serializers.CharField(help_text="Id or name of a spending category")
    monthly_amount = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=Decimal("0.01"))
    rolls_over = serializers.BooleanField(required=False, help_text="What a month leaves goes to the next")


class BudgetPatch(serializers.Serializer[Any]):
    monthly_amount = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=Decimal("0.01"), required=False
    )
    rolls_over = serializers.BooleanField(required=False, help_text="From `month` on")
    month = MonthField(required=False)
    month_amount = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
        allow_null=True,
        help_text="Another amount for `month` alone; null takes it back",
    )


class BudgetView(CatalogView):
    serializer_class = BudgetOut
    pagination_class = ByAge
    queryset = Budget.objects.none()

    def budgets(self) -> "models.QuerySet[Budget]":
        return Budget.objects.in_workspace(self.workspace).select_related("category", "workspace")

    def budget(self, pk: UUID) -> Budget:
        return get_object_or_404(self.budgets(), pk=pk)

    def this_month(self) -> date:
        return today_in(self.workspace.time_zone, timezone.now()).replace(day=1)

    def asked_month(self) -> date:
        asked = MonthQuery(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        month: date = asked.validated_data.get("month", self.this_month())
        return month

    def one(self, pk: UUID, month: date) -> dict[str, Any]:
        return dict(self.get_serializer(self.with_lines([self.budget(pk)], month)[0]).data)

    def with_lines(self, found: list[Budget], month: date) -> list[Budget]:
        """Budgets with `line`: their month. The same number of queries however many they are."""
        lines = {one.budget.pk: one for one in budgeting.budget_lines(self.workspace, month=month)}
        for budget in found:
            budget.line = lines.get(budget.pk) or budgeting.nothing_planned(budget, month)  # type: ignore[attr-defined]
        return found


class BudgetList(IdempotentMixin, BudgetView):
    @extend_schema(parameters=[MONTH], responses=BudgetOut(many=True))
    def get(self, request: Request) -> Response:
        """What each category may cost, and what of it is carried over, spent and left in a month."""
        page = self.paginate_queryset(self.budgets())
        shown = self.with_lines(page or [], self.asked_month())
        return self.get_paginated_response(self.get_serializer(shown, many=True).data)

    @extend_schema(request=BudgetIn, responses={201: BudgetOut})
    def post(self, request: Request) -> Response:
        """Set the budget of a category; one it already has is replaced."""
        given = BudgetIn(data=request.data)
        given.is_valid(raise_exception=True)
        category = budgets.require_spending(
            category_required(self.workspace, given.validated_data["category"])
        )
        month, sent = self.this_month(), given.validated_data
        budget = budgets.set_budget(
            category=category, monthly_amount=sent["monthly_amount"], month=month, **self.who
        )
        assert budget is not None  # noqa: S101  for the type checker: the amount is not zero
        if "rolls_over" in sent:
            budgets.set_roll_over(category=category, rolls_over=sent["rolls_over"], month=month, **self.who)
        return Response(self.one(budget.pk, month), status=status.HTTP_201_CREATED)


class BudgetDetail(BudgetView):
    @extend_schema(parameters=[MONTH], responses=BudgetOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(self.one(pk, self.asked_month()))

    @extend_schema(request=BudgetPatch, responses=BudgetOut)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change the amount of every month, of one month, or whether it rolls over."""
        category = self.budget(pk).category
        given = BudgetPatch(data=request.data)
        given.is_valid(raise_exception=True)
        sent = given.validated_data
        month = sent.get("month", self.this_month())
        if "monthly_amount" in sent:
            amount = sent["monthly_amount"]
            budgets.set_budget(category=category, monthly_amount=amount, month=month, **self.who)
        if "month_amount" in sent:
            budgets.set_month(category=category, month=month, amount=sent["month_amount"], **self.who)
        if "rolls_over" in sent:
            budgets.set_roll_over(category=category, rolls_over=sent["rolls_over"], month=month, **self.who)
        return Response(self.one(pk, month))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        budgets.remove(category=self.budget(pk).category, **self.who)
        return Response(status=status.HTTP_204_NO_CONTENT)

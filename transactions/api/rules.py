"""REST for rules and for splitting payments."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages
from lumen.common.dates import today_in
from transactions.api.catalog import CatalogView
from transactions.api.lookups import category_given
from transactions.api.serializers import Named, TransactionOut
from transactions.models import Category, Rule, Transaction
from transactions.rules.conditions import FIELDS, MOST_CONDITIONS
from transactions.rules.shares import MOST, parts_of, read_share
from transactions.services import rule_runs, rules, splits


class ConditionIn(serializers.Serializer[Any]):
    field = serializers.ChoiceField(choices=list(FIELDS))
    op = serializers.CharField(max_length=20, help_text="contains, is, less, more, between, …")
    value = serializers.JSONField(required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        told = super().to_internal_value(data)
        return {**told, "not": bool(data.get("not"))}


class RulePartIn(serializers.Serializer[Any]):
    category = serializers.CharField(required=False, allow_null=True, help_text="Id or name")
    share = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="`60%` or `250`; the last part takes the rest"
    )
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)


class RuleIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    contains = serializers.CharField(
        min_length=2,
        max_length=120,
        required=False,
        help_text="Short for the condition: the text contains this",
    )
    match = serializers.ChoiceField(choices=Rule.Match.choices, required=False)
    conditions = serializers.ListField(child=ConditionIn(), required=False, max_length=MOST_CONDITIONS)
    category = serializers.CharField(required=False, allow_null=True, help_text="Id or name")
    rename_to = serializers.CharField(max_length=200, required=False, allow_blank=True)
    add_tags = serializers.ListField(child=serializers.CharField(max_length=40), required=False)
    splits = serializers.ListField(child=RulePartIn(), required=False, max_length=MOST)
    marks_transfer = serializers.BooleanField(required=False)
    ignores = serializers.BooleanField(required=False, help_text="Such a payment is never recorded")
    stops = serializers.BooleanField(required=False, help_text="Ask no further rule after this one")
    is_active = serializers.BooleanField(required=False)
    position = serializers.IntegerField(required=False, min_value=1, help_text="Place in the order")


class RuleOut(serializers.ModelSerializer[Rule]):
    category = Named(allow_null=True)

    class Meta:
        model = Rule
        fields = [
            "id", "name", "position", "match", "conditions", "category", "rename_to", "add_tags", "splits",
            "marks_transfer", "ignores", "stops", "is_active", "created_at",
        ]  # fmt: skip


class RulePreviewOut(serializers.Serializer[Any]):
    matched = serializers.IntegerField(help_text="Payments of the last year that the rule fits")
    would_change = serializers.IntegerField(help_text="Of these, payments it would change")
    sample = TransactionOut(many=True)


class RuleRunIn(serializers.Serializer[Any]):
    since = serializers.DateField(required=False, allow_null=True, help_text="Only payments from this day on")
    apply = serializers.BooleanField(default=False, help_text="Without it nothing is changed")


class RuleRunOut(serializers.Serializer[Any]):
    matched = serializers.IntegerField()
    would_change = serializers.IntegerField()
    kept_out = serializers.IntegerField(help_text="Left as a person or a reconciled statement has them")
    change = serializers.UUIDField(allow_null=True, help_text="What undoes it; null for a dry run")


class InOrder(CursorPages):
    ordering: Any = ("position", "created_at", "id")
    page_size = 200


class RuleView(CatalogView):
    serializer_class = RuleOut
    pagination_class = InOrder
    queryset = Rule.objects.none()
    place: int | None = None

    def kept(self) -> "models.QuerySet[Rule]":
        return Rule.objects.in_workspace(self.workspace).kept().select_related("category")

    def rule(self, pk: UUID) -> Rule:
        return get_object_or_404(self.kept(), pk=pk)

    def draft(self, rule: Rule | None) -> rules.Draft:
        """What was sent, over what the rule already says."""
        given = RuleIn(data=self.request.data, partial=rule is not None)
        given.is_valid(raise_exception=True)
        sent = dict(given.validated_data)
        self.place = sent.pop("position", None)
        if contains := sent.pop("contains", ""):
            sent["conditions"] = [
                {"field": "text", "op": "contains", "value": contains},
                *sent.get("conditions", []),
            ]
        if "category" in sent:
            sent["category"] = category_given(self.workspace, sent["category"])
        if "splits" in sent:
            sent["splits"] = [self._part(part) for part in sent["splits"]]
        return rules.Draft(**{**(_kept(rule) if rule else {}), **sent})

    def _part(self, part: dict[str, Any]) -> dict[str, Any]:
        category = category_given(self.workspace, part.get("category"))
        return {**part, "category": str(category.pk) if category else ""}

    def placed(self, rule: Rule) -> None:
        """Put the rule at the place that was asked for."""
        if self.place is None:
            return
        order = [pk for pk in self.kept().values_list("pk", flat=True) if pk != rule.pk]
        order.insert(self.place - 1, rule.pk)
        rules.order_rules(order=order, **self.who)


def _kept(rule: Rule) -> dict[str, Any]:
    names = (
        *("name", "match", "conditions", "category", "rename_to", "add_tags", "splits"),
        *("marks_transfer", "ignores", "stops", "is_active"),
    )
    return {name: getattr(rule, name) for name in names}


class RuleList(IdempotentMixin, RuleView):
    @extend_schema(responses=RuleOut(many=True))
    def get(self, request: Request) -> Response:
        """Rules in the order in which they are asked."""
        return self.listed(self.kept())

    @extend_schema(request=RuleIn, responses={201: RuleOut})
    def post(self, request: Request) -> Response:
        """Make a rule; it is asked after those there are unless `position` says otherwise."""
        rule = rules.save_rule(rule=None, draft=self.draft(None), **self.who)
        self.placed(rule)
        return Response(RuleOut(self.rule(rule.pk)).data, status=status.HTTP_201_CREATED)


class RuleDetail(RuleView):
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(RuleOut(self.rule(pk)).data)

    @extend_schema(request=RuleIn)
    def patch(self, request: Request, pk: UUID) -> Response:
        rule = self.rule(pk)
        rules.save_rule(rule=rule, draft=self.draft(rule), **self.who)
        self.placed(rule)
        return self.get(request, pk)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        rules.delete_rule(rule=self.rule(pk), now=timezone.now(), **self.who)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RulePreview(RuleView):
    reads_only = True

    @extend_schema(request=None, responses=RulePreviewOut)
    def post(self, request: Request, pk: UUID) -> Response:
        """What the rule would have done in the last year, without doing it."""
        today = today_in(self.workspace.time_zone, timezone.now())
        found = rule_runs.preview(workspace=self.workspace, rule=self.rule(pk), today=today)
        return Response(RulePreviewOut(found).data)


class RuleRun(RuleView):
    @extend_schema(request=RuleRunIn, responses=RuleRunOut)
    def post(self, request: Request, pk: UUID) -> Response:
        """The rule on what is recorded already: what would change, and with `apply` the change."""
        given = RuleRunIn(data=request.data)
        given.is_valid(raise_exception=True)
        since = given.validated_data.get("since")
        rule = self.rule(pk)
        plan = rule_runs.plan(workspace=self.workspace, rule=rule, since=since)
        change = None
        if given.validated_data["apply"]:
            change = rule_runs.run(rule=rule, since=since, now=timezone.now(), **self.who).pk
        told = {"matched": plan.matched, "would_change": len(plan.changes), "kept_out": plan.kept_out}
        return Response(RuleRunOut(told | {"change": change}).data)


class SplitPartIn(serializers.Serializer[Any]):
    share = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="`60%`, or nothing for the rest"
    )
    amount = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, help_text="Instead of a share; without a sign"
    )
    category = serializers.CharField(required=False, allow_null=True, help_text="Id or name")
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)


class SplitIn(serializers.Serializer[Any]):
    parts = serializers.ListField(child=SplitPartIn(), min_length=2, max_length=MOST)


class TransactionSplit(IdempotentMixin, CatalogView):
    serializer_class = TransactionOut
    queryset = Transaction.objects.none()

    def whole(self, pk: UUID) -> Transaction:
        mine = Transaction.objects.in_workspace(self.workspace).entries()
        return get_object_or_404(mine.for_lists().select_related("workspace"), pk=pk)

    @extend_schema(request=SplitIn, responses={201: TransactionOut(many=True)})
    def post(self, request: Request, pk: UUID) -> Response:
        """Split a payment, or split it anew; the parts sum to it exactly."""
        row = self.whole(pk)
        given = SplitIn(data=request.data)
        given.is_valid(raise_exception=True)
        sent = given.validated_data["parts"]
        shares = [read_share(part["amount"] if "amount" in part else part["share"]) for part in sent]
        parts = [
            self._part(part, amount) for part, amount in zip(sent, parts_of(row.amount, shares), strict=True)
        ]
        made = splits.split(row=row, parts=parts, now=timezone.now(), **self.who)
        return Response(TransactionOut(made, many=True).data, status=status.HTTP_201_CREATED)

    def _part(self, sent: dict[str, Any], amount: Decimal) -> splits.Part:
        category: Category | None = category_given(self.workspace, sent.get("category"))
        return splits.Part(amount=amount, category=category, note=sent["note"])

    @extend_schema(request=None, responses=TransactionOut)
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take the split back: the payment counts as one again."""
        row = splits.unsplit(row=self.whole(pk), **self.who)
        return Response(TransactionOut(row).data)

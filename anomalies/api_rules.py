"""People's own rules over REST."""

from typing import Any
from uuid import UUID

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from anomalies import wording
from anomalies.models import Finding, FindingRule
from anomalies.rules import asking
from anomalies.services import rules
from lumen.api.idempotency import IdempotentMixin
from lumen.common.dates import today_in
from transactions.api.catalog import ByName, CatalogView
from transactions.api.rules import ConditionIn
from transactions.api.serializers import TransactionOut
from transactions.rules.conditions import MOST_CONDITIONS


class FindingRuleIn(serializers.Serializer[Any]):
    name = serializers.CharField(
        max_length=120, required=False, allow_blank=True, help_text="Without one Lumen writes what it says"
    )
    conditions = serializers.ListField(
        child=ConditionIn(),
        required=False,
        max_length=MOST_CONDITIONS,
        help_text="All must hold, as in `rules`; without one on the direction it is about money out",
    )
    measure = serializers.ChoiceField(choices=FindingRule.Measure.choices, required=False)
    window = serializers.ChoiceField(
        choices=FindingRule.Window.choices, required=False, help_text="What a total or a number is counted in"
    )
    threshold = serializers.DecimalField(
        max_digits=15,
        decimal_places=2,
        required=False,
        allow_null=True,
        help_text="It speaks above this: in the workspace's currency, or a number of payments",
    )
    level = serializers.ChoiceField(choices=Finding.Level.choices, required=False)
    is_active = serializers.BooleanField(required=False)


class FindingRuleOut(serializers.ModelSerializer[FindingRule]):
    class Meta:
        model = FindingRule
        fields = [
            *("id", "name", "conditions", "measure", "window", "threshold", "level", "is_active"),
            "created_at",
        ]


class FiredOut(serializers.Serializer[Any]):
    date = serializers.DateField()
    text = serializers.CharField(help_text="What it would have said")
    transaction = TransactionOut()


class FindingRulePreviewOut(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="How often it would have spoken in the last twelve months")
    months = serializers.ListField(
        child=serializers.IntegerField(), help_text="In each of the last twelve months, oldest first"
    )
    fired = FiredOut(many=True, help_text="The latest of it, newest first")


class FindingRuleView(CatalogView):
    serializer_class = FindingRuleOut
    pagination_class = ByName
    queryset = FindingRule.objects.none()

    def kept(self) -> "models.QuerySet[FindingRule]":
        return FindingRule.objects.in_workspace(self.workspace).kept()

    def rule(self, pk: UUID) -> FindingRule:
        return get_object_or_404(self.kept(), pk=pk)

    def draft(self, rule: FindingRule | None) -> rules.Draft:
        """What was sent, over what the rule already says."""
        given = FindingRuleIn(data=self.request.data, partial=rule is not None)
        given.is_valid(raise_exception=True)
        return rules.Draft(**{**(_kept(rule) if rule else {}), **given.validated_data})

    def previewed(self, rule: FindingRule) -> Response:
        found = asking.preview(self.workspace, rule, today=today_in(self.workspace.time_zone, timezone.now()))
        fired = [
            {"date": one.notice.day, "text": wording.describe(one.notice.facts).text, "transaction": one.row}
            for one in found.fired
        ]
        told = {"count": found.count, "months": found.months, "fired": fired}
        return Response(FindingRulePreviewOut(told).data)


def _kept(rule: FindingRule) -> dict[str, Any]:
    names = ("name", "conditions", "measure", "window", "threshold", "level", "is_active")
    return {name: getattr(rule, name) for name in names}


class FindingRuleList(IdempotentMixin, FindingRuleView):
    @extend_schema(responses=FindingRuleOut(many=True))
    def get(self, request: Request) -> Response:
        """What people want to be told of whatever is usual, by name."""
        return self.listed(self.kept())

    @extend_schema(request=FindingRuleIn, responses={201: FindingRuleOut})
    def post(self, request: Request) -> Response:
        """Make a rule; it speaks about what comes from now on."""
        rule = rules.save_rule(rule=None, draft=self.draft(None), **self.who)
        return Response(FindingRuleOut(rule).data, status=status.HTTP_201_CREATED)


class FindingRuleDetail(FindingRuleView):
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(FindingRuleOut(self.rule(pk)).data)

    @extend_schema(request=FindingRuleIn)
    def patch(self, request: Request, pk: UUID) -> Response:
        rule = self.rule(pk)
        rules.save_rule(rule=rule, draft=self.draft(rule), **self.who)
        return self.get(request, pk)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take a rule away; what it noticed stays."""
        rules.delete_rule(rule=self.rule(pk), actor=self.who["actor"], now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class FindingRulePreview(FindingRuleView):
    reads_only = True

    @extend_schema(request=None, responses=FindingRulePreviewOut)
    def post(self, request: Request, pk: UUID) -> Response:
        """When the rule would have spoken in the last twelve months. Nothing is written."""
        return self.previewed(self.rule(pk))


class FindingRuleDraftPreview(FindingRuleView):
    reads_only = True

    @extend_schema(
        operation_id="finding_rules_preview_unsaved",
        request=FindingRuleIn,
        responses=FindingRulePreviewOut,
    )
    def post(self, request: Request) -> Response:
        """The same for a rule that is not saved."""
        return self.previewed(rules.checked(workspace=self.workspace, draft=self.draft(None)))

"""Assistants, how far they are and how they do, as programs read and write them."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from assistants.forms.owner import LANGUAGES, MOST_MINUTES
from assistants.models import Assistant, Enquiry, Phase
from assistants.services.assistants import HIGHEST_TARGET, LEAST_DECISIONS, LOWEST_TARGET

DAYS = frozenset("0123456")
MOST_STYLES = 2
PLAIN = {"greets": True, "closes": True, "sentences": 0}


class StyleSettingsSerializer(serializers.Serializer[Any]):
    greets = serializers.BooleanField(default=True)
    closes = serializers.BooleanField(default=True)
    sentences = serializers.IntegerField(
        default=0, min_value=0, max_value=20, help_text="The most; 0 leaves all."
    )


class StyleSerializer(serializers.Serializer[Any]):
    """One of two ways of replying that are tried against each other."""

    name = serializers.CharField(max_length=40)
    settings = StyleSettingsSerializer(required=False)


class AssistantSerializer(serializers.ModelSerializer[Assistant]):
    """An assistant; its phase is earned and cannot be written."""

    language = serializers.ChoiceField(choices=[code for code, _name in LANGUAGES], required=False)
    colour = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", required=False)
    phase = serializers.ChoiceField(choices=Phase.choices, read_only=True)
    target = serializers.FloatField(min_value=LOWEST_TARGET, max_value=HIGHEST_TARGET, required=False)
    minimum_decisions = serializers.IntegerField(min_value=LEAST_DECISIONS, max_value=100_000, required=False)
    window = serializers.IntegerField(min_value=LEAST_DECISIONS, max_value=100_000, required=False)
    retention_days = serializers.IntegerField(min_value=1, max_value=36_500, allow_null=True, required=False)
    business_hours = serializers.DictField(
        child=serializers.ListField(
            child=serializers.ListField(child=serializers.CharField(max_length=5), min_length=2, max_length=2)
        ),
        required=False,
        help_text='By weekday, "0" is Monday: {"0": [["09:00", "18:00"]]}; no day at all: always open.',
    )
    response_minutes = serializers.DictField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=0, max_value=MOST_MINUTES), min_length=2, max_length=2
        ),
        required=False,
        help_text="By priority: business minutes to the first reply and to the end; 0: none was promised.",
    )
    holidays = serializers.ListField(child=serializers.DateField(), required=False, max_length=100)
    styles = StyleSerializer(many=True, required=False)
    open_enquiries = serializers.IntegerField(read_only=True)
    waiting_drafts = serializers.IntegerField(read_only=True)

    class Meta:
        model = Assistant
        fields = (
            "id", "slug", "name", "purpose", "language", "colour", "greeting", "handover_text", "away_text",
            "phase", "may_automate", "target", "minimum_decisions", "window", "business_hours", "holidays",
            "response_minutes", "asks_satisfaction", "retention_days", "styles", "open_enquiries",
            "waiting_drafts", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = ("id", "slug", "created_at", "updated_at")

    def validate_business_hours(self, week: Mapping[str, list[list[str]]]) -> dict[str, list[list[str]]]:
        if set(week) - DAYS:
            raise serializers.ValidationError(_("Days are numbered from 0, Monday, to 6."))
        return {day: [_span(span) for span in spans] for day, spans in week.items() if spans}

    def validate_response_minutes(self, promised: Mapping[str, list[int]]) -> dict[str, list[int]]:
        if set(promised) - set(Enquiry.Priority.values):
            raise serializers.ValidationError(_("Priorities are urgent, high, normal and low."))
        return dict(promised)

    def validate_styles(self, styles: list[dict[str, Any]]) -> list[dict[str, Any]]:
        names = {style["name"].casefold() for style in styles}
        if styles and (len(styles) != MOST_STYLES or len(names) != MOST_STYLES):
            raise serializers.ValidationError(_("Give two ways of replying with different names, or none."))
        return [{"name": one["name"], "settings": {**PLAIN, **one.get("settings", {})}} for one in styles]


def _span(span: list[str]) -> list[str]:
    try:
        start, end = (one if one == "24:00" else time.fromisoformat(one).strftime("%H:%M") for one in span)
    except ValueError:
        raise serializers.ValidationError(_("Write hours as 09:00.")) from None
    if start in (end, "24:00"):
        raise serializers.ValidationError(_("Hours begin and end at different times."))
    return [start, end]


class PartSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    figure = serializers.CharField(help_text="What it is counted from, in words.")
    points = serializers.FloatField()
    most = serializers.IntegerField()
    next_step = serializers.CharField(help_text="What would add to it; empty when nothing is left.")


class StatusSerializer(serializers.Serializer[Any]):
    """How far an assistant is: `stage` is the sum of the points of its parts."""

    id = serializers.UUIDField()
    phase = serializers.ChoiceField(choices=Phase.choices)
    may_automate = serializers.BooleanField()
    stage = serializers.IntegerField(min_value=0, max_value=100)
    parts = PartSerializer(many=True)
    decisions = serializers.IntegerField(help_text="Judged drafts that count as evidence now.")
    accepted = serializers.IntegerField()
    bound = serializers.FloatField(help_text="One-sided 95% lower bound of acceptance.")
    target = serializers.FloatField()


class ConversationsSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    alone = serializers.IntegerField(help_text="Answered by the assistant, no person wrote.")
    resolved = serializers.IntegerField()
    confirmed = serializers.IntegerField(help_text="The customer said so.")
    assumed = serializers.IntegerField(help_text="The customer did not come back.")
    reopened = serializers.IntegerField()
    first_reply_median_seconds = serializers.FloatField(source="median_seconds", allow_null=True)
    first_reply_p90_seconds = serializers.FloatField(source="p90_seconds", allow_null=True)
    within_target = serializers.FloatField(source="within_share", allow_null=True)


class DraftFiguresSerializer(serializers.Serializer[Any]):
    decided = serializers.IntegerField()
    accepted = serializers.IntegerField()
    edited = serializers.IntegerField()
    rejected = serializers.IntegerField()
    automated = serializers.IntegerField(help_text="Sent without a person.")
    acceptance = serializers.FloatField(source="kept_share", allow_null=True)
    edit_distance = serializers.FloatField(allow_null=True)
    voice_consistency = serializers.FloatField(source="consistency", allow_null=True)


class HandoverFigureSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()
    count = serializers.IntegerField()


class ContentmentSerializer(serializers.Serializer[Any]):
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    good = serializers.FloatField(source="good_share", allow_null=True, help_text="Share of 4 and 5 of 5.")
    average = serializers.FloatField(allow_null=True)


class GroupSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(allow_null=True, help_text="Id of a topic or channel, first day of a week.")
    label = serializers.CharField()  # type: ignore[assignment]
    total = serializers.IntegerField()
    resolved = serializers.IntegerField()
    handed_over = serializers.IntegerField()
    decided = serializers.IntegerField()
    acceptance = serializers.FloatField(source="kept_share", allow_null=True)


class QuestionSerializer(serializers.Serializer[Any]):
    suggestion = serializers.UUIDField(source="pk")
    title = serializers.CharField()
    count = serializers.IntegerField()


class WhatIfSerializer(serializers.Serializer[Any]):
    """The last 30 days with a topic's switch on."""

    topic = serializers.UUIDField()
    name = serializers.CharField()
    messages = serializers.IntegerField()
    answered = serializers.IntegerField()
    wrong = serializers.IntegerField()
    answered_share = serializers.FloatField()
    wrong_share = serializers.FloatField()
    from_confidence = serializers.FloatField()


class TriedSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    decided = serializers.IntegerField()
    accepted = serializers.IntegerField()
    rate = serializers.FloatField()
    interval = serializers.ListField(child=serializers.FloatField(), help_text="95%, low and high.")


class BinSerializer(serializers.Serializer[Any]):
    confidence = serializers.FloatField()
    accuracy = serializers.FloatField()
    count = serializers.IntegerField()


class ReliabilitySerializer(serializers.Serializer[Any]):
    bins = BinSerializer(many=True)
    calibration_error = serializers.FloatField(source="error", allow_null=True)
    accuracy = serializers.FloatField(allow_null=True)


class AnalyticsSerializer(serializers.Serializer[Any]):
    """Figures of the last days; `days` null: from the beginning."""

    days = serializers.IntegerField(allow_null=True)
    conversations = ConversationsSerializer()
    drafts = DraftFiguresSerializer()
    handovers = HandoverFigureSerializer(many=True)
    satisfaction = ContentmentSerializer()
    topics = GroupSerializer(many=True)
    channels = GroupSerializer(many=True)
    weeks = GroupSerializer(many=True)
    unanswered = QuestionSerializer(many=True)
    what_if = WhatIfSerializer(many=True)
    styles = TriedSerializer(many=True)
    reliability = ReliabilitySerializer()
    cost_per_conversation_usd = serializers.DecimalField(max_digits=14, decimal_places=6)

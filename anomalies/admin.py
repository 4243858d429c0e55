"""Findings and models in the admin: staff read what was judged; people's answers change it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from anomalies.models import (
    Backtest,
    Feedback,
    Finding,
    FindingRule,
    Telling,
    TellingPreference,
    TrainedModel,
)


class ReadOnly:
    """What was judged stays as it was judged."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FeedbackInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Feedback
    fields = ["created_at", "verdict", "user", "until", "undone_at"]
    readonly_fields = ["created_at", "verdict", "user", "until", "undone_at"]
    extra = 0
    can_delete = False


class TellingInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Telling
    fields = ["user", "tell_after", "told_at", "way"]
    readonly_fields = ["user", "tell_after", "told_at", "way"]
    extra = 0
    can_delete = False


@admin.register(Finding)
class FindingAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["happened_on", "title", "kind", "level", "state", "score", "workspace"]
    list_filter = ["state", "level", "kind", "model_version"]
    list_select_related = ["workspace"]
    search_fields = ["title", "text", "=id", "workspace__name", "transaction__merchant__name"]
    date_hierarchy = "happened_on"
    raw_id_fields = ["transaction", "related", "workspace"]
    inlines = [FeedbackInline, TellingInline]
    list_per_page = 50
    show_full_result_count = False


@admin.register(Feedback)
class FeedbackAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["created_at", "verdict", "finding", "user", "until", "undone_at"]
    list_filter = ["verdict"]
    list_select_related = ["finding", "user"]
    search_fields = ["finding__title", "user__email"]
    date_hierarchy = "created_at"


@admin.register(FindingRule)
class FindingRuleAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "measure", "threshold", "window", "level", "is_active", "deleted_at", "workspace"]
    list_filter = ["measure", "level", "is_active"]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name"]
    date_hierarchy = "created_at"


@admin.register(Backtest)
class BacktestAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["created_at", "filename", "state", "rows_total", "rows_done", "user"]
    list_filter = ["state"]
    list_select_related = ["user"]
    search_fields = ["filename", "user__email"]
    date_hierarchy = "created_at"
    exclude = ["source", "lines"]


@admin.register(TrainedModel)
class TrainedModelAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["version", "workspace", "trained_at", "row_count", "threshold"]
    list_select_related = ["workspace"]
    search_fields = ["version", "workspace__name"]
    date_hierarchy = "trained_at"
    exclude = ["state"]


@admin.register(TellingPreference)
class TellingPreferenceAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "workspace", "tell_from", "quiet_from", "quiet_until", "weekly_digest"]
    list_filter = ["tell_from", "weekly_digest", "urgent_by_email", "urgent_by_sms"]
    list_select_related = ["user", "workspace"]
    search_fields = ["user__email", "workspace__name"]
    exclude = ["phone"]

"""Feeds, entries, watches and prices for staff: what was read and told stays as it was."""

from django.contrib import admin

from lumen.audit.admin import ReadOnlyAdmin
from lumen.feeds.models import Entry, Feed, SharePrice, Watch


@admin.register(Feed)
class FeedAdmin(ReadOnlyAdmin):
    list_display = [
        "__str__",
        "url",
        "workspace",
        "is_active",
        "failures",
        "fetched_at",
        "next_at",
        "problem",
    ]
    list_filter = ["is_active", "failures"]
    search_fields = ["url", "title", "name", "workspace__name"]
    list_select_related = ["workspace"]
    date_hierarchy = "created_at"


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["title", "feed", "workspace", "published_at", "created_at"]
    search_fields = ["title", "feed__url", "workspace__name"]
    list_select_related = ["feed", "workspace"]
    date_hierarchy = "published_at"
    show_full_result_count = False


@admin.register(Watch)
class WatchAdmin(ReadOnlyAdmin):
    list_display = [
        *("__str__", "workspace", "is_active", "value", "unit", "checked_at", "failures", "told_count"),
    ]
    list_filter = ["kind", "is_active", "is_met", "failures"]
    search_fields = ["subject", "workspace__name"]
    list_select_related = ["workspace"]
    date_hierarchy = "created_at"


@admin.register(SharePrice)
class SharePriceAdmin(ReadOnlyAdmin):
    list_display = ["symbol", "on", "close", "currency", "workspace"]
    search_fields = ["=symbol", "workspace__name"]
    list_select_related = ["workspace"]
    date_hierarchy = "on"

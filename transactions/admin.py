"""What staff see of the ledger."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from transactions.models import (
    Account,
    Budget,
    Category,
    Change,
    Evidence,
    ExchangeRate,
    ImportBatch,
    Merchant,
    MerchantAlias,
    PaperMatch,
    RawItem,
    Recurring,
    Rule,
    Source,
    ToldBalance,
    Transaction,
    TransferPair,
)


class LookOnly:
    """Made by the pipeline; staff look and never change."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EvidenceInline(LookOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Evidence
    extra = 0
    raw_id_fields = ("raw_item", "import_row", "document")


class AliasInline(admin.TabularInline):  # type: ignore[type-arg]
    model = MerchantAlias
    extra = 0
    fields = ("key",)
    readonly_fields = ("key",)


@admin.register(Transaction)
class TransactionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("booked_on", "merchant", "amount", "currency", "kind", "category", "account", "workspace")
    list_filter = (
        "kind",
        "origin",
        "currency",
        "category_source",
        ("deleted_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("=id", "description", "merchant__name", "=external_id", "=reference")
    date_hierarchy = "booked_on"
    list_select_related = ("merchant", "category", "account", "workspace")
    autocomplete_fields = ("account", "category", "merchant")
    raw_id_fields = ("workspace", "created_by")
    readonly_fields = (
        "fingerprint",
        "origin",
        "external_id",
        "description",
        "created_at",
        "updated_at",
        "edited_at",
    )
    show_full_result_count = False
    inlines = (EvidenceInline,)


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "kind", "institution", "currency", "is_archived", "workspace")
    list_filter = ("kind", "is_archived", "currency")
    search_fields = ("name", "institution", "last4")
    raw_id_fields = ("workspace",)
    list_select_related = ("workspace",)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "kind", "parent", "workspace")
    list_filter = ("kind",)
    search_fields = ("name",)
    autocomplete_fields = ("parent",)
    raw_id_fields = ("workspace",)
    list_select_related = ("parent", "workspace")


@admin.register(Merchant)
class MerchantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "key", "category", "workspace")
    search_fields = ("name", "key", "aliases__key")
    autocomplete_fields = ("category",)
    raw_id_fields = ("workspace",)
    list_select_related = ("category", "workspace")
    inlines = (AliasInline,)


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "position", "category", "is_active", "workspace", "created_at", "deleted_at")
    list_filter = ("is_active", "ignores", "marks_transfer")
    search_fields = ("name", "category__name", "rename_to")
    autocomplete_fields = ("category",)
    raw_id_fields = ("workspace",)
    list_select_related = ("category", "workspace")


@admin.register(Budget)
class BudgetAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("category", "monthly_amount", "workspace")
    search_fields = ("category__name",)
    autocomplete_fields = ("category",)
    raw_id_fields = ("workspace",)
    list_select_related = ("category", "workspace")


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("currency", "base", "on", "rate", "source", "workspace")
    list_filter = ("currency", "source")
    date_hierarchy = "on"
    raw_id_fields = ("workspace",)
    list_select_related = ("workspace",)


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "kind", "is_active", "last_item_at", "workspace")
    list_filter = ("kind", "is_active")
    search_fields = ("=id", "name")
    raw_id_fields = ("workspace", "account")
    exclude = ("secret",)
    list_select_related = ("workspace",)


@admin.register(RawItem)
class RawItemAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("received_at", "sender", "outcome", "reason", "parser", "confidence", "workspace")
    list_filter = ("outcome", "parser")
    search_fields = ("=id", "sender", "=channel_id")
    date_hierarchy = "received_at"
    exclude = ("body",)
    list_select_related = ("workspace",)


@admin.register(ImportBatch)
class ImportBatchAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = (
        "created_at",
        "filename",
        "state",
        "created_count",
        "duplicate_count",
        "error_count",
        "workspace",
    )
    list_filter = ("state",)
    search_fields = ("=id", "filename", "=sha256")
    date_hierarchy = "created_at"
    list_select_related = ("workspace",)


@admin.register(Change)
class ChangeAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("created_at", "action", "count", "created_by", "undone_at", "workspace")
    list_filter = ("action",)
    date_hierarchy = "created_at"
    exclude = ("before",)
    list_select_related = ("workspace", "created_by")


@admin.register(TransferPair)
class TransferPairAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["outgoing", "incoming", "state", "is_by_hand", "created_at"]
    list_filter = ["state", "is_by_hand"]
    list_select_related = ["outgoing", "incoming"]
    raw_id_fields = ["workspace", "outgoing", "incoming"]


@admin.register(Recurring)
class RecurringAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["merchant", "cadence", "amount", "currency", "next_on", "state", "origin"]
    list_filter = ["state", "origin", "cadence", "kind"]
    search_fields = ["merchant__name", "label"]
    date_hierarchy = "next_on"
    list_select_related = ["merchant"]
    raw_id_fields = ["workspace", "merchant", "account"]


@admin.register(ToldBalance)
class ToldBalanceAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["account", "at", "balance", "is_gap_accepted"]
    list_filter = ["is_gap_accepted"]
    date_hierarchy = "at"
    list_select_related = ["account"]
    raw_id_fields = ["workspace", "account", "raw_item", "batch"]


@admin.register(PaperMatch)
class PaperMatchAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["document", "transaction", "state", "score", "is_booked", "created_at"]
    list_filter = ["state", "is_booked"]
    search_fields = ["document__filename", "document__title"]
    date_hierarchy = "created_at"
    list_select_related = ["document", "transaction"]
    raw_id_fields = ["workspace", "document", "transaction", "decided_by"]

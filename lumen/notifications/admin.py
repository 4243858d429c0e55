"""What members were told, and how the mail went."""

from django.contrib import admin

from lumen.audit.admin import ReadOnlyAdmin
from lumen.notifications.models import Delivery, Notification, OutgoingHook, Preference


class DeliveryInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Delivery
    extra = 0
    can_delete = False
    readonly_fields = ["channel", "created_at", "delivered_at", "problem"]


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "user", "workspace", "created_at", "read_at"]
    list_filter = ["kind"]
    search_fields = ["user__email", "workspace__name", "=key"]
    list_select_related = ["user", "workspace"]
    date_hierarchy = "created_at"
    inlines = [DeliveryInline]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["notification", "channel", "created_at", "delivered_at", "problem"]
    list_filter = ["channel"]
    list_select_related = ["notification"]
    date_hierarchy = "created_at"


@admin.register(Preference)
class PreferenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "kind", "by_email"]
    list_filter = ["kind", "by_email"]
    search_fields = ["user__email"]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]


@admin.register(OutgoingHook)
class OutgoingHookAdmin(ReadOnlyAdmin):
    list_display = ["purpose", "workspace", "is_active", "worked_at", "tried_at", "problem"]
    list_filter = ["purpose", "is_active"]
    search_fields = ["workspace__name"]
    list_select_related = ["workspace"]
    exclude = ["secret"]

"""The audit log in the admin: staff read it, nobody changes it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from lumen.audit.models import AuditEvent, OutboxEvent
from lumen.audit.sentences import sentence_of


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """No adding, changing or deleting, also for superusers."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "action", "sentence", "actor_id", "workspace_id", "position"]
    list_filter = ["action"]
    search_fields = ["=chain", "action", "=actor_id", "=id"]
    date_hierarchy = "created_at"
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="In words")
    def sentence(self, event: AuditEvent) -> str:
        return sentence_of(event.action, event.facts)


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    """Events that wait for their place in the chain; normally none."""

    list_display = ["created_at", "action", "actor_id", "workspace_id"]
    list_filter = ["action"]

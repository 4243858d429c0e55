"""The audit log in the admin: staff read it, nobody changes it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from lumen.audit import selectors
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


class NamedChangeList(ChangeList):
    """People live in another database: one query names everybody of the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        shown: list[Any] = list(self.result_list)
        names = selectors.names_of(event.actor_id for event in shown)
        for event in shown:
            event.actor_name = names.get(event.actor_id, "")
        self.result_list = shown


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "actor", "sentence", "action", "chain", "position"]
    ordering = ["-sequence"]
    list_filter = ["action"]
    search_fields = ["=chain", "action", "=actor_id", "=id"]
    date_hierarchy = "created_at"
    list_per_page = 50
    show_full_result_count = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedChangeList

    @admin.display(description="Who")
    def actor(self, event: Any) -> str:
        return getattr(event, "actor_name", "") or str(event.actor_id or "Lumen")

    @admin.display(description="In words")
    def sentence(self, event: AuditEvent) -> str:
        return sentence_of(event.action, event.facts)


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    """Events that wait for their place in the chain; normally none."""

    list_display = ["created_at", "action", "actor_id", "workspace_id"]
    list_filter = ["action"]

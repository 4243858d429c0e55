"""What staff see of conversations: that they work, not what they say to change it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from chat import tool_figures
from chat.models import Citation, Conversation, Fact, Message, ModelConsent, ModelUse, ToolRun


class ReadOnlyAdmin:
    """Answers are records: staff look at them and never edit them."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ToolRunInline(ReadOnlyAdmin, admin.TabularInline):  # type: ignore[type-arg]
    model = ToolRun
    extra = 0


class CitationInline(ReadOnlyAdmin, admin.TabularInline):  # type: ignore[type-arg]
    model = Citation
    extra = 0
    fields = ["number", "external_name", "page", "quote"]


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["__str__", "workspace", "user", "created_at", "updated_at", "deleted_at"]
    list_filter = [("deleted_at", admin.EmptyFieldListFilter), "updated_at"]
    list_select_related = ["workspace", "user"]
    search_fields = ["title", "workspace__name", "user__email"]
    date_hierarchy = "updated_at"


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = [
        "created_at",
        "role",
        "state",
        "status",
        "milliseconds",
        "model",
        "rating",
        "reason",
        "workspace",
    ]
    list_filter = ["role", "state", "rating", "reason", "model"]
    list_select_related = ["conversation__workspace"]
    search_fields = ["conversation__title", "conversation__workspace__name", "text"]
    date_hierarchy = "created_at"
    inlines = [ToolRunInline, CitationInline]

    @admin.display(description="status")
    def status(self, message: Message) -> str:
        return str(message.answer.get("status", ""))

    @admin.display(description="workspace", ordering="conversation__workspace")
    def workspace(self, message: Message) -> str:
        return str(message.conversation.workspace)


@admin.register(ToolRun)
class ToolRunAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    """Every call of a tool for an answer; above them, how each tool does."""

    list_display = ["created_at", "tool", "is_ok", "milliseconds", "attempts", "tokens", "money", "workspace"]
    list_filter = ["is_ok", "tool", "created_at"]
    list_select_related = ["message__conversation__workspace"]
    search_fields = ["tool", "summary", "message__conversation__workspace__name"]
    date_hierarchy = "created_at"
    raw_id_fields = ["message"]
    show_full_result_count = False

    @admin.display(description="workspace")
    def workspace(self, run: ToolRun) -> str:
        return str(run.message.conversation.workspace)

    def get_urls(self) -> list[URLPattern]:
        """The figures of all tools, and closing a breaker, beside the list."""
        site = self.admin_site
        return [
            path("figures/", site.admin_view(self.figures), name="chat_tool_figures"),
            path("figures/<slug:tool>/close/", site.admin_view(self.close), name="chat_tool_close"),
            *super().get_urls(),
        ]

    def figures(self, request: HttpRequest) -> HttpResponse:
        return tool_figures.page(request, self.admin_site.each_context(request))

    def close(self, request: HttpRequest, tool: str) -> HttpResponse:
        return tool_figures.close(request, tool)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Tool calls", **(extra_context or {})})


@admin.register(Fact)
class FactAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["text", "said", "meaning", "workspace", "user", "created_at"]
    list_select_related = ["workspace", "user"]
    search_fields = ["text", "workspace__name", "user__email"]
    date_hierarchy = "created_at"


@admin.register(ModelConsent)
class ModelConsentAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["workspace", "model", "uses_tools", "reads_mails", "sees_pictures", "given_by"]
    list_select_related = ["workspace", "given_by"]
    list_filter = ["model"]
    search_fields = ["workspace__name", "model"]
    date_hierarchy = "given_at"


@admin.register(ModelUse)
class ModelUseAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    """What language models used; the money is an estimate by `AI_PRICES`, in US dollars."""

    list_display = ["day", "workspace", "user", "model", "calls", "tokens", "money", "seconds"]
    list_select_related = ["workspace", "user"]
    list_filter = ["model", "day"]
    search_fields = ["workspace__name", "user__email", "model"]
    date_hierarchy = "day"

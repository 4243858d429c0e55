"""What staff see of assistants: that they work, not what customers wrote to change it."""

from django.contrib import admin
from django.http import HttpRequest

from assistants.models import (
    Assistant,
    Channel,
    Contact,
    Draft,
    Enquiry,
    HookDelivery,
    LearningSource,
    PhaseChange,
    Suggestion,
    Topic,
    TriageModel,
    VoiceProfile,
)


class ReadOnlyAdmin:
    """Records of what happened: staff look at them and never edit them."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class TopicInline(ReadOnlyAdmin, admin.TabularInline):  # type: ignore[type-arg]
    model = Topic
    extra = 0
    fields = ["name", "phase", "may_automate", "handling", "origin"]


@admin.register(Assistant)
class AssistantAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "workspace", "phase", "may_automate", "target", "created_at", "deleted_at"]
    list_filter = ["phase", "may_automate", ("deleted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["workspace"]
    search_fields = ["name", "slug", "workspace__name"]
    date_hierarchy = "created_at"
    inlines = [TopicInline]


@admin.register(Channel)
class ChannelAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "kind", "workspace", "is_active", "worked_at", "tried_at", "problem"]
    list_filter = ["kind", "is_active", ("problem", admin.EmptyFieldListFilter)]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name"]
    exclude = ["secret", "credentials"]


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["id", "workspace", "language", "last_seen_at", "blocked_at"]
    list_filter = [("blocked_at", admin.EmptyFieldListFilter), "language"]
    list_select_related = ["workspace"]
    search_fields = ["id", "workspace__name"]
    fields = ["workspace", "language", "last_seen_at", "blocked_at", "merged_into"]


@admin.register(Enquiry)
class EnquiryAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["number", "workspace", "assistant", "state", "priority", "topic", "handover_reason"]
    list_filter = ["state", "priority", "handover_reason"]
    list_select_related = ["workspace", "assistant", "topic"]
    search_fields = ["id", "workspace__name"]
    date_hierarchy = "created_at"
    exclude = ["subject", "thread"]


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["id", "assistant", "state", "action", "origin", "confidence", "phase", "created_at"]
    list_filter = ["state", "action", "origin", "phase"]
    list_select_related = ["assistant"]
    date_hierarchy = "created_at"
    exclude = ["text", "sent_text", "sources", "citations"]


@admin.register(PhaseChange)
class PhaseChangeAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["assistant", "topic", "before", "after", "figures", "changed_by", "changed_at"]
    list_filter = ["before", "after"]
    list_select_related = ["assistant", "topic", "changed_by"]
    date_hierarchy = "changed_at"


@admin.register(HookDelivery)
class HookDeliveryAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["event", "channel", "attempts", "next_at", "delivered_at", "problem"]
    list_filter = ["event", ("delivered_at", admin.EmptyFieldListFilter)]
    list_select_related = ["channel"]
    date_hierarchy = "created_at"
    exclude = ["payload"]


@admin.register(LearningSource)
class LearningSourceAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "assistant", "format", "state", "rows", "learnt", "problem", "created_at"]
    list_filter = ["state", "format"]
    list_select_related = ["assistant"]
    exclude = ["file"]


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["id", "assistant", "kind", "state", "count", "decided_by", "decided_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["assistant", "decided_by"]


@admin.register(TriageModel)
class TriageModelAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["assistant", "rows", "topics", "trained_at"]
    list_select_related = ["assistant"]
    exclude = ["blob"]


@admin.register(VoiceProfile)
class VoiceProfileAdmin(ReadOnlyAdmin, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["assistant", "version", "replies", "created_at"]
    list_select_related = ["assistant"]
    exclude = ["blob"]

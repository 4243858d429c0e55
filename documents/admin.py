"""Papers for staff: what was taken in, how reading went. Content is not edited here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import services
from documents.models import (
    Chunk,
    Correspondent,
    Document,
    DocumentVersion,
    Page,
    PaperChange,
    PaperExport,
    PaperTag,
    ProcessingRun,
    SavedView,
    SearchLog,
    ShareLink,
)
from documents.services import sharing


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RunInline(ReadOnlyInline):
    model = ProcessingRun
    readonly_fields = ["started_at", "heartbeat_at", "finished_at", "problem"]
    fields = [*readonly_fields]


class PageInline(ReadOnlyInline):
    model = Page
    readonly_fields = ["number", "origin", "width", "height"]
    fields = [*readonly_fields]
    max_num = 50


class VersionInline(ReadOnlyInline):
    model = DocumentVersion
    readonly_fields = [
        "version",
        "filename",
        "content_type",
        "size",
        "page_count",
        "replaced_at",
        "replaced_by",
    ]
    fields = [*readonly_fields]


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = [
        "filename", "workspace", "status", "kind", "correspondent", "source", "page_count", "size",
        "uploaded_by", "created_at", "deleted_at",
    ]  # fmt: skip
    list_filter = [
        "status", "problem_code", "kind", "source", "language", "content_type",
        ("deleted_at", admin.EmptyFieldListFilter), ("reviewed_at", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["workspace", "uploaded_by", "correspondent"]
    search_fields = ["filename", "title", "=sha256", "=id", "workspace__name", "workspace__slug"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["workspace", "uploaded_by", "correspondent", "tags", "reviewed_by"]
    exclude = ["password"]
    readonly_fields = [
        "file", "content_type", "size", "sha256", "version", "status", "step", "problem", "problem_code",
        "warnings", "page_count", "pages_done", "queued_at", "fields", "suggestions", "edited_fields",
        "understood_by", "created_at", "updated_at", "deleted_at",
    ]  # fmt: skip
    inlines = [RunInline, VersionInline, PageInline]
    actions = ["read_again"]
    list_per_page = 50

    @admin.action(description=_("Read failed documents again"))
    def read_again(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        failed = queryset.filter(status=Document.Status.FAILED)
        for document in failed:
            services.retry(document=document, actor=request.user)  # type: ignore[arg-type]
        self.message_user(request, _("Queued again: %(n)d") % {"n": len(failed)})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin):
    list_display = ["document", "number", "origin", "characters"]
    list_filter = ["origin"]
    list_select_related = ["document"]
    search_fields = ["document__filename", "=document__id"]
    fields = ["document", "number", "origin", "width", "height", "text"]

    @admin.display(description=_("Characters"))
    def characters(self, page: Page) -> int:
        return len(page.text)


@admin.register(Chunk)
class ChunkAdmin(ReadOnlyAdmin):
    list_display = ["document", "index", "heading", "embedder"]
    list_filter = ["embedder"]
    list_select_related = ["document"]
    search_fields = ["text", "document__filename", "=document__id"]
    fields = ["workspace", "document", "page", "index", "start", "end", "heading", "text", "embedder"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Chunk]:
        return super().get_queryset(request).defer("embedding", "signs", "terms", "keys")


@admin.register(ProcessingRun)
class ProcessingRunAdmin(ReadOnlyAdmin):
    list_display = ["document", "started_at", "heartbeat_at", "finished_at", "problem"]
    list_select_related = ["document"]
    list_filter = [("finished_at", admin.EmptyFieldListFilter)]
    date_hierarchy = "started_at"
    search_fields = ["document__filename", "=document__id"]


class LabelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "workspace", "match_algorithm", "match_text", "created_at"]
    list_filter = ["match_algorithm"]
    list_select_related = ["workspace"]
    search_fields = ["name", "match_text", "workspace__name", "workspace__slug"]
    autocomplete_fields = ["workspace"]
    list_per_page = 50


admin.site.register(PaperTag, LabelAdmin)
admin.site.register(Correspondent, LabelAdmin)


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    list_display = ["name", "workspace", "owner", "is_shared", "created_at"]
    list_filter = ["is_shared"]
    list_select_related = ["workspace", "owner"]
    search_fields = ["name", "workspace__name", "owner__email"]


@admin.register(ShareLink)
class ShareLinkAdmin(ReadOnlyAdmin):
    """Links to papers; the secret of a link is kept nowhere."""

    list_display = ["document", "created_by", "expires_at", "revoked_at", "opened", "created_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter), "expires_at"]
    list_select_related = ["document", "created_by"]
    search_fields = ["document__filename", "=document__id", "created_by__email"]
    date_hierarchy = "created_at"
    exclude = ["token_hash", "password_hash"]
    actions = ["revoke"]

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ShareLink]) -> None:
        links = list(queryset.filter(revoked_at=None).select_related("document__workspace"))
        for link in links:
            sharing.revoke_link(link=link, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
        self.message_user(request, _("Revoked: %(n)d") % {"n": len(links)})

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """A link that leaks must be closed by whoever may see it here."""
        return self.has_view_permission(request)


@admin.register(SearchLog)
class SearchLogAdmin(ReadOnlyAdmin):
    """How search does: without the words, which are the members' own."""

    list_display = ["asked_at", "workspace", "asked_as", "hits", "milliseconds", "opened"]
    list_filter = ["asked_as", "hits"]
    list_select_related = ["workspace", "opened"]
    date_hierarchy = "asked_at"
    search_fields = ["workspace__name", "workspace__slug"]
    exclude = ["text", "user"]


@admin.register(PaperChange)
class PaperChangeAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "workspace", "action", "count", "created_by", "undone_at"]
    list_filter = ["action", ("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["workspace", "created_by"]
    search_fields = ["workspace__name", "created_by__email"]
    date_hierarchy = "created_at"


@admin.register(PaperExport)
class PaperExportAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "workspace", "user", "status", "documents", "size", "expires_at"]
    list_filter = ["status"]
    list_select_related = ["workspace", "user"]
    search_fields = ["workspace__name", "user__email"]
    date_hierarchy = "created_at"
    exclude = ["file"]

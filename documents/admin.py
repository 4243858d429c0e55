"""Papers for staff: what was taken in, how reading went. Content is not edited here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from documents import services
from documents.models import Chunk, Document, Page, ProcessingRun


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


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = [
        "filename",
        "workspace",
        "status",
        "page_count",
        "size",
        "uploaded_by",
        "created_at",
        "deleted_at",
    ]
    list_filter = ["status", "content_type", ("deleted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["workspace", "uploaded_by"]
    search_fields = ["filename", "title", "=sha256", "=id", "workspace__name", "workspace__slug"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["workspace", "uploaded_by"]
    readonly_fields = [
        "file", "content_type", "size", "sha256", "status", "step", "problem", "page_count", "pages_done",
        "created_at", "updated_at", "deleted_at",
    ]  # fmt: skip
    inlines = [RunInline, PageInline]
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
        return super().get_queryset(request).defer("embedding", "terms")


@admin.register(ProcessingRun)
class ProcessingRunAdmin(ReadOnlyAdmin):
    list_display = ["document", "started_at", "heartbeat_at", "finished_at", "problem"]
    list_select_related = ["document"]
    list_filter = [("finished_at", admin.EmptyFieldListFilter)]
    date_hierarchy = "started_at"
    search_fields = ["document__filename", "=document__id"]

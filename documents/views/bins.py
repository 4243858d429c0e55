"""The bin, and how much room papers take."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from documents import selectors, services
from documents.models import Document
from documents.pipeline.sniff_kinds import short_name
from documents.services import sorting
from documents.views.lookup import binned_or_404, uuids
from lumen.common.http import MemberRequest

PAGE_SIZE = 50
LARGEST = 10
MOST_EMPTIED = 1_000


@require_safe
@login_required
def trash(request: MemberRequest) -> HttpResponse:
    """Papers that were deleted, with the days they can still come back."""
    binned = Document.objects.in_workspace(request.workspace).filter(deleted_at__isnull=False)
    page = Paginator(binned.order_by("-deleted_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [(document, _days_left(document, now)) for document in page.object_list]
    context = {
        "page": page,
        "rows": rows,
        "can_edit": can_edit(request.membership),
        "use": services.storage_use(request.workspace),
    }
    return render(request, "documents/trash.html", context)


def _days_left(document: Document, now: datetime) -> int:
    gone_for = now - (document.deleted_at or now)
    return max(0, (services.KEEP_DELETED - gone_for).days)


@require_POST
@login_required
def trash_restore(request: MemberRequest) -> HttpResponse:
    """Take the ticked papers out of the bin."""
    require_edit(request.membership)
    count = sorting.restore_papers(
        workspace=request.workspace, actor=request.user, ids=uuids(request.POST.getlist("ids"))
    )
    said = ngettext("%(n)d paper is back.", "%(n)d papers are back.", count)
    messages.success(request, said % {"n": count})
    return redirect("documents:trash")


@require_POST
@login_required
def trash_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Delete one paper of the bin for good."""
    require_edit(request.membership)
    document = binned_or_404(request, pk)
    said = _("%(name)s is deleted for good.") % {"name": document.filename}
    services.delete_for_good(document=document, actor=request.user)
    messages.success(request, said)
    return redirect("documents:trash")


@require_POST
@login_required
def trash_empty(request: MemberRequest) -> HttpResponse:
    """Delete everything in the bin for good; asked with the number that was shown."""
    require_edit(request.membership)
    binned = Document.objects.in_workspace(request.workspace).filter(deleted_at__isnull=False)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick that you are sure first."))
        return redirect("documents:trash")
    papers = list(binned.select_related("workspace")[:MOST_EMPTIED])
    for document in papers:
        services.delete_for_good(document=document, actor=request.user)
    said = ngettext("%(n)d paper is deleted for good.", "%(n)d papers are deleted for good.", len(papers))
    messages.success(request, said % {"n": len(papers)})
    return redirect("documents:trash")


@require_safe
@login_required
def storage(request: MemberRequest) -> HttpResponse:
    """How much room papers take, and which take the most."""
    papers = selectors.documents_of(request.workspace)
    by_type = papers.order_by().values("content_type").annotate(size=Sum("size"), n=Count("pk"))
    context = {
        "use": services.storage_use(request.workspace),
        "by_type": [
            row | {"name": short_name(row["content_type"])}
            for row in sorted(by_type, key=lambda row: -row["size"])[:LARGEST]
        ],
        "largest": list(papers.order_by("-size", "pk")[:LARGEST]),
    }
    return render(request, "documents/storage.html", context)

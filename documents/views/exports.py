"""Papers packed into one file to take away."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from documents import selectors, services
from documents.models import PaperExport
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page

LIST = "export-list"


@require_safe
@login_required
def exports(request: MemberRequest) -> HttpResponse:
    """One's own exports, and a way to pack every paper."""
    mine = PaperExport.objects.in_workspace(request.workspace).filter(user=request.user)
    rows = list(mine.filter(expires_at__gt=timezone.now()))
    context = {
        "exports": rows,
        "is_waiting": any(row.status == PaperExport.Status.QUEUED for row in rows),
        "papers": selectors.documents_of(request.workspace).count(),
    }
    return render_page(request, "documents/exports.html", context, fragment=LIST)


@require_POST
@login_required
def export_all(request: MemberRequest) -> HttpResponse:
    """Pack every paper outside the bin; whoever may read them may take them away."""
    try:
        services.request_export(workspace=request.workspace, actor=request.user, now=timezone.now())
    except LumenError as error:
        messages.error(request, error.detail)
    return redirect("documents:exports")


@require_safe
@login_required
def export_file(request: MemberRequest, pk: UUID) -> FileResponse:
    """The packed file, for the person who asked for it."""
    mine = PaperExport.objects.in_workspace(request.workspace).select_related("workspace", "user")
    ready = mine.filter(user=request.user, status=PaperExport.Status.READY, expires_at__gt=timezone.now())
    export = get_object_or_404(ready, pk=pk)
    services.note_export_download(export=export)
    name = f"{slugify(request.workspace.name) or 'lumen'}-papers-{export.created_at:%Y-%m-%d}.zip"
    return FileResponse(
        export.file.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )

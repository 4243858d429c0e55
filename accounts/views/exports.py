"""Taking everything along."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import selectors, services
from accounts.models import DataExport
from lumen.common.http import MemberRequest, render_page


@login_required
@require_safe
def exports(request: MemberRequest) -> HttpResponse:
    context = {"exports": selectors.exports_of(request.membership)}
    return render_page(request, "accounts/exports.html", context, fragment="export-list")


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_POST
def start_export(request: MemberRequest) -> HttpResponse:
    try:
        services.start_export(workspace=request.workspace, user=request.user, now=timezone.now())
    except services.ExportRunningError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("The export is being made. It appears here when it is ready."))
    return redirect("accounts:exports")


@login_required
@never_cache
@require_safe
def export_file(request: MemberRequest, export_id: str) -> HttpResponse | FileResponse:
    ready = selectors.exports_of(request.membership).filter(status=DataExport.Status.READY)
    export = get_object_or_404(ready, pk=export_id)
    services.note_download(export=export)
    return export_answer(export)


def export_answer(export: DataExport) -> FileResponse:
    name = f"lumen-{export.workspace.slug}-{export.created_at:%Y-%m-%d}.zip"
    return FileResponse(export.file.open("rb"), as_attachment=True, filename=name)

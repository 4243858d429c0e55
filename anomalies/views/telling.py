"""How a member wants to be told, and looking back over an import."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import require_edit
from anomalies import services
from anomalies.services.wishes import save_wishes
from anomalies.telling_forms import TellingForm
from anomalies.telling_wishes import wishes_of_member
from lumen.common.http import MemberRequest
from lumen.notifications import hooks
from transactions.models import ImportBatch


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def telling(request: MemberRequest) -> HttpResponse:
    """Everybody chooses for themselves, viewers too."""
    form = TellingForm(
        request.POST if request.method == "POST" else None,
        instance=wishes_of_member(request.membership),
        can_text=hooks.can_text(request.workspace),
    )
    if request.method == "POST" and form.is_valid():
        save_wishes(
            workspace=request.workspace,
            user=request.user,
            wishes=form.instance,
            changed=list(form.changed_data),
        )
        messages.success(request, _("Saved."))
        return redirect("anomalies:telling")
    status = 422 if form.errors else 200
    return render(request, "anomalies/telling.html", {"form": form}, status=status)


def import_of(request: MemberRequest) -> ImportBatch | None:
    """The import a list is asked about; 404 for one of somebody else."""
    try:
        pk = UUID(request.GET.get("import", ""))
    except ValueError:
        return None
    return get_object_or_404(ImportBatch.objects.in_workspace(request.workspace), pk=pk)


@login_required
@require_POST
def look_back(request: MemberRequest, batch_id: UUID) -> HttpResponse:
    """Judge an import's whole period, quietly; the list fills as things are found."""
    batch = get_object_or_404(ImportBatch.objects.in_workspace(request.workspace), pk=batch_id)
    require_edit(request.membership)
    services.ask_to_look_back(batch=batch, actor=request.user)
    messages.success(request, _("Lumen is looking back. What it finds appears here; nobody is notified."))
    return redirect(f"{reverse('anomalies:list')}?import={batch.pk}")

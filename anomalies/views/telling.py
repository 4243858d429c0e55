"""The page on which a member says how they want to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anomalies.services.wishes import save_wishes
from anomalies.telling_forms import TellingForm
from anomalies.telling_wishes import wishes_of_member
from lumen.common.http import MemberRequest
from lumen.notifications import hooks


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

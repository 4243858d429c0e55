"""Exchange rates: what is known, entered, loaded and fetched."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.permissions import can_edit, require_edit
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest
from transactions.forms.rates import RateFileForm, RateForm
from transactions.services import rates


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rate_list(request: MemberRequest) -> HttpResponse:
    """Foreign currencies of the ledger; `action` of a POST is add, load or fetch."""
    workspace = request.workspace
    today = today_in(workspace.time_zone, timezone.now())
    action = request.POST.get("action", "")
    form = RateForm(
        request.POST if action == "add" else None, workspace=workspace, today=today, initial={"on": today}
    )
    file_form = RateFileForm(*((request.POST, request.FILES) if action == "load" else ()))
    if request.method == "POST":
        require_edit(request.membership)
        if _acted(request, form, file_form):
            return redirect("transactions:rates")
    context = {
        "form": form,
        "file_form": file_form,
        "currencies": rates.currencies_of(workspace),
        "may_edit": can_edit(request.membership),
        "may_fetch": bool(settings.EXCHANGE_RATES_URL),
    }
    return render(request, "transactions/rates.html", context, status=_status(form, file_form))


def _status(*forms: RateForm | RateFileForm) -> int:
    return 422 if any(form.errors for form in forms) else 200


def _acted(request: MemberRequest, form: RateForm, file_form: RateFileForm) -> bool:
    """Do what the form asks; false when it has to be shown again."""
    workspace, actor = request.workspace, request.user
    if form.is_bound and form.is_valid():
        told = {(form.cleaned_data["currency"], form.cleaned_data["on"]): form.cleaned_data["rate"]}
        _tell(request, rates.keep(workspace=workspace, actor=actor, rates=told, source=rates.HAND))
        return True
    if file_form.is_bound and file_form.is_valid():
        try:
            _count, valued = rates.load(
                workspace=workspace, actor=actor, content=file_form.cleaned_data["file"].read()
            )
        except LumenError as error:
            file_form.add_error("file", error.detail)
            return False
        _tell(request, valued)
        return True
    if request.POST.get("action") == "fetch":
        try:
            today = today_in(workspace.time_zone, timezone.now())
            _tell(request, rates.refresh(workspace=workspace, today=today))
        except LumenError as error:
            messages.error(request, error.detail)
        return True
    return False


def _tell(request: MemberRequest, valued: int) -> None:
    if not valued:
        messages.success(request, _("Rates are up to date."))
        return
    text = ngettext(
        "Rates kept; %(count)d payment has its worth now.",
        "Rates kept; %(count)d payments have their worth now.",
        valued,
    )
    messages.success(request, text % {"count": valued})

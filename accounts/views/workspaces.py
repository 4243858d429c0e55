"""The workspace itself: its settings, another one, switching, deleting."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms import DeleteWorkspaceForm, NewWorkspaceForm, WorkspaceForm
from accounts.models import Membership, Preferences, Workspace
from accounts.permissions import can_administer, require_administer
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workspace(request: MemberRequest) -> HttpResponse:
    """Name, currency, zone, business profile; everybody reads, owners change."""
    initial = WorkspaceForm.initial_of(request.workspace)
    form = WorkspaceForm(request.POST or None, initial=initial)
    may_change = can_administer(request.membership)
    if request.method == "POST":
        require_administer(request.membership)
        if form.is_valid() and _saved(request, form):
            messages.success(request, _("The workspace is saved."))
            return redirect("accounts:workspace")
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    context = {"form": form, "may_change": may_change}
    return render(request, "accounts/workspace.html", context, status=422 if form.errors else 200)


def _saved(request: MemberRequest, form: WorkspaceForm) -> bool:
    try:
        services.update_workspace(workspace=request.workspace, actor=request.user, profile=form.to_profile())
    except services.BaseCurrencyInUseError as error:
        form.add_error("base_currency", error.detail)
        return False
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_workspace(request: MemberRequest) -> HttpResponse:
    here = request.workspace
    initial = {"kind": "consumer", "base_currency": here.base_currency, "time_zone": here.time_zone}
    form = NewWorkspaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = services.create_workspace(owner=request.user, **form.cleaned_data)
        _enter(request, made)
        messages.success(request, _("This is your new workspace."))
        return redirect("home")
    status = 422 if form.errors else 200
    return render(request, "accounts/new_workspace.html", {"form": form}, status=status)


@login_required
@require_POST
def switch(request: MemberRequest) -> HttpResponse:
    """Go to another workspace of one's own; a stranger's does not exist here."""
    mine = Membership.objects.filter(user=request.user).select_related("workspace")
    chosen = request.POST.get("workspace", "")
    found = next((each for each in mine if str(each.workspace_id) == chosen), None)
    if found is None:
        raise Http404
    _enter(request, found.workspace)
    return redirect("home")


def _enter(request: MemberRequest, workspace: Workspace) -> None:
    request.session["workspace"] = str(workspace.pk)
    Preferences.objects.update_or_create(user=request.user, defaults={"last_workspace": workspace})


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def delete_workspace(request: MemberRequest) -> HttpResponse:
    """Asks for the name; deletes everything in the workspace."""
    require_administer(request.membership)
    form = DeleteWorkspaceForm(request.POST or None, workspace=request.workspace)
    if request.method == "POST" and form.is_valid():
        name = request.workspace.name
        services.delete_workspace(workspace=request.workspace, actor=request.user)
        request.session.pop("workspace", None)
        messages.success(request, _("%(name)s and everything in it is deleted.") % {"name": name})
        return redirect("home")
    status = 422 if form.errors else 200
    return render(request, "accounts/delete_workspace.html", {"form": form}, status=status)


@login_required
@require_POST
def leave(request: MemberRequest) -> HttpResponse:
    try:
        services.leave_workspace(membership=request.membership)
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("accounts:members")
    request.session.pop("workspace", None)
    messages.success(request, _("You have left %(name)s.") % {"name": request.workspace.name})
    return redirect("home")

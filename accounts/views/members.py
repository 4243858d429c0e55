"""Who belongs to the workspace, and the page behind an invitation's link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors, services
from accounts.forms import InvitationForm, RoleForm
from accounts.models import Invitation, Membership
from accounts.permissions import can_administer, require_administer
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest


@login_required
@require_safe
def members(request: MemberRequest) -> HttpResponse:
    return _members_page(request, InvitationForm())


def _members_page(request: MemberRequest, form: InvitationForm) -> HttpResponse:
    invitations = Invitation.objects.in_workspace(request.workspace).open(timezone.now())
    context = {
        "members": selectors.members_of(request.workspace),
        "invitations": invitations.select_related("invited_by"),
        "roles": Membership.Role.choices,
        "form": form,
        "may_change": can_administer(request.membership),
    }
    return render(request, "accounts/members.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def invite(request: MemberRequest) -> HttpResponse:
    require_administer(request.membership)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _members_page(request, form)
    try:
        invitation = services.invite_member(
            workspace=request.workspace,
            actor=request.user,
            email=form.cleaned_data["email"],
            role=form.cleaned_data["role"],
            now=timezone.now(),
        )
    except services.InvitationError as error:
        form.add_error("email", error.detail)
        return _members_page(request, form)
    messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email})
    return redirect("accounts:members")


@login_required
@require_POST
def revoke_invitation(request: MemberRequest, invitation_id: str) -> HttpResponse:
    mine = Invitation.objects.in_workspace(request.workspace).select_related("workspace")
    invitation = get_object_or_404(mine, pk=invitation_id)
    require_administer(request.membership)
    services.revoke_invitation(invitation=invitation, actor=request.user)
    messages.success(request, _("The invitation is revoked; its link no longer works."))
    return redirect("accounts:members")


@login_required
@require_POST
def change_role(request: MemberRequest, membership_id: int) -> HttpResponse:
    membership = get_object_or_404(selectors.members_of(request.workspace), pk=membership_id)
    require_administer(request.membership)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles."))
        return redirect("accounts:members")
    try:
        services.change_role(membership=membership, actor=request.user, role=form.cleaned_data["role"])
    except LumenError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("The role is changed."))
    return redirect("accounts:members")


@login_required
@require_POST
def remove_member(request: MemberRequest, membership_id: int) -> HttpResponse:
    membership = get_object_or_404(selectors.members_of(request.workspace), pk=membership_id)
    require_administer(request.membership)
    try:
        services.remove_member(membership=membership, actor=request.user)
    except LumenError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("%(who)s is no longer a member.") % {"who": membership.user})
    return redirect("accounts:members")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link shows: to the invited person a button, to others whose it is."""
    invitation = selectors.invitation_of_token(token)
    if invitation is None:
        raise Http404
    now = timezone.now()
    is_open = invitation.accepted_at is None and invitation.expires_at > now
    context = {"invitation": invitation, "is_open": is_open, "problem": ""}
    if request.method == "POST" and request.user.is_authenticated:
        try:
            services.accept_invitation(invitation=invitation, user=request.user, now=now)
        except services.InvitationError as error:
            context["problem"] = error.detail
            return render(request, "accounts/accept_invitation.html", context, status=409)
        request.session["workspace"] = str(invitation.workspace_id)
        messages.success(request, _("Welcome to %(name)s.") % {"name": invitation.workspace.name})
        return redirect("home")
    status = 200 if is_open else 410
    return render(request, "accounts/accept_invitation.html", context, status=status)

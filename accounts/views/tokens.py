"""Keys for programs."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors, services
from accounts.forms import ApiTokenForm
from lumen.common.http import MemberRequest


@login_required
@require_safe
def tokens(request: MemberRequest) -> HttpResponse:
    context = {"tokens": selectors.visible_tokens(request.membership), "now": timezone.now()}
    return render(request, "accounts/tokens.html", context)


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_token(request: MemberRequest) -> HttpResponse:
    """Make a key; its text is in this answer and nowhere else."""
    form = ApiTokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        issued = services.create_api_token(
            workspace=request.workspace,
            user=request.user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at(timezone.now()),
        )
        return render(request, "accounts/token_created.html", {"issued": issued})
    status = 422 if form.errors else 200
    return render(request, "accounts/new_token.html", {"form": form}, status=status)


@login_required
@require_POST
def revoke_token(request: MemberRequest, token_id: str) -> HttpResponse:
    token = get_object_or_404(selectors.visible_tokens(request.membership), pk=token_id)
    services.revoke_api_token(token=token, actor=request.user, now=timezone.now())
    messages.success(request, _("%(name)s is revoked and no longer works.") % {"name": token.name})
    return redirect("accounts:tokens")

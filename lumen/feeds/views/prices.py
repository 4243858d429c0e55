"""Share prices of the workspace's own files."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import require_edit
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest
from lumen.feeds import selectors
from lumen.feeds.forms import PricesForm
from lumen.feeds.services import prices as services
from lumen.feeds.services.prices import EXAMPLE
from lumen.feeds.views import shared


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def price_list(request: MemberRequest) -> HttpResponse:
    """Shares with their latest close; a file adds to them."""
    form = PricesForm()
    if request.method == "POST":
        require_edit(request.membership)
        form = PricesForm(request.POST, request.FILES)
        if form.is_valid() and _loaded(request, form):
            return redirect("feeds:prices")
    context = {
        **shared.frame(request, "prices"),
        "form": form,
        "shares": selectors.shares_of(request.workspace),
        "deleted": request.GET.get("deleted", "")[:20],
        "example": EXAMPLE,
    }
    return render(request, "feeds/prices.html", context, status=422 if form.errors else 200)


def _loaded(request: MemberRequest, form: PricesForm) -> bool:
    try:
        done = services.load(
            workspace=request.workspace,
            actor=request.user,
            content=form.cleaned_data["file"].read(),
            today=today_in(request.workspace.time_zone, timezone.now()),
        )
    except LumenError as error:
        form.add_error("file", error.detail)
        return False
    prices = ngettext("%(count)d price", "%(count)d prices", done.prices) % {"count": done.prices}
    shares = ngettext("%(count)d share", "%(count)d shares", done.symbols) % {"count": done.symbols}
    messages.success(request, _("Kept: %(prices)s of %(shares)s.") % {"prices": prices, "shares": shares})
    return True


@require_POST
@login_required
def delete(request: MemberRequest) -> HttpResponse:
    """Take a share's prices away; the page offers to bring them back."""
    require_edit(request.membership)
    symbol = request.POST.get("symbol", "")[:20]
    count = services.delete_share(
        workspace=request.workspace, actor=request.user, symbol=symbol, now=timezone.now()
    )
    query = f"?{urlencode({'deleted': symbol})}" if count else ""
    return redirect(f"{reverse('feeds:prices')}{query}")


@require_POST
@login_required
def restore(request: MemberRequest) -> HttpResponse:
    require_edit(request.membership)
    symbol = request.POST.get("symbol", "")[:20]
    services.restore_share(workspace=request.workspace, actor=request.user, symbol=symbol)
    return redirect("feeds:prices")

"""The page of the raw inbox."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import can_edit, require_edit
from lumen.common.http import MemberRequest, render_page
from transactions.forms_inbox import MessageForm
from transactions.models import RawItem
from transactions.services import inbox
from transactions.views import inbox_context


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def inbox_page(request: MemberRequest) -> HttpResponse:
    """What came, what was made of it and why; a message can be pasted in."""
    form = MessageForm(request.POST or None)
    if request.method == "POST":
        require_edit(request.membership)
        if form.is_valid():
            received = inbox.paste(
                workspace=request.workspace,
                actor=request.user,
                sender=form.cleaned_data["sender"],
                text=form.cleaned_data["text"],
                now=timezone.now(),
            )
            item = inbox.read_item(item_id=str(received.item.pk))
            _tell_outcome(request, item, is_new=received.is_new)
            return redirect("transactions:inbox")
    return _inbox(request, form, status=422 if form.errors else 200)


def _tell_outcome(request: HttpRequest, item: RawItem, *, is_new: bool) -> None:
    if not is_new:
        messages.info(request, _("This message was here already; nothing was booked twice."))
    elif item.outcome == RawItem.Outcome.TRANSACTION:
        messages.success(request, _("Read as a transaction and recorded."))
    else:
        facts = {"outcome": item.get_outcome_display(), "reason": item.reason}
        messages.info(request, _("%(outcome)s: %(reason)s.") % facts)


def _inbox(request: MemberRequest, form: MessageForm, *, status: int) -> HttpResponse:
    wanted = request.GET.get("outcome", "")
    items = RawItem.objects.in_workspace(request.workspace).select_related("source")
    counts = inbox_context.outcome_counts(request.workspace)
    if wanted in RawItem.Outcome.values:
        items = items.filter(outcome=wanted)
    page = Paginator(items.prefetch_related("evidence__transaction__merchant"), 50)
    shown = page.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": shown,
        "items": [inbox_context.shown_item(item) for item in shown],
        "tabs": inbox_context.outcome_tabs(counts, wanted),
        "total": sum(counts.values()),
        "wanted": wanted,
        "can_edit": can_edit(request.membership),
    }
    return render_page(request, "transactions/inbox.html", context, fragment="inbox-list", status=status)

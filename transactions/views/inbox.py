"""Pages of the raw inbox: what came, what was made of it, and putting it right."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions import inbox_listing
from transactions.forms_inbox import CorrectionForm, MessageForm, correction_initial
from transactions.models import Expectation, RawItem, Source
from transactions.services import corrections, inbox, taught
from transactions.services.corrections import Corrected
from transactions.services.verdicts import Correction
from transactions.views import inbox_context

PER_PAGE = 50
Outcome = RawItem.Outcome


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
    return _list(request, form, status=422 if form.errors else 200)


def _tell_outcome(request: HttpRequest, item: RawItem, *, is_new: bool) -> None:
    if not is_new:
        messages.info(request, _("This message was here already; nothing was booked twice."))
    elif item.outcome == Outcome.TRANSACTION:
        messages.success(request, _("Read as a transaction and recorded."))
    else:
        facts = {"outcome": item.get_outcome_display(), "reason": item.reason}
        messages.info(request, _("%(outcome)s: %(reason)s.") % facts)


def _list(request: MemberRequest, form: MessageForm, *, status: int) -> HttpResponse:
    filters = inbox_context.filters_of(request)
    counts = inbox_listing.counts(request.workspace, filters)
    states = inbox_listing.state_counts(request.workspace)
    total = counts.get(filters.outcome, 0) if filters.outcome else sum(counts.values())
    page = Paginator(inbox_listing.listed(request.workspace, filters), PER_PAGE)
    page.count = total  # counted already, with the tabs
    shown = page.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": shown,
        "items": [inbox_context.shown_item(item) for item in shown],
        "tabs": inbox_context.outcome_tabs(request, counts, filters.outcome),
        "states": inbox_context.state_chips(states, filters.state),
        "sources": Source.objects.in_workspace(request.workspace),
        "filters": filters,
        "total": states["total"],
        "waiting": Expectation.objects.in_workspace(request.workspace)
        .filter(state=Expectation.State.OPEN)
        .select_related("raw_item"),
        "can_edit": can_edit(request.membership),
    }
    return render_page(request, "transactions/inbox.html", context, fragment="inbox-list", status=status)


def item_called(request: MemberRequest, pk: UUID) -> RawItem:
    """The workspace's item; 404 for anybody else's."""
    items = RawItem.objects.in_workspace(request.workspace)
    return get_object_or_404(
        items.select_related("source__account", "workspace", "expectation__transaction__merchant"), pk=pk
    )


@require_safe
@login_required
def inbox_item(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One message: its text with what was found in it, what was made of it, and the way to put it right."""
    return _item_page(request, item_called(request, pk))


def _item_page(
    request: MemberRequest, item: RawItem, *, form: CorrectionForm | None = None, status: int = 200
) -> HttpResponse:
    evidence = item.evidence.select_related("transaction__merchant", "transaction__account").order_by("pk")
    rows = [one.transaction for one in evidence if one.transaction.deleted_at is None]
    row = rows[0] if rows else None
    context = {
        "item": item,
        "row": row,
        "told_by": row.evidence.count() if row else 0,
        "pieces": inbox_context.marked_text(item),
        "facts": inbox_context.facts_of(item.reading),
        "bought": item.reading.get("items", []),
        "tone": inbox_context.TONES[item.outcome],
        "confidence": inbox_context.confidence_words(item.confidence),
        "is_doubted": row is not None and inbox_context.is_doubted(item),
        "form": form or _empty_form(request, item),
        "can_edit": can_edit(request.membership),
        "opens_form": bool(form) or request.GET.get("correct") == "1",
    }
    return render_page(
        request, "transactions/inbox_item.html", context, fragment="inbox-message", status=status
    )


def _empty_form(request: MemberRequest, item: RawItem) -> CorrectionForm:
    row = inbox.transaction_of(item)
    live = row if row is not None and row.deleted_at is None else None
    return CorrectionForm(initial=correction_initial(item, live), item=item, today=_today(request))


def _today(request: MemberRequest) -> Any:
    return today_in(request.workspace.time_zone, timezone.now())


@require_POST
@login_required
def inbox_correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take the person's word for what a message means."""
    require_edit(request.membership)
    item = item_called(request, pk)
    form = CorrectionForm(request.POST, item=item, today=_today(request))
    if not form.is_valid():
        return _item_page(request, item, form=form, status=422)
    return _correct(request, item, form.to_correction(), learn=form.cleaned_data["learn"])


def _correct(request: MemberRequest, item: RawItem, correction: Correction, *, learn: bool) -> HttpResponse:
    try:
        done = corrections.correct(
            item=item, actor=request.user, correction=correction, learn=learn, now=timezone.now()
        )
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("transactions:inbox-item", item.pk)
    _tell_correction(request, done, learn=learn)
    if done.template and taught.earlier(template=done.template):
        return redirect("transactions:inbox-earlier", done.template.pk)
    return redirect("transactions:inbox-item", item.pk)


def _tell_correction(request: HttpRequest, done: Corrected, *, learn: bool) -> None:
    if done.template:
        messages.success(request, _("Corrected. The next message of this kind will be read the same way."))
    elif learn:
        messages.info(
            request,
            _("Corrected. What you said does not stand in the text, so nothing was learnt for the next one."),
        )
    else:
        messages.success(request, _("Corrected."))


@require_POST
@login_required
def inbox_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Read again, never record such messages, keep the payment, take a correction back, or delete."""
    require_edit(request.membership)
    item = item_called(request, pk)
    if action == "delete":
        corrections.delete_item(
            item=item,
            actor=request.user,
            with_payment=request.POST.get("with_payment") == "on",
            now=timezone.now(),
        )
        messages.success(request, _("The message was deleted."))
        return redirect("transactions:inbox")
    if action == "never":
        return _correct(request, item, Correction(outcome=Outcome.NOT_MONEY), learn=True)
    if action == "keep":
        return _keep(request, item)
    return _read_or_undo(request, item, action)


def _keep(request: MemberRequest, item: RawItem) -> HttpResponse:
    """The payment in the ledger is right, whatever the reader thinks now."""
    row = inbox.transaction_of(item)
    form = CorrectionForm(correction_initial(item, row), item=item, today=_today(request))
    if row is None or not form.is_valid():
        return redirect(f"{reverse('transactions:inbox-item', args=[item.pk])}?correct=1")
    return _correct(request, item, form.to_correction(), learn=False)


def _read_or_undo(request: MemberRequest, item: RawItem, action: str) -> HttpResponse:
    if action == "undo":
        try:
            corrections.undo(item=item, actor=request.user)
        except LumenError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, _("The correction was taken back."))
    else:
        _tell_outcome(request, inbox.reread_item(item_id=item.pk), is_new=True)
    return redirect("transactions:inbox-item", item.pk)

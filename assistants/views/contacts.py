"""Customers: who they are, what they wrote, and what they may ask of us."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_administer, can_edit, require_administer, require_edit
from assistants.forms.owner import ContactForm
from assistants.models import Contact
from assistants.selectors import people as selector
from assistants.services import contacts as service
from assistants.services import enquiries, privacy
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page

ROWS = 50
MOST_ENQUIRIES, MOST_CHOICES = 50, 20


@require_safe
@login_required
def contact_list(request: MemberRequest) -> HttpResponse:
    """Customers, those last heard of first, with a search."""
    text, blocked = request.GET.get("q", "").strip(), request.GET.get("blocked") == "1"
    rows = selector.contacts(request.workspace, text=text, blocked=blocked)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "q": text, "blocked": blocked}
    return render_page(request, "assistants/contacts/list.html", context, fragment="contact-table")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def contact_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One customer; a POST changes what is known of them."""
    contact = _contact(request, pk)
    if request.method == "POST":
        require_edit(request.membership)
    form = ContactForm(request.POST or None, initial=_initial(contact))
    if form.is_valid():
        service.update(contact=contact, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("assistants:contact", pk)
    return _page(request, contact, form=form, status=422 if form.is_bound else 200)


@require_POST
@login_required
def contact_block(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What a blocked customer writes is kept and bothers nobody; the same again lets them back."""
    require_edit(request.membership)
    contact = _contact(request, pk)
    if contact.blocked_at:
        enquiries.unblock_contact(contact=contact, actor=request.user)
        messages.success(request, _("Not blocked any more."))
    else:
        enquiries.block_contact(contact=contact, actor=request.user, now=timezone.now())
        messages.success(request, _("Blocked. What they write is kept, and bothers nobody."))
    return redirect("assistants:contact", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def contact_merge(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Choose the other entry of the same person; a POST brings it in here."""
    require_edit(request.membership)
    contact = _contact(request, pk)
    if request.method == "POST":
        other = get_object_or_404(_known(request), pk=_uuid(request.POST.get("other", "")))
        try:
            service.merge(into=contact, other=other, actor=request.user)
        except LumenError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, _("They are one now."))
            return redirect("assistants:contact", pk)
    text = request.GET.get("q", "").strip()
    found = selector.contacts(request.workspace, text=text).exclude(pk=pk)[:MOST_CHOICES] if text else []
    context = {"contact": contact, "q": text, "found": found}
    return render(request, "assistants/contacts/merge.html", context)


@require_POST
@login_required
def contact_export(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """Everything about one customer as a zip file."""
    require_administer(request.membership)
    contact = _contact(request, pk)
    privacy.note_copy(contact=contact, actor=request.user)
    return FileResponse(
        selector.copy_of(contact), as_attachment=True, filename="customer.zip", content_type="application/zip"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def contact_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Says what would go; a POST deletes it for good."""
    require_administer(request.membership)
    contact = _contact(request, pk)
    if request.method == "POST":
        count = privacy.erase(contact=contact, actor=request.user)
        said = ngettext("Deleted, with %(n)d enquiry.", "Deleted, with %(n)d enquiries.", count)
        messages.success(request, said % {"n": count})
        return redirect("assistants:contacts")
    context = {"contact": contact, "count": selector.enquiries_of(selector.everything_of(contact)).count()}
    return render(request, "assistants/contacts/delete.html", context)


def _known(request: MemberRequest) -> Any:
    return Contact.objects.in_workspace(request.workspace).kept()


def _contact(request: MemberRequest, pk: UUID) -> Contact:
    return cast("Contact", get_object_or_404(_known(request).select_related("workspace"), pk=pk))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _initial(contact: Contact) -> dict[str, str]:
    return {name: getattr(contact, name) for name in service.CHANGEABLE}


def _page(request: MemberRequest, contact: Contact, *, form: ContactForm, status: int) -> HttpResponse:
    rows = contact.enquiries.filter(merged_into__isnull=True).select_related("assistant", "topic", "channel")
    context = {
        "contact": contact,
        "form": form,
        "enquiries": rows[:MOST_ENQUIRIES],
        "identities": contact.identities.select_related("channel"),
        "may_edit": can_edit(request.membership),
        "may_administer": can_administer(request.membership),
    }
    return render(request, "assistants/contacts/detail.html", context, status=status)

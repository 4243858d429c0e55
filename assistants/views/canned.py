"""Ready texts of a workspace."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from assistants.models import CannedReply
from assistants.services import canned
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest


class CannedForm(forms.Form):
    shortcut = forms.SlugField(
        max_length=40, help_text=gettext_lazy("Typed after a slash: /refund inserts the text.")
    )
    title = forms.CharField(max_length=80)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 6}), max_length=5_000)


@require_safe
@login_required
def canned_list(request: MemberRequest) -> HttpResponse:
    rows = CannedReply.objects.in_workspace(request.workspace)
    context = {"rows": rows, "can_edit": can_edit(request.membership), "variables": canned.VARIABLES}
    return render(request, "assistants/inbox/canned.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def canned_edit(request: MemberRequest, pk: UUID | None = None) -> HttpResponse:
    """Make a ready text, or change one."""
    mine = CannedReply.objects.in_workspace(request.workspace)
    reply = get_object_or_404(mine, pk=pk) if pk else None
    require_edit(request.membership)
    initial = {"shortcut": reply.shortcut, "title": reply.title, "text": reply.text} if reply else None
    form = CannedForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            canned.save(workspace=request.workspace, actor=request.user, reply=reply, **form.cleaned_data)
        except LumenError as error:
            form.add_error("shortcut" if error.status == 409 else "text", error.detail)
        else:
            messages.success(request, _("Saved."))
            return redirect("assistants:canned")
    context = {"form": form, "reply": reply, "variables": canned.VARIABLES}
    status = 422 if request.method == "POST" else 200
    return render(request, "assistants/inbox/canned_edit.html", context, status=status)


@require_POST
@login_required
def canned_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    reply = get_object_or_404(CannedReply.objects.in_workspace(request.workspace), pk=pk)
    require_edit(request.membership)
    canned.delete(reply=reply, actor=request.user)
    messages.success(request, _("/%(shortcut)s is gone.") % {"shortcut": reply.shortcut})
    return redirect("assistants:canned")

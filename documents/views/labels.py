"""Tags and correspondents: their names, their matching rules, and which papers they are on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from documents.forms import LabelForm
from documents.models import Correspondent, PaperChange, PaperTag
from documents.understanding import filing, labels
from documents.views.lookup import uuid_or_none
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

MODELS: dict[str, Any] = {"tags": PaperTag, "correspondents": Correspondent}
NO_COLOR = "#000000"


def _model(noun: str) -> Any:
    if noun not in MODELS:
        raise Http404
    return MODELS[noun]


def _label(request: MemberRequest, noun: str, pk: UUID) -> Any:
    rows = _model(noun).objects.in_workspace(request.workspace).select_related("workspace")
    return get_object_or_404(rows, pk=pk)


def _all(request: MemberRequest, noun: str) -> Any:
    return (labels.tags_of if noun == "tags" else labels.correspondents_of)(request.workspace)


@require_safe
@login_required
def label_list(request: MemberRequest, noun: str) -> HttpResponse:
    """All tags, or all correspondents, with how many papers they are on."""
    _model(noun)
    return _list(request, noun, LabelForm())


def _list(request: MemberRequest, noun: str, form: LabelForm, *, status: int = 200) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    rows = _all(request, noun)
    context = {
        "noun": noun,
        "labels": rows.filter(name__icontains=q) if q else rows,
        "q": q,
        "form": form,
        "can_edit": can_edit(request.membership),
        "undo": _undo_offer(request),
    }
    return render(request, "documents/labels.html", context, status=status)


def _undo_offer(request: MemberRequest) -> PaperChange | None:
    pk = uuid_or_none(request.GET.get("undo", ""))
    changes = PaperChange.objects.in_workspace(request.workspace).filter(undone_at=None)
    return changes.filter(pk=pk).first() if pk else None


@require_POST
@login_required
def label_new(request: MemberRequest, noun: str) -> HttpResponse:
    """Make a tag or a correspondent of this name; its rule comes on its own page."""
    require_edit(request.membership)
    _model(noun)
    make = labels.create_tag if noun == "tags" else labels.create_correspondent
    try:
        label = make(workspace=request.workspace, actor=request.user, name=request.POST.get("name", ""))
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("documents:labels", noun)
    return redirect("documents:label", noun, label.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def label_edit(request: MemberRequest, noun: str, pk: UUID) -> HttpResponse:
    """One tag or correspondent: name, colour, rule; what the rule would match; merge and delete."""
    label = _label(request, noun, pk)
    if request.method == "POST":
        require_edit(request.membership)
        form = LabelForm(request.POST)
        if form.is_valid() and _changed(request, label, form):
            messages.success(request, _("Saved."))
            return redirect("documents:label", noun, pk)
        label.refresh_from_db()
    else:
        form = LabelForm(initial=LabelForm.initial_of(label))
    context = {
        "noun": noun,
        "label": label,
        "form": form,
        "others": _all(request, noun).exclude(pk=pk),
        "papers": label.documents.live().count(),
        "can_edit": can_edit(request.membership),
        **_preview_context(request, label.match_algorithm, label.match_text),
    }
    return render(request, "documents/label.html", context, status=422 if form.errors else 200)


def _changed(request: MemberRequest, label: Any, form: LabelForm) -> bool:
    values = dict(form.cleaned_data)
    if not hasattr(label, "color"):
        del values["color"]
    elif values["color"] == NO_COLOR:  # what a browser sends for no choice
        values["color"] = ""
    try:
        labels.change_label(actor=request.user, label=label, values=values)
    except LumenError as error:
        form.add_error(None, error.detail)
        return False
    return True


@require_safe
@login_required
def rule_preview(request: MemberRequest) -> HttpResponse:
    """Which papers a rule would match, while it is being written."""
    algorithm, text = request.GET.get("match_algorithm", ""), request.GET.get("match_text", "")
    return render(request, "documents/_rule.html", _preview_context(request, algorithm, text))


def _preview_context(request: MemberRequest, algorithm: str, text: str) -> dict[str, Any]:
    try:
        found = labels.preview_rule(workspace=request.workspace, algorithm=algorithm, text=text)
    except LumenError as error:
        return {"rule_problem": error.detail}
    return {"rule": found}


@require_POST
@login_required
def label_apply(request: MemberRequest, noun: str, pk: UUID) -> HttpResponse:
    """Put the label on every paper its rule matches."""
    require_edit(request.membership)
    label = _label(request, noun, pk)
    try:
        change = labels.apply_rule(workspace=request.workspace, actor=request.user, label=label)
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("documents:label", noun, pk)
    said = ngettext("It is on %(n)d more paper now.", "It is on %(n)d more papers now.", change.count)
    messages.success(request, said % {"n": change.count})
    return _to_list(noun, change)


@require_POST
@login_required
def label_merge(request: MemberRequest, noun: str, pk: UUID) -> HttpResponse:
    """Move every paper of one label to another and delete it."""
    require_edit(request.membership)
    label = _label(request, noun, pk)
    into = uuid_or_none(request.POST.get("into", ""))
    if into is None:
        messages.error(request, _("Choose what to merge it with."))
        return redirect("documents:label", noun, pk)
    other = _label(request, noun, into)
    said = _("“%(name)s” is now “%(other)s”.") % {"name": label.name, "other": other.name}
    try:
        change = labels.merge_labels(actor=request.user, label=label, into=other)
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("documents:label", noun, pk)
    messages.success(request, said)
    return _to_list(noun, change)


@require_POST
@login_required
def label_delete(request: MemberRequest, noun: str, pk: UUID) -> HttpResponse:
    """Take it off every paper; the papers stay."""
    require_edit(request.membership)
    label = _label(request, noun, pk)
    said = _("“%(name)s” is gone; its papers stay.") % {"name": label.name}
    change = labels.delete_label(actor=request.user, label=label)
    messages.success(request, said)
    return _to_list(noun, change)


def _to_list(noun: str, change: PaperChange) -> HttpResponse:
    answer = redirect("documents:labels", noun)
    answer["Location"] += f"?undo={change.pk}"
    return answer


@require_POST
@login_required
def label_undo(request: MemberRequest, noun: str, pk: UUID) -> HttpResponse:
    """Take back a merge, a deletion, or what a rule did."""
    require_edit(request.membership)
    _model(noun)
    change = get_object_or_404(PaperChange.objects.in_workspace(request.workspace), pk=pk)
    try:
        filing.undo(workspace=request.workspace, actor=request.user, change=change, now=timezone.now())
    except LumenError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("It is as before."))
    return redirect("documents:labels", noun)

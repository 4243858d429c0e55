"""Pages for statement files: upload, preview, what became of them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions.forms_imports import LayoutForm, SectionsForm, UploadForm
from transactions.importers.columns import Layout
from transactions.models import ImportBatch
from transactions.services import imports
from transactions.views import import_context

State = ImportBatch.State


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_upload(request: MemberRequest) -> HttpResponse:
    """Upload a statement, and see what was imported before."""
    form = UploadForm(request.POST or None, request.FILES or None, workspace=request.workspace)
    if request.method == "POST":
        require_edit(request.membership)
        if form.is_valid():
            try:
                batch = imports.start_import(
                    workspace=request.workspace,
                    actor=request.user,
                    file=form.upload,
                    account=form.cleaned_data["account"],
                )
            except LumenError as error:
                form.add_error("file", error.detail)
            else:
                return redirect("transactions:import-detail", batch.pk)
    page = Paginator(ImportBatch.objects.in_workspace(request.workspace).select_related("account"), 20)
    context = {
        "form": form,
        "batches": page.get_page(request.GET.get("page")),
        "can_edit": can_edit(request.membership),
        "max_megabytes": import_context.max_megabytes(),
    }
    status = 422 if form.errors else 200
    return render(request, "transactions/import.html", context, status=status)


def batch_of(request: MemberRequest, pk: UUID) -> ImportBatch:
    """The import, or 404 for a stranger."""
    batches = ImportBatch.objects.in_workspace(request.workspace).select_related("account", "workspace")
    return get_object_or_404(batches, pk=pk)


@require_safe
@login_required
def import_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One import: being read, to be checked, or done."""
    return _import_page(request, batch_of(request, pk))


def _import_page(
    request: MemberRequest, batch: ImportBatch, *, form: LayoutForm | None = None, status: int = 200
) -> HttpResponse:
    context = import_context.import_page(request, batch, form)
    return render_page(
        request, "transactions/import_detail.html", context, fragment="import-state", status=status
    )


@require_safe
@login_required
def import_summary(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Counts, sums and tabs, after a row changed."""
    return _numbers(request, batch_of(request, pk))


def _numbers(request: MemberRequest, batch: ImportBatch) -> HttpResponse:
    context = import_context.summary(request, batch)
    return render(request, "transactions/import_detail.html#import-numbers", context)


@require_POST
@login_required
def import_layout(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read the file again with other columns."""
    require_edit(request.membership)
    batch = batch_of(request, pk)
    if not batch.layout.get("headers"):
        return redirect("transactions:import-detail", batch.pk)
    form = LayoutForm(request.POST, layout=Layout.from_dict(batch.layout))
    if form.is_valid():
        try:
            imports.change_layout(
                batch=batch,
                account=batch.account,
                chosen=form.chosen(),
                date_order=form.cleaned_data["date_order"],
                sign=form.cleaned_data.get("sign", batch.layout["sign"]),
            )
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            messages.success(request, _("Read again with your choices."))
            return redirect("transactions:import-detail", batch.pk)
    return _import_page(request, batch, form=form, status=422)


@require_POST
@login_required
def import_accounts(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say which account each account of the file is."""
    require_edit(request.membership)
    batch = batch_of(request, pk)
    form = SectionsForm(request.POST, workspace=request.workspace, sections=batch.reading.get("sections", []))
    if not form.is_valid():
        return _import_page(request, batch, status=422)
    try:
        imports.choose_accounts(batch=batch, chosen=form.chosen())
    except LumenError as error:
        messages.error(request, error.detail)
    return redirect("transactions:import-detail", batch.pk)


@require_POST
@login_required
def import_rows(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Include or leave out lines, or every line of a status."""
    require_edit(request.membership)
    batch = batch_of(request, pk)
    lines = [int(line) for line in request.POST.getlist("line") if line.isdecimal() and len(line) < 10]
    try:
        imports.set_included(
            batch=batch,
            lines=lines or None,
            status=request.POST.get("status", ""),
            included=request.POST.get("included") == "on",
        )
    except LumenError as error:
        messages.error(request, error.detail)
    if request.htmx and request.htmx.target == "import-numbers":
        return _numbers(request, batch)
    return _import_page(request, batch) if request.htmx else redirect("transactions:import-detail", batch.pk)


@require_POST
@login_required
def import_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Commit, undo, discard, or start again."""
    require_edit(request.membership)
    batch = batch_of(request, pk)
    try:
        if action == "commit":
            imports.start_commit(batch=batch, actor=request.user)
        elif action == "undo":
            _tell_undo(request, imports.undo_import(batch=batch, actor=request.user))
        elif action == "again":
            batch = imports.import_again(batch=batch, actor=request.user)
        elif action == "review":
            imports.accept_review(batch=batch)
        elif action == "forget":
            imports.forget_mapping(batch=batch)
            messages.success(request, _("Forgotten. The file was read as it seems best."))
        elif action == "discard":
            imports.discard(batch=batch, actor=request.user)
            messages.success(request, _("The file was discarded. Nothing was imported."))
            return redirect("transactions:import")
        else:
            raise Http404
    except LumenError as error:
        messages.error(request, error.detail)
    return redirect("transactions:import-detail", batch.pk)


def _tell_undo(request: HttpRequest, batch: ImportBatch) -> None:
    undo = batch.outcome["undo"]
    removed = ngettext("%(n)d row was taken back.", "%(n)d rows were taken back.", undo["removed"])
    text = removed % {"n": undo["removed"]}
    if undo["kept"]:
        kept = ngettext("%(n)d row stays.", "%(n)d rows stay.", undo["kept"])
        text = f"{text} {kept % {'n': undo['kept']}}"
    messages.success(request, text)

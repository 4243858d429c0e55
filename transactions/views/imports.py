"""Pages for statement files: upload, preview, what became of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions.forms_imports import DATE_ORDERS, LayoutForm, UploadForm
from transactions.importers.columns import Layout
from transactions.models import ImportBatch, ImportRow
from transactions.services import imports
from transactions.views import import_context

ROWS_PER_PAGE = 100
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


def _batch(request: MemberRequest, pk: UUID) -> ImportBatch:
    batches = ImportBatch.objects.in_workspace(request.workspace).select_related("account", "workspace")
    return get_object_or_404(batches, pk=pk)


@require_safe
@login_required
def import_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One import: being read, to be checked, or done."""
    return _import_page(request, _batch(request, pk))


def _import_page(
    request: MemberRequest, batch: ImportBatch, *, form: LayoutForm | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "batch": batch,
        "can_edit": can_edit(request.membership),
        "is_busy": batch.state in {State.READING, State.COMMITTING},
    }
    if batch.state in {State.PREVIEW, State.COMMITTED, State.UNDONE}:
        context |= _preview(request, batch, form)
    return render_page(
        request, "transactions/import_detail.html", context, fragment="import-state", status=status
    )


def _preview(request: MemberRequest, batch: ImportBatch, form: LayoutForm | None) -> dict[str, Any]:
    wanted = request.GET.get("status", "")
    rows = batch.rows.select_related("transaction").order_by("line")
    if wanted in ImportRow.Status.values:
        rows = rows.filter(status=wanted)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    layout = Layout.from_dict(batch.layout) if batch.layout.get("headers") else None
    counts = imports.counts_of(batch)
    return {
        "layout": layout,
        "form": form
        or (layout and LayoutForm(workspace=request.workspace, layout=layout, account=batch.account)),
        "counts": counts,
        "counted": import_context.counted(counts),
        "date_order": dict(DATE_ORDERS)[layout.date_order] if layout else "",
        "tabs": import_context.status_tabs(batch, wanted),
        "wanted": wanted,
        "page": page,
        "rows": [import_context.shown_row(row) for row in page],
        "earlier": imports.earlier_import(batch),
        "undo": batch.outcome.get("undo"),
        "account_name": import_context.account_name(batch),
        "totals": import_context.totals(batch),
    }


def _layout_form(request: MemberRequest, batch: ImportBatch, layout: Layout | None) -> LayoutForm | None:
    if layout is None:
        return None
    return LayoutForm(workspace=request.workspace, layout=layout, account=batch.account)


@require_POST
@login_required
def import_layout(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read the file again with other columns or for another account."""
    require_edit(request.membership)
    batch = _batch(request, pk)
    layout = Layout.from_dict(batch.layout)
    form = LayoutForm(request.POST, workspace=request.workspace, layout=layout, account=batch.account)
    if form.is_valid():
        try:
            imports.change_layout(
                batch=batch,
                account=form.cleaned_data["account"],
                chosen=form.chosen(),
                date_order=form.cleaned_data["date_order"],
                sign=form.cleaned_data["sign"],
            )
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            messages.success(request, _("Read again with your choices."))
            return redirect("transactions:import-detail", batch.pk)
    return _import_page(request, batch, form=form, status=422)


@require_POST
@login_required
def import_rows(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Include or leave out one line, or every line of a status."""
    require_edit(request.membership)
    batch = _batch(request, pk)
    line = request.POST.get("line", "")
    try:
        imports.set_included(
            batch=batch,
            lines=[int(line)] if line.isdigit() else None,
            status=request.POST.get("status", ""),
            included=request.POST.get("included") == "on",
        )
    except LumenError as error:
        messages.error(request, error.detail)
    return _import_page(request, batch) if request.htmx else redirect("transactions:import-detail", batch.pk)


@require_POST
@login_required
def import_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Commit, undo or discard an import."""
    require_edit(request.membership)
    batch = _batch(request, pk)
    try:
        if action == "commit":
            imports.start_commit(batch=batch, actor=request.user)
        elif action == "undo":
            _tell_undo(request, imports.undo_import(batch=batch, actor=request.user))
        else:
            imports.discard(batch=batch, actor=request.user)
            messages.success(request, _("The file was discarded. Nothing was imported."))
            return redirect("transactions:import")
    except LumenError as error:
        messages.error(request, error.detail)
    return redirect("transactions:import-detail", batch.pk)


def _tell_undo(request: HttpRequest, batch: ImportBatch) -> None:
    undo = batch.outcome["undo"]
    removed = ngettext("%(n)d row was taken back.", "%(n)d rows were taken back.", undo["removed"])
    text = removed % {"n": undo["removed"]}
    if undo["kept"]:
        kept = ngettext(
            "%(n)d row was changed since and stays.", "%(n)d rows were changed since and stay.", undo["kept"]
        )
        text = f"{text} {kept % {'n': undo['kept']}}"
    messages.success(request, text)

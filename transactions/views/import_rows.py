"""One line in the preview of an import: shown, corrected, decided about."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import can_edit, require_edit
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest
from transactions.forms_imports import RowForm
from transactions.models import ImportBatch, ImportRow
from transactions.services import imports
from transactions.services.importing.lines import statement_row
from transactions.views import import_context
from transactions.views.imports import batch_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_row(request: MemberRequest, pk: UUID, line: int) -> HttpResponse:
    """One line, to be read or (`?edit=1`) corrected."""
    batch = batch_of(request, pk)
    row = _row(batch, line)
    if request.method != "POST" and "edit" not in request.GET:
        return _answer(request, batch, row)
    require_edit(request.membership)
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            row = imports.edit_row(batch=batch, line=line, edit=form.to_edit())
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            return _answer(request, batch, _row(batch, row.line), has_changed=True)
    context = {"batch": batch, "row": row, "form": form}
    return render(request, "transactions/import_row_edit.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def import_row_decision(request: MemberRequest, pk: UUID, line: int, decision: str) -> HttpResponse:
    """Say whether a line is the payment it looks like."""
    require_edit(request.membership)
    batch = batch_of(request, pk)
    _row(batch, line)
    try:
        imports.decide(batch=batch, line=line, is_same=decision == "same")
    except LumenError as error:
        messages.error(request, error.detail)
    return _answer(request, batch, _row(batch, line), has_changed=True)


def _row(batch: ImportBatch, line: int) -> ImportRow:
    return get_object_or_404(import_context.rows_of(batch), line=line)


def _form(request: MemberRequest, row: ImportRow) -> RowForm:
    return RowForm(
        request.POST or None,
        row=statement_row(row),
        filed=row.fields.get("filed", ""),
        account=row.account,
        workspace=request.workspace,
        today=today_in(request.workspace.time_zone, timezone.now()),
    )


def _answer(
    request: MemberRequest, batch: ImportBatch, row: ImportRow, *, has_changed: bool = False
) -> HttpResponse:
    """The line as the table shows it; without htmx, back to the table."""
    if not request.htmx:
        return redirect("transactions:import-detail", batch.pk)
    context = {
        "batch": batch,
        "shown": import_context.shown_row(batch, row),
        "can_edit": can_edit(request.membership),
    }
    response = render(request, "transactions/import_row.html", context)
    if has_changed:
        response["HX-Trigger"] = "import-changed"
    return response

"""The ledger's pages: list, entry, detail, editing, bulk actions, export."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions import category_reasons, exporting, keyset, links, listing, paper_payments, selectors
from transactions.forms import BulkForm, EntryForm, FilterForm, QuickEntryForm, filter_data
from transactions.forms.entry import COMMON_CURRENCIES, METHODS
from transactions.models import Category, Change, Transaction
from transactions.services import catalog, changes, ledger

TABLE = "transaction-table"
PREFILLED = ("amount", "direction", "account", "booked_on")  # what a link to the form may say
MORE_FILTERS = ("from", "to", "min", "max", "currency", "direction", "kind", "source", "tag")


@require_safe
@login_required
def transaction_list(request: MemberRequest) -> HttpResponse:
    """Filtered, sorted, in pages of fifty."""
    catalog.ensure_catalog(request.workspace)
    context = _table_context(request)
    if request.htmx.target != TABLE:
        today = timezone.localdate()
        context |= {
            "quick": QuickEntryForm(workspace=request.workspace, today=today),
            "merchant_names": selectors.merchant_names(request.workspace),
            "more_filters": [context["form"][name] for name in MORE_FILTERS],
            **_undo_offer(request),
        }
    return render_page(request, "transactions/list.html", context, fragment=TABLE)


def _undo_offer(request: MemberRequest) -> dict[str, Any]:
    """After a redirect: the change of `?undo=` and a sentence about it."""
    pk = _uuid_or_none(request.GET.get("undo", ""))
    change = Change.objects.in_workspace(request.workspace).filter(pk=pk).first() if pk else None
    if change is None or change.undone_at:
        return {}
    return {"change": change, "said": said_about(change)}


def _table_context(request: MemberRequest) -> dict[str, Any]:
    """What the table and its bar need, in a constant number of queries."""
    query = request.GET
    form = FilterForm(filter_data(query))
    filters = form.to_filters()
    rows = selectors.transactions(request.workspace, filters)
    sort = query.get("sort", keyset.NEWEST)
    page = keyset.page_of(rows, sort=sort, cursor=query.get("cursor", ""))
    categories = selectors.categories_of(request.workspace)
    accounts = list(selectors.account_names(request.workspace))
    return {
        "page": page,
        "totals": selectors.totals(rows),
        "form": form,
        "filters": filters,
        "chips": listing.chips(query, workspace=request.workspace, categories=categories, accounts=accounts),
        "sort": sort if sort in keyset.SORTS else keyset.NEWEST,
        "sorts": listing.sort_links(query, sort),
        "by_day": sort in {keyset.NEWEST, keyset.OLDEST},
        "categories": categories,
        "accounts": accounts,
        "may_edit": can_edit(request.membership),
        "next_url": listing.with_cursor(query, page.next),
        "previous_url": listing.with_cursor(query, page.previous),
        "here": listing.query_string(query),
        "currency": request.workspace.base_currency,
    }


@require_safe
@login_required
def transaction_export(request: MemberRequest, ending: str) -> StreamingHttpResponse:
    """The filtered rows as CSV (safe to open in a spreadsheet), JSON or beancount."""
    chosen = exporting.FORMATS.get(ending)
    if chosen is None:
        raise Http404
    filters = FilterForm(filter_data(request.GET)).to_filters()
    rows = selectors.transactions(request.workspace, filters)
    response = StreamingHttpResponse(chosen.write(rows, request.workspace), content_type=chosen.content_type)
    name = f"{request.workspace.slug}-{timezone.localdate():%Y-%m-%d}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def transaction_new(request: MemberRequest) -> HttpResponse:
    """Enter one movement: four fields, or all of them with `?full=1`."""
    require_edit(request.membership)
    catalog.ensure_catalog(request.workspace)
    wants_all = request.GET.get("full", "1" if request.workspace.is_business else "") == "1"
    form = _entry_form(request, wants_all=wants_all)
    if request.method == "POST" and form.is_valid():
        return _record(request, form)
    status = 422 if form.is_bound else 200
    context = {
        "entry": form,
        "wants_all": wants_all,
        "wants_few": not wants_all,
        **_suggestions(request),
    }
    if request.htmx.target == "quick-entry-body":
        return render(request, "transactions/_quick.html", {"quick": form, **context}, status=status)
    return render(request, "transactions/new.html", context, status=status)


def _entry_form(request: MemberRequest, *, wants_all: bool) -> EntryForm | QuickEntryForm:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    options: dict[str, Any] = {"workspace": request.workspace, "today": timezone.localdate()}
    if not wants_all:
        return QuickEntryForm(*given, **options)
    start = {"account": catalog.usual_account(request.workspace).pk, "booked_on": options["today"]}
    start |= {name: value for name in PREFILLED if (value := request.GET.get(name))}
    return EntryForm(*given, initial=start, **options)


def _record(request: MemberRequest, form: EntryForm | QuickEntryForm) -> HttpResponse:
    row = ledger.record_transactions(
        workspace=request.workspace,
        actor=request.user,
        drafts=[form.to_draft()],
        origin=Transaction.Origin.FORM,
    )[0]
    said = _("Saved: {title}.").format(title=row.title)
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Trigger"] = json.dumps({"transaction-saved": {"text": said}})
        return response
    messages.success(request, said)
    if "again" in request.POST:
        return redirect(request.get_full_path())
    return redirect("transactions:list")


def _suggestions(request: MemberRequest) -> dict[str, Any]:
    return {
        "merchant_names": selectors.merchant_names(request.workspace),
        "methods": METHODS,
        "currencies": COMMON_CURRENCIES,
    }


def _row_or_404(request: MemberRequest, pk: UUID) -> Transaction:
    """One movement: also a part of a split payment, and the whole of it."""
    rows = Transaction.objects.in_workspace(request.workspace).filter(deleted_at__isnull=True).for_lists()
    return get_object_or_404(
        rows.select_related("workspace", "created_by", "category_rule", "split_of"), pk=pk
    )


@require_safe
@login_required
def transaction_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One movement, why Lumen believes it, and what happened to it."""
    row = _row_or_404(request, pk)
    evidence = row.evidence.select_related("raw_item__source", "import_row__batch", "document")
    context = {
        "row": row,
        "evidence": list(evidence),
        "history": listing.history_of(row),
        "may_edit": can_edit(request.membership),
        "is_foreign": row.currency != request.workspace.base_currency,
        "facts": listing.facts_of(row),
        "reason": category_reasons.reason_for(row),
        "alike": category_reasons.alike(row).count() if can_edit(request.membership) else 0,
        "links": links.links_of(row, may_edit=can_edit(request.membership)),
        "papers": paper_payments.papers_of(row),
        "parts": list(row.parts.for_lists().order_by("fingerprint")) if row.is_split else [],
    }
    return render(request, "transactions/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def transaction_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change everything about one movement."""
    require_edit(request.membership)
    row = _row_or_404(request, pk)
    options: dict[str, Any] = {"workspace": request.workspace, "today": timezone.localdate()}
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EntryForm(*given, initial=EntryForm.initial_of(row), **options)
    if form.is_bound and form.is_valid() and _edited(request, row, form):
        messages.success(request, _("Saved."))
        return redirect("transactions:detail", pk=row.pk)
    context = {"entry": form, "row": row, "wants_all": True, **_suggestions(request)}
    return render(request, "transactions/edit.html", context, status=422 if form.is_bound else 200)


def _edited(request: MemberRequest, row: Transaction, form: EntryForm) -> bool:
    """Save the form; a refusal is said in it."""
    try:
        changes.edit_transaction(
            workspace=request.workspace,
            actor=request.user,
            row=row,
            edit=form.to_edit(),
            now=timezone.now(),
        )
    except LumenError as error:
        form.add_error(None, error.detail)
        return False
    return True


@require_POST
@login_required
def transaction_inline(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Set the category or the note of one row from the list; answers the row."""
    require_edit(request.membership)
    row = _row_or_404(request, pk)
    values: dict[str, Any] = {}
    if "category" in request.POST:
        values["category"] = _category_or_404(request, request.POST["category"])
    if "note" in request.POST:
        values["note"] = request.POST["note"].strip()[:5000]
    status = 200
    try:
        row = changes.edit_transaction(
            workspace=request.workspace,
            actor=request.user,
            row=row,
            edit=changes.Edit(values=values),
            now=timezone.now(),
        )
    except LumenError as error:
        messages.error(request, error.detail)
        status = 422
    context = {
        "row": _row_or_404(request, row.pk),
        "may_edit": True,
        "currency": request.workspace.base_currency,
    }
    return render(request, "transactions/_row.html", context, status=status)


def _category_or_404(request: MemberRequest, pk: str) -> Category | None:
    if not pk:
        return None
    return get_object_or_404(Category.objects.in_workspace(request.workspace), pk=_uuid_or_none(pk))


def _uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_POST
@login_required
def transaction_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Delete one row; it can be undone for ten minutes."""
    require_edit(request.membership)
    row = _row_or_404(request, pk)
    try:
        change = changes.delete_transactions(
            workspace=request.workspace,
            actor=request.user,
            rows=Transaction.objects.in_workspace(request.workspace).filter(pk=row.pk),
            now=timezone.now(),
        )
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("transactions:detail", pk=row.pk)
    return redirect(f"{reverse('transactions:list')}?undo={change.pk}")


@require_POST
@login_required
def transaction_bulk(request: MemberRequest) -> HttpResponse:
    """Do one thing to the ticked rows, or to all that match the filters in the URL."""
    require_edit(request.membership)
    form = BulkForm(request.POST, workspace=request.workspace)
    change = None
    if form.is_valid():
        try:
            change = listing.apply_bulk(
                form.cleaned_data,
                workspace=request.workspace,
                actor=request.user,
                rows=_chosen(request, form),
                now=timezone.now(),
            )
        except LumenError as error:
            messages.error(request, error.detail)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return _after_change(request, change, status=200 if change else 422)


def _chosen(request: MemberRequest, form: BulkForm) -> Any:
    if form.cleaned_data["matching"]:
        filters = FilterForm(filter_data(request.GET)).to_filters()
        return selectors.transactions(request.workspace, filters)
    wanted = [pk for text in form.cleaned_data["ids"] if (pk := _uuid_or_none(text))]
    return Transaction.objects.in_workspace(request.workspace).live().filter(pk__in=wanted)


def _after_change(request: MemberRequest, change: Change | None, *, status: int) -> HttpResponse:
    """The table again, with a toast that offers to undo."""
    if not request.htmx:
        back = f"{reverse('transactions:list')}{listing.query_string(request.GET)}"
        return redirect(f"{back}{'&' if '?' in back else '?'}undo={change.pk}" if change else back)
    context = _table_context(request)
    if change:
        context |= {"change": change, "said": said_about(change)}
    return render(request, "transactions/_changed.html", context, status=status)


def said_about(change: Change) -> str:
    """What a bulk action did, in a sentence."""
    sentences = {
        Change.Action.DELETE: ngettext("{n} row deleted.", "{n} rows deleted.", change.count),
        Change.Action.CATEGORY: ngettext(
            "Category set on {n} row.", "Category set on {n} rows.", change.count
        ),
        Change.Action.TAG: ngettext("Tag added to {n} row.", "Tag added to {n} rows.", change.count),
        Change.Action.RULE: ngettext(
            "Rules changed {n} payment.", "Rules changed {n} payments.", change.count
        ),
        Change.Action.MERCHANT: ngettext(
            "Another name on {n} payment.", "Another name on {n} payments.", change.count
        ),
    }
    return sentences[Change.Action(change.action)].format(n=change.count)


@require_POST
@login_required
def transaction_undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put back what a bulk action changed."""
    require_edit(request.membership)
    change = get_object_or_404(Change.objects.in_workspace(request.workspace), pk=pk)
    status = 200
    try:
        count = changes.undo(
            workspace=request.workspace, actor=request.user, change=change, now=timezone.now()
        )
    except LumenError as error:
        messages.error(request, error.detail)
        status = 422
    else:
        messages.success(request, ngettext("{n} row is back.", "{n} rows are back.", count).format(n=count))
    return _after_change(request, None, status=status)


@require_GET
@login_required
def transaction_receipt(request: MemberRequest, pk: UUID) -> FileResponse:
    """The receipt file, always as a download."""
    row = _row_or_404(request, pk)
    if not row.receipt:
        raise Http404
    suffix = (row.receipt.name or "").rpartition(".")[2]
    return FileResponse(
        row.receipt.open("rb"), as_attachment=True, filename=f"receipt-{row.booked_on}.{suffix}"
    )

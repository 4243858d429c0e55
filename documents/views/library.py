"""The library: papers beside a preview, filters, search, saved views."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit
from documents import facets, search_log, selectors
from documents.filters import NEWEST, Filters, sorted_by
from documents.forms import SavedViewForm
from documents.models import Document, SavedView
from documents.services import saved_views
from documents.views.lookup import uuids
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page

LIST = "paper-list"
PAGE_SIZE = 50


@require_safe
@login_required
def document_list(request: MemberRequest) -> HttpResponse:
    """Papers that fit the address, or the passages that speak to its words."""
    return list_page(request)


def list_page(request: MemberRequest, *, status: int = 200, **said: Any) -> HttpResponse:
    """The list with what was just done said above it."""
    context = list_context(request) | {"binned": _just_binned(request)} | said
    return render_page(request, "documents/list.html", context, fragment=LIST, status=status)


def _just_binned(request: MemberRequest) -> list[Document]:
    """The paper that was put into the bin on another page, to offer it back."""
    binned = Document.objects.in_workspace(request.workspace).filter(deleted_at__isnull=False)
    return list(binned.filter(pk__in=uuids(request.GET.getlist("deleted")[:1])))


def list_context(request: MemberRequest) -> dict[str, Any]:
    """What the list needs, in a constant number of queries."""
    query, filters = request.GET, Filters.of(request.GET)
    papers = selectors.documents_of(request.workspace)
    sort = query.get("sort", NEWEST)
    results = _search(request, filters)
    page = None if results else _page(selectors.for_rows(sorted_by(filters.apply(papers), sort)), query)
    return {
        "filters": filters,
        "q": filters.text,
        "results": results,
        "page": page,
        "papers": page.object_list if page else [],
        "counts": selectors.counts_of(request.workspace),
        "facets": facets.facets(workspace=request.workspace, papers=papers, filters=filters, query=query),
        "kinds": Document.Kind.choices,
        "periods": facets.periods(query, filters, timezone.localdate()),
        "sorts": facets.sorts(query, sort),
        "kept": _kept(query),
        "here": facets.with_query(query),
        "views": selectors.views_of(request.workspace, request.user),
        "can_edit": can_edit(request.membership),
        "currency": request.workspace.base_currency,
    }


def _search(request: MemberRequest, filters: Filters) -> selectors.Results | None:
    """Passages and papers for the words of the address; what people look for is noted."""
    if len(filters.text) < selectors.SHORTEST_SEARCH:
        return None
    with search_log.noting(request.workspace, request.user, filters.text, search_log.SEARCH) as noted:
        results = selectors.find(workspace=request.workspace, text=filters.text, filters=filters)
        noted.hits = results.papers if results else 0
    return results


def _page(papers: Any, query: Any) -> "Page[Document]":
    return Paginator(papers, PAGE_SIZE).get_page(query.get("page"))


def _kept(query: Any) -> list[tuple[str, str]]:
    """The parameters of the address that the search box keeps."""
    left_out = {"q", "from", "to", "min", "max", *facets.NOT_KEPT}  # fields of the page carry them
    return [
        (name, value) for name, values in query.lists() for value in values if name not in left_out and value
    ]


@require_safe
@login_required
def states(request: MemberRequest) -> HttpResponse:
    """How far some papers are: their rows again, each to be put in its place."""
    wanted = uuids(request.GET.getlist("id"))[:PAGE_SIZE]
    papers = selectors.for_rows(selectors.documents_of(request.workspace)).filter(pk__in=wanted)
    context = {"papers": papers, "can_edit": can_edit(request.membership)}
    return render(request, "documents/_states.html", context)


@require_POST
@login_required
def view_save(request: MemberRequest) -> HttpResponse:
    """Keep what the address asks for under a name."""
    form = SavedViewForm(request.POST)
    here = reverse("documents:list")
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 80 characters."))
        return redirect(here + facets.with_query(request.GET))
    cleaned = form.cleaned_data
    try:
        view = saved_views.save_view(
            workspace=request.workspace,
            membership=request.membership,
            name=cleaned["name"],
            query=facets.with_query(request.GET).removeprefix("?"),
            is_shared=cleaned["is_shared"],
        )
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect(here + facets.with_query(request.GET))
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return redirect(f"{here}?{view.query}")


@require_POST
@login_required
def view_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Forget a saved view of one's own."""
    mine = SavedView.objects.in_workspace(request.workspace).filter(owner=request.user)
    view = get_object_or_404(mine, pk=pk)
    saved_views.delete_view(view=view)
    messages.success(request, _("“%(name)s” is no longer a view.") % {"name": view.name})
    return redirect("documents:list")

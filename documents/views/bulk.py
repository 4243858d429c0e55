"""One thing done to many papers at once, and taken back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import require_edit
from documents import facets, selectors, services
from documents.filters import Filters
from documents.forms import BulkForm
from documents.models import Document, DocumentQuerySet, PaperChange, PaperTag
from documents.services import sorting
from documents.services.sorting import Sorting
from documents.understanding import filing
from documents.views.library import list_page
from documents.views.lookup import back, uuids
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest


class NotCountedError(LumenError):
    code, title = "not-counted", "These papers were not counted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a bulk action did, in words, and what takes it back."""

    said: str
    change: PaperChange | None = None
    binned: list[UUID] = field(default_factory=list)


@require_POST
@login_required
def bulk(request: MemberRequest) -> HttpResponse:
    """Do one thing to the ticked papers, or to all that match the filters of the address."""
    require_edit(request.membership)
    form = BulkForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _again(request, None, status=422)
    action = form.cleaned_data["action"]
    try:
        papers = _chosen(request, form)
        if action == "export":
            return _export(request, papers)
        return _again(request, _ACTIONS[action](request, papers, form.cleaned_data))
    except LumenError as error:
        messages.error(request, error.detail)
        return _again(request, None, status=422)


def _chosen(request: MemberRequest, form: BulkForm) -> DocumentQuerySet:
    """By id, so that what is changed does not move out of its own filter on the way.

    Raises:
        NotCountedError: all that match words, which no list has counted.
    """
    papers = selectors.documents_of(request.workspace)
    if form.cleaned_data["matching"]:
        filters = Filters.of(request.GET)
        if filters.text:
            raise NotCountedError(_("Tick the papers among the results of a search one by one."))
        papers = filters.apply(papers)
        wanted = list(papers.order_by().values_list("pk", flat=True)[: sorting.MOST_AT_ONCE])
    else:
        wanted = uuids(request.POST.getlist("ids"))
    return Document.objects.in_workspace(request.workspace).live().filter(pk__in=wanted)


def _sorted(request: MemberRequest, papers: DocumentQuerySet, decided: Sorting) -> Done:
    change = sorting.sort_papers(
        workspace=request.workspace, actor=request.user, documents=papers, sorting=decided
    )
    said = ngettext("%(n)d paper changed.", "%(n)d papers changed.", change.count) % {"n": change.count}
    return Done(said=said, change=change if change.count else None)


def _kind(request: MemberRequest, papers: DocumentQuerySet, cleaned: dict[str, Any]) -> Done:
    return _sorted(request, papers, Sorting(values={"kind": cleaned["kind"]}))


def _correspondent(request: MemberRequest, papers: DocumentQuerySet, cleaned: dict[str, Any]) -> Done:
    return _sorted(request, papers, Sorting(correspondent=cleaned["correspondent"]))


def _tag(request: MemberRequest, papers: DocumentQuerySet, cleaned: dict[str, Any]) -> Done:
    return _sorted(request, papers, Sorting(new_tags=[cleaned["tag"]]))


def _untag(request: MemberRequest, papers: DocumentQuerySet, cleaned: dict[str, Any]) -> Done:
    tags = PaperTag.objects.in_workspace(request.workspace).filter(name__iexact=cleaned["tag"].strip())
    return _sorted(request, papers, Sorting(remove_tags=[tag.pk for tag in tags]))


def _review(request: MemberRequest, papers: DocumentQuerySet, cleaned: dict[str, Any]) -> Done:
    count = filing.mark_reviewed(
        workspace=request.workspace, actor=request.user, documents=papers, now=timezone.now()
    )
    said = ngettext("%(n)d paper looked through.", "%(n)d papers looked through.", count)
    return Done(said=said % {"n": count})


def _retry(request: MemberRequest, papers: DocumentQuerySet, cleaned: dict[str, Any]) -> Done:
    stopped = papers.filter(status__in=(Document.Status.FAILED, Document.Status.CANCELLED))
    failed = list(stopped.exclude(problem_code="password").select_related("workspace"))
    for paper in failed:
        services.retry(document=paper, actor=request.user)
    said = ngettext("%(n)d paper is read again.", "%(n)d papers are read again.", len(failed))
    return Done(said=said % {"n": len(failed)})


def _delete(request: MemberRequest, papers: DocumentQuerySet, cleaned: dict[str, Any]) -> Done:
    ids = sorting.bin_papers(
        workspace=request.workspace, actor=request.user, documents=papers, now=timezone.now()
    )
    said = ngettext("%(n)d paper is in the bin.", "%(n)d papers are in the bin.", len(ids))
    return Done(said=said % {"n": len(ids)}, binned=ids)


_ACTIONS: dict[str, Callable[[MemberRequest, DocumentQuerySet, dict[str, Any]], Done]] = {
    "kind": _kind,
    "correspondent": _correspondent,
    "tag": _tag,
    "untag": _untag,
    "review": _review,
    "retry": _retry,
    "delete": _delete,
}


def _export(request: MemberRequest, papers: DocumentQuerySet) -> HttpResponse:
    ids = list(papers.values_list("pk", flat=True))
    if not ids:
        messages.error(request, _("Tick the papers to pack first."))
        return _again(request, None, status=422)
    services.request_export(
        workspace=request.workspace, actor=request.user, now=timezone.now(), document_ids=ids
    )
    return redirect("documents:exports")


def _again(request: MemberRequest, done: Done | None, *, status: int = 200) -> HttpResponse:
    """The list again, with a toast that offers to undo."""
    if request.htmx:
        return list_page(request, status=status, done=done, is_changed=True)
    if done:
        messages.success(request, done.said)
    return redirect(reverse("documents:list") + facets.with_query(request.GET))


@require_POST
@login_required
def undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put papers back to how they were filed before a change."""
    require_edit(request.membership)
    change = get_object_or_404(PaperChange.objects.in_workspace(request.workspace), pk=pk)
    try:
        count = filing.undo(
            workspace=request.workspace, actor=request.user, change=change, now=timezone.now()
        )
    except LumenError as error:
        messages.error(request, error.detail)
    else:
        said = ngettext("%(n)d paper is as before.", "%(n)d papers are as before.", count)
        messages.success(request, said % {"n": count})
    return list_page(request) if request.htmx else back(request)


@require_POST
@login_required
def restore(request: MemberRequest) -> HttpResponse:
    """Take many papers out of the bin."""
    require_edit(request.membership)
    count = sorting.restore_papers(
        workspace=request.workspace, actor=request.user, ids=uuids(request.POST.getlist("ids"))
    )
    said = ngettext("%(n)d paper is back.", "%(n)d papers are back.", count)
    messages.success(request, said % {"n": count})
    return list_page(request) if request.htmx else back(request)

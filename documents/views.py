"""Pages: the library, one document, and the files themselves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from documents import responses, selectors, services
from documents.forms import PassageForm, UploadForm
from documents.highlights import passage
from documents.models import Document, Page
from lumen.common.http import MemberRequest, render_page

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one uploaded file, in words."""

    sentence: str
    document: Document | None = None
    is_new: bool = False


@require_safe
@login_required
def document_list(request: MemberRequest) -> HttpResponse:
    return _list_page(request)


def _list_page(request: MemberRequest, *, deleted: Document | None = None) -> HttpResponse:
    documents = selectors.documents_of(request.workspace)
    page = Paginator(documents, PAGE_SIZE).get_page(request.GET.get("page"))
    text = request.GET.get("q", "").strip()
    context = {
        "page": page,
        "unfinished": any(not document.is_finished for document in page),
        "q": text,
        "results": selectors.find(workspace=request.workspace, text=text),
        "deleted": deleted or _deleted(request),
        "can_edit": can_edit(request.membership),
    }
    return render_page(request, "documents/list.html", context, fragment="document-table")


def _deleted(request: MemberRequest) -> Document | None:
    """The document that was just put into the bin, to offer it back."""
    try:
        key = UUID(request.GET.get("deleted", ""))
    except ValueError:
        return None
    return Document.objects.in_workspace(request.workspace).filter(pk=key, deleted_at__isnull=False).first()


@require_POST
@login_required
def document_upload(request: MemberRequest) -> HttpResponse:
    require_edit(request.membership)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        outcomes = [Outcome(sentence=str(form.errors["papers"][0]))]
    else:
        outcomes = [_take_in(request, file) for file in form.cleaned_data["papers"]]
    is_refused = not any(outcome.document for outcome in outcomes)
    if request.htmx:
        status = 422 if is_refused else 200
        return render(request, "documents/_uploaded.html", {"outcomes": outcomes}, status=status)
    for outcome in outcomes:
        tell = messages.success if outcome.document else messages.error
        tell(request, outcome.sentence)
    return redirect("documents:list")


def _take_in(request: MemberRequest, file: Any) -> Outcome:
    try:
        stored = services.store_upload(
            workspace=request.workspace, actor=request.user, file=file, name=file.name
        )
    except services.RefusedUploadError as error:
        return Outcome(sentence=error.detail)
    sentence = stored.note or f"{stored.document.filename} is here and being read."
    return Outcome(sentence=sentence, document=stored.document, is_new=stored.is_new)


def _document(request: MemberRequest, pk: UUID) -> Document:
    live = Document.objects.in_workspace(request.workspace).live()
    return get_object_or_404(live.select_related("workspace", "uploaded_by"), pk=pk)


@require_safe
@login_required
def document_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    document = _document(request, pk)
    form = PassageForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = _page(document, asked.get("page") or 1)
    start, end = asked.get("start"), asked.get("end")
    results = selectors.find(
        workspace=request.workspace, text=asked.get("q") or "", document_ids=[document.pk]
    )
    context = {
        "document": document,
        "page": page,
        "number": page.number if page else 1,
        "start": start,
        "end": end,
        "q": asked.get("q") or "",
        "results": results,
        "steps": _steps(results, page, start),
        "page_html": passage(page.text, start, end) if page else "",
        "can_edit": can_edit(request.membership),
    }
    return render_page(request, "documents/detail.html", context, fragment="document-view")


def _page(document: Document, number: int) -> Page | None:
    """The page asked for, or the nearest one there is."""
    pages = Page.objects.filter(document=document)
    return pages.filter(number=number).first() or pages.filter(number__lt=number).last() or pages.first()


def _steps(results: selectors.Results | None, page: Page | None, start: int | None) -> dict[str, Any]:
    """The passages before and after the one that is shown, in reading order."""
    if not results or not page:
        return {}
    hits = sorted((shown.hit for shown in results.hits), key=lambda hit: (hit.page, hit.start))
    here = (page.number, start if start is not None else -1)
    before = [hit for hit in hits if (hit.page, hit.start) < here]
    after = [hit for hit in hits if (hit.page, hit.start) > here]
    return {"previous": before[-1] if before else None, "next": after[0] if after else None}


@require_safe
@login_required
def document_page_image(request: MemberRequest, pk: UUID, number: int) -> HttpResponse:
    return responses.page_image(_document(request, pk), number, request.GET)


@require_safe
@login_required
def document_file(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    return responses.original(_document(request, pk))


@require_POST
@login_required
def document_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    require_edit(request.membership)
    document = _document(request, pk)
    services.delete(document=document, actor=request.user, now=timezone.now())
    if request.htmx and request.htmx.target == "document-table":
        return _list_page(request, deleted=document)
    return redirect(f"{reverse('documents:list')}?deleted={document.pk}")


@require_POST
@login_required
def document_restore(request: MemberRequest, pk: UUID) -> HttpResponse:
    require_edit(request.membership)
    binned = Document.objects.in_workspace(request.workspace).filter(deleted_at__isnull=False)
    document = get_object_or_404(binned, pk=pk)
    services.restore(document=document, actor=request.user)
    return _after_change(request)


@require_POST
@login_required
def document_retry(request: MemberRequest, pk: UUID) -> HttpResponse:
    require_edit(request.membership)
    document = _document(request, pk)
    try:
        services.retry(document=document, actor=request.user)
    except services.NotFailedError as error:
        messages.info(request, error.detail)
    return _after_change(request)


def _after_change(request: MemberRequest) -> HttpResponse:
    if request.htmx and request.htmx.target == "document-table":
        return _list_page(request)
    return redirect("documents:list")

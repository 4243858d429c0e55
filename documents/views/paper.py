"""One paper: its page as it looks, what is known of it, and everything that can be done with it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from documents import facts, reading, recordings, responses, search_log, seen, selectors, services
from documents.answers import summaries
from documents.forms import ItemsForm, PaperForm, PasswordForm, ShareForm
from documents.models import Document, PaperChange
from documents.services import sorting
from documents.services.sorting import Sorting
from documents.understanding import filing
from documents.views.library import LIST, list_page
from documents.views.lookup import back, binned_or_404, paper_or_404
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page

VIEW, FACTS = "paper-view", "paper-facts"
SIDES = ("facts", "seen", "text", "similar", "share", "history")
MOST_THUMBNAILS = 1_000


@require_safe
@login_required
def document_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The paper at a page, with the passage of the address marked."""
    document = paper_or_404(request, pk)
    _note_opened(request, document)
    return detail_page(request, document)


def _note_opened(request: MemberRequest, document: Document) -> None:
    """Tell the log of searches what came of one."""
    if searched := request.GET.get("q", "").strip():
        search_log.note_opened(
            workspace=request.workspace, user=request.user, document=document, text=searched
        )


def detail_page(
    request: MemberRequest, document: Document, *, status: int = 200, **said: Any
) -> HttpResponse:
    """The page of a paper with what was just done said in it."""
    shown = reading.shown(document, request.GET)
    side = _side(request, shown)
    context = {
        "document": document,
        "shown": shown,
        "side": side,
        "strip": range(1, min(document.page_count, MOST_THUMBNAILS) + 1) if document.has_pictures else [],
        "can_edit": can_edit(request.membership),
        "currency": request.workspace.base_currency,
        "password_form": PasswordForm(),
        **_side_context(request, document, side),
        **_recording_context(document, shown),
        "seen": seen.shown_of(shown) if side == "seen" else None,
        **said,
    }
    return render_page(request, "documents/detail.html", context, fragment=VIEW, status=status)


def _recording_context(document: Document, shown: reading.Shown) -> dict[str, Any]:
    """What a recording is shown with in place of pages."""
    if not document.is_recording or shown.page is None:
        return {}
    found = recordings.timeline(
        document, page=shown.number, start=shown.start, end=shown.end, seconds=shown.seconds
    )
    return {"timeline": found, "is_film": document.content_type.startswith("video/")}


def _side(request: MemberRequest, shown: reading.Shown) -> str:
    """The panel of the address; beside a cited passage its text, else what is known of the paper."""
    asked = request.GET.get("side", "")
    if asked in SIDES:
        return asked
    return "text" if shown.end and shown.document.has_pictures else "facts"


def _side_context(request: MemberRequest, document: Document, side: str) -> dict[str, Any]:
    if side == "facts":
        return facts_context(document, PaperForm(document=document))
    if side == "similar":
        return {"similar": selectors.similar_to(document)}
    if side == "share":
        return {
            "links": selectors.links_of(document, timezone.now()),
            "share_form": ShareForm(),
        }
    if side == "history":
        return {"history": selectors.history_of(document), "versions": list(document.versions.all())}
    return {}


def facts_context(document: Document, form: PaperForm) -> dict[str, Any]:
    """What the panel of facts needs."""
    return {
        "form": form,
        "facts": facts.facts_of(document, form),
        "tag_choices": facts.tag_choices(document),
        "correspondent_names": facts.correspondent_names(document),
    }


@require_safe
@login_required
def preview(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The paper beside the list; `chosen` says that the person asked for it, not the page."""
    document = paper_or_404(request, pk)
    if "chosen" in request.GET:
        _note_opened(request, document)
    context = {
        "document": document,
        "shown": reading.shown(document, request.GET),
        "can_edit": can_edit(request.membership),
        "currency": request.workspace.base_currency,
        "tags": list(document.tags.order_by("name")),
    }
    return render(request, "documents/_preview.html", context)


@require_safe
@login_required
def summary(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The paper in a few of its own sentences, each with its place."""
    document = paper_or_404(request, pk)
    answer = summaries.summarise(document)
    lines = [(" ".join(citation.quote.split()), citation) for citation in answer.citations]
    context = {"document": document, "answer": answer, "lines": lines}
    return render(request, "documents/_summary.html", context)


@require_safe
@login_required
def page_image(request: MemberRequest, pk: UUID, number: int) -> HttpResponse:
    """A page as it looks, with the passage of the address in rectangles."""
    return responses.page_image(paper_or_404(request, pk), number, request.GET)


@require_safe
@login_required
def thumbnail(request: MemberRequest, pk: UUID, number: int) -> HttpResponse:
    """A page as a small picture."""
    return responses.thumbnail(paper_or_404(request, pk), number)


@require_safe
@login_required
def original(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """The file as it came."""
    return responses.original(paper_or_404(request, pk), wanted=request.headers.get("Range", ""))


@require_POST
@login_required
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take over what the person changed, or one suggestion."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    form = PaperForm(request.POST, document=document)
    decided = _decided(request, form)
    if decided is None:
        return _facts_again(request, document, form, status=422)
    try:
        save_facts(request, document, decided)
    except LumenError as error:
        form.add_error(None, error.detail)
        return _facts_again(request, document, form, status=422)
    fresh = paper_or_404(request, pk)
    return _facts_again(request, fresh, PaperForm(document=fresh), is_saved=True)


def _decided(request: MemberRequest, form: PaperForm) -> Sorting | None:
    """What the form says, and the suggestion that was pressed in it."""
    if not form.is_valid():
        return None
    decided = form.to_sorting()
    name, _colon, value = request.POST.get("accept", "").partition(":")
    if name == "correspondent":
        return replace(decided, correspondent=value)
    if name == "kind":
        return replace(decided, values={**decided.values, "kind": value})
    return decided


def save_facts(request: MemberRequest, document: Document, decided: Sorting) -> PaperChange:
    """Raises: LumenError, when a value does not fit; nothing is changed."""
    return sorting.sort_papers(
        workspace=request.workspace,
        actor=request.user,
        documents=Document.objects.filter(pk=document.pk),
        sorting=decided,
    )


def _facts_again(
    request: MemberRequest, document: Document, form: PaperForm, *, is_saved: bool = False, status: int = 200
) -> HttpResponse:
    if request.htmx:
        context = {"document": document, "can_edit": True, "is_saved": is_saved, "side": "facts"}
        context |= facts_context(document, form) | {"shown": reading.shown(document, request.GET)}
        return render(request, "documents/_facts.html", context, status=status)
    if form.errors:
        return detail_page(request, document, status=status, **facts_context(document, form))
    return back(request, "documents:detail", document.pk)


@require_POST
@login_required
def items(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take over the lines of a receipt or an invoice."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    save_facts(request, document, Sorting(values={"items": ItemsForm(request.POST).to_items()}))
    fresh = paper_or_404(request, pk)
    return _facts_again(request, fresh, PaperForm(document=fresh), is_saved=True)


@require_POST
@login_required
def review(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Note that the paper was looked through."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    filing.mark_reviewed(
        workspace=request.workspace,
        actor=request.user,
        documents=Document.objects.filter(pk=document.pk),
        now=timezone.now(),
    )
    return back(request, "documents:detail", document.pk)


@require_POST
@login_required
def add_version(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put a newer file in the place of the present one."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose the newer file first."))
    else:
        try:
            services.add_version(
                document=document, actor=request.user, file=file, name=file.name or document.filename
            )
        except LumenError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, _("The newer file is here and being read."))
    return _to_side(document, "history")


@require_POST
@login_required
def restore_version(request: MemberRequest, pk: UUID, version: int) -> HttpResponse:
    """Make an earlier file the newest again."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    if not document.versions.filter(version=version).exists():
        raise Http404
    try:
        services.restore_version(document=document, actor=request.user, version=version)
    except LumenError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("Version %(n)d is the newest again.") % {"n": version})
    return _to_side(document, "history")


@require_safe
@login_required
def version_file(request: MemberRequest, pk: UUID, version: int) -> HttpResponseBase:
    """An earlier file as it came."""
    kept = paper_or_404(request, pk).versions.filter(version=version).first()
    if kept is None:
        raise Http404
    return responses.original(kept)


def _to_side(document: Document, side: str) -> HttpResponse:
    return redirect(f"{reverse('documents:detail', args=[document.pk])}?side={side}")


@require_POST
@login_required
def delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Into the bin; the list offers to undo it."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    services.delete(document=document, actor=request.user, now=timezone.now())
    if request.htmx and request.htmx.target == LIST:
        return list_page(request, binned=[document])
    return redirect(f"{reverse('documents:list')}?deleted={document.pk}")


@require_POST
@login_required
def restore(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Out of the bin."""
    require_edit(request.membership)
    document = binned_or_404(request, pk)
    services.restore(document=document, actor=request.user)
    if request.htmx and request.htmx.target == LIST:
        return list_page(request)
    messages.success(request, _("%(name)s is back in your papers.") % {"name": document.filename})
    return back(request)

"""Looking papers through, one after the other, by keys."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from documents import reading, services
from documents.forms import PaperForm
from documents.models import Document, PaperChange
from documents.services import sorting
from documents.understanding import filing
from documents.views.lookup import paper_or_404, uuid_or_none
from documents.views.paper import facts_context, save_facts
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

URL = "documents:triage"


@require_safe
@login_required
def triage(request: MemberRequest) -> HttpResponse:
    """The paper of the address, or the one that waits longest."""
    ids = _waiting(request)
    asked = uuid_or_none(request.GET.get("at", ""))
    if not ids:
        return render(request, "documents/triage.html", _done(request))
    document = paper_or_404(request, asked if asked in ids else ids[0])
    return _page(request, document, ids, PaperForm(document=document))


def _waiting(request: MemberRequest) -> list[UUID]:
    papers = Document.objects.in_workspace(request.workspace).to_triage().order_by("created_at", "pk")
    return list(papers.values_list("pk", flat=True))


def _done(request: MemberRequest) -> dict[str, object]:
    return {"document": None, "undo": _undo_offer(request), "can_edit": can_edit(request.membership)}


def _page(
    request: MemberRequest, document: Document, ids: list[UUID], form: PaperForm, *, status: int = 200
) -> HttpResponse:
    index = ids.index(document.pk)
    context = {
        "document": document,
        "shown": reading.shown(document, request.GET),
        "place": index + 1,
        "waiting": len(ids),
        "previous": ids[index - 1] if index else None,
        "next": ids[index + 1] if index + 1 < len(ids) else None,
        "can_edit": can_edit(request.membership),
        "currency": request.workspace.base_currency,
        "undo": _undo_offer(request),
        **facts_context(document, form),
    }
    return render(request, "documents/triage.html", context, status=status)


def _undo_offer(request: MemberRequest) -> dict[str, object] | None:
    """What was just done, and how it is taken back."""
    done, pk = request.GET.get("done", ""), uuid_or_none(request.GET.get("paper", ""))
    if done not in {"saved", "binned"} or pk is None:
        return None
    document = Document.objects.in_workspace(request.workspace).filter(pk=pk).first()
    if document is None:
        return None
    return {"document": document, "done": done, "change": uuid_or_none(request.GET.get("change", ""))}


def _next_after(ids: list[UUID], pk: UUID) -> UUID | None:
    """The paper that follows; the one before when it was the last."""
    rest = [each for each in ids if each != pk]
    if not rest or pk not in ids:
        return rest[0] if rest else None
    return rest[min(ids.index(pk), len(rest) - 1)]


def _go_on(*, at: UUID | None, **said: object) -> HttpResponse:
    pairs = [*([("at", at)] if at else []), *said.items()]
    query = "&".join(f"{name}={value}" for name, value in pairs if value)
    return redirect(f"{reverse(URL)}?{query}")


@require_POST
@login_required
def save(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Keep what was changed, note that it was looked through, and show the next one."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    ids = _waiting(request)
    form = PaperForm(request.POST, document=document)
    try:
        change = save_facts(request, document, form.to_sorting()) if form.is_valid() else None
    except LumenError as error:
        form.add_error(None, error.detail)
        change = None
    if change is None:
        return _page(request, document, ids if pk in ids else [pk, *ids], form, status=422)
    filing.mark_reviewed(
        workspace=request.workspace,
        actor=request.user,
        documents=Document.objects.filter(pk=pk),
        now=timezone.now(),
    )
    kept = change.pk if change.count else None
    return _go_on(at=_next_after(ids, pk), done="saved", paper=pk, change=kept)


@require_POST
@login_required
def bin_it(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Into the bin, and the next one."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    ids = _waiting(request)
    services.delete(document=document, actor=request.user, now=timezone.now())
    return _go_on(at=_next_after(ids, pk), done="binned", paper=pk)


@require_POST
@login_required
def undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take back what was just done to a paper, and show it again."""
    require_edit(request.membership)
    document = get_object_or_404(Document.objects.in_workspace(request.workspace), pk=pk)
    if document.deleted_at:
        services.restore(document=document, actor=request.user)
    elif document.reviewed_at:
        sorting.back_to_triage(document=document, actor=request.user)
    changes = PaperChange.objects.in_workspace(request.workspace)
    wanted = uuid_or_none(request.POST.get("change", ""))
    change = changes.filter(pk=wanted).first() if wanted else None
    if change and not change.undone_at:
        filing.undo(workspace=request.workspace, actor=request.user, change=change, now=timezone.now())
    return _go_on(at=pk)

"""Pictures: looking closer, copies without notes or enhanced, and finding them by what they show."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import require_edit
from documents import picture_search, responses
from documents.views.lookup import paper_or_404
from lumen.ai.media import clip
from lumen.ai.media.pictures import BadPictureError
from lumen.common.http import MemberRequest, render_page
from lumen.common.tasks import enqueue

GRID = "picture-grid"
MOST_SHOWN = 60
LONGEST_QUERY = 300


@require_safe
@login_required
def picture_list(request: MemberRequest) -> HttpResponse:
    """The pictures that fit the words of the address; the newest without any."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = picture_search.find(workspace=request.workspace, text=text, k=MOST_SHOWN)
    context = {"q": text, "found": found, "has_model": clip.is_configured()}
    return render_page(request, "documents/pictures.html", context, fragment=GRID)


@require_POST
@login_required
def look_closer(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Have the enhanced copy of a picture looked at as well."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    if document.is_picture:
        enqueue("documents.tasks.look_closer", document_id=str(document.pk))
        messages.success(request, _("Lumen looks closer. What it finds appears here."))
    return redirect(f"{reverse('documents:detail', args=[document.pk])}?side=seen")


@require_safe
@login_required
def bare(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The pixels alone: no place, no camera, no time."""
    document = paper_or_404(request, pk)
    try:
        return responses.bare_picture(document)
    except BadPictureError as error:
        messages.error(request, error.detail)
        return redirect("documents:detail", pk=document.pk)


@require_safe
@login_required
def enhanced(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The picture straightened, calmed and evenly lit."""
    document = paper_or_404(request, pk)
    try:
        return responses.enhanced_picture(document)
    except BadPictureError as error:
        messages.error(request, error.detail)
        return redirect("documents:detail", pk=document.pk)

"""Papers given with a question: taken in at once, then asked how far they are. Answers are JSON."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import require_edit
from documents import attachments, services
from documents.forms import UploadForm
from documents.models import Document
from lumen.common.http import MemberRequest


@require_POST
@login_required
def attach(request: MemberRequest) -> HttpResponse:
    """Take in one file; content that is here already answers with the paper that has it."""
    require_edit(request.membership)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(str(next(iter(form.errors.values()))[0]), 422)
    file = form.cleaned_data["papers"][0]
    try:
        stored = services.store_upload(
            workspace=request.workspace,
            actor=request.user,
            file=file,
            name=file.name,
            source=Document.Source.CHAT,
        )
    except services.RefusedUploadError as error:
        return _refused(error.detail, error.status)
    if stored.is_in_bin:
        return _refused(stored.note or _("This is in the bin of Documents. Restore it there first."), 409)
    described = attachments.describe(Document.objects.get(pk=stored.document.pk)).as_dict()
    return JsonResponse({**described, "is_new": stored.is_new}, status=201 if stored.is_new else 200)


def _refused(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": sentence}, status=status)


@require_safe
@login_required
def attached(request: MemberRequest) -> HttpResponse:
    """How far some papers are; those that are gone are left out."""
    found = attachments.attached(workspace=request.workspace, document_ids=request.GET.getlist("id"))
    return JsonResponse({"papers": [one.as_dict() for one in found]})

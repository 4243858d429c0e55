"""What is said in a recording, as a file."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from documents import recordings
from documents.views.lookup import paper_or_404
from lumen.common.http import MemberRequest


@require_safe
@login_required
def transcript(request: MemberRequest, pk: UUID, ending: str) -> HttpResponse:
    """The transcript as text or captions."""
    document = paper_or_404(request, pk)
    if ending not in recordings.TRANSCRIPTS or not document.is_recording:
        raise Http404
    write, content_type = recordings.TRANSCRIPTS[ending]
    stem = document.filename.rpartition(".")[0] or document.filename
    response = HttpResponse(write(document), content_type=f"{content_type}; charset=utf-8")
    if "inline" not in request.GET:
        response.headers["Content-Disposition"] = _attachment(f"{stem}.{ending}")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _attachment(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"

"""Speech for the box: a recording in, its words out, for a person to read before sending them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chat import hearing
from chat.hearing import Recording
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest


@require_POST
@login_required
def transcribe(request: MemberRequest) -> HttpResponse:
    """`{text, words, segments, recogniser, seconds, took_ms}`, or a problem with a `detail` to show."""
    given = request.FILES.get("file") or request.FILES.get("audio")
    if given is None:
        return _refused(hearing.NotSoundError(_("No recording came along. Record it again.")), status=422)
    try:
        told = hearing.transcribe(
            workspace=request.workspace,
            recording=Recording(file=given, mime=given.content_type or ""),
            language=hearing.require_language(request.POST.get("language", "")),
        )
    except LumenError as error:
        return _refused(error)
    return JsonResponse(told)


def _refused(error: LumenError, status: int = 0) -> JsonResponse:
    body = {"title": str(error.title), "code": error.code, "detail": str(error.detail)}
    return JsonResponse(
        body | {"status": status or error.status},
        status=status or error.status,
        content_type="application/problem+json",
    )

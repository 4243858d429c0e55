"""Answers as sound, for the page and for programs."""

import re
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from chat import selectors, speaking
from chat.models import Message
from lumen.ai.speech.speaking import Spoken
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def speak(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One's own message read aloud; `?language=` chooses another voice."""
    mine = selectors.messages_of(request.membership).filter(state=Message.State.DONE)
    message = get_object_or_404(mine, pk=pk)
    chosen = request.POST.get("language", "") or request.GET.get("language", "")
    try:
        spoken = speaking.speak(speaking.words_of(message), language=chosen)
    except LumenError as problem:
        body = {"title": problem.title, "code": problem.code, "detail": problem.detail}
        return JsonResponse(body, status=problem.status)
    return as_sound(request, spoken)


def as_sound(request: HttpRequest, spoken: Spoken) -> HttpResponse:
    """The sound, or the part of it that a player asks for."""
    content, size = spoken.content, len(spoken.content)
    part = _part(request.headers.get("Range", ""), size)
    if part is not None and part[0] >= size:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    response = HttpResponse(content, content_type=spoken.mime)
    if part is not None:
        start, end = part
        response = HttpResponse(content[start : end + 1], content_type=spoken.mime, status=206)
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Lumen-Voice"] = spoken.voice
    response["X-Lumen-Cut"] = "yes" if spoken.is_cut else "no"
    return response


def _part(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a range; nothing for the whole, or for what is no range."""
    found = _RANGE.fullmatch(header.strip())
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        return max(0, size - int(found[2])), size - 1
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    return (int(found[1]), last) if int(found[1]) <= last or int(found[1]) >= size else None

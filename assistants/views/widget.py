"""What a website's visitors load from us: the script, its frame, the conversation over plain HTTP."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from assistants.selectors import visits as selectors
from assistants.selectors.visits import Visit
from assistants.services import visits
from assistants.widget import files, limits, origins, talk
from assistants.widget.looks import availability_of, looks_of
from lumen.common import events
from lumen.common.errors import LumenError

LOADER = settings.BASE_DIR / "static" / "widget" / "lumen.js"
SCHEME = "Visitor "
LONGEST_BODY = 40_000
SCRIPT_SECONDS = 300


class ForeignOriginError(LumenError):
    status, code, title = 403, "foreign-origin", "This page may not write here"


@require_safe
def script(request: HttpRequest, public_key: str) -> HttpResponse:
    """The launcher for one channel; on sites that are not listed, a sentence in their console."""
    channel = selectors.widget_channel(public_key)
    if channel is None:
        return _javascript(_warning(_("this widget does not exist, or it is switched off.")), status=404)
    site = _referring_site(request)
    if site and not origins.is_allowed(site, channel.origins, own=_own(request)):
        words = _("%(site)s is not among the sites of this widget. Add it in Lumen, under Channels.")
        return _javascript(_warning(words % {"site": site}))
    looks = looks_of(channel)
    config = {
        "colour": looks.colour,
        "ink": looks.ink,
        "position": looks.position,
        "title": looks.title,
        "open": _("Open the chat"),
        "close": _("Close the chat"),
        "unread": _("New messages"),
    }
    known = f"(window.lumenWidgets||={{}})[{json.dumps(public_key)}]={json.dumps(config)};\n"
    return _javascript(known + loader())


@require_safe
@xframe_options_exempt
def frame(request: HttpRequest, public_key: str) -> HttpResponse:
    """The conversation itself, for the sites of the channel only."""
    channel = selectors.widget_channel(public_key)
    if channel is None:
        return _framed(request, render(request, "assistants/widget/gone.html", status=404), [])
    site = _referring_site(request)
    if site and not origins.is_allowed(site, channel.origins, own=_own(request)):
        return _framed(request, render(request, "assistants/widget/gone.html", status=403), [])
    looks = looks_of(channel)
    config = {
        "key": public_key,
        "colour": looks.colour,
        "ink": looks.ink,
        "sites": channel.origins,
    }
    context = {
        "config": json.dumps(config),
        "looks": looks,
        "availability": availability_of(channel, timezone.now()),
        "is_rtl": get_language_bidi(),
        "longest": limits.LONGEST_MESSAGE,
        "accept": ",".join(files.ACCEPTED),
    }
    return _framed(request, render(request, "assistants/widget/frame.html", context), channel.origins)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, public_key: str) -> HttpResponse:
    """The same words as over the socket, for networks that let none through.

    `GET ?after=<seq>` gives what was missed, without it the conversation; `POST` says one word (a `text`
    when it names no type), or sends files as a form. `Authorization: Visitor <token>` says whose it is; no
    cookie does.
    """
    try:
        _require_own_page(request)
        given = _token(request)
        if request.method == "GET" or not given:
            limits.check_opening(_address(request))
        visit = visits.open_visit(public_key=public_key, token=given)
        found = _missed(request, visit) if request.method == "GET" else _said(request, visit)
    except LumenError as error:
        return _refused(error)
    if request.method == "POST" and visit.token != given:  # somebody new has to learn their token
        found.insert(0, talk.ready(visits.look_again(visit), after=None))
    status = next((each["status"] for each in found if each["type"] == "refused"), 200)
    return _with_wait(JsonResponse({"frames": found}, status=status), found)


@lru_cache(maxsize=1)
def loader() -> str:
    return Path(LOADER).read_text(encoding="utf-8")


def _missed(request: HttpRequest, visit: Visit) -> list[dict[str, Any]]:
    text = request.GET.get("after", "")
    after = events.read_seq(text, -1)
    first = talk.ready(visit, after=after if after >= 0 else None)
    return [first, *talk.missed(visit, after=first["seq"])]


def _said(request: HttpRequest, visit: Visit) -> list[dict[str, Any]]:
    word = _word(request)
    if request.FILES:
        return [files.receive(visit, request.FILES.getlist("file"), word=word, now=timezone.now())]
    reply = talk.answer(visit, {"type": "text", **word}, address=_address(request), now=timezone.now())
    return [reply.frame] if reply.frame else []


def _word(request: HttpRequest) -> dict[str, Any]:
    if request.content_type == "multipart/form-data":
        return {name: request.POST.get(name, "") for name in ("id", "text")}
    if len(request.body) > LONGEST_BODY:
        raise visits.BadMessageError(_("This is too long."))
    try:
        word = json.loads(request.body)
    except (ValueError, RecursionError):
        word = None
    if not isinstance(word, dict):
        raise visits.BadMessageError(_("Send one object of JSON."))
    return word


def _token(request: HttpRequest) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix(SCHEME).strip() if header.startswith(SCHEME) else ""


def _require_own_page(request: HttpRequest) -> None:
    """Browsers say where a request comes from: only our own frame writes here.

    Raises:
        ForeignOriginError: it comes from another page.
    """
    origin = request.headers.get("Origin", "")
    if origin and origin != _own(request):
        raise ForeignOriginError(_("Only the widget itself may call this."))


def _own(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _referring_site(request: HttpRequest) -> str:
    """The site whose page loads this, as far as the browser says; pages from a file say `null`."""
    referrer = request.headers.get("Referer", "")
    try:
        return origins.normalised(referrer) if referrer else ""
    except origins.BadOriginError:
        return ""


def _address(request: HttpRequest) -> str:
    forwarded = request.headers.get("X-Forwarded-For", "")
    return limits.address_of(forwarded, request.META.get("REMOTE_ADDR", ""))


def _framed(request: HttpRequest, response: HttpResponse, sites: list[str]) -> HttpResponse:
    """Only listed sites may show the frame; it runs our script alone and talks to us alone."""
    socket = _own(request).replace("http", "ws", 1)
    response["Content-Security-Policy"] = "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self' {socket}",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {origins.frame_ancestors(sites)}",
        ]
    )
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "private, no-cache"
    return response


def _javascript(text: str, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8", status=status)
    response["Cache-Control"] = f"private, max-age={SCRIPT_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Vary"] = "Referer"
    return response


def _warning(text: str) -> str:
    return f"console.warn({json.dumps(f'Lumen: {text}')});"


def _refused(error: LumenError) -> HttpResponse:
    found = [talk.refusal(error, {})]
    return _with_wait(JsonResponse({"frames": found}, status=error.status), found)


def _with_wait(response: HttpResponse, found: list[dict[str, Any]]) -> HttpResponse:
    wait = next((each["wait"] for each in found if each["type"] == "refused" and each["wait"]), None)
    if wait:
        response["Retry-After"] = str(wait)
    return response

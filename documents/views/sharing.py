"""Links to one paper: made and revoked by members, opened by whoever holds them."""

from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import require_edit
from documents import reading, responses, selectors
from documents.forms import PasswordForm, ShareForm
from documents.models import Document, ShareLink
from documents.services import sharing
from documents.views.lookup import paper_or_404
from documents.views.paper import detail_page
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

MOST_PAGES = 200
Answer = TypeVar("Answer", bound=HttpResponseBase)


@require_POST
@login_required
def share(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Make a link; its address is shown on this answer and never again."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    form = ShareForm(request.POST)
    made = _made(request, document, form)
    panel: dict[str, Any] = {
        "side": "share",
        "share_form": ShareForm() if made else form,
        "links": selectors.links_of(document, timezone.now()),
        "made": made and {"link": made.link, "url": _address(made.token)},
    }
    return detail_page(request, document, status=200 if made else 422, **panel)


def _made(request: MemberRequest, document: Document, form: ShareForm) -> sharing.MadeLink | None:
    if not form.is_valid():
        return None
    try:
        return sharing.create_link(
            document=document, actor=request.user, now=timezone.now(), **form.cleaned_data
        )
    except LumenError as error:
        form.add_error(None, error.detail)
        return None


def _address(token: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{reverse('documents:shared', args=[token])}"


@require_POST
@login_required
def revoke(request: MemberRequest, pk: UUID, link: UUID) -> HttpResponse:
    """Close a link."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    chosen = get_object_or_404(document.share_links.select_related("document__workspace"), pk=link)
    sharing.revoke_link(link=chosen, actor=request.user, now=timezone.now())
    return redirect(f"{reverse('documents:detail', args=[pk])}?side=share")


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The paper behind a link, after its password where it has one."""
    try:
        link = _link(request, token)
        form = PasswordForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and _opened(request, link, form):
            return _closed(redirect("documents:shared", token))
    except Http404:
        return _closed(render(request, "documents/shared_gone.html", status=404))
    except sharing.TooManyTriesError as error:
        return _closed(render(request, "documents/shared_wait.html", {"problem": error.detail}, status=429))
    if not _may_see(request, link):
        status = 422 if form.errors else 200
        return _closed(render(request, "documents/shared_password.html", {"form": form}, status=status))
    sharing.count_opening(link)
    document = link.document
    pages = list(document.pages.all()[:MOST_PAGES])
    context = {
        "document": document,
        "link": link,
        "token": token,
        "pages": [(page, reading.words_of(document, page, None, None)) for page in pages],
    }
    return _closed(render(request, "documents/shared.html", context))


def _link(request: HttpRequest, token: str) -> ShareLink:
    """Raises: Http404, sharing.TooManyTriesError."""
    link = sharing.link_of(token=token, address=_from(request), now=timezone.now())
    if link is None:
        raise Http404
    return link


def _from(request: HttpRequest) -> str:
    """The address of the caller, as the outermost proxy of ours saw it."""
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if count and hops:
        return str(hops[-min(count, len(hops))])
    return str(request.META.get("REMOTE_ADDR", ""))


def _opened(request: HttpRequest, link: ShareLink, form: PasswordForm) -> bool:
    """Whether the password fits; then this browser may look until it is closed."""
    if not sharing.opens_with(link=link, password=form.cleaned_data["password"], address=_from(request)):
        form.add_error("password", _("This is not the password of this link."))
        return False
    request.session[f"share:{link.pk}"] = sharing.key_of(link)
    return True


def _may_see(request: HttpRequest, link: ShareLink) -> bool:
    return not link.password_hash or request.session.get(f"share:{link.pk}") == sharing.key_of(link)


def _seen(request: HttpRequest, token: str) -> Document:
    """The paper of a link that this browser may look at.

    Raises:
        Http404: there is no such link, it asks too often, or the password is missing.
    """
    try:
        link = _link(request, token)
    except sharing.TooManyTriesError as error:
        raise Http404 from error
    if not _may_see(request, link):
        raise Http404
    return link.document


@require_safe
def shared_page(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """A page of a shared paper as it looks."""
    return _closed(responses.page_image(_seen(request, token), number, {}))


@require_safe
def shared_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """A shared paper's file as it came."""
    return _closed(responses.original(_seen(request, token)))


def _closed(response: Answer) -> Answer:
    """For the holder of the link only: no index, no cache between, no address passed on."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"  # none at all would take the origin off the password form
    response["Cache-Control"] = "private, no-store"
    return response

"""Files and pictures as answers, the same for pages and the API."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from documents import looking, page_images, ranges, services, thumbnails
from documents.forms import PassageForm
from documents.models import Document, DocumentVersion, Page
from documents.pipeline.render import UnrenderablePageError

PICTURE_SECONDS = 3_600
FILE_POLICY = "sandbox; default-src 'none'"


def page_image(document: Document, number: int, query: Any) -> HttpResponse:
    """The picture of a page with the passage of the address marked.

    Raises:
        Http404: there is no such page, or it has no picture.
    """
    page = get_object_or_404(Page, document=document, number=number)
    form = PassageForm(query)
    asked = form.cleaned_data if form.is_valid() else {}
    if not (document.has_pictures or page.picture):
        raise Http404
    try:
        if query.get("marks") == "seen":
            content = page_images.seen_png(document, page)
        else:
            content = page_images.png(document, page, start=asked.get("start"), end=asked.get("end"))
    except (UnrenderablePageError, FileNotFoundError) as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = f"private, max-age={PICTURE_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def thumbnail(document: Document, number: int) -> HttpResponse:
    """A page as a small picture.

    Raises:
        Http404: there is no such page, or it has no picture.
    """
    page = get_object_or_404(Page, document=document, number=number)
    if not (document.has_pictures or page.picture):
        raise Http404
    try:
        content = thumbnails.jpeg(document, page)
    except (UnrenderablePageError, FileNotFoundError) as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = f"private, max-age={PICTURE_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def original(document: Document | DocumentVersion, *, wanted: str = "") -> HttpResponseBase:
    """The original as an attachment that no browser opens as a page of ours.

    Args:
        wanted: the header `Range` of who asks.

    Raises:
        Http404: the stored file is gone.
    """
    try:
        opened = services.open_file(document)
    except FileNotFoundError as error:
        raise Http404 from error
    response = ranges.response(
        opened,
        size=document.file.size,
        header=wanted,
        filename=document.filename,
        content_type=document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    return response


def bare_picture(document: Document) -> HttpResponse:
    """The picture as JPEG without anything its camera wrote.

    Raises:
        BadPictureError: it cannot be read, or is no picture.
        Http404: the stored file is gone.
    """
    return _jpeg(document, looking.bare, "")


def enhanced_picture(document: Document) -> HttpResponse:
    """The picture as JPEG, straightened and evenly lit.

    Raises:
        BadPictureError: it cannot be read, or is no picture.
        Http404: the stored file is gone.
    """
    return _jpeg(document, looking.clear, "-enhanced")


def _jpeg(document: Document, make: Callable[[Document], bytes], ending: str) -> HttpResponse:
    try:
        content = make(document)
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{PurePath(document.filename).stem[:100]}{ending}.jpg"
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response

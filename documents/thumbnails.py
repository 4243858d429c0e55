"""Small pictures of pages, drawn once and kept beside the large ones."""

import io

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from documents import page_images, passwords, services
from documents.models import Document, Page
from documents.pipeline import render

log = structlog.get_logger(__name__)
WIDTH = 240
QUALITY = 78


def jpeg(document: Document, page: Page) -> bytes:
    """A page as a small JPEG.

    Raises:
        UnrenderablePageError: this page has no picture.
    """
    name = page_images.name_of(document, page.number, f"{WIDTH}.jpg")
    if default_storage.exists(name):
        with default_storage.open(name, "rb") as kept:
            content: bytes = kept.read()
            return content
    drawn = page_images.key_frame(page) if page.picture else _drawn(document, page.number)
    small = _shrunk(drawn)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(small))
    return small


def draw_first(*, document_id: str) -> None:
    """Draw the first page ahead of the list that will show it."""
    page = Page.objects.filter(document_id=document_id, number=1).select_related("document").first()
    if page is None or not (page.document.has_pictures or page.picture) or page.document.deleted_at:
        return
    try:
        jpeg(page.document, page)
    except (render.UnrenderablePageError, FileNotFoundError):
        log.info("thumbnail.none", document_id=document_id)


def _drawn(document: Document, number: int) -> bytes:
    with services.open_file(document) as file:
        password = passwords.password_of(document)
        return render.render_page(file, document.content_type, number, width=WIDTH, password=password)


def _shrunk(png: bytes) -> bytes:
    from PIL import Image

    image = Image.open(io.BytesIO(png), formats=["PNG"]).convert("RGB")
    image.thumbnail((WIDTH, WIDTH * 3))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()

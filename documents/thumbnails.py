"""Small pictures of pages, drawn once and kept beside the large ones."""

import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from documents import page_images
from documents.models import Document, Page

WIDTH = 240
QUALITY = 78


def jpeg(document: Document, page: Page) -> bytes:
    """A page as a small JPEG.

    Raises:
        UnrenderablePageError: this page has no picture.
    """
    name = f"{page_images.folder_of(str(document.pk))}/{page.number}-{WIDTH}.jpg"
    if default_storage.exists(name):
        with default_storage.open(name, "rb") as kept:
            content: bytes = kept.read()
            return content
    small = _shrunk(page_images.png(document, page))
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(small))
    return small


def _shrunk(png: bytes) -> bytes:
    from PIL import Image

    image = Image.open(io.BytesIO(png), formats=["PNG"]).convert("RGB")
    image.thumbnail((WIDTH, WIDTH * 3))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()

"""Pictures of pages: drawn once without marks and kept; the marks of a passage are drawn on top."""

import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from documents import passwords
from documents.models import Document, Page
from documents.pipeline import render
from documents.places import boxes_of

WIDTH = 1_100
MARK = (255, 230, 100)
MARK_EDGE = (214, 168, 20)
FACE, CODE = (217, 70, 99), (37, 99, 235)
MARGIN = 0.004


def png(document: Document, page: Page, *, start: int | None = None, end: int | None = None) -> bytes:
    """A page as PNG, with boxes around `page.text[start:end]` when asked.

    Raises:
        UnrenderablePageError: this page has no picture.
    """
    plain = _plain(document, page)
    if start is None or end is None or end <= start:
        return plain
    boxes = boxes_of(page.blocks, start, end)
    return _marked(plain, boxes) if boxes else plain


def seen_png(document: Document, page: Page) -> bytes:
    """A page as PNG with frames around the faces and codes that were seen in it.

    Raises:
        UnrenderablePageError: this page has no picture.
    """
    from PIL import Image, ImageDraw

    plain = _plain(document, page)
    codes = [code["box"] for code in page.seen.get("codes", []) if code.get("box")]
    framed = [(box, FACE) for box in page.seen.get("faces", [])] + [(box, CODE) for box in codes]
    if not framed:
        return plain
    image = Image.open(io.BytesIO(plain), formats=["PNG"]).convert("RGB")
    pen = ImageDraw.Draw(image)
    for box, colour in framed:
        place = _pixels(box, image.size)
        pen.rectangle(place, outline=(255, 255, 255), width=6)
        pen.rectangle(place, outline=colour, width=3)
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=1)
    return target.getvalue()


def forget(document_id: str) -> None:
    """Drop the kept pictures of a document."""
    folder = folder_of(document_id)
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:  # none was ever drawn; a bucket says so with an empty list
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")


def folder_of(document_id: str) -> str:
    return f"page-images/{document_id}"


def name_of(document: Document, number: int, ending: str) -> str:
    """Where a picture is kept: one of an earlier file is never taken for that of a newer one."""
    return f"{folder_of(str(document.pk))}/{document.version}-{number}-{ending}"


def _plain(document: Document, page: Page) -> bytes:
    name = name_of(document, page.number, f"{WIDTH}.png")
    if default_storage.exists(name):
        with default_storage.open(name, "rb") as kept:
            content: bytes = kept.read()
            return content
    drawn = key_frame(page) if page.picture else _rendered(document, page.number)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(drawn))
    return drawn


def _rendered(document: Document, number: int) -> bytes:
    with document.file.storage.open(str(document.file.name), "rb") as file:
        password = passwords.password_of(document)
        return render.render_page(file, document.content_type, number, width=WIDTH, password=password)


def key_frame(page: Page) -> bytes:
    """The key frame of a shot as PNG.

    Raises:
        FileNotFoundError: it is gone from the store.
    """
    from PIL import Image

    with page.picture.storage.open(str(page.picture.name), "rb") as file:
        image = Image.open(file, formats=["JPEG"]).convert("RGB")
    image.thumbnail((WIDTH, WIDTH))
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=1)
    return target.getvalue()


def _marked(plain: bytes, boxes: list[list[float]]) -> bytes:
    from PIL import Image, ImageChops, ImageDraw

    image = Image.open(io.BytesIO(plain), formats=["PNG"]).convert("RGB")
    veil = Image.new("RGB", image.size, (255, 255, 255))
    pen = ImageDraw.Draw(veil)
    for box in boxes:
        pen.rectangle(_pixels(box, image.size), fill=MARK)
    marked: Any = ImageChops.multiply(image, veil)
    edge = ImageDraw.Draw(marked)
    for box in boxes:
        edge.rectangle(_pixels(box, image.size), outline=MARK_EDGE, width=2)
    target = io.BytesIO()
    marked.save(target, "PNG", compress_level=1)
    return target.getvalue()


def _pixels(box: list[float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    width, height = size
    x0, y0, x1, y1 = box
    return (
        int((x0 - MARGIN) * width),
        int((y0 - MARGIN / 2) * height),
        int((x1 + MARGIN) * width),
        int((y1 + MARGIN / 2) * height),
    )

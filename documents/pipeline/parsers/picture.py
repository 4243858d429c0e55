"""Photos and scans saved as PNG or JPEG."""

import io
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from documents.pipeline import ocr
from documents.pipeline.parsed import OCR, ParsedPage, UnreadableDocumentError, page_of
from documents.pipeline.parsers.base import Outline


def open_picture(content: bytes) -> Image.Image:
    """A picture turned as its camera says, its long side at most 2,400 pixels.

    Raises:
        UnreadableDocumentError: it is damaged or has too many pixels.
    """
    Image.MAX_IMAGE_PIXELS = ocr.MAX_PIXELS
    try:
        image = Image.open(io.BytesIO(content), formats=["PNG", "JPEG"])
        if image.width * image.height > ocr.MAX_PIXELS:
            raise UnreadableDocumentError(
                "This picture has too many pixels. Save it smaller, about 10 megapixels, and upload that."
            )
        image.draft("RGB", (ocr.LONGEST_SIDE, ocr.LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableDocumentError(
            "This picture is damaged and cannot be opened. Take or export it again and upload that."
        ) from error
    upright.thumbnail((ocr.LONGEST_SIDE, ocr.LONGEST_SIDE))
    return upright


class PictureParser:
    def __init__(self, content: bytes) -> None:
        self._image = open_picture(content)
        self.outline = Outline(page_count=1)

    def pages(self, *, after: int = 0) -> Iterator[ParsedPage]:
        width, height = self._image.size
        if not after:
            yield page_of(1, ocr.read(self._image), width=width, height=height, origin=OCR)

"""Photos and scans saved as pictures: JPEG, PNG, TIFF of many pages, WebP and HEIC."""

import io
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from documents.pipeline.parsed import OCR, ParsedPage, UnreadableDocumentError, page_of
from documents.pipeline.parsers.base import Outline

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "HEIF")
LONGEST_SIDE = 2_400
MAX_PIXELS = 100_000_000
MAX_PAGES = 500
DAMAGED = "This picture is damaged and cannot be opened. Take or export it again and upload that."
TOO_LARGE = "This picture has too many pixels. Save it smaller, about 10 megapixels, and upload that."
TORN = "This picture is damaged. Lumen read what is left of it."
NOTHING_SEEN = (
    "No words could be made out in picture {number}. Good light and a straight view from above help."
)
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    ArithmeticError,
    Image.DecompressionBombError,
)  # fmt: skip  what Pillow meets broken files with


@lru_cache(maxsize=1)
def _know_heic() -> None:
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False, decode_threads=1)


class Pictures:
    """The pictures in one file, opened one by one, upright and at most 2,400 pixels long."""

    def __init__(self, content: bytes) -> None:
        """Open the file without unpacking it.

        Raises:
            UnreadableDocumentError: it is damaged or has too many pixels.
        """
        _know_heic()
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = MAX_PIXELS
        self.is_torn = False
        self._content = content
        try:
            self._image: Any = Image.open(io.BytesIO(content), formats=FORMATS)
            _check_size(self._image)
            is_paged = self._image.format == "TIFF"  # frames of others are one picture's takes
            self.count = min(getattr(self._image, "n_frames", 1), MAX_PAGES) if is_paged else 1
        except Image.DecompressionBombError as error:
            raise UnreadableDocumentError(TOO_LARGE, code="too_large") from error
        except _BROKEN as error:
            raise UnreadableDocumentError(DAMAGED) from error

    def __getitem__(self, index: int) -> Image.Image:
        """Picture `index`.

        Raises:
            UnreadableDocumentError: it is damaged or has too many pixels.
        """
        try:
            return self._upright(index)
        except Image.DecompressionBombError as error:
            raise UnreadableDocumentError(TOO_LARGE, code="too_large") from error
        except _BROKEN:
            return self._rest(index)

    def _rest(self, index: int) -> Image.Image:
        """What is left of a picture whose end is missing."""
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            self._image = Image.open(io.BytesIO(self._content), formats=FORMATS)
            found = self._upright(index)
        except _BROKEN as error:
            raise UnreadableDocumentError(DAMAGED) from error
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        self.is_torn = True
        return found

    def _upright(self, index: int) -> Image.Image:
        image = self._image
        if index or self.count > 1:
            image.seek(index)
        _check_size(image)
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        image = _eight_bits(image)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return _on_white(ImageOps.exif_transpose(image))


def _check_size(image: Any) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise UnreadableDocumentError(TOO_LARGE, code="too_large")


def _eight_bits(image: Any) -> Any:
    """A copy that can be made smaller; 16 bits and more are stretched to what they use."""
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        wide = image.convert("F")
        low, high = wide.getextrema()
        scale = 255.0 / (high - low) if high > low else 1.0
        narrow = wide.point(lambda value: value * scale - low * scale).convert("L")
        narrow.info.update(image.info)
        return narrow
    if image.mode in {"P", "PA", "1"}:
        return image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    return image.copy()


def _on_white(image: Any) -> Image.Image:
    if image.mode in {"RGBA", "LA", "La", "RGBa"}:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(paper, clear).convert("RGB")
    flat: Image.Image = image.convert("RGB")
    return flat


def open_picture(content: bytes, index: int = 0) -> Image.Image:
    """A picture turned as its camera says, its long side at most 2,400 pixels.

    Raises:
        UnreadableDocumentError: it is damaged or has too many pixels.
    """
    return Pictures(content)[index]


class PictureParser:
    def __init__(self, content: bytes) -> None:
        self._pictures = Pictures(content)
        self._first = self._pictures[0]
        torn = (TORN,) if self._pictures.is_torn else ()
        self.outline = Outline(page_count=self._pictures.count, warnings=torn)

    def pages(self, *, after: int = 0) -> Iterator[ParsedPage]:
        for index in range(after, self.outline.page_count):
            yield self._page(index)

    def _page(self, index: int) -> ParsedPage:
        from documents.pipeline import ocr

        number = index + 1
        try:
            image = self._pictures[index] if index else self._first
        except UnreadableDocumentError as error:
            return ParsedPage(number=number, text="", warning=str(error))
        width, height = image.size
        found = page_of(number, ocr.read(image), width=width, height=height, origin=OCR)
        warning = "" if found.text else NOTHING_SEEN.format(number=number)
        return ParsedPage(**found.as_dict(), warning=warning)

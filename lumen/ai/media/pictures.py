"""Opening a picture somebody sent: by its content, within limits, before anything is unpacked."""

import io
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from lumen.common.errors import LumenError

MOST_BYTES = 25_000_000
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 20_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF")


class BadPictureError(LumenError):
    status, code, title = 422, "bad-picture", "This picture cannot be read"


def open_picture(content: bytes) -> Image.Image:
    """The first frame of a picture, upright, in RGB.

    The size is believed only as far as the limits: a header that announces more is refused before any
    pixel is unpacked, and one that announces less than what follows is cut off by the decoder.

    Raises:
        BadPictureError: too large, damaged, or no picture.
    """
    if len(content) > MOST_BYTES:
        raise BadPictureError(
            _("This picture has more than %(most)d MB. Send a smaller one.") % {"most": MOST_BYTES // 10**6}
        )
    _allow_heif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            _require_size(picture)
            picture.load()
            return ImageOps.exif_transpose(picture).convert("RGB")
    except BadPictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many() from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError, EOFError) as error:
        raise BadPictureError(_("This is no picture, or it is damaged. Take or save it again.")) from error


def without_metadata(picture: Image.Image, *, quality: int = 90) -> bytes:
    """The pixels alone as JPEG: no place, no camera, no time, no thumbnail of what was cut away."""
    out = io.BytesIO()
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    bare.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _require_size(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _too_many()
    if max(width, height) > LONGEST_SIDE or min(width, height) < 1:
        raise BadPictureError(_("This picture is too long for a screen or a page. Cut it into pieces."))


def _too_many() -> BadPictureError:
    return BadPictureError(
        _("This picture has more than %(most)d million pixels. Send a smaller one.")
        % {"most": MOST_PIXELS // 10**6}
    )


def _allow_heif() -> None:
    from pi_heif import register_heif_opener

    register_heif_opener()

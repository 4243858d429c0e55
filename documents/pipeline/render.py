"""A page as a picture: `python -m documents.pipeline.render TYPE INDEX WIDTH < file > picture.png`.

Runs in a process of its own for the same reason as extraction; a password comes in the environment.
"""

import io
import os
import resource
import sys
from typing import IO, Any

from lumen.common import children

MAX_MEMORY_BYTES = 1024**3
CPU_SECONDS = 20
MAX_HEIGHT_RATIO = 4
COMPRESSION = 1  # a picture is looked at once it is there: speed before size
LITTLE_COLOUR = 3  # of 255
GRAY_SAMPLE = 8  # pixels to look at one of


class UnrenderablePageError(Exception):
    """There is no picture of this page."""


def render_page(file: IO[bytes], content_type: str, number: int, *, width: int, password: str = "") -> bytes:
    """A PNG of page `number` (from 1), `width` pixels wide.

    Args:
        password: of a locked file.

    Raises:
        UnrenderablePageError: the page does not exist or breaks the reader.
    """
    from documents.pipeline.child import PASSWORD

    try:
        return children.output_of(
            [sys.executable, "-m", __name__, content_type, str(number - 1), str(width)],
            stdin=file,
            variables={PASSWORD: password} if password else {},
            seconds=CPU_SECONDS,
        )
    except children.ChildDiedError as error:
        raise UnrenderablePageError(f"Page {number} cannot be shown as a picture.") from error


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content_type, index, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    content = sys.stdin.buffer.read()
    image = (
        _pdf_page(content, index, width)
        if content_type == "application/pdf"
        else _photo(content, index, width)
    )
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=COMPRESSION)
    sys.stdout.buffer.write(target.getvalue())
    return 0


def _photo(content: bytes, index: int, width: int) -> Any:
    from documents.pipeline.parsers.picture import open_picture

    image = open_picture(content, index)
    image.thumbnail((width, width * MAX_HEIGHT_RATIO))
    return image


def _pdf_page(content: bytes, index: int, width: int) -> Any:
    from documents.pipeline.child import PASSWORD
    from documents.pipeline.parsers.pdf_open import open_pdf

    document = open_pdf(content, password=os.environ.pop(PASSWORD, "")).document
    if document.get_formtype():
        document.init_forms()
    page = document[index]
    across, down = page.get_size()
    scale = min(width / max(across, 1.0), width * MAX_HEIGHT_RATIO / max(down, 1.0))
    image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    return image.convert("L") if _is_gray(image) else image


def _is_gray(image: Any) -> bool:
    """Whether a sample of its pixels has no colour."""
    from PIL import ImageChops

    small = image.resize((max(1, image.width // GRAY_SAMPLE), max(1, image.height // GRAY_SAMPLE)), 4)
    red, green, blue = small.split()
    spreads: list[Any] = [ImageChops.difference(red, other).getextrema() for other in (green, blue)]
    return all(high < LITTLE_COLOUR for _, high in spreads)


if __name__ == "__main__":
    sys.exit(main())

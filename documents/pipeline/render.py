"""A page as a picture: `python -m documents.pipeline.render TYPE INDEX WIDTH < file > picture.png`.

Runs in a process of its own for the same reason as extraction.
"""

import io
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

PROJECT = Path(__file__).resolve().parents[2]
MAX_MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 20
MAX_HEIGHT_RATIO = 4


class UnrenderablePageError(Exception):
    """There is no picture of this page."""


def render_page(file: IO[bytes], content_type: str, number: int, *, width: int) -> bytes:
    """A PNG of page `number` (from 1), `width` pixels wide.

    Raises:
        UnrenderablePageError: the page does not exist or breaks the reader.
    """
    try:
        finished = subprocess.run(
            [sys.executable, "-m", __name__, content_type, str(number - 1), str(width)],
            stdin=file,
            capture_output=True,
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            timeout=CPU_SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise UnrenderablePageError(f"Page {number} cannot be shown as a picture.") from error
    return finished.stdout


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    content_type, index, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    image = _picture(sys.stdin.buffer.read(), content_type, index, width)
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=3)
    sys.stdout.buffer.write(target.getvalue())
    return 0


def _picture(content: bytes, content_type: str, index: int, width: int) -> Any:
    if content_type != "application/pdf":
        from documents.pipeline.parsers.picture import open_picture

        image = open_picture(content)
        image.thumbnail((width, width * MAX_HEIGHT_RATIO))
        return image
    import pypdfium2

    page = pypdfium2.PdfDocument(content)[index]
    across, down = page.get_size()
    scale = min(width / across, width * MAX_HEIGHT_RATIO / down)
    image = page.render(scale=scale).to_pil().convert("RGB")
    gray = image.convert("L")
    is_gray = not any(_differs(image, gray))
    return gray if is_gray else image


def _differs(image: Any, gray: Any) -> list[bool]:
    from PIL import ImageChops

    bands: Any = ImageChops.difference(image, gray.convert("RGB")).getextrema()
    return [high > 0 for _, high in bands]


if __name__ == "__main__":
    sys.exit(main())

"""The process that opens a stranger's picture: `python -m lumen.ai.media.child WHAT < picture`.

`quick`, `standard` and `enhanced` print the look as JSON; `place` what the camera says of where; `bare` and
`clear` print a JPEG: the pixels alone, and the enhanced picture. A picture that cannot be read is a sentence,
`{"problem": ...}`. The process has limits on memory and processor time: a picture made to break readers
breaks only this one.
"""

import io
import json
import os
import resource
import sys
from typing import Any

from django.conf import settings
from PIL import Image

from lumen.ai.media import enhancing, exif
from lumen.ai.media.looking import PIPELINES, Reader, look
from lumen.ai.media.pictures import BadPictureError, open_picture, without_metadata

MEMORY_BYTES = 1_610_612_736  # of address space
CPU_SECONDS = 90
NICENESS = 5
PLACE, BARE, CLEAR = "place", "bare", "clear"


def main(read: Reader | None = None) -> int:
    """Do what the command line says.

    Args:
        read: reads text in pictures, for whoever starts this with one.
    """
    confine()
    what, content = sys.argv[1], sys.stdin.buffer.read()
    try:
        sys.stdout.buffer.write(_done(what, content, read))
    except BadPictureError as error:
        sys.stdout.buffer.write(_json({"problem": str(error.detail)}))
    return 0


def confine() -> None:
    """Set the limits of this process, which has none of Lumen's settings either."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS)


def _done(what: str, content: bytes, read: Reader | None) -> bytes:
    picture, notes = open_with_notes(content)
    if what == PLACE:
        return _json({"place": notes.place})
    if what == BARE:
        return without_metadata(picture)
    if what == CLEAR:
        return without_metadata(enhancing.enhance(picture).picture)
    pipeline = next(name for name in PIPELINES if name == what)
    return _json(look(picture, pipeline=pipeline, exif=notes, read=read).as_dict())


def open_with_notes(content: bytes) -> tuple[Image.Image, exif.Exif]:
    """The picture upright, and what the camera wrote into it.

    Raises:
        BadPictureError: too large, damaged, or no picture.
    """
    picture = open_picture(content)  # first: it sees to the limits
    return picture, exif.read(Image.open(io.BytesIO(content)))


def _json(message: dict[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode()


if __name__ == "__main__":
    sys.exit(main())

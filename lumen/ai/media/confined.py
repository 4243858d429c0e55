"""Looking at a picture in a process of its own, so that a bomb or a crash costs that picture only."""

import json
import sys
from collections.abc import Callable
from typing import IO, Any

from django.utils.translation import gettext as _

from lumen.ai.media.child import BARE, CLEAR, PLACE
from lumen.ai.media.looking import Pipeline
from lumen.ai.media.pictures import BadPictureError
from lumen.common import children

SECONDS = 120.0
MOST_PRINTED = 64 * 1024 * 1024
CHILD = "lumen.ai.media.child"


def look(
    file: IO[bytes],
    *,
    pipeline: Pipeline = "standard",
    child: str = CHILD,
    on_wait: Callable[[], None] = children.keep_waiting,
) -> dict[str, Any]:
    """The look at a stored picture, as `Look.as_dict` gives it.

    Args:
        file: a real file or spooled one.
        child: the module that does it; one of an app's own can also read text.
        on_wait: called five times a second; what it raises ends the look at once.

    Raises:
        BadPictureError: too large, damaged, no picture, or it breaks the reader.
    """
    return _message(_printed(file, pipeline, child, on_wait))


def place_of(file: IO[bytes]) -> tuple[float, float] | None:
    """Where a photo was taken, degrees north and east, if the camera says so.

    Raises:
        BadPictureError: as `look`.
    """
    place = _message(_printed(file, PLACE, CHILD, children.keep_waiting))["place"]
    return (place[0], place[1]) if place else None


def bare(file: IO[bytes]) -> bytes:
    """The pixels alone as JPEG.

    Raises:
        BadPictureError: as `look`.
    """
    return _jpeg(_printed(file, BARE, CHILD, children.keep_waiting))


def clear(file: IO[bytes]) -> bytes:
    """The enhanced picture as JPEG, without the camera's notes.

    Raises:
        BadPictureError: as `look`.
    """
    return _jpeg(_printed(file, CLEAR, CHILD, children.keep_waiting))


def _printed(file: IO[bytes], what: str, child: str, on_wait: Callable[[], None]) -> bytes:
    command = [sys.executable, "-m", child, what]
    try:
        return children.output_of(
            command, stdin=file, seconds=SECONDS, most_bytes=MOST_PRINTED, on_wait=on_wait
        )
    except children.ChildDiedError as error:
        raise BadPictureError(
            _("Looking at this picture took too much time or memory, so Lumen stopped. Send a smaller one.")
        ) from error


def _message(printed: bytes) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(printed)
    if "problem" in message:
        raise BadPictureError(message["problem"])
    return message


def _jpeg(printed: bytes) -> bytes:
    if printed.startswith(b"{"):
        _message(printed)
    return printed

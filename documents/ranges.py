"""A part of a stored file, as players ask for it."""

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpResponse, HttpResponseBase

LONGEST_PART = 4 * 1024 * 1024  # a player asks again for what follows
PIECE = 1 << 16
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


def span_of(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that are asked for; `None` when the whole file is meant.

    Raises:
        ValueError: nothing of the file lies there.
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first = int(found[1])
        last = min(int(found[2]) if found[2] else size - 1, size - 1)
    if first > last or first >= size:
        raise ValueError(header)
    return first, min(last, first + LONGEST_PART - 1)


def response(
    opened: IO[bytes], *, size: int, header: str, filename: str, content_type: str
) -> HttpResponseBase:
    """The file as an attachment, whole (200) or the part that is asked for (206, or 416 where none is)."""
    try:
        span = span_of(header, size)
    except ValueError:
        opened.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    if span is None:
        whole = FileResponse(opened, as_attachment=True, filename=filename, content_type=content_type)
        whole["Accept-Ranges"] = "bytes"
        return whole
    first, last = span
    with opened:
        opened.seek(first)
        content = b"".join(_pieces(opened, last - first + 1))
    part = HttpResponse(content, status=206, content_type=content_type)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Accept-Ranges"] = "bytes"
    part["Content-Disposition"] = "attachment"
    return part


def _pieces(opened: IO[bytes], count: int) -> Iterator[bytes]:
    while count > 0 and (piece := opened.read(min(PIECE, count))):
        count -= len(piece)
        yield piece

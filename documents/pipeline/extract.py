"""Reading a file in a child process, so that a crash, a loop or a bomb costs that file only."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from documents.pipeline.parsed import ParsedPage, UnreadableDocumentError
from documents.pipeline.parsers.base import Outline

SILENCE_SECONDS = 90.0
PROBE_SECONDS = 8.0
PROJECT = Path(__file__).resolve().parents[2]
GAVE_UP = (
    "Reading this file took too much time or memory, so Lumen stopped. "
    "Print it to a new PDF, or split it, and upload that."
)


def read(file: IO[bytes], content_type: str, *, after: int = 0) -> Iterator[Outline | ParsedPage]:
    """The outline first, then the pages as they are read.

    Args:
        file: a real file or spooled one, at its beginning.
        after: how many pages are known already and left out.

    Raises:
        UnreadableDocumentError: the file is damaged, locked, or breaks the reader.
    """
    for message in _converse(file, [content_type, str(after)], silence_seconds=SILENCE_SECONDS):
        if "outline" in message:
            yield Outline(**message["outline"])
        elif "page" in message:
            yield ParsedPage(**message["page"])


def probe(file: IO[bytes], content_type: str) -> Outline | None:
    """Open the file without reading its pages; `None` when that takes too long to wait for.

    Raises:
        UnreadableDocumentError: the file is damaged or locked.
    """
    started = time.monotonic()
    try:
        messages = list(_converse(file, [content_type, "probe"], silence_seconds=PROBE_SECONDS))
    except UnreadableDocumentError:
        if time.monotonic() - started >= PROBE_SECONDS:
            return None
        raise
    return Outline(**messages[0]["outline"]) if messages else None


def _converse(file: IO[bytes], arguments: list[str], *, silence_seconds: float) -> Iterator[dict[str, Any]]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(PROJECT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "documents.pipeline.child", *arguments],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        env=environment,
    )
    assert process.stdout is not None  # noqa: S101  for the type checker: it is a pipe
    try:
        for line in _lines(process.stdout, silence_seconds):
            message = json.loads(line)
            if "problem" in message:
                raise UnreadableDocumentError(message["problem"])
            yield message
        if process.wait(timeout=10) != 0:
            raise UnreadableDocumentError(GAVE_UP)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _lines(stream: IO[bytes], silence_seconds: float) -> Iterator[bytes]:
    """Whole lines of a pipe.

    Raises:
        UnreadableDocumentError: nothing came for `silence_seconds`.
    """
    pending = bytearray()
    descriptor = stream.fileno()
    while True:
        ready, _, _ = select.select([descriptor], [], [], silence_seconds)
        if not ready:
            raise UnreadableDocumentError(GAVE_UP)
        received = os.read(descriptor, 1 << 16)
        if not received:
            return
        pending += received
        *complete, rest = pending.split(b"\n")
        pending = bytearray(rest)
        yield from map(bytes, complete)

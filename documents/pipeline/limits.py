"""How much time and memory the process that opens strangers' files may use.

Nothing happens in a process that did not call `confine`, so parsers can also be run without a child.
"""

import os
import resource

OPENING_SECONDS = 60  # of processor time
PAGE_SECONDS = 2  # more for each page begun
SCAN_SECONDS = 45  # more for each page that is read by OCR
READING_BYTES = 1024**3  # of address space
SCAN_BYTES = 2 * 1024**3  # OCR maps its runtime and models besides; see docs/documents.md
NICENESS = 5

_allowed_seconds = 0


def confine(*, is_urgent: bool = False) -> None:
    """Set the limits of this process for opening a file."""
    _allow_seconds(OPENING_SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (READING_BYTES, SCAN_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not is_urgent:
        os.nice(NICENESS)


def allow_page() -> None:
    """A page begins."""
    if _allowed_seconds:
        _allow_seconds(PAGE_SECONDS)


def allow_scan() -> None:
    """OCR begins on a picture of known size."""
    if _allowed_seconds:
        _allow_seconds(SCAN_SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (SCAN_BYTES, SCAN_BYTES))


def end_scan() -> None:
    """OCR is done: strangers' bytes get the small limit again."""
    if _allowed_seconds:
        resource.setrlimit(resource.RLIMIT_AS, (READING_BYTES, SCAN_BYTES))


def _allow_seconds(more: int) -> None:
    global _allowed_seconds  # noqa: PLW0603  limits belong to the process
    _allowed_seconds += more
    resource.setrlimit(resource.RLIMIT_CPU, (_allowed_seconds, resource.RLIM_INFINITY))

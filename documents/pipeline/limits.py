"""How much time and memory the process that opens strangers' files may use.

Nothing happens in a process that did not call `confine`, so parsers can also be run without a child.
"""

import os
import resource

OPENING_SECONDS = 60  # of processor time
PAGE_SECONDS = 2  # more for each page begun
SCAN_SECONDS = 45  # more for each page that is read by OCR
MEMORY_BYTES = 1024**3  # of address space; OCR looks for lines in pictures that fit into it
NICENESS = 5

_allowed_seconds = 0


def confine(*, is_urgent: bool = False) -> None:
    """Set the limits of this process for opening a file."""
    _allow_seconds(OPENING_SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not is_urgent:
        os.nice(NICENESS)


def allow_page() -> None:
    """A page begins."""
    if _allowed_seconds:
        _allow_seconds(PAGE_SECONDS)


def allow_scan() -> None:
    """OCR begins on a picture."""
    if _allowed_seconds:
        _allow_seconds(SCAN_SECONDS)


def _allow_seconds(more: int) -> None:
    global _allowed_seconds  # noqa: PLW0603  limits belong to the process
    _allowed_seconds += more
    resource.setrlimit(resource.RLIMIT_CPU, (_allowed_seconds, resource.RLIM_INFINITY))

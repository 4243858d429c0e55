"""Reading a stored document: its pages, its passages, and how far it is."""

from documents.processing.reading import process, read_next
from documents.processing.watchdog import revive_stuck

__all__ = ["process", "read_next", "revive_stuck"]

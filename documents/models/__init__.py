"""Papers: a file, its pages as text with boxes, and the chunks that search looks through."""

from documents.models.changes import PaperChange
from documents.models.exports import PaperExport
from documents.models.index import EVERY_CHUNK, TERM_DIMENSIONS, Chunk, TermFrequency
from documents.models.library import (
    Correspondent,
    Document,
    DocumentQuerySet,
    DocumentVersion,
    MatchAlgorithm,
    PaperTag,
    SavedView,
    SearchLog,
    ShareLink,
)
from documents.models.pages import Page, PictureVector, ProcessingRun

__all__ = [
    "EVERY_CHUNK",
    "TERM_DIMENSIONS",
    "Chunk",
    "Correspondent",
    "Document",
    "DocumentQuerySet",
    "DocumentVersion",
    "MatchAlgorithm",
    "Page",
    "PaperChange",
    "PaperExport",
    "PaperTag",
    "PictureVector",
    "ProcessingRun",
    "SavedView",
    "SearchLog",
    "ShareLink",
    "TermFrequency",
]

"""EPUB: chapters in the order they are read, each starting a page."""

import posixpath
from urllib.parse import unquote

from documents.pipeline.encodings import decode
from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.parsers import web
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.markup import (
    Element,
    attribute,
    child,
    children,
    damaged,
    every,
    local,
    text_of,
)
from documents.pipeline.parsers.package import Package, iso_date

WHAT = "EPUB book"
MAX_CHAPTERS = 3_000
_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read(content: bytes) -> Paper:
    """A book, chapter by chapter.

    Raises:
        UnreadableDocumentError: it is damaged, protected or a bomb.
    """
    package = Package(content, WHAT)
    _refuse_protected(package)
    container = package.optional("META-INF/container.xml")
    named = next((attribute(one, "full-path") for one in every(container, "rootfile")), "")
    found = (
        named if named in package else next((n for n in package.names("") if n.lower().endswith(".opf")), "")
    )
    root = package.xml(found) if found else None
    if root is None:
        raise damaged(WHAT)
    paper = _described(Paper(sections=[]), child(root, "metadata"))
    missing = 0
    for part in _chapters(root, posixpath.dirname(found)):
        try:
            raw = package.bytes_of(part)
        except UnreadableDocumentError:
            missing += 1
            continue
        lines = web.page_of_html(decode(raw, web.declared_encoding(raw))).sections[0]
        if lines:
            paper.sections.append(lines)
    if missing:
        paper.warnings.append(
            f"{missing} chapters of this book are missing or damaged; the others were read."
        )
    return paper


def _chapters(root: Element, folder: str) -> list[str]:
    """Names of the parts in reading order."""
    manifest = {attribute(one, "id"): one for one in children(child(root, "manifest"), "item")}
    parts = []
    for one in children(child(root, "spine"), "itemref"):
        item = manifest.get(attribute(one, "idref"))
        if item is not None and "html" in attribute(item, "media-type"):
            target = unquote(attribute(item, "href").partition("#")[0])
            parts.append(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
    return list(dict.fromkeys(parts))[:MAX_CHAPTERS]


def _described(paper: Paper, metadata: Element | None) -> Paper:
    facts: dict[str, str] = {}
    for one in every(metadata, "title", "creator", "language", "date"):
        facts.setdefault(local(one), text_of(one).strip())
    paper.title = facts.get("title", "")
    paper.author = facts.get("creator", "")
    paper.language = facts.get("language", "")
    paper.created_on = iso_date(facts.get("date", ""))
    return paper


def _refuse_protected(package: Package) -> None:
    if "META-INF/encryption.xml" not in package:
        return
    methods = every(package.optional("META-INF/encryption.xml"), "EncryptionMethod")
    if any(attribute(one, "Algorithm") not in _FONTS_ONLY for one in methods):
        raise UnreadableDocumentError(
            "This book is protected against copying, so Lumen cannot read it. Upload one without protection.",
            code="unsupported",
        )

"""The parts of a zipped office file, opened within limits."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import unquote

from lxml import etree

from documents.pipeline import sniff
from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.markup import (
    Element,
    attribute,
    children,
    damaged,
    every,
    has_document_type,
    local,
    text_of,
    xml,
)
from documents.pipeline.sniff_packages import BROKEN_ZIP

MAX_PART_BYTES = 96 * 1024 * 1024
BLOCK = 256 * 1024
LONGEST_MATCH = 400
HEAD_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part points to: the last word of its type, and a part's name inside the package."""

    type: str
    target: str


class Package:
    """Parts by name. References out of the package are never followed."""

    def __init__(self, content: bytes, what: str) -> None:
        self.what = what
        sniff.refuse_bomb(content, what)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except BROKEN_ZIP as error:
            raise damaged(what) from error
        self._names = {name.lower().lstrip("/"): name for name in self._zip.namelist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def names(self, prefix: str) -> list[str]:
        """Parts whose name begins so, in the order of the package."""
        return [name for lower, name in self._names.items() if lower.startswith(prefix.lower())]

    def bytes_of(self, name: str) -> bytes:
        """The content of a part.

        Raises:
            UnreadableDocumentError: it is missing, damaged, locked or far too large.
        """
        try:
            known = self._zip.getinfo(self._names[name.lower().lstrip("/")])
            if known.file_size > MAX_PART_BYTES:
                raise UnreadableDocumentError(
                    f"A part of this {self.what} is too large to read. Split it and upload the parts.",
                    code="too_large",
                )
            return self._zip.read(known)
        except RuntimeError as error:  # what zipfile says of encryption
            raise sniff.locked(self.what) from error
        except BROKEN_ZIP as error:
            raise damaged(self.what) from error

    def xml(self, name: str) -> Element | None:
        """The tree of a part; `None` when there is no such part."""
        return xml(self.bytes_of(name), self.what) if name in self else None

    def stream(self, name: str, *tags: str, starts: bool = False) -> Iterator[tuple[str, Element]]:
        """Elements of some names with "start" or "end"; each is forgotten once the next is asked for.

        Raises:
            UnreadableDocumentError: the part is damaged, locked, or declares entities.
        """
        events = ("start", "end") if starts else ("end",)
        with self._opened(name) as source:
            head = source.read(HEAD_BYTES).replace(b"\x00", b"")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise damaged(self.what)
        with self._opened(name) as source:
            yield from self._elements(source, tags, events)

    def _elements(
        self, source: IO[bytes], tags: tuple[str, ...], events: Any
    ) -> Iterator[tuple[str, Element]]:
        found = etree.iterparse(
            source,
            events=events,
            tag=[f"{{*}}{tag}" for tag in tags],
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            recover=True,
            remove_comments=True,
            remove_pis=True,
        )
        for at, (event, element) in enumerate(found):
            if not at and has_document_type(element):
                raise damaged(self.what)
            yield event, element
            if event == "end":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def search(self, name: str, pattern: re.Pattern[bytes]) -> Iterator[tuple[bytes, ...]]:
        """The groups of every match in a part, without keeping it; matches are far shorter than a block."""
        rest = b""
        with self._opened(name) as source:
            while block := source.read(BLOCK):
                rest += block
                end = 0
                for found in pattern.finditer(rest):
                    yield found.groups()
                    end = found.end()
                rest = rest[max(end, len(rest) - LONGEST_MATCH) :]

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(self._names[name.lower().lstrip("/")]) as source:
                yield source
        except RuntimeError as error:  # what zipfile says of encryption
            raise sniff.locked(self.what) from error
        except (etree.XMLSyntaxError, *BROKEN_ZIP) as error:
            raise damaged(self.what) from error

    def optional(self, name: str) -> Element | None:
        """The tree of a part the text does not depend on; `None` when it is missing or damaged."""
        try:
            return self.xml(name)
        except UnreadableDocumentError:
            return None

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to inside the package, by id; the package's own for an empty name."""
        folder, name = posixpath.split(part)
        root = self.optional(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for one in every(root, "Relationship"):
            if one.get("TargetMode") == "External":
                continue
            target = unquote(one.get("Target", ""))
            inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[one.get("Id", "")] = Relation(one.get("Type", "").rpartition("/")[2], inside)
        return found

    def related(self, part: str, type_: str) -> list[str]:
        """Names of the parts of one type that a part refers to."""
        return [
            one.target for one in self.relations(part).values() if one.type == type_ and one.target in self
        ]

    def main_part(self, default: str) -> str:
        """The part that holds the document itself."""
        return next(iter(self.related("", "officeDocument")), default)

    def describe(self, paper: Paper) -> Paper:
        """Fill in title, author and date from the core properties."""
        name = next(iter(self.related("", "core-properties")), "docProps/core.xml")
        for one in children(self.optional(name), "title", "creator", "created"):
            value = text_of(one).strip()
            match local(one):
                case "title":
                    paper.title = paper.title or value
                case "creator":
                    paper.author = value
                case "created":
                    paper.created_on = iso_date(value)
        return paper


def iso_date(value: str) -> str:
    """The date at the beginning of a time stamp, if it is one."""
    from datetime import date

    try:
        return date.fromisoformat(value.strip()[:10]).isoformat()
    except ValueError:
        return ""


def reference(element: Element, name: str = "id") -> str:
    """The relation an element names (`r:id`), told from a plain attribute of the same name."""
    for key, value in element.attrib.items():
        if key.endswith("}" + name) and "elationships" in key:
            return str(value)
    return attribute(element, name)

"""XML trees of strangers: no entities, no outside references, no network; names without namespaces."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from documents.pipeline.parsed import UnreadableDocumentError

Element = Any  # lxml's own type is private


def xml(content: bytes, what: str = "file") -> Element:
    """The root of an XML part; slips in it are passed over as far as that goes.

    Raises:
        UnreadableDocumentError: it is no XML, or declares entities or a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(what) from error
    if root is None or has_document_type(root):
        raise damaged(what)
    return root


def has_document_type(root: Element) -> bool:
    """Whether declarations stand before the root; no office program writes any."""
    return bool(root.getroottree().docinfo.internalDTD)


def damaged(what: str) -> UnreadableDocumentError:
    """The sentence for a file that cannot be opened."""
    return UnreadableDocumentError(
        f"This {what} is damaged and cannot be opened. Save it again and upload the new copy."
    )


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


def attribute(element: Element, name: str, default: str = "") -> str:
    """An attribute whatever its namespace."""
    value: str | None = element.get(name)
    if value is not None:
        return value
    for key, found in element.attrib.items():
        if _local(key) == name:
            return str(found)
    return default


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of a name, and so on down the path."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Children of one of these names, in their order."""
    if element is not None:
        yield from (one for one in element if local(one) in names)


def every(element: Element | None, *names: str) -> Iterator[Element]:
    """Descendants of one of these names, in the order of the file."""
    if element is not None:
        yield from (one for one in element.iter() if local(one) in names)


def text_of(element: Element | None) -> str:
    """All text below an element."""
    return "".join(element.itertext()) if element is not None else ""

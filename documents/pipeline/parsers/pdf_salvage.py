"""Giving a PDF without usable tables a new one: every object that is still whole, every page found."""

import re
import zlib
from collections.abc import Iterator

MOST_UNPACKED_BYTES = 64 * 1024 * 1024
MOST_OBJECTS = 500_000
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,9})[\s\x00]+[0-9]{1,5}[\s\x00]+obj(?![a-z])")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_PACKED = re.compile(rb"/Type\s*/ObjStm(?![A-Za-z])")
_NUMBER = {name: re.compile(rb"/" + name + rb"\s+([0-9]{1,9})") for name in (b"N", b"First")}
_STREAM = re.compile(rb"stream\r?\n?")
_ENCRYPTION = re.compile(rb"/Encrypt\s+[0-9]{1,9}\s+[0-9]{1,5}\s+R")
_IDENTITY = re.compile(rb"/ID\s*\[\s*<[0-9A-Fa-f\s]{0,200}>\s*<[0-9A-Fa-f\s]{0,200}>\s*\]")
DICTIONARY_BYTES = 16_384


def rebuild(content: bytes) -> bytes | None:
    """The file with a new page tree and table behind it; `None` when it has no page."""
    found = {int(match.group(1)): match.start() for match in _objects(content)}
    if not found:
        return None
    grown = bytearray(content + b"\n")
    for number, body in _unpacked(content, found):
        if number not in found:
            found[number] = len(grown)
            grown += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    pages = [number for number, start in sorted(found.items()) if _PAGE.search(_dictionary(grown, start))]
    if not pages:
        return None
    return bytes(_with_tree(grown, found, pages, lock=_lock(content)))


def _lock(content: bytes) -> bytes:
    """What the trailer must say for an encrypted file to be understood."""
    keys = _ENCRYPTION.findall(content)
    if not keys:
        return b""
    name = _IDENTITY.search(content)
    return bytes(keys[-1]) + (name.group() if name else b"")


def _objects(content: bytes) -> Iterator["re.Match[bytes]"]:
    for count, match in enumerate(_OBJECT.finditer(content)):
        if count >= MOST_OBJECTS:
            return
        yield match


def _dictionary(content: bytes | bytearray, start: int) -> bytes:
    """What an object says before its stream or end."""
    piece = bytes(content[start : start + DICTIONARY_BYTES])
    ends = [at for at in (piece.find(b"endobj"), piece.find(b"stream")) if at >= 0]
    return piece[: min(ends)] if ends else piece


def _unpacked(content: bytes, found: dict[int, int]) -> Iterator[tuple[int, bytes]]:
    """Objects that stand inside compressed object streams."""
    left = MOST_UNPACKED_BYTES
    for start in list(found.values()):
        head = _dictionary(content, start)
        if not _PACKED.search(head):
            continue
        sizes = [match and int(match.group(1)) for match in (p.search(head) for p in _NUMBER.values())]
        stream = _STREAM.search(content, start + len(head))
        if None in sizes or stream is None:
            continue
        plain = _inflated(content[stream.end() :], left)
        left -= len(plain)
        yield from _members(plain, count=int(sizes[0] or 0), first=int(sizes[1] or 0))


def _inflated(packed: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, max(limit, 1))
    except zlib.error:
        return b""


def _members(plain: bytes, *, count: int, first: int) -> Iterator[tuple[int, bytes]]:
    numbers = plain[:first].split()[: 2 * count]
    if not all(number.isdigit() for number in numbers):
        return
    values = [int(number) for number in numbers]
    starts = [first + offset for offset in values[1::2]]
    for number, start, end in zip(values[::2], starts, [*starts[1:], len(plain)], strict=False):
        yield number, plain[start:end]


def _with_tree(grown: bytearray, found: dict[int, int], pages: list[int], *, lock: bytes) -> bytearray:
    """Add a catalog, a flat page tree and a cross-reference table; the old catalog's page tree goes."""
    root = max(found) + 1
    tree = root + 1
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    for number, body in (
        (root, b"<</Type/Catalog/Pages %d 0 R>>" % tree),
        (tree, b"<</Type/Pages/Count %d/MediaBox[0 0 612 792]/Kids[%s]>>" % (len(pages), kids)),
    ):
        found[number] = len(grown)
        grown += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(grown)
    grown += b"xref\n0 1\n0000000000 65535 f \n"
    for number, start in sorted(found.items()):
        grown += b"%d 1\n%010d 00000 n \n" % (number, start)
    ending = b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
    grown += ending % (tree + 1, root, lock, table)
    return grown

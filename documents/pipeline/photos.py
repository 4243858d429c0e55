"""Several photographs of one paper as one PDF: the JPEG data goes in as it is, nothing is decoded."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from documents.pipeline.parsed import UnreadableDocumentError

LONG_SIDE = 842.0  # points: the height of A4
_ROTATION = {3: 180, 6: 90, 8: 270}  # EXIF orientation to degrees clockwise
_SPACES = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK"}
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_NOT_JPEG = "Only photos in JPEG can be put together. Upload this one by itself."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Photo:
    content: bytes
    width: int
    height: int
    components: int
    rotation: int


def as_pdf(photos: Sequence[bytes]) -> bytes:
    """One page for each photograph, turned as the camera says.

    Raises:
        UnreadableDocumentError: one of them is no JPEG.
    """
    target, places = bytearray(b"%PDF-1.4\n"), []

    def add(body: bytes) -> None:
        places.append(len(target))
        target.extend(b"%d 0 obj\n%b\nendobj\n" % (len(places), body))

    kids = b" ".join(b"%d 0 R" % (3 + 3 * position) for position in range(len(photos)))
    add(b"<< /Type /Catalog /Pages 2 0 R >>")
    add(b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(photos)))
    for position, content in enumerate(photos):
        for body in _page(_photo(content), first=3 + 3 * position):
            add(body)
    start = len(target)
    target.extend(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    target.extend(b"".join(b"%010d 00000 n \n" % place for place in places))
    target.extend(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start))
    return bytes(target)


def _page(photo: _Photo, *, first: int) -> tuple[bytes, bytes, bytes]:
    """The page, what is drawn on it, and the picture."""
    scale = LONG_SIDE / max(photo.width, photo.height)
    width, height = (b"%.2f" % (side * scale) for side in (photo.width, photo.height))
    drawing = b"q %b 0 0 %b 0 0 cm /Photo Do Q" % (width, height)
    inverted = b" /Decode [1 0 1 0 1 0 1 0]" if photo.components == 4 else b""
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %b %b] /Rotate %d /Contents %d 0 R "
        b"/Resources << /XObject << /Photo %d 0 R >> >> >>"
        % (width, height, photo.rotation, first + 1, first + 2),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace %b "
        b"/Filter /DCTDecode%b /Length %d >>\nstream\n%b\nendstream"
        % (
            photo.width, photo.height, _SPACES[photo.components], inverted,
            len(photo.content), photo.content,
        ),
    )  # fmt: skip


def _photo(content: bytes) -> _Photo:
    rotation = 0
    try:
        for marker, body in _segments(content):
            if marker == 0xE1 and body.startswith(b"Exif\x00\x00"):
                rotation = _ROTATION.get(_orientation(body[6:]), 0)
            elif marker in _FRAMES:
                _, height, width, components = struct.unpack(">BHHB", body[:6])
                if not (width and height and components in _SPACES):
                    break
                return _Photo(
                    content=content, width=width, height=height, components=components, rotation=rotation
                )
    except struct.error:
        pass
    raise UnreadableDocumentError(_NOT_JPEG)


def _segments(content: bytes) -> list[tuple[int, bytes]]:
    """Marker and body of each segment up to the picture's data."""
    found: list[tuple[int, bytes]] = []
    position = 2 if content.startswith(b"\xff\xd8") else len(content)
    while position + 4 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xFF or marker in _ALONE:
            position += 1 if marker == 0xFF else 2
            continue
        if marker == 0xDA:
            break
        (length,) = struct.unpack_from(">H", content, position + 2)
        found.append((marker, content[position + 4 : position + 2 + length]))
        position += 2 + max(length, 2)
    return found


def _orientation(tiff: bytes) -> int:
    """Tag 0x0112 of the first directory; 1 (upright) when there is none."""
    order = "<" if tiff.startswith(b"II") else ">"
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (entries,) = struct.unpack_from(f"{order}H", tiff, start)
    for entry in range(min(entries, 100)):
        tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * entry)
        if tag == 0x0112:
            return int(value)
    return 1

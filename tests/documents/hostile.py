"""PDFs made to break readers, written by hand so that every byte is known."""

import zlib

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = "Keep this line in every case"
Objects = dict[int, bytes]


def stream(content: bytes, extra: bytes = b"", *, packed: bool = False) -> bytes:
    body = zlib.compress(content) if packed else content
    kind = b"/Filter/FlateDecode" if packed else b""
    return b"<<%s%s/Length %d>>\nstream\n%s\nendstream" % (extra, kind, len(body), body)


def show(words: str = WORDS) -> bytes:
    return b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % words.encode("latin-1")


def objects(*, pages: int = 1, box: bytes = b"[0 0 612 792]") -> Objects:
    """Catalog 1, tree 2, font 3; then a page and its content for each page."""
    numbers = [4 + 2 * index for index in range(pages)]
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    made = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        3: FONT,
    }
    for index, number in enumerate(numbers, start=1):
        made[number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox%s/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (box, number + 1)
        )
        made[number + 1] = stream(show(f"{WORDS} of page {index}"))
    return made


def written(made: Objects, *, trailer: bytes = b"/Root 1 0 R") -> bytes:
    content, places = b"%PDF-1.7\n", {}
    for number, body in made.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(content)
    content += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in sorted(places.items()):
        content += b"%d 1\n%010d 00000 n \n" % (number, place)
    end = b"trailer\n<<%s/Size %d>>\nstartxref\n%d\n%%%%EOF\n"
    return content + end % (trailer, max(made) + 1, table)


def with_objects(changes: Objects, *, pages: int = 1) -> bytes:
    return written(objects(pages=pages) | changes)


def without_tables() -> bytes:
    """Cut off in the middle of its table."""
    whole = written(objects(pages=3))
    return whole[: whole.index(b"xref\n0 1") + 12]


def without_catalog() -> bytes:
    made = objects(pages=2)
    del made[1], made[2]
    return written(made, trailer=b"")


def packed_objects() -> bytes:
    """Its pages stand in a compressed stream and the table is gone."""
    made = objects(pages=2)
    inside = {number: body for number, body in made.items() if b"stream" not in body}
    heads, bodies = [], b""
    for number, body in inside.items():
        heads.append(b"%d %d" % (number, len(bodies)))
        bodies += body + b" "
    head = b" ".join(heads) + b" "
    extra = b"/Type/ObjStm/N %d/First %d" % (len(inside), len(head))
    rest = {number: body for number, body in made.items() if number not in inside}
    content = b"%PDF-1.7\n"
    for number, body in (rest | {90: stream(head + bodies, extra, packed=True)}).items():
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return content


def bomb(megabytes: int = 1_500) -> bytes:
    """A first page whose content unpacks to more than memory, before a harmless one."""
    packer = zlib.compressobj(9)
    blank = b" " * 1_000_000
    body = b"".join(packer.compress(blank) for _ in range(megabytes)) + packer.flush()
    made = objects(pages=2)
    made[5] = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(body), body)
    return written(made)


def picture(width: int, height: int) -> bytes:
    """A page that is one picture of claimed size with hardly any bytes."""
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
    image = stream(b"\x00" * 64, head % (width, height), packed=True)
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</XObject<</I 9 0 R>>>>/Contents 5 0 R>>"
    )
    return with_objects({4: page, 5: stream(b"612 0 0 792 0 0 cm /I Do"), 9: image})


def endless_form() -> bytes:
    """A drawing that draws itself."""
    form = stream(
        b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 9 0 R>>>>"
    )
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]"
        b"/Resources<</Font<</F1 3 0 R>>/XObject<</X 9 0 R>>>>/Contents 5 0 R>>"
    )
    return with_objects({4: page, 5: stream(show() + b" /X Do"), 9: form})


READABLE = {
    "cut off in its table": without_tables(),
    "without catalog": without_catalog(),
    "packed objects without table": packed_objects(),
    "junk before the header": b"From: mail\r\n\r\n" * 200 + written(objects()),
    "no header": written(objects())[9:],
    "wrong places": written(objects()).replace(b"00000 n", b"00000 n").replace(b"000001", b"000009"),
    "a tree that holds itself": with_objects({2: b"<</Type/Pages/Kids[2 0 R 4 0 R]/Count 2>>"}),
    "a billion pages": with_objects({2: b"<</Type/Pages/Kids[4 0 R]/Count 1000000000>>"}),
    "negative count": with_objects({2: b"<</Type/Pages/Kids[4 0 R]/Count -7>>"}),
    "a drawing that draws itself": endless_form(),
    "a page as large as a town": written(objects(box=b"[0 0 1000000000 1000000000]")),
    "a page without size": written(objects(box=b"[0 0 0 0]")),
    "bookmarks in a ring": with_objects(
        {
            1: b"<</Type/Catalog/Pages 2 0 R/Outlines 20 0 R>>",
            20: b"<</First 21 0 R/Last 21 0 R/Count 1>>",
            21: b"<</Title(round)/Parent 20 0 R/Next 21 0 R/First 21 0 R/Dest[4 0 R/Fit]>>",
        }
    ),
    "arrays a hundred thousand deep": with_objects({9: b"[" * 100_000}),
    "a stream longer than the file": written(objects()).replace(b"/Length 5", b"/Length 9"),
    "a title of odd bytes": written(
        objects() | {9: b"<</Title<FEFFD800004100000042>>>"}, trailer=b"/Root 1 0 R/Info 9 0 R"
    ),
}

OPENED = {
    "a picture of ten thousand megapixels": picture(100_000, 100_000),
    "a content that is noise": with_objects({5: stream(bytes(range(256)) * 400)}),
    "half a dictionary": with_objects({5: b"<</Length 10"}),
    "no content at all": with_objects({5: b"null"}),
}

REFUSED = {
    "a header alone": b"%PDF-1.7\n",
    "noise behind a header": b"%PDF-1.4\n" + bytes(range(256)) * 40,
    "no pages": with_objects({2: b"<</Type/Pages/Kids[]/Count 0>>", 4: b"null"}),
}

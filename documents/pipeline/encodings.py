"""Letters of a text file in whatever encoding it was saved."""

import codecs
import re
import unicodedata
from functools import cache

from documents.pipeline.frequent_signs import (
    ARABIC,
    CHINESE,
    CYRILLIC,
    GREEK,
    HEBREW,
    JAPANESE,
    KOREAN,
    THAI,
)
from documents.pipeline.language import detect
from documents.pipeline.language_words import LATIN
from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.sniff_text import wide_encoding

SAMPLE_BYTES = 8_000
DAMAGED_SAMPLE_BYTES = 200_000
WIDE_SAMPLE_BYTES = 4_000
DAMAGED_SHARE = 0.05  # of the letters beyond ASCII may be broken before a file is not called UTF-8
FEWEST_POINTS = 0.25
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# an encoding, the signs its texts are full of, and how large a share of the foreign signs they make up
_FOREIGN: tuple[tuple[str, str, float], ...] = (
    ("cp932", JAPANESE, 0.45), ("euc_jp", JAPANESE, 0.45), ("gb18030", CHINESE, 0.3), ("big5", CHINESE, 0.3),
    ("cp949", KOREAN, 0.4), ("cp1251", CYRILLIC, 0.6), ("koi8_r", CYRILLIC, 0.6), ("koi8_u", CYRILLIC, 0.6),
    ("cp866", CYRILLIC, 0.6), ("iso8859_5", CYRILLIC, 0.6),
    ("cp1253", GREEK, 0.7), ("iso8859_7", GREEK, 0.7), ("cp1255", HEBREW, 0.7), ("iso8859_8", HEBREW, 0.7),
    ("cp1256", ARABIC, 0.7), ("iso8859_6", ARABIC, 0.7), ("cp874", THAI, 0.6),
)  # fmt: skip
_WESTERN = (
    "cp1252",
    "cp1250",
    "cp1254",
    "cp1257",
    "iso8859_2",
    "mac_roman",
    "cp850",
    "cp852",
    "cp1258",
    "iso8859_15",
)
_SIGNS = frozenset("“”‘’„‚«»‹›–—…•°§€£©®™´·²³½¼¡¿ºªµ×±¹№\u00a0\u00ad¢¥†‰")
# a capital inside a word; a Thai vowel sign without the letter it stands on
_MISPLACED = re.compile(r"[а-яёα-ωά-ώ][А-ЯЁΑ-Ω]|(?<![\u0e00-\u0e7f])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030",
    "euc_kr": "cp949", "iso8859-9": "cp1254", "tis-620": "cp874",
}  # fmt: skip
_MIXED = re.compile(r"[a-zA-Z](?=[^\W\x00-\x7f])|[^\W\x00-\x7f](?=[a-zA-Z])")  # two scripts in one word
_ASIAN = frozenset({"cp932", "euc_jp", "iso2022_jp", "gb18030", "big5", "cp949"})


def decode(content: bytes, declared: str = "") -> str:
    """The text of a file.

    Args:
        declared: the encoding it claims for itself; taken when it fits.

    Raises:
        UnreadableDocumentError: no encoding gives readable text.
    """
    encoding = encoding_of(content, declared)
    if not encoding:
        raise UnreadableDocumentError(
            "The letters of this text file could not be made out. Save it as UTF-8 and upload that."
        )
    return content.decode(encoding, "replace").removeprefix("\ufeff").replace("\x00", "")


def encoding_of(content: bytes, declared: str = "") -> str:
    """Name of the encoding; empty when none fits."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    if wide := wide_encoding(content[:WIDE_SAMPLE_BYTES]):
        return wide
    if b"\x1b$" in content[:SAMPLE_BYTES] and _is_clean(content[:SAMPLE_BYTES], "iso2022_jp"):
        return "iso2022_jp"
    if _is_utf8(content):
        return "utf-8"
    if declared and _is_clean(content[:SAMPLE_BYTES], declared):
        return _wider(declared)
    return _guess(content)


def _is_utf8(content: bytes) -> bool:
    """UTF-8, even cut in the middle of a letter or with a few broken ones."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content[:DAMAGED_SAMPLE_BYTES].decode("utf-8", "replace")
        broken, whole = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
        return broken <= max(1, DAMAGED_SHARE * whole) and whole > 3 * broken
    return True


def _is_clean(sample: bytes, encoding: str) -> bool:
    try:
        text = sample.decode(encoding, "replace")
    except LookupError:
        return False
    return text.count("\ufffd") <= 1 + len(text) // 200 and not re.search("[\x80-\x84\x86-\x9f]", text)


def _wider(declared: str) -> str:
    """What programs mean by the old names."""
    name = codecs.lookup(declared).name
    return _MEANT.get(name, name)


def _guess(content: bytes) -> str:
    sample = _telling(content)
    points = {name: _foreign_points(sample, name, signs, usual) for name, signs, usual in _FOREIGN}
    points |= {name: _western_points(sample, name) for name in _WESTERN}
    best = max(points, key=points.__getitem__)
    if points[best] >= FEWEST_POINTS:
        return best
    return "cp1252" if points["cp1252"] > 0 else ""


def _telling(content: bytes) -> bytes:
    """The lines with bytes beyond ASCII, whole, up to a sample's size."""
    lines, size = [], 0
    for line in content[: SAMPLE_BYTES * 40].splitlines():
        if not line.isascii():
            lines.append(line)
            size += len(line)
        if size > SAMPLE_BYTES:
            break
    return b"\n".join(lines)[: 2 * SAMPLE_BYTES]


def _foreign_points(sample: bytes, encoding: str, frequent: str, usual: float) -> float:
    """How much the foreign signs look like a text of that script: about 1 as usual, 0 not at all."""
    text = sample.decode(encoding, "replace")
    foreign = [sign for sign in text if sign > "\x7f" and sign not in _SIGNS]
    if len(foreign) < 2:
        return 0.0
    broken = sum(map(_is_broken, foreign))
    if encoding not in _ASIAN:
        broken += len(_MIXED.findall(text)) + len(_MISPLACED.findall(text))
    together = sum(len(run) for run in _RUN.findall(text))
    known = _letters(frequent)
    share = sum(sign in known for sign in foreign) / len(foreign) / usual
    share *= min(together / len(foreign), 1.0)
    return share - 4 * broken / len(foreign) + (0.05 if encoding in _ASIAN else 0.0)


def _is_broken(sign: str) -> bool:
    return not (sign.isalpha() or unicodedata.category(sign)[0] in "MNP") or sign == "\ufffd"


def _western_points(sample: bytes, encoding: str) -> float:
    """How many of the accented letters belong to the language that the small words tell."""
    text = sample.decode(encoding, "replace")
    own = _letters(LATIN[detect(text)][1]) if detect(text) in LATIN else frozenset()
    points, count = 0.0, 0
    for match in re.finditer(r"[^\x00-\x7f]", text):
        sign, at = match.group(), match.start()
        count += 1
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        is_in_word = before.isalpha() or after.isalpha()
        if sign in own and is_in_word:
            points += 1.0
        elif sign.lower() in own and not before.islower():
            points += 0.9
        elif sign in _SIGNS:
            points += 0.5
        elif not sign.isalpha() or before > "\x7f" or after > "\x7f":
            points -= 1.0
        else:
            points += 0.2
    return points / count if count else 0.01


@cache
def _letters(known: str) -> frozenset[str]:
    return frozenset(known)

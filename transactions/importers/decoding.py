"""From bytes to text: the encodings that banks still write."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re

from lumen.common.errors import LumenError

_BOMS = [
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
]
_FOREIGN = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
]
_NOT_TEXT = "This is not a text file. Export the statement as CSV from your bank and try again."
_EASTERN_WORDS = re.compile(
    r"ksi[ęe]g|tytuł|rachunk|wpływ|płatno|złot|częst|měna|částka|účet|zpráva|název|příjem|přips|odepsáno|összeg|könyvel|\bisplata\b|\buplata\b|\bstanje\b|datum valute|\bzůst|zostatok|dátum|számla|közlemény|Łódź|ów\b",
    re.IGNORECASE,
)
# what Polish letters of cp1250 become when they are taken for cp1252, in the middle of words
_EASTERN_MARKS = re.compile(
    r"(?<=[^\W\d_])[³¹¿\x9f¼¾](?=[^\W\d_])|\b[£¥¯](?=[A-Za-zÓ])(?!\s?\d)|(?<=[a-z])[³¹¿](?=\W)"
)
# words of headings that only mean something in the right encoding; the first that has one is taken
_WRITTEN_IN = (
    ("cp932", re.compile("日付|年月日|利用日|取引日|摘要|金額|残高|内容|引出|預入")),
    ("gb18030", re.compile("日期|金额|余额|交易|摘要|收入|支出|对方")),
    ("big5", re.compile("日期|金額|餘額|交易|摘要|存入|支出|提出")),
    ("cp949", re.compile("거래|일자|금액|잔액|적요|입금|출금")),
    ("cp1251", re.compile("дата|сумма|сума|описание|остаток|операци|валюта|баланс", re.IGNORECASE)),
    ("cp1253", re.compile("ημερομην|ποσ[οό]|υπόλοιπο|περιγραφ|αιτιολογ", re.IGNORECASE)),
    ("cp1255", re.compile("תאריך|סכום|יתרה|תיאור|חובה|זכות")),
    ("cp1256", re.compile("التاريخ|تاريخ|المبلغ|الرصيد|البيان")),
)
_TURKISH = re.compile(r"\b(?:tarih|tutar|bakiye|açıklama|işlem)\b", re.IGNORECASE)
_DAMAGED = 0.05  # of the letters beyond ASCII may be broken before a file is not called UTF-8


class UnreadableFileError(LumenError):
    status = 422
    code, title = "unreadable-file", "This file could not be read"


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding.

    Raises:
        UnreadableFileError: it is empty, or no text.
    """
    if not content.strip():
        raise UnreadableFileError("This file is empty. Choose a CSV file with at least one payment in it.")
    _refuse_foreign(content)
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _strictly(content[len(bom) :], encoding), encoding.removesuffix("-le").removesuffix("-be")
    if guess := _utf16_without_mark(content):
        return _strictly(content, guess), guess
    content = _without_nulls(content)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _damaged_utf8(content) or _single_byte(content)


def _refuse_foreign(content: bytes) -> None:
    for mark, name in _FOREIGN:
        if content.startswith(mark):
            raise UnreadableFileError(
                f"This is {name}, not a CSV file. Export the statement as CSV and try again."
            )


def _strictly(content: bytes, encoding: str) -> str:
    if encoding.startswith("utf-16"):
        content = content[: len(content) // 2 * 2]
    text = content.decode(encoding, "replace")
    if text.count("\ufffd") > 2 + len(text) // 1000 or not text.strip("\x00 \r\n\t"):
        raise UnreadableFileError(
            "The letters of this file are damaged. Save it again as CSV (UTF-8) and try again."
        )
    return text.replace("\x00", "")


def _utf16_without_mark(content: bytes) -> str | None:
    head = content[:2000]
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.35 and even < len(head) * 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.35 and odd < len(head) * 0.02 else None


def _without_nulls(content: bytes) -> bytes:
    """Some exports pad with NUL; a file that is full of control bytes is no text."""
    head = content[:8000]
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head.replace(b"\x1a", b"").replace(b"\x00", b""))
    if controls > 8 + len(head) // 200 or content.count(0) * 4 > len(content):
        raise UnreadableFileError(_NOT_TEXT)
    cleaned = content.replace(b"\x00", b"").rstrip(b"\x1a")
    if not cleaned.strip():
        raise UnreadableFileError(_NOT_TEXT)
    return cleaned


def _damaged_utf8(content: bytes) -> tuple[str, str] | None:
    """UTF-8 that was cut in the middle of a letter, or has a few broken ones."""
    text = content.decode("utf-8", "replace")
    broken, whole = text.count("\ufffd"), sum(char > "\x7f" for char in text)
    return (text, "utf-8") if broken <= max(1, _DAMAGED * whole) and whole > broken else None


def _single_byte(content: bytes) -> tuple[str, str]:
    if told := _by_script(content):
        return told
    eastern = content.decode("cp1250", "replace")
    western = content.decode("cp1252", "replace")
    if _EASTERN_WORDS.search(eastern) or len(_EASTERN_MARKS.findall(western)) >= 2:
        return eastern, "cp1250"
    if _TURKISH.search(turkish := content.decode("cp1254", "replace")):
        return turkish, "cp1254"
    if "\ufffd" in western:
        return content.decode("latin-1"), "latin-1"
    return western, "cp1252"


def _by_script(content: bytes) -> tuple[str, str] | None:
    """Scripts other than Latin, known by the words of their headings and by hardly a letter that breaks."""
    for encoding, words in _WRITTEN_IN:
        text = content.decode(encoding, "replace")
        if text.count("\ufffd") <= len(text) // 500 and words.search(text[:20_000]):
            return text, encoding
    return None

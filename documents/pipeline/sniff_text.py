"""What kind of text a file without any binary mark holds."""

import csv
import re
from collections import Counter
from unicodedata import category

from documents.pipeline.frequent_signs import CHINESE, JAPANESE, KOREAN
from documents.pipeline.sniff_kinds import (
    CSV,
    EML,
    EXTENSIONS,
    HTML,
    MARKDOWN,
    MBOX,
    MHTML,
    ODP,
    ODS,
    ODT,
    RTF,
    TEXT,
)

SAMPLE_BYTES = 64 * 1024
HEAD_CHARACTERS = 4_000
DELIMITERS = ",;\t|"
MOST_CONTROLS = 0.01
_EASTERN = frozenset(CHINESE + JAPANESE + KOREAN)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HEADER = re.compile(
    r"(return-path|received|delivered-to|message-id|mime-version|from|to|subject|date|reply-to|cc|sender|"
    r"content-type|x-[\w-]+|authentication-results|dkim-signature|arc-[\w-]+|envelope-to|list-[\w-]+):",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(r"[!-9;-~]+:|[ \t]")
_SURE_HEADERS = frozenset(
    {"from", "subject", "date", "message-id", "received", "mime-version", "return-path"}
)
_HTML = re.compile(
    r"\s*(<\?xml[^>]*\?>\s*)?(?:(?><!--.*?-->)\s*)*<(!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_PART = re.compile(
    r"\s*(?:(?><!--.*?-->)\s*)*<(title|meta|div|table|p|h[1-6]|section|article|main|center|font|span)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_FLAT_ODF = re.compile(r"<office:document\b[^>]*?office:mimetype=[\"']([^\"']+)", re.DOTALL)
_FLAT_KINDS = {"text": ODT, "spreadsheet": ODS, "presentation": ODP}
_MARKDOWN_HEADING = re.compile(r"^#{1,6} \S", re.MULTILINE)
_MARKDOWN_MARK = re.compile(
    r"^(```|[-*] \S|\d+\. \S|> \S)|\[[^\]\n]+\]\([^)\n]+\)|\*\*\S[^*\n]*\*\*", re.MULTILINE
)


def is_text(content: bytes) -> bool:
    """Letters in some encoding: hardly a control byte, or the zero bytes of UTF-16 and UTF-32."""
    sample = content[:SAMPLE_BYTES]
    if any(sample.startswith(bom) for bom, _ in _BOMS) or wide_encoding(sample):
        return True
    if sample.count(0) > len(sample) // 1000:
        return False
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13, 14, 15, 26, 27) for byte in sample)
    return controls <= len(sample) * MOST_CONTROLS


def wide_encoding(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where its zero bytes stand; empty when it is neither."""
    head = sample[:2_000]
    quarter = max(len(head) // 4, 1)
    zeros = [head[at::4].count(0) / quarter for at in range(4)]
    if len(head) < 8 or max(zeros) < 0.3:
        return _wide_without_zeros(head)
    if min(zeros[2:]) > 0.9 and zeros[0] < 0.3:
        return "utf-32-le"
    if min(zeros[:2]) > 0.9 and zeros[3] < 0.3:
        return "utf-32-be"
    if min(zeros[1], zeros[3]) > 0.3 and zeros[0] + zeros[2] < 0.1:
        return "utf-16-le"
    return "utf-16-be" if min(zeros[0], zeros[2]) > 0.3 and zeros[1] + zeros[3] < 0.1 else ""


def _wide_without_zeros(head: bytes) -> str:
    """UTF-16 of another script: its few spaces and digits have a zero, always on the same side."""
    head = head[: len(head) // 2 * 2]
    if len(head) < 40 or b"\x00" not in head:
        return ""
    for encoding, high, low in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        text = head.decode(encoding, "replace")
        signs = sum(category(sign)[0] in "LMNPZ" or sign in "\r\n\t" for sign in text)
        if low.count(0) > len(low) // 20 + 1 or signs < 0.95 * len(text):
            continue
        is_of_one_block = sum(count for _, count in Counter(high).most_common(3)) > 0.9 * len(high)
        if is_of_one_block or sum(sign in _EASTERN for sign in text) > 0.1 * len(text):
            return encoding
    return ""


def kind_of_text(content: bytes, suffix: str) -> str:
    """The kind of a text file: by its content where that is sure, else by its name."""
    head = _head(content)
    claimed = EXTENSIONS.get(suffix, "")
    if head.startswith("{\\rtf"):
        return RTF
    if mail := _kind_of_mail(head):
        return MHTML if mail == EML and _is_saved_page(head, claimed) else mail
    if flat := _FLAT_ODF.search(head):
        return _FLAT_KINDS.get(flat.group(1).rpartition(".")[2], TEXT)
    if _HTML.match(head) or (claimed != MARKDOWN and _HTML_PART.match(head)):
        return HTML
    if claimed == HTML and re.search(r"<[a-z][^>]*>", head, re.IGNORECASE):
        return HTML
    if claimed == CSV:
        return CSV if delimiter_of(head) else TEXT
    if claimed in (MARKDOWN, TEXT):
        return claimed
    return _unnamed(head)


def _unnamed(head: str) -> str:
    if _MARKDOWN_HEADING.search(head) and len(_MARKDOWN_MARK.findall(head)) > 1:
        return MARKDOWN
    lines = [line for line in head.splitlines()[:-1] if line]
    return CSV if len(lines) > 2 and delimiter_of(head, is_certain=True) else TEXT


def _head(content: bytes) -> str:
    sample = content[: 4 * HEAD_CHARACTERS]
    encoding = next((name for bom, name in _BOMS if sample.startswith(bom)), "") or wide_encoding(sample)
    return sample.decode(encoding or "utf-8", "replace").lstrip("\ufeff \t\r\n")[:HEAD_CHARACTERS]


def _kind_of_mail(head: str) -> str:
    """EML begins with headers of a mail, MBOX with a line "From ..." before them."""
    lines = head.splitlines()
    kind = EML
    if lines and re.match(r"(>?From |From - )\S", lines[0]) and not _HEADER.match(lines[0]):
        lines, kind = lines[1:], MBOX
    names = set()
    for line in lines[:80]:
        if not line.strip():
            break
        if not _HEADER_LINE.match(line):
            return ""
        if found := _HEADER.match(line):
            names.add(found.group(1).lower())
    is_mail = len(names) > 1 and len(names & _SURE_HEADERS) > 1
    return kind if is_mail and _HEADER.match(lines[0]) else ""


def _is_saved_page(head: str, claimed: str) -> bool:
    saved = re.search(r"^(snapshot-content-location|from: *<saved by)", head, re.IGNORECASE | re.MULTILINE)
    return bool(saved) or claimed == MHTML


def delimiter_of(head: str, *, is_certain: bool = False) -> str:
    """What stands between the values of a table as text; empty when nothing does.

    Args:
        is_certain: every row must have as many values, three or more.
    """
    lines = head.splitlines()
    lines = (lines[:-1] if len(lines) > 2 and len(head) >= HEAD_CHARACTERS else lines)[:60]
    best, most = "", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        if width < 2 or (is_certain and (width < 3 or count < len(widths))):
            continue
        share = count / len(widths) + min(width, 10) / 100
        if share > most:
            best, most = delimiter, share
    return best

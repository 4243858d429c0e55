"""Cutting a reply into paragraphs, sentences and words."""

import re

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
MASKS = "•◆■"
TOKEN = re.compile(
    rf"https?://\S+|\S+@\S+\.\S+|\{{[a-z_ ]+\}}|[{MASKS}][^\W\d_]*|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|\d+(?:[.,:/-]\d+)*|[^\w\s]|_+"
)
NUMBERISH = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\S*\d\S*")
EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\u2764]"
    "[\ufe0f\U0001f3fb-\U0001f3ff]*(?:\u200d[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?)*"
)
EMOTICON = re.compile(r"(?<![\w:])(?:[:;=8][-o']?[)D(Pp/|*](?![\w/])|<3|\^\^)")
_END = re.compile(r"(?:[.!?…।]+[\"'”’)\]]*)(?=\s|$)|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|etc|inc|ltd|co|no|nr|tel|approx|dept|est|bzw|ca|ggf|"
    r"inkl|usw|sra|srta|"
    r"dott|sig|av|ave|rd|e\.g|i\.e|z\.\s?b|d\.\s?h|u\.\s?a|a\.m|p\.m|[^\W\d_])\.$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$")


def words_of(text: str) -> list[str]:
    """Lower-case words with a straight apostrophe; numbers and signs are left out."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def paragraphs_of(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def sentences_of(text: str) -> list[str]:
    """Sentences and single lines, in order, without the space around them."""
    return [part.strip() for part in cut(text) if part.strip()]


def cut(text: str) -> list[str]:
    """Pieces that give `text` again when joined: each holds a sentence and the space after it."""
    pieces: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if match.group()[0] != "\n" and _goes_on(text, match.end()):
            continue
        end = match.end()
        while end < len(text) and text[end].isspace():
            end += 1
        if text[start:end].strip():
            pieces.append(text[start:end])
            start = end
    return [*pieces, text[start:]] if start < len(text) else pieces


def _goes_on(text: str, end: int) -> bool:
    """Whether the full stop before `end` ends an abbreviation or a numeral and not a sentence."""
    before = text[max(0, end - 12) : end]
    if not before.endswith("."):
        return False
    following = text[end:].lstrip()[:1]
    if _ORDINAL.search(before) and following and "\n" not in text[end : end + 1]:
        return True
    return bool(_ABBREVIATION.search(before)) and bool(following) and not _is_initial_end(before, following)


def _is_initial_end(before: str, following: str) -> bool:
    """`p.m. We` ends a sentence; `Mr. Klein` and `e.g. this` do not."""
    return before.lower().endswith((".m.", "etc.")) and following.isupper()

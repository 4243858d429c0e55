"""Normalising text so that two spellings of one thing meet."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: for comparing, never for showing."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def slug_key(text: str) -> str:
    """Only letters and digits of the folded text, joined by single spaces."""
    return _NOT_WORD.sub(" ", fold(text)).replace("_", " ").strip()


def clock(ms: int) -> str:
    """`2:05`, or `1:02:05` from an hour on."""
    minutes, seconds = divmod(max(0, ms) // 1_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

"""What a clause is about: the stems of its content words."""

import re
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistants.voice.words import every_function_word, lexicon
from lumen.common.text import fold

_SNOWBALL = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "hi": "english",
}
_FILE = Path(__file__).parent / "irregular.txt"
_WORD = re.compile(r"[^\W\d_]+")
_stemmers = threading.local()


@lru_cache(maxsize=2_000)
def content_stems(text: str, language: str) -> tuple[str, ...]:
    """Stems of the words of `text` that mean something by themselves, in order."""
    small = lexicon(language).function if language == "en" else every_function_word()
    words = [word.lower() for word in _WORD.findall(text.replace("’", "'"))]
    return tuple(stem(word, language) for word in words if len(word) > 1 and word not in small)


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """`refunded` as `refund`, `sent` as `send`."""
    plain = word.lower()
    if language == "en":
        plain = _irregular().get(plain, plain)
    return fold(_stemmer(_SNOWBALL[language]).stemWord(plain))


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    return dict(line.split(":") for line in _FILE.read_text(encoding="utf-8").split())


def _stemmer(name: str) -> Any:
    """A stemmer of this thread: they keep the word they are working on."""
    import snowballstemmer

    kept: dict[str, Any] = _stemmers.__dict__
    if name not in kept:
        kept[name] = snowballstemmer.stemmer(name)
    return kept[name]

"""Hiding what a reply is about, so that only how it is written is left."""

import re

from assistants.voice.texts import EMOJI, MASKS, TOKEN
from assistants.voice.words import Lexicon, every_function_word, language_of, lexicon

_HIDDEN = re.compile(r"\{[a-z_ ]+\}")
_SHORTEST_STEM = 2


def mask(text: str) -> str:
    """`text` with content words as `•` (`◆` capitalised, `■` shouted) and their ending, numbers as `0`.

    Function words, punctuation, emoji, line breaks and endings stay. Masking twice changes nothing more.
    """
    return "\n".join(" ".join(tokens(line)) for line in text.strip().split("\n"))


def tokens(text: str) -> list[str]:
    """The masked tokens of `text`."""
    raw = TOKEN.findall(text)
    lexis = lexicon(language_of([token.lower() for token in raw]))
    known = every_function_word()
    return [_masked(token, lexis, known) for token in raw]


def _masked(token: str, lexis: Lexicon, known: frozenset[str]) -> str:
    if "://" in token or ("@" in token and len(token) > 1):
        return "@"
    if token[0].isdigit():
        return "0"
    if _HIDDEN.fullmatch(token):
        return "•"
    if token[0] in MASKS:
        return token
    if not token[0].isalpha() or EMOJI.match(token):
        return token
    plain = token.lower().replace("’", "'")
    if plain in lexis.function or plain in known:
        return token.replace("’", "'")
    return _shape(token) + _ending(plain, lexis)


def _shape(token: str) -> str:
    """Whether a content word is shouted, capitalised or small."""
    if len(token) > 1 and token.isupper():
        return "■"
    return "◆" if token[0].isupper() else "•"


def _ending(plain: str, lexis: Lexicon) -> str:
    for suffix in lexis.suffixes:
        if plain.endswith(suffix) and len(plain) >= len(suffix) + _SHORTEST_STEM:
            return suffix
    return ""

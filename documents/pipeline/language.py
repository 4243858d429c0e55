"""The main language of a text: by script first, then by small words and letters that few languages share."""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from functools import cache

from documents.pipeline.language_words import ARABIC, BENGALI, CYRILLIC, DEVANAGARI, LATIN, Marks

UNKNOWN = ""
SAMPLE_CHARACTERS = 8_000  # of each of three places in a long text
LETTER_WEIGHT = 0.3  # a letter counts less than a longer word
PIECE_WEIGHT = 0.05
FEWEST_POINTS = 0.09
FEWEST_POINTS_A_WORD = 0.03  # lists of names and numbers have hardly a small word
KANA_SHARE = 0.04  # Japanese is written with some kana; Chinese with none
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0dff\u200c\u200d]+[^\W\d_]*)*")
_SCRIPTS = (
    (0x0041, 0x024F, "Latin"), (0x0250, 0x036F, ""), (0x0370, 0x03FF, "el"), (0x0400, 0x052F, "Cyrillic"),
    (0x0530, 0x058F, "hy"), (0x0590, 0x05FF, "he"), (0x0600, 0x06FF, "Arabic"), (0x0700, 0x074F, ""),
    (0x0750, 0x077F, "Arabic"), (0x0780, 0x08FF, ""),
    (0x0900, 0x097F, "Devanagari"), (0x0980, 0x09FF, "Bengali"),
    (0x0A00, 0x0A7F, "pa"), (0x0A80, 0x0AFF, "gu"), (0x0B00, 0x0B7F, "or"), (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"), (0x0C80, 0x0CFF, "kn"), (0x0D00, 0x0D7F, "ml"), (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"), (0x0E80, 0x0EFF, "lo"), (0x0F00, 0x0FFF, "bo"), (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"), (0x1100, 0x11FF, "ko"), (0x1200, 0x139F, "am"), (0x13A0, 0x177F, ""),
    (0x1780, 0x17FF, "km"), (0x1800, 0x18AF, "mn"), (0x1E00, 0x1EFF, "Latin"), (0x1F00, 0x1FFF, "el"),
    (0x3040, 0x30FF, "Kana"), (0x3130, 0x318F, "ko"), (0x31F0, 0x31FF, "Kana"), (0x3400, 0x9FFF, "Han"),
    (0xAC00, 0xD7AF, "ko"), (0xF900, 0xFAFF, "Han"), (0xFB50, 0xFDFF, "Arabic"), (0xFE70, 0xFEFF, "Arabic"),
    (0xFF66, 0xFF9F, "Kana"), (0x20000, 0x3FFFF, "Han"),
)  # fmt: skip
_STARTS = [start for start, _, _ in _SCRIPTS]
_TABLES: dict[str, dict[str, Marks]] = {
    "Latin": LATIN,
    "Cyrillic": CYRILLIC,
    "Arabic": ARABIC,
    "Devanagari": DEVANAGARI,
    "Bengali": BENGALI,
}
_WIDE = {"Han": 2.0, "Kana": 2.0, "ko": 2.0}  # one sign says as much as several letters


def detect(text: str) -> str:
    """ISO 639-1 code of the language most of `text` is written in; `""` when there is too little to tell."""
    sample = unicodedata.normalize("NFKC", _sample(text)).lower()
    letters = Counter(sample)
    shares: Counter[str] = Counter()
    for letter, count in letters.items():
        if script := script_of(letter):
            shares[script] += int(count * _WIDE.get(script, 1.0))
    if not shares:
        return UNKNOWN
    if shares["Han"] + shares["Kana"] >= max(shares.values()):
        return "ja" if shares["Kana"] > KANA_SHARE * shares["Han"] else "zh"
    script = shares.most_common(1)[0][0]
    return _closest(sample, letters, script) if script in _TABLES else script


def script_of(letter: str) -> str:
    """The script of one letter: a name, or a language's code where it is written by one language only."""
    if not letter.isalpha() and not unicodedata.category(letter).startswith("M"):
        return ""
    code = ord(letter)
    start, end, script = _SCRIPTS[max(bisect_right(_STARTS, code) - 1, 0)]
    return script if start <= code <= end else ""


def _sample(text: str) -> str:
    """Beginning, middle and end: a cover page may be in another language than the rest."""
    size = SAMPLE_CHARACTERS
    if len(text) <= 3 * size:
        return text
    middle = len(text) // 2
    return " ".join((text[:size], text[middle : middle + size], text[-size:]))


def _closest(sample: str, letters: Counter[str], script: str) -> str:
    """The language whose marks occur most; a mark counts less the more languages have it."""
    words, signs, pieces = _owners(script)
    points: dict[str, float] = defaultdict(float)

    def count(found: dict[str, int], owners: dict[str, list[str]], weight: float) -> None:
        for mark in found.keys() & owners.keys():
            own = min(weight, LETTER_WEIGHT) if len(mark) == 1 else weight
            for language in owners[mark]:
                points[language] += own * found[mark] / len(owners[mark])

    found_words = Counter(_WORD.findall(sample))
    count(found_words, words, 1.0)
    count(letters, signs, LETTER_WEIGHT)
    known = frozenset(points)  # pieces of words only tell these apart
    count({piece: sample.count(piece) for piece in pieces}, pieces, PIECE_WEIGHT)
    likely = (language for language in _TABLES[script] if language in known)
    best = max(likely, key=points.__getitem__, default=UNKNOWN)
    if script != "Latin":
        return best or next(iter(_TABLES[script]))
    is_sure = best and points[best] >= max(FEWEST_POINTS, FEWEST_POINTS_A_WORD * found_words.total())
    return best if is_sure else UNKNOWN


@cache
def _owners(script: str) -> tuple[dict[str, list[str]], ...]:
    """Which languages have a word, a letter, a piece of a word."""
    words: dict[str, list[str]] = {}
    signs: dict[str, list[str]] = {}
    pieces: dict[str, list[str]] = {}
    for language, (small_words, letters, parts) in _TABLES[script].items():
        for mark in small_words.split():
            words.setdefault(mark, []).append(language)
        for mark in letters:
            signs.setdefault(mark, []).append(language)
        for mark in parts.split():
            pieces.setdefault(mark, []).append(language)
    return words, signs, pieces

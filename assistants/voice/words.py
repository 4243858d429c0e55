"""Word lists of eight languages, and which of them a text is written in."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "hi")
_FOLDER = Path(__file__).parent / "lexicons"
_FEW_WORDS = 2  # fewer small words say nothing
_CLEAR_LEAD = 1.15  # another language than English needs this much more of the words


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The small words of one language by what they do; all lower case except `formal_you`."""

    language: str
    function: frozenset[str]
    i: frozenset[str]
    we: frozenset[str]
    you: frozenset[str]
    formal_you: frozenset[str]
    informal_you: frozenset[str]
    please: frozenset[str]
    thanks: frozenset[str]
    sorry: frozenset[str]
    hedges: frozenset[str]
    connectives: frozenset[str]
    intensifiers: frozenset[str]
    formal: frozenset[str]
    informal: frozenset[str]
    greetings: frozenset[str]
    closings: frozenset[str]
    suffixes: tuple[str, ...]  # longest first
    imperatives: frozenset[str] = frozenset()  # verbs an instruction begins with


@lru_cache(maxsize=len(LANGUAGES))
def lexicon(language: str) -> Lexicon:
    """The lists of `language`; those of English for a language there are none of."""
    code = language if language in LANGUAGES else "en"
    sections = _sections((_FOLDER / f"{code}.txt").read_text(encoding="utf-8"))
    suffixes = tuple(sorted(sections.pop("suffixes"), key=len, reverse=True))
    return Lexicon(language=code, suffixes=suffixes, **{k: frozenset(v) for k, v in sections.items()})


@lru_cache(maxsize=1)
def every_function_word() -> frozenset[str]:
    return frozenset().union(*(lexicon(code).function for code in LANGUAGES))


def language_of(words: list[str], *, otherwise: str = "en") -> str:
    """The language most of the small words in `words` (lower case) belong to; `otherwise` when in doubt."""
    scores = _scores(words)
    best = max(scores, key=lambda code: scores[code])
    if scores[best] < _FEW_WORDS or scores[otherwise] >= scores[best]:
        return otherwise
    return best if scores[best] > scores["en"] * _CLEAR_LEAD else "en"


def languages_of(words: list[str], *, otherwise: str) -> tuple[str, ...]:
    """The languages a sentence may be in: one when it is clear, else also `otherwise`."""
    scores = _scores(words)
    best = max(scores, key=lambda code: scores[code])
    if scores[best] >= _FEW_WORDS or not scores[best]:
        return (language_of(words, otherwise=otherwise),)
    return tuple(dict.fromkeys((otherwise, *(code for code in LANGUAGES if scores[code]))))


def _scores(words: list[str]) -> dict[str, int]:
    """How many of `words` are small words of each language."""
    counts = Counter(words)
    return {
        code: sum(n for word, n in counts.items() if word in lexicon(code).function) for code in LANGUAGES
    }


def _sections(text: str) -> dict[str, list[str]]:
    """`[name]` lines start a list; its words are separated by spaces, its phrases by bars."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            found[name] = []
        else:
            found[name] += [part.strip() for part in line.split("|")] if "|" in line else line.split()
    return found

"""How each feature of a reply is computed."""

import re
from collections import Counter
from collections.abc import Callable

import numpy as np

from assistants.voice.anatomy import Anatomy
from assistants.voice.texts import words_of

_CONTRACTED = re.compile(
    r"\b\w+(?:n['’]t|['’](?:m|re|ve|ll|d))\b|\b(?:it|that|there|here|what|who|where|let|he|she)['’]s\b",
    re.IGNORECASE,
)
_FULL_FORM = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|have|has|had|would|could|should|will) not|cannot|i am|(?:we|"
    r"you|they) are|"
    r"(?:i|we|you|they) have|(?:i|we|you|they|it) will|(?:i|we|you) would|(?:it|that|there|here) is|"
    r"let us)\b",
    re.IGNORECASE,
)
_LONG_LETTERS = 7
_WINDOW = 50


def per_sentence(count: float, reply: Anatomy) -> float:
    """A count for each sentence."""
    return count / max(1, len(reply.sentences))


def sentence_lengths(reply: Anatomy) -> list[int]:
    """Words of each sentence between greeting and closing."""
    return [n for n in (len(words_of(s)) for s in reply.body_sentences or reply.sentences) if n] or [0]


def formality(reply: Anatomy) -> float:
    """0 chatty .. 1 stiff: formal words, full forms and long words against slang and short forms."""
    size = max(1, len(reply.words))
    formal = reply.count(reply.lexis.formal) + 0.5 * len(_FULL_FORM.findall(reply.text)) + 0.15 * long(reply)
    marks = reply.text.count("!") + len(reply.emoji) + len(reply.emoticons)
    chatty = 1.5 * reply.count(reply.lexis.informal) + 0.7 * len(_CONTRACTED.findall(reply.text)) + marks
    return float(1 / (1 + np.exp(np.clip(-18 * (formal - chatty) / size, -30, 30))))


def long(reply: Anatomy) -> int:
    """How many words have seven letters or more."""
    return sum(1 for word in reply.words if len(word) >= _LONG_LETTERS)


def contractions(reply: Anatomy) -> float:
    """Share of short forms where a short or a full form stands; NaN without either."""
    short, full = len(_CONTRACTED.findall(reply.text)), len(_FULL_FORM.findall(reply.text))
    return short / (short + full) if short + full else float("nan")


def own_person(reply: Anatomy) -> float:
    """Share of I among I and we; NaN without either."""
    one, many = reply.count(reply.lexis.i), reply.count(reply.lexis.we)
    return one / (one + many) if one + many else float("nan")


def formal_address(reply: Anatomy) -> float:
    """Share of formal address; NaN where nobody is addressed."""
    formal = sum(1 for word in re.findall(r"[^\W\d_]+", reply.text) if word in reply.lexis.formal_you)
    close = reply.count(reply.lexis.informal_you)
    return formal / (formal + close) if formal + close else float("nan")


def richness(reply: Anatomy) -> float:
    """Different words in a moving window of fifty."""
    words = reply.words
    if not words:
        return 0.0
    spans = [words[i : i + _WINDOW] for i in range(0, max(1, len(words) - _WINDOW + 1), 10)]
    return float(np.mean([len(set(span)) / len(span) for span in spans]))


def once(reply: Anatomy) -> float:
    """Share of words used only once."""
    return sum(1 for n in Counter(reply.words).values() if n == 1) / max(1, len(reply.words))


def imperatives(reply: Anatomy) -> float:
    """Share of sentences that open with an instruction."""
    firsts = [words_of(s)[:2] for s in reply.body_sentences]
    asked = sum(
        1
        for first in firsts
        if first and (first[0] in reply.lexis.imperatives or first[0] in {"please", "kindly", "bitte"})
    )
    return asked / max(1, len(firsts))


def small_starts(reply: Anatomy) -> float:
    """Share of sentences that begin with a small letter."""
    starts = [s[0] for s in reply.sentences if s[0].isalpha()]
    return sum(1 for letter in starts if letter.islower()) / max(1, len(starts))


def shouted(reply: Anatomy) -> float:
    """Words in capitals, in a hundred words."""
    loud = [w for w in re.findall(r"\b[^\W\d_]{3,}\b", reply.text) if w.isupper()]
    return 100 * len(loud) / max(1, len(reply.words))


def rate_of(pattern: str) -> Callable[[Anatomy], float]:
    """Counts a pattern, in a hundred words."""
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda reply: 100 * len(compiled.findall(reply.text)) / max(1, len(reply.words))


def unclosed(reply: Anatomy) -> float:
    """Share of sentences without a mark at their end."""
    open_ended = [s for s in reply.body_sentences if s[-1:].isalnum()]
    return len(open_ended) / max(1, len(reply.body_sentences))

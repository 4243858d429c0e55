"""What is measured on a reply: each feature with a name, and what it says in plain words."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assistants.voice.anatomy import Anatomy
from assistants.voice.texts import words_of

SHARE, RATE, COUNT, WORDS, SCORE = "share", "rate", "count", "words", "score"
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


@dataclass(frozen=True, slots=True)
class Feature:
    """`floor` is the smallest spread that counts: a habit kept more exactly is no stricter."""

    name: str
    label: str | Promise
    text: str | Promise
    unit: str
    floor: float
    of: Callable[[Anatomy], float]


def _per_sentence(count: float, reply: Anatomy) -> float:
    return count / max(1, len(reply.sentences))


def _sentence_lengths(reply: Anatomy) -> list[int]:
    return [n for n in (len(words_of(s)) for s in reply.body_sentences or reply.sentences) if n] or [0]


def _formality(reply: Anatomy) -> float:
    """0 chatty .. 1 stiff: formal words, full forms and long words against slang and short forms."""
    size = max(1, len(reply.words))
    formal = reply.count(reply.lexis.formal) + 0.5 * len(_FULL_FORM.findall(reply.text)) + 0.15 * _long(reply)
    marks = reply.text.count("!") + len(reply.emoji) + len(reply.emoticons)
    chatty = 1.5 * reply.count(reply.lexis.informal) + 0.7 * len(_CONTRACTED.findall(reply.text)) + marks
    return float(1 / (1 + np.exp(np.clip(-18 * (formal - chatty) / size, -30, 30))))


def _long(reply: Anatomy) -> int:
    return sum(1 for word in reply.words if len(word) >= _LONG_LETTERS)


def _contractions(reply: Anatomy) -> float:
    short, full = len(_CONTRACTED.findall(reply.text)), len(_FULL_FORM.findall(reply.text))
    return short / (short + full) if short + full else float("nan")


def _own_person(reply: Anatomy) -> float:
    one, many = reply.count(reply.lexis.i), reply.count(reply.lexis.we)
    return one / (one + many) if one + many else float("nan")


def _formal_address(reply: Anatomy) -> float:
    formal = sum(1 for word in re.findall(r"[^\W\d_]+", reply.text) if word in reply.lexis.formal_you)
    close = reply.count(reply.lexis.informal_you)
    return formal / (formal + close) if formal + close else float("nan")


def _richness(reply: Anatomy) -> float:
    """Different words in a moving window of fifty."""
    words = reply.words
    if not words:
        return 0.0
    spans = [words[i : i + _WINDOW] for i in range(0, max(1, len(words) - _WINDOW + 1), 10)]
    return float(np.mean([len(set(span)) / len(span) for span in spans]))


def _once(reply: Anatomy) -> float:
    return sum(1 for n in Counter(reply.words).values() if n == 1) / max(1, len(reply.words))


def _imperatives(reply: Anatomy) -> float:
    firsts = [words_of(s)[:2] for s in reply.body_sentences]
    asked = sum(
        1
        for first in firsts
        if first and (first[0] in reply.lexis.imperatives or first[0] in {"please", "kindly", "bitte"})
    )
    return asked / max(1, len(firsts))


def _small_starts(reply: Anatomy) -> float:
    starts = [s[0] for s in reply.sentences if s[0].isalpha()]
    return sum(1 for letter in starts if letter.islower()) / max(1, len(starts))


def _shouted(reply: Anatomy) -> float:
    loud = [w for w in re.findall(r"\b[^\W\d_]{3,}\b", reply.text) if w.isupper()]
    return 100 * len(loud) / max(1, len(reply.words))


def _rate_of(pattern: str) -> Callable[[Anatomy], float]:
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda reply: 100 * len(compiled.findall(reply.text)) / max(1, len(reply.words))


def _unclosed(reply: Anatomy) -> float:
    open_ended = [s for s in reply.body_sentences if s[-1:].isalnum()]
    return len(open_ended) / max(1, len(reply.body_sentences))


FEATURES: tuple[Feature, ...] = (
    Feature(
        "formality",
        _("Formality"),
        _("0 is chatty, 1 is stiff: formal words and full forms against slang, short forms and exclamation."),
        SCORE,
        0.12,
        _formality,
    ),
    Feature(
        "reply_words",
        _("Length of a reply"),
        _("Words in one reply."),
        WORDS,
        12.0,
        lambda r: float(len(r.words)),
    ),
    Feature(
        "sentence_words",
        _("Length of a sentence"),
        _("Words in one sentence, on average."),
        WORDS,
        2.5,
        lambda r: float(np.mean(_sentence_lengths(r))),
    ),
    Feature(
        "sentence_spread",
        _("Variety of sentence length"),
        _("How far sentences of one reply differ in length, in words."),
        WORDS,
        2.0,
        lambda r: float(np.std(_sentence_lengths(r))),
    ),
    Feature(
        "sentences",
        _("Sentences in a reply"),
        _("How many sentences a reply has."),
        COUNT,
        1.5,
        lambda r: float(len(r.sentences)),
    ),
    Feature(
        "paragraphs",
        _("Paragraphs in a reply"),
        _("Blocks separated by an empty line."),
        COUNT,
        0.5,
        lambda r: float(len(r.paragraphs)),
    ),
    Feature(
        "line_breaks",
        _("Line breaks"),
        _("Lines in a reply beyond the first."),
        COUNT,
        1.0,
        lambda r: float(max(0, len(r.lines) - 1)),
    ),
    Feature(
        "word_letters",
        _("Length of a word"),
        _("Letters in one word, on average."),
        SCORE,
        0.3,
        lambda r: float(np.mean([len(w) for w in r.words] or [0])),
    ),
    Feature(
        "long_words",
        _("Long words"),
        _("Words of seven letters and more, in a hundred."),
        RATE,
        4.0,
        lambda r: 100 * _long(r) / max(1, len(r.words)),
    ),
    Feature(
        "greeting",
        _("Opens with a greeting"),
        _("Share of replies that begin with hello, dear or the like."),
        SHARE,
        0.2,
        lambda r: float(bool(r.opening.template)),
    ),
    Feature(
        "greeting_name",
        _("Greets by name"),
        _("Share of replies whose greeting names the customer."),
        SHARE,
        0.2,
        lambda r: float(r.opening.by_name),
    ),
    Feature(
        "closing",
        _("Ends with a closing phrase"),
        _("Share of replies that end with regards, cheers or the like."),
        SHARE,
        0.2,
        lambda r: float(bool(r.ending.phrase)),
    ),
    Feature(
        "signature",
        _("Signs"),
        _("Share of replies signed with a name, initials or the team."),
        SHARE,
        0.2,
        lambda r: float(r.ending.signed),
    ),
    Feature(
        "contractions",
        _("Short forms"),
        _("“We'll” and “don't” where “we will” and “do not” were possible."),
        SHARE,
        0.15,
        _contractions,
    ),
    Feature(
        "exclamations",
        _("Exclamation marks"),
        _("Exclamation marks for each sentence."),
        SCORE,
        0.12,
        lambda r: _per_sentence(r.text.count("!"), r),
    ),
    Feature(
        "doubled_marks",
        _("Doubled marks"),
        _("“!!”, “??” or “?!” in a reply."),
        COUNT,
        0.15,
        lambda r: float(len(re.findall(r"[!?]{2,}", r.text))),
    ),
    Feature(
        "questions",
        _("Questions"),
        _("Share of sentences that ask something."),
        SHARE,
        0.12,
        lambda r: _per_sentence(len([s for s in r.sentences if s.endswith("?")]), r),
    ),
    Feature("emoji", _("Emoji"), _("Emoji in a reply."), COUNT, 0.25, lambda r: float(len(r.emoji))),
    Feature(
        "emoticons",
        _("Typed smileys"),
        _("“:)” and its like in a reply."),
        COUNT,
        0.15,
        lambda r: float(len(r.emoticons)),
    ),
    Feature(
        "please",
        _("Please"),
        _("“Please” and “kindly”, in a hundred words."),
        RATE,
        0.8,
        lambda r: r.rate(r.lexis.please),
    ),
    Feature(
        "thanks",
        _("Thanks"),
        _("Words of thanks, in a hundred words."),
        RATE,
        0.8,
        lambda r: r.rate(r.lexis.thanks),
    ),
    Feature(
        "apologies",
        _("Apologies"),
        _("“Sorry” and “apologies”, in a hundred words."),
        RATE,
        0.8,
        lambda r: r.rate(r.lexis.sorry),
    ),
    Feature(
        "i", _("I"), _("“I”, “me” and “my”, in a hundred words."), RATE, 1.2, lambda r: r.rate(r.lexis.i)
    ),
    Feature(
        "we", _("We"), _("“We”, “us” and “our”, in a hundred words."), RATE, 1.2, lambda r: r.rate(r.lexis.we)
    ),
    Feature(
        "you", _("You"), _("“You” and “your”, in a hundred words."), RATE, 1.5, lambda r: r.rate(r.lexis.you)
    ),
    Feature(
        "own_person", _("I rather than we"), _("Share of “I” among “I” and “we”."), SHARE, 0.2, _own_person
    ),
    Feature(
        "formal_address",
        _("Formal address"),
        _("“Sie”, “vous”, “usted” against “du”, “tu”; says nothing in English."),
        SHARE,
        0.15,
        _formal_address,
    ),
    Feature(
        "hedges",
        _("Hedges"),
        _("“Maybe”, “might” and “should”, in a hundred words."),
        RATE,
        0.8,
        lambda r: r.rate(r.lexis.hedges),
    ),
    Feature(
        "intensifiers",
        _("Emphasis"),
        _("“Very”, “really” and “super”, in a hundred words."),
        RATE,
        0.7,
        lambda r: r.rate(r.lexis.intensifiers),
    ),
    Feature(
        "connectives",
        _("Connecting words"),
        _("“However”, “so” and “because”, in a hundred words."),
        RATE,
        0.9,
        lambda r: r.rate(r.lexis.connectives),
    ),
    Feature(
        "imperatives",
        _("Instructions"),
        _("Share of sentences that tell the customer to do something."),
        SHARE,
        0.15,
        _imperatives,
    ),
    Feature(
        "formal_words",
        _("Formal words"),
        _("“Regarding”, “assist” and “require”, in a hundred words."),
        RATE,
        0.8,
        lambda r: r.rate(r.lexis.formal),
    ),
    Feature(
        "informal_words",
        _("Chatty words"),
        _("“Hey”, “great” and “quick”, in a hundred words."),
        RATE,
        0.8,
        lambda r: r.rate(r.lexis.informal),
    ),
    Feature(
        "function_words",
        _("Small words"),
        _("Articles, pronouns and prepositions, in a hundred words."),
        RATE,
        5.0,
        lambda r: r.rate(r.lexis.function),
    ),
    Feature(
        "richness", _("Richness of vocabulary"), _("Different words among fifty."), SHARE, 0.05, _richness
    ),
    Feature(
        "said_once", _("Words said once"), _("Share of words a reply uses only once."), SHARE, 0.08, _once
    ),
    Feature("commas", _("Commas"), _("Commas in a hundred words."), RATE, 1.5, _rate_of(r",")),
    Feature(
        "dashes",
        _("Dashes"),
        _("Dashes between words, in a hundred words."),
        RATE,
        0.6,
        _rate_of(r"\s[-–—]\s|\w—\w"),
    ),
    Feature(
        "colons", _("Colons and semicolons"), _("In a hundred words."), RATE, 0.6, _rate_of(r"[:;](?=\s|$)")
    ),
    Feature("dots", _("Trailing dots"), _("“…” in a hundred words."), RATE, 0.4, _rate_of(r"\.{3,}|…")),
    Feature(
        "brackets",
        _("Brackets"),
        _("Remarks in brackets, in a hundred words."),
        RATE,
        0.5,
        _rate_of(r"\((?!\w?\))"),
    ),
    Feature("quotes", _("Quotation marks"), _("In a hundred words."), RATE, 0.6, _rate_of(r"[\"“”„«»]")),
    Feature(
        "lists",
        _("Lists"),
        _("Lines that are points of a list, in a reply."),
        COUNT,
        0.4,
        lambda r: float(len(re.findall(r"^[ \t]*(?:[-*•]|\d+[.)])\s", r.text, re.MULTILINE))),
    ),
    Feature(
        "links",
        _("Links"),
        _("Links in a reply."),
        COUNT,
        0.3,
        lambda r: float(len(re.findall(r"https?://|www\.", r.text))),
    ),
    Feature(
        "small_starts",
        _("Small first letters"),
        _("Share of sentences that begin with a small letter."),
        SHARE,
        0.1,
        _small_starts,
    ),
    Feature("shouting", _("Capitals"), _("Words in capitals, in a hundred words."), RATE, 0.6, _shouted),
    Feature(
        "unclosed",
        _("No full stop"),
        _("Share of sentences without a mark at their end."),
        SHARE,
        0.12,
        _unclosed,
    ),
)
BY_NAME = {feature.name: feature for feature in FEATURES}


def measured(text: str) -> dict[str, float]:
    """Every feature of one reply; NaN where the reply gave no occasion."""
    reply = Anatomy(text)
    return {feature.name: feature.of(reply) for feature in FEATURES}

"""What is measured on a reply: each feature with a name, and what it says in plain words."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assistants.voice import measures
from assistants.voice.anatomy import Anatomy

SHARE, RATE, COUNT, WORDS, SCORE = "share", "rate", "count", "words", "score"


@dataclass(frozen=True, slots=True)
class Feature:
    """`floor` is the smallest spread that counts: a habit kept more exactly is no stricter."""

    name: str
    label: str | Promise
    text: str | Promise
    unit: str
    floor: float
    of: Callable[[Anatomy], float]


FEATURES: tuple[Feature, ...] = (
    Feature(
        "formality",
        _("Formality"),
        _("0 is chatty, 1 is stiff: formal words and full forms against slang, short forms and exclamation."),
        SCORE,
        0.12,
        measures.formality,
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
        lambda r: float(np.mean(measures.sentence_lengths(r))),
    ),
    Feature(
        "sentence_spread",
        _("Variety of sentence length"),
        _("How far sentences of one reply differ in length, in words."),
        WORDS,
        2.0,
        lambda r: float(np.std(measures.sentence_lengths(r))),
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
        lambda r: 100 * measures.long(r) / max(1, len(r.words)),
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
        measures.contractions,
    ),
    Feature(
        "exclamations",
        _("Exclamation marks"),
        _("Exclamation marks for each sentence."),
        SCORE,
        0.12,
        lambda r: measures.per_sentence(r.text.count("!"), r),
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
        lambda r: measures.per_sentence(len([s for s in r.sentences if s.endswith("?")]), r),
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
        "own_person",
        _("I rather than we"),
        _("Share of “I” among “I” and “we”."),
        SHARE,
        0.2,
        measures.own_person,
    ),
    Feature(
        "formal_address",
        _("Formal address"),
        _("“Sie”, “vous”, “usted” against “du”, “tu”; says nothing in English."),
        SHARE,
        0.15,
        measures.formal_address,
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
        measures.imperatives,
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
        "richness",
        _("Richness of vocabulary"),
        _("Different words among fifty."),
        SHARE,
        0.05,
        measures.richness,
    ),
    Feature(
        "said_once",
        _("Words said once"),
        _("Share of words a reply uses only once."),
        SHARE,
        0.08,
        measures.once,
    ),
    Feature("commas", _("Commas"), _("Commas in a hundred words."), RATE, 1.5, measures.rate_of(r",")),
    Feature(
        "dashes",
        _("Dashes"),
        _("Dashes between words, in a hundred words."),
        RATE,
        0.6,
        measures.rate_of(r"\s[-–—]\s|\w—\w"),
    ),
    Feature(
        "colons",
        _("Colons and semicolons"),
        _("In a hundred words."),
        RATE,
        0.6,
        measures.rate_of(r"[:;](?=\s|$)"),
    ),
    Feature(
        "dots", _("Trailing dots"), _("“…” in a hundred words."), RATE, 0.4, measures.rate_of(r"\.{3,}|…")
    ),
    Feature(
        "brackets",
        _("Brackets"),
        _("Remarks in brackets, in a hundred words."),
        RATE,
        0.5,
        measures.rate_of(r"\((?!\w?\))"),
    ),
    Feature(
        "quotes", _("Quotation marks"), _("In a hundred words."), RATE, 0.6, measures.rate_of(r"[\"“”„«»]")
    ),
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
        measures.small_starts,
    ),
    Feature(
        "shouting", _("Capitals"), _("Words in capitals, in a hundred words."), RATE, 0.6, measures.shouted
    ),
    Feature(
        "unclosed",
        _("No full stop"),
        _("Share of sentences without a mark at their end."),
        SHARE,
        0.12,
        measures.unclosed,
    ),
)
BY_NAME = {feature.name: feature for feature in FEATURES}


def measured(text: str) -> dict[str, float]:
    """Every feature of one reply; NaN where the reply gave no occasion."""
    reply = Anatomy(text)
    return {feature.name: feature.of(reply) for feature in FEATURES}

"""Fitting a reader of topics, and measuring it on questions that were held out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistants.triage import scoping
from assistants.triage.base import is_outside
from assistants.triage.calibrating import best_scale, calibration_error, coverage_at, reliability, softmax
from assistants.triage.encoding import Encoded, Floats, encode
from assistants.triage.heads import grams, log_shares
from assistants.triage.learner import Known, NothingToLearnError, Triager
from assistants.triage.scoping import Scope, Space
from assistants.triage.sense import (
    Examples,
    Sense,
    fit_sense,
    learn_corrections,
    telling_names,
)
from assistants.triage.tuning import Corrections, Recipe

TARGET = 0.95
MANY = 1_500  # examples from which one held-out part tells enough, and its layers are kept
WORDS_SHARES = (0.0, 0.1, 0.2, 0.35, 0.5, 0.8)
PRIOR_SCALE = 1.0  # of logits, when nothing could be held out
LEAST_HELD_OUT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much work a fit may be: steps of fine-tuning (None: by the number of examples), held-out parts."""

    steps: int | None = None
    parts: int | None = None
    uses_words: bool = True
    seed: int = 7

    def recipe(self, rows: int) -> Recipe:
        steps = min(350, 80 + rows // 10) if self.steps is None else self.steps
        return Recipe(steps=steps, seed=self.seed)

    def held_out(self, rows: int) -> tuple[int, float]:
        """How many parts are held out, and which share of the examples each is."""
        if rows > MANY:
            return self.parts or 1, 0.12
        return self.parts or 1, 0.25


@dataclass(frozen=True, slots=True)
class Seen:
    """What scope is told from; `certainty` waits for the temperature."""

    logits: NDArray[np.float64]
    space: Space
    own: Floats
    tuned: Floats
    likeness: Floats
    energy: NDArray[np.float64]
    gap: NDArray[np.float64]

    def features(self, scale: float) -> NDArray[np.float64]:
        certainty = np.log(softmax(self.logits, scale).max(axis=1) + 1e-12)
        return scoping.features(
            self.space, self.own, self.tuned, self.likeness, energy=self.energy, certainty=certainty
        )


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a reader made of questions it was not fitted on, and of what is outside."""

    truth: NDArray[np.intp]
    words: NDArray[np.float64] | None
    inside: Seen
    outside: Seen | None


def fit(
    texts: Sequence[str],
    labels: Sequence[str | None],
    *,
    outside: Sequence[str] = (),
    ids: Sequence[str] = (),
    effort: Effort = Effort(),
) -> Triager:
    """Learn topics from examples; what is labelled as no topic, and `outside`, shows what is out of scope.

    Raises:
        NothingToLearnError: no example has both a text and a topic.
    """
    rows = [*zip(texts, labels, strict=True), *((text, None) for text in outside)]
    names = [*(ids or map(str, range(len(texts)))), *(f"outside-{n}" for n in range(len(outside)))]
    kept = [place for place, (text, _) in enumerate(rows) if text.strip()]
    shown = [rows[place][0] for place in kept]
    return fit_encoded(
        shown,
        [rows[place][1] for place in kept],
        encode(shown),
        ids=[names[place] for place in kept],
        effort=effort,
    )


def fit_encoded(
    texts: Sequence[str],
    labels: Sequence[str | None],
    encoded: Encoded,
    *,
    ids: Sequence[str],
    effort: Effort = Effort(),
    corrections: Corrections | None = None,
    unseen_from: int = 0,
) -> Triager:
    """The same for texts that were encoded before; given `corrections`, only the heads are fitted.

    `unseen_from` says from which text on the corrections know nothing, so that it may be held out.

    Raises:
        NothingToLearnError: no example has a topic.
    """
    is_inside = np.array([not is_outside(label) for label in labels], dtype=bool)
    inside, beyond = np.flatnonzero(is_inside), np.flatnonzero(~is_inside)
    if not len(inside):
        raise NothingToLearnError("No example has both a text and a topic.")
    names = tuple(dict.fromkeys(str(labels[place]) for place in inside.tolist()))
    numbers = {name: number for number, name in enumerate(names)}
    topics = np.array([numbers[str(labels[place])] for place in inside.tolist()], dtype=np.intp)
    examples = Examples(tuple(texts[place] for place in inside.tolist()), encoded.take(inside), topics)
    outside = encoded.take(beyond)
    named = _label_examples(names)
    held, learnt, examples = _hold_out(
        examples,
        named,
        outside,
        count=len(names),
        effort=effort,
        corrections=corrections,
        unseen=inside >= unseen_from,
    )
    if learnt is None:
        learnt = learn_corrections(_together(examples, named), effort.recipe(len(examples)))
    examples = examples.raised(learnt)
    teaching = _together(examples, named.raised(learnt) if named else None)
    sense = fit_sense(teaching, len(names), learnt, with_words=effort.uses_words)
    known = Known(
        examples.texts,
        tuple(ids[place] for place in inside.tolist()),
        topics,
        examples.encoded.vectors,
        sense.vectors(examples.encoded),
    )
    return _measured(names, sense, known, outside.vectors, held)


def _label_examples(names: Sequence[str]) -> Examples | None:
    """The names of topics as examples of them."""
    told = telling_names(names)
    if not told:
        return None
    texts = tuple(told.values())
    return Examples(texts, encode(texts), np.array([*told], dtype=np.intp))


def _together(examples: Examples, named: Examples | None) -> Examples:
    return examples if named is None else examples.with_rows(named)


def _hold_out(
    examples: Examples,
    named: Examples | None,
    outside: Encoded,
    *,
    count: int,
    effort: Effort,
    corrections: Corrections | None,
    unseen: NDArray[np.bool_],
) -> tuple[list[HeldOut], Corrections | None, Examples]:
    """Read held-out parts; with the layers learnt meanwhile if they are good enough to keep."""
    parts, share = effort.held_out(len(examples))
    held: list[HeldOut] = []
    learnt = corrections
    for drawn in _parts(examples.topics, parts, share if unseen.all() else 0.5, effort.seed):
        apart = drawn[unseen[drawn]]
        if len(apart) < LEAST_HELD_OUT:
            break
        rest = examples.take(np.setdiff1d(np.arange(len(examples)), apart))
        teaching = _together(rest, named)
        own = corrections
        if own is None:
            own = learn_corrections(teaching, effort.recipe(len(examples)))
        read = examples.raised(own)
        rest = read.take(np.setdiff1d(np.arange(len(examples)), apart))
        teaching = _together(rest, named.raised(own) if named else None)
        sense = fit_sense(teaching, count, own, with_words=effort.uses_words)
        held.append(_read_apart(sense, rest, read.take(apart), outside))
        if len(examples) > MANY:
            learnt, examples = own, read
    return held, learnt, examples


def _parts(topics: NDArray[np.intp], parts: int, share: float, seed: int) -> list[NDArray[np.intp]]:
    """Disjoint rows to hold out, of each topic its share; a topic keeps at least half of its rows."""
    random = np.random.default_rng(seed)
    drawn: list[list[int]] = [[] for _ in range(parts)]
    for topic in range(int(topics.max()) + 1):
        rows = random.permutation(np.flatnonzero(topics == topic))
        each = len(rows) * share
        size = int(each) + int(random.random() < each - int(each))
        size = min(max(size, 1), len(rows) // 2)
        for number, part in enumerate(drawn):
            part.extend(rows[number * size : (number + 1) * size])
    return [np.array(sorted(part), dtype=np.intp) for part in drawn]


def _read_apart(sense: Sense, known: Examples, apart: Examples, outside: Encoded) -> HeldOut:
    tuned = sense.vectors(known.encoded)
    space = scoping.space_of(known.encoded.vectors, tuned, known.topics)
    words = None if sense.words is None else log_shares(sense.words.logits(grams(apart.texts)))
    among = outside.vectors @ outside.vectors.T
    np.fill_diagonal(among, scoping.NO_OUTSIDE)
    return HeldOut(
        truth=apart.topics,
        words=words,
        inside=_seen(sense, space, known, apart.encoded, apart.encoded.vectors @ outside.vectors.T),
        outside=_seen(sense, space, known, outside, among) if len(outside) else None,
    )


def _seen(sense: Sense, space: Space, known: Examples, encoded: Encoded, beyond: Floats) -> Seen:
    tuned = sense.vectors(encoded)
    likeness = encoded.vectors @ known.encoded.vectors.T
    return Seen(
        logits=sense.logits((), encoded, tuned),
        space=space,
        own=encoded.vectors,
        tuned=tuned,
        likeness=likeness,
        energy=sense.energy(encoded, tuned),
        gap=scoping.nearest_of(beyond) - scoping.nearest_of(likeness),
    )


def _measured(
    names: tuple[str, ...], sense: Sense, known: Known, outside: Floats, held: list[HeldOut]
) -> Triager:
    if not held:
        sense.words = None
        return Triager(names, sense, known, len(known), PRIOR_SCALE, Scope(), outside)
    logits = np.concatenate([part.inside.logits for part in held])
    truth = np.concatenate([part.truth for part in held])
    if sense.words is not None:
        words = np.concatenate([part.words for part in held if part.words is not None])
        sense.words_share = _best_share(logits, words, truth)
        logits = logits + sense.words_share * words
        sense.words = sense.words if sense.words_share else None
    scale = best_scale(logits, truth)
    inside = np.concatenate([part.inside.features(scale) for part in held])
    gap = np.concatenate([part.inside.gap for part in held])
    strange = [part.outside for part in held if part.outside is not None]
    scope = scoping.fit_scope(
        inside,
        gap,
        np.concatenate([part.features(scale) for part in strange]) if strange else None,
        np.concatenate([part.gap for part in strange]) if strange else None,
    )
    metrics = _metrics(softmax(logits, scale), truth, scope.score(inside, gap), known)
    return Triager(names, sense, known, len(known), scale, scope, outside, metrics)


def _best_share(logits: NDArray[np.float64], words: NDArray[np.float64], truth: NDArray[np.intp]) -> float:
    """How much n-grams may say: where the held-out truths are likeliest, each at its best scale."""
    rows = np.arange(len(truth))

    def loss(share: float) -> float:
        mixed = logits + share * words
        return float(-np.log(softmax(mixed, best_scale(mixed, truth))[rows, truth] + 1e-12).mean())

    return min(WORDS_SHARES, key=loss)


def _metrics(
    shares: NDArray[np.float64], truth: NDArray[np.intp], in_scope: NDArray[np.float64], known: Known
) -> dict[str, Any]:
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == truth
    return {
        "accuracy": round(float(right.mean()), 4),
        "ece": round(calibration_error(sure, right), 4),
        "coverage": round(coverage_at(sure, right, TARGET), 4),
        "in_scope_kept": round(float((in_scope >= 0.5).mean()), 4),
        "held_out": len(truth),
        "rows": len(known),
        "topics": int(known.topics.max()) + 1,
        "bins": [asdict(bar) for bar in reliability(sure, right)],
    }

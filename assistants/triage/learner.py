"""Learning topics from examples, and reading messages with what was learnt."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistants.triage import scoping, storing
from assistants.triage.base import Neighbour, Reading, is_outside
from assistants.triage.calibrating import softmax
from assistants.triage.encoding import Encoded, Floats, can_be_tuned, encode
from assistants.triage.heads import Head
from assistants.triage.scoping import Scope, Space, space_of
from assistants.triage.sense import Sense
from assistants.triage.signals import signals
from assistants.triage.together import smoothed
from assistants.triage.tuning import Corrections

VERSION = 1
NEAREST = 5
VOTE_SHARPNESS = 12.0  # of similarity, when the nearest examples vote
FRESH_FROM, FRESH_WIDTH, FRESH_SHARE = 0.72, 0.05, 0.8  # how near a new example takes over
BLOCK = 1_024  # messages compared with all examples at once


class NothingToLearnError(ValueError):
    """No example has both a text and a topic."""


@dataclass(frozen=True, slots=True)
class Known:
    """Examples to compare with: `own` and `tuned` vectors, a topic number each, an id to name it by."""

    texts: tuple[str, ...]
    ids: tuple[str, ...]
    topics: NDArray[np.intp]
    own: Floats
    tuned: Floats

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class Query:
    """Messages to read, encoded once."""

    texts: tuple[str, ...]
    encoded: Encoded
    tuned: Floats

    def take(self, rows: NDArray[np.intp]) -> "Query":
        return Query(tuple(self.texts[row] for row in rows), self.encoded.take(rows), self.tuned[rows])


@dataclass(frozen=True, slots=True)
class Judged:
    """Arrays over messages: shape (n, topics), (n,), and the nearest examples, shape (n, nearest)."""

    shares: NDArray[np.float64]
    in_scope: NDArray[np.float64]
    nearest: NDArray[np.intp]
    likeness: Floats

    def agreement(self, topics: NDArray[np.intp]) -> NDArray[np.float64]:
        """Which share of the nearest examples' votes the likeliest topic has, shape (n,)."""
        votes = np.exp(VOTE_SHARPNESS * (self.likeness - self.likeness.max(axis=1, keepdims=True)))
        same = topics[self.nearest] == self.shares.argmax(axis=1)[:, None]
        found: NDArray[np.float64] = (votes * same).sum(axis=1) / votes.sum(axis=1)
        return found


def joined(parts: Sequence[Judged]) -> Judged:
    """Parts one after the other."""
    return Judged(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("shares", "in_scope", "nearest", "likeness")
        )
    )


@dataclass(slots=True)
class Triager:
    """A fitted reader. `fitted` is how many of the examples the heads saw; later ones vote as neighbours."""

    labels: tuple[str, ...]
    sense: Sense
    known: Known
    fitted: int
    scale: float
    scope: Scope
    outside: Floats
    metrics: dict[str, Any] = field(default_factory=dict)
    _space: Space | None = field(default=None, repr=False)

    def space(self) -> Space:
        """Where the topics lie, measured once."""
        if self._space is None:
            self._space = space_of(self.known.own, self.known.tuned, self.known.topics)
        return self._space

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """A reading for each text, in order."""
        return self.read_encoded(texts, encode(texts))

    def read_encoded(self, texts: Sequence[str], encoded: Encoded) -> list[Reading]:
        """The same for texts that were encoded before."""
        query = Query(tuple(texts), encoded, self.sense.vectors(encoded))
        if not texts:
            return []
        parts = np.array_split(np.arange(len(texts)), -(-len(texts) // BLOCK))
        judged = joined([self.judge(query.take(rows)) for rows in parts])
        shares = smoothed(judged.shares, encoded.vectors, query.tuned)
        return self._readings(query, replace(judged, shares=shares))

    def judge(self, query: Query) -> Judged:
        """Calibrated probabilities, scope and neighbours of messages."""
        likeness = query.encoded.vectors @ self.known.own.T
        closeness = ((likeness + query.tuned @ self.known.tuned.T) / 2).astype(np.float32)
        shares = softmax(self.sense.logits(query.texts, query.encoded, query.tuned), self.scale)
        shares = self._with_fresh(shares, closeness)
        in_scope = self._in_scope(query, likeness, np.log(shares.max(axis=1) + 1e-12))
        nearest = np.argsort(-closeness, axis=1, kind="stable")[:, :NEAREST]
        near = np.take_along_axis(closeness, nearest, axis=1)
        return Judged(shares, in_scope, nearest, near)

    def _in_scope(
        self, query: Query, likeness: Floats, certainty: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        own = query.encoded.vectors
        energy = self.sense.energy(query.encoded, query.tuned)
        found = scoping.features(self.space(), own, query.tuned, likeness, energy=energy, certainty=certainty)
        gap = scoping.nearest_of(own @ self.outside.T) - scoping.nearest_of(likeness)
        return self.scope.score(found, gap)

    def _with_fresh(self, shares: NDArray[np.float64], closeness: Floats) -> NDArray[np.float64]:
        """Examples that came after the fit take over where a message is near one of them."""
        missing = len(self.labels) - shares.shape[1]
        shares = np.pad(shares, ((0, 0), (0, missing)))
        if self.fitted == len(self.known):
            return shares
        near = closeness[:, self.fitted :].max(axis=1)
        weight = FRESH_SHARE / (1.0 + np.exp(-(near - FRESH_FROM) / FRESH_WIDTH))
        order = np.argsort(self.known.topics, kind="stable")
        present, starts = np.unique(self.known.topics[order], return_index=True)
        best = np.full(shares.shape, -1.0)
        best[:, present] = np.maximum.reduceat(closeness[:, order], starts, axis=1)
        votes = softmax(best, 2 * VOTE_SHARPNESS)
        mixed: NDArray[np.float64] = (1 - weight[:, None]) * shares + weight[:, None] * votes
        return mixed

    def _readings(self, query: Query, judged: Judged) -> list[Reading]:
        winners, agreement = judged.shares.argmax(axis=1), judged.agreement(self.known.topics)
        return [
            self._reading(query, judged, row, int(winner), float(agreement[row]))
            for row, winner in enumerate(winners)
        ]

    def _reading(self, query: Query, judged: Judged, row: int, winner: int, agreement: float) -> Reading:
        told = signals(query.texts[row])
        return Reading(
            label=self.labels[winner],
            confidence=round(float(judged.shares[row, winner]), 4),
            in_scope_score=round(float(judged.in_scope[row]), 4),
            nearest=self._neighbours(judged.nearest[row], judged.likeness[row]),
            agreement=round(agreement, 4),
            language=told.language,
            anger=told.anger,
            urgency=told.urgency,
            entities=told.entities,
            wants_person=told.wants_person,
        )

    def _neighbours(self, places: NDArray[np.intp], likeness: Floats) -> tuple[Neighbour, ...]:
        return tuple(
            Neighbour(
                id=self.known.ids[place],
                text=self.known.texts[place],
                label=self.labels[self.known.topics[place]],
                similarity=round(float(similarity), 4),
            )
            for place, similarity in zip(places, likeness, strict=True)
        )

    def with_examples(
        self, texts: Sequence[str], labels: Sequence[str | None], *, ids: Sequence[str] = ()
    ) -> "Triager":
        """One that knows these examples too, at once, new topics among them; outside labels as such."""
        return self.with_encoded(texts, labels, encode(texts), ids=ids)

    def with_encoded(
        self, texts: Sequence[str], labels: Sequence[str | None], encoded: Encoded, *, ids: Sequence[str] = ()
    ) -> "Triager":
        """The same for texts that were encoded before."""
        ids = ids or [f"+{len(self.known) + place}" for place in range(len(texts))]
        inside = np.array(
            [place for place, label in enumerate(labels) if not is_outside(label)], dtype=np.intp
        )
        beyond = np.array([place for place, label in enumerate(labels) if is_outside(label)], dtype=np.intp)
        numbers = {label: number for number, label in enumerate(self.labels)}
        for place in inside:
            numbers.setdefault(str(labels[place]), len(numbers))
        added = encoded.take(inside)
        known = Known(
            (*self.known.texts, *(texts[place] for place in inside)),
            (*self.known.ids, *(ids[place] for place in inside)),
            np.r_[self.known.topics, [numbers[str(labels[place])] for place in inside]].astype(np.intp),
            np.concatenate([self.known.own, added.vectors]),
            np.concatenate([self.known.tuned, self.sense.vectors(added)]),
        )
        outside = np.concatenate([self.outside, encoded.vectors[beyond]])
        space = space_of(known.own, known.tuned, known.topics, precision=self.space().precision)
        return replace(self, labels=tuple(numbers), known=known, outside=outside, _space=space)

    def to_bytes(self) -> bytes:
        """Everything, as arrays and JSON."""
        arrays: dict[str, NDArray[Any]] = {
            "texts": storing.texts_to_array(list(self.known.texts)),
            "ids": storing.texts_to_array(list(self.known.ids)),
            "topics": self.known.topics.astype(np.int32),
            "own": self.known.own.astype(np.float16),
            "tuned": self.known.tuned.astype(np.float16),
            "outside": self.outside.astype(np.float16),
        }
        heads = {"tuned": self.sense.tuned, "own": self.sense.own, "words": self.sense.words}
        arrays |= _layer_arrays("layer", self.sense.corrections)
        for name, head in heads.items():
            arrays |= _head_arrays(name, head)
        facts = {
            "version": VERSION,
            "labels": list(self.labels),
            "count": self.sense.count,
            "fitted": self.fitted,
            "scale": self.scale,
            "words_share": self.sense.words_share,
            "scope": self.scope.facts(),
            "metrics": self.metrics,
        }
        return storing.pack(arrays, facts)

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> "Triager":
        """What `to_bytes` gave.

        Raises:
            storing.UnreadableModelError: not such bytes, or of another version.
        """
        arrays, facts = storing.unpack(data)
        if facts.get("version") != VERSION:
            raise storing.UnreadableModelError("Stored by another version: learn again.")
        heads = {name: _head(arrays, name) for name in ("tuned", "own", "words")}
        own = heads["own"]
        if own is None:
            raise storing.UnreadableModelError("No head was stored.")
        sense = Sense(
            count=facts["count"],
            corrections=_layers(arrays, "layer"),
            tuned=heads["tuned"],
            own=own,
            words=heads["words"],
            words_share=facts["words_share"],
        )
        known = Known(
            tuple(storing.texts_from_array(arrays["texts"])),
            tuple(storing.texts_from_array(arrays["ids"])),
            arrays["topics"].astype(np.intp),
            arrays["own"].astype(np.float32),
            arrays["tuned"].astype(np.float32),
        )
        if sense.corrections and not can_be_tuned():  # another runtime than the one it was learnt on
            sense = replace(sense, corrections={}, tuned=None)
            known = replace(known, tuned=known.own)
        return cls(
            labels=tuple(facts["labels"]),
            sense=sense,
            known=known,
            fitted=facts["fitted"],
            scale=facts["scale"],
            scope=Scope.from_facts(facts["scope"]),
            outside=arrays["outside"].astype(np.float32),
            metrics=facts["metrics"],
        )


def _layer_arrays(kind: str, corrections: Corrections) -> storing.Arrays:
    return {f"{kind}.{name}": array for name, array in corrections.items()}


def _layers(arrays: storing.Arrays, kind: str) -> Corrections:
    start = len(kind) + 1
    return {name[start:]: array for name, array in arrays.items() if name.startswith(f"{kind}.")}


def _head_arrays(name: str, head: Head | None) -> storing.Arrays:
    if head is None:
        return {}
    return {f"head.{name}.weights": head.weights.astype(np.float16), f"head.{name}.bias": head.bias}


def _head(arrays: storing.Arrays, name: str) -> Head | None:
    if f"head.{name}.weights" not in arrays:
        return None
    return Head(
        arrays[f"head.{name}.weights"].astype(np.float32), arrays[f"head.{name}.bias"].astype(np.float32)
    )

"""What would have happened: a history judged message by message, each with only what came before it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from assistants.triage.base import Reading, is_outside
from assistants.triage.encoding import Encoded, Raised, encode
from assistants.triage.fitting import Effort, fit_encoded
from assistants.triage.learner import Triager
from assistants.triage.trusting import EXAMPLES_EACH, Proposal, Trust, is_allowed, signs_of, trust_from
from lumen.common.text import slug_key

BLOCK = 20  # messages that are judged before the next ones are learnt
AHEAD = 180  # messages that are read at once, which is faster than block by block
FIRST_FIT = 60
GROWTH = 1.3  # between two fits of the heads
TUNED_AT = ((250, 100), (700, 140), (1_250, 160), (2_400, 200))  # from how many rows on, with how many steps
REPLIES_ALIKE = 92.0  # of 100
WINDOW = 1_000


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message of a history and the topic it proved to have; None is out of scope."""

    text: str
    topic: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would have been done with one message."""

    topic: str | None
    proposed: str | None  # None: taken to be out of scope
    automated: bool

    @property
    def right(self) -> bool:
        return self.proposed == self.topic


@dataclass(frozen=True, slots=True)
class Window:
    """Shares in 0..1 over messages `start` to `end`.

    `proposed_right` of all messages, the topic or being out of scope; `automated` of all messages;
    `wrong_automated` of the automated ones; `out_of_scope_automated` of those out of scope.
    """

    start: int
    end: int
    proposed_right: float
    automated: float
    wrong_automated: float
    out_of_scope_automated: float

    def as_line(self) -> dict[str, Any]:
        return {
            "from": self.start,
            "to": self.end,
            "proposed_right": self.proposed_right,
            "automated": self.automated,
            "wrong_automated": self.wrong_automated,
            "out_of_scope_automated": self.out_of_scope_automated,
        }


def exchanges_of(rows: Sequence[Mapping[str, Any]]) -> list[Exchange]:
    """Messages with their topics; where no row has a label, near-identical replies make a topic."""
    texts = [str(row.get("customer") or "") for row in rows]
    labels = [_label(row) for row in rows]
    if not any(labels):
        labels = group_replies([str(row.get("reply") or "") for row in rows])
    return [Exchange(text, label) for text, label in zip(texts, labels, strict=True)]


def _label(row: Mapping[str, Any]) -> str | None:
    label = row.get("label")
    return None if label is None or is_outside(str(label)) else str(label)


def group_replies(replies: Sequence[str]) -> list[str | None]:
    """The same name for replies that differ in little more than names and numbers; none for no reply."""
    from rapidfuzz import fuzz, process

    keys = [slug_key(re.sub(r"\{+\w+\}+|\d+", " ", reply)) for reply in replies]
    groups: dict[str, str] = {}
    heads: list[str] = []
    for key in dict.fromkeys(keys):
        alike = process.extractOne(key, heads, scorer=fuzz.token_sort_ratio, score_cutoff=REPLIES_ALIKE)
        if alike is None:
            heads.append(key)
        groups[key] = f"reply {heads.index(alike[0] if alike else key) + 1}"
    return [groups[key] if key else None for key in keys]


@dataclass(slots=True)
class Replay:
    """The state of one replay. `target` is the share of automated answers that must prove right."""

    exchanges: Sequence[Exchange]
    target: float = 0.95
    reader: Triager | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    _encoded: Encoded | None = None
    _proposals: list[Proposal] = field(default_factory=list)
    _trust: Trust | None = None
    _answered: list[bool] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _next_fit: float = FIRST_FIT
    _tuned_at: int = 0

    def run(self) -> Iterator[Outcome]:
        """Judge and learn, block after block."""
        self._encoded = encode([one.text for one in self.exchanges])
        for start in range(0, len(self.exchanges), BLOCK):
            places = np.arange(start, min(start + BLOCK, len(self.exchanges)))
            self._learn_until(start)
            self._raise_until(int(places[-1]) + 1)
            block = [self.exchanges[place] for place in places.tolist()]
            readings = self._read(block, places)
            for exchange, reading in zip(block, readings, strict=True):
                self.outcomes.append(self._judged(exchange, reading))
                yield self.outcomes[-1]
            self._add(block, places)

    def _raise_until(self, end: int) -> None:
        """Have the fine-tuned layers read messages once, some ahead of their turn: it teaches nothing."""
        if self.reader is None or self._encoded is None or not self.reader.sense.corrections:
            return
        sense, raised = self.reader.sense, self._encoded.raised
        known = [raised.vectors] if raised and raised.corrections is sense.corrections else []
        done = len(known[0]) if known else 0
        if done >= end:
            return
        rows = np.arange(done, min(end + AHEAD, len(self._encoded)))
        plain = replace(self._encoded, raised=None)
        vectors = np.concatenate([*known, sense.vectors(plain.take(rows))])
        self._encoded = replace(plain, raised=Raised(sense.corrections, vectors))

    def _read(self, block: Sequence[Exchange], places: Any) -> list[Reading]:
        if self.reader is None or self._encoded is None:
            return [Reading(None, 0.0, 0.0) for _ in block]
        return self.reader.read_encoded([one.text for one in block], self._encoded.take(places))

    def _judged(self, exchange: Exchange, reading: Reading) -> Outcome:
        if reading.label is None:
            return Outcome(exchange.topic, None, automated=False)
        signs = signs_of(reading, self._counts[reading.label])
        automated = self._trust is not None and self._trust.lets(reading, signs)
        right = reading.label == exchange.topic
        if automated:
            self._answered.append(right)
        self._proposals.append(Proposal(reading.label, signs, is_allowed(reading), right))
        proposed = reading.label if reading.in_scope_score >= 0.5 else None
        return Outcome(exchange.topic, proposed, automated=automated)

    def _add(self, block: Sequence[Exchange], places: Any) -> None:
        self._counts.update(one.topic for one in block if one.topic)
        if self.reader is not None and self._encoded is not None:
            self.reader = self.reader.with_encoded(
                [one.text for one in block], [one.topic for one in block], self._encoded.take(places)
            )
        if self._counts.total() < EXAMPLES_EACH * len(self._counts):
            return
        self._trust = trust_from(self._proposals, self.target, self._answered)

    def _learn_until(self, end: int) -> None:
        """Fit the heads anew when there is enough more to learn from, and the layers at some points."""
        if end < self._next_fit or self._encoded is None:
            return
        self._next_fit = end * GROWTH
        due = [steps for rows, steps in TUNED_AT if self._tuned_at < rows <= end]
        before = self.reader
        keeps = not due and before is not None
        rows = np.arange(end)
        past = self.exchanges[:end]
        if not any(one.topic for one in past):
            return
        self.reader = fit_encoded(
            [one.text for one in past],
            [one.topic for one in past],
            self._encoded.take(rows),
            ids=[str(place) for place in range(end)],
            effort=Effort(steps=due[-1] if due else 0, uses_words=False),
            corrections=before.sense.corrections if keeps and before else None,
            unseen_from=self._tuned_at if keeps else 0,
        )
        if due:
            self._tuned_at = end
        if not self.reader.metrics and before is not None:
            self.reader = replace(self.reader, scale=before.scale, scope=before.scope)


def windows(outcomes: Sequence[Outcome], size: int = WINDOW) -> Iterator[Window]:
    """Figures of each stretch of messages."""
    for start in range(0, len(outcomes), size):
        yield window(outcomes[start : start + size], start)


def window(outcomes: Sequence[Outcome], start: int) -> Window:
    """Figures of these messages, the first of which has number `start`."""
    automated = [one for one in outcomes if one.automated]
    strange = [one for one in outcomes if one.topic is None]
    return Window(
        start=start,
        end=start + len(outcomes),
        proposed_right=_share(sum(one.right for one in outcomes), len(outcomes)),
        automated=_share(len(automated), len(outcomes)),
        wrong_automated=_share(sum(not one.right for one in automated), len(automated)),
        out_of_scope_automated=_share(sum(one.automated for one in strange), len(strange)),
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0

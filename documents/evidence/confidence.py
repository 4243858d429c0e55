"""Whether the papers answer a question at all: decided before any model is asked."""

from collections.abc import Sequence
from dataclasses import asdict

from documents.evidence import signals, weights
from documents.evidence.sentences import Sentence
from documents.search import Found


def answers(found: Found, sentences: Sequence[Sentence], question: str) -> bool:
    """Whether what was found answers `question`."""
    if not found.hits or not sentences:
        return False
    read = signals.read(found, sentences, question)
    model = weights.decision(by_meaning=found.by_meaning, is_foreign=bool(read.foreign))
    return answerable_0_1(read, by_meaning=found.by_meaning) >= model.answer_from


def answerable_0_1(read: signals.Signals, *, by_meaning: bool) -> float:
    """How sure it is that the papers answer.

    Args:
        by_meaning: whether meaning was compared, or words alone.
    """
    model = weights.decision(by_meaning=by_meaning, is_foreign=bool(read.foreign))
    return weights.logistic(model.intercept + weights.weighed(model.weights, asdict(read)))

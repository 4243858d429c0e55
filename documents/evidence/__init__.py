"""Which sentences of the papers speak to a question, and whether they answer it at all."""

from documents.evidence.confidence import answerable_0_1, answers
from documents.evidence.sentences import Sentence, rank
from documents.evidence.signals import Signals, read

__all__ = ["Sentence", "Signals", "answerable_0_1", "answers", "rank", "read"]

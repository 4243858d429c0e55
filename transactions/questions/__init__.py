"""Questions about money: words become a typed query, the query becomes numbers, numbers become a sentence."""

from transactions.questions.answering import answer_question
from transactions.questions.claims import claim

__all__ = ["answer_question", "claim"]

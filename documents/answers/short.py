"""The fact itself, where a question asks for an amount, a date, a name or a number."""

from collections.abc import Sequence

from documents import terms
from documents.answers.quoting import Quote
from documents.evidence.expecting import Candidate, Kind, candidates, expected

LONGEST = 60  # characters
_ALSO = {Kind.AMOUNT: (Kind.SHARE, Kind.NUMBER), Kind.NUMBER: (), Kind.DATE: (Kind.TIME,), Kind.TIME: ()}
_ONLY_IF_ALONE = (Kind.NAME, Kind.NUMBER)


def short_answer(quote: Quote, question: str, language: str) -> str:
    """The one stretch of a quote that is asked for; empty when none or several could be meant."""
    kind = expected(question)
    if kind is None:
        return ""
    text = " ".join(quote.citation.quote.split())
    for wanted in (kind, *_ALSO.get(kind, ())):
        found = [one for one in candidates(wanted, text, question) if len(one.text) <= LONGEST]
        if found:
            return _chosen(wanted, found, text, terms.question_words(question, language))
    return ""


def _chosen(kind: Kind, found: list[Candidate], text: str, asked: Sequence[str]) -> str:
    """The only one, or the one nearest to the words of the question."""
    if len({one.text for one in found}) == 1:
        return found[0].text
    if kind in _ONLY_IF_ALONE:
        return ""
    places = _places(text, set(asked))
    if not places:
        return ""
    nearest = sorted((min(abs(one.start - at) for at in places), one.text) for one in found)
    is_clear = nearest[0][0] * 2 <= nearest[1][0]
    return nearest[0][1] if is_clear else ""


def _places(text: str, asked: set[str]) -> list[int]:
    """Offsets of the words of `text` that the question has too: the end of each."""
    places, at = [], 0
    for word in text.split(" "):
        if asked.intersection(terms.words(word)):
            places.append(at + len(word))
        at += len(word) + 1
    return places

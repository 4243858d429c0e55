"""What is said around a question: courtesies at the edges of a clause, and clauses that only tell a story.

Words of courtesy (`lexicon.toml`, table `polite`) are passed over only in a run that begins or ends a clause.
A clause with words nobody knows is passed over only when it tells and does not ask, and the rest asks by
itself. What such a clause names may still be what the question points back to: `I am at Threadly all the
time. How much was it in May?`
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from transactions.questions.lexicon import chatter_words, is_filler, loaded_words, polite_words
from transactions.questions.tokens import Token

_STOPS = frozenset((".", "?", "!", ";", ":", ",", "-", "–", "—"))
_ASKS = (
    "measure",
    "question",
    "list",
    "exists",
    "top",
    "compare",
    "duplicates",
    "recurring",
    "next",
    "budget",
)
_THINGS = ("spend", "of", "noun", "income_word", "duplicates", "recurring", "budget")


class Piece(Protocol):
    """What is looked at in an item of a reading."""

    @property
    def first(self) -> int: ...
    @property
    def is_unknown(self) -> bool: ...
    @property
    def hit(self) -> Any: ...
    @property
    def period(self) -> Any: ...
    def means(self, kind: str, value: str = "") -> bool: ...


P = TypeVar("P", bound=Piece)


@dataclass(frozen=True, slots=True)
class _Clause(Generic[P]):
    words: tuple[str, ...]
    items: tuple[P, ...]

    def has(self, *kinds: str) -> bool:
        return any(item.means(kind) for item in self.items for kind in kinds)

    @property
    def is_unclear(self) -> bool:
        return any(item.is_unknown for item in self.items)

    @property
    def is_story(self) -> bool:
        """Somebody stands at its head, and it asks nothing; what is understood must begin `I`, `they`."""
        if self.has("measure", "question", "list", "not") or set(self.words) & loaded_words():
            return False
        speakers = chatter_words("speakers")
        head = next((word for word in self.words if word in speakers or not _is_weak(word)), "")
        if self.is_unclear:
            return head in speakers or head in polite_words()
        return head in chatter_words("tellers") and bool(self.items) and not self.has("follow")


def without_chatter(items: list[P], tokens: list[Token]) -> list[P]:
    """The items without courtesies and, where the rest asks by itself, without stories."""
    bounds = list(_clauses(tokens))
    courtesies = {at for first, last in bounds for at in _courtesies(tokens, first, last)}
    kept = [item for item in items if not (item.is_unknown and item.first in courtesies)]
    if len(bounds) < 2:
        return kept
    clauses = [
        _Clause(
            tuple(token.norm for token in tokens[first:last]),
            tuple(item for item in kept if first <= item.first < last),
        )
        for first, last in bounds
    ]
    stories = [clause for clause in clauses if clause.is_story]
    rest = [clause for clause in clauses if not clause.is_story]
    if not stories or not _asks_by_itself(rest):
        return kept
    lent = _lent(stories, rest)
    dropped = {item.first for clause in stories for item in clause.items} - lent
    return [item for item in kept if item.first not in dropped]


def _is_weak(word: str) -> bool:
    return word in chatter_words("links") or word in _STOPS or is_filler(word) or not word.isalpha()


def _clauses(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Stretches of tokens between stops and before words that begin a new thought."""
    first = 0
    for at in range(1, len(tokens)):
        if _begins_clause(tokens, at):
            yield first, at
            first = at
    if tokens:
        yield first, len(tokens)


def _begins_clause(tokens: list[Token], at: int) -> bool:
    word, before = tokens[at].norm, tokens[at - 1].norm
    following = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    if before in _STOPS and tokens[at - 1].end < tokens[at].start:
        return True
    if word in chatter_words("firm"):
        return True
    return (
        word in ("and", "as", "cause")
        and (following in chatter_words("speakers") or following in chatter_words("askers"))
        and following != "the"
    )


def _courtesies(tokens: list[Token], first: int, last: int) -> set[int]:
    """Where words of courtesy stand in unbroken runs from either end of a clause."""
    found: set[int] = set()
    for stretch in (range(first, last), range(last - 1, first - 1, -1)):
        for at in stretch:
            word = tokens[at].norm
            if word in polite_words():
                found.add(at)
            elif not _is_weak(word):
                break
    return found


def _asks_by_itself(rest: list[_Clause[P]]) -> bool:
    items = [item for clause in rest for item in clause.items]
    if any(item.is_unknown for item in items):
        return False
    asks = any(item.means(kind) for item in items for kind in _ASKS)
    return asks and any(item.hit or item.period or item.means(kind) for item in items for kind in _THINGS)


def _lent(stories: list[_Clause[P]], rest: list[_Clause[P]]) -> set[int]:
    """What the question leaves to the story: whom it speaks of, and when."""
    told = [item for clause in stories for item in clause.items]
    asked = [item for clause in rest for item in clause.items]
    points = any(chatter_words("points") & set(clause.words) for clause in rest)
    clear = not any(clause.is_unclear for clause in stories)
    lent: set[int] = set()
    leaves_open = clear or not any(item.means("spend") for item in asked)
    asks_twice = any(item.means("duplicates") for item in asked)
    if not any(item.hit for item in asked) and (points or (leaves_open and not asks_twice)):
        lent |= {item.first for item in told if item.hit}
    if not any(item.period for item in asked) and (points or clear or asks_twice):
        lent |= {item.first for item in told if item.period}
    return lent

"""A tiny pattern language over words: `LAST NUM UNIT`, `the? ORDDAY of? MONTH YEAR?`.

Lower-case names stand for themselves (`a|b` for either), upper-case names for a class of words
whose value is captured, `SPAN` for a whole period said inside, `EDGE` for one end of a range (also a
bare day); `?` makes an element optional (an optional class that is absent captures `None`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from transactions.questions.periods.words import CLASSES, PHRASE_STARTS, PHRASES

Build = TypeVar("Build")
SpanReader = Callable[[int, str], Any]


@dataclass(frozen=True, slots=True)
class Match:
    end: int  # index of the first word after it
    captured: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Element:
    words: frozenset[str]
    word_class: str
    is_optional: bool

    @classmethod
    def parse(cls, text: str) -> "Element":
        name = text.rstrip("?")
        is_class = name.isupper()
        return cls(
            frozenset() if is_class else frozenset(name.split("|")), name if is_class else "", text != name
        )

    @property
    def is_span(self) -> bool:
        return self.word_class in ("SPAN", "EDGE")

    @property
    def is_long(self) -> bool:
        """Whether it may take more than one word."""
        return self.is_span or self.word_class in PHRASES

    def accepts(self, word: str) -> bool:
        """Whether it can begin with this word; the empty word is the end of the text."""
        if not word:
            return False
        if not self.word_class:
            return word in self.words
        if self.word_class in PHRASES:
            return PHRASE_STARTS[self.word_class](word)
        return self.is_span or CLASSES[self.word_class](word) is not None

    def matches(self, words: list[str], at: int, read_span: SpanReader) -> Iterator[Match]:
        if at < len(words):
            yield from self._here(words, at, read_span)
        if self.is_optional:
            yield Match(at, (None,) if self.word_class else ())

    def _here(self, words: list[str], at: int, read_span: SpanReader) -> Iterator[Match]:
        if not self.word_class:
            if words[at] in self.words:
                yield Match(at + 1, ())
        elif self.is_span:
            if (found := read_span(at, self.word_class)) is not None:
                yield Match(found.end, (found,))
        elif self.word_class in PHRASES:
            for end, value in PHRASES[self.word_class](words, at):
                yield Match(end, (value,))
        elif (value := CLASSES[self.word_class](words[at])) is not None:
            yield Match(at + 1, (value,))


class Pattern:
    def __init__(self, text: str) -> None:
        self.elements = [Element.parse(part) for part in text.split()]

    def may_begin(self, words: tuple[str, ...], index: int = 0) -> bool:
        """Whether its elements from `index` on can stand at these first words; cheap and never too strict."""
        if not words or index == len(self.elements):
            return True
        element = self.elements[index]
        if element.is_optional and self.may_begin(words, index + 1):
            return True
        if not element.accepts(words[0]):
            return False
        return element.is_long or self.may_begin(words[1:], index + 1)

    def match(self, words: list[str], at: int, read_span: SpanReader) -> Match | None:
        """The first way, longest choices first, in which the words from `at` on fit."""
        return self._rest(0, words, at, read_span)

    def _rest(self, index: int, words: list[str], at: int, read_span: SpanReader) -> Match | None:
        if index == len(self.elements):
            return Match(at, ())
        for head in self.elements[index].matches(words, at, read_span):
            tail = self._rest(index + 1, words, head.end, read_span)
            if tail is not None:
                return Match(tail.end, head.captured + tail.captured)
        return None


class Index(Generic[Build]):
    """Rules by the words they can begin with, so that few are tried at a place, always in their order."""

    def __init__(self, rules: list[tuple[Pattern, Build]]) -> None:
        is_tail = [pattern.elements[0].is_span for pattern, _build in rules]
        heads = [rule for rule, tail in zip(rules, is_tail, strict=True) if not tail]
        tails = [rule for rule, tail in zip(rules, is_tail, strict=True) if tail]
        self._head_table, self._tail_table = _Table(heads, first=0), _Table(tails, first=1)
        self._by_word = lru_cache(maxsize=2048)(self._heads_at)
        self._by_two_words = lru_cache(maxsize=8192)(self._heads_at_two)
        self._by_follower = lru_cache(maxsize=2048)(self._tails_at)

    def heads(self, words: list[str], at: int) -> list[tuple[Pattern, Build]]:
        """The rules that may begin at this word, without those that begin with a whole stretch."""
        return self._by_two_words(words[at], words[at + 1] if at + 1 < len(words) else "")

    def tails(self, words: list[str], at: int) -> list[tuple[Pattern, Build]]:
        """The rules that begin with a stretch which ends before this word."""
        return self._by_follower(words[at] if at < len(words) else "")

    def _heads_at(self, word: str) -> list[tuple[Pattern, Build]]:
        return self._head_table.accepting(word)

    def _heads_at_two(self, word: str, following: str) -> list[tuple[Pattern, Build]]:
        return [rule for rule in self._by_word(word) if rule[0].may_begin((word, following))]

    def _tails_at(self, word: str) -> list[tuple[Pattern, Build]]:
        return self._tail_table.accepting(word)


class _Table(Generic[Build]):
    """Rules by their first elements: each word and each class of words is looked at once for all of them."""

    def __init__(self, rules: list[tuple[Pattern, Build]], first: int) -> None:
        self._rules = rules
        self._always: set[int] = set()
        self._by_word: dict[str, set[int]] = {}
        self._by_class: dict[str, tuple[Element, set[int]]] = {}
        for number, (pattern, _build) in enumerate(rules):
            self._add(number, pattern.elements[first:])

    def _add(self, number: int, elements: list[Element]) -> None:
        for element in elements:
            for word in element.words:
                self._by_word.setdefault(word, set()).add(number)
            if element.word_class:
                self._by_class.setdefault(element.word_class, (element, set()))[1].add(number)
            if not element.is_optional:
                return
        self._always.add(number)

    def accepting(self, word: str) -> list[tuple[Pattern, Build]]:
        """The rules whose elements can stand at this word, in their order."""
        found = self._always | self._by_word.get(word, set())
        for element, numbers in self._by_class.values():
            if element.accepts(word):
                found |= numbers
        return [self._rules[number] for number in sorted(found)]

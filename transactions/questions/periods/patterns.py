"""A tiny pattern language over words: `LAST NUM UNIT`, `the? ORDDAY of? MONTH YEAR?`.

Lower-case names stand for themselves (`a|b` for either), upper-case names for a class of words
whose value is captured, `SPAN` for a whole period said inside, `EDGE` for one end of a range (also a
bare day); `?` makes an element optional (an optional class that is absent captures `None`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from transactions.questions.periods.words import CLASSES

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

    def matches(self, words: list[str], at: int, read_span: SpanReader) -> Iterator[Match]:
        if self.word_class in ("SPAN", "EDGE"):
            if at < len(words) and (found := read_span(at, self.word_class)) is not None:
                yield Match(found.end, (found,))
        elif at < len(words) and self.word_class:
            if (value := CLASSES[self.word_class](words[at])) is not None:
                yield Match(at + 1, (value,))
        elif at < len(words) and words[at] in self.words:
            yield Match(at + 1, ())
        if self.is_optional:
            yield Match(at, (None,) if self.word_class else ())


class Pattern:
    def __init__(self, text: str) -> None:
        self.elements = [Element.parse(part) for part in text.split()]

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

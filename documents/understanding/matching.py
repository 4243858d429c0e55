"""Matching rules of tags and correspondents: words, exact text, regular expressions, nearly this text.

Regular expressions come from people and run over any paper, so each search may take a tenth of a second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import regex
from rapidfuzz import fuzz

from lumen.common.text import fold, slug_key

PAGES = 5  # of a paper, that rules look at
MOST_CHARACTERS = 60_000
REGEX_SECONDS = 0.1
MOST_SLOW = 20  # papers after one another on which an expression takes too long, before it is given up
FUZZY_FROM = 88
LONGEST_RULE = 500


class UnusableRuleError(Exception):
    """The rule cannot be used; the message is the sentence for the person."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready to be asked; `is_active` is false when it never matches by itself."""

    ask: Callable[[str], bool]
    is_active: bool = True

    def matches(self, text: str) -> bool:
        return self.is_active and self.ask(text[:MOST_CHARACTERS])


@lru_cache(maxsize=2_000)
def compiled(algorithm: str, text: str) -> Rule:
    """The rule of an algorithm (`MatchAlgorithm`) and its words.

    Raises:
        UnusableRuleError: no words to match, too many, or a broken regular expression.
    """
    if algorithm in {"none", "learned"}:
        return Rule(_never, is_active=False)
    if not text.strip():
        raise UnusableRuleError("Write the words to look for.")
    if len(text) > LONGEST_RULE:
        raise UnusableRuleError(f"This rule is too long. Write at most {LONGEST_RULE} characters.")
    return Rule(_MAKERS[algorithm](text.strip()))


def _never(_text: str) -> bool:
    return False


def words_of(text: str) -> list[str]:
    """The words of a rule; what stands in quotes is one word."""
    found = regex.findall(r'"([^"]+)"|(\S+)', text)
    return [key for quoted, plain in found if (key := slug_key(quoted or plain))]


def _any(text: str) -> Callable[[str], bool]:
    words = words_of(text)
    return lambda paper: any(word in padded(paper) for word in map(_padded_word, words))


def _all(text: str) -> Callable[[str], bool]:
    words = words_of(text)
    return lambda paper: bool(words) and all(word in padded(paper) for word in map(_padded_word, words))


def _padded_word(word: str) -> str:
    return f" {word} "


@lru_cache(maxsize=4)
def padded(paper: str) -> str:
    """The words of a paper with a space around each, so that whole words are found."""
    return f" {slug_key(paper)} "


def _exact(text: str) -> Callable[[str], bool]:
    wanted = fold(text)
    return lambda paper: wanted in _folded(paper)


@lru_cache(maxsize=4)
def _folded(paper: str) -> str:
    return fold(paper)


def _fuzzy(text: str) -> Callable[[str], bool]:
    wanted = slug_key(text)
    return lambda paper: bool(wanted) and fuzz.partial_ratio(wanted, padded(paper)) >= FUZZY_FROM


def _regex(text: str) -> Callable[[str], bool]:
    try:
        pattern = regex.compile(text, regex.IGNORECASE | regex.MULTILINE)
    except regex.error as error:
        raise UnusableRuleError(f"This regular expression is broken: {error}.") from error

    slow = 0

    def ask(paper: str) -> bool:
        nonlocal slow
        if slow >= MOST_SLOW:
            return False
        try:
            is_found = pattern.search(paper, timeout=REGEX_SECONDS) is not None
        except TimeoutError:  # a rule that takes this long on a paper does not match it
            slow += 1
            return False
        slow = 0
        return is_found

    return ask


_MAKERS: dict[str, Callable[[str], Callable[[str], bool]]] = {
    "any": _any,
    "all": _all,
    "exact": _exact,
    "regex": _regex,
    "fuzzy": _fuzzy,
}

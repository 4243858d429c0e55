"""Sentences that people say, told by templates: the parts, the choices, and how often each is taken.

A template is words with `<part>` (defined in `words.txt`), `{class}` (a name of the workspace's own),
`[may be left out]` and `(this|that)`; `5*` in front of an alternative takes it five times as often.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "phrases"
TEMPLATES = ("money.txt", "ways.txt", "everyday.txt")
_TOKEN = re.compile(r"<\w+>|\{\w+\}|[\[\]()|]|[^\s\[\]()|<>{}]+")
_WEIGHT = re.compile(r"(\d+)\*\s*")
_TAKES_OPTION = 0.4


class GrammarError(ValueError):
    """A template that does not close what it opens, or names a part that is not there."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences, each with its weight."""

    options: tuple[tuple["Part", ...], ...]
    weights: tuple[int, ...]
    is_optional: bool = False


Part = str | Choice  # a word, "<part>", "{class}", or a choice


@dataclass(frozen=True, slots=True)
class Grammar:
    """Templates and the parts they name."""

    sentences: Choice
    parts: Mapping[str, Choice]

    def said(self, count: int, seed: int = 7) -> Iterator[list[str]]:
        """`count` sentences as words; a class stands as `[class]`. The same seed says the same."""
        chance = random.Random(seed)  # noqa: S311 - samples of language, no secret
        for _ in range(count):
            words: list[str] = []
            self._say(self.sentences, words, chance)
            yield words

    def _say(self, choice: Choice, words: list[str], chance: random.Random) -> None:
        if choice.is_optional and chance.random() > _TAKES_OPTION:
            return
        [option] = chance.choices(choice.options, choice.weights)
        for part in option:
            if isinstance(part, Choice):
                self._say(part, words, chance)
            elif part.startswith("<"):
                self._say(self.parts[part[1:-1]], words, chance)
            elif part.startswith("{"):
                words.append(f"[{part[1:-1]}]")
            else:
                words.append(part.lower())


@lru_cache(maxsize=1)
def everyday() -> Grammar:
    """What Lumen's own templates say."""
    parts = {}
    for line in _lines(FOLDER / "words.txt"):
        name, _, options = line.partition(":")
        parts[name.strip()] = parse(options)
    lines = [line for name in TEMPLATES for line in _lines(FOLDER / name)]
    weights, templates = zip(*(_weighed(line) for line in lines), strict=True)
    sentences = Choice(tuple((parse(template),) for template in templates), weights)
    _require_parts(sentences, parts)
    return Grammar(sentences, parts)


@lru_cache(maxsize=1)
def capitals() -> Mapping[str, str]:
    """How to write the words that the templates never write in small letters: `march` is `March`."""
    lines = [line for path in sorted(FOLDER.glob("*.txt")) for line in _lines(path)]
    words = {word for line in lines for word in re.findall(r"(?<![<{\w])[A-Za-z]+(?![\w>}:])", line)}
    return {word.lower(): word for word in words if not word.islower() and word.lower() not in words}


def parse(text: str) -> Choice:
    """The alternatives that a template offers.

    Raises:
        GrammarError: a bracket is not closed.
    """
    tokens = _TOKEN.findall(_WEIGHT.sub(r"\1* ", text))
    choice, rest = _choice(tokens, 0)
    if rest != len(tokens):
        raise GrammarError(text)
    return choice


def _choice(tokens: list[str], at: int) -> tuple[Choice, int]:
    options: list[tuple[Part, ...]] = []
    weights: list[int] = []
    while True:
        weight, at = _weight(tokens, at)
        sequence, at = _sequence(tokens, at)
        options.append(sequence)
        weights.append(weight)
        if at >= len(tokens) or tokens[at] != "|":
            return Choice(tuple(options), tuple(weights)), at
        at += 1


def _weight(tokens: list[str], at: int) -> tuple[int, int]:
    if at < len(tokens) and (found := _WEIGHT.fullmatch(tokens[at])):
        return int(found[1]), at + 1
    return 1, at


def _sequence(tokens: list[str], at: int) -> tuple[tuple[Part, ...], int]:
    parts: list[Part] = []
    while at < len(tokens) and tokens[at] not in "|)]":
        piece = tokens[at]
        if piece in "([":
            inner, at = _choice(tokens, at + 1)
            if at >= len(tokens) or tokens[at] != (")" if piece == "(" else "]"):
                raise GrammarError(" ".join(tokens))
            parts.append(Choice(inner.options, inner.weights, is_optional=piece == "["))
        else:
            parts.append(piece)
        at += 1
    return tuple(parts), at


def _weighed(line: str) -> tuple[int, str]:
    found = _WEIGHT.match(line)
    return (int(found[1]), line[found.end() :]) if found else (1, line)


def _require_parts(choice: Choice, parts: Mapping[str, Choice]) -> None:
    for option in choice.options:
        for part in option:
            if isinstance(part, Choice):
                _require_parts(part, parts)
            elif part.startswith("<") and part[1:-1] not in parts:
                raise GrammarError(f"no part is called {part}")


def _lines(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]

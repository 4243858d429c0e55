"""Promises, assurances and claims of having done something, in eight languages."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistants.gate.stems import content_stems
from assistants.voice.texts import sentences_of, words_of
from assistants.voice.words import languages_of

Claim = str  # future, done or assurance

_FRAMES = Path(__file__).parent / "frames.txt"
_NEGATED = re.compile(
    r"\b(?:not|never|no|cannot|unable|nicht|kein\w*|nie|ne|n|pas|jamais|nunca|jamás|non|mai|não|nem|"
    r"niet|geen|nooit|nahi|nahin|mat)\b|n['’]t\b|नहीं",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|once|when|whenever|provided|as long as|only|subject to|after|until|in case|wenn|"
    r"falls|sofern|sobald|nur|si|sauf|dès que|lorsque|"
    r"seulement|cuando|siempre que|solo|se|quando|solo se|als|indien|zodra|alleen|agar|jab)\b|अगर",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|can|would|should|möglicherweise|kann|können|könnte|pourrait|peut|peuvent|"
    r"podría|puede|pueden|potrebbe|può|pode|poderá|kan|kunnen|zou)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[;:]|,?\s+(?:but|however|aber|mais|pero|ma|mas|maar|lekin)\s|\s[–—-]\s")
_SAME_SHARE = 0.5
_SAME_RULE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A claim made in a sentence: what kind, in which words, about what."""

    claim: Claim
    text: str
    sentence: str
    verb: str  # stem of its first content word
    stems: frozenset[str]
    negated: bool
    conditional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence of a source, as far as promises need it."""

    stems: frozenset[str]
    claims: tuple[Promise, ...]
    negated: bool
    conditional: bool
    possible: bool


def promises_in(text: str, language: str) -> list[Promise]:
    """Every claim `text` makes; questions make none."""
    return [promise for sentence in sentences_of(text) for promise in _claims(sentence, language)]


def statements_in(text: str, language: str) -> list[Statement]:
    return [
        Statement(
            stems=frozenset(
                stem
                for own in languages_of(words_of(sentence), otherwise=language)
                for stem in content_stems(sentence, own)
            ),
            claims=tuple(_claims(sentence, language)),
            negated=bool(_NEGATED.search(sentence)),
            conditional=bool(_CONDITION.search(sentence)),
            possible=bool(_POSSIBLE.search(sentence)),
        )
        for sentence in sentences_of(text)
    ]


def is_backed(promise: Promise, statements: list[Statement]) -> bool:
    """Whether a source makes the same promise: same kind, same matter, not more certain than there."""
    return any(_says_the_same(promise, statement) for statement in statements)


@lru_cache(maxsize=1)
def _frames() -> dict[str, dict[str, re.Pattern[str]]]:
    """By language and kind of claim; `$NAME$` stands for what `$NAME = ` says in the file."""
    named: dict[str, str] = {}
    found: dict[str, dict[str, list[str]]] = {}
    for line in _FRAMES.read_text(encoding="utf-8").splitlines():
        if line.startswith("$") and " = " in line:
            name, _, pattern = line.partition(" = ")
            named[name + "$"] = pattern
        elif re.fullmatch(r"\[\w\w\.\w+\]", line):
            language, _, claim = line.strip("[]").partition(".")
            lines = found.setdefault(language, {}).setdefault(claim, [])
        elif line and not line.startswith("#"):
            lines.append(re.sub(r"\$[A-Z]+\$", lambda match: named[match.group()], line))
    return {
        language: {
            claim: re.compile("|".join(lines), re.IGNORECASE | re.MULTILINE)
            for claim, lines in claims.items()
        }
        for language, claims in found.items()
    }


def _claims(sentence: str, language: str) -> list[Promise]:
    if sentence.rstrip("\"'”’) ").endswith("?"):
        return []
    return [
        _promise(claim, sentence, match, own)
        for own in languages_of(words_of(sentence), otherwise=language)
        for claim, pattern in _frames()[own].items()
        for match in pattern.finditer(sentence)
    ]


def _promise(claim: Claim, sentence: str, match: re.Match[str], language: str) -> Promise:
    start, end = _clause(sentence, match)
    stems = content_stems(sentence[start:end], language)
    own = content_stems(match.group(), language) or content_stems(sentence[match.end() : end], language)
    return Promise(
        claim=claim,
        text=sentence[match.start() : end].strip(" ,.!;:"),
        sentence=sentence,
        verb=own[-1] if claim != "assurance" and own else own[0] if own else "",
        stems=frozenset(stems),
        negated=bool(_NEGATED.search(sentence[start:end])),
        conditional=bool(_CONDITION.search(sentence)),
    )


def _clause(sentence: str, match: re.Match[str]) -> tuple[int, int]:
    start = max((found.end() for found in _CLAUSE_END.finditer(sentence, 0, match.start() + 1)), default=0)
    following = _CLAUSE_END.search(sentence, match.end())
    return start, following.start() if following else len(sentence)


def _says_the_same(promise: Promise, statement: Statement) -> bool:
    if promise.verb and promise.verb not in statement.stems:
        return False
    shared = len(promise.stems & statement.stems)
    if shared < _SAME_SHARE * len(promise.stems):
        return False
    if statement.conditional and not promise.conditional:
        return False
    same = [claim for claim in statement.claims if claim.claim == promise.claim]
    if same:
        return any(claim.negated == promise.negated for claim in same)
    if promise.claim != "future" or statement.possible:
        return False
    # a rule of the house, "refunds are paid within 5 days": more than the bare word must be the same
    return shared >= _SAME_RULE and statement.negated == promise.negated

"""Names of people, products and places: capitals that no source and no dictionary explains."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from assistants.gate.facts import Fact, Reading
from assistants.voice.habits import ending_of
from assistants.voice.texts import cut, words_of
from assistants.voice.words import every_function_word, language_of, lexicon
from lumen.common.money import CURRENCIES
from lumen.common.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|herr|herrn|frau|monsieur|madame|mme|señor|señora|sr|sra|signor|"
    r"signora|sig|dhr|mevr|shri|smt)\.?\s+$",
    re.IGNORECASE,
)
_HUMAN_NEXT = re.compile(
    r"['’]s\b|\s+(?:will|has|from|here|is going|can help|told|said|says|wird|hat|va|a dit|le |vai)\b"
)
_INNER_CAPITAL = re.compile(r"^[^\W\d_]*[a-z]+[A-Z]")
_OPENS_AFRESH = re.compile(r"(?:^|[.!?:;…•\n\x00*\-–—>\"“„«(\[])\s*$")
_LONG_SHOUT = 0.6


@dataclass(frozen=True, slots=True)
class Vouched:
    """Words that sources or the owner used, and the pairs they stood in."""

    words: frozenset[str]
    small: frozenset[str]
    pairs: frozenset[str]


def vouched(texts: Iterable[str]) -> Vouched:
    words: set[str] = set()
    small: set[str] = set()
    pairs: set[str] = set()
    for text in texts:
        raw = _WORD.findall(text)
        plain = [_plain(word) for word in raw]
        words.update(plain, (part for word in plain for part in word.split("-")))
        small.update(word for word, as_written in zip(plain, raw, strict=True) if as_written.islower())
        pairs.update(f"{a} {b}" for a, b in pairwise(plain))
    return Vouched(frozenset(words), frozenset(small), frozenset(pairs))


def read_names(reading: Reading, said: Vouched) -> None:
    """Note capitalised words that `said` does not hold, and full names put together from two people."""
    signature, nouns = _signature_start(reading), _capitalised_nouns(reading)
    before: re.Match[str] | None = None
    for match in _WORD.finditer(reading.rest):
        if _is_name(reading, match, signature, is_noun=match.start() in nouns):
            if not _is_said(match.group(), said):
                reading.facts.append(_unknown(reading, match))
            elif before and _is_mixed(reading, before, match, said):
                reading.facts.append(_unknown(reading, match, start=before.start()))
            before = match
        else:
            before = None


def is_ordinary(word: str) -> bool:
    """Whether `word` is written small inside a sentence: a small word or one every shop uses."""
    plain = _plain(word)
    return plain in _listed("common") or (plain in lexicon("en").function and plain != "i")


def _unknown(reading: Reading, match: re.Match[str], start: int | None = None) -> Fact:
    first = match.start() if start is None else start
    word = reading.text[first : match.end()]
    shouted = word.isupper() and len(word) > 1
    return Fact(
        kind="code" if shouted else "name",
        text=word,
        start=first,
        needs=frozenset({("name", _plain(word))}),
        offers=frozenset(),
    )


def _is_name(reading: Reading, match: re.Match[str], signature: int, *, is_noun: bool) -> bool:
    word = match.group()
    plain = _plain(word)
    if word.islower() or len(plain) == 1 or plain in every_function_word():
        return False
    if _INNER_CAPITAL.match(word):
        return True
    if not word[0].isupper():
        return False
    if word.isupper():
        return word not in CURRENCIES and plain not in _listed("acronyms") and not _is_shouting(reading.text)
    if plain in _given_names() or _TITLE.search(reading.text[max(0, match.start() - 12) : match.start()]):
        return True
    if match.start() >= signature >= 0:
        return plain not in _listed("common")
    if _OPENS_AFRESH.search(reading.rest[: match.start()]) or plain in _listed("common"):
        return _acts_like_a_person(reading.text, match, plain)
    return not is_noun or _greeted(reading, match)


def _capitalised_nouns(reading: Reading) -> frozenset[int]:
    """Where words in German sentences begin: a capital says nothing there."""
    places: set[int] = set()
    start = 0
    for piece in cut(reading.text):
        if language_of(words_of(piece), otherwise=reading.language) == "de":
            places.update(range(start, start + len(piece)))
        start += len(piece)
    return frozenset(places)


def _acts_like_a_person(text: str, match: re.Match[str], plain: str) -> bool:
    """At the start of a sentence every word is capitalised: only `Xyz will ...` is taken for a name."""
    if plain in _listed("common") or plain.endswith(
        ("ing", "ly", "tion", "ment", "ness", "ity", "ung", "heit", "keit")
    ):
        return False
    return bool(_HUMAN_NEXT.match(text, match.end()))


def _greeted(reading: Reading, match: re.Match[str]) -> bool:
    """In German every noun has a capital: a name is what follows a greeting."""
    lead = reading.text[: match.start()].strip().lower()
    return len(lead) < 30 and lead.rstrip(",") in lexicon("de").greetings


def _is_said(word: str, said: Vouched) -> bool:
    plain = _plain(word)
    if any(form in said.words for form in (plain, plain.removesuffix("s"), f"{plain}s")):
        return True
    return "-" in plain and all(part in said.words for part in plain.split("-"))


def _is_mixed(reading: Reading, first: re.Match[str], second: re.Match[str], said: Vouched) -> bool:
    """Two names side by side that were never side by side, neither of them an ordinary word."""
    if reading.text[first.end() : second.start()] != " ":
        return False
    a, b = _plain(first.group()), _plain(second.group())
    return f"{a} {b}" not in said.pairs and a not in said.small and b not in said.small


def _signature_start(reading: Reading) -> int:
    """Where the name under a closing phrase begins; -1 without one."""
    ending = ending_of(reading.text, lexicon(reading.language))
    if not ending.phrase or not ending.signed:
        return -1
    place = reading.text.rfind(ending.phrase)
    return place + len(ending.phrase) if place >= 0 else -1


def _is_shouting(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(1 for c in letters if c.isupper()) > _LONG_SHOUT * len(letters)


def _plain(word: str) -> str:
    return re.sub(r"['’]s?$", "", fold(word))


@lru_cache(maxsize=4)
def _listed(name: str) -> frozenset[str]:
    """`common`: words of every shop; `acronyms`: capitals that name nothing."""
    text = (Path(__file__).parent / "common_words.txt").read_text(encoding="utf-8")
    return frozenset(text.partition(f"[{name}]")[2].partition("[")[0].split())


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    text = (Path(__file__).parent / "given_names.txt").read_text(encoding="utf-8")
    return frozenset(text.split())

"""Bringing a plain, factual text into a voice by changes that add and lose nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from assistants.gate import check
from assistants.gate.checking import carries_content
from assistants.gate.names import is_ordinary
from assistants.voice import marks, wording
from assistants.voice.anatomy import Anatomy
from assistants.voice.habits import NAME_SLOT
from assistants.voice.profiles import Profile
from assistants.voice.texts import EMOJI, NUMBERISH, sentences_of, words_of

_RECURS = 0.5  # share of replies that open or close so before a text does
_RARE = 0.1
_LAST_SENTENCE_RECURS = 0.3
_LEAST_SEEN = 4
_COURTESY = re.compile(
    r"\b(?:let (?:me|us) know|questions?|hope|thank|thanks|anything else|happy to|glad to|welcome|"
    r"shout|enjoy|take care|"
    r"have a (?:great|lovely|nice|good|wonderful)|danke|dank|fragen|gerne?|merci|bonne|gracias|grazie|"
    r"obrigad[oa]|bedankt|"
    r"shukriya|dhanyavad)\b",
    re.IGNORECASE,
)
_MOST_ROUNDS = 6
_PARAGRAPHS = 1.8
_NEEDS_NAME = frozenset(
    [
        "dear",
        "liebe",
        "lieber",
        "liebes",
        "geehrte",
        "geehrter",
        "cher",
        "chère",
        "chers",
        "chères",
        "estimado",
        "estimada",
        "querido",
        "querida",
        "gentile",
        "caro",
        "cara",
        "egregio",
        "prezado",
        "prezada",
        "beste",
        "geachte",
        "lieve",
        "प्रिय",
    ]
)


def restyle(text: str, profile: Profile, *, seed: str = "", name: str = "", signature: str = "") -> str:
    """`text` as the writer of `profile` would put it.

    Changes short forms, I and we in courtesies, please, exclamation marks, the joints between sentences,
    greeting and closing. Numbers, codes, dates, names, addresses and quotations stay as they are; what was
    restyled once is not changed again. A text in another language than the voice only gets the marks.
    When anything would be lost or added, the text comes back as it was.

    Args:
        seed: the same seed chooses the same greeting and closing where the writer uses several.
        name: who is written to, for writers who greet by name.
        signature: who signs, for writers who sign.
    """
    customer = _Courtesy(profile, seed, name.strip(), signature.strip())
    styled = text.strip()
    for _ in range(_MOST_ROUNDS):
        following = _once(styled, customer)
        if following == styled:
            return styled if _is_safe(text, styled, customer) else text
        styled = following
    return text


@dataclass(frozen=True, slots=True)
class _Courtesy:
    """The voice, and whom it greets and who signs."""

    profile: Profile
    seed: str
    name: str
    signature: str


def formulas(profile: Profile) -> tuple[str, ...]:
    """The greetings and closings a restyled text may hold: the gate takes them as known."""
    phrases = (*_greetings(profile), *_closings(profile), *_last_sentences(profile))
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


def _once(text: str, courtesy: _Courtesy) -> str:
    profile = courtesy.profile
    if not words_of(text):
        return text
    same_language = Anatomy(text).lexis.language == profile.language
    steps: list[Callable[[str, Profile], str]] = [_mark]
    if same_language and profile.language == "en":
        steps = [_short_forms, _person, _courtesy, _mark, _length]
    for step in steps:
        text = step(text, profile)
    return _close(_greet(text, courtesy), courtesy) if same_language else text


def _mean(profile: Profile, name: str, otherwise: float) -> float:
    """The habit's mean, or `otherwise` when too few replies showed it."""
    spread = profile.features.get(name)
    return spread.mean if spread and spread.seen >= _LEAST_SEEN else otherwise


def _short_forms(text: str, profile: Profile) -> str:
    share = _mean(profile, "contractions", 0.5)
    if share >= 0.65:
        return wording.shorten(text)
    return wording.write_out(text) if share <= 0.25 else text


def _person(text: str, profile: Profile) -> str:
    share = _mean(profile, "own_person", 0.5)
    if share >= 0.75:
        return wording.say_i(text)
    return wording.say_we(text) if share <= 0.2 else text


def _courtesy(text: str, profile: Profile) -> str:
    rate = _mean(profile, "please", 0.5)
    if rate >= 1.0:
        return wording.say_please(text)
    return wording.drop_please(text) if rate <= 0.1 else text


def _mark(text: str, profile: Profile) -> str:
    rate = _mean(profile, "exclamations", 0.15)
    if rate >= 0.2:
        return marks.warm(text, most=max(1, round(rate * len(sentences_of(text)))))
    return marks.calm(text) if rate <= 0.02 else text


def _length(text: str, profile: Profile) -> str:
    words = _mean(profile, "sentence_words", 12.0)
    if words <= 11:
        return marks.split(text)
    return marks.join(text) if words >= 17 else text


def _greet(text: str, courtesy: _Courtesy) -> str:
    profile, opening = courtesy.profile, Anatomy(text).opening
    share = _mean(profile, "greeting", 0.3)
    rest = opening.rest.lstrip()
    if not rest or opening.by_name or opening.template in _greetings(profile):
        return text
    if opening.template and share <= _RARE:
        return rest[0].upper() + rest[1:]
    greeting = _greeting(courtesy) if share >= _RECURS else ""
    if not greeting:
        return text
    if _mean(profile, "paragraphs", 1.0) >= _PARAGRAPHS:
        return f"{greeting}\n\n{rest[0].upper()}{rest[1:]}"
    return f"{greeting} {_continued(rest) if greeting.endswith(',') else rest[0].upper() + rest[1:]}"


def _greeting(courtesy: _Courtesy) -> str:
    """By name when the name is known and that is the habit."""
    profile = courtesy.profile
    named = [
        phrase.text for phrase in profile.greetings if NAME_SLOT in phrase.text and phrase.share >= _RARE
    ]
    if courtesy.name and named and _mean(profile, "greeting_name", 0.0) >= _RECURS:
        return _with_mark(named[0].replace(NAME_SLOT, courtesy.name))
    return _chosen(_greetings(profile), courtesy.seed)


def _continued(rest: str) -> str:
    """After `Hi there,` in one line an ordinary word begins small."""
    first = words_of(rest)[:1]
    return rest[0].lower() + rest[1:] if first and is_ordinary(first[0]) and not rest[:2].isupper() else rest


def _close(text: str, courtesy: _Courtesy) -> str:
    profile, reply = courtesy.profile, Anatomy(text)
    if reply.ending.phrase or reply.ending.signed:
        return text
    last = _chosen(_last_sentences(profile), courtesy.seed)
    if last and last not in text:
        text = f"{text.rstrip()} {last}"
    text = _with_emoji(text, profile)
    closing = _chosen(_closings(profile), courtesy.seed) if _mean(profile, "closing", 0.0) >= _RECURS else ""
    signature = courtesy.signature if _mean(profile, "signature", 0.0) >= _RECURS else ""
    if closing and signature:
        return f"{text}{_gap(profile)}{closing.rstrip('.!')},\n{signature}"
    return f"{text}{_gap(profile)}{closing}" if closing else text


def _gap(profile: Profile) -> str:
    if _mean(profile, "paragraphs", 1.0) >= _PARAGRAPHS:
        return "\n\n"
    return "\n" if _mean(profile, "line_breaks", 0.0) >= _RECURS else " "


def _with_emoji(text: str, profile: Profile) -> str:
    """The writer's usual emoji at the end, when most replies have one and this has none."""
    if not profile.emoji or _mean(profile, "emoji", 0.0) < 0.6 or EMOJI.search(text):
        return text
    return f"{text.rstrip()} {profile.emoji[0].text}"


def _greetings(profile: Profile) -> tuple[str, ...]:
    """Greetings that name nobody: first those written so, then those whose name can be left out."""
    recurring = [phrase.text for phrase in profile.greetings if phrase.share >= _RARE / 2]
    written = [text for text in recurring if NAME_SLOT not in text]
    cut_down = [
        text.replace(f" {NAME_SLOT}", "") for text in recurring if NAME_SLOT in text and not _needs_name(text)
    ]
    return _content_free([_with_mark(text) for text in written or cut_down])


def _needs_name(greeting: str) -> bool:
    """`Dear` alone greets nobody."""
    words = words_of(greeting.partition(NAME_SLOT)[0])
    return bool(words) and words[-1] in _NEEDS_NAME


def _with_mark(greeting: str) -> str:
    return greeting if greeting[-1:] in ",.!:-–—;" else f"{greeting},"


def _closings(profile: Profile) -> tuple[str, ...]:
    return _content_free([p.text.rstrip(",") for p in profile.closings if p.share >= _RARE])


def _last_sentences(profile: Profile) -> tuple[str, ...]:
    recurring = [p.text for p in profile.last_sentences if p.share >= _LAST_SENTENCE_RECURS]
    return _content_free([text for text in recurring if _COURTESY.search(text)])


def _content_free(phrases: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase and not carries_content(phrase)))


def _chosen(phrases: tuple[str, ...], seed: str) -> str:
    """The most frequent one; with a seed one of the two most frequent."""
    if not phrases:
        return ""
    return phrases[sha256(seed.encode()).digest()[0] % min(2, len(phrases))] if seed else phrases[0]


def _is_safe(text: str, styled: str, courtesy: _Courtesy) -> bool:
    """Every number, code and address once more, and nothing the gate would hold back."""
    if NUMBERISH.findall(text) != NUMBERISH.findall(styled):
        return False
    known = [courtesy.name, courtesy.signature]
    return not check(styled, [text, *formulas(courtesy.profile)], known=known)

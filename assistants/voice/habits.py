"""How a reply opens and ends: greeting, closing phrase, signature."""

import re
from dataclasses import dataclass

from assistants.voice.texts import EMOJI, WORD
from assistants.voice.words import Lexicon

_HANDLES = re.compile(r"^(?:@\w+[\s,:]+)+")
_NAME = r"(?:\{[a-z_ ]+\}|[^\W\d_a-zà-öø-ÿ][^\W\d_]*[.]?(?:[-'’][^\W\d_]+)*)"
_ADDRESSED = re.compile(rf"(?:\s+{_NAME}){{1,4}}")
_EVERYBODY = re.compile(
    r"\s+(?:there|all|everyone|everybody|folks|team|customer|valued customer|guest|friend|"
    r"sir or madam|sir/madam|sir|madam|patient|client|member|reader|neighbour|neighbor|friends|friend|"
    r"shopper|traveller|student|parent|parents|"
    r"zusammen|kundin|kunde|damen und herren|client|cliente|à tous|a todos|a tutti|allemaal)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s*([,!.:;–—-]+|(?=\n)|$)\s*")
_SIGNATURE = re.compile(
    rf"^(?:[-–—~/*]\s?|\^)?(?:{_NAME})(?:,?\s+(?:{_NAME}|&|and|und|from|at|of|the|your|von)){{0,7}}\W*$"
)
_INLINE_SIGNATURE = re.compile(r"(?:\s\^\w{1,12}|\s[-–—~/]\s?[A-Z][\w]{1,14}|\s/[A-Z]{2,3})\s*$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=\S)")
_SMILED = re.compile(rf"\s*(?:{EMOJI.pattern})+")
_LONGEST_CLOSING_LINES = 4
_LONGEST_CLOSING_WORDS = 7
_LONGEST_NAME = 4
NAME_SLOT = "{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """`template` is the greeting with `{name}` for who is greeted; empty when there is none."""

    template: str
    rest: str

    @property
    def by_name(self) -> bool:
        return NAME_SLOT in self.template


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """`phrase` without the names that follow it; `signed` when a name or a team ends the reply."""

    phrase: str
    signed: bool
    rest: str


def opening_of(text: str, lexis: Lexicon) -> Opening:
    """Cut a greeting off the front of `text`."""
    start = _HANDLES.match(text)
    body = text[start.end() :] if start else text.lstrip()
    phrase = _leading(body, lexis.greetings)
    if not phrase:
        return Opening(template="", rest=body)
    place = len(phrase)
    everybody = _EVERYBODY.match(body, place)
    named = None if everybody else _ADDRESSED.match(body, place)
    middle = everybody.group() if everybody else f" {NAME_SLOT}" if named else ""
    addressed = everybody or named
    place = addressed.end() if addressed else place
    emoji = _SMILED.match(body, place)
    place = emoji.end() if emoji else place
    mark = _MARK.match(body, place)
    if mark is None and not emoji:
        return Opening(template="", rest=body)
    sign = mark.group(1) if mark else ""
    return Opening(template=f"{phrase}{middle}{sign}", rest=body[mark.end() if mark else place :])


def ending_of(text: str, lexis: Lexicon) -> Ending:
    """Cut a closing phrase and a signature off the end of `text`."""
    inline = _INLINE_SIGNATURE.search(text)
    body = (text[: inline.start()] if inline else text).rstrip()
    lines = body.split("\n")
    for place in range(max(0, len(lines) - _LONGEST_CLOSING_LINES), len(lines)):
        phrase = _closing_phrase(lines[place], lexis)
        if phrase and all(_is_signature(line) for line in lines[place + 1 :]):
            signed = any(line.strip() for line in lines[place + 1 :]) or phrase != lines[place].strip()
            return Ending(
                phrase=phrase, signed=signed or bool(inline), rest="\n".join(lines[:place]).rstrip()
            )
    said, closing = _after_last_sentence(lines[-1], lexis)
    if closing:
        signed = bool(inline) or closing != lines[-1][len(said) :].strip()
        return Ending(phrase=closing, signed=signed, rest="\n".join([*lines[:-1], said]))
    if len(lines) > 1 and _is_marked_signature(lines[-1]):
        return Ending(phrase="", signed=True, rest="\n".join(lines[:-1]).rstrip())
    if len(lines) > 1 and _is_name_alone(lines[-1]):
        return Ending(phrase="", signed=True, rest="\n".join(lines[:-1]).rstrip())
    return Ending(phrase="", signed=bool(inline), rest=body)


def _after_last_sentence(line: str, lexis: Lexicon) -> tuple[str, str]:
    """What a line says, and the closing that follows on the same line: `It is ready. Thanks, Bea`."""
    for end in _SENTENCE_END.finditer(line):
        if phrase := _closing_phrase(line[end.end() :], lexis):
            return line[: end.start()].rstrip(), phrase
    return line, ""


def _closing_phrase(line: str, lexis: Lexicon) -> str:
    """The closing at the start of a short line, with its mark but without names: `Best wishes,`."""
    stripped = line.strip()
    if not stripped or len(WORD.findall(stripped)) > _LONGEST_CLOSING_WORDS:
        return ""
    phrase = _leading(stripped, lexis.closings)
    if not phrase:
        return ""
    following = stripped[len(phrase) :]
    mark = re.match(r"\s*[,!.]*", following)
    tail = following[mark.end() if mark else 0 :].strip()
    if tail and not _is_signature(tail):
        return ""
    return phrase + (mark.group().strip() if mark else "")


def _leading(text: str, phrases: frozenset[str]) -> str:
    """The longest of `phrases` that `text` starts with, as written there."""
    lowered = text[:60].lower().replace("’", "'")
    best = 0
    for phrase in phrases:
        if (
            len(phrase) > best
            and lowered.startswith(phrase)
            and not lowered[len(phrase) : len(phrase) + 1].isalpha()
        ):
            best = len(phrase)
    return text[:best]


def _is_signature(line: str) -> bool:
    plain = EMOJI.sub("", line).strip()
    return not plain or bool(_SIGNATURE.match(plain))


def _is_name_alone(line: str) -> bool:
    """`Bea` or `The Lane Team` on a line of its own."""
    words = WORD.findall(line)
    return 0 < len(words) <= _LONGEST_NAME and line.strip()[-1].isalpha() and _is_signature(line)


def _is_marked_signature(line: str) -> bool:
    return (
        bool(re.match(r"^\s*(?:[-–—~/*^]\s?\S|the \w+ team\b|your \w+ team\b)", line, re.IGNORECASE))
        and len(line) < 60
    )

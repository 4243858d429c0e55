"""Sentence marks and sentence length: exclamation marks, splitting at semicolons, joining short sentences."""

import re

from assistants.voice.texts import cut, words_of
from assistants.voice.wording import replace

_LOUD_END = re.compile(r"(?<=[\w)'’])!+(?=\s|$)")
_WARM = re.compile(
    r"^(?:thanks|thank you|many thanks|welcome|great|good news|enjoy|happy to help|(?:we|i)(?:['’]re|"
    r" are| am|['’]m) (?:happy|glad) to|"
    r"(?:we|i) hope|hope|have a|see you|vielen dank|danke|merci|gracias|grazie|obrigad\w|bedankt|hi|"
    r"hey|hello)\b[^.!?]*\.\s*$",
    re.IGNORECASE,
)
_SEMICOLON = re.compile(r"(?<=\w); (?=[a-z])")
_JOINABLE = re.compile(r"(?:you|we|it|they|this|these|that)\b", re.IGNORECASE)
_STANDS_ALONE = re.compile(
    r"(?:you|we|it|they|this|these|that|your|our|the|there|here|please)\b", re.IGNORECASE
)
_HEDGED = re.compile(
    r"\b(?:if|when|once|unless|because|although|while|since|whether|that|which|who)\b", re.IGNORECASE
)
_SHORT_WORDS = 7
_PLAIN_END = re.compile(r"(?<=[a-z])\. $")


def calm(text: str) -> str:
    """Full stops for exclamation marks."""
    return replace(text, _LOUD_END, ".")


def warm(text: str, most: int) -> str:
    """Exclamation marks for the full stops of thanks, wishes and welcomes, until the text holds `most`."""
    pieces = cut(text)
    for i, piece in enumerate(pieces):
        if "".join(pieces).count("!") >= most:
            break
        if _WARM.match(piece):
            stop = piece.rstrip()
            pieces[i] = stop[:-1] + "!" + piece[len(stop) :]
    return "".join(pieces)


def split(text: str) -> str:
    """Two sentences where a semicolon stood between two that can stand alone."""
    place = 0
    while match := _SEMICOLON.search(text, place):
        place = match.end()
        if _STANDS_ALONE.match(text, place):
            text = f"{text[: match.start()]}. {text[place].upper()}{text[place + 1 :]}"
    return text


def join(text: str) -> str:
    """Two short sentences in one line as one with `and`, when the second begins with a pronoun."""
    pieces = cut(text)
    joined: list[str] = []
    for piece in pieces:
        if joined and _may_join(joined[-1], piece):
            joined[-1] = f"{_PLAIN_END.sub('', joined[-1])}, and {piece[0].lower()}{piece[1:]}"
        else:
            joined.append(piece)
    return "".join(joined)


def _may_join(first: str, second: str) -> bool:
    if not _PLAIN_END.search(first) or not _JOINABLE.match(second) or _HEDGED.search(first):
        return False
    return max(len(words_of(first)), len(words_of(second))) <= _SHORT_WORDS and " and " not in first

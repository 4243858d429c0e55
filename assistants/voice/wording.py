"""Changes of wording that leave what is said alone: short forms, I and we, please."""

import re
from collections.abc import Callable

from assistants.voice.texts import NUMBERISH, cut

_QUOTED = re.compile(r"\"[^\"\n]+\"|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»|`[^`\n]+`|‘[^’\n]+’(?!\w)|\{[a-z_ ]+\}")
_NOT_DO = "do|does|did|is|are|was|were|have|has|had|would|could|should"
_NOT_FULL = re.compile(rf"\b({_NOT_DO}) not\b(?! only\b)", re.IGNORECASE)
_CANNOT = re.compile(r"\b(cannot|can not|will not)\b(?! only\b)", re.IGNORECASE)
_IRREGULAR_NOT = {"cannot": "can't", "can not": "can't", "will not": "won't"}
_SUBJECT_FULL = re.compile(
    r"\b(i am|(?:we|you|they) are|(?:i|we|you|they) have(?= (?:\w+ly )?\w+(?:ed|en|n)\b)|(?:i|we|you|"
    r"they|it|that) will(?! not\b)|(?:it|that|there|here) is(?! not\b))(?= [a-z])",
    re.IGNORECASE,
)
_SHORT = {"am": "'m", "are": "'re", "have": "'ve", "will": "'ll", "is": "'s"}
_NOT_SHORT = re.compile(rf"\b(?:({_NOT_DO})n['’]t|(can|wo)n?['’]t)\b", re.IGNORECASE)
_SUBJECT_SHORT = re.compile(
    r"\b(i['’]m|(?:we|you|they)['’]re|(?:i|we|you|they)['’]ve|(?:i|we|you|they|it|that|there)['’]ll)\b",
    re.IGNORECASE,
)
_LONG = {"m": "am", "re": "are", "ve": "have", "ll": "will"}
_IS_SHORT = re.compile(
    r"\b(it|that|there|here)['’]s (?=(?:a|an|the|not|no|in|on|at|for|to|your|our|my|also|still|now|"
    r"only|very|possible|best|available|important)\b)",
    re.IGNORECASE,
)
_STANCE_WE = (
    (re.compile(r"\blet us know\b", re.IGNORECASE), "let me know"),
    (re.compile(r"\bwe are (sorry|happy|glad|afraid|pleased)\b", re.IGNORECASE), r"I am \1"),
    (re.compile(r"\bwe['’]re (sorry|happy|glad|afraid|pleased)\b", re.IGNORECASE), r"I'm \1"),
    (re.compile(r"\bwe (hope|understand|appreciate|apologi[sz]e)\b", re.IGNORECASE), r"I \1"),
)
_STANCE_I = (
    (re.compile(r"\blet me know\b", re.IGNORECASE), "let us know"),
    (re.compile(r"\bI am (sorry|happy|glad|afraid|pleased)\b"), r"we are \1"),
    (re.compile(r"\bI['’]m (sorry|happy|glad|afraid|pleased)\b"), r"we're \1"),
    (re.compile(r"\bI (hope|understand|appreciate|apologi[sz]e)\b"), r"we \1"),
)
_VERBS = (
    "add|allow|ask|bring|check|choose|clear|click|close|complete|confirm|contact|copy|create|download|email|enter|fill|find|follow|"
    "give|include|keep|leave|log|make|open|press|provide|put|read|remove|reply|reset|restart|return|scroll|select|send|share|sign|"
    "start|tap|try|turn|type|update|upload|use|visit|wait|write"
)
_OBJECT = "the|your|our|us|a|an|this|that|it|me|my|these|those|any|all|for|from|back|into|through|via|to"
_BARE_ASK = re.compile(rf"({_VERBS})(?= (?:{_OBJECT})\b)", re.IGNORECASE)
_KIND_ASK = re.compile(rf"(?:please|kindly),? ({_VERBS})(?= (?:{_OBJECT})\b)", re.IGNORECASE)


def replace(text: str, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> str:
    """Replace matches outside quotations, addresses and anything with a digit; a capital stays."""
    kept = [match.span() for guard in (_QUOTED, NUMBERISH) for match in guard.finditer(text)]

    def one(match: re.Match[str]) -> str:
        if any(start < match.end() and match.start() < end for start, end in kept):
            return match.group()
        made = new(match) if callable(new) else match.expand(new)
        return (
            made[:1].upper() + made[1:]
            if match.group()[:1].isupper() and _opens(text, match.start())
            else made
        )

    return pattern.sub(one, text)


def _opens(text: str, place: int) -> bool:
    """Whether a sentence begins at `place`."""
    return not re.search(r"[\w,;'’-]\s*$", text[:place])


def shorten(text: str) -> str:
    """`do not` as `don't`, `we will` as `we'll`: only before another word, never at the end of a sentence."""
    text = replace(text, _CANNOT, lambda m: _IRREGULAR_NOT[m.group().lower()])
    text = replace(text, _NOT_FULL, lambda m: f"{m[1]}n't")
    return replace(text, _SUBJECT_FULL, _shortened)


def _shortened(match: re.Match[str]) -> str:
    subject, verb = match.group().split(" ")
    return f"{'I' if subject in {'i', 'I'} else subject}{_SHORT[verb.lower()]}"


def write_out(text: str) -> str:
    """`don't` as `do not`, `we'll` as `we will`; `it's` only where it cannot mean `it has`."""
    text = replace(text, _NOT_SHORT, _written_not)
    text = replace(text, _SUBJECT_SHORT, _written)
    return replace(text, _IS_SHORT, lambda m: f"{m[1]} is ")


def _written_not(match: re.Match[str]) -> str:
    if match[1]:
        return f"{match[1]} not"
    return "cannot" if match[2].lower() == "can" else "will not"


def _written(match: re.Match[str]) -> str:
    subject, _, ending = match.group().replace("’", "'").partition("'")
    return f"{'I' if subject in {'i', 'I'} else subject} {_LONG[ending.lower()]}"


def say_i(text: str) -> str:
    """Feelings and offers of help in the first person: `I hope` for `we hope`; deeds stay with `we`."""
    for pattern, new in _STANCE_WE:
        text = replace(text, pattern, new)
    return text


def say_we(text: str) -> str:
    for pattern, new in _STANCE_I:
        text = replace(text, pattern, new)
    return text


def say_please(text: str) -> str:
    """`Send the form.` as `Please send the form.`"""
    return "".join(_asked(piece, _BARE_ASK, lambda m: f"Please {m[1].lower()}") for piece in cut(text))


def drop_please(text: str) -> str:
    return "".join(_asked(piece, _KIND_ASK, lambda m: m[1].capitalize()) for piece in cut(text))


def _asked(piece: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> str:
    """Change an instruction that opens a sentence."""
    match = pattern.match(piece)
    return new(match) + piece[match.end() :] if match else piece

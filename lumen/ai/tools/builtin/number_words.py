"""English number words in digits: `three hundred and five` is `305`."""

import re
from functools import lru_cache

_ONES = "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905 - words
_ONES += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - words
_SMALL = {word: value for value, word in enumerate(_ONES)}
_SMALL |= {word: 10 * value for value, word in enumerate(_TENS, start=2)} | {"fourty": 40, "dozen": 12}
_LARGE = {
    "hundred": 100,
    "thousand": 1_000,
    "lakh": 100_000,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
}
_WORD = "|".join(sorted([*_SMALL, *_LARGE], key=len, reverse=True))
_START = "|".join(sorted(_SMALL, key=len, reverse=True))
_RUN = re.compile(
    rf"\b(?:a\s+(?=hundred\b|thousand\b|million\b|dozen\b))?(?:{_WORD})"
    rf"(?:[\s-]+(?:and\s+(?=(?:{_START})\b))?(?:{_WORD}))*\b",
    re.IGNORECASE,
)
_POINT = re.compile(r"\b(\d+) point (\d(?: \d)*)\b", re.IGNORECASE)


@lru_cache(maxsize=256)  # every claim on one message asks
def with_digits(text: str) -> str:
    """The text with its number words in digits; everything else stays as it is."""
    found = _RUN.sub(lambda match: _as_digits(match[0]), text)
    return _POINT.sub(lambda match: f"{match[1]}.{match[2].replace(' ', '')}", found)


def _as_digits(said: str) -> str:
    words = [word for word in re.split(r"[\s-]+", said.lower()) if word not in ("and", "a")]
    if all(word in _LARGE for word in words) and len(words) == 1 and not said.lower().startswith("a "):
        return said  # "5 lakh": the scale belongs to the digits before it
    whole = part = 0
    for word in words:
        if word in _SMALL:
            if (part % 100 and part % 100 < 20) or (part % 10 and _SMALL[word] >= 10):
                return said  # "two three": not one number
            part = part * 12 if word == "dozen" and part else part + _SMALL[word]
        elif word == "hundred":
            part = (part or 1) * 100
        else:
            whole, part = whole + (part or 1) * _LARGE[word], 0
    return str(whole + part)

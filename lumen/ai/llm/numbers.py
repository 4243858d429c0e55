"""Every number in a model's prose must stand in what it was given."""

import re
from dataclasses import dataclass
from decimal import Decimal

_SCALES = {
    "k": 10**3, "thousand": 10**3, "lakh": 10**5, "lakhs": 10**5, "lac": 10**5, "lacs": 10**5,
    "million": 10**6, "crore": 10**7, "crores": 10**7, "cr": 10**7, "billion": 10**9,
}  # fmt: skip
_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "half": 50, "twice": 2,
    "double": 2, "thrice": 3, "triple": 3,
} | {word: scale for word, scale in _SCALES.items() if word not in ("k", "cr")}  # fmt: skip
_CURRENCY_BEFORE = re.compile(r"(?<![^\W\d_])(?:rs|rupees?|[a-z]{3})\.?(?=\d)", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<!\w)(?<!\d\.)(?P<digits>\d[\d,]*(?:\.\d+)?)(?:\s?(?P<scale>" + "|".join(_SCALES) + r")\b)?",
    re.IGNORECASE,
)
_MARK = re.compile(r"\[\d{1,2}\]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: its value, and by how much rounding may have moved it."""

    text: str
    value: Decimal
    tolerance: Decimal

    def is_rounding_of(self, value: Decimal) -> bool:
        return abs(abs(value) - self.value) <= self.tolerance


def numbers_in(text: str) -> list[Number]:
    """Digits with either grouping, k, lakh and crore, and small number words; citation marks aside."""
    plain = _CURRENCY_BEFORE.sub(" ", _MARK.sub(" ", text))
    found = [_read(match) for match in _NUMBER.finditer(plain)]
    words = re.findall(r"[a-z]+", _NUMBER.sub(" ", plain).lower())
    found += [Number(w, Decimal(_WORDS[w]), Decimal(0)) for w in words if w in _WORDS]
    return found


def _read(match: re.Match[str]) -> Number:
    digits = match["digits"].rstrip(",").replace(",", "")
    scale = Decimal(_SCALES[match["scale"].lower()]) if match["scale"] else Decimal(1)
    decimals = len(digits.partition(".")[2])
    half_a_step = Decimal(1).scaleb(-decimals) / 2 if scale > 1 or decimals else Decimal("0.5")
    return Number(match[0], Decimal(digits) * scale, half_a_step * scale)


def unsupported(text: str, evidence: str) -> list[str]:
    """The numbers of `text` that are not in `evidence`, not even rounded as they are written."""
    known = {number.value for number in numbers_in(evidence)}
    return [
        number.text for number in numbers_in(text) if not any(number.is_rounding_of(value) for value in known)
    ]

"""One figure as people write and say it: `₹1,20,000`, `1.234,56 €`, `1 lakh 20 thousand`, `dhai hazaar`."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from transactions.questions.hindi import latin
from transactions.questions.numbers import ONES, SCALES, TENS
from transactions.questions.tokens import Token

_CURRENCY_WORDS = {
    word: code
    for code, words in {
        "INR": "₹ rs inr rupee rupees rupaye rupay rupaya rupiya rupaiya rupya re rupye rupees' /-",
        "USD": "$ usd dollar dollars us$",
        "EUR": "€ eur euro euros",
        "GBP": "£ gbp pound pounds quid",
        "JPY": "¥ jpy yen",
        "AED": "aed dirham dirhams",
        "SGD": "sgd",
        "AUD": "aud",
        "CAD": "cad",
        "CHF": "chf francs",
        "HKD": "hkd",
        "NZD": "nzd",
        "THB": "thb baht ฿",
        "CNY": "cny yuan rmb",
        "SAR": "sar riyal riyals",
        "MYR": "myr ringgit",
    }.items()
    for word in words.split()
}
_DOLLARS = {"us": "USD", "s": "SGD", "a": "AUD", "c": "CAD", "hk": "HKD", "nz": "NZD"}
_FRACTIONS = {
    "sawa": Decimal("0.25"),
    "sava": Decimal("0.25"),
    "sadhe": Decimal("0.5"),
    "saadhe": Decimal("0.5"),
    "saade": Decimal("0.5"),
    "paune": Decimal("-0.25"),
    "pauna": Decimal("-0.25"),
}
_HUNDREDTHS = frozenset(("paise", "paisa", "paisas"))
_NOT_NUMBERS = frozenset(
    ("a", "an", "few", "couple", "half", "quarter", "do", "che", "teen", "tees", "saath", "l", "m", "k", "lk")
)
_NOT_ALONE = frozenset(
    ("grand", "thou", "mil", "hundreds", "thousands", "lakhs", "lacs", "crores", "millions")
)
_BARE_NUMBERS = (
    frozenset(SCALES) | (ONES.keys() | TENS.keys()) - _NOT_NUMBERS
)  # no figure lacks one or a digit
OPENINGS = frozenset(
    (*_CURRENCY_WORDS, *_DOLLARS, *_FRACTIONS, *ONES, *TENS, *SCALES, "minus", "negative", "-", "−", ".")
)  # words that a figure may begin with, beside digits
_LONGEST = 18  # digits; what is longer is a number of something else

_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?")
_CONTINENTAL = re.compile(
    r"\d{1,3}(?:\.\d{3})+,\d{1,2}(?!,?\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)|\d+,\d{1,2}(?!,?\d)"
)
_SWISS = re.compile(r"\d{1,3}(?:'\d{3})+(?:\.\d{1,2})?(?!\d)")
_POINT_THREE = re.compile(r"\d{1,3}\.\d{3}")


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount without a bound. `mantissa`: its first number as written, before any scale."""

    value: Decimal
    mantissa: Decimal
    has_scale: bool
    currency: str | None
    start: int
    end: int  # index of the first token after it

    @property
    def is_bare(self) -> bool:
        return self.currency is None and not self.has_scale


class FigureReader:
    """Reads figures from one row of tokens, passing by those that already mean something else."""

    def __init__(self, tokens: list[Token], taken: frozenset[int]) -> None:
        self.tokens = tokens
        self.words = [latin(token.norm) for token in tokens]
        self.taken = taken

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) and at not in self.taken else ""

    def after_last_number(self) -> int:
        """Where figures can no longer begin: behind the last digit, scale or word for a number alone."""
        for at in range(len(self.words) - 1, -1, -1):
            word = self.words[at]
            if (word in _BARE_NUMBERS or word[:1].isdecimal()) and at not in self.taken:
                return at + 1
        return 0

    def is_glued(self, at: int) -> bool:
        """Whether no space stands before this token."""
        return 0 < at < len(self.tokens) and self.tokens[at - 1].end == self.tokens[at].start

    def figure(self, at: int) -> Figure | None:
        """Currency, number, scale, currency, with a minus sign before or after the first."""
        start = at
        sign, at = self._sign(at)
        before, at = self.currency(at)
        if before and sign == 1 and self.word(at) in ("-", "−") and self.is_glued(at + 1):
            sign, at = -1, at + 1
        number = self._number(at, before)
        if number is None:
            return None
        figure = replace(number, value=number.value * sign, mantissa=number.mantissa * sign, start=start)
        if self.word(figure.end) in _HUNDREDTHS:
            return replace(figure, value=figure.value / 100, currency="INR", end=figure.end + 1)
        after, end = self.currency(figure.end)
        figure = replace(figure, currency=before or after, end=end)
        return self._with_hundredths(figure) if figure.currency == "INR" else figure

    def _sign(self, at: int) -> tuple[int, int]:
        word = self.word(at)
        if word in ("minus", "negative"):
            return -1, at + 1
        is_sign = word in ("-", "−") and self.is_glued(at + 1) and not self.is_glued(at)
        return (-1, at + 1) if is_sign else (1, at)

    def _with_hundredths(self, figure: Figure) -> Figure:
        """`5 rupees 50 paise`."""
        at = figure.end + (self.word(figure.end) == "and")
        rest = self._number(at, None)
        if rest is None or self.word(rest.end) not in _HUNDREDTHS:
            return figure
        return replace(figure, value=figure.value + rest.value / 100, end=rest.end + 1)

    def currency(self, at: int) -> tuple[str | None, int]:
        """A currency at this place and where it ends."""
        if self.word(at) in _DOLLARS and self.word(at + 1) == "$":
            return _DOLLARS[self.word(at)], at + 2
        code = _CURRENCY_WORDS.get(self.word(at))
        if code is None:
            return None, at
        at += 1
        if self.words[at - 1] in ("rs", "re", "inr", "₹") and self.word(at) == ".":
            at += 1
        return code, at

    def _number(self, at: int, currency: str | None) -> Figure | None:
        """`1 lakh 20 thousand`: parts of falling scale."""
        start, total, mantissa, smallest = at, Decimal(0), None, Decimal("Infinity")
        while (part := self._scaled(at, currency)) is not None:
            value, scale, figure, end = part
            if mantissa is not None and (scale >= smallest or value >= smallest):
                break
            total += value
            mantissa = figure if mantissa is None else mantissa
            smallest, at = scale, end
            if self.word(at) == "and" and self._continues(at + 1, smallest):
                at += 1
        if mantissa is None:
            return None
        return Figure(total, mantissa, total != mantissa, None, start, at)

    def _continues(self, at: int, smallest: Decimal) -> bool:
        """`five hundred and twenty` goes on; `500 and 1000` does not."""
        part = self._scaled(at, None)
        return part is not None and not self.word(at)[:1].isdigit() and smallest > 1 and part[1] < smallest

    def _scaled(self, at: int, currency: str | None) -> tuple[Decimal, Decimal, Decimal, int] | None:
        """A number with its scales: (value, last scale, number, end)."""
        word = self.word(at)
        figure = self._plain(at, currency)
        if figure is None:
            is_alone = word in SCALES and len(word) > 2 and SCALES[word] >= 100 and word not in _NOT_ALONE
            if not is_alone:  # `hazaar se zyada`, `lakh`
                return None
            figure = (Decimal(1), at)
        value, at = figure
        mantissa, scale = value, Decimal(1)
        while (factor := self._scale(at)) is not None:
            value, scale, at = value * factor, scale * factor, at + 1
            if scale > SCALES["billion"] * SCALES["crore"]:
                return None
        return value, scale, mantissa, at

    def _scale(self, at: int) -> Decimal | None:
        """A letter must be glued to its number, or a capital; `5 m` may be metres."""
        word = self.word(at)
        if (
            len(word) == 1
            and not self.is_glued(at)
            and word != "k"
            and self.tokens[at].text not in ("L", "M")
        ):
            return None
        return SCALES.get(word)

    def _plain(self, at: int, currency: str | None) -> tuple[Decimal, int] | None:
        word = self.word(at)
        if word[:1].isdecimal() or word == ".":
            return self._digits(at, currency)
        if word in _FRACTIONS:
            number = self._plain(at + 1, None)
            if number is not None:
                return number[0] + _FRACTIONS[word], number[1]
            return (Decimal(1) + _FRACTIONS[word], at + 1) if self.word(at + 1) in SCALES else None
        return self._spelt(at)

    def _digits(self, at: int, currency: str | None) -> tuple[Decimal, int] | None:
        if self.word(at) == ".":  # `$.99`, but `rs.500`
            fits = self.word(at + 1).isdecimal() and self.is_glued(at + 1)
            is_point = self.tokens[at - 1].text in ("$", "€", "£") if self.is_glued(at) else True
            return (Decimal(f"0.{self.word(at + 1)}"), at + 2) if fits and is_point else None
        run = self._run(at)
        found = _SWISS.match(run) or _CONTINENTAL.match(run) or _GROUPED.fullmatch(self.word(at))
        if found is None or len(found.group()) > _LONGEST:
            return None
        text, size = found.group(), len(found.group())
        end = at
        while size > 0:
            size -= len(self.word(end))
            end += 1
        value = _decimal(text, is_euro="EUR" in (currency, self.currency(end)[0]))
        if [self.word(end + i) for i in range(3)] == ["and", "a", "half"]:
            return value + Decimal("0.5"), end + 3
        return value, end

    def _run(self, at: int) -> str:
        """The words from here on that stand without a space: a number the tokens cut in pieces."""
        words = [self.word(at)]
        while self.word(at + len(words)) and self.is_glued(at + len(words)) and len(words) < 12:
            words.append(self.word(at + len(words)))
        return "".join(words)

    def _spelt(self, at: int) -> tuple[Decimal, int] | None:
        word = self.word(at)
        if word in TENS:
            return self._tens(at)
        value = ONES.get(word)
        if value is None:
            return None
        at += 1
        if word == "a" and self.word(at) in ("couple", "few", "half", "quarter"):
            word, value, at = self.word(at), ONES[self.word(at)], at + 1
        if word in ("half", "couple", "quarter", "few", "a") and self.word(at) in ("a", "of"):
            at += 1 + (self.word(at) == "of" and self.word(at + 1) == "a")
        if [self.word(at + i) for i in range(3)] == ["and", "a", "half"]:
            value, at = value + Decimal("0.5"), at + 3
        return None if word in _NOT_NUMBERS and self.word(at) not in SCALES else (value, at)

    def _tens(self, at: int) -> tuple[Decimal, int] | None:
        """`twenty`, `twenty five`, `twenty-five`."""
        word = self.word(at)
        skip = self.word(at + 1) == "-"
        following = self.word(at + 1 + skip)
        ones = ONES.get(following)
        if ones is not None and 1 <= ones <= 9 and following not in _NOT_NUMBERS:
            return TENS[word] + ones, at + 2 + skip
        if word in _NOT_NUMBERS and self.word(at + 1) not in SCALES:
            return None
        return TENS[word], at + 1


def _decimal(text: str, *, is_euro: bool) -> Decimal:
    """A number as written: a comma before one or two last digits is a decimal comma."""
    text = text.replace("'", "")
    if _CONTINENTAL.fullmatch(text) or (is_euro and _POINT_THREE.fullmatch(text)):
        text = text.replace(".", "").replace(",", ".")
    return Decimal(text.replace(",", ""))

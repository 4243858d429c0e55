"""How much: amounts and their bounds, as people in India write and say them.

`find_amounts` reads every amount with its bound; `read_amount` the one a whole phrase means.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from transactions.questions.numbers import ONES, SCALES, TENS
from transactions.questions.tokens import Token, tokenise

_CURRENCY_WORDS = {
    word: code
    for code, words in {
        "INR": "₹ rs inr rupee rupees rupaye rupay rupaya rupiya rupaiya rupya re /-",
        "USD": "$ usd dollar dollars us$",
        "EUR": "€ eur euro euros",
        "GBP": "£ gbp pound pounds quid",
        "JPY": "¥ jpy yen",
        "AED": "aed dirham dirhams",
        "SGD": "sgd",
        "AUD": "aud",
        "CAD": "cad",
    }.items()
    for word in words.split()
}
_FRACTIONS = {
    "sawa": Decimal("0.25"),
    "sava": Decimal("0.25"),
    "sadhe": Decimal("0.5"),
    "saadhe": Decimal("0.5"),
    "paune": Decimal("-0.25"),
}
_NOT_NUMBERS = frozenset(
    ["a", "an", "few", "couple", "half", "do", "che", "teen", "tees", "saath", "l", "m", "k", "lk"]
)
_AROUND = Decimal("0.1")
_BETWEEN = frozenset(("between", "btw", "betwen", "bw"))
_IN_BETWEEN = frozenset(("beech", "bich", "darmiyan"))
PLAINLY_MONEY = 100  # a range of numbers from here on needs no other mark to be money

# A bound before the amount, or after it: which sides are open, and whether the edge belongs.
_BEFORE = {
    "gt": "above|over|more than|greater than|higher than|larger than|bigger than|exceeding|exceeds|"
    "exceed|exceeded|beyond"
    "|north of|costlier than|more expensive than|in excess of|upar|>|crossing|bigger then|"
    "more then|greater then|abv",
    "gte": "at least|atleast|minimum|minimum of|min|a minimum of|no less than|not less than|not "
    "below|not under|upwards of"
    "|>=|≥|starting at|starting from|from|kam se kam|not lower than|> =|equal to or more than|equal or above",
    "lt": "below|under|less than|lower than|smaller than|cheaper than|fewer than|<|beneath|south of|"
    "less then|not reaching",
    "lte": "at most|atmost|maximum|maximum of|max|a maximum of|no more than|not more than|not above|"
    "not over|not exceeding"
    "|up to|upto|within|<=|≤|till|until|zyada se zyada|jyada se jyada|< =|capped at|not greater than",
    "eq": "exactly|equal to|equals|equal|precisely|of exactly|=|exact|worth exactly",
    "about": "around|about|approximately|approx|roughly|nearly|almost|circa|~|close to|lagbhag|kareeb|"
    "karib|takriban|some",
}
_AFTER = {
    "gt": "se zyada|se jyada|se upar|se adhik|se ziyada|se bada|se badi|se bade|se mehnga|se mehnge|"
    "se mehngi|plus and above|"
    "se jada",
    "gte": "or more|and above|or above|and over|or over|and up|+|plus|or higher|and more|onwards|aur "
    "upar|ya zyada|"
    "ya usse zyada|ya us se zyada|minimum|or greater|and higher|ya upar|at least|at the least|ya jyada",
    "lt": "se kam|se neeche|se niche|se chhota|se chhote|se chhoti|se sasta|se saste|se sasti",
    "lte": "or less|and below|or below|and under|or under|or lower|tak|or fewer|maximum|ya kam|ya "
    "usse kam|max|at most|"
    "tak ka|tak ke|tak ki|and less|and lower",
    "about": "ke aas paas|ke aaspaas|ke kareeb|ke karib|or so|ish|approx|approximately|ke lagbhag|give "
    "or take",
    "eq": "exactly|sharp|flat|only",
}


def _phrases(table: dict[str, str]) -> dict[tuple[str, ...], str]:
    return {tuple(text.split()): bound for bound, texts in table.items() for text in texts.split("|") if text}


_BEFORE_PHRASES = _phrases(_BEFORE)
_AFTER_PHRASES = _phrases(_AFTER)


@dataclass(frozen=True, slots=True)
class Amount:
    """`low == high` is one amount; an open side is `None`."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_inclusive: bool = True
    high_inclusive: bool = True
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class AmountSpan:
    amount: Amount
    start: int
    end: int
    first_token: int
    last_token: int  # exclusive
    bound: str  # gt gte lt lte eq about between, or "" for a bare amount
    is_marked: bool  # a currency, a scale or a bound says that it is money


@dataclass(frozen=True, slots=True)
class _Figure:
    value: Decimal
    mantissa: Decimal
    has_scale: bool
    currency: str | None
    end: int


_BOUNDS: dict[str, Callable[[Decimal], Amount]] = {
    "gt": lambda v: Amount(low=v, low_inclusive=False),
    "gte": lambda v: Amount(low=v),
    "lt": lambda v: Amount(high=v, high_inclusive=False),
    "lte": lambda v: Amount(high=v),
    "eq": lambda v: Amount(low=v, high=v),
    "": lambda v: Amount(low=v, high=v),
    "about": lambda v: Amount(low=v * (1 - _AROUND), high=v * (1 + _AROUND)),
}


class _Reader:
    def __init__(self, tokens: list[Token], taken: frozenset[int]) -> None:
        self.tokens = tokens
        self.words = [token.norm for token in tokens]
        self.taken = taken

    def word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) and at not in self.taken else ""

    def figure(self, at: int) -> _Figure | None:
        """One amount: currency, number, scale, currency; `1 lakh 20 thousand`, `sadhe teen hazaar`."""
        currency, at = self._currency(at)
        number = self._number(at)
        if number is None:
            return None
        value, mantissa, has_scale, at = number
        after, end = self._currency(at)
        return _Figure(value, mantissa, has_scale, currency or after, end if after else at)

    def _currency(self, at: int) -> tuple[str | None, int]:
        if self.word(at) in ("us", "s", "a") and self.word(at + 1) == "$":
            return {"us": "USD", "s": "SGD", "a": "AUD"}[self.word(at)], at + 2
        code = _CURRENCY_WORDS.get(self.word(at))
        if code is None:
            return None, at
        at += 1
        if self.tokens[at - 1].norm == "rs" and self.word(at) == ".":
            at += 1
        return code, at

    def _number(self, at: int) -> tuple[Decimal, Decimal, bool, int] | None:
        """Value, first figure as written, whether a scale stood with it, and where it ends."""
        total, mantissa, smallest = Decimal(0), None, Decimal("Infinity")
        while True:
            part = self._scaled(at)
            if part is None or (mantissa is not None and part[1] >= smallest):
                break
            value, scale, figure, end = part
            total += value
            mantissa = figure if mantissa is None else mantissa
            smallest, at = scale, end
            if self.word(at) == "and" and self._continues(at + 1, smallest):
                at += 1
        if mantissa is None:
            return None
        return total, mantissa, total != mantissa, at

    def _continues(self, at: int, smallest: Decimal) -> bool:
        """`five hundred and twenty` goes on; `500 and 1000` does not."""
        part = self._scaled(at)
        return part is not None and not self.word(at)[:1].isdigit() and smallest > 1 and part[1] < smallest

    def _scaled(self, at: int) -> tuple[Decimal, Decimal, Decimal, int] | None:
        """A figure with its scales: (value, last scale, figure, end)."""
        word = self.word(at)
        figure = self._plain(at)
        if figure is None:
            if word in SCALES and len(word) > 2 and SCALES[word] >= 100:  # `hazaar se zyada`, `a lakh`
                figure = (Decimal(1), at)
            else:
                return None
        value, at = figure
        mantissa, scale = value, Decimal(1)
        while (factor := self._scale(at)) is not None:
            value, scale, at = value * factor, scale * factor, at + 1
        return value, scale, mantissa, at

    def _scale(self, at: int) -> Decimal | None:
        word = self.word(at)
        if len(word) == 1 and self.tokens[at].start != self.tokens[at - 1].end:
            return None if word != "k" else SCALES["k"]
        return SCALES.get(word)

    def _plain(self, at: int) -> tuple[Decimal, int] | None:
        word = self.word(at)
        if word[:1].isdigit():
            return self._digits(at)
        if word in _FRACTIONS:
            number = self._plain(at + 1)
            if number is not None:
                return number[0] + _FRACTIONS[word], number[1]
            return (Decimal(1) + _FRACTIONS[word], at + 1) if self.word(at + 1) in SCALES else None
        return self._spelt(at)

    def _digits(self, at: int) -> tuple[Decimal, int] | None:
        text = self.word(at)
        if not text.replace(",", "").replace(".", "").isdigit():
            return None
        value = Decimal(text.replace(",", ""))
        if self.word(at + 1) == "and" and self.word(at + 2) == "a" and self.word(at + 3) == "half":
            return value + Decimal("0.5"), at + 4
        return value, at + 1

    def _spelt(self, at: int) -> tuple[Decimal, int] | None:
        word = self.word(at)
        if word in TENS:
            return self._tens(at)
        value = ONES.get(word)
        if value is None:
            return None
        at += 1
        if word == "a" and self.word(at) == "couple":
            value, at = ONES["couple"], at + 1
        if word in ("half", "couple", "a") and self.word(at) in ("a", "of"):
            at += 1
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

    def bound(self, at: int, phrases: dict[tuple[str, ...], str]) -> tuple[str, int]:
        for size in (5, 4, 3, 2, 1):
            words = tuple(self.word(at + i) for i in range(size))
            if words in phrases:
                return phrases[words], at + size
        return "", at

    def span(self, at: int) -> AmountSpan | None:
        return self._between(at) or self._bounded(at)

    def _between(self, at: int) -> AmountSpan | None:
        first_at, opener = at, self.word(at)
        if opener in ("between", "from", "btw", "betwen", "bw"):
            first_at += 1
        low = self.figure(first_at)
        if low is None:
            return None
        middle = self.word(low.end)
        allowed = (
            ("and", "to", "&", "-", "aur", "–", "—")
            if opener in ("between", "btw", "betwen", "bw")
            else ("to", "-", "se", "–", "—")
        )
        joined = self._joined(low, middle, opener, allowed)
        return None if joined is None else self._range(at, low, joined)

    def _joined(self, low: _Figure, middle: str, opener: str, allowed: tuple[str, ...]) -> _Figure | None:
        is_hindi = middle in ("aur", "and", "se")
        if middle not in allowed and not is_hindi:
            return None
        high = self.figure(low.end + 1)
        if high is None or (middle in allowed and middle != "se"):
            return high
        tail = [self.word(high.end + i) for i in range(2)]
        if tail in (["ke", "beech"], ["ke", "bich"], ["ke", "darmiyan"]):
            return replace(high, end=high.end + 2)
        if middle == "se" and tail[0] == "tak":
            return replace(high, end=high.end + 1)
        return high if middle in allowed else None

    def _range(self, at: int, low: _Figure, high: _Figure) -> AmountSpan | None:
        first = low.value
        if high.has_scale and not low.has_scale and low.mantissa < high.mantissa:
            first = low.value * (high.value / high.mantissa)
        if first > high.value:
            return None
        currency = low.currency or high.currency
        says_between = self.word(at) in _BETWEEN or self.word(high.end - 1) in _IN_BETWEEN
        is_marked = bool(
            currency or high.has_scale or low.has_scale or says_between or first >= PLAINLY_MONEY
        )
        return self._spanning(
            at, high.end, Amount(first, high.value, currency=currency), "between", is_marked=is_marked
        )

    def _bounded(self, at: int) -> AmountSpan | None:
        bound, start = self.bound(at, _BEFORE_PHRASES)
        if not bound and self.word(at) == "ke":
            return None
        figure = self.figure(start)
        if figure is None:
            return None
        end = figure.end
        after, after_end = self.bound(end, _AFTER_PHRASES)
        if after and (not bound or bound in ("about", "eq")):
            bound, end = after, after_end
        currency, end_with_currency = self._currency(end)  # `500 se kam rupaye`
        if figure.currency is None and currency:
            figure, end = replace(figure, currency=currency), end_with_currency
        amount = replace(_BOUNDS[bound](figure.value), currency=figure.currency)
        is_marked = bool(bound not in ("", "about") or figure.currency or figure.has_scale)
        return self._spanning(at, end, amount, bound, is_marked=is_marked)

    def _spanning(self, at: int, end: int, amount: Amount, bound: str, *, is_marked: bool) -> AmountSpan:
        return AmountSpan(
            amount=amount,
            start=self.tokens[at].start,
            end=self.tokens[end - 1].end,
            first_token=at,
            last_token=end,
            bound=bound,
            is_marked=is_marked,
        )


def find_amounts(text: str | list[Token], taken: frozenset[int] = frozenset()) -> list[AmountSpan]:
    """Every amount, left to right. `taken`: indexes of tokens that already mean something else."""
    tokens = tokenise(text) if isinstance(text, str) else text
    reader = _Reader(tokens, taken)
    spans = []
    at = 0
    while at < len(tokens):
        span = reader.span(at)
        if span is None:
            at += 1
            continue
        spans.append(span)
        at = span.last_token
    return spans


def read_amount(text: str) -> Amount:
    """The one amount a phrase means; open on both sides when it names none."""
    spans = find_amounts(text)
    if not spans:
        return Amount()
    return _merged(spans) or max(spans, key=lambda span: (span.is_marked, span.end - span.start)).amount


def _merged(spans: list[AmountSpan]) -> Amount | None:
    """`more than 500 but less than 1000`: two bounds that close each other."""
    lows = [span.amount for span in spans if span.bound in ("gt", "gte")]
    highs = [span.amount for span in spans if span.bound in ("lt", "lte")]
    if len(lows) != 1 or len(highs) != 1:
        return None
    low, high = lows[0], highs[0]
    return Amount(low.low, high.high, low.low_inclusive, high.high_inclusive, low.currency or high.currency)

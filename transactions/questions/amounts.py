"""How much: amounts and their bounds, as people in India write and say them.

`find_amounts` reads every amount with its bound; `read_amount` the one a whole phrase means.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from transactions.questions.figures import OPENINGS, Figure, FigureReader
from transactions.questions.numbers import ONES
from transactions.questions.periods.words import MONTHS, UNITS, words_of
from transactions.questions.tokens import Token, tokenise

_AROUND = Decimal("0.1")
_BETWEEN = frozenset(("between", "btw", "betwen", "bw", "strictly", "betweeen", "beetween"))
_OPENERS = _BETWEEN | {"from", "range"}
_AND = frozenset(("and", "to", "&", "-", "aur", "–", "—", "n", "~"))
_TO = frozenset(("to", "-", "se", "–", "—", "upto", "till", "~", "through"))
# Words beside a bare number that make it no amount of money.
_COUNTED = frozenset(UNITS) | frozenset(
    words_of(
        "% oclock percent percentage pct fisadi pratishat times time x baar dafa orders order transactions "
        "transaction txns txn payments payment purchases purchase merchants categories items entries rows "
        "people friends hours hour hrs hr minutes min mins seconds am pm baje km kms kg kgs gb litres ml "
        "st nd rd th trips rides visits points nights tickets"
    )
)
_RANKS = frozenset(words_of("top last past previous next first bottom pichle q h week"))
_LABELS = frozenset(
    words_of(
        "card c ac acct account ending ends otp pin ref reference phone mobile call tel flat room fy ay "
        "invoice cheque utr upi pnr id age aged tail"
    )
)
_PHONE = re.compile(
    r"\+\d{1,3}[\s-]?\d{3,5}[\s-]?\d{3,6}(?:[\s-]\d{2,4})?(?![\d,.])"
    r"|(?<![\d.,₹$€£])(?:0|91[\s-]?)?[6-9]\d{4}[\s-]?\d{5}(?![\d,]|\.\d)"
    r"|(?<!\d)0\d{2,4}-\d{6,8}(?!\d)"
    r"|\b\d{4}[\s-]\d{4}[\s-]\d{4}(?:[\s-]\d{4})?\b"  # and numbers of cards
)
_MONEY_WORD = re.compile(r"(?:₹|\$|€|£|\b(?:rs|inr|usd|eur|gbp))\.?\s*$", re.IGNORECASE)
_IN_BETWEEN = frozenset(("beech", "bich", "darmiyan"))
PLAINLY_MONEY = 100  # a range of numbers from here on needs no other mark to be money

# A bound before the amount, or after it: which sides are open, and whether the edge belongs.
_BEFORE = {
    "gt": "above|over|more than|greater than|higher than|larger than|bigger than|exceeding|"
    "exceeds|exceed|exceeded|beyond|north of|costlier than|more expensive than|in excess of|"
    "upar|>|crossing|bigger then|more then|greater then|abv",
    "gte": "at least|at the least|no lower than|no smaller than|atleast|minimum|minimum of|min|"
    "a minimum of|no less than|not less than|greater than or equal to|more than or equal to|"
    "equal to or greater than|= >|min .|not below|not under|upwards of|>=|≥|starting at|"
    "starting from|from|kam se kam|not lower than|> =|equal to or more than|equal or above|"
    "equal to or above|equal to or over",
    "lt": "below|under|less than|lower than|smaller than|cheaper than|fewer than|<|beneath|"
    "south of|less then|not reaching",
    "lte": "at most|at the most|no higher than|no greater than|no bigger than|no larger than|"
    "atmost|maximum|maximum of|max|a maximum of|no more than|not more than|"
    "less than or equal to|lower than or equal to|equal to or less than|= <|max .|"
    "up to and including|not above|not over|not exceeding|up to|upto|within|<=|≤|till|until|"
    "zyada se zyada|jyada se jyada|< =|capped at|not greater than",
    "eq": "exactly|equal to|equals|equal|precisely|of exactly|=|exact|worth exactly",
    "about": "around|about|approx .|appx|approximately|approx|roughly|nearly|almost|circa|~|close to|"
    "lagbhag|kareeb|karib|takriban|some",
}
_AFTER = {
    "gt": "se zyada|se jyada|se upar|se adhik|se ziyada|se bada|se badi|se bade|se mehnga|"
    "se mehnge|se mehngi|plus and above|se jada",
    "gte": "or more|and above|or above|and over|or over|and up|+|plus|or higher|and more|onwards|"
    "upwards|upward|aur upar|ya zyada|ya usse zyada|ya us se zyada|minimum|or greater|and higher|ya upar|"
    "at least|at the least|ya jyada",
    "lt": "se kam|se neeche|se niche|se chhota|se chhote|se chhoti|se sasta|se saste|se sasti",
    "lte": "or less|and below|or below|and under|or under|or lower|tak|or fewer|maximum|ya kam|"
    "ya usse kam|max|at most|tak ka|tak ke|tak ki|and less|and lower",
    "about": "ke aas paas|ke aaspaas|ke kareeb|ke karib|or so|odd|ish|approx|approximately|ke lagbhag|"
    "give or take",
    "eq": "exactly|sharp|flat|only",
}


def _phrases(table: dict[str, str]) -> dict[tuple[str, ...], str]:
    return {tuple(text.split()): bound for bound, texts in table.items() for text in texts.split("|") if text}


_BEFORE_PHRASES = _phrases(_BEFORE)
_AFTER_PHRASES = _phrases(_AFTER)
_OPENINGS = OPENINGS | _OPENERS | {phrase[0] for phrase in _BEFORE_PHRASES}


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


_BOUNDS: dict[str, Callable[[Decimal], Amount]] = {
    "gt": lambda v: Amount(low=v, low_inclusive=False),
    "gte": lambda v: Amount(low=v),
    "lt": lambda v: Amount(high=v, high_inclusive=False),
    "lte": lambda v: Amount(high=v),
    "eq": lambda v: Amount(low=v, high=v),
    "": lambda v: Amount(low=v, high=v),
    "about": lambda v: Amount(low=v * (1 - _AROUND), high=v * (1 + _AROUND)),
}


class _Reader(FigureReader):
    """Reads figures with what bounds them, and passes by numbers that count something else."""

    def figure(self, at: int) -> Figure | None:
        found = super().figure(at)
        return None if found is not None and found.is_bare and self._counts_else(found) else found

    def _counts_else(self, figure: Figure) -> bool:
        """`5 orders`, `20%`, `top 5`, `5 October 2025`, `a/c 1234`, `10:30`, `xx1234`: no money."""
        before, after = self.word(figure.start - 1), self.word(figure.end)
        if after in _COUNTED or (after == "per" and self.word(figure.end + 1) == "cent"):
            return True
        if self._is_label(figure.start) or self._is_in_a_date(figure, before, after) or before in ("*", "#"):
            return True
        if before == "." and self.is_glued(figure.start) and self.word(figure.start - 2).isdecimal():
            return True
        if self.is_glued(figure.start) and (before.isalpha() or before in (":", "/", "#", "*")):
            return (before,) not in _BEFORE_PHRASES
        is_clock = after in (":", "/") and self.word(figure.end + 1)[:1].isdecimal()
        return (
            self.is_glued(figure.end) and (after[:1].isalpha() or is_clock) and (after,) not in _AFTER_PHRASES
        )

    def _is_label(self, at: int) -> bool:
        """`card ending 4321`, `last 30`: the word before says what the number is."""
        back = at - 1
        while self.word(back) in ("no", "number", "in", "with", ".", ":", "the", "#", "is", "*", "-"):
            back -= 1
        return self.word(back) in (_LABELS if back < at - 1 else _LABELS | _RANKS)

    def _is_tail(self, at: int) -> bool:
        """The rest of `2024-25`, which made no range."""
        is_glued = self.is_glued(at) and self.is_glued(at - 1)
        return is_glued and self.word(at - 1) in ("-", "–") and self.word(at - 2).isdecimal()

    def _is_in_a_date(self, figure: Figure, before: str, after: str) -> bool:
        value = figure.value
        if before in ("1", "2", "3", "4") and self.word(figure.start - 2) in ("q", "h"):
            return True
        if before in ("in", "during", "since", "year") and 1950 <= value <= 2099:
            return True
        near = [before, after]
        if before == "," or before.isdecimal():
            near += [self.word(figure.start - 2), self.word(figure.start - 3) if before == "," else ""]
        if not any(word in MONTHS for word in near):
            return False
        return 1 <= value <= 31 or 1950 <= value <= 2099

    def bound(self, at: int, phrases: dict[tuple[str, ...], str]) -> tuple[str, int]:
        for size in (5, 4, 3, 2, 1):
            words = tuple(self.word(at + i) for i in range(size))
            if words in phrases:
                return phrases[words], at + size
        return "", at

    def may_begin(self, at: int) -> bool:
        """Whether an amount with its bound can begin with this word; cheap and never too strict."""
        word = self.word(at)
        return word in _OPENINGS or word[:1].isdecimal()

    def span(self, at: int) -> AmountSpan | None:
        return self._between(at) or self._twin(at) or self._bounded(at)

    def _twin(self, at: int) -> AmountSpan | None:
        """`two three hundred`, `do-teen hazaar`, `five or six lakh`: two small numbers share a scale."""
        first = ONES.get(self.word(at))
        second_at = at + 1 + (self.word(at + 1) in ("-", "or", "ya", "to", "se"))
        second = ONES.get(self.word(second_at))
        if first is None or second is None or not 1 <= first < second or self.word(at) in ("a", "an"):
            return None
        high = self.figure(second_at)
        if high is None or high.mantissa != second or not high.has_scale:
            return None
        low = first * high.value / high.mantissa
        amount = Amount(low, high.value, currency=high.currency)
        return self._spanning(at, high.end, amount, "between", is_marked=True)

    def _between(self, at: int) -> AmountSpan | None:
        opener_at = at + (self.word(at) == "strictly")
        opener = self.word(opener_at)
        if opener == "range" and self.word(opener_at + 1)[:1].isdecimal():
            opener = "from"
        elif opener == "range" and self.word(opener_at + 1) in ("of", "from"):
            opener, opener_at = "from", opener_at + 1
        low = self.figure(opener_at + 1 if opener in _OPENERS else opener_at)
        if low is None:
            return None
        joined = self._joined(low, opener)
        return None if joined is None else self._range(at, low, joined)

    def _joined(self, low: Figure, opener: str) -> Figure | None:
        """The other end of a range, if what stands between the two makes one."""
        middle, at = self.word(low.end), low.end + 1
        if middle == "." and self.word(at) == ".":
            middle, at = "-", at + 1 + (self.word(at + 1) == ".")
        if middle == "up" and self.word(at) == "to":
            middle, at = "to", at + 1
        if middle in ("and", "aur", "&") and self.word(at) in ("above", "below", "over", "under", "up"):
            return None
        allowed = _AND if opener in _BETWEEN else _TO
        if middle not in allowed and middle not in ("aur", "and", "se"):
            return None
        high = self.figure(at)
        if high is None or (middle in allowed and middle != "se"):
            return high
        tail = (self.word(high.end), self.word(high.end + 1))
        if tail[0] == "ke" and tail[1] in _IN_BETWEEN:
            return replace(high, end=high.end + 2)
        if middle == "se" and tail[0] == "tak":
            return replace(high, end=high.end + 1)
        return high if middle in allowed else None

    def _range(self, at: int, low: Figure, high: Figure) -> AmountSpan | None:
        first = low.value
        if high.has_scale and not low.has_scale and low.mantissa < high.mantissa:
            first = low.value * (high.value / high.mantissa)
        currency = low.currency or high.currency
        says_between = self.word(at) in _BETWEEN or self.word(high.end - 1) in _IN_BETWEEN
        last, end = high.value, high.end
        if first > last and not (says_between or self.word(at) in _OPENERS):
            return None
        first, last = sorted((first, last))
        is_strict = self.word(at) == "strictly" or self.word(end) in ("exclusive", "exclusively")
        end += self.word(end) in ("exclusive", "exclusively", "inclusive")
        is_marked = bool(
            currency or high.has_scale or low.has_scale or says_between or first >= PLAINLY_MONEY
        )
        return self._spanning(
            at,
            end,
            Amount(first, last, not is_strict, not is_strict, currency),
            "between",
            is_marked=is_marked,
        )

    def _bounded(self, at: int) -> AmountSpan | None:
        bound, start = self.bound(at, _BEFORE_PHRASES)
        if not bound and self.word(at) == "ke":
            return None
        figure = self.figure(start)
        if figure is None or (figure.is_bare and self._is_tail(start)):
            return None
        end = figure.end
        after, after_end = self.bound(end, _AFTER_PHRASES)
        if after and (not bound or bound in ("about", "eq")):
            bound, end = after, after_end
        currency, end_with_currency = self.currency(end)  # `500 se kam rupaye`
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


def _phone_numbers(tokens: list[Token]) -> frozenset[int]:
    """Indexes of the tokens of numbers one calls, or of whole card numbers."""
    text = ""
    for token in tokens:
        text = text.ljust(token.start) + token.norm.ljust(token.end - token.start)
    spans = [
        found.span() for found in _PHONE.finditer(text) if not _MONEY_WORD.search(text[: found.start()][-8:])
    ]
    return frozenset(
        at
        for at, token in enumerate(tokens)
        if any(start <= token.start and token.end <= end for start, end in spans)
    )


def find_amounts(text: str | list[Token], taken: frozenset[int] = frozenset()) -> list[AmountSpan]:
    """Every amount, left to right. `taken`: indexes of tokens that already mean something else."""
    tokens = tokenise(text) if isinstance(text, str) else text
    reader = _Reader(tokens, taken)
    if reader.after_last_number() == 0:
        return []
    reader.taken |= _phone_numbers(tokens)
    end = reader.after_last_number()
    spans = []
    at = 0
    while at < end:
        span = reader.span(at) if reader.may_begin(at) else None
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
